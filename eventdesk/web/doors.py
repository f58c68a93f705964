"""From a request to a use case and back: who asks, may they, what do they say, what are they answered."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flask import Response, request
from pydantic import BaseModel, ValidationError

from eventdesk.domain.errors import Invalid
from eventdesk.domain.visit import Role
from eventdesk.services.actors import Actor
from eventdesk.services.desk import Once
from eventdesk.web import problems
from eventdesk.web.asking import ANYONE, Asker, Who, check_origin, who_asks
from eventdesk.web.limits import LINKS, Limits, address
from eventdesk.web.problems import Refused
from eventdesk.web.routes import MEGABYTE

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.services.desk import UseCase
    from eventdesk.services.floor import Floor
    from eventdesk.web.parts import Json, Parts
    from eventdesk.web.routes import Route

FILE_MEGABYTES = 20
_KEY = re.compile(r"[!-~]{1,200}")
STRANGER = Actor(Role.RUNNER)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a door answers; a text body is JSON already."""

    body: Json | str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    @property
    def is_repeat(self) -> bool:
        """Whether this was answered before, and nothing was done now."""
        return "Idempotency-Replayed" in self.headers

    def saying(self, **more: Any) -> Reply:
        """With what was only known after the command, in the place of what its body said."""
        return self if isinstance(self.body, str) else replace(self, body=self.body | more)

    def response(self) -> Response:
        """As HTTP."""
        text = self.body if isinstance(self.body, str) else json.dumps(self.body, separators=(",", ":"))
        answer = Response(text, self.status, content_type=self.media_type)
        answer.headers.update(self.headers)
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request, understood."""

    parts: Parts
    limits: Limits
    asker: Asker | None
    slug: str
    said: bytes = b""

    @property
    def actor(self) -> Actor:
        """Who acts; the holder of a ticket link acts as the runner."""
        return STRANGER if self.asker is None else self.asker.actor

    @property
    def role(self) -> Role:
        """The role of who acts."""
        return self.actor.role

    def saying(self, said: bytes) -> Ask:
        """The same request, with what stands for its content where that is not a model."""
        return replace(self, said=said)

    def once(self) -> Once | None:
        """The request's idempotency key, with what it may be used for."""
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return None
        if not _KEY.fullmatch(key):
            raise Invalid({"Idempotency-Key": ["Between 1 and 200 letters, digits or signs."]})
        # Keyed, because what is said may be short enough to be guessed (a PIN).
        text = b"\n".join((request.method.encode(), request.path.encode(), str(self.actor).encode(), self.said))
        return Once(key, hmac.new(self.parts.fingerprint_key, text, hashlib.sha256).hexdigest())

    def command(
        self,
        use_case: UseCase[Any],
        render: Callable[[Floor, Any], Json],
        *,
        status: int = 200,
        slug: str = "",
        actor: Actor | None = None,
    ) -> Reply:
        """Performs a use case once and renders what came of it, within the same transaction."""
        answer = self.parts.desk.answer(
            slug or self.slug,
            actor or self.actor,
            use_case,
            lambda floor, result: (status, render(floor, result)),
            self.once(),
        )
        headers = {"Idempotency-Replayed": "true"} if answer.is_repeat else {}
        return Reply(answer.body, answer.status, headers)


class Door:
    """A route as Flask calls it."""

    def __init__(self, route: Route, parts: Parts, limits: Limits) -> None:
        self.route = route
        self.who: Who = route.who
        self.parts = parts
        self.limits = limits
        self.__name__ = route.name

    def __call__(self, **path: Any) -> Response:
        asker = who_asks(self.parts.access)
        slug = path.pop("slug", "")
        check_may(asker, self.route.who, slug or None)
        check_origin(asker)
        if "token" in path:
            # Links can't be guessed, and nobody should try: only those that lead nowhere count.
            self.limits.tries(LINKS, address()).check()
        said = self._said()
        if said is not None:
            path["body"] = said
        if self.route.query is not None:
            path["query"] = _parsed_query(self.route.query)
        ask = Ask(
            parts=self.parts,
            limits=self.limits,
            asker=asker,
            slug=slug,
            said=b"" if said is None else said.model_dump_json().encode(),
        )
        reply: Reply | Response = self.route.does(ask, **path)
        return reply.response() if isinstance(reply, Reply) else reply

    def _said(self) -> BaseModel | None:
        if self.route.has_file:
            request.max_content_length = FILE_MEGABYTES * MEGABYTE
            _check_type("multipart/form-data")
            return None
        if self.route.body is None:
            return None
        return _parsed_body(self.route.body)


def check_may(asker: Asker | None, who: Who, slug: str | None) -> None:
    """Raises the refusal for those who may not."""
    if who == ANYONE:
        return
    if asker is None:
        code = "not_signed_in"
        raise Refused(code)
    if not asker.may(who, slug):
        code = "not_allowed"
        raise Refused(code)


def _check_type(wanted: str) -> None:
    if request.mimetype != wanted:
        code = "unsupported_media_type"
        raise Refused(code)


def _parsed_body(model: type[BaseModel]) -> BaseModel:
    raw = request.get_data(cache=False)
    if raw or request.mimetype:
        _check_type("application/json")
    return parsed(model, raw or b"{}")


def parsed(model: type[BaseModel], raw: bytes | str) -> BaseModel:
    """JSON text as a model. Raises `malformed` or `Invalid` with every wrong field named."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as refusal:
        found = refusal.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        code = "malformed"
        raise Refused(code, "The body is not JSON.")
    raise Invalid(problems.fields(found))


def _parsed_query(model: type[BaseModel]) -> BaseModel:
    values: dict[str, Any] = request.args.to_dict(flat=True)
    for name, kind in model.model_fields.items():
        if name in values and "list" in str(kind.annotation):
            values[name] = [part for each in request.args.getlist(name) for part in each.split(",")]
    try:
        return model.model_validate(values)
    except ValidationError as refusal:
        raise Invalid(problems.fields(refusal.errors(include_url=False, include_input=False))) from None
