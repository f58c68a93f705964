"""The two clocks: what is held, what goes when, deleting now; and the day as a file."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flask import Response

from eventdesk.domain import views
from eventdesk.domain.errors import Invalid
from eventdesk.domain.visit import OPEN
from eventdesk.services import exporting, purging, records
from eventdesk.services.changes import plain
from eventdesk.web.api import privacy_answers as answers
from eventdesk.web.api import privacy_bodies as bodies
from eventdesk.web.asking import ORGANISER
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.services.ports import Reading
    from eventdesk.web.parts import Json

routes = Routes("Privacy")


@routes.add("GET", EVENT + "/privacy", who=ORGANISER, answers={200: answers.PrivacyNow})
def show_privacy(ask: Ask) -> Reply:
    """What is held of people, what goes when, whose treatment records are still here, and the figures that stay."""
    return Reply(privacy_now(ask))


def privacy_now(ask: Ask) -> Json:
    """As `show_privacy`. Nothing of health is in it."""
    set_aside = ask.parts.privacy.set_aside()
    with ask.parts.store.read(ask.slug) as reading:
        event, counts, kept = reading.event, reading.counts(), reading.figures()
        return {
            "now": views.instant(ask.parts.clock.now()),
            "due_at": views.instant(purging.goes_at(reading)),
            "purged_at": views.instant(reading.purged_at),
            "purge_after_days": event.purge_after_days,
            "records": event.records.value,
            "record_years": event.record_years,
            "holds": {
                "visits": sum(counts.values()),
                "open_visits": sum(counts[each] for each in OPEN),
                "start_list": reading.count_entrants(),
            },
            "keepers": _keepers(reading),
            "handed_over": sum(not each.is_here for each in reading.records()),
            "figures": None if kept is None else kept.document,
            "set_aside": set_aside,
        }


def _keepers(reading: Reading) -> list[Json]:
    by_keeper: dict[int, list[TreatmentRecord]] = defaultdict(list)
    for each in records.here(reading):
        by_keeper[each.therapist_id].append(each)
    return [_keeper(reading, keeper, found) for keeper, found in sorted(by_keeper.items())]


def _keeper(reading: Reading, keeper: int, found: list[TreatmentRecord]) -> Json:
    return {
        "therapist_id": keeper or None,
        "name": records.name_of(reading, keeper),
        "records": len(found),
        "with_note": sum(each.note is not None for each in found),
        "locked": sum(each.restricted_at is not None for each in found),
        "keep_until": plain(max(each.keep_until for each in found)),
    }


@routes.add(
    "POST",
    EVENT + "/purge",
    who=ORGANISER,
    body=bodies.PurgeWanted,
    answers={200: answers.PurgeDone},
    refuses=(409,),
    keeps_key=False,
)
def purge(ask: Ask, body: bodies.PurgeWanted) -> Reply:
    """Deletes what the queue needed, for good; treatment records stay, sealed, until they are handed over."""
    if body.confirm != ask.slug:
        raise Invalid({"confirm": [f"Type {ask.slug} to delete for good."]})
    done = ask.parts.privacy.purger.purge(ask.slug, ask.actor, early=body.early)
    return Reply(
        {
            "visits": done.visits,
            "start_list": done.entrants,
            "records_here": done.records_here,
            "undone": list(done.undone),
        }
    )


@routes.add(
    "GET",
    EVENT + "/export",
    who=ORGANISER,
    query=bodies.ExportQuery,
    answers={200: bytes},
    media_type="text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/json",
)
def export_visits(ask: Ask, query: bodies.ExportQuery) -> Response:
    """Every visit as CSV, XLSX or JSON, for a spreadsheet; nothing of health, and no formulas."""
    with ask.parts.store.read(ask.slug) as reading:
        rows = exporting.visits(reading, with_names=query.names)
    content, media_type = ask.parts.privacy.table(query.format, exporting.columns(with_names=query.names), rows)
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{ask.slug}-visits.{query.format}"'
    return answer
