"""The one path every command takes: lock, look, decide, write, commit, announce."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from eventdesk.domain.errors import KeyReused
from eventdesk.services import calling
from eventdesk.services.floor import Floor
from eventdesk.services.ports import StoredAnswer

if TYPE_CHECKING:
    from eventdesk.services.actors import Actor
    from eventdesk.services.ports import Announcer, Change, Clock, Store

Result = TypeVar("Result")
UseCase = Callable[[Floor], Result]


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key, and a fingerprint of the request that it may be used for."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command is answered: an HTTP-like status and a JSON body."""

    status: int
    body: dict[str, Any]
    is_repeat: bool = False


class Desk:
    """Performs use cases on a store and announces what came of them."""

    def __init__(self, store: Store, clock: Clock, announcer: Announcer) -> None:
        self.store = store
        self.clock = clock
        self.announcer = announcer

    def perform(self, slug: str, actor: Actor, use_case: UseCase[Result]) -> Result:
        """One use case in one transaction, followed by the dispatcher's calls.

        Whatever the use case raises rolls everything back and reaches the caller.
        """
        with self.store.change(slug) as change:
            return self._within(change, actor, use_case)[0]

    def answer(
        self,
        slug: str,
        actor: Actor,
        use_case: UseCase[Result],
        render: Callable[[Floor, Result], tuple[int, dict[str, Any]]],
        once: Once | None = None,
    ) -> Answer:
        """As `perform`, rendered inside the transaction; a repeated key answers the first answer.

        Raises `KeyReused` when the key came before with another request.
        """
        with self.store.change(slug) as change:
            stored = change.answer_to(once.key) if once else None
            if once and stored:
                return _repeat(once, stored)
            result, floor = self._within(change, actor, use_case)
            status, body = render(floor, result)
            if once:
                change.remember(once.key, StoredAnswer(once.fingerprint, status, body))
            return Answer(status, body)

    def _within(self, change: Change, actor: Actor, use_case: UseCase[Result]) -> tuple[Result, Floor]:
        floor = Floor(change, actor, self.clock.now())
        result = use_case(floor)
        calling.dispatch(floor)
        if floor.has_changed:
            news = floor.close()
            change.after_commit(lambda: self.announcer.announce(news))
        return result, floor


def _repeat(once: Once, stored: StoredAnswer) -> Answer:
    if stored.fingerprint != once.fingerprint:
        msg = "This Idempotency-Key was used for another request."
        raise KeyReused(msg)
    return Answer(stored.status, stored.body, is_repeat=True)
