"""The clock of this machine, held against its own journal and against the tablets that were here today."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from eventdesk.adapters.db.columns import instant_of
from eventdesk.adapters.db.soundness import is_absent, read_only
from eventdesk.doctor.finding import BAD, WARN, Finding, good

if TYPE_CHECKING:
    from eventdesk.settings import Settings

SINCE = timedelta(hours=24)
WRONG_SECONDS, VERY_WRONG_SECONDS = 30, 300
ENOUGH_TABLETS = 2
"""One tablet against one laptop: nobody knows who is right."""
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
SET_IT = "Set this machine's clock (switch the automatic time on); the desk moves its times along by itself."


def look(settings: Settings, now: datetime) -> list[Finding]:
    """The machine's own, and those of the tablets."""
    said = f"{now.astimezone():%Y-%m-%d %H:%M:%S %Z}."
    if now < RELEASED:
        return [Finding("clock", BAD, f"{said} That is before EventDesk was made.", SET_IT)]
    if settings.is_shared or is_absent(settings.database_path):
        return [good("clock", said)]
    with closing(read_only(settings.database_path)) as connection:
        newest = connection.execute("SELECT max(at) FROM journal").fetchone()[0]
        seen = connection.execute(
            "SELECT label, kind, clock_ahead_seconds, last_seen_at FROM passes"
            " WHERE NOT is_revoked AND clock_ahead_seconds IS NOT NULL AND last_seen_at IS NOT NULL"
        ).fetchall()
    found = [_against_journal(said, newest, now)]
    ahead = {str(label or kind): seconds for label, kind, seconds, at in seen if now - instant_of(at) < SINCE}
    return [*found, *_against_tablets(ahead)]


def _against_journal(said: str, newest: int | None, now: datetime) -> Finding:
    if newest is not None and instant_of(newest) - now > timedelta(seconds=WRONG_SECONDS):
        at = instant_of(newest).astimezone()
        return Finding("clock", BAD, f"{said} But something was written down at {at:%Y-%m-%d %H:%M:%S}.", SET_IT)
    return good("clock", said)


def _against_tablets(ahead: dict[str, int]) -> list[Finding]:
    """`ahead`: by how many seconds each one's clock is ahead of this machine's."""
    name = "clock against tablets"
    if not ahead:
        return [good(name, "No tablet was here in the last day.")]
    usual = median(ahead.values()) if len(ahead) >= ENOUGH_TABLETS else 0
    if abs(usual) > WRONG_SECONDS:
        state = BAD if abs(usual) > VERY_WRONG_SECONDS else WARN
        side = "behind" if usual > 0 else "ahead of"
        said = f"This machine is {_length(usual)} {side} most of {len(ahead)} tablets."
        return [Finding(name, state, said, SET_IT)]
    wrong = {label: seconds for label, seconds in ahead.items() if abs(seconds - usual) > WRONG_SECONDS}
    return [_tablet(name, label, seconds) for label, seconds in sorted(wrong.items())] or [
        good(name, f"{len(ahead)} agree with this machine.")
    ]


def _tablet(name: str, label: str, seconds: int) -> Finding:
    said = f"{label} is {_length(seconds)} {'ahead of' if seconds > 0 else 'behind'} this machine."
    return Finding(name, WARN, said, "Look which of the two is wrong, and set it.")


def _length(seconds: float) -> str:
    whole = round(abs(seconds))
    return f"{whole} seconds" if whole < 2 * 60 else f"{round(whole / 60)} minutes"
