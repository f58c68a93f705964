"""Where the organiser's passphrase comes from when a command needs it."""

from __future__ import annotations

import io
import sys

import click
import pytest

from eventdesk.asking_passphrase import ask_passphrase


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENTDESK_PASSPHRASE", raising=False)


def test_the_variable_beats_what_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("typed\n"))
    monkeypatch.setenv("EVENTDESK_PASSPHRASE", "from the environment")
    assert ask_passphrase("Why.") == "from the environment"


def test_without_a_terminal_it_is_the_first_line_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(" correct horse \r\nmore\n"))
    assert ask_passphrase("Why.") == " correct horse "


@pytest.mark.parametrize("said", ["", "\n"])
def test_with_none_the_command_says_how_to_give_it(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(said))
    with pytest.raises(click.ClickException, match=r"^The keys are locked\. Give .* EVENTDESK_PASSPHRASE"):
        ask_passphrase("The keys are locked.")
