"""The commands about people's data: `purge` and `export`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from eventdesk import settings
from eventdesk.asking_passphrase import open_keys

if TYPE_CHECKING:
    from eventdesk.app import EventDeskApp
    from eventdesk.services.purging import Purged


def _data_dir_option(command: Callable[..., Any]) -> Callable[..., Any]:
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--data-dir", type=folder, help="Folder for the database and the keys.")(command)


@contextmanager
def _desk(data_dir: Path | None, slug: str | None) -> Iterator[EventDeskApp]:
    """The desk on this data folder, without a server; what was foreseen to go wrong is one line."""
    from eventdesk.domain.errors import EventDeskError, NoSuchEvent

    try:
        chosen = settings.load(data_dir=data_dir)
        if not chosen.is_shared and not chosen.database_path.exists():
            raise click.ClickException(f"There is no desk in {chosen.data_dir}.")
        chosen.prepare()
        open_keys(chosen)
        from eventdesk.app import create_app

        desk = create_app(chosen)
        try:
            yield desk
        finally:
            desk.close()
    except NoSuchEvent as problem:
        raise click.ClickException(f"There is no event {slug!r} on this desk.") from problem
    except (EventDeskError, settings.BadSetting, OSError) as problem:
        raise click.ClickException(str(problem)) from problem


@click.command()
@click.option("--event", "slug", metavar="SLUG", help="Only this event; otherwise every one whose time has come.")
@click.option("--now", "early", is_flag=True, help="Before its time as well; needs --event.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@_data_dir_option
def purge(slug: str | None, early: bool, is_sure: bool, data_dir: Path | None) -> None:  # noqa: FBT001 - by name
    """Delete what the queue needed: names, numbers, answers, start list, journal. Figures stay."""
    if early and slug is None:
        raise click.UsageError("--now needs --event SLUG")
    with _desk(data_dir, slug) as desk:
        if slug is None:
            from eventdesk.commands import COMMAND_LINE

            if not is_sure and sys.stdin.isatty():
                _ask("every event whose time has come", desk.privacy.set_aside())
            done = desk.privacy.purger.purge_due(COMMAND_LINE)
        else:
            done = [_purged(desk, slug, early=early, is_sure=is_sure)]
    for each in done:
        _tell(each)
    if not done:
        click.echo("Nothing is due.")


def _purged(desk: EventDeskApp, slug: str, *, early: bool, is_sure: bool) -> Purged:
    from eventdesk.commands import COMMAND_LINE

    with desk.desk.store.read(slug) as reading:
        event = reading.event
    due = desk.privacy.purger.due_at(slug)
    if due is not None and due > desk.clock.now() and not early:
        local = due.astimezone(ZoneInfo(event.timezone))
        raise click.ClickException(f"{slug} is kept until {local:%Y-%m-%d %H:%M}. Delete it before that with --now.")
    if due is not None and early and not is_sure:
        _ask(event.name, desk.privacy.set_aside())
    return desk.privacy.purger.purge(slug, COMMAND_LINE, early=early)


def _ask(name: str, set_aside: list[str]) -> None:
    if not sys.stdin.isatty():
        raise click.ClickException("Nobody is here to be asked: say --yes as well.")
    for each in set_aside:
        click.echo(f"What a restore moved aside goes as well: {each}", err=True)
    click.confirm(f"Delete every name, number and answer of {name} now? It can't be undone.", abort=True, err=True)


def _tell(done: Purged) -> None:
    click.echo(f"{done.slug}: {done.visits} visits and {done.entrants} lines of the start list are deleted.")
    if done.records_here:
        click.echo(f"{done.slug}: {done.records_here} treatment records stay, sealed, until they are handed over.")
    for sentence in done.undone:
        click.echo(f"{done.slug}: {sentence}", err=True)


@click.command()
@click.option("--event", "slug", required=True, metavar="SLUG", help="The event's short name.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder for the files.")
@click.option("--person", metavar="BIB", help="Everything about one person instead, for that person.")
@click.option("--without-names", is_flag=True, help="Leaves bibs and names out.")
@_data_dir_option
def export(slug: str, to: Path, person: str | None, without_names: bool, data_dir: Path | None) -> None:  # noqa: FBT001
    """Write visits (CSV, XLSX, JSON) and figures to a folder, or what is held about one person."""
    if person is not None and without_names:
        raise click.UsageError("--without-names does not go with --person")
    with _desk(data_dir, slug) as desk:
        desk.desk.store.stamp(slug)
        files = (
            desk.privacy.person_files(slug, person)
            if person is not None
            else desk.privacy.day_files(slug, with_names=not without_names)
        )
        folder = to.expanduser().absolute()
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _write(folder / name, content)
    for name in files:
        click.echo(str(folder / name))


def _write(path: Path, content: bytes) -> None:
    """For this user's eyes only."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(content)


def add_to(group: click.Group) -> None:
    """Puts the commands beside the others."""
    for command in (purge, export):
        group.add_command(command)
