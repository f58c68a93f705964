"""docs/live-protocol.md says what there is, and its client works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.realtime import contract
from tests.realtime.stage import eventually
from tests.realtime.wire import cut, served

if TYPE_CHECKING:
    from tests.realtime.stage import Stage

PAGE = (Path(__file__).parents[2] / "docs" / "live-protocol.md").read_text(encoding="utf-8")
MESSAGES = (
    contract.Watch,
    contract.SnapshotAnswer,
    contract.PatchesAnswer,
    contract.Refusal,
    contract.Patch,
    contract.ForecastMessage,
    contract.Expected,
    contract.PublicVisit,
)


@pytest.mark.parametrize("code", contract.REFUSALS)
def test_each_refusal_is_documented(code: str) -> None:
    assert f"`{code}`" in PAGE


@pytest.mark.parametrize("name", [contract.WATCH, contract.PATCH, contract.FORECAST, contract.DISMISSED])
def test_each_message_is_documented(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("message", MESSAGES)
def test_each_field_is_documented(message: type) -> None:
    for name in message.__annotations__:
        assert re.search(rf"\b{name}\b", PAGE), name


def test_the_limits_are_documented() -> None:
    assert f"more than {contract.LARGEST_MESSAGE_BYTES // 1024} KiB" in PAGE


def test_the_client_of_the_page_keeps_up(stage: Stage) -> None:
    [source] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile(source, "live-protocol.md", "exec"), names)  # noqa: S102 - it is our own page
    board = names["Board"](stage.slug)
    therapist = stage.therapist()
    with served(stage) as url:
        board.client.connect(url, namespaces=["/live"], transports=["websocket"])
        for _ in range(5):
            stage.register()
        called, _ = stage.next(therapist)
        assert called is not None
        eventually(lambda: board.seq == stage.seq)
        assert board.called() == [called.ticket]
        cut(board.client)
