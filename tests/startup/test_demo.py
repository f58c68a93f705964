"""The demo as a visitor sees it: a race day that goes on by itself, and ends when told to."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.startup.running import Desk, served

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_the_race_day_goes_on(mode: str) -> None:
    with served("demo", "--speed", "600", "--seed", "7", "--async-mode", mode) as running:
        begun = board(running)
        assert len(begun["therapists"]) == 10
        wait_until(lambda: board(running)["counts"]["done"] >= begun["counts"]["done"] + 5)
        assert running.end(signal.SIGINT) == (0, "")


def board(running: Desk) -> dict[str, Any]:
    answer: dict[str, Any] = requests.get(f"{running.url}/api/v1/events/demo/board", timeout=10).json()
    return answer


def wait_until(happened: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(300):
        if happened():
            return
        pause.wait(0.1)
    raise AssertionError("it did not happen within half a minute")


def test_the_passphrase_and_the_pin_are_told_and_nothing_is_kept(tmp_path: Path) -> None:
    with served("demo", settings={"TMPDIR": str(tmp_path)}) as running:
        assert any("demo-demo" in line and "1234" in line for line in running.said)
        assert list(tmp_path.glob("eventdesk-demo-*/eventdesk.sqlite3"))
        assert running.end(signal.SIGTERM) == (0, "")
    assert list(tmp_path.iterdir()) == []
