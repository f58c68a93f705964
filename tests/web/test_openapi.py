"""The OpenAPI document: complete, true, and nothing that is sent to the desk makes it stumble."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from eventdesk import __version__
from eventdesk.web import secret_words
from eventdesk.web.api import description
from eventdesk.web.problems import CODES
from tests.web.tent import ROUTES, Tent

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
TOKEN = "link-token-of-some-runner"
REAL = {
    "slug": ["spring"],
    "visit_id": [1, 2, 3, 4, 5, 77],
    "therapist_id": [1, 2, 77],
    "pass_id": [77],
    "bib": ["12", "none"],
    "slip": ["3-07", "3-99"],
    "token": ["no-such-link", TOKEN],
}


def with_real_things() -> dict[str, Any]:
    """The document with paths that lead to something, so that requests get past the door."""
    document = copy.deepcopy(description.document(__version__))
    for methods in document["paths"].values():
        for operation in methods.values():
            for each in operation["parameters"]:
                if each["in"] == "path":
                    each["schema"] = {"type": each["schema"]["type"], "enum": REAL[each["name"]]}
    return document


class Door:
    """Leads to the desk of the test that runs: requests are made up before there is one."""

    def __init__(self) -> None:
        self.flask: Flask | None = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        assert self.flask is not None
        return self.flask(environ, start_response)


DOOR = Door()
SCHEMA = schemathesis.openapi.from_dict(
    with_real_things(), config=schemathesis.Config.from_dict({"generation": {"max-examples": 8}})
)
SCHEMA.app = DOOR


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tent]:
    """A tent in the middle of a day."""
    folder: Path = tmp_path_factory.mktemp("busy")
    with pytest.MonkeyPatch.context() as patched:
        # argon2 is slow by design, and here nobody looks at it.
        patched.setattr(secret_words, "hashed", lambda _, word: word)
        patched.setattr(secret_words, "is_right", lambda _, kept, word: kept == word)
        made = Tent(folder)
        made.on_request()
        made.has_ready("Mia", pin="1234")
        made.has_ready("Tom")
        for number in range(5):
            made.has_visit(f"Runner {number}", bib=str(number), screening={"past_clot": True} if number == 4 else {})
        made.organiser.told("POST", "visits/1/call", {"therapist_id": 1})
        made.organiser.told("POST", "visits/1/start")
        made.organiser.told("POST", "visits/2/call", {"therapist_id": 2})
        made.organiser.told("POST", "visits/3/step-away")
        file = {"file": (BytesIO(b"Bib,Name\n12,Ana Berg\n"), "list.csv")}
        made.organiser.call("POST", "start-list", data=file)
        DOOR.flask = made.flask
        yield made
        made.close()


@SCHEMA.parametrize()
@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_that_is_sent_is_answered_otherwise_than_documented(busy: Tent, case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers=dict(busy.organiser.headers), checks=CHECKS)
    if case.path.endswith("/sign-out"):
        busy.tokens.clear()


def test_the_document_is_served_and_complete(tent: Tent) -> None:
    answer = tent.stranger.get("/api/v1/openapi.json")
    document = json.loads(answer.data)
    assert document["openapi"] == "3.1.0"
    served = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    assert served == set(ROUTES)
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"].endswith((".", "?")), operation["operationId"]
            assert operation["description"].startswith("Who may: ")


def test_every_name_that_the_document_refers_to_is_there(tent: Tent) -> None:
    text = tent.stranger.get("/api/v1/openapi.json").text
    schemas = json.loads(text)["components"]["schemas"]
    referred = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= set(schemas)
    assert {"Problem", "StaffVisit", "Board", "NewVisit"} <= set(schemas)


def test_people_can_read_it_too(tent: Tent) -> None:
    page = tent.stranger.get("/api/docs")
    assert page.status_code == 200
    for route in ROUTES.values():
        assert f'id="{route.name}"' in page.text
    for code in CODES:
        assert f'id="{code}"' in page.text
