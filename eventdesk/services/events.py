"""The event itself: made, changed during the day, opened, closed, announced. Nothing queued is lost by it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from eventdesk.domain import busy, screening
from eventdesk.domain.errors import Invalid, StillInUse
from eventdesk.domain.event import Event, ListState, Rule, Treatment, Wave
from eventdesk.domain.records import FEWEST_YEARS, MOST_PURGE_DAYS, MOST_YEARS
from eventdesk.domain.visit import Visit, VisitStatus, due_time
from eventdesk.services.modes import QUEUED, wrong_cycle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Store

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_LIMITS = {
    "promised_wait_minutes": (0, 240, "minutes"),
    "walk_to_start_minutes": (0, 120, "minutes"),
    "grace_minutes": (1, 30, "minutes"),
    "turnover_minutes": (0, 30, "minutes"),
    "cool_down_minutes": (0, 120, "minutes"),
    "busy_limit_minutes": (5, 240, "minutes"),
    "purge_after_days": (1, MOST_PURGE_DAYS, "days"),
    "record_years": (FEWEST_YEARS, MOST_YEARS, "years"),
}
MOST_MINUTES = 180
LONGEST_NAME = 80


def new_event(store: Store, *, slug: str, name: str, day: date, timezone: str) -> Event:
    """A new race day: open until somebody closes it, with the two standard treatments.

    Raises `Invalid`, `SlugTaken`.
    """
    wrong: dict[str, list[str]] = {}
    if not SLUG.fullmatch(slug):
        wrong["slug"] = ["Use small letters, digits and hyphens, 40 at most."]
    if not name.strip():
        wrong["name"] = ["Please give the event a name."]
    elif len(name) > LONGEST_NAME:
        wrong["name"] = [f"This is too long: {LONGEST_NAME} characters at most."]
    if not is_timezone(timezone):
        wrong["timezone"] = ["There is no such timezone; a good one looks like Europe/London."]
    if wrong:
        raise Invalid(wrong)
    return store.add_event(Event(id=0, slug=slug, name=name.strip(), date=day, timezone=timezone))


def is_timezone(name: str) -> bool:
    """Whether this is an IANA timezone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def change_event(floor: Floor, values: Mapping[str, Any]) -> Event:
    """Changes settings, waves, treatments, questions or wordings; due times of those queued follow.

    `waves`: [{id?, name, starts_at}], `treatments`: [{code, …}], `screening`: {key: {…}},
    `consent`: {treatment, health_data}. Raises `Invalid`, `StillInUse`.
    """
    wanted = dict(values)
    before = floor.event
    if "waves" in wanted:
        wanted["waves"] = _waves(before, wanted["waves"])
    if "treatments" in wanted:
        wanted["treatments"] = _treatments(before, wanted["treatments"])
    if "screening" in wanted:
        wanted["question_changes"] = _question_changes(before, wanted.pop("screening"))
    wanted |= _consent(before, wanted.pop("consent", {}))
    after = replace(before, **wanted)
    if before.state is ListState.CLOSED and after.state is ListState.OPEN:
        after = replace(_opened(after), last_call=bool(wanted.get("last_call")))
    _check(after)
    queued = floor.change.visits(QUEUED) if _moves_due_times(before, after) else []
    _check_in_use(floor, before, after)
    floor.save_event(after, "change-event")
    for visit in queued:
        _follow(floor, before, visit)
    return after


def _moves_due_times(before: Event, after: Event) -> bool:
    names = ("waves", "walk_to_start_minutes", "promised_wait_minutes", "repeat_goes_last")
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _follow(floor: Floor, before: Event, visit: Visit) -> None:
    """The visit's start and due time under the new settings; a start of its own and a move by hand stay."""
    old_wave, wave = before.wave(visit.wave_id), floor.event.wave(visit.wave_id)
    start_at = visit.start_at
    if wave is not None and old_wave is not None and start_at == old_wave.starts_at:
        start_at = wave.starts_at
    followed = replace(visit, start_at=start_at)
    if not visit.is_moved:
        followed = replace(followed, due_at=due_time(floor.event, followed))
    if followed != visit:
        floor.save_visit(followed, "change-event")


def _waves(event: Event, wanted: Iterable[Mapping[str, Any]]) -> tuple[Wave, ...]:
    """With ids: a wave keeps its own, by id or by name; a new one gets one never used before."""
    waves: list[Wave] = []
    next_id = max((each.id for each in event.waves), default=0) + 1
    for each in wanted:
        known = event.wave(each.get("id")) or event.wave_named(each["name"])
        taken = {wave.id for wave in waves}
        if known is not None and known.id not in taken:
            wave_id = known.id
        else:
            wave_id, next_id = next_id, next_id + 1
        waves.append(Wave(id=wave_id, name=each["name"].strip(), starts_at=each["starts_at"]))
    names = [each.name.casefold() for each in waves]
    if len(set(names)) != len(names) or "" in names:
        raise Invalid({"waves": ["Each wave needs a name of its own."]})
    return tuple(waves)


def _treatments(event: Event, wanted: Sequence[Mapping[str, Any]]) -> tuple[Treatment, ...]:
    treatments = tuple(_treatment(event.treatment(each["code"]), each) for each in wanted)
    letters = [each.letter for each in treatments]
    codes = [each.code for each in treatments]
    wrong: list[str] = []
    if len(set(codes)) != len(codes):
        wrong.append("Each treatment needs a code of its own.")
    if len(set(letters)) != len(letters) or not all(re.fullmatch("[A-Z]", each) for each in letters):
        wrong.append("Each treatment needs a letter of its own, A to Z.")
    if wrong:
        raise Invalid({"treatments": wrong})
    return treatments


