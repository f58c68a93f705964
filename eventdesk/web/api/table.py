"""Every route of the API."""

from __future__ import annotations

from eventdesk.web.api import (
    backups,
    description,
    entrants,
    event,
    passes,
    person,
    purge,
    records,
    sign_in,
    slips,
    staffing,
    therapists,
    tickets,
    visits,
)
from eventdesk.web.routes import Route


def all_routes() -> tuple[Route, ...]:
    """In the order in which the documentation shows them."""
    day = (event, visits, slips, therapists, staffing, entrants, tickets)
    modules = (*day, records, person, purge, sign_in, passes, backups, description)
    return tuple(route for module in modules for route in module.routes.all)
