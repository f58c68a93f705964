"""The list closes itself when nobody more could be done before closing time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from eventdesk.domain.event import ListState
from eventdesk.services import modes, outlook
from eventdesk.services.actors import TIMER

if TYPE_CHECKING:
    from collections.abc import Collection

    from eventdesk.services.desk import Desk
    from eventdesk.services.forecasting import Forecaster


def beat(desk: Desk, forecaster: Forecaster, led: Collection[str] | None = None) -> None:
    """Once a second: fresh forecasts, and the last call of those events that want one and are full.

    `led`: as of `Forecaster.beat`.
    """
    for day, forecast in forecaster.beat(led):
        event = day.event
        if not event.last_call or event.state is not ListState.OPEN:
            continue
        # Only a run that knows everybody in line can tell who is the last.
        if desk.store.stamp(event.slug).seq == forecast.seq and outlook.is_full(day, forecast):
            found = outlook.closing(day, forecast)
            last = found["last_ticket"] if found else ""
            desk.perform(event.slug, TIMER, partial(modes.close_by_capacity, last_ticket=last))
