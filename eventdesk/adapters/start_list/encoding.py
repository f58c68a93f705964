"""Bytes to text, strictly: a letter is right or the file is refused."""

from __future__ import annotations

import codecs
import re

from eventdesk.adapters.start_list.shapes import StartListUnreadable

_BOMS = (
    # The UTF-32 marks come first: the little-endian one begins with the mark of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(rb"[^\r\n]*[\r\n]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
# What Mac, DOS, Eastern European, Cyrillic and Greek letters turn into when they are read as Windows-1252:
# signs after or inside a word, capitals inside a small word, and runs of nothing but accented letters.
_WRONG_LETTERS = re.compile(
    r"(?<=[^\W\d_])[\u0192\u02c6\u02dc\u2020\u2021\u2030\u201a\u201e\xa1-\xa8\xac\xaf\xb1\xb5\xb6\xb8\xb9\xbc-\xbf\xd7\xf7]+"
    r"|(?<=[^\W\d_])[\u201c\u201d\u2026\u2022\u2039\u203a\u2122\xa9\xab\xae\xb2\xb3\xbb]+(?=[^\W\d_])"
    r"|(?<=[a-z])[\u0160\u017d\u0178]|(?<=[^\W\d_])[\u0160\u017d\u0178](?=[a-z])"
    r"|[\xc0-\xff]{4,}"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
# Two or three bytes that are one letter in UTF-8, but not ß or É with a curly quote of Windows-1252 behind it.
_UTF8_LETTER = re.compile(rb"[\xc2-\xc8\xca-\xde][\x80-\xbf]|\xc9[\x98-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_FEW_CONTROLS = 5
_TOO_MANY_CONTROLS = 0.002


def text_of(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; StartListUnreadable when it cannot be told for sure."""
    text, encoding = _decoded(content)
    _refuse_no_text(text)
    return text, encoding


def _refuse_no_text(text: str) -> None:
    """A stray control character is dropped later, with the cell; many of them are no text at all."""
    if len(_CONTROLS.findall(text)) > _FEW_CONTROLS + len(text) * _TOO_MANY_CONTROLS:
        raise StartListUnreadable("The file is not a table of text: save the list as CSV or as Excel (.xlsx).")


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            if encoding == "utf-8":
                return _eight_bit(content[len(mark) :])
            return _wide(content[len(mark) :], encoding), encoding
    guess = _wide_without_mark(content)
    if guess:
        return _wide(content, guess), guess
    return _eight_bit(content)


def _wide_without_mark(content: bytes) -> str | None:
    """UTF-16 shows: delimiters, digits and line ends have a zero for their other half, on one side only."""
    low, high = content[0::2].count(0), content[1::2].count(0)
    if max(low, high) * 20 < len(content) or min(low, high) * 5 > max(low, high):
        return None
    return "utf-16-le" if high > low else "utf-16-be"


def _wide(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise StartListUnreadable(
            f"The file begins as {encoding.upper()} text but is cut off or damaged: save or copy it again."
        ) from None


def _eight_bit(content: bytes) -> tuple[str, str]:
    """UTF-8, else Windows-1252, else both: lists pasted together from two programs change on the way."""
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # A programme or a picture: to speak of accented letters would send somebody looking for them.
        _refuse_no_text(content.decode("latin-1"))
    if not _UTF8_LETTER.search(content):
        return _windows(content), "windows-1252"
    lines = [(raw, _utf8(raw)) for raw in _LINE.findall(content)]
    _windows(b"".join(raw for raw, text in lines if text is None))  # refused here if it is neither
    return "".join(raw.decode("cp1252") if text is None else text for raw, text in lines), "utf-8 and windows-1252"


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8") if raw.isascii() or _UTF8_LETTER.search(raw) else None
    except UnicodeDecodeError:
        return None


def _windows(raw: bytes) -> str:
    """Windows-1252 can read nearly any bytes, so look whether what comes out are words."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise _letters_unknown() from None
    if sum(map(len, _WRONG_LETTERS.findall(text))) * 3 > len(_FOREIGN.findall(text)):
        raise _letters_unknown()
    return text


def _letters_unknown() -> StartListUnreadable:
    return StartListUnreadable(
        "The accented letters in this file cannot be read for sure: save the list as “CSV UTF-8” or as Excel (.xlsx)."
    )
