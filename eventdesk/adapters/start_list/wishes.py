"""The organiser's say, after a preview, about which column is what."""

from __future__ import annotations

from collections.abc import Mapping

from eventdesk.adapters.start_list.cells import clean
from eventdesk.adapters.start_list.headings import kind_of
from eventdesk.adapters.start_list.layout import Layout, is_private
from eventdesk.adapters.start_list.shapes import MEANINGS, StartListUnreadable


def apply_wishes(layout: Layout, wanted: Mapping[str, int]) -> None:
    """Puts the wanted columns (from 0; below 0 for "none") in the place of what was understood."""
    chosen = _checked(layout, wanted)
    layout.meanings = {
        meaning: index
        for meaning, index in layout.meanings.items()
        if meaning not in wanted and index not in chosen.values() and not _is_replaced(meaning, chosen)
    }
    for meaning, index in chosen.items():
        layout.meanings[meaning] = index
        layout.remarks.pop(index, None)
    if "full_name" in chosen:
        kind = kind_of(layout.headings[chosen["full_name"]])
        layout.is_family_first = kind is not None and kind.name == "full_name_family_first"
    _let_go_of_contest(layout)


def _checked(layout: Layout, wanted: Mapping[str, int]) -> dict[str, int]:
    """The wishes that name a column; StartListUnreadable for one that cannot be met."""
    for meaning, index in wanted.items():
        if meaning not in MEANINGS:
            raise StartListUnreadable(f"No column can be taken for “{clean(meaning)}”.", layout.columns)
        if index >= len(layout.headings):
            raise StartListUnreadable(f"The file has no column {index + 1}.", layout.columns)
        if index >= 0 and is_private(layout.headings[index]):
            raise StartListUnreadable(
                f"The column {layout.named(index)} looks private and is not taken in: "
                "if it holds something else, change its heading.",
                layout.columns,
            )
    chosen = {meaning: index for meaning, index in wanted.items() if index >= 0}
    if len(set(chosen.values())) < len(chosen):
        raise StartListUnreadable("One column cannot be taken for two things.", layout.columns)
    return chosen


def _is_replaced(meaning: str, chosen: dict[str, int]) -> bool:
    """A whole name and its halves cannot both count."""
    if meaning == "full_name":
        return "first_name" in chosen or "last_name" in chosen
    return meaning in {"first_name", "last_name"} and "full_name" in chosen


def _let_go_of_contest(layout: Layout) -> None:
    """The contest helps a column of waves, not one that somebody chose instead of it."""
    contest, wave = layout.contest, layout.meanings.get("wave", -1)
    kind = kind_of(layout.headings[wave]) if wave >= 0 else None
    if contest is None or (kind and kind.name == "wave" and contest not in layout.meanings.values()):
        return
    layout.contest = None
    layout.remarks.pop(contest, None)
