"""What changed between two versions of a visit, therapist or event, as JSON values, and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import UTC, date, datetime
from enum import Enum
from operator import attrgetter
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter

from eventdesk.domain.event import Event
from eventdesk.domain.therapist import Therapist
from eventdesk.domain.visit import Visit

Subject = TypeVar("Subject", Visit, Therapist, Event)

# What opens the runner's page, and what is sealed at rest, is not written down a second time.
_NOT_IN_JOURNAL = frozenset({"token", "phone"})


_JSON = frozenset({str, int, float, bool, type(None)})


def plain(value: Any) -> Any:
    """`value` as JSON: instants as ISO 8601 with Z, sets as sorted lists, dataclasses as objects."""
    # Most fields by far hold one of these, and every step of every visit comes through here.
    if type(value) in _JSON:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(plain(each) for each in value)
    return _plain_container(value)


def _plain_container(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return {key: plain(each) for key, each in asdict(value).items()}


def difference(before: Any, after: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, old and new; `before` None: all fields are new."""
    names, values = _values(type(after))
    if before is None:
        return {}, {name: plain(value) for name, value in zip(names, values(after), strict=True)}
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name, previous, value in zip(names, values(before), values(after), strict=True):
        if previous is not value and previous != value:
            old[name], new[name] = plain(previous), plain(value)
    return old, new


def _values(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of the fields that are written down, and what gets all their values at once."""
    if kind not in _VALUES:
        names = tuple(each.name for each in fields(kind) if each.name not in _NOT_IN_JOURNAL)
        _VALUES[kind] = names, attrgetter(*names)
    return _VALUES[kind]


def _adapters(kind: type) -> dict[str, TypeAdapter[Any]]:
    # The domain's dataclasses are the one place where the fields' types stand.
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = {name: TypeAdapter(hint) for name, hint in get_type_hints(kind).items()}
    return _ADAPTERS[kind]


_VALUES: dict[type, tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]] = {}
_ADAPTERS: dict[type, dict[str, TypeAdapter[Any]]] = {}


def with_fields(subject: Subject, values: dict[str, Any]) -> Subject:
    """`subject` with these JSON values put back into its fields."""
    adapters = _adapters(type(subject))
    restored = {name: adapters[name].validate_python(value) for name, value in values.items()}
    return replace(subject, **restored)


def same(subject: Any, values: dict[str, Any]) -> bool:
    """Whether the fields of `subject` still hold these JSON values."""
    return all(plain(getattr(subject, name)) == value for name, value in values.items())
