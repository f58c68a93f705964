"""Names and bibs as they are compared: capitals, accents and spare spaces aside."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})  # noqa: RUF001


def folded(text: str) -> str:
    """`text` without capitals, accents and spare spaces: what a name is searched by."""
    if text.isascii():
        # Most names by far, and a whole start list is folded in one transaction.
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join([each for each in apart if not unicodedata.combining(each)])
    return " ".join(bare.translate(_LETTERS).split())


def folded_bib(bib: str | None) -> str | None:
    """A bib as it is compared; None when there is none. Leading zeros count: `007` is not `7`."""
    return (bib or "").strip().casefold() or None
