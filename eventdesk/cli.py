"""The commands of `run.py`, and how each failure becomes one line on standard error."""

from __future__ import annotations

import datetime
import json
import sys
import tempfile
import zoneinfo
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eventdesk import (
    __version__,
    moving_commands,
    privacy_commands,
    safety_commands,
    settings,
    simulate_options,
    staffing_options,
)
from eventdesk.asking_passphrase import open_keys
from eventdesk.doctor import command as doctor_command
from eventdesk.option_types import Number

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.app import EventDeskApp

MODES = ("eventlet", "gevent", "threading")


def main(arguments: Sequence[str]) -> int:
    """Do one command; without a command's name it is `serve`. Answers the exit code."""
    words = list(arguments)
    if not words or (words[0].startswith("-") and words[0] not in ("--help", "--version")):
        words.insert(0, "serve")
    try:
        code = commands.main(words, prog_name="run.py", standalone_mode=False)
    except click.Abort:
        return _fail("stopped", code=130)
    except click.UsageError as problem:
        where = problem.ctx.command_path if problem.ctx else "run.py"
        return _fail(f"{problem.format_message()} (see {where} --help)", code=2)
    except click.ClickException as problem:
        return _fail(problem.format_message())
    return code if isinstance(code, int) else 0


def _fail(why: str, code: int = 1) -> int:
    """One line, whatever the reason is made of."""
    click.echo(f"run.py: {' '.join(why.split())}", err=True)
    return code


@click.group()
@click.version_option(__version__, message="EventDesk %(version)s")
def commands() -> None:
    """Queue and live board for the massage tent of a race day."""


