"""One event goes from desk to desk, and is the same there; a refusal changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.adapters.event_file import EventFile
from eventdesk.domain.errors import Invalid, NoSuchEvent, NotNow, SlugTaken
from eventdesk.domain.event import ListState, Mode
from eventdesk.domain.visit import Action, VisitStatus
from eventdesk.services import person, purging, relocating
from eventdesk.services.desk import Desk
from eventdesk.services.floor import Floor
from eventdesk.services.relocating import MOVED_IN, EventFileRefused, arrive, leave
from tests.builders import NOW, FakeClock, an_event
from tests.moving.day import EVERY_STATUS, check_replay, day, picture, whole
from tests.services.tent import ORGANISER, Heard, Tent, as_therapist

if TYPE_CHECKING:
    from eventdesk.adapters.db import Database
    from tests.moving.conftest import FileOn, NewDesk


def desk_on(database: Database, minutes: float = 60) -> Desk:
    clock = FakeClock(NOW)
    clock.advance(minutes)
    return Desk(database.store, clock, Heard())


def sent(database: Database, files: EventFile, *, closes: bool = False) -> relocating.Label:
    return leave(desk_on(database), files, "spring", ORGANISER, closes=closes)


def taken(database: Database, files: EventFile, **more: Any) -> str:
    return arrive(desk_on(database), files, ORGANISER, **more)[0]


def came(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Everything is there; after it the journal tells of the arrival alone, and calls keep their time to come."""
    kept = [each for each in after["journal"] if each["seq"] <= before["seq"]]
    new = after["journal"][len(kept) :]
    assert kept == before["journal"]
    assert [each["seq"] for each in new] == list(range(before["seq"] + 1, after["seq"] + 1))
    assert {each["action"] for each in new} == {MOVED_IN, "call-goes-on"}
    assert new[-1]["after"]["seq"] == before["seq"]
    changing = {"seq", "journal", "visits", "therapists"}
    assert {name: each for name, each in after.items() if name not in changing} == {
        name: each for name, each in before.items() if name not in changing
    }
    again = {"grace_until", "turnover_until"}
    for name in ("visits", "therapists"):
        bare = [[{k: v for k, v in each.items() if k not in again} for each in of[name]] for of in (before, after)]
        assert bare[0] == bare[1]


