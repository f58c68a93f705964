"""The event: board, settings, opening and closing, announcement, journal, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.domain import views
from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import Event
from eventdesk.domain.visit import Role
from eventdesk.services import entering, events, modes, stats
from eventdesk.services.changes import plain
from eventdesk.web import secret_words
from eventdesk.web.api import answers, bodies, settings_bodies
from eventdesk.web.api.shown import event_shown
from eventdesk.web.asking import ANYONE, ORGANISER
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.problems import Refused
from eventdesk.web.routes import BASE, EVENT, Routes

if TYPE_CHECKING:
    from eventdesk.services.desk import UseCase
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Entry
    from eventdesk.web.parts import Json

routes = Routes("Event")
HOURS = frozenset({"date", "timezone", "closes_at"})
"""With these an event ends at another time."""


@routes.add("GET", EVENT + "/board", who=ANYONE, answers={200: answers.Board})
def show_board(ask: Ask) -> Reply:
    """The public snapshot."""
    return Reply(ask.parts.looker.snapshot_json(ask.slug, "board"))


@routes.add("GET", EVENT + "/event", who=ORGANISER, answers={200: answers.FullEvent})
def show_event(ask: Ask) -> Reply:
    """Every setting."""
    return Reply(full_event(ask))


def full_event(ask: Ask) -> Json:
    """Every setting as it is now."""
    with ask.parts.store.read(ask.slug) as reading:
        return event_shown(ask, reading.event, reading.seq)


def _change(ask: Ask, use_case: UseCase[Event]) -> Reply:
    return ask.command(use_case, lambda floor, event: event_shown(ask, event, floor.last_seq))


@routes.add(
    "PATCH",
    EVENT + "/event",
    who=ORGANISER,
    body=settings_bodies.EventChanges,
    answers={200: answers.FullEvent},
    refuses=(409,),
)
def change_event(ask: Ask, body: settings_bodies.EventChanges) -> Reply:
    """Settings; what is left out stays. Due times of those queued follow, nobody is lost."""
    values = body.model_dump(exclude_unset=True)
    if "kiosk_pin" in values:
        pin = values.pop("kiosk_pin")
        hashed = secret_words.hashed(ask.parts.run_aside, pin) if pin else None
        reply = _changed(ask, values, entering.PIN_SET if pin else entering.PIN_REMOVED)
        if not reply.is_repeat:
            ask.parts.access.store.set_pin_hash(ask.slug, None, hashed)
        return Reply({**_body(reply), "kiosk_pin_set": hashed is not None}, reply.status, reply.headers)
    return _changed(ask, values)


def _changed(ask: Ask, values: Json, pin_action: str = "") -> Reply:
    """The settings changed; whoever is signed in stays so until the event's new end."""

    def change(floor: Floor) -> Event:
        event = events.change_event(floor, values)
        if pin_action:
            entering.note_apart(floor, pin_action, role=Role.KIOSK.value)
        return event

    reply = _change(ask, change)
    if HOURS & values.keys():
        with ask.parts.store.read(ask.slug) as reading:
            event = reading.event
        ask.parts.access.hours_changed(event)
    return reply


def _body(reply: Reply) -> Json:
    return reply.body if isinstance(reply.body, dict) else {}


@routes.add(
    "POST",
    EVENT + "/announcement",
    who=ORGANISER,
    body=bodies.Text,
    answers={200: answers.FullEvent},
    refuses=(409,),
)
def announce(ask: Ask, body: bodies.Text) -> Reply:
    """A sentence on every board; empty takes it away."""
    return _change(ask, lambda floor: events.announce(floor, body.text))


@routes.add(
    "POST",
    EVENT + "/open",
    who=ORGANISER,
    body=bodies.Nothing,
    answers={200: answers.FullEvent},
    refuses=(409,),
)
def open_list(ask: Ask, body: bodies.Nothing) -> Reply:  # noqa: ARG001 - it says nothing
    """New runners are welcome (within the opening hours)."""
    return _change(ask, events.open_list)


@routes.add(
    "POST",
    EVENT + "/close",
    who=ORGANISER,
    body=bodies.Reason,
    answers={200: answers.FullEvent},
    refuses=(409,),
)
def close_list(ask: Ask, body: bodies.Reason) -> Reply:
    """No new runners; they are told why. Those in line keep their place."""
    return _change(ask, lambda floor: events.close_list(floor, body.reason))


