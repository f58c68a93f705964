"""Every refusal as RFC 9457 problem details, and every code with what it means."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from flask import Response

from eventdesk.domain import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

MEDIA_TYPE = "application/problem+json"

CODES: dict[str, tuple[int, str]] = {
    "malformed": (400, "The request can't be read: its JSON is broken, or it names no good host."),
    "not_signed_in": (401, "Sign in, or send a token that is valid."),
    "wrong_secret": (401, "The passphrase, PIN or code is not right."),
    "not_allowed": (403, "This is for somebody else to do."),
    "needs_https": (403, "This desk takes secrets over HTTPS only; bearer tokens are taken anywhere."),
    "wrong_origin": (403, "The request came from another web site."),
    "not_found": (404, "There is no such thing here."),
    "no_such_event": (404, "No event has this short name."),
    "no_such_visit": (404, "No visit of this event has this number or link."),
    "no_such_therapist": (404, "No therapist of this event has this number."),
    "no_such_entrant": (404, "The start list has no such bib."),
    "no_such_slip": (404, "No sign-up with this slip number has arrived yet."),
    "method_not_allowed": (405, "This address does not take this method."),
    "not_now": (409, "This is possible in another state, not in the present one. Nothing changed."),
    "action_refused": (409, "The visit's present state has no such step. Nothing changed."),
    "open_visit_exists": (409, "This runner already has a visit that is not over; it is in `visit`."),
    "list_closed": (409, "The desk takes no new runners at the moment."),
    "therapist_busy": (409, "The therapist has a runner, or is not on duty."),
    "nobody_to_call": (409, "Nobody who is ready may take this runner."),
    "no_supervisor": (409, "A student is given nobody while no supervisor is on shift."),
    "nothing_to_undo": (409, "There is nothing to undo, or something later depends on it."),
    "slug_taken": (409, "Another event has this short name."),
    "still_in_use": (409, "Visits that are not over need it."),
    "too_large": (413, "The request is too large."),
    "unsupported_media_type": (415, "Send JSON as application/json, and a file as multipart/form-data."),
    "invalid": (422, "Something in the request is wrong; `errors` names each field."),
    "key_reused": (422, "This Idempotency-Key came before with another request."),
    "too_often": (429, "Too many requests; wait as long as `Retry-After` says (seconds)."),
    "internal": (500, "A fault of EventDesk. Nothing was half-done."),
    "store_unavailable": (503, "The disk is full or the database is away. Nothing was half-done; try again."),
}
"""Every stable code: its status and what it means."""

TITLES = {
    400: "Malformed",
    401: "Not signed in",
    403: "Not yours",
    404: "Not found",
    405: "Method not allowed",
    409: "Not now",
    413: "Too large",
    415: "Unsupported media type",
    422: "Invalid",
    429: "Too often",
    500: "Internal error",
    503: "Not available",
}


class Refused(errors.EventDeskError):
    """A refusal that the web itself gives, by a code of `CODES`."""

    def __init__(self, code: str, detail: str = "", *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or CODES[code][1])
        self.problem_code = code
        self.headers = dict(headers or {})


class TooOften(Refused):
    """Too many tries; `seconds` until the next one."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_often", "Too many tries. Please wait a moment.", headers={"Retry-After": str(seconds)})


def problem(
    code: str, detail: str = "", *, headers: Mapping[str, str] | None = None, status: int | None = None, **more: Any
) -> Response:
    """A problem details answer; `more` are further members."""
    usual, meaning = CODES[code]
    status = status or usual
    body = {
        "type": f"/api/docs#{code}",
        "title": TITLES.get(status, "Refused"),
        "status": status,
        "detail": detail or meaning,
        "code": code,
    } | more
    answer = Response(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    answer.headers.update(headers or {})
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        answer.headers["WWW-Authenticate"] = 'Bearer realm="EventDesk"'
    return answer


def of_error(error: errors.EventDeskError) -> Response:
    """The answer to what a use case or a door refused."""
    match error:
        case Refused():
            return problem(error.problem_code, str(error), headers=error.headers)
        case errors.Invalid():
            return problem(error.code, "Please correct what is marked.", errors=error.fields)
        case errors.KeyReused():
            return problem(error.code, str(error), errors={"Idempotency-Key": [str(error)]})
        case errors.NotNow():
            return problem(error.code, str(error), state=error.state)
    return problem(error.code if error.code in CODES else "internal", str(error))


_KIND = re.compile(r"\[|^(str|int|constrained-str|constrained-int|datetime)$")
_WORDS = {
    "missing": "Please fill this in.",
    "extra_forbidden": "There is no such field.",
    "string_too_long": "This is too long: {max_length} characters at most.",
    "string_too_short": "Please fill this in.",
    "too_long": "Too many: {max_length} at most.",
    "int_type": "Give a whole number.",
    "int_parsing": "Give a whole number.",
    "bool_type": "Answer true or false.",
    "string_type": "Give a text.",
    "timezone_aware": "Give the time with its zone, for example 2027-04-18T08:30:00Z.",
    "datetime_type": "Give a time like 2027-04-18T08:30:00Z.",
    "datetime_parsing": "Give a time like 2027-04-18T08:30:00Z.",
    "datetime_from_date_parsing": "Give a time like 2027-04-18T08:30:00Z.",
    "greater_than_equal": "This has to be {ge} or more.",
    "less_than_equal": "This has to be {le} or less.",
}


def fields(found: Iterable[ErrorDetails]) -> dict[str, list[str]]:
    """What pydantic found, by field, in words; what was sent is never repeated."""
    named: dict[str, list[str]] = {}
    for each in found:
        # Where a field takes one of several kinds, pydantic names the kind as well.
        name = ".".join(str(part) for part in each["loc"] if not _KIND.search(str(part))) or "body"
        words = _WORDS.get(each["type"], each["msg"].removeprefix("Value error, "))
        text = words.format(**each.get("ctx", {})) if each["type"] in _WORDS else words
        if text not in named.setdefault(name, []):
            named[name].append(text)
    return named
