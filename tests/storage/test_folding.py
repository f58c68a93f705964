"""How names are compared: the short way for plain letters is the long way."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.adapters.folding import folded

plain = st.text(alphabet=[chr(code) for code in range(128)], max_size=20)
names = st.text(max_size=20) | plain


@given(plain)
def test_plain_letters_are_folded_as_all_others_are(text: str) -> None:
    apart = unicodedata.normalize("NFKD", text.casefold())
    assert folded(text) == " ".join("".join(each for each in apart if not unicodedata.combining(each)).split())


@given(names, names)
def test_a_whole_name_is_folded_as_its_parts_are(first: str, last: str) -> None:
    assert folded(f"{first} {last}") == f"{folded(first)} {folded(last)}".strip()
