"""One day, lived through twice: by the simulator in memory, and by requests to a running server.

The server's clock runs at many times real time and rests at each appointment of the day until it was
kept, so a slow machine makes the test slow and nothing else. What people do is the simulator's doing;
who is called when and by whom, which calls are missed, when a couch is free again and when breaks
begin, the server decides by itself. Both journals have to tell the same story, line by line.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.adapters.memory import MemoryStore
from eventdesk.services.desk import Desk
from eventdesk.services.health_reading import ACTION as HEALTH_READ
from eventdesk.simulation.behaviour import Behaviour
from eventdesk.simulation.clock import RaceClock
from eventdesk.simulation.days import day_of_field, plain_event
from eventdesk.simulation.field import fitted, together
from eventdesk.simulation.player import Player
from eventdesk.simulation.roster import Roster, Shift
from eventdesk.simulation.tent import fast_forward, open_tent
from eventdesk.simulation.uptake import Uptake
from tests.race.running import Person, Server
from tests.race.script import Line, NoScreens, Scribe, Step, journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventdesk.simulation.race_day import RaceDay

START = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)
"""Not in the future: a token that is made today would not be good any more by then."""
SPEED = 2400
SEED = 5
BUSY_FOLK = replace(Behaviour(), no_shows=0.15, steps_away=0.1, leaves=0.05, referred=0.02, wants_more=0.1)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def a_day() -> RaceDay:
    """Two starts, about forty visits, five therapists with breaks, and every way in which a turn can go wrong."""
    field = together(
        [fitted("5K", "5k", 120, START, seed=SEED), fitted("10K", "10k", 240, START + minutes(40), seed=SEED)]
    )
    shift = Shift(starts_at=START - minutes(60), ends_at=START + minutes(240), count=5)
    roster = Roster(shifts=(shift,), only_after=0.2, break_every_minutes=80, break_minutes=15)
    event = plain_event(slug="twice", date=START.date(), closes_at=START + minutes(230))
    uptake = Uptake(before=0.05, after=0.07, after_minutes=(20, 25), wishes_woman=0.15, wishes_man=0.1, tells=True)
    return day_of_field(event, field, uptake, roster, seed=SEED)


def in_memory(race: RaceDay) -> tuple[list[Step], list[Line], int]:
    """What was done and when, the journal of it, and how many lines it had before the day began."""
    clock = RaceClock(race.opens_at)
    store = MemoryStore()
    open_tent(Desk(store, clock, NoScreens()), race)
    begun = store.stamp(race.event.slug).seq
    desk = Scribe(store, clock)
    fast_forward(Player(desk, race, seed=SEED, behaviour=BUSY_FOLK), clock)
    with desk.store.read(race.event.slug) as reading:
        return desk.steps, journal(reading, begun), begun


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    race = a_day()
    made = Server(tmp_path_factory.mktemp("twice"), race.event.slug)
    day = race.event.date.isoformat()
    made.command("event", "new", race.event.slug, "--name", "Twice", "--date", day, "--timezone", "UTC")
    process = made.start(race.opens_at, SPEED, rests=True)
    try:
        yield made
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()


class Organiser(Person):
    """Knows everybody's ids by ticket and name, and reads the journal as it grows."""

    def __init__(self, server: Server, token: str) -> None:
        super().__init__(server, token)
        self.ids: dict[str, int] = {}
        self.lines: list[Line] = []
        self._seq = 0

    def set_up(self, race: RaceDay) -> None:
        waves = [{"name": each.name, "starts_at": each.starts_at.isoformat()} for each in race.event.waves]
        closes_at = race.event.closes_at
        assert closes_at is not None
        self.patch("/event", {"waves": waves, "closes_at": closes_at.isoformat()})
        wave_names = {each.id: each.name for each in race.event.waves}
        lines = "".join(
            f"{each.bib},{each.first_name},{each.last_name},{wave_names[each.wave_id or 0]}\n" for each in race.entrants
        )
        file = ("list.csv", b"bib,first name,last name,wave\n" + lines.encode())
        assert self.http.post(f"{self.api}/start-list", files={"file": file}, timeout=20).ok
        for values in race.therapists:
            added = self.post("/therapists", jsonable(values))
            self.ids[added["name"]] = added["id"]
        self._seq = self.get("/journal?limit=1")["seq"]

    def read_on(self) -> None:
        """The new lines of the journal; that the organiser sees health answers is a line of its own, not the day's."""
        page = self.get(f"/journal?since={self._seq}&limit=1000")
        names = {
            f"visit:{self.ids[each]}" if each[1:].isdigit() else f"therapist:{self.ids[each]}": each
            for each in self.ids
        }
        for each in page["entries"]:
            self._seq = each["seq"]
            if each["action"] != HEALTH_READ:
                self.lines.append((each["at"], names.get(each["subject"], each["subject"]), each["action"]))


def jsonable(values: dict[str, Any]) -> dict[str, Any]:
    """A line of the roster as the API takes it."""
    shift = {name: values[name].isoformat() for name in ("shift_start", "shift_end")}
    breaks = [
        {"starts_at": each.starts_at.isoformat(), "ends_at": each.ends_at.isoformat()} for each in values["breaks"]
    ]
    return values | shift | {"skills": sorted(values["skills"]), "breaks": breaks}


def keep(appointment: Step, organiser: Organiser, server: Server, lines: int) -> None:
    """Does what is to be done at this instant, and waits until the desk has done its part."""
    server.run_until(appointment.at)
    said = appointment.said
    if said is not None:
        wait_for(lambda: server.has_come(appointment.at), f"the clock never came to {appointment.at}")
        told = organiser.post(said.path.format(organiser.ids.get(said.about)), said.body)
        if said.path == "/visits":
            organiser.ids[told["ticket"]] = told["id"]

    def is_done() -> bool:
        organiser.read_on()
        return len(organiser.lines) >= lines

    wait_for(is_done, f"the desk did not do its part at {appointment.at}")


def wait_for(happened: Callable[[], bool], why: str) -> None:
    for _ in range(3000):
        if happened():
            return
        time.sleep(0.005)
    raise AssertionError(why)


def test_the_server_serves_as_the_simulator_said(server: Server) -> None:
    race = a_day()
    steps, expected, begun = in_memory(race)
    happened = {action for _, _, action in expected}
    assert happened >= {
        "call",
        "recall",
        "miss",
        "return",
        "extend",
        "finish",
        "break",
        "off",
        "withdraw",
        "clear",
        "refer",
    }
    organiser = Organiser(server, server.token("organiser"))
    organiser.set_up(race)
    for step in steps:
        keep(step, organiser, server, step.lines - begun)
        assert organiser.lines == expected[: len(organiser.lines)]
    assert organiser.lines == expected
    served = [ticket for _, ticket, action in organiser.lines if action == "call" and ticket in organiser.ids]
    print(f"{len(steps)} appointments kept, {len(served) // 2} calls in the same order")
