"""What each audience sees. Public views are built separately, never by leaving keys out of staff ones.

Nothing public tells that a visit was held, declined or referred: a visit that is over reads
`done` in public, whatever its end.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain import screening
from eventdesk.domain.cycle import hands_on_minutes, next_cycle_at
from eventdesk.domain.event import BoardLabel, Event, Rule
from eventdesk.domain.therapist import Therapist
from eventdesk.domain.visit import OVER, Visit, VisitStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.domain.forecast import Forecast, Window

Json = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    """UTC, ISO 8601 with `Z`; exact, and no digit longer than that takes."""
    if at is None:
        return None
    is_short = at.microsecond % 1000 == 0 and at.microsecond != 0
    return at.astimezone(UTC).isoformat(timespec="milliseconds" if is_short else "auto").removesuffix("+00:00") + "Z"


def to_the_second(at: datetime | None) -> str | None:
    """An instant that nobody orders or compares by, for messages that hundreds of screens get."""
    return None if at is None else instant(at.replace(microsecond=0))


def span(window: Window | None) -> Json | None:
    """An expected instant with its ends; `why` only where it has moved later."""
    if window is None:
        return None
    shown = {"at": instant(window.at), "low": instant(window.low), "high": instant(window.high)}
    return shown | {"why": window.why} if window.why else shown


def public_status(visit: Visit) -> str | None:
    """The status the board may know; None: the board does not know this visit."""
    if visit.status is VisitStatus.HELD:
        return None
    return VisitStatus.DONE.value if visit.status in OVER else visit.status.value


def label(visit: Visit, event: Event) -> str:
    """What stands beside the ticket in public, as the event sets it."""
    shown = {BoardLabel.FIRST_NAME: visit.first_name, BoardLabel.BIB: visit.bib}
    return shown.get(event.board_label) or ""


def public_visit(visit: Visit, event: Event) -> Json | None:
    """For the board. None for a visit the public must not know of."""
    status = public_status(visit)
    if status is None:
        return None
    if visit.status in OVER:
        return gone(visit)
    # A call and a second call in the same second are told apart by their instant.
    called_at = instant if visit.status is VisitStatus.CALLED else to_the_second
    return {
        "id": visit.id,
        "ticket": visit.ticket,
        "label": label(visit, event),
        "treatment": visit.treatment,
        "status": status,
        "couch": visit.couch,
        "due_at": instant(visit.due_at),
        "called_at": called_at(visit.called_at),
        "ends_at": to_the_second(visit.ends_at),
    }


def gone(visit: Visit) -> Json:
    """For the board: this visit leaves it, and nothing says why."""
    return {
        "id": visit.id,
        "ticket": visit.ticket,
        "label": "",
        "treatment": visit.treatment,
        "status": VisitStatus.DONE.value,
        "couch": "",
        "due_at": instant(visit.due_at),
        "called_at": None,
        "ends_at": None,
    }


def flags(visit: Visit, now: datetime, forecast: Forecast | None = None) -> list[str]:
    """What deserves a second look; `will_miss_start` needs a forecast."""
    waiting = visit.status is VisitStatus.WAITING
    checks = {
        "too_late": waiting and visit.is_too_late(now),
        "will_miss_start": waiting and forecast is not None and forecast.will_miss_start(visit),
        "overdue": waiting and visit.rule is Rule.PROMISE and now > visit.due_at,
        "overtime": visit.status is VisitStatus.TREATING and visit.ends_at is not None and now > visit.ends_at,
        "not_yet": waiting and visit.not_before is not None and visit.not_before > now,
        "moved": visit.is_moved,
        "repeat": visit.is_repeat,
        "minor": visit.is_minor,
    }
    return [name for name, applies in checks.items() if applies]


def staff_visit(visit: Visit, event: Event, now: datetime, forecast: Forecast | None = None) -> Json:
    """For the people who work here. No health data: that is asked for one visit at a time."""
    wave = event.wave(visit.wave_id)
    return {
        "id": visit.id,
        "ticket": visit.ticket,
        "label": label(visit, event),
        "treatment": visit.treatment,
        "status": visit.status.value,
        "couch": visit.couch,
        "due_at": instant(visit.due_at),
        "called_at": instant(visit.called_at),
        "ends_at": instant(visit.ends_at),
        "bib": visit.bib,
        "first_name": visit.first_name,
        "last_name": visit.last_name,
        "minutes": visit.minutes,
        "full_minutes": visit.full_minutes,
        "wave": None if wave is None else wave.name,
        "start_at": instant(visit.start_at),
        "not_before": instant(visit.not_before),
        "registered_at": instant(visit.registered_at),
        "therapist_id": visit.therapist_id,
        "flags": flags(visit, now, forecast),
        "calls": visit.calls,
        "misses": visit.misses,
        "grace_until": instant(visit.grace_until),
        "started_at": instant(visit.started_at),
        "finished_at": instant(visit.finished_at),
        "wish": {"therapist_gender": visit.wish_gender, "therapist_id": visit.wish_therapist_id},
        "advice": visit.advice,
        "decided_by": visit.decided_by,
        "reason": visit.reason,
        "referred_to": visit.referred_to,
        "link": link(visit),
        "has_notes": visit.has_notes,
        "language": visit.language,
    }


NOBODY_CAN_TELL = {"at": None, "low": None, "high": None}


def placed(view: Json, position: int | None, expected: Window | None) -> Json:
    """A view with the place in line and the expected start; its instants are null where nobody can tell."""
    return view | {"position": position, "expected_start": span(expected) or dict(NOBODY_CAN_TELL)}


def link(visit: Visit) -> str:
    """The path of the runner's own page."""
    return f"/t/{visit.token}"


