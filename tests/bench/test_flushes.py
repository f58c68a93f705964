"""How often the disk is waited for when many come at once: what a slow disk makes of a crowd depends on that alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.load import Asking
from tests.bench.marks import hold
from tests.bench.served import served, settled

if TYPE_CHECKING:
    from pathlib import Path

KIOSKS = {"one": (1, 40), "32": (32, 10)}
"""How many at once, and how many runners each has."""


def test_commands_that_come_together_share_a_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTDESK_ANNOUNCE", "no")
    with served(tmp_path, 1) as desk, Asking() as crowd:
        for name, (kiosks, runners) in KIOSKS.items():
            settled()
            desk.counts()
            arguments = {"token": desk.token, "times": runners}
            found = crowd.run(desk.port, "tests.bench.crowd:joining", kiosks, arguments=arguments)
            assert found["answered"] == {"201": kiosks * runners}, found
            flushes = desk.counts()["flushes"]
            assert flushes >= 1, "nothing was written: the counting does not work"
            hold(f"flushes_for_a_hundred_with_{name}_at_once", round(100 * flushes / found["count"]))
