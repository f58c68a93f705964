"""The file itself: what is refused, each in one line, with nothing changed, and what memory it takes."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.adapters.event_file import container, rows
from eventdesk.services.relocating import EventFileRefused
from tests.moving.conftest import PASSPHRASE
from tests.moving.day import day, whole
from tests.moving.test_moving import refused, sent, taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from eventdesk.adapters.db import Database
    from tests.moving.conftest import FileOn, NewDesk


@pytest.fixture
def path(laptop: Database, file_on: FileOn) -> Path:
    """A file with a day in it."""
    day(laptop)
    sent(laptop, file_on(laptop))
    return file_on(laptop).path


def _cut(content: bytes) -> bytes:
    return content[:-100]


def _flipped(content: bytes) -> bytes:
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def _appended(content: bytes) -> bytes:
    return content + b"x"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_cut, "is damaged or cut off"),
        (_flipped, "is damaged or cut off"),
        (_appended, "is damaged or cut off"),
        (lambda content: content[:20], "is damaged or cut off"),
        (lambda content: content.replace(b"event 1\n", b"event 2\n", 1), "newer version"),
        (lambda _: b"PK\x03\x04", "is no event file"),
        (lambda _: b"", "is no event file"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(
    path: Path, new_desk: NewDesk, file_on: FileOn, spoil: Callable[[bytes], bytes], why: str
) -> None:
    path.write_bytes(spoil(path.read_bytes()))
    other = new_desk("other")
    refused(other, file_on(other), why, EventFileRefused)


def test_another_passphrase_is_refused(path: Path, new_desk: NewDesk, file_on: FileOn) -> None:
    other = new_desk("other")
    refused(other, file_on(other, path.name, "another one"), "not the passphrase", EventFileRefused)


def rewritten(path: Path, change: Callable[[list[str]], Iterable[str]]) -> None:
    """The file with other lines in it, sealed and whole."""
    lines = list(change(list(container.lines_of(path, PASSPHRASE))))
    with path.open("wb") as file:
        container.write(file, PASSPHRASE, lines)


def _labelled(**values: Any) -> Callable[[list[str]], list[str]]:
    return lambda lines: [json.dumps(json.loads(lines[0]) | values), *lines[1:]]


def _other_columns(lines: list[str]) -> list[str]:
    columns = json.loads(lines[1])
    columns["visits"] = columns["visits"][::-1]
    return [lines[0], json.dumps(columns), *lines[2:]]


def _twice(lines: list[str]) -> list[str]:
    return [*lines, lines[-1]]


def _same_ticket(lines: list[str]) -> list[str]:
    place = rows.COLUMNS["visits"].index("ticket") + 1
    told = [json.loads(each) for each in lines[4:]]
    for each in told:
        if each[0] == "visits":
            each[place] = "A1"
    return [*lines[:4], *map(json.dumps, told)]


def _saying(table: str, name: str, value: Any) -> Callable[[list[str]], list[str]]:
    """Something else in the first row of a table."""

    def change(lines: list[str]) -> list[str]:
        told = [json.loads(each) for each in lines[4:]]
        row = next(each for each in told if each[0] == table)
        row[rows.COLUMNS[table].index(name) + 1] = value
        return [*lines[:4], *map(json.dumps, told)]

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_labelled(slug="../x"), "cannot be understood"),
        (_labelled(rows={}), "another version"),
        (_labelled(seq=3), "journal .* is not whole"),
        (_saying("journal", "seq", 10_000), "journal .* is not whole"),
        (_saying("journal", "at", 10**30), "does not fit this desk"),
        (_saying("visits", "status", "gone"), "does not fit this desk"),
        (_saying("visits", "first_name", ["Mia"]), "does not fit this desk"),
        (_saying("visits", "first_name", "\ud800"), "does not fit this desk"),
        (_saying("therapists", "skills", 7), "does not fit this desk"),
        (_saying("settings", "document", '{"date": "some day"}'), "does not fit this desk"),
        (lambda lines: [*lines[:3], "7", *lines[4:]], "does not fit this desk"),
        (lambda lines: [*lines[:4], "[" * 100_000], "does not fit this desk"),
        (lambda lines: [*lines, "{"], "does not fit this desk"),
        (_labelled(schema="9999"), "newer version"),
        (_labelled(slug=None), "cannot be understood"),
        (lambda lines: ["{", *lines[1:]], "cannot be understood"),
        (lambda lines: lines[:2], "cannot be understood"),
        (lambda _: [], "cannot be understood"),
        (_other_columns, "another version"),
        (lambda lines: lines[:-1], "does not hold what it says"),
        (_twice, "does not fit this desk|does not hold what it says"),
        (_same_ticket, "does not fit this desk"),
        (lambda lines: [*lines, '["passes", 1]'], "not known here"),
        (lambda lines: [*lines, '["pins", 1]'], "not known here"),
    ],
)
def test_a_whole_file_with_something_else_in_it_is_refused(
    path: Path, new_desk: NewDesk, file_on: FileOn, change: Callable[[list[str]], list[str]], why: str
) -> None:
    rewritten(path, change)
    other = new_desk("other")
    refused(other, file_on(other), why, EventFileRefused)
    assert other.store.events() == []


@pytest.mark.parametrize("header", [b"{}", b"[]", b"{", b'{"sealed": {}, "stream": ""}'])
def test_a_header_that_cannot_be_understood_is_refused(path: Path, header: bytes) -> None:
    path.write_bytes(container.MAGIC + header + b"\n")
    with pytest.raises(EventFileRefused, match="cannot be understood"):
        list(container.lines_of(path, PASSPHRASE))


def test_pieces_cannot_be_left_out(path: Path) -> None:
    """Whoever has no passphrase can make a new digest, and nothing else."""
    with path.open("wb") as file:
        container.write(file, PASSPHRASE, ("x" * 1000 for _ in range(2000)))
    content = path.read_bytes()
    start = content.index(b"\n", len(container.MAGIC)) + 1
    length = int.from_bytes(content[start : start + 4], "big")
    path.write_bytes(content[:start] + content[start + 4 + length :])
    with pytest.raises(EventFileRefused, match="cannot be understood"):
        list(container.lines_of(path, PASSPHRASE))


def test_a_piece_that_would_fill_the_memory_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with path.open("wb") as file:
        container.write(file, PASSPHRASE, ["x" * 5_000_000])
    monkeypatch.setattr(container, "MOST_PIECE", 1_000_000)
    with pytest.raises(EventFileRefused, match="cannot be understood"):
        list(container.lines_of(path, PASSPHRASE))


def test_lines_come_out_as_they_went_in(path: Path) -> None:
    lines = ["", "ä\u2028\x0b\x85", "x" * 1_000_000, "end"]
    with path.open("wb") as file:
        container.write(file, PASSPHRASE, lines)
    container.check(path)
    assert list(container.lines_of(path, PASSPHRASE)) == lines


def test_memory_does_not_grow_with_the_event(path: Path) -> None:
    tracemalloc.start()
    try:
        peaks = [_peak(path, count) for count in (200_000, 20_000)]
    finally:
        tracemalloc.stop()
    assert peaks[0] < 1.5 * peaks[1]


def _peak(path: Path, count: int) -> int:
    """Bytes that writing and reading so many lines takes at most."""
    tracemalloc.clear_traces()
    tracemalloc.reset_peak()
    with path.open("wb") as file:
        container.write(file, PASSPHRASE, (f"{number:0100}" for number in range(count)))
    assert sum(1 for _ in container.lines_of(path, PASSPHRASE)) == count
    return tracemalloc.get_traced_memory()[1]


def test_what_is_written_is_what_the_digest_covers() -> None:
    file = io.BytesIO()
    container.write(file, PASSPHRASE, ["a"])
    assert file.getvalue().startswith(container.MAGIC)
    assert len(file.getvalue()) > container.DIGEST_BYTES


@pytest.mark.parametrize("schema", ["0001", "0002", "0003"])
def test_a_file_of_an_older_version_goes_through_the_migrations(
    path: Path, laptop: Database, new_desk: NewDesk, file_on: FileOn, schema: str
) -> None:
    before = whole(laptop, "spring")
    rewritten(path, lambda lines: _older(lines, schema))
    other = new_desk("other")
    assert taken(other, file_on(other)) == "spring"
    after = whole(other, "spring")
    assert [each.ticket for each in after["visits"]] == [each.ticket for each in before["visits"]]
    assert after["intakes"] == before["intakes"]
    assert [each.full_minutes for each in after["visits"]] == [None] * len(after["visits"])
    assert [each.grade for each in after["therapists"]] == [each.grade for each in before["therapists"]]
    assert after["journal"][: before["seq"] - 1] == before["journal"][: before["seq"] - 1]


def test_an_older_file_without_its_event_is_refused(path: Path, new_desk: NewDesk, file_on: FileOn) -> None:
    rewritten(path, lambda lines: _labelled(slug="autumn")(_older(lines, "0003")))
    other = new_desk("other")
    refused(other, file_on(other), "does not hold the event", EventFileRefused)


_NEWER: dict[str, list[tuple[str, list[str]]]] = {
    "0002": [("events", ["wakes_at"]), ("visits", ["full_minutes"]), ("therapists", ["asked_at"])],
    "0003": [("events", ["purged_at"]), ("therapists", ["grade"])],
}
_NEW_TABLES = {"0002": ["told_windows"], "0003": ["slips", "treatment_records", "statistics"]}


def _older(lines: list[str], schema: str) -> list[str]:
    """The file as it would have been before these migrations."""
    label, columns, numbers, event = map(json.loads, lines[:4])
    told = [json.loads(each) for each in lines[4:]]
    for version in sorted(each for each in _NEWER if each > schema):
        for table in _NEW_TABLES[version]:
            told = [each for each in told if each[0] != table]
            for of in (columns, label["rows"], numbers):
                of.pop(table, None)
        for table, gone in _NEWER[version]:
            places = [columns[table].index(each) for each in gone]
            for each in told:
                if each[0] == table:
                    each[1:] = [value for place, value in enumerate(each[1:]) if place not in places]
            columns[table] = [each for each in columns[table] if each not in gone]
            if table == "events":
                event = {name: value for name, value in event.items() if name not in gone}
    label["schema"] = schema
    return [*map(json.dumps, (label, columns, numbers, event)), *map(json.dumps, told)]
