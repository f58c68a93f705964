"""A race day over HTTP on a desk that really runs: who is signed in, what was acknowledged."""

from __future__ import annotations

import json
import re
import time
import uuid
from typing import TYPE_CHECKING, Any

import requests
import websocket

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.startup.running import Desk

PASSPHRASE = "correct horse battery"
SLUG = "spring"
BASE = f"/api/v1/events/{SLUG}"
CONSENT = {"treatment": True, "health_data": True}


class Device:
    """A browser with its cookie, or a program with its token."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url
        self.http = requests.Session()
        self.http.headers["Origin"] = url
        if token:
            self.http.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, body: Any = None, status: int = 0) -> Any:
        """The body of an answer, which has this status (0: any good one)."""
        address = self.url + (path if path.startswith("/") else f"{BASE}/{path}")
        headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        said = {} if method == "POST" and body is None else body
        answer = self.http.request(method, address, json=said, headers=headers, timeout=20)
        assert answer.status_code == status if status else answer.ok, (path, answer.status_code, answer.text)
        return answer.json()

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, body)

    def watch(self, since: int | None = None) -> dict[str, Any]:
        """What the live socket answers this device in the staff room."""
        address = self.url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"
        cookie = "; ".join(f"{each.name}={each.value}" for each in self.http.cookies)
        client = websocket.create_connection(address, timeout=20, cookie=cookie, origin=self.url)
        try:
            _until(client, "0")
            client.send("40/live,")
            _until(client, "40/live")
            client.send('42/live,1["watch",' + json.dumps({"event": SLUG, "room": "staff", "since": since}) + "]")
            answer: dict[str, Any] = json.loads(_until(client, "43/live,1").partition("1")[2])[0]
            return answer
        finally:
            client.close()


def _until(client: websocket.WebSocket, start: str) -> str:
    for _ in range(50):
        message = str(client.recv())
        if message.startswith(start):
            return message
    raise AssertionError(f"nothing that begins with {start}")


def set_up(running: Desk) -> Device:
    """The first run; answers the organiser's browser."""
    organiser = Device(running.url)
    day = {"slug": SLUG, "name": "Spring Run", "date": "2027-05-02", "timezone": "Europe/Vienna"}
    organiser.post(f"/api/v1{_link(running)}", {"passphrase": PASSPHRASE, "event": day})
    return organiser


def _link(running: Desk) -> str:
    wait_until(lambda: any("/first-run/" in line for line in running.said))
    return str(re.findall(r"/first-run/\S+", "".join(running.said))[0])


def kiosk_beside(organiser: Device) -> Device:
    """A tablet, paired."""
    tablet = Device(organiser.url)
    tablet.post("/api/v1/pair", {"code": organiser.post("pairings")["code"]})
    return tablet


def sign_up(device: Device, name: str) -> dict[str, Any]:
    """A runner joins the line."""
    body = {"first_name": name, "treatment": "post_event", "consent": CONSENT, "screening": {"painkillers": True}}
    visit: dict[str, Any] = device.post("visits", body)
    return visit


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Asks again and again, for so long at most."""
    for _ in range(int(seconds / 0.05)):
        if is_so():
            return
        time.sleep(0.05)  # noqa: TID251 - outside the desk
    raise AssertionError("it never came to be")
