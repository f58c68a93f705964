"""`run.py doctor`, as it is typed and as it answers."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventdesk import settings
from eventdesk.doctor.finding import BAD, OK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.doctor.finding import Finding

COLOURS = {"ok": "green", "warn": "yellow", "bad": "red"}


@click.command()
@click.option("--data-dir", type=click.Path(path_type=Path), help="Folder for the database and the keys.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port that the desk listens on (default: 8000).")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
def doctor(data_dir: Path | None, port: int | None, as_json: bool) -> int:  # noqa: FBT001 - click passes flags by name
    """Look at everything that can go wrong on a race day, and say what to do; it changes nothing."""
    from eventdesk.adapters.clock import SystemClock  # noqa: PLC0415 - other commands need not wait for it
    from eventdesk.doctor.examining import examine  # noqa: PLC0415 - as above

    try:
        chosen = settings.load(data_dir=data_dir, port=port)
    except settings.BadSetting as problem:
        raise click.ClickException(str(problem)) from problem
    found = examine(chosen, SystemClock().now())
    click.echo(as_text(found) if not as_json else json.dumps(as_document(found), indent=1))
    return 1 if any(each.state == BAD for each in found) else 0


def as_document(found: Sequence[Finding]) -> dict[str, object]:
    """For programs: whether nothing is bad, and every finding."""
    return {"ok": all(each.state != BAD for each in found), "findings": [asdict(each) for each in found]}


def as_text(found: Sequence[Finding]) -> str:
    """For people: a line for each finding, and below it what to do."""
    lines: list[str] = []
    for each in found:
        lines.append(f"{click.style(f'{each.state:<4}', fg=COLOURS[each.state])}  {each.name}: {each.says}")
        if each.do:
            lines.append(f"      {each.do}")
    wrong = sum(each.state != OK for each in found)
    lines.append("All is well." if not wrong else f"{wrong} of {len(found)} want a look.")
    return "\n".join(lines)


def add_to(group: click.Group) -> None:
    """Makes the command known."""
    group.add_command(doctor)