def test_an_event_goes_to_an_empty_desk_with_its_numbers(laptop: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    day(laptop)
    before, numbers = picture(laptop, "spring"), whole(laptop, "spring")
    assert {each.status for each in numbers["visits"]} == set(EVERY_STATUS)
    label = sent(laptop, file_on(laptop))
    other = new_desk("other")
    assert taken(other, file_on(other)) == "spring"
    came(before, picture(other, "spring"))
    after = whole(other, "spring")
    for name in ("line", "told", "records", "pins", "answer", "slip"):
        assert after[name] == numbers[name]
    assert after["journal"][: label.seq] == numbers["journal"]
    with other.store.read("spring") as reading:
        check_replay(reading)


def test_what_is_sealed_is_sealed_anew(laptop: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    """The other desk's key opens it there, and nothing of it stands in the file or the database in plain."""
    day(laptop)
    sent(laptop, files := file_on(laptop))
    other = new_desk("other")
    taken(other, file_on(other))
    visit = whole(other, "spring")["visits"][0]
    with other.store.read("spring") as reading:
        assert reading.intake(visit.id).note == "Left knee hurts"
        assert reading.visit(visit.id).phone == "+44 1"
    other.checkpoint()
    for path in (files.path, files.path.parent / "other" / "eventdesk.sqlite3"):
        content = path.read_bytes()
        for word in (b"Left knee", b"+44 1", b"Worked on both", b"Dizzy"):
            assert word not in content
    assert b"Runner1" not in files.path.read_bytes()
    assert files.path.stat().st_mode & 0o777 == 0o600


def test_beside_another_event_it_gets_other_numbers(laptop: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    day(laptop)
    before = picture(laptop, "spring")
    sent(laptop, file_on(laptop))
    other = new_desk("other")
    autumn = Tent(event=an_event(id=0, slug="autumn", mode=Mode.ON_REQUEST), store=other.store)
    ann = autumn.therapist("Ann Roe")
    for number in range(3):
        autumn.register(first_name=f"Autumn{number}")
    autumn.next(ann)
    beside = whole(other, "autumn")
    taken(other, file_on(other))
    came(before, picture(other, "spring"))
    assert whole(other, "autumn") == beside
    with other.store.read("spring") as reading:
        check_replay(reading)
        assert min(each.id for each in reading.visits(set(VisitStatus))) > 3


def test_what_was_done_at_the_old_desk_can_be_undone_at_the_new_one(
    laptop: Database, new_desk: NewDesk, file_on: FileOn
) -> None:
    day(laptop)
    sent(laptop, file_on(laptop))
    other = new_desk("other")
    Tent(event=an_event(id=0, slug="autumn"), store=other.store).register(first_name="Autumn")
    taken(other, file_on(other))
    tent = Tent.__new__(Tent)
    tent.__dict__ |= {"desk": desk_on(other), "store": other.store, "slug": "spring"}
    treated = next(each for each in whole(other, "spring")["visits"] if each.status is VisitStatus.TREATING)
    therapist = treated.therapist_id
    tent.undo(treated)
    assert tent.visit(treated).status is VisitStatus.CALLED
    assert tent.visit(treated).therapist_id == therapist
    with other.store.read("spring") as reading:
        assert reading.therapist(therapist).visit_id == treated.id
        check_replay(reading)


def test_from_laptop_to_server_and_back(laptop: Database, server: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    day(laptop)
    before = picture(laptop, "spring")
    sent(laptop, file_on(laptop), closes=True)
    taken(server, file_on(server))
    came(before, picture(server, "spring"))
    on_server = Tent.__new__(Tent)
    on_server.__dict__ |= {"desk": desk_on(server), "store": server.store, "slug": "spring"}
    new = on_server.register(first_name="Server", bib="77")
    assert new.id > max(each.id for each in whole(server, "spring")["visits"][:-1])
    with server.store.read("spring") as reading:
        called = reading.visits({VisitStatus.CALLED})[0]
        therapist = reading.therapist(called.therapist_id or 0)
    on_server.act(called, Action.START, as_therapist(therapist))
    before = picture(server, "spring")
    sent(server, file_on(server, "back.eventdesk"), closes=True)
    for database in (laptop, new_desk("other")):
        taken(database, file_on(database, "back.eventdesk"), replacing=True)
        after = picture(database, "spring")
        came_back = [each for each in after["journal"] if each["action"] == MOVED_IN]
        assert len(came_back) == 2
        assert after["visits"] == before["visits"]
        assert after["journal"][: before["seq"]] == before["journal"]
        with database.store.read("spring") as reading:
            check_replay(reading)
            assert reading.event.state is ListState.OPEN


def test_on_a_server_with_other_events_it_gets_numbers_that_nobody_else_gets(
    laptop: Database, server: Database, file_on: FileOn
) -> None:
    day(laptop)
    before = picture(laptop, "spring")
    sent(laptop, file_on(laptop))
    autumn = Tent(event=an_event(id=0, slug="autumn"), store=server.store)
    autumn.register(first_name="Autumn")
    taken(server, file_on(server))
    came(before, picture(server, "spring"))
    later = autumn.register(first_name="Later")
    assert later.id not in {each.id for each in whole(server, "spring")["visits"]}
    with server.store.read("spring") as reading:
        check_replay(reading)


def test_links_of_tickets_and_timers_go_on(laptop: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    tent = day(laptop)
    token = tent.register(first_name="Linked").token
    sent(laptop, file_on(laptop))
    other = new_desk("other")
    taken(other, file_on(other))
    assert other.store.slug_of_token(token) == "spring"
    with other.store.read("spring") as reading:
        assert reading.visit_by_token(token).first_name == "Linked"
        called = reading.visits({VisitStatus.CALLED})
    desk = desk_on(other)
    assert all(each.grace_until and each.grace_until > desk.clock.now() for each in called)
    assert other.store.due_events(called[0].grace_until) == ["spring"]  # type: ignore[arg-type]


def test_closing_ends_it_here(laptop: Database, file_on: FileOn) -> None:
    tent = day(laptop)
    label = sent(laptop, file_on(laptop), closes=True)
    event = tent.event
    assert (event.state, event.mode) == (ListState.CLOSED, Mode.ON_REQUEST)
    assert event.announcement == event.closed_reason == relocating.MOVED_AWAY
    told = tent.journal()[label.seq :]
    assert [each.action for each in told] == [relocating.MOVED_OUT, relocating.EXPORTED]
    assert told[-1].after == {"move": label.move, "seq": label.seq, "closed": True}


def test_without_closing_only_the_journal_tells(laptop: Database, file_on: FileOn) -> None:
    tent = day(laptop)
    before = tent.event
    label = sent(laptop, file_on(laptop))
    assert tent.event == before
    assert [each.action for each in tent.journal()[label.seq :]] == [relocating.EXPORTED]


class Hasty(EventFile):
    """While it writes, somebody taps: as often as `times`."""

    times = 1
    tent: Tent

    def write(self, *given: Any) -> relocating.Label:
        label = super().write(*given)
        if self.times:
            self.times -= 1
            self.tent.register(first_name=f"Late{self.times}")
        return label


@pytest.mark.parametrize(("times", "is_closed"), [(1, True), (2, True), (3, False)])
def test_what_happens_while_it_is_written_is_in_the_file_or_it_is_not_closed(
    laptop: Database, new_desk: NewDesk, file_on: FileOn, times: int, *, is_closed: bool
) -> None:
    files = file_on(laptop)
    files.__class__ = Hasty
    assert isinstance(files, Hasty)
    files.times, files.tent = times, day(laptop)
    if is_closed:
        sent(laptop, files, closes=True)
        other = new_desk("other")
        taken(other, file_on(other))
        names = {each.first_name for each in whole(other, "spring")["visits"]}
        assert {f"Late{number}" for number in range(times)} <= names
    else:
        with pytest.raises(NotNow, match="End the desk first"):
            sent(laptop, files, closes=True)
        assert files.tent.event.state is ListState.OPEN
        assert not files.path.exists()


def test_a_journal_that_cannot_be_written_leaves_no_file(
    laptop: Database, file_on: FileOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    day(laptop)

    desk = desk_on(laptop)
    monkeypatch.setattr(desk.store, "change", None)
    files = file_on(laptop)
    with pytest.raises(TypeError):
        leave(desk, files, "spring", ORGANISER, closes=False)
    assert not files.path.exists()


def test_what_is_purged_stays_purged(laptop: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    tent = day(laptop)
    tent.do(purging.purge)
    before = picture(laptop, "spring")
    assert before["records"]
    assert before["purged_at"]
    sent(laptop, file_on(laptop))
    other = new_desk("other")
    Tent(event=an_event(id=0, slug="autumn"), store=other.store).therapist("Ann Roe")
    taken(other, file_on(other))
    after = whole(other, "spring")
    assert (after["visits"], after["purged_at"], after["figures"]) == ([], before["purged_at"], before["figures"])
    assert [each.visit_id for each in after["records"]] == [-each.id for each in after["records"]]
    assert picture(other, "spring")["records"] == before["records"]


def test_erased_names_do_not_come_back(laptop: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    tent = day(laptop)
    tent.do(lambda floor: person.erase(floor, person.find(floor.change, bib="8")))
    sent(laptop, file_on(laptop))
    other = new_desk("other")
    taken(other, file_on(other))
    assert "Runner8" not in str(whole(other, "spring"))


# refusals: nothing has changed


def refused(database: Database, files: EventFile, why: str, kind: type[Exception], **more: Any) -> None:
    before = [whole(database, each.slug) for each in database.store.events()]
    with pytest.raises(kind, match=why):
        taken(database, files, **more)
    assert [whole(database, each.slug) for each in database.store.events()] == before


def test_an_event_that_is_here_stays(laptop: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    day(laptop)
    sent(laptop, file_on(laptop))
    other = new_desk("other")
    Tent(event=an_event(id=0), store=other.store)
    refused(other, file_on(other), "There is an event 'spring' on this desk already", SlugTaken)
    refused(other, file_on(other), "did not move away with what is in this file", NotNow, replacing=True)
    assert taken(other, file_on(other), slug="spring-2") == "spring-2"
    assert sorted(each.slug for each in other.store.events()) == ["spring", "spring-2"]
    assert other.access.pins_set("spring-2")
    assert not other.access.pins_set("spring")


def test_a_second_copy_on_one_desk_is_refused(laptop: Database, file_on: FileOn) -> None:
    day(laptop)
    sent(laptop, file_on(laptop))
    refused(laptop, file_on(laptop), "on this desk already, as 'spring'", EventFileRefused, slug="copy")


@pytest.mark.parametrize("slug", ["", "Big", "a" * 41])
def test_a_name_that_is_none_is_refused(laptop: Database, file_on: FileOn, slug: str) -> None:
    day(laptop)
    sent(laptop, file_on(laptop))
    refused(laptop, file_on(laptop), "small letters", Invalid, slug=slug)


def test_an_event_that_somebody_has_gone_on_with_stays(laptop: Database, new_desk: NewDesk, file_on: FileOn) -> None:
    tent = day(laptop)
    sent(laptop, file_on(laptop), closes=True)
    other = new_desk("other")
    taken(other, file_on(other))
    sent(other, file_on(other, "back.eventdesk"), closes=True)
    back = file_on(laptop, "back.eventdesk")
    tent.tick(30)  # timers, and somebody who looks in, are not people who go on
    tent.do(lambda floor: floor.note("event", "sign-in", {}))
    held: Any = whole(laptop, "spring")
    assert any(each.actor == "timer" for each in held["journal"][-5:])
    tent.act(held["line"][0], Action.WITHDRAW)
    refused(laptop, back, "People have gone on", NotNow, replacing=True)


def test_one_that_came_back_takes_the_place_of_what_is_left(
    laptop: Database, new_desk: NewDesk, file_on: FileOn
) -> None:
    tent = day(laptop)
    sent(laptop, file_on(laptop), closes=True)
    other = new_desk("other")
    taken(other, file_on(other))
    sent(other, file_on(other, "back.eventdesk"), closes=True)
    tent.tick(30)
    tent.do(lambda floor: floor.note("event", "sign-in", {}))
    taken(laptop, file_on(laptop, "back.eventdesk"), replacing=True)
    assert [each.slug for each in laptop.store.events()] == ["spring"]
    assert relocating.MOVED_OUT not in {each.action for each in whole(laptop, "spring")["journal"]}


def test_there_has_to_be_such_an_event(laptop: Database, file_on: FileOn) -> None:
    files = file_on(laptop)
    with pytest.raises(NoSuchEvent):
        sent(laptop, files)
    assert not files.path.exists()
    assert list(files.path.parent.glob(".*")) == []


def test_a_file_that_is_there_is_not_written_over(laptop: Database, file_on: FileOn) -> None:
    tent = day(laptop)
    files = file_on(laptop)
    files.path.write_text("mine")
    before = tent.state()
    with pytest.raises(EventFileRefused, match="is there already"):
        sent(laptop, files)
    assert (files.path.read_text(), tent.state()) == ("mine", before)


def test_on_a_server_somebody_who_is_at_work_is_waited_for(laptop: Database, server: Database, file_on: FileOn) -> None:
    tent = day(server)
    sent(server, file_on(server), closes=True)
    taken(laptop, file_on(laptop))
    sent(laptop, file_on(laptop, "back.eventdesk"), closes=True)
    back = file_on(server, "back.eventdesk")
    with ThreadPoolExecutor(1) as pool:
        with server.store.change("spring") as change:
            floor = Floor(change, ORGANISER, tent.clock.now())
            floor.note("event", "announce", {})
            floor.close()
            waits = pool.submit(taken, server, back, replacing=True)
            assert wait([waits], timeout=0.5).not_done
        with pytest.raises(NotNow, match="People have gone on"):
            waits.result(20)
    assert whole(server, "spring")["journal"][-1].action == "announce"
