"""Runners who join at many kiosks at once: a script for `bench.load.Asking`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.commands import registering

if TYPE_CHECKING:
    from bench.asking import Script


def joining(number: int, token: str, times: int) -> Script:
    """One kiosk: so many runners, one after the other."""
    endless = registering(number, token)
    ask = next(endless)
    for _ in range(times):
        answer = yield ask
        ask = endless.send(answer)
