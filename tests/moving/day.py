"""A race day with one of everything, and a picture of an event that says the same on every desk."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import NoSuchSlip
from eventdesk.domain.event import Gender, Mode, Wave
from eventdesk.domain.promises import ToldWindow
from eventdesk.domain.records import Note, Pressure
from eventdesk.domain.visit import Action, VisitStatus
from eventdesk.services import health_reading, records, registering, slips
from eventdesk.services.changes import plain, with_fields
from eventdesk.services.desk import Once
from eventdesk.services.ports import Entrant
from tests.builders import NOW, an_event
from tests.services.tent import KIOSK, ORGANISER, Tent, as_therapist

if TYPE_CHECKING:
    from eventdesk.adapters.db import Database
    from eventdesk.domain.slip import Slip
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Entry, Reading

TOLD = registering.Told(
    consents_to_treatment=True, consents_to_health_data=True, note="Left knee hurts", focus=("neck",)
)
PIN_HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aaaa"
EVERY_STATUS = [
    VisitStatus.CALLED, VisitStatus.TREATING, VisitStatus.DONE, VisitStatus.WAITING, VisitStatus.AWAY,
    VisitStatus.LEFT, VisitStatus.REFERRED,
]  # fmt: skip


def day(database: Database, **values: Any) -> Tent:
    """A tent in which something of everything has happened."""
    waves = (Wave(id=1, name="Wave 1", starts_at=NOW + timedelta(minutes=300)),)
    wanted = {"id": 0, "mode": Mode.ON_REQUEST, "waves": waves} | values
    tent = Tent(event=an_event(**wanted), store=database.store)
    tent.do(_entrants)
    mia = tent.therapist("Mia Berg", gender=Gender.WOMAN, couch="1")
    tom = tent.therapist("Tom Lind", couch="2")
    tent.therapist("Off Duty", ready=False)
    for number in range(1, 9):
        tent.register(bib=str(number), first_name=f"Runner{number}", last_name="Bächle\u2028", phone="+44 1", told=TOLD)
        tent.tick(0.1)
    tent.register(first_name="Wisher", therapist_id=tom.id, told=TOLD)
    first, _ = tent.next(mia)
    assert first is not None
    tent.act(first, Action.START, as_therapist(mia))
    tent.tick(20)
    tent.act(first, Action.FINISH, as_therapist(mia))
    note = Note(areas=("neck",), pressure=Pressure.FIRM, text="Worked on both calves")
    tent.do(lambda floor: records.add_note(floor, first.id, note), as_therapist(mia))
    health_reading.note(tent.desk, tent.slug, ORGANISER, first.id)
    tent.tick(4)
    treated, _ = tent.next(mia)
    called, _ = tent.next(tom)
    assert treated is not None
    assert called is not None
    tent.act(treated, Action.START, as_therapist(mia))
    with database.store.read(tent.slug) as reading:
        waiting = list(reading.line())
    tent.act(waiting[0], Action.STEP_AWAY)
    tent.act(waiting[1], Action.WITHDRAW)
    tent.act(waiting[2], Action.REFER, to="medical tent", reason="Dizzy", by="Jo")
    tent.undo(waiting[1])
    tent.act(waiting[1], Action.WITHDRAW)
    sign_up = slips.SignUp(slip="1-07", made_ago=timedelta(minutes=3), is_here=False)
    wanted_slip = registering.Wanted(treatment="post_event", first_name="Slip")
    tent.do(lambda floor: slips.take_in(floor, sign_up, lambda: (wanted_slip, TOLD)), KIOSK)
    _answered(tent)
    database.store.keep_told(tent.slug, [_told(waiting[3].id)])
    database.access.set_pin_hash(tent.slug, mia.id, PIN_HASH)
    database.access.set_pin_hash(tent.slug, None, PIN_HASH + "b")
    return tent


def _entrants(floor: Floor) -> None:
    floor.change.put_entrants([Entrant(bib=str(n), first_name=f"R{n}", last_name="Roe", wave_id=1) for n in range(30)])
    floor.note("event", "import", {"imported": 30, "updated": 0, "skipped": 0})


def _told(visit_id: int) -> ToldWindow:
    window = dict.fromkeys(("said_at", "first_at", "first_low", "first_high", "at", "low", "high"), NOW)
    return ToldWindow(visit_id=visit_id, **window, why="More runners came")


def _answered(tent: Tent) -> None:
    """A registration with an idempotency key, answered with the visit and its therapist's wish."""

    def register(floor: Floor) -> Any:
        return registering.register(floor, registering.Wanted(treatment="post_event", first_name="Key"), TOLD)

    def render(floor: Floor, visit: Any) -> tuple[int, dict[str, Any]]:
        therapist = floor.change.therapists()[0]
        return 201, {
            "visit": plain(visit),
            "therapists": [{"id": therapist.id, "skills": [], "name": therapist.name}],
            "waves": [{"id": 1, "name": "Wave 1"}],
        }

    tent.desk.answer(tent.slug, KIOSK, register, render, Once("key-1", "fingerprint"))


