"""Passes, PINs, codes and the passphrase in either store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain.visit import Role
from eventdesk.services.access import Code, CodeKind, Kind, Pass
from tests.builders import NOW

if TYPE_CHECKING:
    from eventdesk.services.access import AccessStore

LATER = NOW + timedelta(hours=1)


def a_pass(**values: Any) -> Pass:
    usual: dict[str, Any] = {
        "id": 0,
        "kind": Kind.SESSION,
        "role": Role.THERAPIST,
        "slug": "spring",
        "therapist_id": 3,
        "label": "Phone",
        "created_at": NOW,
        "expires_at": LATER,
    }
    return Pass(**(usual | values))


def a_code(kind: CodeKind = CodeKind.PAIR, slug: str | None = "spring") -> Code:
    return Code(kind=kind, slug=slug, therapist_id=None, expires_at=LATER)


def test_the_passphrase_is_set_and_replaced(access: AccessStore) -> None:
    assert access.passphrase_hash() is None
    access.set_passphrase_hash("first")
    access.set_passphrase_hash("second")
    assert access.passphrase_hash() == "second"


def test_pins_belong_to_a_therapist_or_to_the_kiosk(access: AccessStore) -> None:
    access.set_pin_hash("spring", 3, "three")
    access.set_pin_hash("spring", None, "kiosk")
    access.set_pin_hash("autumn", 3, "other")
    access.set_pin_hash("spring", 3, "replaced")
    assert access.pin_hash("spring", 3) == "replaced"
    assert access.pin_hash("spring", None) == "kiosk"
    assert access.pin_hash("spring", 4) is None
    assert access.pins_set("spring") == {3, None}
    access.set_pin_hash("spring", 3, None)
    access.set_pin_hash("spring", 4, None)
    assert access.pins_set("spring") == {None}
    assert access.pin_hash("autumn", 3) == "other"


def test_links_of_one_therapist_are_dropped(access: AccessStore) -> None:
    link = replace(a_code(CodeKind.SIGN_IN), therapist_id=3)
    access.add_code("hers", link)
    access.add_code("his", replace(link, therapist_id=4))
    access.add_code("elsewhere", replace(link, slug="autumn"))
    access.add_code("tablet", a_code())
    access.drop_links("spring", 3)
    assert access.peek_code("hers", CodeKind.SIGN_IN, NOW) is None
    for left in ("his", "elsewhere"):
        assert access.peek_code(left, CodeKind.SIGN_IN, NOW)
    assert access.peek_code("tablet", CodeKind.PAIR, NOW)


def test_what_is_forgotten_of_an_event_names_no_organiser(access: AccessStore) -> None:
    mine = a_pass(role=Role.ORGANISER, slug=None, therapist_id=None, label="Zelda", ends_with="spring")
    access.add_pass("mine", mine)
    access.add_pass("other", replace(mine, ends_with="autumn"))
    access.add_pass("kiosk", a_pass())
    assert access.pass_of("mine")
    access.forget("spring")
    left = access.pass_of("mine")
    assert left is not None
    assert left.label == ""
    assert [each.label for each in access.passes(None)] == ["Zelda", ""]
    assert access.passes("spring") == []


def test_a_pass_is_known_by_its_secret(access: AccessStore) -> None:
    added = access.add_pass("secret", a_pass())
    everywhere = access.add_pass("other", a_pass(slug=None, role=Role.ORGANISER, therapist_id=None, expires_at=None))
    assert added == a_pass(id=added.id)
    assert access.pass_of("secret") == added
    assert access.pass_of("other") == everywhere
    assert access.pass_of("unknown") is None


def test_the_passes_of_an_event_newest_first(access: AccessStore) -> None:
    first, second = access.add_pass("1", a_pass()), access.add_pass("2", a_pass())
    access.add_pass("3", a_pass(slug="autumn"))
    everywhere = access.add_pass("4", a_pass(slug=None))
    assert access.passes("spring") == [second, first]
    assert access.passes(None) == [everywhere]


def test_a_revoked_pass_opens_nothing_any_more(access: AccessStore) -> None:
    added, other = access.add_pass("1", a_pass()), access.add_pass("2", a_pass())
    assert access.pass_of("1") == added
    access.revoke(added.id)
    access.revoke(999)
    assert access.pass_of("1") is None
    assert access.passes("spring") == [other]
    assert access.pass_of("2") == other


def test_when_a_pass_was_last_seen(access: AccessStore) -> None:
    added = access.add_pass("1", a_pass())
    assert access.pass_of("1") == added
    access.touch([added.id, 999], LATER)
    seen = replace(added, last_seen_at=LATER)
    assert access.pass_of("1") == seen
    assert access.passes("spring") == [seen]


def test_a_device_has_a_clock_a_name_and_an_end(access: AccessStore) -> None:
    added = access.add_pass("1", a_pass(ends_with="spring", device="iPad, Safari"))
    other = access.add_pass("2", a_pass())
    assert access.pass_of("1") == added
    access.set_clock_ahead(added.id, -40)
    access.set_end(added.id, LATER + timedelta(hours=3))
    access.rename(added.id, "North door")
    changed = replace(added, clock_ahead_seconds=-40, expires_at=LATER + timedelta(hours=3), label="North door")
    assert access.pass_of("1") == changed
    assert access.passes("spring") == [other, changed]


def test_a_code_says_what_the_device_becomes(access: AccessStore) -> None:
    code = replace(a_code(), role=Role.LEAD, label="Line")
    access.add_code("123456", code)
    assert access.use_code("123456", CodeKind.PAIR, NOW) == code


def test_a_code_works_once(access: AccessStore) -> None:
    access.add_code("123456", a_code())
    assert access.peek_code("123456", CodeKind.PAIR, NOW) == a_code()
    assert access.use_code("123456", CodeKind.SIGN_IN, NOW) is None
    assert access.use_code("654321", CodeKind.PAIR, NOW) is None
    assert access.use_code("123456", CodeKind.PAIR, NOW) == a_code()
    assert access.use_code("123456", CodeKind.PAIR, NOW) is None
    assert access.peek_code("123456", CodeKind.PAIR, NOW) is None


def test_a_code_is_good_until_it_expires(access: AccessStore) -> None:
    access.add_code("123456", a_code())
    assert access.peek_code("123456", CodeKind.PAIR, LATER) is None
    assert access.use_code("123456", CodeKind.PAIR, LATER) is None
    assert access.use_code("123456", CodeKind.PAIR, LATER - timedelta(microseconds=1)) == a_code()


def test_the_same_digits_may_be_drawn_again(access: AccessStore) -> None:
    access.add_code("123456", a_code())
    access.use_code("123456", CodeKind.PAIR, NOW)
    access.add_code("123456", a_code(slug="autumn"))
    assert access.use_code("123456", CodeKind.PAIR, NOW) == a_code(slug="autumn")


def test_a_newer_first_run_code_replaces_the_older(access: AccessStore) -> None:
    access.add_code("pair", a_code())
    access.add_code("old", a_code(CodeKind.FIRST_RUN, None))
    access.add_code("new", a_code(CodeKind.FIRST_RUN, None))
    assert access.use_code("old", CodeKind.FIRST_RUN, NOW) is None
    assert access.use_code("new", CodeKind.FIRST_RUN, NOW) == a_code(CodeKind.FIRST_RUN, None)
    assert access.peek_code("pair", CodeKind.PAIR, NOW) == a_code()
