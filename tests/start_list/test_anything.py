"""Whatever bytes arrive: a start list in which every row is accounted for, or a clear refusal."""

from __future__ import annotations

import csv
import io
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.adapters.start_list import LARGEST_FILE, StartListFile, StartListUnreadable, read_start_list
from tests.start_list.files import excel_parts, workbook, zipped

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r"), max_size=20)
ROWS = st.lists(st.tuples(st.sampled_from(["", "7", "A8", "9.0", "12", "DNS"]) | CELLS, CELLS, CELLS), max_size=12)
CSV = 'Bib;Name;Wave;Start time\r\n7;Zoë Weiß;A;9:30\r\n8;"Lee, Ann";B;\r\n;;;\r\nTotal;2\r\n'.encode()
PARTS = excel_parts(
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>',
    ["Bib", "Name"],
)
FILES = (CSV, CSV.decode().encode("cp1252"), CSV.decode().encode("utf-16"), workbook([("Bib", "Name"), (7, "Ann Lee")]))


def check_sentence(said: str) -> None:
    assert said.endswith(".")


def outcome(content: bytes) -> StartListFile | None:
    """None for a refusal; anything but these two is a failure of the test."""
    try:
        file = read_start_list(content, "list")
    except StartListUnreadable as refusal:
        check_sentence(str(refusal))
        return None
    numbers = [line.line for line in file.lines] + [problem.line for problem in file.problems]
    assert len(set(numbers)) == len(numbers)
    assert all(
        0 < len(line.bib) <= 12 and len(line.first_name) <= 80 and len(line.last_name) <= 80 for line in file.lines
    )
    assert len({line.bib.casefold() for line in file.lines}) == len(file.lines)
    assert {line.wave for line in file.lines} - {""} == set(file.waves)
    return file


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    outcome(content)


@given(
    st.text(st.sampled_from('Bib,;\t|\n\r"7 Ann\x00é€'), max_size=200),
    st.sampled_from(["utf-8", "cp1252", "utf-16-le"]),
)
def test_any_text_of_the_signs_that_matter(text: str, encoding: str) -> None:
    outcome(("Bib,Name\n" + text).encode(encoding))


@given(st.sampled_from(FILES), st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_real_files_with_wrong_bytes_in_them(content: bytes, seed: int) -> None:
    outcome(spoilt(content, seed))


@given(st.sampled_from(sorted(PARTS)), st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_workbooks_with_wrong_bytes_in_their_parts(name: str, seed: int) -> None:
    parts = {part: text.encode() for part, text in PARTS.items()}

    outcome(zipped(parts | {name: spoilt(parts[name], seed)}))


def spoilt(content: bytes, seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311  no secret
    spoiled = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(spoiled))
        wrong = chance.choice([b"", b'"', b"<", b">", b"\x00", b"\xff", b"\n", b"99999", b"-1", b"XFD1048576", b"&#0;"])
        spoiled[at : at + chance.randint(0, 4)] = wrong
    return bytes(spoiled)


@given(ROWS, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]))
def test_every_row_with_something_in_it_is_taken_in_or_has_a_reason(
    rows: list[tuple[str, str, str]], delimiter: str, encoding: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(("Bib", "Name", "Wave"))
    expected = set()
    for row in rows:
        number = text.getvalue().replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        if sum(cell.count("\n") + cell.count("\r") for cell in row) >= 19:  # no record is that long
            continue
        writer.writerow(row)
        if any(map(str.strip, row)):
            expected.add(number)

    file = outcome(text.getvalue().encode(encoding))

    assert file is not None
    assert {line.line for line in file.lines} | {problem.line for problem in file.problems} == expected


@given(ROWS)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
def test_every_row_of_a_workbook_too(rows: list[tuple[str, str, str]]) -> None:
    rows = [tuple(cell.lstrip("=") for cell in row) for row in rows]  # type: ignore[misc]  # three cells as before

    file = outcome(workbook([("Bib", "Name", "Wave"), *rows]))

    assert file is not None
    expected = {number for number, row in enumerate(rows, start=2) if any(map(str.strip, row))}
    assert {line.line for line in file.lines} | {problem.line for problem in file.problems} == expected


def test_thirty_two_thousand_lines() -> None:
    count = 32_000
    content = "Bib;First name;Last name;Wave;E-mail\n" + "".join(
        f"{bib};Jörg;Müller {bib};{bib % 4};j{bib}@example.org\n" for bib in range(1, count + 1)
    )
    assert len(content) < LARGEST_FILE

    file = read_start_list(content.encode("cp1252"), "list.csv")

    assert (len(file.lines), file.problems, file.waves) == (count, (), ("1", "2", "3", "0"))
