"""A pass that was taken back or has expired loses its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.domain.visit import Role
from eventdesk.services.access import LIFETIMES, Kind

if TYPE_CHECKING:
    from tests.realtime.stage import Stage


def test_a_revoked_pass_loses_the_staff_room(stage: Stage) -> None:
    secret, given = stage.access.give(Kind.SESSION, Role.ORGANISER, slug=None)
    client, other = stage.client(auth={"token": secret}), stage.client(auth={"token": stage.secret()})
    stage.watch(client, "staff")
    stage.watch(other, "staff")
    stage.access.store.revoke(given.id)

    stage.beat(31)

    assert [each["error"] for each in stage.received(client, "dismissed")] == ["not_signed_in"]
    assert stage.received(other, "dismissed") == []
    stage.register(last_name="Secretname")
    assert stage.received(client) == []
    assert len(stage.received(other)) == 1
    assert stage.watch(client, "staff")["error"] == "not_signed_in"


def test_an_expired_pass_loses_the_staff_room(stage: Stage) -> None:
    client = stage.client(auth={"token": stage.secret()})
    stage.watch(client, "staff")

    stage.beat(LIFETIMES[Kind.SESSION].total_seconds() - 60)
    assert stage.received(client, "dismissed") == []
    stage.beat(61)

    assert len(stage.received(client, "dismissed")) == 1
    stage.register()
    assert stage.received(client) == []


def test_the_board_needs_no_pass(stage: Stage) -> None:
    secret, given = stage.access.give(Kind.SESSION, Role.ORGANISER, slug=None)
    client = stage.client(auth={"token": secret})
    stage.watch(client)
    stage.access.store.revoke(given.id)

    stage.beat(31)

    stage.register()
    assert len(stage.received(client)) == 1


def test_passes_are_not_asked_at_every_beat(stage: Stage) -> None:
    secret, given = stage.access.give(Kind.SESSION, Role.ORGANISER, slug=None)
    client = stage.client(auth={"token": secret})
    stage.watch(client, "staff")
    stage.access.store.revoke(given.id)

    for _ in range(29):
        stage.beat(1)
    assert stage.received(client, "dismissed") == []
    stage.beat(1)
    assert len(stage.received(client, "dismissed")) == 1
