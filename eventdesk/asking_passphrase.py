"""Asks whoever starts a command for the organiser's passphrase."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from eventdesk import sealed_keys
from eventdesk.keyring import KeysUnusable
from eventdesk.settings import BadSetting

if TYPE_CHECKING:
    from eventdesk.settings import Settings

VARIABLE = "EVENTDESK_PASSPHRASE"


def ask_passphrase(why: str) -> str:
    """From the environment, else typed unseen on a terminal, else the first line of standard input.

    Raises click.ClickException when there is none.
    """
    said = os.environ.get(VARIABLE)
    if said is None and sys.stdin.isatty():
        said = str(click.prompt(f"{why}\nOrganiser's passphrase", hide_input=True, err=True))
    elif said is None:
        said = sys.stdin.readline().rstrip("\r\n")
    if not said:
        raise click.ClickException(f"{why} Give the organiser's passphrase on standard input or in {VARIABLE}.")
    return said


def open_keys(settings: Settings) -> None:
    """Asks for the passphrase where the keys are sealed. Raises BadSetting for a wrong one."""
    if not settings.keyring.is_locked:
        return
    try:
        settings.keyring.open(ask_passphrase("The keys of this desk are locked."))
    except (KeysUnusable, sealed_keys.WrongPassphrase, sealed_keys.NotSealedKeys) as problem:
        raise BadSetting(str(problem)) from problem
