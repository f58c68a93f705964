"""One frame for many: written straight to who is idle, in order for who is not, and left to the library otherwise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from engineio.exceptions import SocketIsClosedError
from engineio.packet import MESSAGE, PING, PONG, Packet
from engineio.socket import Socket
from flask import Flask
from flask_socketio import SocketIO

from eventdesk.realtime import SOCKET_OPTIONS
from eventdesk.realtime.contract import NAMESPACE, PATCH
from eventdesk.realtime.frame_once import framed, straight
from eventdesk.realtime.packets import LivePacket
from eventdesk.realtime.post import LOOKS_EVERY, TOGETHER_AT_MOST, TURN_SECONDS, Post
from eventdesk.realtime.ways_out import way_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


ROOM = "spring/board"


class Way:
    """A client's socket that takes so many bytes at once."""

    def __init__(self, room: int = 1 << 30) -> None:
        self.room = room
        self.came = b""
        self.writes = 0
        self.is_held = False
        self.is_gone = False

    def is_free(self) -> bool:
        return not self.is_held

    def write(self, frame: bytes) -> int:
        if self.is_gone:
            raise ConnectionResetError
        if not self.room:
            raise BlockingIOError
        self.writes += 1
        taken = min(self.room, len(frame))
        self.came += frame[:taken]
        self.room -= taken
        return taken

    def hold(self) -> Callable[[memoryview], None]:
        assert not self.is_held
        self.is_held = True

        def finish(rest: memoryview) -> None:
            self.came += bytes(rest)
            self.is_held = False

        return finish


