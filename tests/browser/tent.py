"""A real desk in a process of its own, and what its organiser prepares over HTTP before the screens are looked at."""

from __future__ import annotations

import contextlib
import itertools
import re
import socket
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import requests

from eventdesk.adapters.clock import SystemClock
from tests.startup import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSPHRASE = "correct horse battery"
KIOSK_PIN = "2468"
CONSENT = {"treatment": True, "health_data": True}

# Somewhere on earth it is the middle of the morning, so that no test's race day runs over midnight.
PLACES = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago",
    "America/New_York", "America/Halifax", "America/Sao_Paulo", "Atlantic/South_Georgia", "Atlantic/Azores",
    "Europe/London", "Europe/Vienna", "Europe/Athens", "Europe/Moscow", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka",
    "Asia/Bangkok", "Asia/Singapore", "Asia/Tokyo", "Australia/Brisbane", "Pacific/Guadalcanal", "Pacific/Auckland",
)  # fmt: skip


def now() -> datetime:
    """The present, to the minute."""
    return SystemClock().now().replace(second=0, microsecond=0)


def timezone() -> str:
    """Where it is about ten in the morning."""
    present = now()
    return min(PLACES, key=lambda name: abs(present.astimezone(ZoneInfo(name)).hour - 10))


def z(at: datetime) -> str:
    """As the API writes instants."""
    return at.isoformat().replace("+00:00", "Z")


def free_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Tent:
    """A desk that can be killed and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = requests.Session()
        self.http.headers["Origin"] = self.url
        self._numbers = itertools.count(1)
        self._running = contextlib.ExitStack()
        self._desk: running.Desk | None = None

    def start(self) -> None:
        """Returns once connections are accepted."""
        serving = running.desk(self.folder, f"--port={self.port}")
        self._desk = self._running.enter_context(serving)

    def kill(self) -> None:
        """As when the plug is pulled: no signal that could be handled, no last word."""
        assert self._desk
        self._desk.process.kill()
        self._desk.process.wait(10)
        self._running.close()

    def close(self) -> None:
        self._running.close()
        self.http.close()

    def first_run_link(self) -> str:
        """The one-time link that is printed on the first start."""
        assert self._desk
        for _ in range(100):
            found = re.search(r"/first-run/\S+", "".join(self._desk.said))
            if found:
                return found.group()
            with contextlib.suppress(Exception):
                self._desk.process.wait(0.05)
        raise AssertionError("no set-up link was printed")

    def set_up(self) -> None:
        """The first run without a browser; from here on this is the organiser."""
        day = {"slug": "first", "name": "First", "date": "2026-01-01", "timezone": "UTC"}
        self.call("POST", f"/api/v1{self.first_run_link()}", {"passphrase": PASSPHRASE, "event": day})

    def sign_in(self) -> None:
        """As organiser, on a desk that was set up in a browser."""
        self.call("POST", "/api/v1/sign-in", {"role": "organiser", "passphrase": PASSPHRASE})

    @property
    def cookie(self) -> str:
        return str(self.http.cookies["eventdesk"])

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """One request that has to be answered well."""
        headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        answer = self.http.request(method, self.url + path, json=body, headers=headers, timeout=20, **more)
        assert answer.ok, (method, path, answer.status_code, answer.text)
        return answer.json()

    def new_day(self, **more: Any) -> Day:
        """Another event on this desk, so that no test sees the runners of another."""
        number = next(self._numbers)
        slug = f"day{number}"
        place = timezone()
        date = now().astimezone(ZoneInfo(place)).date().isoformat()
        said = {"slug": slug, "name": f"Riverside Run {number}", "date": date, "timezone": place}
        self.call("POST", "/api/v1/events", said)
        day = Day(self, slug)
        day.change(**({"turnover_minutes": 0, "kiosk_pin": KIOSK_PIN} | more))
        return day


@dataclass
class Day:
    """One event: its roster, its runners, what is so now."""

    tent: Tent
    slug: str
    therapists: dict[str, int] = field(default_factory=dict)

    @property
    def api(self) -> str:
        return f"/api/v1/events/{self.slug}"

    def path(self, page: str) -> str:
        return f"/e/{self.slug}/{page}"

    def get(self, path: str) -> Any:
        return self.tent.call("GET", f"{self.api}/{path}")

    def post(self, path: str, body: Any = None) -> Any:
        return self.tent.call("POST", f"{self.api}/{path}", body or {})

    def change(self, **settings: Any) -> None:
        self.tent.call("PATCH", f"{self.api}/event", settings)

    def waves(self, **in_minutes: int) -> None:
        """`Early=60`: a wave of that name starts in an hour."""
        starts = [{"name": name, "starts_at": z(now() + timedelta(minutes=n))} for name, n in in_minutes.items()]
        self.change(waves=starts)

    def start_list(self, text: str) -> None:
        self.tent.call("POST", f"{self.api}/start-list", files={"file": ("runners.csv", text.encode())})

    def therapist(self, name: str, *, pin: str = "1111", ready: bool = False, **more: Any) -> int:
        """A new line of the roster; the couch is the number of those there are."""
        couch = str(len(self.therapists) + 1)
        made = self.post("therapists", {"name": name, "couch": couch, "pin": pin} | more)
        self.therapists[name.split(maxsplit=1)[0]] = int(made["id"])
        if ready:
            self.post(f"therapists/{made['id']}/ready")
        return int(made["id"])

    def runner(self, first_name: str, treatment: str = "post_event", **more: Any) -> Any:
        """Somebody who joined the line; the visit."""
        said = {"first_name": first_name, "treatment": treatment, "consent": CONSENT}
        return self.post("visits", said | more)

    def act(self, visit: Any, action: str, body: Any = None) -> Any:
        return self.post(f"visits/{visit['id']}/{action}", body)

    def visits(self, *statuses: str) -> list[Any]:
        """All visits, or those in one of these states, by registration."""
        found = self.get("visits?limit=100")["visits"]
        return [each for each in found if not statuses or each["status"] in statuses]

    def visit(self, visit_id: int) -> Any:
        return self.get(f"visits/{visit_id}")

    def journal(self, action: str) -> list[Any]:
        """The entries of one kind of action."""
        return [each for each in self.get("journal?since=0&limit=1000")["entries"] if each["action"] == action]


@contextlib.contextmanager
def ready(folder: Path) -> Iterator[Tent]:
    """A desk that has been set up; each test takes an event of its own on it."""
    with raised(folder) as made:
        made.set_up()
        yield made


@contextlib.contextmanager
def raised(folder: Path) -> Iterator[Tent]:
    """A desk on this folder that has not been set up yet."""
    tent = Tent(folder)
    tent.start()
    try:
        yield tent
    finally:
        tent.close()