def _treatment(known: Treatment | None, wanted: Mapping[str, Any]) -> Treatment:
    lengths = wanted.get("minutes", known.minutes if known else None)
    if not lengths or not all(1 <= each <= MOST_MINUTES for each in lengths):
        raise Invalid({"treatments": [f"Lengths are between 1 and {MOST_MINUTES} minutes."]})
    ordered = tuple(sorted(set(lengths)))
    default = wanted.get("default_minutes", known.default_minutes if known else ordered[0])
    if default not in ordered:
        raise Invalid({"treatments": ["The usual length has to be one of the lengths."]})
    rule = Rule(wanted["rule"]) if "rule" in wanted else (known.rule if known else None)
    values = {name: wanted[name] for name in ("name", "letter", "enabled") if name in wanted}
    if rule is not None:
        values["rule"] = rule
    values |= {"minutes": ordered, "default_minutes": default}
    values["busy_minutes"] = _busy_length(known, wanted, ordered[0], rule)
    if known is not None:
        return replace(known, **values)
    missing = [name for name in ("name", "letter", "rule") if name not in values]
    if missing:
        raise Invalid({"treatments": [f"A new treatment needs {', '.join(missing)}."]})
    return Treatment(code=wanted["code"], **values)


def _busy_length(known: Treatment | None, wanted: Mapping[str, Any], shortest: int, rule: Rule | None) -> int | None:
    """What is asked for; a length that was there before follows the others."""
    before = known.busy_minutes if known else None
    said = wanted.get("busy_minutes", before)
    if said is None:
        return None
    fits = rule is Rule.PROMISE and busy.LEAST_MINUTES <= said <= shortest
    if fits:
        return int(said)
    if said != before:
        raise Invalid({"treatments": [_wrong_busy_length(shortest, rule)]})
    return shortest if rule is Rule.PROMISE and shortest >= busy.LEAST_MINUTES else None


def _wrong_busy_length(shortest: int, rule: Rule | None) -> str:
    if rule is not Rule.PROMISE:
        return "Only treatments with a promised wait have a busy length."
    return f"The busy length is between {busy.LEAST_MINUTES} minutes and the shortest length, {shortest}."


def _question_changes(event: Event, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, object]]:
    known = {each.key for each in screening.QUESTIONS}
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise Invalid({f"screening.{key}": ["There is no such question."] for key in unknown})
    changes = {key: dict(each) for key, each in event.question_changes.items()}
    for key, each in wanted.items():
        changes[key] = changes.get(key, {}) | dict(each)
    return changes


def _consent(event: Event, wanted: Mapping[str, str]) -> dict[str, Any]:
    """New wordings make a new version: what a runner agreed to stays on record by its number."""
    shown = screening.consent_texts(event)
    changed = {name: text.strip() for name, text in wanted.items() if text.strip() != shown[name]}
    if not changed:
        return {}
    names = {"treatment": "consent_treatment", "health_data": "consent_health"}
    return {names[name]: text for name, text in changed.items()} | {"consent_version": event.consent_version + 1}


def _check(event: Event) -> None:
    wrong: dict[str, list[str]] = {}
    for name, (least, most, unit) in _LIMITS.items():
        if not least <= getattr(event, name) <= most:
            wrong[name] = [f"Between {least} and {most} {unit}."]
    if not event.name.strip():
        wrong["name"] = ["Please give the event a name."]
    if not is_timezone(event.timezone):
        wrong["timezone"] = ["There is no such timezone; a good one looks like Europe/London."]
    if event.opens_at and event.closes_at and event.closes_at <= event.opens_at:
        wrong["closes_at"] = ["The tent has to close after it opens."]
    if event.cycle_minutes and wrong_cycle(event, event.cycle_minutes):
        wrong["turnover_minutes"] = ["With this turnover a round leaves too little time for a treatment."]
    if wrong:
        raise Invalid(wrong)


def _check_in_use(floor: Floor, before: Event, after: Event) -> None:
    """A wave or treatment that somebody queues for can be changed, not taken away."""
    gone_waves = {each.id for each in before.waves} - {each.id for each in after.waves}
    gone_codes = {each.code for each in before.treatments} - {each.code for each in after.treatments}
    if not gone_waves and not gone_codes:
        return
    open_visits = floor.change.visits((*QUEUED, VisitStatus.CALLED, VisitStatus.TREATING))
    if any(each.wave_id in gone_waves or each.treatment in gone_codes for each in open_visits):
        msg = "Runners are queueing for this one. Switch it off or change it instead."
        raise StillInUse(msg)


def open_list(floor: Floor) -> Event:
    """New runners are welcome (within the opening hours); the list does not close itself again."""
    if floor.event.state is ListState.OPEN:
        return floor.event
    return floor.save_event(_opened(replace(floor.event, state=ListState.OPEN)), "open-list")


def _opened(event: Event) -> Event:
    # A list that closed itself would do so at once again: the forecast has not changed.
    return replace(event, closed_reason="", last_ticket="", last_call=False)


def close_list(floor: Floor, reason: str) -> Event:
    """No new runners; they are told why. Those in line keep their place."""
    closed = replace(floor.event, state=ListState.CLOSED, closed_reason=reason.strip())
    return floor.save_event(closed, "close-list")


def announce(floor: Floor, text: str) -> Event:
    """A sentence on every board; empty takes it away."""
    text = text.strip()
    announced = replace(floor.event, announcement=text, announced_at=floor.now if text else None)
    return floor.save_event(announced, "announce")


def local_instant(event: Event, hour: int, minute: int, second: int = 0) -> datetime:
    """A time of day on the event's date at the event's place, as UTC."""
    local = datetime(
        event.date.year,
        event.date.month,
        event.date.day,
        hour,
        minute,
        second,
        tzinfo=ZoneInfo(event.timezone),
    )
    return local.astimezone(UTC)
