"""The kinds of values that requests carry: texts without control characters, instants with a zone, ids.

The models are built when the first of their kind is needed: all of them would take a fifth of the start.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

# They could turn a name on the board around, and no name needs them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
MOST_ID = 999_999_999_999_999


def without_control(text: str) -> str:
    """`text` without control characters; line ends stay."""
    return "".join(
        each for each in text if each == "\n" or (unicodedata.category(each) != "Cc" and each not in _TURNING)
    ).strip()


def _one_line(text: str) -> str:
    return without_control(text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def _not_empty(text: str) -> str:
    if not text:
        msg = "Please fill this in."
        raise ValueError(msg)
    return text


def _utc(at: datetime) -> datetime:
    if not 2000 <= at.year < 2100:  # noqa: PLR2004
        msg = "Give a time between the years 2000 and 2100."
        raise ValueError(msg)
    return at.astimezone(UTC)


# The length first: what is too long is not looked at any further.
Name = Annotated[str, StringConstraints(max_length=80), AfterValidator(_one_line)]
ShortText = Annotated[str, StringConstraints(max_length=40), AfterValidator(_one_line)]
Sentence = Annotated[str, StringConstraints(max_length=300), AfterValidator(_one_line)]
Note = Annotated[str, StringConstraints(max_length=500), AfterValidator(without_control)]
Wording = Annotated[str, StringConstraints(max_length=4000), AfterValidator(without_control)]
NeededShort = Annotated[str, StringConstraints(max_length=40), AfterValidator(_one_line), AfterValidator(_not_empty)]
NeededName = Annotated[str, StringConstraints(max_length=80), AfterValidator(_one_line), AfterValidator(_not_empty)]
Bib = Annotated[str, StringConstraints(max_length=20), AfterValidator(_one_line)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Seq = Annotated[int, Field(ge=0, le=MOST_ID)]
Minutes = Annotated[int, Field(ge=0, le=1440)]
Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
Passphrase = Annotated[str, StringConstraints(min_length=8, max_length=200)]
Pin = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,8}$")]
Tried = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Body(BaseModel):
    """What a request says. A key that is not known is refused: a misspelt one would be lost quietly."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


def _without_defaults(schema: dict[str, Any]) -> None:
    for each in schema.get("properties", {}).values():
        each.pop("default", None)


class Changes(Body):
    """A PATCH: what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    def given(self) -> dict[str, Any]:
        """Only what the request named."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Query(BaseModel):
    """What follows the question mark."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class Answer(BaseModel):
    """What is answered. Checked in the tests, not on every request."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
