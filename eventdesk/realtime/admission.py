"""Who may hear what. Decided when a room is watched, and asked again while it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_cookie

from eventdesk.domain.errors import NotAllowed
from eventdesk.domain.visit import Role
from eventdesk.realtime.rooms import Audience, Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.realtime.contract import Watch
    from eventdesk.services.access import Access
    from eventdesk.services.ports import Store

COOKIE = "eventdesk"
LONGEST_SECRET = 200
STAFF = frozenset({Role.ORGANISER, Role.THERAPIST})
"""A kiosk stands where everybody can touch it, so its pass does not count here."""


class NotSignedIn(NotAllowed):
    """Nothing that was shown opens anything (any more)."""

    code = "not_signed_in"


def secrets_shown(environ: dict[str, Any], auth: Any) -> tuple[str, ...]:
    """What a socket shows on connecting: `auth: {token}`, a bearer token, the browser's cookie."""
    token = auth.get("token") if isinstance(auth, dict) else None
    scheme, _, bearer = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    cookie = parse_cookie(environ.get("HTTP_COOKIE")).get(COOKIE)
    shown = (token, bearer.strip() if scheme.lower() == "bearer" else None, cookie)
    return tuple(each for each in shown if isinstance(each, str) and 0 < len(each) <= LONGEST_SECRET)


class Admission:
    """Lets sockets into rooms."""

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access

    def room(self, wanted: Watch, secrets: Sequence[str]) -> Room:
        """The room that is wanted, for one who may hear it.

        Raises `NoSuchEvent`, `NoSuchVisit`, `NotSignedIn`, `NotAllowed`.
        """
        self._store.stamp(wanted.event)
        kind, _, token = wanted.room.partition(":")
        match Audience(kind):
            case Audience.BOARD:
                # Anybody: it hangs on the wall, and holds nothing that may not.
                return Room(wanted.event, Audience.BOARD)
            case Audience.STAFF | Audience.LEAD:
                # Names and bibs of everybody: only those who work at this event today.
                return self.staff_room(wanted.event, secrets)
            case Audience.VISIT:
                # Whoever has the runner's secret link: it is the runner's own page.
                with self._store.read(wanted.event) as reading:
                    visit_id = reading.visit_by_token(token).id
                return Room(wanted.event, Audience.VISIT, visit_id)

    def staff_room(self, slug: str, secrets: Sequence[str]) -> Room:
        """Where these secrets may hear of this event: with the staff, or as a line lead (nothing of health).

        Raises `NotSignedIn` or `NotAllowed` for who is neither.
        """
        passes = [found for each in secrets if (found := self._access.recognise(each)) is not None]
        roles = {each.role for each in passes if each.slug in {None, slug}}
        if roles & STAFF:
            return Room(slug, Audience.STAFF)
        if Role.LEAD in roles:
            return Room(slug, Audience.LEAD)
        if passes:
            msg = "This is for the people who work at this event."
            raise NotAllowed(msg)
        msg = "Please sign in."
        raise NotSignedIn(msg)