class _Day(click.ParamType[datetime.date]):
    """A date as the calendar writes it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        try:
            day = datetime.date.fromisoformat(value)
        except ValueError:
            day = None
        # Python also takes 20270418 and week dates, and then nobody sees a slip of the keys.
        if day is None or day.isoformat() != value:
            self.fail(f"{value!r} is not a date like 2027-04-18", param, ctx)
        return day


class _Timezone(click.ParamType[str]):
    """A timezone by its name in the IANA database."""

    name = "timezone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in zoneinfo.available_timezones():
            self.fail(f"{value!r} is not a timezone like Europe/Vienna", param, ctx)
        return str(value)


def _event_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--event", "slug", required=True, metavar="SLUG", help="The event's short name.")(command)


@contextmanager
def _one_line_failures(slug: str = "") -> Iterator[None]:
    """What was foreseen to go wrong is told in one line; anything else is a fault of ours and keeps its traceback."""
    from eventdesk.domain.errors import EventDeskError, NoSuchEvent
    from eventdesk.serving import CannotListen

    try:
        yield
    except NoSuchEvent as problem:
        raise click.ClickException(f"There is no event {slug!r} on this desk.") from problem
    except (EventDeskError, CannotListen, settings.BadSetting, OSError) as problem:
        raise click.ClickException(str(problem)) from problem


safety_commands.add_to(commands)
doctor_command.add_to(commands)
privacy_commands.add_to(commands)


@contextmanager
def _desk(data_dir: Path | None, slug: str) -> Iterator[EventDeskApp]:
    """The desk on this data folder, without a server, for a command about this event."""
    with _one_line_failures(slug):
        chosen = settings.load(data_dir=data_dir)
        chosen.prepare()
        open_keys(chosen)
        from eventdesk.app import create_app

        desk = create_app(chosen)
        try:
            yield desk
        finally:
            desk.close()


@contextmanager
def _progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where a terminal shows it; it is told the lines done and the lines in all."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _data_dir_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--data-dir", type=click.Path(path_type=Path), help="Folder for the database and the keys.")(
        command
    )


def _server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--async-mode", type=click.Choice(MODES), help="What runs the server (default: eventlet)."),
        click.option("--no-browser", is_flag=True, help="Do not open a browser on this machine."),
        click.option("--https-port", type=click.IntRange(0, 65535), help="Port for --https (default: 8443)."),
        click.option("--https", is_flag=True, default=None, help="Serve encrypted too, and send staff pages there."),
        click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (default: 8000)."),
        click.option("--host", help="Address to listen on (default: every network of this machine)."),
    ):
        command = option(command)
    return command


@commands.command()
@_server_options
@_data_dir_option
def serve(no_browser: bool, **flags: Any) -> None:  # noqa: FBT001 - click passes flags by name
    """Run the desk until Ctrl-C."""
    from eventdesk.hosting import host

    with _one_line_failures():
        host(settings.load(open_browser=False if no_browser else None, **flags))


@commands.command()
@_server_options
@click.option("--speed", type=Number(1, 600), default=60, show_default=True, help="Times real time.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same number gives the same day.")
def demo(speed: float, seed: int, no_browser: bool, **flags: Any) -> None:  # noqa: FBT001 - click passes flags by name
    """Run the desk with a made-up race day on a throw-away data folder."""
    from eventdesk.demo import run

    with _one_line_failures(), tempfile.TemporaryDirectory(prefix="eventdesk-demo-") as folder:
        # Whatever server the environment names: what is made up stays in the folder that is thrown away.
        own: dict[str, Any] = {"data_dir": Path(folder), "database_url": "", "redis_url": ""}
        own["keys_dir"] = own["data_dir"] / "keys"
        run(settings.load(open_browser=False if no_browser else None, **own, **flags), speed, seed)


@commands.command()
@simulate_options.options
def simulate(**flags: Any) -> None:
    """Live through made-up race days: waits, missed starts and work under each policy."""
    plan, behaviour = simulate_options.plan_of(flags), simulate_options.behaviour_of(flags)
    policies, seed, repetitions = dict.fromkeys(flags["policy"]), flags["seed"], flags["repetitions"]
    from eventdesk import simulate as simulating

    with _one_line_failures(), _progress_bar("Simulating race days") as progress:
        try:
            found = simulating.simulate(
                plan, behaviour, policies=list(policies), seed=seed, repetitions=repetitions, progress=progress
            )
        except simulating.LawBroken as problem:
            raise click.ClickException(str(problem)) from problem
        if flags["plot"]:
            simulating.draw(found, flags["plot"], repetitions)
    click.echo(simulating.told(found, flags["shape"], seed, repetitions), nl=False)


@commands.command()
@staffing_options.options
def staffing(**flags: Any) -> None:
    """How many therapists a race needs in each half hour, and what waits result."""
    staffing_options.check(flags)
    from eventdesk import staffing_report
    from eventdesk.services import staffing as planning
    from eventdesk.services import staffing_shown

    if flags["slug"]:
        with _desk(flags["data_dir"], flags["slug"]) as desk, desk.desk.store.read(flags["slug"]) as reading:
            event, wanted = reading.event, planning.known_with(reading, staffing_options.said(flags))
    else:
        event, wanted = staffing_options.made_up(flags)
    with _one_line_failures():
        plan = staffing_shown.shown(planning.plan(event, wanted, seed=flags["seed"]))
    as_table = flags["shape"] == "table"
    click.echo(staffing_report.as_table(plan, event.timezone) if as_table else json.dumps(plan, indent=1))


@commands.command()
@click.option("--role", type=click.Choice(("organiser", "lead", "therapist", "kiosk", "board")), required=True)
@_event_option
@click.option("--therapist", "therapist_id", type=int, help="The therapist's number; needed for that role.")
@_data_dir_option
def token(role: str, slug: str, therapist_id: int | None, data_dir: Path | None) -> None:
    """Print one API token, alone on standard output."""
    if (role == "therapist") != (therapist_id is not None):
        raise click.UsageError("--therapist NUMBER belongs to --role therapist, and is needed there")
    with _desk(data_dir, slug) as desk:
        click.echo(desk.commands.issue_token(role, slug, therapist_id))


@commands.group()
def event() -> None:
    """Make race days without the web page, and take them to another desk."""


moving_commands.add_to(event)


@event.command("new")
@click.argument("slug")
@click.option("--name", required=True, help="What people call the event.")
@click.option("--date", "day", type=_Day(), required=True, metavar="YYYY-MM-DD")
@click.option("--timezone", type=_Timezone(), required=True, metavar="TZ", help="For example Europe/Vienna.")
@_data_dir_option
def new(slug: str, name: str, day: datetime.date, timezone: str, data_dir: Path | None) -> None:
    """Make an event; without opening hours it is open until somebody closes it."""
    with _desk(data_dir, slug) as desk:
        desk.commands.new_event(slug, name, day, timezone)
    click.echo(f"The event {slug} is ready: {name}, {day.isoformat()}, {timezone}.")


@commands.command("import-start-list")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@_event_option
@_data_dir_option
def import_start_list(file: Path, slug: str, data_dir: Path | None) -> None:
    """Take in a start list (CSV, TSV, TXT or XLSX); a second import updates by bib and touches no visit."""
    with _desk(data_dir, slug) as desk, _progress_bar(f"Reading {file.name}") as progress:
        outcome = desk.commands.import_start_list(file, slug, progress)
    click.echo(f"imported {outcome.imported}, updated {outcome.updated}, skipped {outcome.skipped}")
    for line, reason in outcome.problems:
        click.echo(f"line {line}: {reason}")
