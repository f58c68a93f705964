"""The room of a line lead: the staff's news, without anything of anybody's health."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.visit import Action, Role
from eventdesk.services.access import Kind

if TYPE_CHECKING:
    from tests.realtime.stage import Stage


def test_a_lead_who_watches_the_staff_room_hears_no_health(stage: Stage) -> None:
    lead = stage.client(auth={"token": stage.secret(Role.LEAD, stage.slug)})
    staff = stage.client(auth={"token": stage.secret()})
    stage.watch(lead, "staff")
    stage.watch(staff, "staff")
    visit = stage.register(first_name="Sara", last_name="Long")
    stage.act(visit, Action.REFER, reason="SECRETWHY", to="SECRETPLACE", by="Jo")

    heard, all_of_it = stage.received(lead), stage.received(staff)

    assert [each["seq"] for each in heard] == [each["seq"] for each in all_of_it]
    assert "SECRETWHY" in json.dumps(all_of_it)
    assert "SECRET" not in json.dumps(heard)
    assert heard[-1]["changes"][0]["visit"]["last_name"] == "Long"
    snapshot = stage.watch(lead, "staff")["snapshot"]
    assert "SECRET" not in json.dumps(snapshot)
    assert [each["status"] for each in snapshot["ended"]] == ["referred"]
    caught_up = stage.watch(lead, "staff", since=0)
    assert "SECRET" not in json.dumps(caught_up)


def test_the_forecast_and_the_reasons_reach_a_lead_too(stage: Stage) -> None:
    lead = stage.client(auth={"token": stage.secret(Role.LEAD, stage.slug)})
    stage.watch(lead, "staff")
    stage.therapist()
    stage.register()
    stage.beat()
    assert stage.received(lead, "forecast")


@pytest.mark.parametrize(("role", "slug"), [(Role.LEAD, "elsewhere"), (Role.BOARD, None), (Role.KIOSK, None)])
def test_others_do_not_get_in(stage: Stage, role: Role, slug: str | None) -> None:
    client = stage.client(auth={"token": stage.secret(role, slug or stage.slug)})
    assert stage.watch(client, "staff")["error"] == "not_allowed"


def test_nobody_asks_for_the_leads_room_by_its_name(stage: Stage) -> None:
    client = stage.client(auth={"token": stage.secret()})
    assert stage.watch(client, "lead")["error"] == "malformed"


def test_who_loses_the_staffs_pass_and_keeps_a_leads_is_not_left_among_the_staff(stage: Stage) -> None:
    secret, given = stage.access.give(Kind.SESSION, Role.ORGANISER, slug=None)
    cookie = stage.secret(Role.LEAD, stage.slug)
    client = stage.client(auth={"token": secret}, headers={"Cookie": f"eventdesk={cookie}"})
    stage.watch(client, "staff")
    stage.access.store.revoke(given.id)
    stage.beat(31)
    assert [each["error"] for each in stage.received(client, "dismissed")] == ["not_allowed"]
    assert "snapshot" in stage.watch(client, "staff")