def public_therapist(therapist: Therapist) -> Json:
    """For the board."""
    return {
        "id": therapist.id,
        "first_name": therapist.first_name,
        "couch": therapist.couch,
        "status": therapist.status.value,
        "visit_id": therapist.visit_id,
    }


def staff_therapist(therapist: Therapist) -> Json:
    """For the people who work here."""
    return public_therapist(therapist) | {
        "name": therapist.name,
        "gender": therapist.gender.value,
        "grade": therapist.grade.value,
        "skills": sorted(therapist.skills),
        "shift_start": instant(therapist.shift_start),
        "shift_end": instant(therapist.shift_end),
        "breaks": [
            {"starts_at": instant(each.starts_at), "ends_at": instant(each.ends_at)} for each in therapist.breaks
        ],
        "status_since": instant(therapist.status_since),
        "idle_since": instant(therapist.idle_since),
        "turnover_until": instant(therapist.turnover_until),
        "break_until": instant(therapist.break_until),
        "served": therapist.served,
        "is_listed": therapist.is_listed,
    }


def public_event(event: Event, now: datetime) -> Json:
    """What every screen needs of the event."""
    return {
        "slug": event.slug,
        "name": event.name,
        "date": event.date.isoformat(),
        "timezone": event.timezone,
        "mode": event.mode.value,
        "state": event.state.value,
        "is_open": event.is_open(now),
        "closed_reason": event.why_closed(now),
        "opens_at": instant(event.opens_at),
        "closes_at": instant(event.closes_at),
        "board_label": event.board_label.value,
        "is_busy": event.is_busy,
        "last_ticket": event.last_ticket,
        "cycle_minutes": event.cycle_minutes,
        "cycle_hands_on_minutes": hands_on_minutes(event),
        "next_cycle_at": instant(next_cycle_at(event, now)),
        "waves": [{"id": each.id, "name": each.name, "starts_at": instant(each.starts_at)} for each in event.waves],
        "treatments": [
            {
                "code": each.code,
                "name": each.name,
                "rule": each.rule.value,
                "minutes": list(each.minutes),
                "default_minutes": each.default_minutes,
                "letter": each.letter,
                "enabled": each.enabled,
                "busy_minutes": each.busy_minutes,
            }
            for each in event.treatments
        ],
        "announcement": {"text": event.announcement, "at": instant(event.announced_at)} if event.announcement else None,
        "sound": event.sound,
        "speech": event.speech,
        "cool_down_minutes": event.cool_down_minutes,
    }


