"""The keys: as they are, locked for a passphrase, and kept somewhere else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk import sealed_keys
from eventdesk.keyring import Keyring, KeysLocked, KeysUnusable
from eventdesk.sealed_keys import Lock, NotSealedKeys, WrongPassphrase

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {"health": b"h" * 32, "sessions": b"s" * 32}


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    made = Keyring(tmp_path)
    made.key("health")
    return made


def test_only_the_passphrase_opens_what_was_sealed_with_its_lock() -> None:
    lock = Lock.made_for("correct horse")
    sealed = json.loads(json.dumps(lock.seal(KEYS)))
    assert sealed_keys.opened(sealed, "correct horse") == KEYS
    for wrong in ("correct horsf", "", "Correct horse"):
        with pytest.raises(WrongPassphrase):
            sealed_keys.opened(sealed, wrong)
    assert "hhhh" not in json.dumps(sealed)


def test_the_same_passphrase_never_gives_the_same_lock() -> None:
    assert Lock.made_for("correct horse").public != Lock.made_for("correct horse").public


@pytest.mark.parametrize(
    "damage",
    [
        {"box": "AAAA"},
        {"box": None},
        {"lock": None},
        {"lock": {}},
    ],
)
def test_damaged_sealed_keys_are_refused(damage: dict[str, Any]) -> None:
    sealed = Lock.made_for("correct horse").seal(KEYS) | damage
    with pytest.raises(NotSealedKeys):
        sealed_keys.opened(sealed, "correct horse")


@pytest.mark.parametrize(
    "damage",
    [
        {"public": "AAAA"},
        {"public": "not base64"},
        {"salt": "AAAA"},
        {"time_cost": 0},
        {"time_cost": 1_000_000},
        {"memory_kib": 1 << 30},
        {"memory_kib": 1},
        {"lanes": 0},
        {"lanes": 10_000},
        {"lanes": "many"},
    ],
)
def test_a_lock_that_nobody_could_open_or_bear_is_refused(damage: dict[str, Any]) -> None:
    document = Lock.made_for("correct horse").document()
    assert Lock.from_document(document).document() == document
    with pytest.raises(NotSealedKeys):
        Lock.from_document(document | damage)


def test_locked_keys_are_nowhere_in_the_folder(keyring: Keyring, tmp_path: Path) -> None:
    key = keyring.key("health")
    keyring.seal(Lock.made_for("correct horse"))
    assert [path.name for path in tmp_path.iterdir()] == ["locked.json"]
    assert keyring.key("health") == key, "the desk that locks them goes on"

    later = Keyring(tmp_path)
    assert later.is_locked
    with pytest.raises(KeysLocked):
        later.key("health")
    with pytest.raises(WrongPassphrase):
        later.open("wrong")
    assert later.is_locked
    later.open("correct horse")
    assert later.key("health") == key


def test_a_key_that_is_made_while_they_are_locked_is_kept_with_them(keyring: Keyring, tmp_path: Path) -> None:
    keyring.seal(Lock.made_for("correct horse"))
    made = keyring.key("links")
    assert [path.name for path in tmp_path.iterdir()] == ["locked.json"]
    later = Keyring(tmp_path)
    later.open("correct horse")
    assert later.key("links") == made


def test_unlocked_they_are_as_before(keyring: Keyring, tmp_path: Path) -> None:
    key = keyring.key("health")
    keyring.seal(Lock.made_for("correct horse"))
    with pytest.raises(KeysLocked):
        Keyring(tmp_path).unseal()
    keyring.unseal()
    assert [path.name for path in tmp_path.iterdir()] == ["health"]
    assert Keyring(tmp_path).key("health") == key
    assert (tmp_path / "health").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff"])
def test_a_damaged_lock_is_told_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "locked.json").write_bytes(content)
    with pytest.raises(KeysUnusable):
        Keyring(tmp_path).open("correct horse")
    assert (tmp_path / "locked.json").read_bytes() == content


def test_the_keys_are_known_also_when_their_stick_is_out(keyring: Keyring, tmp_path: Path) -> None:
    key = keyring.key("health")
    tmp_path.rename(tmp_path.with_name("pulled out"))
    assert keyring.key("health") == key
    assert keyring.everything() == {"health": key}


def test_what_travels_are_the_small_files_of_the_folder(keyring: Keyring, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(b"small")
    (tmp_path / "film.mp4").write_bytes(bytes(200_000))
    (tmp_path / ".hidden").write_bytes(b"small")
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert set(keyring.everything()) == {"health", "ca.pem"}