def whole(database: Database, slug: str) -> dict[str, Any]:
    """Everything that is kept of an event; numbers as they are."""
    with database.store.read(slug) as reading:
        visits = reading.visits(set(VisitStatus))
        return {
            "event": replace(reading.event, id=0),
            "seq": reading.seq,
            "visits": visits,
            "line": [each.id for each in reading.line()],
            "over": [each.id for each in reading.latest_over(1000)],
            "intakes": {each.id: reading.intake(each.id) for each in visits},
            "therapists": reading.therapists(),
            "entrants": [reading.count_entrants(), *reading.find_entrants("R", 100)],
            "journal": reading.journal(since=0, limit=1_000_000),
            "told": reading.told(),
            "records": reading.records(),
            "figures": reading.figures(),
            "purged_at": reading.purged_at,
            "slip": _slip(reading),
            "answer": reading.answer_to("key-1"),
            "pins": {whose: database.access.pin_hash(slug, whose) for whose in database.access.pins_set(slug)},
        }


def _slip(reading: Reading) -> Slip | None:
    try:
        return reading.slip("1-07")
    except NoSuchSlip:
        return None


def picture(database: Database, slug: str) -> dict[str, Any]:
    """As `whole`, with tickets and names where numbers were, so that it is the same under other numbers."""
    found = whole(database, slug)
    names = _Names(found)
    return {
        "event": replace(found["event"], slug=""),
        "seq": found["seq"],
        "visits": [names.told(asdict(each)) | {"id": each.ticket} for each in found["visits"]],
        "line": [names.visits[each] for each in found["line"]],
        "over": [names.visits[each] for each in found["over"]],
        "intakes": {names.visits[each]: intake for each, intake in found["intakes"].items()},
        "therapists": [names.told(asdict(each)) | {"id": each.name} for each in found["therapists"]],
        "entrants": found["entrants"],
        "journal": [names.entry(each) for each in found["journal"]],
        "told": {names.visits[each]: replace(window, visit_id=0) for each, window in found["told"].items()},
        "records": [names.told(asdict(replace(each, id=0))) for each in found["records"]],
        "figures": found["figures"],
        "purged_at": found["purged_at"],
        "slip": found["slip"] and names.told(asdict(found["slip"])),
        "answer": found["answer"] and names.answer(found["answer"].body),
        "pins": {names.therapists.get(whose or 0): hashed for whose, hashed in found["pins"].items()},
    }


class _Names:
    def __init__(self, found: dict[str, Any]) -> None:
        self.visits = {each.id: each.ticket for each in found["visits"]}
        self.therapists = {each.id: each.name for each in found["therapists"]}

    def told(self, values: dict[str, Any]) -> dict[str, Any]:
        named = dict(values)
        for name, names in (
            ("therapist_id", self.therapists),
            ("wish_therapist_id", self.therapists),
            ("visit_id", self.visits),
        ):
            if named.get(name):
                named[name] = names.get(named[name], "gone")
        return named

    def subject(self, subject: str) -> str:
        kind, _, number = subject.partition(":")
        names: dict[int, str] = {"visit": self.visits, "therapist": self.therapists}.get(kind, {})
        return names[int(number)] if names and number else subject

    def entry(self, entry: Entry) -> dict[str, Any]:
        values = asdict(entry) | {"subject": self.subject(entry.subject), "actor": self.subject(entry.actor)}
        for name in ("before", "after"):
            values[name] = self.told({key: each for key, each in values[name].items() if key != "id"})
        return values

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        visit = self.told(body["visit"]) | {"id": self.visits[body["visit"]["id"]]}
        listed = [each | {"id": self.therapists[each["id"]]} for each in body["therapists"]]
        return body | {"visit": visit, "therapists": listed}


def check_replay(reading: Reading) -> None:
    """The journal, replayed, gives the tables, and counts without a gap."""
    entries = reading.journal(since=0, limit=1_000_000)
    assert [each.seq for each in entries] == list(range(1, len(entries) + 1))
    assert reading.seq == len(entries)
    replayed: dict[str, dict[str, Any]] = {}
    for each in entries:
        present = replayed.setdefault(each.subject, {})
        assert {name: present.get(name) for name in each.before} == each.before or each.subject == "event"
        present |= each.after
    for visit in reading.visits(set(VisitStatus)):
        assert with_fields(visit, replayed[f"visit:{visit.id}"]) == visit
    for therapist in reading.therapists():
        assert with_fields(therapist, replayed[f"therapist:{therapist.id}"]) == therapist
