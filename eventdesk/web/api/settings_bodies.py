"""What requests about events, access and start lists say."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from eventdesk.domain.event import BoardLabel, Keeping, ListState, Mode, Rule
from eventdesk.domain.screening import Outcome
from eventdesk.web.api.fields import (
    Body,
    Changes,
    Code,
    Id,
    Instant,
    Minutes,
    Name,
    NeededName,
    NeededShort,
    Passphrase,
    Pin,
    Query,
    Sentence,
    ShortText,
    Tried,
    Wording,
)

Slug = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]
Timezone = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class NewEvent(Body):
    """A new race day."""

    slug: Slug
    name: NeededName
    date: datetime.date
    timezone: Timezone


class FirstRun(Body):
    """The organiser's passphrase and the first event."""

    passphrase: Passphrase
    event: NewEvent
    kiosk_pin: Pin | None = None


class WaveSaid(Body):
    """A wave. With its id, or with the name it has, it is changed; else it is a new one."""

    id: Id | None = None
    name: NeededName
    starts_at: Instant


class TreatmentSaid(Body):
    """A treatment by its code. What is left out stays as it is."""

    code: Code
    name: NeededName = ""
    rule: Rule = Rule.PROMISE
    minutes: Annotated[list[Minutes], Field(min_length=1, max_length=20, default_factory=list)]
    default_minutes: Minutes = 0
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")] = ""
    enabled: bool = True
    busy_minutes: Minutes | None = None


class QuestionSaid(Body):
    """Changes to one question of the screening."""

    enabled: bool = True
    text: Sentence = ""
    outcome: Outcome = Outcome.OK
    caution: Sentence = ""


class ConsentSaid(Body):
    """The wordings that runners agree to; a change makes a new version."""

    treatment: Wording = ""
    health_data: Wording = ""


class EventChanges(Changes):
    """Settings; what is left out stays as it is."""

    name: NeededName = ""
    date: datetime.date = datetime.date(2000, 1, 1)
    timezone: Timezone = ""
    mode: Mode = Mode.AUTO
    state: ListState = ListState.OPEN
    closed_reason: Sentence = ""
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    promised_wait_minutes: Minutes = 0
    walk_to_start_minutes: Minutes = 0
    grace_minutes: Minutes = 0
    turnover_minutes: Minutes = 0
    cool_down_minutes: Minutes = 0
    repeat_goes_last: bool = False
    busy_limit_minutes: Minutes = 30
    last_call: bool = False
    board_label: BoardLabel = BoardLabel.NONE
    sound: bool = True
    speech: bool = False
    waves: Annotated[list[WaveSaid], Field(max_length=500, default_factory=list)]
    treatments: Annotated[list[TreatmentSaid], Field(min_length=1, max_length=26, default_factory=list)]
    screening: Annotated[dict[str, QuestionSaid], Field(max_length=60, default_factory=dict)]
    consent: ConsentSaid = ConsentSaid()
    kiosk_pin: Pin | None = None
    purge_after_days: Annotated[int, Field(ge=0, le=366)] = 7
    records: Keeping = Keeping.HAND_OVER
    record_years: Annotated[int, Field(ge=0, le=99)] = 7


class BusyMode(Body):
    """Whether busy mode is on."""

    on: bool


class CycleMode(Body):
    """The length of a round with its turnover; 0: no rounds."""

    minutes: Annotated[int, Field(ge=0, le=60)]


class CycleQuery(Query):
    """The length of a round with its turnover."""

    minutes: Annotated[int, Field(ge=1, le=60)]


class SignIn(Body):
    """As organiser with the passphrase, or as a therapist with the PIN. `name`: who decides, in the records."""

    event: Slug | None = None
    role: Literal["organiser", "therapist"]
    passphrase: Tried | None = None
    therapist_id: Id | None = None
    pin: Tried | None = None
    name: Name = ""


class LinkUsed(Body):
    """The token of a single-use sign-in link."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class NewPairing(Body):
    """What a device is to become, and what it is called on the page of devices."""

    role: Literal["kiosk", "lead", "board"] = "kiosk"
    name: ShortText = ""


class Paired(Body):
    """The six digits that the organiser's screen shows, or the token of the link beside them."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = None
    token: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    name: ShortText = ""


class DeviceNamed(Body):
    """What a paired device is called from now on."""

    name: NeededShort


class KioskLeft(Body):
    """The kiosk's PIN; where none is set, the organiser's passphrase."""

    pin: Tried


class PassphraseChanged(Body):
    """The present passphrase, and the new one."""

    passphrase: Tried
    new_passphrase: Passphrase
