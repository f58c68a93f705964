"""The lifecycle of a visit. Everything that affects a visit's state lives in this file.

`TABLE` is the whole truth: the code looks it up, the documentation is drawn from it.
A step that is not in the table is refused and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from eventdesk.domain.cycle import planned_end
from eventdesk.domain.errors import ActionRefused
from eventdesk.domain.event import Event, Gender, Rule, minutes


class VisitStatus(StrEnum):
    """Where a visit is. The last five are ends; some can be come back from."""

    HELD = "held"
    WAITING = "waiting"
    AWAY = "away"
    CALLED = "called"
    TREATING = "treating"
    DONE = "done"
    DECLINED = "declined"
    REFERRED = "referred"
    LEFT = "left"
    NO_SHOW = "no_show"


OPEN = frozenset({VisitStatus.HELD, VisitStatus.WAITING, VisitStatus.AWAY, VisitStatus.CALLED, VisitStatus.TREATING})
OVER = frozenset(VisitStatus) - OPEN
WITH_THERAPIST = frozenset({VisitStatus.CALLED, VisitStatus.TREATING})


class Action(StrEnum):
    """What can be done to a visit."""

    REGISTER = "register"
    CLEAR = "clear"
    DECLINE = "decline"
    REFER = "refer"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    EXTEND = "extend"
    FINISH = "finish"
    MISS = "miss"
    STEP_AWAY = "step-away"
    RETURN = "return"
    RELEASE = "release"
    TRANSFER = "transfer"
    WITHDRAW = "withdraw"
    MOVE = "move"


class Role(StrEnum):
    """Who acts. `dispatcher` and `timer` are EventDesk itself."""

    ORGANISER = "organiser"
    LEAD = "lead"
    THERAPIST = "therapist"
    KIOSK = "kiosk"
    BOARD = "board"
    RUNNER = "runner"
    DISPATCHER = "dispatcher"
    TIMER = "timer"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `to` None: the status stays as it is."""

    action: Action
    origins: frozenset[VisitStatus]
    to: VisitStatus | None
    who: frozenset[Role]


S, R = VisitStatus, Role


def _step(action: Action, origins: set[VisitStatus], to: VisitStatus | None, who: set[Role]) -> Step:
    return Step(action, frozenset(origins), to, frozenset(who))


TABLE: dict[Action, Step] = {
    step.action: step
    for step in (
        _step(Action.CLEAR, {S.HELD}, S.WAITING, {R.ORGANISER, R.THERAPIST}),
        _step(Action.DECLINE, {S.HELD, S.WAITING}, S.DECLINED, {R.ORGANISER, R.THERAPIST}),
        _step(
            Action.REFER,
            {S.HELD, S.WAITING, S.AWAY, S.CALLED, S.TREATING},
            S.REFERRED,
            {R.ORGANISER, R.LEAD, R.THERAPIST},
        ),
        _step(Action.CALL, {S.WAITING}, S.CALLED, {R.DISPATCHER, R.THERAPIST, R.ORGANISER, R.LEAD}),
        _step(Action.RECALL, {S.CALLED}, None, {R.THERAPIST, R.ORGANISER, R.LEAD}),
        _step(Action.START, {S.CALLED}, S.TREATING, {R.THERAPIST, R.ORGANISER}),
        _step(Action.EXTEND, {S.TREATING}, None, {R.THERAPIST, R.ORGANISER}),
        _step(Action.FINISH, {S.TREATING}, S.DONE, {R.THERAPIST, R.ORGANISER}),
        # On the second miss the visit becomes `no_show` (see `miss`).
        _step(Action.MISS, {S.CALLED}, S.AWAY, {R.THERAPIST, R.ORGANISER, R.TIMER}),
        _step(Action.STEP_AWAY, {S.WAITING}, S.AWAY, {R.RUNNER, R.ORGANISER, R.LEAD}),
        _step(Action.RETURN, {S.AWAY, S.NO_SHOW, S.LEFT}, S.WAITING, {R.RUNNER, R.KIOSK, R.ORGANISER, R.LEAD}),
        _step(Action.RELEASE, {S.CALLED}, S.WAITING, {R.THERAPIST, R.ORGANISER, R.LEAD}),
        _step(Action.TRANSFER, {S.CALLED, S.TREATING}, None, {R.ORGANISER, R.LEAD, R.THERAPIST}),
        _step(Action.WITHDRAW, {S.HELD, S.WAITING, S.AWAY, S.CALLED}, S.LEFT, {R.RUNNER, R.ORGANISER, R.LEAD}),
        _step(Action.MOVE, {S.WAITING}, None, {R.ORGANISER, R.LEAD}),
    )
}
"""Every step but `register`, which makes the visit (organiser, line lead or kiosk)."""


