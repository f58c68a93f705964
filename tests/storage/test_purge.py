"""After a purge no name is left in any file: looked for as bytes, not asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.event import Mode
from eventdesk.domain.visit import Action
from eventdesk.privacy import CopiesAside
from eventdesk.services import purging, records
from eventdesk.services.backups import KeptElsewhere
from eventdesk.services.erasing import Erasing
from eventdesk.services.ports import Entrant
from eventdesk.services.purging import Purger
from eventdesk.services.registering import Told
from tests.builders import an_event
from tests.services.tent import ORGANISER, Tent

if TYPE_CHECKING:
    from pathlib import Path

    from eventdesk.adapters.db import Database

NAMES = (b"Grimhilde", b"Quastenflosser", b"Zwetschgen", b"Xaverius", b"Ottokar", b"Unbenutzt", b"grimhilde", b"WX77")
HEALTH = Told(consents_to_treatment=True, consents_to_health_data=True, screening={"condition": False, "cramp": True})


def files_with(folder: Path, *words: bytes) -> dict[str, list[str]]:
    """Which words are found in which files of a folder, byte by byte."""
    found: dict[str, list[str]] = {}
    for each in sorted(folder.rglob("*")):
        if each.is_file():
            content = each.read_bytes()
            hits = [word.decode() for word in words if word in content]
            if hits:
                found[each.name] = hits
    return found


def a_used_tent(database: Database) -> Tent:
    """A day with names in every table: treated, left, edited, imported, answered, told."""
    tent = Tent(an_event(id=0, slug="used", mode=Mode.ON_REQUEST), database.store)
    with database.store.change("used") as change:
        change.put_entrants([Entrant(bib="WX77", first_name="Unbenutzt", last_name="Zwetschgen")])
    therapist = tent.therapist("Ottokar Berg")
    treated = tent.register(first_name="Grimhilde", last_name="Quastenflosser", bib="WX7701", told=HEALTH)
    tent.next(therapist)
    tent.act(treated, Action.START)
    tent.clock.advance(20)
    tent.act(treated, Action.FINISH)
    left = tent.register(first_name="Xaverius", last_name="Zwetschgen")
    tent.act(left, Action.WITHDRAW)
    tent.desk.store.read("used")
    return tent


def a_purger(tent: Tent, database: Database) -> Purger:
    copies = CopiesAside(KeptElsewhere())
    erasing = Erasing(tent.clock, copies, compact=database.compact, checkpoint=database.checkpoint)
    return Purger(tent.desk, database.access, erasing)


def test_names_are_there_before(database: Database, path: Path) -> None:
    a_used_tent(database)
    found = {word for words in files_with(path.parent, *NAMES).values() for word in words}
    assert found == {each.decode() for each in NAMES}


@pytest.mark.parametrize("ends", ["running", "closed"])
def test_no_name_is_left_in_any_file(database: Database, path: Path, ends: str) -> None:
    tent = a_used_tent(database)
    therapist = tent.therapist("Ottokar Berg", ready=False)
    tent.do(lambda floor: records.hand_over(floor, 1, records.mark(records.of_keeper(floor.change, 1))))
    assert therapist.id

    done = a_purger(tent, database).purge("used", ORGANISER, early=True)

    if ends == "closed":
        database.close()
    assert (done.visits, done.entrants, done.records_here, done.undone) == (2, 1, 0, ())
    assert files_with(path.parent, *NAMES) == {}


def test_a_file_that_somebody_reads_is_told_and_cleaned_later(database: Database, path: Path) -> None:
    tent = a_used_tent(database)
    with database.store.read("used"):
        done = a_purger(tent, database).purge("used", ORGANISER, early=True)
        assert len(done.undone) == 1
    database.checkpoint()
    # The record is sealed, and its therapist stays on the roster until it is handed over.
    assert {word for words in files_with(path.parent, *NAMES).values() for word in words} == {"Ottokar"}


def test_a_power_cut_right_after_the_purge_leaves_no_pin_of_anybody(database: Database) -> None:
    tent = a_used_tent(database)
    database.access.set_pin_hash("used", 1, "a hash")
    database.access.set_pin_hash("other", 1, "a hash")

    tent.do(purging.purge)  # and the process is gone before it gets to anything that comes after

    assert database.access.pins_set("used") == set()
    assert database.access.pins_set("other") == {1}
