"""Random afternoons: whatever people tap, in whatever order, the tent keeps its promises."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from eventdesk.adapters.db import open_database
from eventdesk.adapters.db.sealing import new_key
from eventdesk.adapters.memory import MemoryStore
from eventdesk.domain import cycle, dispatch
from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Gender, ListState, Mode
from eventdesk.domain.supervision import is_supervised
from eventdesk.domain.therapist import Grade, Therapist, TherapistStatus
from eventdesk.domain.visit import TABLE, WITH_THERAPIST, Action, Role, Visit, VisitStatus
from eventdesk.services import duty, events, modes
from eventdesk.services.actors import DISPATCHER
from eventdesk.services.changes import plain, with_fields
from eventdesk.services.ports import Store
from tests.conftest import emptied
from tests.services.tent import CONSENTS, KIOSK, ORGANISER, Tent, as_therapist

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cluster.servers import Postgres

ACTORS = st.sampled_from(["organiser", "therapist", "runner", "kiosk"])


class Afternoons(RuleBasedStateMachine):
    """People at all the screens of one tent, tapping at random."""

    mode = Mode.AUTO

    def store(self) -> Store:
        return MemoryStore()

    @initialize(turnover=st.sampled_from([0, 3]), repeat=st.booleans())
    def open(self, turnover: int, *, repeat: bool) -> None:
        self.tent = Tent(store=self.store(), mode=self.mode, turnover_minutes=turnover, repeat_goes_last=repeat)
        self.visits: list[int] = []
        self.seen = 0
        self.therapists = [
            self.tent.therapist("Mia Berg", gender=Gender.WOMAN, couch="1", ready=False),
            self.tent.therapist("Tom Lind", gender=Gender.MAN, couch="2", ready=False),
            self.tent.therapist("Ann Roe", gender=Gender.WOMAN, skills=frozenset({"post_event"}), ready=False),
            self.tent.therapist("Stu Ray", gender=Gender.MAN, grade=Grade.STUDENT, ready=False),
            self.tent.therapist("Sue Pond", gender=Gender.WOMAN, grade=Grade.SUPERVISOR, ready=False),
        ]

    @rule(
        bib=st.sampled_from([None, "1", "2", "3"]),
        before=st.booleans(),
        wish=st.sampled_from([None, None, Gender.WOMAN, Gender.MAN]),
        answer=st.sampled_from([None, None, "fever", "chest_pain", "condition"]),
        later=st.sampled_from([None, None, 7]),
    )
    def register(
        self, *, bib: str | None, before: bool, wish: Gender | None, answer: str | None, later: int | None
    ) -> None:
        told = replace(CONSENTS, screening={answer: True} if answer else {})
        wanted: dict[str, Any] = {"treatment": "pre_event", "wave": 1} if before else {}
        if later is not None:
            wanted["not_before"] = self.tent.clock.now() + timedelta(minutes=later)
        with self.nothing_on_refusal():
            visit = self.tent.register(told=told, bib=bib, therapist_gender=wish, **wanted)
            self.visits.append(visit.id)

    @rule(data=st.data(), action=st.sampled_from(sorted(TABLE)), who=ACTORS, minutes=st.sampled_from([None, 5, 15]))
    def act(self, data: st.DataObject, action: Action, who: str, minutes: int | None) -> None:
        if not self.visits:
            return
        visit = self.tent.visit(data.draw(st.sampled_from(self.visits)))
        chosen = data.draw(st.sampled_from(self.therapists))
        actor = {"organiser": ORGANISER, "therapist": as_therapist(chosen), "kiosk": KIOSK}.get(who, ORGANISER)
        details: dict[str, Any] = {"minutes": minutes} if action in {Action.EXTEND, Action.STEP_AWAY} else {}
        if action in {Action.TRANSFER, Action.CALL}:
            details["therapist_id"] = chosen.id
        if action is Action.MOVE:
            details |= {"due_at": self.tent.clock.now(), "reason": "because"}
        with self.nothing_on_refusal():
            self.tent.act(visit, action, actor, **details)

    @rule(data=st.data(), tap=st.sampled_from(["ready", "next", "break", "off"]))
    def tap(self, data: st.DataObject, tap: str) -> None:
        therapist = data.draw(st.sampled_from(self.therapists))
        use_cases: dict[str, Any] = {
            "ready": duty.ready,
            "next": duty.next_client,
            "break": partial(duty.take_break, length_minutes=10),
            "off": duty.off,
        }
        with self.nothing_on_refusal():
            self.tent.do(lambda floor: use_cases[tap](floor, therapist.id), as_therapist(therapist))

    @rule(minutes=st.sampled_from([0.5, 2, 5, 20]))
    def time_passes(self, minutes: float) -> None:
        self.tent.tick(minutes)

    @rule(minutes=st.sampled_from([-5, 10]))
    def the_start_is_put_off(self, minutes: int) -> None:
        waves = [
            {"id": each.id, "name": each.name, "starts_at": each.starts_at + timedelta(minutes=minutes)}
            for each in self.tent.event.waves
        ]
        self.tent.do(partial(events.change_event, values={"waves": waves}))

    @rule(on=st.booleans())
    def busy_hours(self, *, on: bool) -> None:
        self.tent.do(partial(modes.set_busy, on=on))

    @rule(minutes=st.sampled_from([0, 10, 15]))
    def rounds(self, minutes: int) -> None:
        self.tent.do(partial(modes.set_cycle, minutes=minutes))

    @rule(by_hand=st.booleans())
    def the_list_is_full(self, *, by_hand: bool) -> None:
        if by_hand:
            self.tent.do(partial(events.close_list, reason="Full"))
        else:
            self.tent.do(partial(modes.close_by_capacity, last_ticket="A1"))

    @rule()
    def the_list_is_opened(self) -> None:
        self.tent.do(events.open_list)

    @rule(data=st.data(), action=st.sampled_from(sorted(set(TABLE) - {Action.RECALL})))
    def undo_gives_back_the_state_before(self, data: st.DataObject, action: Action) -> None:
        if not self.visits:
            return
        visit = self.tent.visit(data.draw(st.sampled_from(self.visits)))
        before = self._people()
        details: dict[str, Any] = {"due_at": self.tent.clock.now(), "reason": "x"} if action is Action.MOVE else {}
        first_new = self.tent.state()[1] + 1
        try:
            self.tent.act(visit, action, **details)
        except EventDeskError:
            return
        entries = [each for each in self.tent.journal() if each.seq >= first_new]
        if any(each.actor != str(ORGANISER) for each in entries):
            return  # The dispatcher went on at once: that is another command, undone by itself.
        self.tent.undo(visit)
        assert self._people() == before

    @rule(data=st.data())
    def undo_anything(self, data: st.DataObject) -> None:
        subjects: list[Any] = [self.tent.visit(each) for each in self.visits[-3:]] + self.therapists
        with self.nothing_on_refusal():
            self.tent.undo(data.draw(st.sampled_from(subjects)))

    def nothing_on_refusal(self) -> Any:
        return _NothingOnRefusal(self.tent)

    def _people(self) -> tuple[Any, ...]:
        return self.tent.state()[2:4]

    @invariant()
    def one_runner_for_each_therapist_and_one_therapist_for_each_runner(self) -> None:
        if not hasattr(self, "tent"):
            return
        visits: tuple[Visit, ...] = self.tent.state()[2]
        therapists: tuple[Therapist, ...] = self.tent.state()[3]
        held = {each.therapist_id: each.id for each in visits if each.status in WITH_THERAPIST}
        assert len(held) == sum(each.status in WITH_THERAPIST for each in visits)
        assert {each.id: each.visit_id for each in therapists if each.visit_id is not None} == held
        for each in therapists:
            assert (each.status is TherapistStatus.ENGAGED) == (each.visit_id is not None)

    @invariant()
    def tickets_are_unique_and_a_bib_has_one_open_visit(self) -> None:
        if not hasattr(self, "tent"):
            return
        visits: tuple[Visit, ...] = self.tent.state()[2]
        assert len({each.ticket for each in visits}) == len(visits)
        bibs = Counter(each.bib for each in visits if each.bib and each.is_open)
        assert all(number == 1 for number in bibs.values())

    @invariant()
    def nobody_is_passed_over_but_for_a_stated_reason(self) -> None:
        if not hasattr(self, "tent") or self.mode is not Mode.AUTO:
            return
        self.tent.tick()
        now, event = self.tent.clock.now(), self.tent.event
        with self.tent.store.read(self.tent.slug) as reading:
            ready = reading.therapists(TherapistStatus.READY)
            supervised = is_supervised(reading.therapists())
            for visit in reading.line():
                # Between two rounds this is the reason, and it is told to all of them.
                if cycle.may_call(event, now) and dispatch.why_not_now(visit, now) is None:
                    against = [dispatch.why_not(visit, each, now, event, supervised=supervised) for each in ready]
                    assert None not in against

    @invariant()
    def the_dispatcher_calls_while_a_round_is_called(self) -> None:
        if not hasattr(self, "tent"):
            return
        event, entries = self.tent.event, self.tent.journal()[self.seen :]
        self.seen += len(entries)
        called = [each.at for each in entries if each.action == "call" and each.actor == str(DISPATCHER)]
        assert all(cycle.may_call(event, at) for at in called)

    @invariant()
    def a_student_is_called_for_only_while_a_supervisor_is_on_shift(self) -> None:
        if not hasattr(self, "tent"):
            return
        entries = self.tent.journal()
        stands: dict[str, str] = {}
        for each in entries:
            if each.action in {"call", "transfer"} and each.after.get("therapist_id") == self.therapists[3].id:
                assert stands.get(f"therapist:{self.therapists[4].id}", "off") != "off"
            stands[each.subject] = each.after.get("status", stands.get(each.subject, "off"))

    @invariant()
    def what_is_shortened_says_how_long_it_was(self) -> None:
        if not hasattr(self, "tent"):
            return
        for visit in self.tent.state()[2]:
            assert visit.full_minutes is None or visit.minutes < visit.full_minutes
            assert visit.minutes in {10, 12, 20}
            assert visit.minutes != 12 or visit.full_minutes == 20

    @invariant()
    def a_last_ticket_stands_for_a_closed_list(self) -> None:
        if not hasattr(self, "tent"):
            return
        assert not self.tent.event.last_ticket or self.tent.event.state is ListState.CLOSED

    @invariant()
    def replaying_the_journal_gives_the_same_state(self) -> None:
        if not hasattr(self, "tent"):
            return
        entries = self.tent.journal()
        assert [each.seq for each in entries] == list(range(1, len(entries) + 1))
        replayed: dict[str, dict[str, Any]] = {}
        for each in entries:
            present = replayed.setdefault(each.subject, {})
            assert {name: present.get(name) for name in each.before} == each.before or each.subject == "event"
            present |= each.after
        for kind, subjects in (("visit", self.tent.state()[2]), ("therapist", self.tent.state()[3])):
            for subject in subjects:
                fields = replayed[f"{kind}:{subject.id}"]
                assert with_fields(subject, fields) == subject
                assert {name: plain(getattr(subject, name)) for name in fields} == fields

    @invariant()
    def everybody_is_accounted_for(self) -> None:
        if not hasattr(self, "tent"):
            return
        with self.tent.store.read(self.tent.slug) as reading:
            assert sum(reading.counts().values()) == len(self.visits)
            line = list(reading.line())
            assert line == sorted(line, key=dispatch.order)
            assert [reading.place(each) for each in line] == list(range(1, len(line) + 1))
        board = self.tent.looker.board(self.tent.slug)
        assert [each["id"] for each in board["waiting"]] == [each.id for each in line]


class _NothingOnRefusal:
    """A refusal leaves no trace."""

    def __init__(self, tent: Tent) -> None:
        self._tent = tent

    def __enter__(self) -> None:
        self._before = self._tent.state()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, EventDeskError):
            return False
        assert self._tent.state() == self._before
        return True


class AfternoonsOnRequest(Afternoons):
    """The same where nobody is called before a therapist asks."""

    mode = Mode.ON_REQUEST


class AfternoonsOnDisk(Afternoons):
    """The same on SQLite."""

    def store(self) -> Store:
        self.folder = tempfile.TemporaryDirectory()
        self.database = open_database(Path(self.folder.name) / "tent.sqlite3", key=new_key())
        return self.database.store

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()


class AfternoonsOnServer(Afternoons):
    """The same on PostgreSQL."""

    emptied: ClassVar[Callable[[], str]]
    """Empties the database and tells where it is."""

    def store(self) -> Store:
        self.database = open_database(type(self).emptied(), key=new_key())
        return self.database.store

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()


SETTINGS = settings(max_examples=100, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(
    ("machine", "examples"), [(Afternoons, 100), (AfternoonsOnRequest, 100), (AfternoonsOnDisk, 12)]
)
def test_random_afternoons(machine: type[Afternoons], examples: int) -> None:
    test: Any = machine.TestCase
    test.settings = settings(SETTINGS, max_examples=examples)
    test("runTest").runTest()


def test_random_afternoons_on_a_server(postgres: Postgres, tables_of_today: str) -> None:
    AfternoonsOnServer.emptied = partial(emptied, postgres, tables_of_today)
    test_random_afternoons(AfternoonsOnServer, 6)


def test_the_roles_of_the_table_are_the_ones_that_exist() -> None:
    assert {who for step in TABLE.values() for who in step.who} <= set(Role)
    assert VisitStatus.HELD in {status for step in TABLE.values() for status in step.origins}