def full_event(event: Event, now: datetime) -> Json:
    """For the organiser: every setting."""
    return public_event(event, now) | {
        "promised_wait_minutes": event.promised_wait_minutes,
        "walk_to_start_minutes": event.walk_to_start_minutes,
        "grace_minutes": event.grace_minutes,
        "turnover_minutes": event.turnover_minutes,
        "repeat_goes_last": event.repeat_goes_last,
        "busy_limit_minutes": event.busy_limit_minutes,
        "last_call": event.last_call,
        "purge_after_days": event.purge_after_days,
        "records": event.records.value,
        "record_years": event.record_years,
        "screening": [question_view(each) for each in screening.questions(event)],
        "consent": screening.consent_texts(event),
    }


PERSON_DECIDES = frozenset({screening.Outcome.ASK, screening.Outcome.REFER, screening.Outcome.DECLINE})


def question_view(question: screening.Question) -> Json:
    """One screening question, with what a yes leads to (staff only)."""
    return kiosk_question(question) | {
        "outcome": question.outcome.value,
        "caution": question.caution,
        "enabled": question.enabled,
    }


def kiosk_question(question: screening.Question) -> Json:
    """One screening question as the kiosk asks it."""
    return {
        "key": question.key,
        "text": question.text,
        "group": question.group.value,
        "rule": None if question.rule is None else question.rule.value,
        # So that the kiosk can send whoever says yes to a person at once, instead of asking on.
        "needs_person": question.outcome in PERSON_DECIDES,
    }


ASK, TICKET_OVER = "ask", "over"


def ticket_status(visit: Visit) -> str:
    """The status on the runner's own page: where a person has to be asked, and no more than that."""
    if visit.status is VisitStatus.HELD:
        return ASK
    if visit.status in OVER and visit.status is not VisitStatus.DONE:
        return TICKET_OVER
    return visit.status.value


def ticket_visit(visit: Visit, event: Event, therapist: Therapist | None) -> Json:
    """For the holder of the secret link."""
    return {
        "id": visit.id,
        "ticket": visit.ticket,
        "label": label(visit, event),
        "treatment": visit.treatment,
        "status": ticket_status(visit),
        "couch": visit.couch,
        "due_at": instant(visit.due_at),
        "called_at": instant(visit.called_at),
        "ends_at": instant(visit.ends_at),
        "started_at": instant(visit.started_at),
        "minutes": visit.minutes,
        "not_before": instant(visit.not_before),
        "first_name": visit.first_name,
        "therapist_first_name": therapist.first_name if therapist is not None else "",
        # A place can be had back after these two ends; the others need a person.
        "can_return": visit.status in {VisitStatus.AWAY, VisitStatus.NO_SHOW, VisitStatus.LEFT},
    }


def forecast_view(forecast: Forecast) -> Json:
    """The expected start of every waiting visit, by id."""
    return {str(visit_id): span(window) for visit_id, window in forecast.starts.items()}


def walk_up(event: Event, forecast: Forecast, newcomer_due: dict[str, Visit]) -> Json:
    """What somebody who came now would wait, by treatment; None where nobody on duty may serve."""
    shown: Json = {}
    for treatment in event.treatments:
        if not treatment.enabled:
            continue
        probe = newcomer_due.get(treatment.code)
        window = forecast.for_newcomer(probe) if probe is not None else None
        shown[treatment.code] = (
            None if window is None else (span(window) or {}) | {"wait_minutes": whole_minutes(forecast.wait(window))}
        )
    return shown


def whole_minutes(length: timedelta) -> int:
    """Rounded up: a wait is never promised shorter than it is."""
    return max(0, -(-round(length.total_seconds()) // 60))


def health(intake_questions: Sequence[screening.Question], intake: Any) -> Json:
    """Health data of one visit, for the organiser and the assigned therapist only."""
    texts = {each.key: each.text for each in intake_questions}
    return {
        "cautions": list(intake.cautions),
        "focus": list(intake.focus),
        "avoid": list(intake.avoid),
        "answers": [
            {
                "key": key,
                "question": texts.get(key, key),
                "answer": answer,
                "outcome": intake.outcomes.get(key, ""),
            }
            for key, answer in intake.answers.items()
        ],
        "note": intake.note,
        "guardian": intake.guardian,
    }
