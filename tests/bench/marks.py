"""The marks of the gate: what a count may come to, and why it is what it is. They stand in marks.json.

A count that gets better should take its mark along: what is not written down is lost again unseen.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "marks.json"


@cache
def all_marks() -> dict[str, dict[str, Any]]:
    """By name: `mark`, and `because`, a sentence."""
    marks: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return marks


def hold(name: str, reached: float) -> None:
    """Fails when a count has become worse than its mark."""
    found = all_marks()[name]
    print(f"{name}: {reached:,} (at most {found['mark']:,})")  # noqa: T201 - shown with `-s`, to set the marks by
    assert reached <= found["mark"], f"{name} was {found['mark']:,}, is {reached:,}: {found['because']}"
