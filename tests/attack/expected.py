"""Who may use what, written out: the one list that is not made from the code.

O organiser, L line lead, T therapist, K kiosk, B board, `everybody`: also those who are not signed in. An address or
a room that is not listed here fails the tests, whoever may use it: somebody has to have thought about it.
"""

from __future__ import annotations

from eventdesk.domain.visit import Role

EVENT = "/api/v1/events/<slug:slug>"
EVERYBODY = "everybody"
LETTERS = {"O": Role.ORGANISER, "L": Role.LEAD, "T": Role.THERAPIST, "K": Role.KIOSK, "B": Role.BOARD}

ROUTES = {
    f"GET {EVENT}/board": "everybody",
    f"GET {EVENT}/event": "O",
    f"PATCH {EVENT}/event": "O",
    f"POST {EVENT}/announcement": "O",
    f"POST {EVENT}/open": "O",
    f"POST {EVENT}/close": "O",
    f"GET {EVENT}/busy": "O",
    f"POST {EVENT}/busy": "O",
    f"GET {EVENT}/cycle": "O",
    f"POST {EVENT}/cycle": "O",
    f"GET {EVENT}/journal": "O",
    f"GET {EVENT}/stats": "O",
    "GET /api/v1/events": "O",
    "POST /api/v1/events": "O",
    "GET /api/v1/health": "everybody",
    f"POST {EVENT}/visits": "OLK",
    f"GET {EVENT}/visits": "OLT",
    f"GET {EVENT}/visits/<id:visit_id>": "OLT",
    f"PATCH {EVENT}/visits/<id:visit_id>": "O",
    f"POST {EVENT}/visits/<id:visit_id>/clear": "OT",
    f"POST {EVENT}/visits/<id:visit_id>/decline": "OT",
    f"POST {EVENT}/visits/<id:visit_id>/refer": "OLT",
    f"POST {EVENT}/visits/<id:visit_id>/call": "OLT",
    f"POST {EVENT}/visits/<id:visit_id>/recall": "OLT",
    f"POST {EVENT}/visits/<id:visit_id>/start": "OT",
    f"POST {EVENT}/visits/<id:visit_id>/extend": "OT",
    f"POST {EVENT}/visits/<id:visit_id>/finish": "OT",
    f"POST {EVENT}/visits/<id:visit_id>/miss": "OT",
    f"POST {EVENT}/visits/<id:visit_id>/step-away": "OL",
    f"POST {EVENT}/visits/<id:visit_id>/return": "OLK",
    f"POST {EVENT}/visits/<id:visit_id>/release": "OLT",
    f"POST {EVENT}/visits/<id:visit_id>/transfer": "OLT",
    f"POST {EVENT}/visits/<id:visit_id>/withdraw": "OL",
    f"POST {EVENT}/visits/<id:visit_id>/move": "OL",
    f"POST {EVENT}/undo": "OLT",
    f"POST {EVENT}/quotes": "OLK",
    f"POST {EVENT}/search": "OL",
    f"POST {EVENT}/slips": "OLK",
    f"GET {EVENT}/slips/<slip:slip>": "OLK",
    f"POST {EVENT}/slips/<slip:slip>/seen": "OL",
    f"GET {EVENT}/therapists": "OLTK",
    f"POST {EVENT}/therapists": "O",
    f"PATCH {EVENT}/therapists/<id:therapist_id>": "O",
    f"POST {EVENT}/therapists/<id:therapist_id>/ready": "OT",
    f"POST {EVENT}/therapists/<id:therapist_id>/break": "OT",
    f"POST {EVENT}/therapists/<id:therapist_id>/off": "OT",
    f"POST {EVENT}/therapists/<id:therapist_id>/next": "OT",
    f"GET {EVENT}/visits/<id:visit_id>/therapists": "OLT",
    f"GET {EVENT}/therapists/<id:therapist_id>/now": "OT",
    f"GET {EVENT}/staffing": "O",
    f"POST {EVENT}/staffing/plan": "O",
    f"POST {EVENT}/staffing/save": "O",
    f"GET {EVENT}/start-list/<bib:bib>": "OLTK",
    f"POST {EVENT}/start-list/search": "OLTK",
    f"POST {EVENT}/start-list/preview": "O",
    f"POST {EVENT}/start-list": "O",
    "GET /api/v1/tickets/<token:token>": "everybody",
    "POST /api/v1/tickets/<token:token>/later": "everybody",
    "POST /api/v1/tickets/<token:token>/cancel": "everybody",
    "POST /api/v1/tickets/<token:token>/back": "everybody",
    "POST /api/v1/sign-in": "everybody",
    "POST /api/v1/sign-in/link": "everybody",
    "POST /api/v1/sign-out": "OLTKB",
    "GET /api/v1/me": "OLTKB",
    f"GET {EVENT}/sign-in-names": "everybody",
    f"POST {EVENT}/pairings": "O",
    "POST /api/v1/pair": "everybody",
    "POST /api/v1/kiosk/leave": "K",
    f"POST {EVENT}/therapists/<id:therapist_id>/sign-in-link": "O",
    "POST /api/v1/first-run/<token:token>": "everybody",
    "POST /api/v1/passphrase": "O",
    f"GET {EVENT}/passes": "O",
    f"POST {EVENT}/passes/<id:pass_id>/revoke": "O",
    f"PATCH {EVENT}/passes/<id:pass_id>": "O",
    f"GET {EVENT}/backups": "O",
    f"POST {EVENT}/backups": "O",
    f"POST {EVENT}/backups/folders": "O",
    f"POST {EVENT}/backups/folders/leave": "O",
    f"GET {EVENT}/therapists/<id:therapist_id>/records": "OT",
    f"GET {EVENT}/visits/<id:visit_id>/record": "OT",
    f"POST {EVENT}/visits/<id:visit_id>/record": "OT",
    f"POST {EVENT}/records/pack": "OT",
    f"POST {EVENT}/records/handed-over": "OT",
    f"GET {EVENT}/privacy": "O",
    f"POST {EVENT}/purge": "O",
    f"GET {EVENT}/export": "O",
    f"POST {EVENT}/person": "O",
    f"POST {EVENT}/person/export": "O",
    f"POST {EVENT}/person/correct": "O",
    f"POST {EVENT}/person/erase": "O",
    "GET /api/v1/openapi.json": "everybody",
}

