"""News reach each room: every `seq`, in order, whatever happens to one of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import NoSuchEvent
from eventdesk.domain.visit import Action
from eventdesk.realtime.announcer import TOGETHER_AT_MOST
from eventdesk.realtime.post import Post
from eventdesk.services import events
from tests.realtime.stage import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from eventdesk.services.ports import News
    from tests.realtime.stage import Json, Stage


def test_each_seq_reaches_each_room_in_order(stage: Stage) -> None:
    tickets = [stage.register() for _ in range(3)]
    rooms = ["board", "staff", *(f"visit:{each.token}" for each in tickets)]
    clients = [stage.client(auth={"token": stage.secret()}) for _ in rooms]
    for client, room in zip(clients, rooms, strict=True):
        stage.watch(client, room)
    first = stage.seq + 1

    therapist = stage.therapist()
    for _ in tickets:
        called, _why = stage.next(therapist)
        assert called is not None
        stage.act(called, Action.START)
    stage.do(lambda floor: events.announce(floor, "Soup is ready."))

    for client in clients:
        assert [each["seq"] for each in stage.received(client)] == list(range(first, stage.seq + 1))


def test_ticket_holders_share_the_message_that_nothing_changed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = [stage.register() for _ in range(10)]
    for each in tickets:
        stage.watch(stage.client(), f"visit:{each.token}")
    sent: list[str] = []
    send_all = Post.send_all

    def count(post: Post, message: str, bodies: list[Json], to: str, **more: Any) -> None:
        sent.append(to)
        send_all(post, message, bodies, to, **more)

    monkeypatch.setattr(Post, "send_all", count)
    stage.act(tickets[3], Action.STEP_AWAY)
    stage.all_told()

    assert sent == [f"{stage.slug}/visit/{tickets[3].id}", f"{stage.slug}/visits"]


def test_nothing_is_made_for_rooms_where_nobody_listens(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    client = stage.client()
    stage.watch(client)
    client.disconnect(namespace="/live")
    asked: list[str] = []
    monkeypatch.setattr(stage.looker, "changes", lambda audience, _news: asked.append(audience))

    stage.register()
    stage.all_told()

    assert asked == []


class Elsewhere:
    """Another process on the same database: what it commits comes to nobody's ears here."""

    def announce(self, news: News) -> None:
        """Nothing."""


def elsewhere(stage: Stage, use_case: Callable[[], object]) -> None:
    """Done by a command beside the running desk."""
    stage.desk.announcer = Elsewhere()
    use_case()
    stage.desk.announcer = stage.live


def test_what_a_command_beside_the_desk_wrote_is_told_before_what_comes_after_it(stage: Stage) -> None:
    ticket = stage.register()
    rooms = ("board", "staff", f"visit:{ticket.token}")
    clients = [stage.client(auth={"token": stage.secret()}) for _ in rooms]
    for client, room in zip(clients, rooms, strict=True):
        stage.watch(client, room)
    first = stage.seq + 1
    elsewhere(stage, stage.register)
    elsewhere(stage, stage.register)
    stage.register()
    for client in clients:
        assert [each["seq"] for each in stage.received(client)] == list(range(first, stage.seq + 1))


def test_what_a_command_beside_the_desk_wrote_is_told_at_the_next_beat(stage: Stage) -> None:
    client = stage.client()
    stage.watch(client)
    elsewhere(stage, stage.register)
    new = stage.seq
    stage.beat()
    told = stage.received(client)
    assert [each["seq"] for each in told] == [new]
    assert told[0]["changes"][0]["visit"]["status"] == "waiting"
    stage.beat()
    stage.register()
    assert [each["seq"] for each in stage.received(client)] == [new + 1], "nothing is told twice"


