"""One line of what the doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "bad"]
OK: State = "ok"
WARN: State = "warn"
BAD: State = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """`says`: what there is; `do`: what to do about it, empty when all is well."""

    name: str
    state: State
    says: str
    do: str = ""


def good(name: str, says: str) -> Finding:
    """All is well."""
    return Finding(name, OK, says)