PAGES = {
    "GET /": "everybody",
    "GET /first-run/<token:token>": "everybody",
    "GET /sign-in": "everybody",
    "GET /in/<token:token>": "everybody",
    "GET /pair/<token:token>": "everybody",
    "GET /e/<slug:slug>/board": "everybody",
    "GET /e/<slug:slug>/kiosk": "OK",
    "GET /e/<slug:slug>/therapist": "OT",
    "GET /e/<slug:slug>/desk": "OL",
    "GET /e/<slug:slug>/setup": "O",
    "GET /e/<slug:slug>/devices": "O",
    "GET /e/<slug:slug>/staffing": "O",
    "GET /e/<slug:slug>/privacy": "O",
    "GET /t/<token:token>": "everybody",
    "GET /api/docs": "everybody",
    "GET /qr.svg": "everybody",
    "GET /trust": "everybody",
    "GET /trust/<name>": "everybody",
}

ROOMS = {
    "board": EVERYBODY,
    # A lead is told of the same people there, and nothing of their health.
    "staff": "OLT",
    # By the secret link of one runner, whoever has it.
    "visit": EVERYBODY,
}

TOLD_OF_HEALTH = "OT"
"""Who may be answered what a runner said about health."""


def may(role: Role | None, listed: str) -> bool:
    """Whether this role (None: a stranger) is among those listed."""
    return listed == EVERYBODY or (role is not None and role in {LETTERS[each] for each in listed})