class Advice(StrEnum):
    """What the screening advises for a held visit; a named person decides."""

    ASK = "ask"
    REFER = "refer"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One pass of one runner through the queue, for one treatment. No health data in here.

    `full_minutes`: what was wished for before busy mode made `minutes` shorter.
    """

    id: int
    ticket: str
    token: str
    treatment: str
    rule: Rule
    minutes: int
    status: VisitStatus
    registered_at: datetime
    due_at: datetime
    full_minutes: int | None = None
    bib: str | None = None
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    language: str = ""
    wave_id: int | None = None
    start_at: datetime | None = None
    not_before: datetime | None = None
    wish_gender: Gender | None = None
    wish_therapist_id: int | None = None
    therapist_id: int | None = None
    couch: str = ""
    calls: int = 0
    misses: int = 0
    called_at: datetime | None = None
    grace_until: datetime | None = None
    started_at: datetime | None = None
    ends_at: datetime | None = None
    finished_at: datetime | None = None
    is_moved: bool = False
    is_repeat: bool = False
    is_minor: bool = False
    has_notes: bool = False
    advice: Advice | None = None
    decided_by: str = ""
    reason: str = ""
    referred_to: str = ""
    consented_at: datetime | None = None
    consent_version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether this visit is not over yet."""
        return self.status in OPEN

    def is_too_late(self, now: datetime) -> bool:
        """Whether it can no longer be finished before the runner's start."""
        return self.rule is Rule.BEFORE_START and now > self.due_at


def due_time(event: Event, visit: Visit) -> datetime:
    """When this visit should start, by the queue rule (UTC).

    `before_start`: the runner's start, less the walk to it, less the visit's minutes.
    `promise`: `not_before` or registration, whichever is later, plus the promised wait.
    """
    if visit.rule is Rule.BEFORE_START:
        if visit.start_at is None:
            msg = "a before-start visit needs the start of the runner's wave"
            raise ValueError(msg)
        return visit.start_at - minutes(event.walk_to_start_minutes + visit.minutes)
    return promised_start(event, visit, max(visit.registered_at, visit.not_before or visit.registered_at))


def promised_start(event: Event, visit: Visit, ready_at: datetime) -> datetime:
    """As `due_time` for rule `promise`, for somebody who is there and ready at this instant."""
    due = ready_at + minutes(event.promised_wait_minutes)
    return due + timedelta(hours=REPEAT_HOURS) if visit.is_repeat and event.repeat_goes_last else due


REPEAT_HOURS = 12
"""Added to the due time of a second massage where the event puts those behind all others."""


def check(visit: Visit, action: Action) -> Step:
    """The row of the table for `action` on `visit`.

    Raises `ActionRefused` when the present status has no such step.
    """
    step = TABLE[action]
    if visit.status not in step.origins:
        raise ActionRefused(
            f"Ticket {visit.ticket} is {WORDS[visit.status]}, so this is not possible now.",
            state=visit.status,
        )
    return step


WORDS: dict[VisitStatus, str] = {
    S.HELD: "waiting for a decision",
    S.WAITING: "waiting",
    S.AWAY: "away",
    S.CALLED: "called",
    S.TREATING: "on the couch",
    S.DONE: "done",
    S.DECLINED: "declined",
    S.REFERRED: "with the medical team",
    S.LEFT: "gone",
    S.NO_SHOW: "missed",
}


def _moved(visit: Visit, action: Action, **changes: Any) -> Visit:
    step = check(visit, action)
    return replace(visit, status=step.to or visit.status, **changes)


