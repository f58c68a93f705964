"""What a line lead is shown of the tent, and what of coming in is written down."""

from __future__ import annotations

import json

from eventdesk.domain.visit import Action, Role
from eventdesk.services import entering
from eventdesk.services.access import Kind, Pass
from eventdesk.services.actors import Actor
from eventdesk.services.looking import Looker
from eventdesk.services.patching import LEAD, STAFF
from tests.builders import NOW, an_event
from tests.services.tent import ORGANISER, Tent

GIVEN = {"id": 7, "kind": Kind.DEVICE, "role": Role.LEAD, "slug": "spring", "therapist_id": None, "label": "Door"}
PASS = Pass(**GIVEN, created_at=NOW, expires_at=None)  # type: ignore[arg-type]


def test_a_lead_is_shown_the_staffs_tent_without_health_and_worked_out_once() -> None:
    tent = Tent()
    visit = tent.register()
    tent.act(visit, Action.REFER, reason="SECRETWHY", to="SECRETPLACE", by="Jo")
    looker = Looker(tent.store, tent.clock)
    staff, seen = looker.staff(tent.slug), looker.lead(tent.slug)
    assert seen.keys() == staff.keys()
    assert "SECRETWHY" in json.dumps(staff)
    assert "SECRET" not in json.dumps(seen)
    assert looker.lead(tent.slug) is seen
    tent.clock.advance(1)
    assert looker.lead(tent.slug) is not seen


def test_catching_up_tells_a_lead_no_more() -> None:
    tent = Tent()
    tent.act(tent.register(), Action.REFER, reason="SECRETWHY", by="Jo")
    looker = Looker(tent.store, tent.clock)
    assert "SECRETWHY" in json.dumps(looker.patches(tent.slug, STAFF, 0))
    assert "SECRETWHY" not in json.dumps(looker.patches(tent.slug, LEAD, 0))


def test_what_concerns_the_whole_desk_is_in_the_journal_of_each_event() -> None:
    tent = Tent()
    tent.store.add_event(an_event(id=0, slug="autumn"))
    entering.note(tent.desk, None, ORGANISER, entering.PASSPHRASE_CHANGED)
    entering.note(tent.desk, "autumn", Actor(Role.LEAD), entering.PAIRED, **entering.facts(PASS))
    found = {}
    for slug in (tent.slug, "autumn"):
        with tent.store.read(slug) as reading:
            found[slug] = [(each.actor, each.action, each.after) for each in reading.journal(since=0, limit=9)]
    changed: tuple[str, str, dict[str, object]] = ("organiser", "passphrase-changed", {})
    paired = ("lead", "paired", {"pass": 7, "kind": "device", "role": "lead", "therapist_id": None})
    assert found == {tent.slug: [changed], "autumn": [changed, paired]}


def test_what_is_noted_beside_another_change_is_a_command_of_its_own() -> None:
    tent = Tent()
    mia = tent.therapist(ready=False)
    tent.do(lambda floor: entering.note_apart(floor, entering.PIN_SET, therapist_id=mia.id))
    added, noted = tent.journal()
    assert (noted.action, noted.after, noted.command) == ("pin-set", {"therapist_id": mia.id}, noted.seq)
    assert added.command != noted.command
