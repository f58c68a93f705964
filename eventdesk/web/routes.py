"""The table of routes: what each takes, what it answers, and who may. The documentation is made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eventdesk.web.asking import ANYONE, SAFE, Who

if TYPE_CHECKING:
    from pydantic import BaseModel

BASE = "/api/v1"
EVENT = "/api/v1/events/<slug:slug>"
TICKET = "/api/v1/tickets/<token:token>"
MEGABYTE = 1024 * 1024

Does = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method on one path. `who` has no default: nobody gets in by forgetting."""

    name: str
    method: str
    path: str
    who: Who
    does: Does
    summary: str
    tag: str
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    has_file: bool = False
    answers: Mapping[int, Any] = field(default_factory=dict)
    refuses: frozenset[int] = frozenset()
    media_type: str = "application/json"
    keeps_key: bool = True

    @property
    def is_below_event(self) -> bool:
        """Whether the path names an event."""
        return self.path.startswith(EVENT)

    @property
    def gives_pass(self) -> bool:
        """Whether somebody comes in by it: a secret goes in, and a pass comes out."""
        return self.tag == "Sign-in" and self.who == ANYONE and self.method == "POST"

    @property
    def takes_key(self) -> bool:
        """Whether an Idempotency-Key is kept."""
        is_command = self.keeps_key and (self.is_below_event or self.path.startswith(TICKET))
        return is_command and self.method == "POST" and 409 in self.refuses  # noqa: PLR2004 - HTTP's own number

    @property
    def statuses(self) -> frozenset[int]:
        """Every status it can answer."""
        found = {400, 429, 503} | set(self.answers) | self.refuses
        if self.who != ANYONE:
            found |= {401, 403}
        if self.method not in SAFE:
            found |= {403}
        if "<" in self.path:
            found |= {404}
        if self.body is not None or self.has_file:
            found |= {413, 415, 422}
        if self.query is not None or self.takes_key:
            found |= {422}
        return frozenset(found)


class Routes:
    """The routes of one module."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.all: list[Route] = []

    def add(  # noqa: PLR0913 - a row of the table
        self,
        method: str,
        path: str,
        *,
        who: Who,
        answers: Mapping[int, Any],
        summary: str = "",
        name: str = "",
        refuses: tuple[int, ...] = (),
        **more: Any,
    ) -> Callable[[Does], Does]:
        """Puts the decorated function into the table. Its docstring's first line is the summary."""

        def keep(does: Does) -> Does:
            self.all.append(
                Route(
                    name=name or does.__name__,
                    method=method,
                    path=path,
                    who=who,
                    does=does,
                    summary=summary or (does.__doc__ or "").split("\n", maxsplit=1)[0],
                    tag=self.tag,
                    answers=answers,
                    refuses=frozenset(refuses),
                    **more,
                )
            )
            return does

        return keep
