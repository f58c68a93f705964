"""How old the last good backup is, and when the organiser is warned."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventdesk.domain.errors import Invalid
from eventdesk.services.backups import BackupState, FolderStatus, KeptElsewhere
from tests.builders import NOW

AWAY = "The backup folder /stick is not there: is the stick plugged in?"


def folder(name: str = "/own", **more: Any) -> FolderStatus:
    usual: dict[str, Any] = {"folder": Path(name), "last_good_at": NOW}
    return FolderStatus(**(usual | more))


def test_the_age_is_that_of_the_newest_in_use() -> None:
    older, unused = NOW - timedelta(minutes=9), NOW + timedelta(minutes=9)
    state = BackupState(folders=[folder(last_good_at=older), folder("/b"), folder(last_good_at=unused, is_used=False)])
    assert state.last_good_at == NOW
    assert BackupState(folders=[folder(last_good_at=None)]).last_good_at is None


def test_nothing_is_warned_of_when_all_is_well() -> None:
    assert BackupState(folders=[folder()]).warning(NOW) == ""
    assert BackupState(folders=[folder()], unsaved_since=NOW - timedelta(minutes=2)).warning(NOW) == ""


def test_a_stick_that_is_away_is_told_one_that_is_not_used_is_not() -> None:
    assert BackupState(folders=[folder(), folder("/stick", problem=AWAY)]).warning(NOW) == AWAY
    assert BackupState(folders=[folder(), folder("/stick", problem=AWAY, is_used=False)]).warning(NOW) == ""


def test_changes_in_no_backup_are_warned_of_after_three_minutes() -> None:
    late: dict[str, Any] = {"unsaved_since": NOW - timedelta(minutes=4)}
    assert BackupState(folders=[folder()], **late).warning(NOW) == "No backup was made of the latest changes."
    assert BackupState(folders=[folder("/stick", problem=AWAY)], **late).warning(NOW) == AWAY
    damaged = BackupState(folders=[folder()], problem="The database is damaged: page 7.", **late)
    assert damaged.warning(NOW) == "The database is damaged: page 7."
    assert damaged.is_late(NOW)
    assert not BackupState(folders=[folder()]).is_late(NOW)


def test_on_a_database_server_there_is_nothing_here_to_back_up_and_nothing_to_warn_of() -> None:
    elsewhere = KeptElsewhere()
    assert elsewhere.state().is_elsewhere
    assert elsewhere.make() == elsewhere.state()
    assert not elsewhere.state().is_late(NOW)
    assert elsewhere.state().warning(NOW) == ""
    assert elsewhere.state().last_good_at is None
    assert not elsewhere.suggestions()
    assert not elsewhere.replace_all()
    elsewhere.intend("something")
    assert (elsewhere.intended(), elsewhere.set_aside()) == ((), ())
    elsewhere.settle(["something"])
    for choose in (elsewhere.use, elsewhere.leave):
        with pytest.raises(Invalid) as refused:
            choose(Path("stick"))
        assert "pg_dump" in refused.value.fields["folder"][0]
    elsewhere.protect("a passphrase", "its hash")
    elsewhere.close()