class Crowd:
    """Clients of a server without a network. Tasks beside run when they are told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.socketio = SocketIO(Flask("crowd"), async_mode="threading", **SOCKET_OPTIONS)
        self.engine, self.manager = self.socketio.server.eio, self.socketio.server.manager
        self.post = Post(self.socketio)
        self.tasks: list[Callable[[], object]] = []
        self.ways: dict[str, Way] = {}
        monkeypatch.setattr("eventdesk.realtime.frame_once.way_out", self.ways.get)
        monkeypatch.setattr(
            self.engine, "start_background_task", lambda task, *of: self.tasks.append(lambda: task(*of))
        )
        self._ends: list[Any] = []

    def _later(self, task: Callable[..., object], *of: Any) -> None:
        self.tasks.append(partial(task, *of))

    def come(self, name: str, way: Way | None) -> Socket:
        """One more in the room; None: the library sends to it."""
        socket = Socket(self.engine, name)
        socket.connected = socket.upgraded = True
        self.engine.sockets[name] = socket
        if way is not None:
            self.ways[name] = way
        self._ends.append(straight(socket, name))
        assert self._ends[-1].__enter__() is (way is not None)
        sid = self.manager.pre_connect(name, NAMESPACE)
        self.manager.connect(sid, NAMESPACE)
        self.manager.enter_room(sid, NAMESPACE, ROOM)
        return socket

    def send(self, number: int) -> None:
        """One patch to everybody."""
        self.post.send(PATCH, {"seq": number}, ROOM)

    def send_all(self, numbers: Iterable[int]) -> None:
        """Patches that go out together, to everybody."""
        self.post.send_all(PATCH, [{"seq": each} for each in numbers], ROOM)

    def go_on(self) -> None:
        """The tasks beside run."""
        tasks, self.tasks[:] = list(self.tasks), []
        for task in tasks:
            task()

    def end(self) -> None:
        """Everybody goes."""
        for each in self._ends:
            each.__exit__(None, None, None)


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    """A server with nobody there yet."""
    made = Crowd(monkeypatch)
    yield made
    made.end()


def text(number: int) -> bytes:
    """The patch as it stands in its frame."""
    return b'42/live,["patch",{"seq":%d}]' % number


def frame(number: int) -> bytes:
    """A short one: its head has two bytes."""
    return bytes((0x81, len(text(number)))) + text(number)


def waiting(socket: Socket) -> list[bytes]:
    """What is in its queue."""
    return [str(each.data).encode() for each in socket.queue.queue]


@pytest.mark.parametrize(
    ("length", "head"),
    [
        (0, b"\x81\x01"),
        (124, b"\x81\x7d"),
        (125, b"\x81\x7e\x00\x7e"),
        (65534, b"\x81\x7e\xff\xff"),
        (65535, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_frames_are_what_the_standard_says(length: int, head: bytes) -> None:
    assert framed(Packet(MESSAGE, "x" * length)) == head + b"4" + b"x" * length


def test_letters_count_in_bytes_and_bytes_are_binary() -> None:
    assert framed(Packet(MESSAGE, "Å")) == b"\x81\x034\xc3\x85"
    assert framed(Packet(MESSAGE, b"\x00")) == b"\x82\x01\x00"


def counting(encode: Callable[[Any], Any], counted: list[type]) -> Callable[[Any], Any]:
    """The same, and notes what was encoded."""

    def counted_encode(packet: Any) -> Any:
        counted.append(type(packet))
        return encode(packet)

    return counted_encode


def test_a_broadcast_is_encoded_and_framed_once(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = [Way() for _ in range(50)]
    for number, way in enumerate(ways):
        crowd.come(f"e{number}", way)
    encoded: list[type] = []
    for kind in (crowd.socketio.server.packet_class, Packet):
        monkeypatch.setattr(kind, "encode", counting(kind.encode, encoded))

    crowd.send(1)

    assert [each.came for each in ways] == [frame(1)] * 50
    assert encoded == [LivePacket, Packet], "once by Socket.IO, once by Engine.IO"


def test_a_client_that_takes_a_part_gets_the_rest_then_what_came_meanwhile_and_nobody_waits(crowd: Crowd) -> None:
    slow, quick = Way(room=10), Way()
    socket = crowd.come("slow", slow)
    crowd.come("quick", quick)

    for number in (1, 2, 3):
        crowd.send(number)

    assert quick.came == frame(1) + frame(2) + frame(3)
    assert slow.came == frame(1)[:10]
    assert waiting(socket) == [text(2)[1:], text(3)[1:]]
    slow.room = 1 << 30
    crowd.go_on()
    assert slow.came == frame(1)
    crowd.send(4)
    assert waiting(socket) == [text(each)[1:] for each in (2, 3, 4)], "what waits goes first"
    for _ in range(3):
        slow.write(framed(socket.queue.get()))
    crowd.send(5)
    assert slow.came == b"".join(map(frame, range(1, 6)))


def test_what_goes_out_together_is_one_write_for_who_is_idle_and_waits_in_order_for_who_is_not(crowd: Crowd) -> None:
    idle, busy, full = Way(), Way(), Way(room=0)
    crowd.come("idle", idle)
    waits = [crowd.come("busy", busy), crowd.come("full", full), crowd.come("library", None)]
    busy.is_held = True

    crowd.send_all(range(1, 4))

    assert (idle.writes, idle.came) == (1, b"".join(map(frame, range(1, 4))))
    for socket in waits:
        assert waiting(socket) == [text(each)[1:] for each in range(1, 4)]
    assert busy.came + full.came == b""


def test_a_part_of_what_goes_out_together_is_followed_by_the_rest(crowd: Crowd) -> None:
    slow = Way(room=len(frame(1)) + 3)
    socket = crowd.come("slow", slow)
    crowd.send_all([1, 2])
    crowd.send(3)
    slow.room = 1 << 30
    crowd.go_on()
    assert slow.came == frame(1) + frame(2)
    assert waiting(socket) == [text(3)[1:]]


def test_so_much_goes_out_together_that_it_may_wait_for_one_who_is_busy(crowd: Crowd) -> None:
    idle, busy = Way(), Way()
    crowd.come("idle", idle)
    socket = crowd.come("busy", busy)
    busy.is_held = True
    numbers = range(2 * TOGETHER_AT_MOST + 1)
    crowd.send_all(numbers)
    assert (idle.writes, idle.came) == (3, b"".join(map(frame, numbers)))
    assert waiting(socket) == [text(2 * TOGETHER_AT_MOST)[1:]], "the rest is asked for once there is a gap"


def test_a_client_whose_buffer_is_full_gets_it_by_its_queue(crowd: Crowd) -> None:
    full = Way(room=0)
    socket = crowd.come("full", full)
    crowd.send(1)
    assert waiting(socket) == [text(1)[1:]]
    assert full.came == b""


def test_a_ping_goes_through_the_queue_whose_reader_would_else_hang_up(crowd: Crowd) -> None:
    way = Way()
    socket = crowd.come("idle", way)
    socket.send(Packet(PING))
    crowd.send(1)
    assert [each.packet_type for each in socket.queue.queue] == [PING, MESSAGE], "what comes after it waits behind it"
    assert way.came == b""


def test_a_client_that_is_dead_is_passed_over(crowd: Crowd) -> None:
    ways = [Way(), Way(), Way()]
    sockets = [crowd.come(f"e{number}", way) for number, way in enumerate(ways)]
    ways[0].is_gone = True
    sockets[1].closed = True

    crowd.send(1)

    assert [each.came for each in ways] == [b"", b"", frame(1)]
    assert waiting(sockets[0]) == []
    with pytest.raises(SocketIsClosedError):
        sockets[1].send(Packet(MESSAGE, "x"))


@pytest.mark.parametrize("why", ["polls", "is upgrading", "writes"])
def test_who_is_not_idle_gets_it_by_the_queue(crowd: Crowd, why: str) -> None:
    way = Way()
    socket = crowd.come("busy", way)
    if why == "writes":
        way.is_held = True
    else:
        socket.upgraded = False
    crowd.send(1)
    assert way.came == b""
    assert waiting(socket) == [text(1)[1:]]


def test_where_no_way_is_known_the_library_sends(crowd: Crowd) -> None:
    socket = crowd.come("stranger", None)
    assert "send" not in vars(socket)
    crowd.send(1)
    assert waiting(socket) == [text(1)[1:]]
    assert way_out(object()) is None


def test_a_line_ends_with_its_connection(crowd: Crowd) -> None:
    socket = crowd.come("passing", Way())
    assert "send" in vars(socket)
    crowd.end()
    assert "send" not in vars(socket)
    crowd._ends.clear()  # noqa: SLF001
    socket.send(Packet(PONG))
    assert socket.queue.qsize() == 1


def test_a_long_broadcast_lets_others_in_and_who_leaves_meanwhile_hears_nothing_more(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = [Way() for _ in range(4 * LOOKS_EVERY)]
    for number, way in enumerate(ways):
        crowd.come(f"e{number}", way)
    last = crowd.manager.sid_from_eio_sid(f"e{len(ways) - 1}", NAMESPACE)
    seconds = iter(each * TURN_SECONDS for each in range(1000))
    turns: list[int] = []

    def let_others_in(_seconds: float) -> None:
        turns.append(sum(1 for each in ways if each.came))
        crowd.manager.leave_room(last, NAMESPACE, ROOM)

    monkeypatch.setattr(crowd.socketio.server, "sleep", let_others_in)
    crowd.post = Post(crowd.socketio, lambda: next(seconds))
    crowd.send(1)

    assert turns == [LOOKS_EVERY, 2 * LOOKS_EVERY, 3 * LOOKS_EVERY, 4 * LOOKS_EVERY - 1]
    assert [each.came for each in ways] == [frame(1)] * (len(ways) - 1) + [b""]


def test_a_broadcast_of_the_library_itself_goes_the_same_way(crowd: Crowd) -> None:
    """What comes from another process through a message queue is emitted by the library."""
    ways = [Way(), Way()]
    for number, way in enumerate(ways):
        crowd.come(f"e{number}", way)
    crowd.socketio.server.emit(PATCH, {"seq": 1}, namespace=NAMESPACE, to=ROOM)
    assert [each.came for each in ways] == [frame(1), frame(1)]
