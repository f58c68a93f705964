"""What the board may notice: nobody is seen going who was never seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.visit import Action
from eventdesk.services.looking import BOARD
from eventdesk.services.registering import Told
from tests.services.tent import Tent

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.domain.visit import Visit

NEEDS_A_PERSON = Told(consents_to_treatment=True, consents_to_health_data=True, screening={"chest_pain": True})


def board_hears(tent: Tent, since: int) -> tuple[list[Any], list[Any]]:
    """The visits in the patches as they were told, and as somebody hears who catches up later."""
    live = [patch for news in tent.heard.news for patch in tent.looker.changes(BOARD, news) if patch["seq"] > since]
    later = tent.looker.patches(tent.slug, BOARD, since)
    assert later is not None
    assert [each["seq"] for each in live] == [each["seq"] for each in later]
    return _visits(live), _visits(later)


def _visits(patches: list[Any]) -> list[Any]:
    return [change["visit"]["status"] for patch in patches for change in patch["changes"] if "visit" in change]


@pytest.mark.parametrize(
    "end",
    [
        lambda tent, visit: tent.act(visit, Action.DECLINE, reason="not today"),
        lambda tent, visit: tent.act(visit, Action.REFER, to="Medical tent"),
        lambda tent, visit: tent.act(visit, Action.WITHDRAW),
    ],
    ids=["declined", "referred", "left"],
)
def test_who_was_held_is_not_seen_going(end: Callable[[Tent, Visit], object]) -> None:
    tent = Tent()
    visit = tent.register(told=NEEDS_A_PERSON)
    end(tent, visit)

    assert board_hears(tent, 0) == ([], [])


def test_who_was_in_line_just_goes() -> None:
    tent = Tent()
    visit = tent.register()
    before = tent.journal()[-1].seq
    tent.act(visit, Action.REFER, to="Medical tent")

    assert board_hears(tent, before) == (["done"], ["done"])


def test_who_is_held_again_just_goes() -> None:
    tent = Tent()
    visit = tent.register(told=NEEDS_A_PERSON)
    tent.act(visit, Action.CLEAR, reason="asked")
    before = tent.journal()[-1].seq
    tent.undo(visit)

    assert board_hears(tent, before) == (["done"], ["done"])
    tent.act(visit, Action.DECLINE, reason="not today")
    assert board_hears(tent, before + 1) == ([], [])


def test_a_later_change_of_somebody_who_was_never_seen_is_not_noticed() -> None:
    tent = Tent()
    visit = tent.register(told=NEEDS_A_PERSON)
    tent.act(visit, Action.DECLINE, reason="not today")
    tent.undo(visit)
    tent.act(visit, Action.CLEAR, reason="asked")

    live, later = board_hears(tent, 0)
    assert live == ["waiting"]
    assert later == ["waiting"]
