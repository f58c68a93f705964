"""The bytes a screen hears of one changed visit: at most 300 on the board, whatever happened, late on a long day."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from socketio.packet import EVENT, Packet

from eventdesk.domain.event import BoardLabel
from eventdesk.domain.visit import Action, Visit
from eventdesk.services import events
from eventdesk.services.patching import BOARD, STAFF
from tests.builders import FakeClock
from tests.services.tent import Tent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

BOARD_BYTES, STAFF_BYTES = 300, 900
LATE = {"seq": 123_456}
MANY = {"id": 12_345, "ticket": "A1234"}


class OddClock(FakeClock):
    """Each look is at another millisecond, as on a real day."""

    def now(self) -> datetime:
        self._now += timedelta(milliseconds=1117)
        return self._now


class LongDay(Tent):
    """Boards show first names, couches have two digits, numbers have five."""

    def __init__(self) -> None:
        super().__init__()
        self.clock.now = OddClock().now  # type: ignore[method-assign]
        self.do(partial(events.change_event, values={"board_label": BoardLabel.FIRST_NAME}))
        self.mia = self.therapist("Mia Berg", couch="12")
        self.kim = self.therapist("Kim Long", couch="11")
        self.anna = self.register(first_name="Maximilian", last_name="Longname-Berger", bib="12345")

    def called(self) -> Visit:
        """Anna, whose couch is ready."""
        self.next(self.mia)
        return self.anna

    def treated(self) -> Visit:
        """Anna on the couch."""
        return self.act(self.called(), Action.START)

    def away(self) -> Visit:
        """Anna, who went for a while."""
        return self.act(self.anna, Action.STEP_AWAY)

    def frames(self, room: str, act: Callable[[], object]) -> list[int]:
        """The bytes of each message about a visit that this has a room told, below the frame's own head."""
        before = len(self.heard.news)
        act()
        told = [patch for news in self.heard.news[before:] for patch in self.looker.changes(room, news)]
        visits = [patch for patch in told if any("visit" in change for change in patch["changes"])]
        return [as_sent(patch) for patch in visits]


def as_sent(patch: dict[str, Any]) -> int:
    """The size of the text of the WebSocket frame, late on a long day."""
    changes = [{"visit": change["visit"] | MANY} for change in patch["changes"]]
    packet = Packet(EVENT, data=["patch", patch | LATE | {"changes": changes}], namespace="/live")
    return len(f"4{packet.encode()}".encode())


def with_therapist(action: Action) -> Callable[[LongDay], Callable[[], object]]:
    def prepared(day: LongDay) -> Callable[[], object]:
        visit = day.called() if action is Action.TRANSFER else day.anna
        return partial(day.act, visit.id, action, therapist_id=day.kim.id)

    return prepared


CHANGES: dict[str, Callable[[LongDay], Callable[[], object]]] = {
    "register": lambda day: partial(day.register, first_name="Maximilian", bib="12346"),
    "next": lambda day: partial(day.next, day.mia),
    "call": with_therapist(Action.CALL),
    "recall": lambda day: partial(day.act, day.called(), Action.RECALL),
    "start": lambda day: partial(day.act, day.called(), Action.START),
    "extend": lambda day: partial(day.act, day.treated(), Action.EXTEND, minutes=5),
    "finish": lambda day: partial(day.act, day.treated(), Action.FINISH),
    "miss": lambda day: partial(day.act, day.called(), Action.MISS),
    "step away": lambda day: partial(day.act, day.anna, Action.STEP_AWAY),
    "return": lambda day: partial(day.act, day.away(), Action.RETURN),
    "release": lambda day: partial(day.act, day.called(), Action.RELEASE),
    "transfer": with_therapist(Action.TRANSFER),
    "withdraw": lambda day: partial(day.act, day.anna, Action.WITHDRAW),
    "decline": lambda day: partial(day.act, day.anna, Action.DECLINE, reason="A fresh injury."),
    "refer": lambda day: partial(day.act, day.anna, Action.REFER, reason="Dizzy.", to="medical tent"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_board_hears_of_a_changed_visit_in_300_bytes(change: str) -> None:
    day = LongDay()
    sizes = day.frames(BOARD, CHANGES[change](day))
    assert sizes
    assert max(sizes) <= BOARD_BYTES


@pytest.mark.parametrize("change", CHANGES)
def test_staff_hear_of_it_in_900(change: str) -> None:
    day = LongDay()
    sizes = day.frames(STAFF, CHANGES[change](day))
    assert sizes
    assert max(sizes) <= STAFF_BYTES
