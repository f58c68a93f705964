"""One cell: clean text, a bib, a name, a time of day, whether a status means that nobody will run."""

from __future__ import annotations

import re
import unicodedata

from eventdesk.adapters.start_list.words import NAME_SUFFIXES, NO_BIB, NOT_RUNNING, TOTALS

LONGEST_BIB = 12
LONGEST_NAME = 80
_SECONDS_A_DAY = 86_400
_HALF_A_DAY = 12

# Control characters, and those that turn the reading direction around on somebody else's screen.
_UNSEEN = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA0),
        0xAD,
        0x200B,
        0x200E,
        0x200F,
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    ],
    " ",
)
_WHOLE_NUMBER = re.compile(r"(\d+)\.0+")
_BIB = re.compile(r"[\w./-]+")
_EVIDENT_BIB = re.compile(r"[^\W\d_]{0,3}[./-]?\d+[./-]?(?:\d*|[^\W\d_]{0,2})")
_DATE_BEFORE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}(?:[,T]\s*|\s+)", re.IGNORECASE)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.]\s*(?P<minute>\d{2})(?:\s*[:.]\s*(?P<second>\d{2})(?:[.,]0+)?)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s*m\.?|\s*(?:uhr|h|hrs?)\.?)?",
    re.IGNORECASE,
)
_HOURS_SAID = re.compile(
    r"(\d{1,2})\s*(?:h|uhr)\s*(\d{2})(?:\s*(?:m|min|mn|')?\s*(\d{2})?\s*(?:s|min|mn|m)?)", re.IGNORECASE
)
# What Excel keeps of a time when the cell is not formatted as one: 0.395833 of a day, or day 45413 and a fraction.
_DAY_FRACTION = re.compile(r"(?:0|\d{5})?\.\d+")


def compact(text: str) -> str:
    """Letters and digits only, without case and accents: how headings and fixed words are compared."""
    text = text.replace("#", " no ").replace("°", "o")  # "Bib #", "N° dossard"
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))


def compact_words(words: str) -> frozenset[str]:
    return frozenset(compact(word) for word in words.split(";"))


_NOT_RUNNING, _TOTALS, _NO_BIB = compact_words(NOT_RUNNING), compact_words(TOTALS), compact_words(NO_BIB)
_SUFFIXES = compact_words(NAME_SUFFIXES)


def clean(text: str) -> str:
    """One line of visible text in Unicode NFC, at most `LONGEST_NAME` characters."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return " ".join(text.split())[:LONGEST_NAME].rstrip()


def bib_of(text: str) -> str:
    """The bib as it is printed, without spaces, '' for what stands for none. May be no valid bib."""
    text = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).lstrip(" #")
    bib = "".join(text.split())
    whole = _WHOLE_NUMBER.fullmatch(bib)
    bib = whole[1] if whole else bib
    # RACE RESULT gives 0 to those without a bib yet.
    return "" if not bib.strip("0.-/_?") or compact(bib) in _NO_BIB else bib


def fault_of_bib(bib: str) -> str | None:
    """What is wrong with it; never quotes it, because with a shifted column it could be anything."""
    if not bib:
        return "no bib number"
    if len(bib) > LONGEST_BIB:
        return f"the bib is longer than {LONGEST_BIB} characters"
    if not _BIB.fullmatch(bib):
        return "the bib has characters other than letters, digits, dot, dash and slash"
    return None


def looks_like_bib(text: str) -> bool:
    """Digits, with few letters around them: what a heading, a title or a name is not."""
    bib = bib_of(text)
    return fault_of_bib(bib) is None and _EVIDENT_BIB.fullmatch(bib) is not None


def is_total(text: str) -> bool:
    return compact(text.split(":", 1)[0].strip(" 0123456789=")) in _TOTALS


def is_not_running(status: str) -> bool:
    return compact(status) in _NOT_RUNNING


def names_of(full: str, *, family_first: bool) -> tuple[str, str]:
    """First name and last name.

    In doubt a word goes to the last name: first names may be shown in public, last names never are.
    """
    before, comma, after = full.partition(",")
    if comma and compact(after) not in _SUFFIXES:
        return after.strip(), before.strip()
    words = full.replace(",", " ").split()
    if len(words) < 2:  # noqa: PLR2004  a single word
        return ("", full) if family_first else (full, "")
    return _by_capitals(words) or ((" ".join(words[1:]), words[0]) if family_first else (words[0], " ".join(words[1:])))


def _by_capitals(words: list[str]) -> tuple[str, str] | None:
    """SMITH John, John SMITH: lists from France and Italy set the family's name in capitals."""
    capital = [len(word) > 1 and word.isupper() for word in words]
    small = capital.count(False)
    if not 0 < small < len(words):
        return None
    if not any(capital[:small]):
        return " ".join(words[:small]), " ".join(words[small:])
    if not any(capital[-small:]):
        return " ".join(words[-small:]), " ".join(words[:-small])
    return None


def time_of(text: str) -> str:
    """'HH:MM' or 'HH:MM:SS' on a 24-hour clock, '' for what is no time of day for sure."""
    text = _DATE_BEFORE.sub("", text.strip(), count=1)
    if _DAY_FRACTION.fullmatch(text):
        return _clock(round(float(text) % 1 * _SECONDS_A_DAY))
    text = _HOURS_SAID.sub(_with_colons, text)  # 9h30, 9 Uhr 30
    found = None if text.isdecimal() else _TIME.fullmatch(text)
    if not found:
        return ""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= _HALF_A_DAY:
            return ""
        hour = hour % _HALF_A_DAY + (_HALF_A_DAY if found["half"] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004  a clock
        return ""
    return _clock(hour * 3600 + minute * 60 + second)


def _with_colons(said: re.Match[str]) -> str:
    return ":".join(part for part in said.groups() if part)


def _clock(seconds: int) -> str:
    minutes, second = divmod(seconds % _SECONDS_A_DAY, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{clock}:{second:02}" if second else clock
