"""The commands that keep a desk safe: `backup`, `restore`, `keys lock`, `keys unlock`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eventdesk import sealed_keys, settings
from eventdesk.asking_passphrase import ask_passphrase, open_keys
from eventdesk.bootstrap.locking import lock_file
from eventdesk.keyring import KeysUnusable

if TYPE_CHECKING:
    from eventdesk.adapters.backup import Keeper
    from eventdesk.services.backups import FolderStatus
    from eventdesk.settings import Settings


def _data_dir_option(command: Callable[..., Any]) -> Callable[..., Any]:
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--data-dir", type=folder, help="Folder for the database and the keys.")(command)


@contextmanager
def _one_line_failures() -> Iterator[None]:
    from eventdesk.adapters.backup.restoring import CannotRestore
    from eventdesk.domain.errors import EventDeskError

    foreseen = (EventDeskError, settings.BadSetting, KeysUnusable, sealed_keys.WrongPassphrase, CannotRestore, OSError)
    try:
        yield
    except foreseen as problem:
        raise click.ClickException(str(problem)) from problem


def _check_is_file(chosen: Settings) -> None:
    from eventdesk.services.backups import KEPT_ELSEWHERE

    if chosen.is_shared:
        raise click.ClickException(KEPT_ELSEWHERE)


@click.command()
@click.option("--to", type=click.Path(path_type=Path), help="Another folder, for this one time.")
@_data_dir_option
def backup(to: Path | None, data_dir: Path | None) -> None:
    """Make a backup now, also while the desk is running."""
    with _one_line_failures():
        chosen = settings.load(data_dir=data_dir)
        _check_is_file(chosen)
        if not chosen.database_path.exists():
            raise click.ClickException(f"There is no desk in {chosen.data_dir}.")
        open_keys(chosen)
        from eventdesk.app import backups_of

        keeper = backups_of(chosen)
        try:
            told = _made_in(keeper, to.expanduser().absolute()) if to else _made_everywhere(keeper)
        finally:
            keeper.close()
    for each in told:
        click.echo(each.problem or f"A good backup is in {each.folder}.", err=bool(each.problem))
    if not any(not each.problem for each in told):
        raise click.ClickException("No backup was made.")


def _made_everywhere(keeper: Keeper) -> list[FolderStatus]:
    state = keeper.make()
    if state.problem:
        raise click.ClickException(state.problem)
    return [each for each in state.folders if each.is_used]


def _made_in(keeper: Keeper, folder: Path) -> list[FolderStatus]:
    problem = keeper.make_once(folder)
    if problem:
        raise click.ClickException(problem)
    return [each for each in keeper.status() if each.folder == folder]


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@_data_dir_option
def restore(source: Path, data_dir: Path | None) -> None:
    """Bring a desk back from a backup: a file, or a folder of them, of which the newest good one is taken."""
    with _one_line_failures():
        chosen = settings.load(data_dir=data_dir)
        _check_is_file(chosen)
        chosen.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with not_running(chosen):
            from eventdesk.adapters.backup import restoring
            from eventdesk.adapters.clock import SystemClock

            found = restoring.chosen(source.absolute())
            click.echo(_told(found.header))
            done = restoring.restore(
                found,
                chosen.data_dir,
                chosen.keyring,
                lambda: ask_passphrase("The backup is sealed."),
                f"{SystemClock().now():%Y%m%dT%H%M%SZ}",
            )
    if done.moved_to:
        click.echo(f"What was in the data folder before is now in {done.moved_to}.")
    click.echo(f"The desk is back in {chosen.data_dir}. Start it with: python3 run.py{_flag(chosen)}")


def _told(header: Any) -> str:
    events = ", ".join(f"{slug} (entry {seq})" for slug, seq in header.seqs.items()) or "no event"
    return f"Backup {header.number} of {header.made_at.astimezone():%Y-%m-%d %H:%M:%S}: {events}."


def _flag(chosen: Settings) -> str:
    return "" if chosen.data_dir == settings.PROJECT / "instance" else f" serve --data-dir {chosen.data_dir}"


@click.group()
def keys() -> None:
    """Keep the keys sealed for the organiser's passphrase, or as they are."""


@keys.command("lock")
@_data_dir_option
def lock_keys(data_dir: Path | None) -> None:
    """Seal the keys; from then on each start asks for the organiser's passphrase."""
    with _one_line_failures():
        chosen = settings.load(data_dir=data_dir)
        from eventdesk.adapters.backup import locks

        lock = locks.lock_in(chosen.data_dir)
        if lock is None:
            raise click.ClickException("No passphrase is known here yet: sign in once as organiser, then try again.")
        if chosen.keyring.is_sealed:
            raise click.ClickException("The keys are locked already.")
        with not_running(chosen):
            if not lock.is_opened_by(ask_passphrase("Locking the keys.")):
                raise sealed_keys.WrongPassphrase
            chosen.keyring.seal(lock)
    click.echo("The keys are locked. Each start of the desk now asks for the organiser's passphrase.")


@keys.command("unlock")
@_data_dir_option
def unlock_keys(data_dir: Path | None) -> None:
    """Keep the keys as they are again; no start asks for anything."""
    with _one_line_failures():
        chosen = settings.load(data_dir=data_dir)
        if not chosen.keyring.is_sealed:
            raise click.ClickException("The keys are not locked.")
        with not_running(chosen):
            open_keys(chosen)
            chosen.keyring.unseal()
    click.echo("The keys are unlocked.")


@contextmanager
def not_running(chosen: Settings) -> Iterator[None]:
    """Raises BadSetting while a desk runs on this data folder."""
    try:
        lock = lock_file(chosen.data_dir / "running.lock", wait=False)
    except BlockingIOError as held:
        raise settings.BadSetting(f"A desk is running on {chosen.data_dir}: end it first.") from held
    with lock:
        yield


def add_to(group: click.Group) -> None:
    """Puts the commands beside the others."""
    for command in (backup, restore, keys):
        group.add_command(command)