_WITH_NOBODY: dict[str, Any] = {
    "therapist_id": None,
    "couch": "",
    "grace_until": None,
    "called_at": None,
}


def clear(visit: Visit, *, by: str, reason: str) -> Visit:
    """A named person lets a held visit into the queue."""
    return _moved(visit, Action.CLEAR, decided_by=by, reason=reason)


def decline(visit: Visit, *, by: str, reason: str) -> Visit:
    """No massage today; not an emergency."""
    return _moved(visit, Action.DECLINE, decided_by=by, reason=reason)


def refer(visit: Visit, *, by: str, to: str, reason: str, now: datetime) -> Visit:
    """To the medical tent; who, to whom and when are kept."""
    return _moved(visit, Action.REFER, decided_by=by, referred_to=to, reason=reason, finished_at=now, grace_until=None)


def call(visit: Visit, *, therapist_id: int, couch: str, event: Event, now: datetime) -> Visit:
    """Tell the runner to come to the couch now."""
    return _moved(
        visit,
        Action.CALL,
        therapist_id=therapist_id,
        couch=couch,
        calls=visit.calls + 1,
        called_at=now,
        grace_until=now + minutes(event.grace_minutes),
    )


def recall(visit: Visit, *, event: Event, now: datetime) -> Visit:
    """Call once more; the grace time starts again."""
    return _moved(
        visit,
        Action.RECALL,
        calls=visit.calls + 1,
        called_at=now,
        grace_until=now + minutes(event.grace_minutes),
    )


def start(visit: Visit, *, event: Event, now: datetime) -> Visit:
    """The hands-on minutes begin; with rounds all of them end together."""
    return _moved(visit, Action.START, started_at=now, ends_at=planned_end(event, visit, now), grace_until=None)


def extend(visit: Visit, *, by_minutes: int, now: datetime) -> Visit:
    """More minutes, counted from the planned end or from now, whichever is later."""
    end = visit.ends_at or now
    return _moved(visit, Action.EXTEND, ends_at=max(end, now) + minutes(by_minutes))


def finish(visit: Visit, *, now: datetime) -> Visit:
    """The treatment is over."""
    return _moved(visit, Action.FINISH, finished_at=now)


MISSES_TO_NO_SHOW = 2


def miss(visit: Visit) -> Visit:
    """Called and not there: away the first time, `no_show` the second."""
    check(visit, Action.MISS)
    misses = visit.misses + 1
    status = VisitStatus.NO_SHOW if misses >= MISSES_TO_NO_SHOW else VisitStatus.AWAY
    return replace(visit, status=status, misses=misses, **_WITH_NOBODY)


def step_away(visit: Visit, *, until: datetime | None) -> Visit:
    """The runner goes away for a while and keeps the due time."""
    return _moved(visit, Action.STEP_AWAY, not_before=until or visit.not_before)


def come_back(visit: Visit) -> Visit:
    """Back in the queue with the old due time, callable at once."""
    return _moved(visit, Action.RETURN, not_before=None, finished_at=None, misses=_misses_after(visit))


def _misses_after(visit: Visit) -> int:
    # Somebody who missed for good and came back gets one more call before it counts as a no-show again.
    return 1 if visit.status is VisitStatus.NO_SHOW else visit.misses


def release(visit: Visit) -> Visit:
    """Back to the queue with the old due time; the call is taken back."""
    return _moved(visit, Action.RELEASE, **_WITH_NOBODY)


def transfer(visit: Visit, *, therapist_id: int, couch: str) -> Visit:
    """The same visit, with a colleague."""
    return _moved(visit, Action.TRANSFER, therapist_id=therapist_id, couch=couch)


def withdraw(visit: Visit, *, now: datetime) -> Visit:
    """The runner does not want to wait any longer."""
    return _moved(visit, Action.WITHDRAW, finished_at=now, **_WITH_NOBODY)


def move(visit: Visit, *, due_at: datetime, reason: str) -> Visit:
    """Another place in the queue, by another due time, with a reason."""
    return _moved(visit, Action.MOVE, due_at=due_at, reason=reason, is_moved=True)
