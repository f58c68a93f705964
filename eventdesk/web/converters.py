"""What may stand in a path. What may not is no address at all (404), and never reaches the database."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class Slug(BaseConverter):
    """An event's short name."""

    regex = r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?"


class Id(BaseConverter):
    """A whole number that any database holds."""

    regex = r"[1-9][0-9]{0,14}"

    def to_python(self, value: str) -> int:
        """As a number."""
        return int(value)


class Token(BaseConverter):
    """A secret as EventDesk makes them; with dots where it is signed."""

    regex = r"[A-Za-z0-9_.-]{8,100}"


class Bib(BaseConverter):
    """A bib as it stands in the start list; it may hold a space or a hyphen."""

    regex = r"[^/\x00-\x1f]{1,20}"


class Slip(BaseConverter):
    """A slip's number as tablets give them."""

    regex = r"[1-9][0-9]{0,8}-[0-9]{2,6}[a-z]?"


CONVERTERS = {"slug": Slug, "id": Id, "token": Token, "bib": Bib, "slip": Slip}
