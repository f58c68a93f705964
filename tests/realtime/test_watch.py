"""Watching a room: what is answered, who is let in, and what is refused."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter

from eventdesk.domain.visit import Action, Role
from eventdesk.realtime.contract import NAMESPACE, PatchesAnswer, Refusal, SnapshotAnswer
from eventdesk.services import events
from tests.builders import an_event
from tests.realtime.stage import Screen

if TYPE_CHECKING:
    from tests.realtime.stage import Stage

REFUSED = TypeAdapter(Refusal)


def test_the_board_is_answered_with_a_snapshot(stage: Stage) -> None:
    visit = stage.register()

    answer = stage.watch(stage.client())

    TypeAdapter(SnapshotAnswer).validate_python(answer)
    assert answer["seq"] == answer["snapshot"]["seq"] == 1
    assert [each["id"] for each in answer["snapshot"]["waiting"]] == [visit.id]


def test_what_is_committed_after_the_snapshot_is_heard(stage: Stage) -> None:
    client = stage.client()
    screen = Screen()
    screen.take(stage.watch(client))

    stage.next(stage.therapist())
    stage.register()

    for patch in stage.received(client):
        screen.hear(patch)
    assert not screen.has_gap
    screen.compare(stage.looker.board(stage.slug))


def test_a_small_gap_is_answered_with_the_patches_of_it(stage: Stage) -> None:
    client = stage.client()
    screen = Screen()
    screen.take(stage.watch(client))
    therapist = stage.therapist()
    stage.register()
    stage.next(therapist)

    answer = stage.watch(stage.client(), since=screen.seq)

    TypeAdapter(PatchesAnswer).validate_python(answer)
    assert [each["seq"] for each in answer["patches"]] == list(range(1, stage.seq + 1))
    screen.take(answer)
    screen.compare(stage.looker.board(stage.slug))


def test_a_client_that_has_missed_nothing_gets_no_patches(stage: Stage) -> None:
    stage.register()

    answer = stage.watch(stage.client(), since=1)

    assert answer["patches"] == []
    assert answer["seq"] == 1


def test_a_large_gap_is_answered_with_a_snapshot(stage: Stage) -> None:
    for number in range(202):
        stage.do(partial(events.announce, text=f"Number {number}"))

    assert "snapshot" in stage.watch(stage.client(), since=1)
    assert len(stage.watch(stage.client(), since=2)["patches"]) == 200


def test_a_seq_that_is_not_there_yet_is_answered_with_a_snapshot(stage: Stage) -> None:
    """A desk that was put back from a backup is behind its screens."""
    stage.register()

    assert "snapshot" in stage.watch(stage.client(), since=999)


def test_a_socket_listens_in_one_room_at_a_time(stage: Stage) -> None:
    client = stage.client(auth={"token": stage.secret()})
    stage.watch(client, "staff")
    stage.watch(client, "board")

    stage.register(last_name="Secretname")

    heard = stage.received(client)
    assert [each["seq"] for each in heard] == [1]
    assert "Secretname" not in str(heard)


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        ({"token": "SECRET"}, {}),
        (None, {"Authorization": "Bearer SECRET"}),
        (None, {"Cookie": "other=1; eventdesk=SECRET"}),
        ({"token": "stale"}, {"Cookie": "eventdesk=SECRET"}),
        (["not", "an", "object"], {"Cookie": "eventdesk=SECRET"}),
    ],
    ids=["auth", "bearer", "cookie", "a stale token beside a good cookie", "a strange auth"],
)
def test_the_staff_room_is_for_those_who_are_signed_in(stage: Stage, auth: Any, headers: dict[str, str]) -> None:
    stage.register(last_name="Berger")
    secret = stage.secret()
    if isinstance(auth, dict):
        auth = {name: text.replace("SECRET", secret) for name, text in auth.items()}
    client = stage.client(auth=auth, headers={name: text.replace("SECRET", secret) for name, text in headers.items()})

    answer = stage.watch(client, "staff")

    assert answer["snapshot"]["waiting"][0]["last_name"] == "Berger"


def test_a_therapist_of_this_event_hears_the_staff_room(stage: Stage) -> None:
    therapist = stage.therapist()
    secret = stage.secret(Role.THERAPIST, stage.slug, therapist.id)

    assert "snapshot" in stage.watch(stage.client(auth={"token": secret}), "staff")


@pytest.mark.parametrize(
    ("role", "slug", "code"),
    [
        (None, None, "not_signed_in"),
        (Role.KIOSK, "here", "not_allowed"),
        (Role.THERAPIST, "elsewhere", "not_allowed"),
        (Role.ORGANISER, "elsewhere", "not_allowed"),
    ],
)
def test_nobody_else_hears_the_staff_room(stage: Stage, role: Role | None, slug: str | None, code: str) -> None:
    here = {"here": stage.slug}.get(slug or "", slug)
    auth = {"token": stage.secret(role, here)} if role else None
    client = stage.client(auth=auth)

    answer = stage.watch(client, "staff")

    REFUSED.validate_python(answer)
    assert answer["error"] == code
    stage.register()
    assert stage.received(client) == []


def test_a_refused_watch_leaves_the_socket_where_it_was(stage: Stage) -> None:
    client = stage.client()
    stage.watch(client)

    assert stage.watch(client, "staff")["error"] == "not_signed_in"

    stage.register()
    assert [each["seq"] for each in stage.received(client)] == [1]


def test_a_ticket_holder_hears_of_the_own_visit_only(stage: Stage) -> None:
    mine, other = stage.register(first_name="Mia"), stage.register(first_name="Otto")
    client = stage.client()

    snapshot = stage.watch(client, f"visit:{mine.token}")["snapshot"]
    stage.act(other, Action.STEP_AWAY)
    stage.act(mine, Action.STEP_AWAY)

    assert snapshot["visit"]["first_name"] == "Mia"
    heard = stage.received(client)
    assert [each["seq"] for each in heard] == [3, 4]
    assert heard[0]["changes"] == []
    assert heard[1]["changes"][0]["visit"]["status"] == "away"


def test_a_ticket_holder_catches_up(stage: Stage) -> None:
    mine = stage.register()
    stage.act(stage.register(), Action.STEP_AWAY)
    stage.act(mine, Action.STEP_AWAY)

    answer = stage.watch(stage.client(), f"visit:{mine.token}", since=1)

    assert [len(each["changes"]) for each in answer["patches"]] == [0, 0, 1]


def test_a_link_opens_its_own_event_only(stage: Stage) -> None:
    visit = stage.register()
    stage.store.add_event(an_event(id=0, slug="elsewhere"))

    assert stage.watch(stage.client(), f"visit:{visit.token}", event="elsewhere")["error"] == "no_such_visit"
    assert stage.watch(stage.client(), "visit:AAAAAAAAAAAAAAAAAAAAAA")["error"] == "no_such_visit"
    assert stage.watch(stage.client(), event="nowhere")["error"] == "no_such_event"


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "board",
        [],
        {},
        {"event": "city-run"},
        {"event": "city-run", "room": "kitchen"},
        {"event": "city-run", "room": "visit:"},
        {"event": "city-run", "room": "visit:" + "x" * 65},
        {"event": "city-run", "room": "visit:a/b\x00"},
        {"event": "city-run", "room": ["board"]},
        {"event": "../../etc", "room": "board"},
        {"event": {"slug": "city-run"}, "room": "board"},
        {"event": "city-run", "room": "board", "since": "3"},
        {"event": "city-run", "room": "board", "since": True},
        {"event": "city-run", "room": "board", "since": 1.5},
        {"event": "city-run", "room": "board", "since": -1},
        {"event": "city-run", "room": "board", "since": {"$gt": 0}},
    ],
)
def test_rubbish_is_refused_without_a_word_in_the_log(
    stage: Stage, payload: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = stage.client()

    answer = client.emit("watch", payload, callback=True, namespace=NAMESPACE)

    assert answer["error"] == "malformed"
    assert "x" * 65 not in answer["detail"]
    assert caplog.get_records("call") == []
    stage.register()
    assert stage.received(client) == []


def test_other_messages_are_refused(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    client = stage.client()
    for name in ("patch", "register", "__init__", "trigger_event", "", "connect", "disconnect"):
        answer = client.emit(name, {"event": stage.slug}, callback=True, namespace=NAMESPACE)
        assert answer["error"] == "malformed", name
    assert client.emit("watch", callback=True, namespace=NAMESPACE)["error"] == "malformed"
    assert caplog.get_records("call") == []
    assert "snapshot" in stage.watch(client)


def test_too_many_watches_are_refused_for_a_while(stage: Stage) -> None:
    client, other = stage.client(), stage.client()
    answers = [stage.watch(client) for _ in range(21)]

    assert all("snapshot" in each for each in answers[:20])
    assert answers[20]["error"] == "too_often"
    assert "snapshot" in stage.watch(other)

    stage.clock.advance(9 / 60)
    assert stage.watch(client)["error"] == "too_often"
    stage.clock.advance(1 / 60)
    assert "snapshot" in stage.watch(client)


def test_a_fault_is_answered_and_logged(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    visit = stage.register()
    client = stage.client()

    def fall(*_: object) -> None:
        raise ValueError(visit.token)

    monkeypatch.setattr(stage.looker, "ticket", fall)
    with caplog.at_level(logging.ERROR):
        answer = stage.watch(client, f"visit:{visit.token}")

    assert answer["error"] == "internal"
    assert "could not be answered" in caplog.text
    assert visit.token not in caplog.text
    stage.act(visit, Action.STEP_AWAY)
    assert stage.received(client) == []
