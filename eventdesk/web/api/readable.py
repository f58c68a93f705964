"""The OpenAPI document as people read it: each operation with its fields in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventdesk.web.api import open_api

if TYPE_CHECKING:
    from eventdesk.web.parts import Json
    from eventdesk.web.routes import Route

METHODS = ("get", "post", "patch")


@dataclass(frozen=True, slots=True)
class Field:
    """One member of an object."""

    name: str
    kind: str
    is_needed: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    id: str
    method: str
    path: str
    summary: str
    who: str
    parameters: list[Field]
    body: list[Field]
    body_kind: str
    answers: list[tuple[str, str, str]]


def by_tag(document: Json) -> dict[str, list[Operation]]:
    """Operations under their tags, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            shown = _operation(document, path, method, operation)
            found.setdefault(operation["tags"][0], []).append(shown)
    return found


def objects(document: Json) -> dict[str, tuple[str, list[Field]]]:
    """Each object that is sent or answered: what it is, and its members."""
    schemas = document["components"]["schemas"]
    return {
        name: (shape.get("description", "") + _choices(shape), _fields(shape))
        for name, shape in schemas.items()
        if shape.get("properties") or shape.get("enum")
    }


def _choices(shape: Json) -> str:
    return f" One of: {', '.join(shape['enum'])}." if shape.get("enum") else ""


def paragraphs(text: str) -> list[list[str]]:
    """A text with `code` in it: each paragraph in parts, every second one of them code."""
    return [each.split("`") for each in text.strip().split("\n\n")]


def routes_table(routes: Iterable[Route]) -> str:
    """Each route with who may, as Markdown."""
    rows = [
        f"| `{each.method}` | `{open_api.open_path(each.path)}` | {open_api.who_in_words(each.who)} | {each.summary} |"
        for each in routes
    ]
    return "\n".join(["| method | path | who may | what it does |", "| --- | --- | --- | --- |", *rows])


def codes_table(codes: Mapping[str, tuple[int, str]]) -> str:
    """Each code of a refusal, as Markdown."""
    rows = [f"| {status} | `{code}` | {meaning} |" for code, (status, meaning) in codes.items()]
    return "\n".join(["| status | code | what it means |", "| --- | --- | --- |", *rows])


def _operation(document: Json, path: str, method: str, operation: Json) -> Operation:
    media = operation.get("requestBody", {}).get("content", {})
    body_kind = next(iter(media), "")
    content: Json = media.get(body_kind, {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        who=operation["description"],
        parameters=[
            Field(each["name"], kind(each["schema"]), each["required"], each.get("description", ""))
            for each in operation["parameters"]
        ],
        body=_fields(_resolved(document, content.get("schema", {}))),
        body_kind=body_kind,
        answers=[(status, each["description"], _answer_kind(each)) for status, each in operation["responses"].items()],
    )


def _answer_kind(answer: Json) -> str:
    shapes = [each["schema"] for each in answer.get("content", {}).values()]
    return kind(shapes[0]) if shapes else ""


def _resolved(document: Json, shape: Json) -> Json:
    name = shape.get("$ref", "").rpartition("/")[2]
    found: Json = document["components"]["schemas"][name] if name else shape
    return found


def _fields(shape: Mapping[str, Any]) -> list[Field]:
    needed = shape.get("required", [])
    return [
        Field(name, kind(each), name in needed, each.get("description", ""))
        for name, each in shape.get("properties", {}).items()
    ]


def kind(shape: Mapping[str, Any]) -> str:
    """A schema in a few words: `text or null`, `list of Visit`."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(kind(each) for each in shape["anyOf"]))
    if "const" in shape or "enum" in shape:
        return ", ".join(str(each) for each in shape.get("enum", [shape.get("const")]))
    return _plain_kind(shape)


_FORMATS = {"date-time": "instant", "date": "date", "binary": "file"}
_TYPES = {"integer": "whole number", "boolean": "true or false", "": "anything"}


def _plain_kind(shape: Mapping[str, Any]) -> str:
    name = str(shape.get("type", ""))
    if name == "array":
        return f"list of {kind(shape.get('items', {}))}"
    if name == "object" and _is_map(shape):
        return f"{kind(shape['additionalProperties'])} by name"
    if name == "string":
        return _FORMATS.get(shape.get("format", ""), "text")
    return _TYPES.get(name, name)


def _is_map(shape: Mapping[str, Any]) -> bool:
    return isinstance(shape.get("additionalProperties"), Mapping)
