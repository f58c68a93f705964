"""A desk on a database server: what it says of itself, what it refuses, and that no password is ever told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eventdesk import demo, settings
from eventdesk.adapters.clock import SystemClock
from eventdesk.app import create_app
from eventdesk.cli import main
from eventdesk.doctor.examining import examine
from eventdesk.settings import BadSetting
from eventdesk.sharing import exchange_of
from tests.cluster.servers import Redis, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventdesk.settings import Settings

SECRET = "k33p-th1s"


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture
def shared(tmp_path: Path, postgres_url: str, redis_server: Redis) -> Settings:
    chosen = settings.load(data_dir=tmp_path, database_url=postgres_url, redis_url=redis_server.url)
    chosen.prepare()
    return chosen


@pytest.mark.parametrize("name", ["database_url", "redis_url"])
def test_an_address_of_another_kind_is_refused_and_its_password_not_told(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for address in (f"mysql://me:{SECRET}@db/x", f"{SECRET}", f"http://me:{SECRET}@host"):
        monkeypatch.setenv(f"EVENTDESK_{name.upper()}", address)
        with pytest.raises(BadSetting, match=f"EVENTDESK_{name.upper()} has to begin with") as refused:
            settings.load()
        assert SECRET not in str(refused.value)
        assert refused.value.__cause__ is None


@pytest.mark.parametrize("name", ["database_url", "redis_url"])
@pytest.mark.parametrize(
    "rest", ["me:k33p#th1s@db/x", "me:k33p@db:th1s/x", "me:k33p/th1s@db/x", "me:k33p@th1s:1@db/x", "me:th1s@[db/x"]
)
def test_an_address_that_cannot_be_read_is_one_line_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, rest: str, tmp_path: Path
) -> None:
    scheme = {"database_url": "postgresql", "redis_url": "redis"}[name]
    monkeypatch.setenv(f"EVENTDESK_{name.upper()}", f"{scheme}://{rest}")
    assert main(["doctor", "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"run.py: EVENTDESK_{name.upper()} is no address")
    assert len(said.err.splitlines()) == 1
    assert "k33p" not in said.err + said.out
    assert "th1s" not in said.err + said.out


@pytest.mark.parametrize("words", [["token", "--role", "kiosk", "--event", "spring"], ["doctor"]])
def test_an_option_that_nobody_knows_is_said(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVENTDESK_DATABASE_URL", f"postgresql://me:{SECRET}@127.0.0.1:{free_port()}/x?nonsense=1")
    assert main([*words, "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "has an option that PostgreSQL does not know" in said.err + said.out
    assert SECRET not in said.err + said.out


@pytest.mark.parametrize("option", ["nonsense=1", "socket_timeout=soon"])
def test_an_option_that_redis_does_not_know_stops_the_start(shared: Settings, option: str) -> None:
    address = f"redis://:{SECRET}@127.0.0.1:{free_port()}/0?{option}"
    with pytest.raises(BadSetting, match="has an option that Redis does not know") as refused:
        exchange_of(shared.model_copy(update={"redis_url": address}))
    assert SECRET not in str(refused.value)


def test_settings_say_no_password_of_themselves() -> None:
    chosen = settings.load(database_url=f"postgresql://me:{SECRET}@db/x", redis_url=f"redis://:{SECRET}@cache/0")
    assert SECRET not in repr(chosen)
    assert SECRET not in str(chosen)
    assert chosen.is_shared


@pytest.mark.parametrize("words", [["backup"], ["restore", "."]])
def test_backups_of_files_are_refused_with_where_to_make_them(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVENTDESK_DATABASE_URL", f"postgresql://me:{SECRET}@127.0.0.1:9/x")
    assert main([*words, "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "pg_dump" in said.err
    assert SECRET not in said.err + said.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["event", "new", "x", "--name", "X", "--date", "2027-04-18"], ["doctor"]])
def test_a_server_that_does_not_answer_is_one_line_without_its_address(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVENTDESK_DATABASE_URL", f"postgresql://me:{SECRET}@127.0.0.1:{free_port()}/x")
    monkeypatch.setenv("EVENTDESK_REDIS_URL", f"redis://:{SECRET}@127.0.0.1:{free_port()}/0")
    more = ["--timezone", "Europe/Vienna"] if words[0] == "event" else ["--json"]
    assert main([*words, *more, "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert SECRET not in said.err + said.out
    if words == ["doctor"]:
        states = {each["name"]: each["state"] for each in json.loads(said.out)["findings"]}
        assert (states["database"], states["redis"], states["backups"]) == ("bad", "bad", "ok")


def test_the_doctor_looks_at_the_server_and_raises_no_false_alarm(shared: Settings) -> None:
    now = SystemClock().now()
    before = {each.name: each for each in examine(shared, now)}
    assert before["database"].state == "ok"
    assert "first start" in before["database"].says or "visits" in before["database"].says
    create_app(shared).close()
    found = {each.name: each for each in examine(shared, SystemClock().now())}
    for name in ("database", "database version", "keys", "clock of the server", "redis", "backups", "clock"):
        assert found[name].state == "ok", found[name]


def test_other_keys_are_refused(shared: Settings, tmp_path: Path) -> None:
    create_app(shared).close()
    other = shared.model_copy(update={"keys_dir": tmp_path / "other"})
    other.prepare()
    other.key("health")
    states = {each.name: each.state for each in examine(other, SystemClock().now())}
    assert states["keys"] == "bad"


def test_it_takes_no_lock_of_the_folder_and_makes_no_backups(shared: Settings) -> None:
    first, second = create_app(shared), create_app(shared)
    try:
        assert first.backups.state().is_elsewhere
        assert first.backups.state().warning(SystemClock().now()) == ""
        assert not shared.database_path.exists()
    finally:
        second.close()
        first.close()


def test_a_made_up_day_never_goes_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTDESK_DATABASE_URL", f"postgresql://me:{SECRET}@127.0.0.1:9/x")
    monkeypatch.setenv("EVENTDESK_REDIS_URL", f"redis://:{SECRET}@127.0.0.1:9/0")
    seen: list[Settings] = []
    monkeypatch.setattr(demo, "run", lambda chosen, *_: seen.append(chosen))
    assert main(["demo", "--no-browser"]) == 0
    assert [(each.database_url, each.redis_url) for each in seen] == [("", "")]
    assert seen[0].keys_folder.parent == seen[0].data_dir
