"""Passes: until when they open anything, who is told when one is taken back, and who is still there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.adapters.memory.access import MemoryAccess
from eventdesk.domain.errors import NotAllowed
from eventdesk.domain.visit import Role
from eventdesk.services import pass_ends
from eventdesk.services.access import LIFETIMES, Access, CodeKind, Kind
from eventdesk.services.links import Links
from tests.builders import NOW, FakeClock, an_event

HOUR = timedelta(hours=1)
KEY = b"k" * 32


@pytest.fixture
def access() -> Access:
    return Access(MemoryAccess(), FakeClock(), KEY)


def test_without_closing_hours_the_end_is_that_of_the_day_there() -> None:
    # 24:00 in London in summer, and three hours.
    assert pass_ends.over_at(an_event()) == datetime(2026, 5, 4, 2, tzinfo=UTC)
    assert pass_ends.over_at(an_event(closes_at=NOW + 6 * HOUR)) == NOW + 9 * HOUR


def test_an_end_is_neither_too_soon_nor_too_late() -> None:
    longest = LIFETIMES[Kind.SESSION]
    assert pass_ends.ends_at(an_event(closes_at=NOW + 6 * HOUR), NOW, longest) == NOW + 9 * HOUR
    assert pass_ends.ends_at(an_event(closes_at=NOW - 6 * HOUR), NOW, longest) == NOW + 2 * HOUR
    assert pass_ends.ends_at(an_event(closes_at=NOW + 90 * HOUR), NOW, longest) == NOW + longest


def test_only_what_ends_with_the_event_is_moved_by_its_hours(access: Access) -> None:
    event = an_event(closes_at=NOW + 4 * HOUR)
    kept = [
        access.give(Kind.TOKEN, Role.LEAD, slug="spring")[1],
        access.give(Kind.SESSION, Role.ORGANISER, slug=None)[1],
        access.give(Kind.SESSION, Role.ORGANISER, slug=None, event=an_event(slug="autumn"))[1],
    ]
    given = access.give(Kind.DEVICE, Role.BOARD, slug="spring", event=event)[1]
    access.hours_changed(event)
    access.hours_changed(an_event(closes_at=NOW + 5 * HOUR))
    found = {each.id: each.expires_at for each in (*access.passes("spring"), *access.passes(None))}
    assert found == {each.id: each.expires_at for each in kept} | {given.id: NOW + 8 * HOUR}


def test_whoever_wants_to_know_is_told_after_it_was_taken_back(access: Access) -> None:
    secret, given = access.give(Kind.DEVICE, Role.LEAD, slug="spring")
    heard: list[bool] = []
    access.when_revoked(lambda: heard.append(access.recognise(secret) is None))
    access.revoke()
    assert heard == []
    access.revoke(given.id)
    assert heard == [True]


def test_who_is_there_is_written_down_once_a_minute(access: Access) -> None:
    secret, given = access.give(Kind.DEVICE, Role.BOARD, slug="spring")

    def seen() -> datetime | None:
        found = access.recognise(secret)
        assert found is not None
        access.saw_all([found])
        after = access.recognise(secret)
        return after.last_seen_at if after else None

    assert given.last_seen_at is None
    assert seen() == NOW
    access.clock.advance(0.5)  # type: ignore[attr-defined]
    assert seen() == NOW
    access.clock.advance(0.5)  # type: ignore[attr-defined]
    assert seen() == NOW + timedelta(minutes=1)
    # A clock that was set back does not make everybody stay unseen until it has caught up.
    access.clock.advance(-30)  # type: ignore[attr-defined]
    assert seen() == NOW - timedelta(minutes=29)


def test_how_far_a_devices_clock_is_ahead(access: Access) -> None:
    secret, _ = access.give(Kind.DEVICE, Role.LEAD, slug="spring")

    def told(ahead: int | None) -> int | None:
        found = access.recognise(secret)
        assert found is not None
        access.saw(found, ahead)
        after = access.recognise(secret)
        return after.clock_ahead_seconds if after else None

    assert told(None) is None
    assert told(40) == 40
    assert told(90) == 40  # within the same minute
    access.clock.advance(1)  # type: ignore[attr-defined]
    assert told(41) == 40  # the network
    access.clock.advance(1)  # type: ignore[attr-defined]
    assert told(90) == 90


def test_a_link_is_good_for_its_code_and_its_time() -> None:
    clock = FakeClock()
    links = Links(KEY, clock)
    token = links.made("some-code_1", NOW + HOUR)
    assert links.code_of(token) == "some-code_1"
    assert Links(b"x" * 32, clock).code_of(token) is None
    for wrong in ("", "some-code_1", token + "x", "é.ü.ö", links.device("some-code_1")):
        assert links.code_of(wrong) is None
    clock.advance(60)
    assert links.code_of(token) is None


def test_what_is_signed_by_us_and_is_no_link_opens_nothing() -> None:
    links = Links(KEY, FakeClock())
    assert links.code_of(links.made("with a space", NOW + HOUR)) is None


def test_a_devices_number_is_ours_or_none() -> None:
    links = Links(KEY, FakeClock())
    assert links.device_of(links.device("abc")) == "abc"
    assert links.device_of("abc.def") is None
    assert links.device_of(links.made("some-code", NOW)) is None


def test_a_link_is_looked_at_and_used_once(access: Access) -> None:
    text, code = access.code(CodeKind.SIGN_IN, slug="spring", therapist_id=3, lasts=HOUR)
    token = access.links.made(text, code.expires_at)
    assert access.peek_link(token, CodeKind.SIGN_IN) == code
    assert access.peek_link(text, CodeKind.SIGN_IN) is None
    assert access.redeem_link(token, CodeKind.SIGN_IN) == code
    for used in (token, "nonsense"):
        with pytest.raises(NotAllowed):
            access.redeem_link(used, CodeKind.SIGN_IN)


def test_without_a_key_links_are_good_until_the_next_start() -> None:
    one, other = Access(MemoryAccess(), FakeClock()), Access(MemoryAccess(), FakeClock())
    token = one.links.made("some-code", NOW + HOUR)
    assert one.links.code_of(token) == "some-code"
    assert other.links.code_of(token) is None
