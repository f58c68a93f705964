"""Column types: instants as comparable numbers, enumerations as their words, words in plain order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, String
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as whole microseconds since 1970 UTC: ordered and exact everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else instant_of(value)


def instant_of(microseconds: int) -> datetime:
    """What `Instant` keeps, as a datetime."""
    return _EPOCH + timedelta(microseconds=microseconds)


class Word(TypeDecorator[Any]):
    """A member of a StrEnum, kept as its value; new members need no migration."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self.members: dict[str, StrEnum] = {each.value: each for each in kind}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.members[value]


def conversion_of(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """How a stored value (not None) of this column type becomes the domain's; None: it is the same."""
    if isinstance(kind, Instant):
        return instant_of
    if isinstance(kind, Word):
        return kind.members.__getitem__
    return bool if isinstance(kind, Boolean) else None


# Searched by ranges of its beginning, so the order has to be that of the code points.
SearchText = String().with_variant(String(collation="C"), "postgresql")