@routes.add("GET", EVENT + "/busy", who=ORGANISER, answers={200: answers.BusyEffect})
def show_busy_effect(ask: Ask) -> Reply:
    """What busy mode does, or would do, to the waits. Nothing changes."""
    return Reply(ask.parts.looker.busy_effect(ask.slug))


@routes.add(
    "POST",
    EVENT + "/busy",
    who=ORGANISER,
    body=settings_bodies.BusyMode,
    answers={200: answers.FullEvent},
    refuses=(409,),
)
def set_busy(ask: Ask, body: settings_bodies.BusyMode) -> Reply:
    """Busy mode: shorter treatments for newcomers and all who wait; off gives them back. Called ones keep theirs."""
    return _change(ask, lambda floor: modes.set_busy(floor, on=body.on))


@routes.add(
    "GET", EVENT + "/cycle", who=ORGANISER, query=settings_bodies.CycleQuery, answers={200: answers.CycleEffect}
)
def show_cycle_effect(ask: Ask, query: settings_bodies.CycleQuery) -> Reply:
    """What rounds of so many minutes would do to the waits. Nothing changes."""
    with ask.parts.store.read(ask.slug) as reading:
        wrong = modes.wrong_cycle(reading.event, query.minutes)
    if wrong:
        raise Invalid({"minutes": [wrong]})
    return Reply(ask.parts.looker.cycle_effect(ask.slug, query.minutes))


@routes.add(
    "POST",
    EVENT + "/cycle",
    who=ORGANISER,
    body=settings_bodies.CycleMode,
    answers={200: answers.FullEvent},
    refuses=(409,),
)
def set_cycle(ask: Ask, body: settings_bodies.CycleMode) -> Reply:
    """Rounds: all couches start and end together, every so many minutes; 0 ends them."""
    return _change(ask, lambda floor: modes.set_cycle(floor, body.minutes))


@routes.add("GET", EVENT + "/journal", who=ORGANISER, query=bodies.JournalQuery, answers={200: answers.Journal})
def show_journal(ask: Ask, query: bodies.JournalQuery) -> Reply:
    """Every change, or those of one `subject`, with who, what, before and after."""
    with ask.parts.store.read(ask.slug) as reading:
        entries = reading.journal(since=query.since, limit=query.limit, subject=query.subject)
        return Reply({"entries": [_entry(each) for each in entries], "seq": reading.seq})


def _entry(entry: Entry) -> Json:
    shown: Json = plain(entry)
    return shown


@routes.add("GET", EVENT + "/stats", who=ORGANISER, answers={200: answers.Stats})
def show_stats(ask: Ask) -> Reply:
    """The day in figures."""
    with ask.parts.store.read(ask.slug) as reading:
        return Reply(stats.day(reading))


@routes.add("GET", BASE + "/events", who=ORGANISER, answers={200: answers.Events})
def list_events(ask: Ask) -> Reply:
    """All events that this sign-in opens, newest date first."""
    mine = None if ask.asker is None else ask.asker.slug
    now = ask.parts.clock.now()
    found = [each for each in ask.parts.store.events() if mine in {None, each.slug}]
    return Reply({"events": [views.public_event(each, now) for each in found]})


@routes.add(
    "POST",
    BASE + "/events",
    who=ORGANISER,
    body=settings_bodies.NewEvent,
    answers={201: answers.PublicEvent},
    refuses=(409,),
)
def add_event(ask: Ask, body: settings_bodies.NewEvent) -> Reply:
    """A new race day. For an organiser of the desk, not of one event."""
    if ask.asker is not None and ask.asker.slug is not None:
        code = "not_allowed"
        raise Refused(code, "This sign-in is for one event only.")
    event = events.new_event(ask.parts.store, slug=body.slug, name=body.name, day=body.date, timezone=body.timezone)
    return Reply(views.public_event(event, ask.parts.clock.now()), 201)


@routes.add("GET", BASE + "/health", who=ANYONE, answers={200: answers.HealthCheck, 503: answers.HealthCheck})
def show_health(ask: Ask) -> Reply:
    """Whether the desk works."""
    found = ask.parts.check_database()
    is_fine = found == "ok"
    slugs = {each.slug: ask.parts.store.stamp(each.slug).seq for each in ask.parts.store.events()} if is_fine else {}
    word = "ok" if is_fine else "unavailable"
    body = {
        "status": word,
        "version": ask.parts.version,
        "database": found,
        "seq": sum(slugs.values()),
        "events": slugs,
    }
    return Reply(body, 200 if is_fine else 503)
