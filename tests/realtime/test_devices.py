"""A device that is sent away hears nothing from that instant on; one that only listens is seen all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.visit import Role
from eventdesk.services.access import Kind
from tests.builders import NOW

if TYPE_CHECKING:
    from tests.realtime.stage import Stage


def test_a_revoked_device_hears_no_more_without_any_beat(stage: Stage) -> None:
    secret, given = stage.access.give(Kind.DEVICE, Role.LEAD, slug=stage.slug)
    client, other = stage.client(auth={"token": secret}), stage.client(auth={"token": stage.secret()})
    stage.watch(client, "staff")
    stage.watch(other, "staff")

    stage.access.revoke(given.id)

    assert [each["error"] for each in stage.received(client, "dismissed")] == ["not_signed_in"]
    stage.register()
    assert stage.received(client) == []
    assert len(stage.received(other)) == 1


def test_a_screen_that_only_listens_is_seen(stage: Stage) -> None:
    secret, _ = stage.access.give(Kind.DEVICE, Role.BOARD, slug=stage.slug)
    client = stage.client(headers={"Cookie": f"eventdesk={secret}"})
    stage.watch(client)
    stage.beat(31)
    assert [each.last_seen_at for each in stage.access.passes(stage.slug)] == [NOW + timedelta(seconds=31)]
    stage.beat(31)
    stage.beat(31)
    assert [each.last_seen_at for each in stage.access.passes(stage.slug)] == [NOW + timedelta(seconds=93)]
