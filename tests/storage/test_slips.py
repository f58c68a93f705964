"""Slips in both stores: found by number, counted by tablet, gone with a rollback."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.errors import NoSuchSlip
from eventdesk.domain.slip import Slip, count_in, staff_view
from tests.builders import NOW, an_event

if TYPE_CHECKING:
    from eventdesk.services.ports import Store


def a_slip(slip: str = "3-07", **values: Any) -> Slip:
    usual: dict[str, Any] = {"visit_id": None, "reason": "Full.", "signed_up_at": NOW, "arrived_at": NOW}
    return Slip(slip=slip, **(usual | values))


def put(store: Store, *slips: Slip, slug: str = "spring") -> None:
    with store.change(slug) as change:
        for each in slips:
            change.put_slip(each)


def put_and_fail(store: Store, *slips: Slip) -> None:
    with store.change("spring") as change:
        for each in slips:
            change.put_slip(each)
        raise RuntimeError


def test_a_slip_is_found_by_its_number_in_its_own_event(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    mine, other = a_slip(), a_slip(visit_id=5, reason="")
    put(store, mine)
    put(store, other, slug="autumn")
    with store.read("spring") as reading:
        assert reading.slip("3-07") == mine
        with pytest.raises(NoSuchSlip):
            reading.slip("3-08")
    with store.read("autumn") as reading:
        assert reading.slip("3-07") == other


def test_it_is_overwritten_by_number(store: Store) -> None:
    put(store, a_slip())
    seen = a_slip(seen_at=NOW + timedelta(minutes=1))
    put(store, seen)
    with store.read("spring") as reading:
        assert reading.slip("3-07") == seen
        assert reading.refused_slips() == []


def test_refused_and_not_seen_in_the_order_of_arrival(store: Store) -> None:
    late = a_slip("3-01", arrived_at=NOW + timedelta(minutes=5))
    put(store, late, a_slip("3-02"), a_slip("3-03", visit_id=1), a_slip("3-04", seen_at=NOW), a_slip("4-01"))
    with store.read("spring") as reading:
        assert [each.slip for each in reading.refused_slips()] == ["3-02", "4-01", "3-01"]


def test_how_far_each_tablet_has_counted(store: Store) -> None:
    put(store, a_slip("3-07"), a_slip("3-112b"), a_slip("3-99"), a_slip("33-400"), a_slip("1-03"))
    with store.read("spring") as reading:
        assert [reading.last_count_of(tablet) for tablet in (1, 2, 3, 33)] == [3, 0, 112, 400]


def test_a_rollback_takes_it_back(store: Store) -> None:
    put(store, a_slip())
    with pytest.raises(RuntimeError):
        put_and_fail(store, a_slip(seen_at=NOW), a_slip("3-08"))
    with store.read("spring") as reading:
        assert reading.slip("3-07") == a_slip()
        with pytest.raises(NoSuchSlip):
            reading.slip("3-08")


def test_what_the_desk_is_shown() -> None:
    assert count_in("3-112b") == 112
    assert staff_view(a_slip(signed_up_at=NOW - timedelta(minutes=9))) == {
        "slip": "3-07",
        "visit_id": None,
        "reason": "Full.",
        "signed_up_at": (NOW - timedelta(minutes=9)).isoformat().replace("+00:00", "Z"),
        "arrived_at": NOW.isoformat().replace("+00:00", "Z"),
        "seen_at": None,
    }