def test_announcing_does_not_wait_for_the_telling(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands go on while a slow telling holds up the news; then they are told in order."""
    client = stage.client()
    stage.watch(client)
    goes_on = threading.Event()
    changes = stage.looker.changes

    def slowly(audience: str, news: News) -> list[Json]:
        goes_on.wait(10)
        return changes(audience, news)

    monkeypatch.setattr(stage.looker, "changes", slowly)
    for _ in range(5):
        stage.register()
    assert stage.seq == 5
    assert stage.live.told(stage.slug) == 0
    goes_on.set()

    assert [each["seq"] for each in stage.received(client)] == [1, 2, 3, 4, 5]


def test_what_was_committed_meanwhile_is_told_together(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    client = stage.client()
    stage.watch(client)
    sent: list[list[int]] = []
    send_all, goes_on = Post.send_all, threading.Event()

    def slowly(post: Post, message: str, bodies: list[Json], to: str, **more: Any) -> None:
        sent.append([each["seq"] for each in bodies])
        goes_on.wait(10)
        send_all(post, message, bodies, to, **more)

    monkeypatch.setattr(Post, "send_all", slowly)
    stage.register()
    eventually(lambda: sent == [[1]])
    for _ in range(TOGETHER_AT_MOST + 1):
        stage.register()
    elsewhere(stage, stage.register)
    stage.register()
    goes_on.set()

    last = TOGETHER_AT_MOST + 4
    assert [each["seq"] for each in stage.received(client)] == list(range(1, last + 1))
    assert sent == [[1], [*range(2, TOGETHER_AT_MOST + 2)], [last - 2], [last - 1], [last]]


def test_one_news_that_cannot_be_told_leaves_a_gap_and_the_next_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = stage.client()
    stage.watch(client)
    changes = stage.looker.changes

    def fall_over_the_second(audience: str, news: News) -> list[Json]:
        if news.entries[0].seq == 2:
            raise ValueError("Secretname")
        return changes(audience, news)

    monkeypatch.setattr(stage.looker, "changes", fall_over_the_second)
    for _ in range(3):
        stage.register(last_name="Secretname")

    assert [each["seq"] for each in stage.received(client)] == [1, 3]
    assert "was not told" in caplog.text
    assert "Secretname" not in caplog.text


def test_a_patch_that_overtook_the_answer_is_said_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that throws away what comes before its answer still gets everything, within a beat."""
    look = stage.looker.board

    def look_and_be_overtaken(slug: str) -> Json:
        answer = look(slug)
        stage.register()
        stage.all_told()
        return answer

    monkeypatch.setattr(stage.looker, "board", look_and_be_overtaken)
    client = stage.client()
    assert stage.watch(client)["seq"] == 0
    stage.register()
    assert [each["seq"] for each in stage.received(client)] == [1, 2]

    stage.beat()
    assert [each["seq"] for each in stage.received(client)] == [1]

    stage.beat()
    assert stage.received(client) == []


def test_where_it_cannot_be_said_again_the_beat_goes_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the event got another name since."""
    client = stage.client()
    stage.watch(client)
    [listener] = stage.live._listeners.all()  # noqa: SLF001 - no other way to be overtaken by an event that has gone
    listener.overtaken, listener.lacks_forecast = range(1, 2), True
    stage.live._listeners.answered(listener)  # noqa: SLF001 - as above
    with monkeypatch.context() as patched:

        def is_gone(*_: object) -> None:
            msg = "gone"
            raise NoSuchEvent(msg)

        patched.setattr(stage.looker, "patches", is_gone)
        stage.beat()
    assert stage.received(client, "forecast")


def test_what_came_after_the_answer_is_said_once(stage: Stage) -> None:
    client = stage.client()
    stage.watch(client)
    for _ in range(2):
        stage.register()
        stage.all_told()
        stage.beat()
    assert [each["seq"] for each in stage.received(client)] == [1, 2]


def test_closing_tells_what_is_left(stage: Stage) -> None:
    client = stage.client()
    stage.watch(client)
    for _ in range(5):
        stage.register()

    stage.live.close()

    assert len(client.get_received("/live")) == 5
    stage.register()
    eventually(lambda: stage.seq == 6)
