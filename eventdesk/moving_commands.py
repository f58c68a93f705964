"""The commands that take an event to another desk: `event export` and `event import`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eventdesk import __version__, settings
from eventdesk.asking_passphrase import open_keys
from eventdesk.bootstrap.locking import lock_file

if TYPE_CHECKING:
    from eventdesk.app import EventDeskApp
    from eventdesk.services.relocating import Label
    from eventdesk.settings import Settings

VARIABLE = "EVENTDESK_FILE_PASSPHRASE"
SHORTEST = 8


def _data_dir_option(command: Callable[..., Any]) -> Callable[..., Any]:
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--data-dir", type=folder, help="Folder for the database and the keys.")(command)


@contextmanager
def _desk(chosen: Settings) -> Iterator[EventDeskApp]:
    """The desk on this data folder, without a server."""
    chosen.prepare()
    open_keys(chosen)
    from eventdesk.app import create_app

    desk = create_app(chosen)
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def _one_line_failures(slug: str = "") -> Iterator[None]:
    from eventdesk.domain.errors import EventDeskError, NoSuchEvent

    try:
        yield
    except NoSuchEvent as problem:
        raise click.ClickException(f"There is no event {slug!r} on this desk.") from problem
    except (EventDeskError, settings.BadSetting, OSError) as problem:
        raise click.ClickException(str(problem)) from problem


@contextmanager
def _progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where a terminal shows it."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _file_passphrase(*, is_new: bool) -> str:
    """From the environment, else typed unseen on a terminal (a new one twice), else a line of standard input."""
    said = os.environ.get(VARIABLE)
    if said is None and sys.stdin.isatty():
        said = str(click.prompt("Passphrase of the file", hide_input=True, err=True, confirmation_prompt=is_new))
    elif said is None:
        said = sys.stdin.readline().rstrip("\r\n")
    if not said:
        raise click.ClickException(f"Give the passphrase of the file on standard input or in {VARIABLE}.")
    if is_new and len(said) < SHORTEST:
        raise click.ClickException(f"The passphrase of the file needs {SHORTEST} characters or more.")
    return said


@click.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--close", "closes", is_flag=True, help="It ends here: the list closes, nobody is called, boards say so.")
@_data_dir_option
def export_event(slug: str, file: Path, closes: bool, data_dir: Path | None) -> None:  # noqa: FBT001 - by name
    """Write one event with everything into an encrypted file, for another desk."""
    with _one_line_failures(slug):
        chosen = settings.load(data_dir=data_dir)
        if not chosen.is_shared and not chosen.database_path.exists():
            raise click.ClickException(f"There is no desk in {chosen.data_dir}.")
        with _desk(chosen) as desk:
            desk.desk.store.stamp(slug)
            passphrase = _file_passphrase(is_new=True)
            from eventdesk.adapters.event_file import EventFile
            from eventdesk.commands import COMMAND_LINE
            from eventdesk.services import relocating

            with _progress_bar(f"Writing {file.name}") as progress:
                to = file.expanduser().absolute()
                files = EventFile(
                    desk.database, to, passphrase, clock=desk.clock, version=__version__, progress=progress
                )
                label = relocating.leave(desk.desk, files, slug, COMMAND_LINE, closes=closes)
    click.echo(f"{to} holds {slug} up to entry {label.seq}: {_told(label)}.")
    click.echo(_what_now(slug, closes=closes))


def _told(label: Label) -> str:
    counts = label.rows
    return f"{counts['visits']} visits, {counts['therapists']} therapists, {counts['entrants']} lines of the start list"


def _what_now(slug: str, *, closes: bool) -> str:
    if closes:
        return f"{slug} is closed here. Delete the file when the event is on the other desk and you have seen it there."
    return f"{slug} goes on here; what is done from now on is not in the file. --close ends it here."


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", help="Another name in the address than the one it had.")
@click.option(
    "--replace", "replacing", is_flag=True, help="Takes the place of the one that was closed here by --close."
)
@_data_dir_option
def import_event(file: Path, slug: str | None, replacing: bool, data_dir: Path | None) -> None:  # noqa: FBT001
    """Take in one event from such a file, whole or not at all."""
    if slug is not None and replacing:
        raise click.UsageError("--replace does not go with --slug")
    with _one_line_failures():
        chosen = settings.load(data_dir=data_dir)
        from eventdesk.adapters.event_file import EventFile, container

        container.check(file)
        with _ended(chosen) if replacing else nullcontext(), _desk(chosen) as desk:
            if replacing:
                _check_nobody_leads(desk)
            passphrase = _file_passphrase(is_new=False)
            from eventdesk.commands import COMMAND_LINE
            from eventdesk.services import relocating

            with _progress_bar(f"Reading {file.name}") as progress:
                files = EventFile(desk.database, file.absolute(), passphrase, clock=desk.clock, progress=progress)
                name, label = relocating.arrive(desk.desk, files, COMMAND_LINE, slug=slug, replacing=replacing)
    click.echo(f"{name} is here up to entry {label.seq}: {_told(label)}.")
    click.echo("Everybody signs in anew, tablets and boards are paired anew. PINs and ticket links stay.")


@contextmanager
def _ended(chosen: Settings) -> Iterator[None]:
    """Whoever has the event open would go on with what they knew of it. Raises BadSetting while a desk runs here."""
    chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        lock = lock_file(chosen.data_dir / "running.lock", wait=False)
    except BlockingIOError as held:
        raise settings.BadSetting(f"A desk is running on {chosen.data_dir}: end it first.") from held
    with lock:
        yield


def _check_nobody_leads(desk: EventDeskApp) -> None:
    """As above, for a desk of several processes."""
    from eventdesk.services.leading import DESK

    # Only asked: the next start goes by how long nobody has led the desk.
    if not desk.database.is_file and desk.database.leases.free_for(DESK) == 0:
        raise settings.BadSetting("This desk is running: end all its processes first.")


def add_to(group: click.Group) -> None:
    """Puts the commands beside the others about events."""
    for command in (export_event, import_event):
        group.add_command(command)
