"""The documentation says what there is: it fails here when a setting, message, command or code is missing."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from eventdesk.cli import commands
from eventdesk.domain import drawing
from eventdesk.domain.errors import EventDeskError
from eventdesk.settings import Settings

DOCS = Path(__file__).parent.parent / "docs"
README = (DOCS.parent / "README.md").read_text(encoding="utf-8")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_lifecycle_is_drawn_from_the_table() -> None:
    assert drawing.diagram() in page("lifecycle.md")
    assert drawing.table() in page("lifecycle.md")


def codes(error: type[EventDeskError]) -> set[str]:
    return {error.code}.union(*(codes(each) for each in error.__subclasses__()))


@pytest.mark.parametrize("code", sorted(codes(EventDeskError) - {"error"}))
def test_each_error_code_is_documented(code: str) -> None:
    assert f"`{code}`" in page("api.md")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_each_setting_is_documented(name: str) -> None:
    assert f"`EVENTDESK_{name.upper()}`" in page("commands.md")


def names(group: click.Group, prefix: str = "") -> list[str]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += names(command, f"{prefix}{name} ")
        else:
            found.append(prefix + name)
    return found


@pytest.mark.parametrize("command", names(commands))
def test_each_command_and_option_is_documented(command: str) -> None:
    assert f"run.py {command}" in page("commands.md")
    found: click.Command = commands
    for name in command.split():
        assert isinstance(found, click.Group)
        found = found.commands[name]
    options = [option for each in found.params if isinstance(each, click.Option) for option in each.opts]
    for option in options:
        assert f"`{option}" in page("commands.md"), option


def test_the_readme_names_every_page_of_the_documentation() -> None:
    for each in DOCS.glob("*.md"):
        assert f"docs/{each.name}" in README, each.name
