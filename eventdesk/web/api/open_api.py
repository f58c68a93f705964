"""The OpenAPI 3.1 document, made from the table of routes and the models, so that it can't say anything else."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from eventdesk.domain.visit import Role
from eventdesk.web import problems
from eventdesk.web.api import answers
from eventdesk.web.asking import ANYONE, Who
from eventdesk.web.converters import CONVERTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel

    from eventdesk.web.parts import Json
    from eventdesk.web.routes import Route

REFS = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"<(\w+):(\w+)>")
_PATH_WORDS = {
    "slug": "The event's short name.",
    "visit_id": "The visit's number.",
    "therapist_id": "The therapist's number.",
    "pass_id": "The number of what is signed in.",
    "bib": "The bib, as it stands in the start list.",
    "token": "The secret of the link.",
    "slip": "The number on the slip, as the tablet gave it.",
}
DESCRIPTION = """\
The queue of a race day's massage tent. Commands come in over HTTP; news goes out over Socket.IO (namespace `/live`).

Instants are UTC, ISO 8601 with `Z`; lengths are whole minutes. A command may carry an `Idempotency-Key`: the same key
again answers the first answer, with `Idempotency-Replayed: true`, and does nothing twice. Refusals are problem details
(RFC 9457) with a stable `code`. Whoever comes with the session cookie has to send an `Origin` of this host with
everything that changes something; a token (`Authorization: Bearer`) does not need one.
"""


def document(routes: Iterable[Route], version: str) -> Json:
    """The whole document."""
    schemas: Json = {}
    paths: Json = {}
    for route in routes:
        paths.setdefault(open_path(route.path), {})[route.method.lower()] = _operation(route, schemas)
    schemas |= _schemas(answers.Problem, "serialization")[1]
    return {
        "openapi": "3.1.0",
        "info": {"title": "EventDesk", "version": version, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "cookie": {"type": "apiKey", "in": "cookie", "name": "eventdesk"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def open_path(path: str) -> str:
    """A path as OpenAPI writes it."""
    return _PARAMETER.sub(r"{\2}", path)


def who_in_words(who: Who) -> str:
    """Who may, for people."""
    if who == ANYONE:
        return "anyone"
    return ", ".join(each.value for each in Role if each in who)


def _operation(route: Route, schemas: Json) -> Json:
    operation: Json = {
        "operationId": route.name,
        "tags": [route.tag],
        "summary": route.summary,
        "description": f"Who may: {who_in_words(route.who)}.",
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_key_parameter(route)],
        "responses": _responses(route, schemas),
    }
    if route.who != ANYONE:
        operation["security"] = [{"cookie": []}, {"token": []}]
    if route.has_file:
        operation["requestBody"] = _FILE_BODY
    elif route.body is not None:
        shape, found = _schemas(route.body, "validation")
        schemas |= found
        is_needed = bool(route.body.model_json_schema().get("required"))
        operation["requestBody"] = {"required": is_needed, "content": {"application/json": {"schema": shape}}}
    return operation


_FILE_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "CSV, TSV, TXT or XLSX."},
                    "columns": {
                        "type": "string",
                        "contentMediaType": "application/json",
                        "description": "A meaning to the index of its column; -1 for none.",
                    },
                    "waves": {
                        "type": "string",
                        "contentMediaType": "application/json",
                        "description": "A wave's name in the file to a wave's id, a start, or null.",
                    },
                },
            }
        }
    },
}


def _responses(route: Route, schemas: Json) -> Json:
    shown: Json = {}
    for status, model in route.answers.items():
        shape, found = _schemas(model, "serialization")
        schemas |= found
        shown[str(status)] = {
            "description": "Done." if status < 400 else problems.TITLES[status],  # noqa: PLR2004
            "content": {each: {"schema": _of_file(each, shape)} for each in route.media_type.split(", ")},
        }
        if route.takes_key:
            shown[str(status)]["headers"] = _REPLAYED
    problem = {problems.MEDIA_TYPE: {"schema": {"$ref": REFS.format(model="Problem")}}}
    for status in sorted(route.statuses - set(route.answers)):
        codes = sorted(code for code, (its, _) in problems.CODES.items() if its == status)
        shown[str(status)] = {
            "description": f"{problems.TITLES[status]}: {', '.join(codes)}.",
            "content": problem,
        }
        if status == 429:  # noqa: PLR2004
            shown[str(status)]["headers"] = _RETRY
    return shown


def _of_file(media_type: str, shape: Json) -> Json:
    """The shape; a file that is JSON is not described, only that it is one."""
    is_file = shape.get("format") == "binary"
    return {} if is_file and media_type == "application/json" else shape


_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "`true` when this is the first answer again.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
_RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}


def _path_parameters(route: Route) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PATH_WORDS[name],
            "schema": {"type": "integer", "minimum": 1, "maximum": 999_999_999_999_999}
            if kind == "id"
            else {"type": "string", "pattern": f"^{CONVERTERS[kind].regex}$"},
        }
        for kind, name in _PARAMETER.findall(route.path)
    ]


def _query_parameters(route: Route) -> list[Json]:
    if route.query is None:
        return []
    shape = route.query.model_json_schema(ref_template=REFS)
    definitions = shape.get("$defs", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": name in shape.get("required", []),
            "schema": _inlined(_not_null(each), definitions),
        }
        for name, each in shape["properties"].items()
    ]


def _not_null(shape: Json) -> Json:
    """A query can leave something out, it can't say null."""
    kinds = [each for each in shape.get("anyOf", []) if each != {"type": "null"}]
    kept = {name: value for name, value in shape.items() if name not in {"anyOf", "title", "default"}}
    return kept | kinds[0] if kinds else kept | ({"default": shape["default"]} if "default" in shape else {})


def _inlined(shape: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(shape, dict):
        if "$ref" in shape:
            return definitions[shape["$ref"].rpartition("/")[2]]
        return {name: _inlined(each, definitions) for name, each in shape.items()}
    return [_inlined(each, definitions) for each in shape] if isinstance(shape, list) else shape


def _key_parameter(route: Route) -> list[Json]:
    if not route.takes_key:
        return []
    return [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Made by the client, new for each command; the same again for the same command.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        }
    ]


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _schemas(model: type[BaseModel] | Any, mode: Any) -> tuple[Json, Json]:
    """The schema of a model, and those it refers to, by name."""
    shape = _adapter(model).json_schema(mode=mode, ref_template=REFS)
    found: Json = shape.pop("$defs", {})
    name = getattr(model, "__name__", "")
    if name and shape.get("type") == "object":
        found[name] = shape
        shape = {"$ref": REFS.format(model=name)}
    if mode == "serialization":
        # Answers may get more members one day; a client has to bear that.
        for each in found.values():
            each.pop("additionalProperties", None) if each.get("additionalProperties") is False else None
    return shape, found
