"""The organiser's look at the backups, and who may change where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.tent import Tent


def test_a_backup_is_made_and_told(tent: Tent) -> None:
    organiser = tent.organiser
    assert organiser.told("GET", "backups")["last_good_at"] is None

    told = organiser.told("POST", "backups", {})

    assert told["last_good_at"] is not None
    assert [each["folder"] for each in told["folders"]] == [str(tent.folder / "backups")]
    assert organiser.told("GET", "backups") == told


def test_a_stick_is_chosen_and_left_and_that_is_on_record(tent: Tent, tmp_path: Path) -> None:
    browser, stick = tent.organisers_browser(), tmp_path / "stick"
    told = browser.told("POST", "backups/folders", {"folder": str(stick)})
    assert str(stick) in [each["folder"] for each in told["folders"] if each["is_used"]]

    told = browser.told("POST", "backups/folders/leave", {"folder": str(stick)})

    assert str(stick) not in [each["folder"] for each in told["folders"] if each["is_used"]]
    entries = [each for each in tent.organiser.told("GET", "journal")["entries"] if each["action"] == "backup-folder"]
    assert [each["after"] for each in entries] == [{"is_used": True}, {"is_used": False}]


@pytest.mark.parametrize("folder", ["", "stick", "/nowhere/at/all", "/dev/null", "/media/\x00", "/" + "a" * 500])
def test_a_folder_that_cannot_be_used_is_refused(tent: Tent, folder: str) -> None:
    browser = tent.organisers_browser()
    before = browser.told("GET", "backups")
    problem = browser.told("POST", "backups/folders", {"folder": folder}, status=422)
    assert list(problem["errors"]) == ["folder"]
    assert browser.told("GET", "backups") == before


def test_who_has_one_event_does_not_move_the_backups_of_all(tent: Tent, tmp_path: Path) -> None:
    organiser = tent.organiser
    for path in ("backups/folders", "backups/folders/leave"):
        organiser.told("POST", path, {"folder": str(tmp_path / "stick")}, status=403)
    assert not (tmp_path / "stick").exists()
    assert organiser.told("GET", "backups")["folders"] == []
