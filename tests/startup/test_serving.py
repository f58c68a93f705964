"""Starting and ending the desk in each async mode, with every kind of client connected."""

from __future__ import annotations

import json
import signal
import socket
import threading
import urllib.parse
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
import requests
import websocket

from tests.startup.running import desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODES = ("eventlet", "gevent", "threading")
ENDINGS = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.parametrize("how", ENDINGS)
@pytest.mark.parametrize("mode", MODES)
def test_it_ends_cleanly_with_clients_connected(tmp_path: Path, mode: str, how: signal.Signals) -> None:
    with ExitStack() as clients, desk(tmp_path, "--async-mode", mode) as running:
        clients.enter_context(closing(websocket_client(running.url)))
        clients.enter_context(idle_browser(running.url))
        clients.enter_context(long_polling_client(running.url))
        assert running.end(how) == (0, "")


@pytest.mark.parametrize("mode", MODES)
def test_it_ends_cleanly_with_nobody_there(tmp_path: Path, mode: str) -> None:
    with desk(tmp_path, "--async-mode", mode) as running:
        assert running.end(signal.SIGINT) == (0, "")


@pytest.mark.parametrize("mode", MODES)
def test_the_first_page_and_the_health_are_answered(tmp_path: Path, mode: str) -> None:
    with desk(tmp_path, settings={"EVENTDESK_ASYNC_MODE": mode}) as running:
        page = requests.get(f"{running.url}/", timeout=10)
        health = requests.get(f"{running.url}/api/v1/health", timeout=10)
        assert (page.status_code, health.status_code) == (200, 200)
        assert health.json()["status"] == "ok"
        assert running.end(signal.SIGTERM) == (0, "")


@pytest.mark.parametrize("mode", MODES)
def test_an_offer_to_compress_the_socket_is_not_taken(tmp_path: Path, mode: str) -> None:
    with desk(tmp_path, "--async-mode", mode) as running:
        client = websocket_client(running.url, header=["Sec-WebSocket-Extensions: permessage-deflate"])
        with closing(client):
            assert "sec-websocket-extensions" not in (client.getheaders() or {})


def test_the_loop_for_macs_ends_cleanly_too(tmp_path: Path) -> None:
    with ExitStack() as clients, desk(tmp_path, settings={"EVENTLET_HUB": "asyncio"}) as running:
        clients.enter_context(closing(websocket_client(running.url)))
        clients.enter_context(long_polling_client(running.url))
        assert running.end(signal.SIGINT) == (0, "")


def test_a_client_that_reads_nothing_does_not_keep_it(tmp_path: Path) -> None:
    with desk(tmp_path) as running:
        address = urllib.parse.urlsplit(running.url)
        with socket.create_connection((address.hostname or "", address.port or 0)) as silent:
            silent.sendall(b"GET /board HTTP/1.1\r\nHost: ")  # and never the rest
            assert running.end(signal.SIGTERM) == (0, "")


def test_the_welcome_has_the_address_a_qr_code_and_the_set_up_link(tmp_path: Path) -> None:
    with desk(tmp_path) as running:
        link = next(line.strip() for line in lines_until(running.said, "Ctrl-C") if "/first-run/" in line)
        assert link.startswith(running.url)
        assert requests.get(link, timeout=10).status_code == 200
        assert any("█" in line for line in running.said)


def test_behind_a_proxy_the_set_up_link_has_the_name_that_browsers_use(tmp_path: Path) -> None:
    behind = {"EVENTDESK_PROXIES": "1", "EVENTDESK_HOSTNAMES": "desk.example.org,tent.example.org"}
    with desk(tmp_path, settings=behind) as running:
        said = [line.strip() for line in lines_until(running.said, "Ctrl-C")]
    assert said[1:3] == ["https://desk.example.org", f"{running.url}  (on this machine)"]
    assert any(line.startswith("https://desk.example.org/first-run/") for line in said)


def test_a_name_without_a_proxy_is_not_taken_for_an_encrypted_address(tmp_path: Path) -> None:
    with desk(tmp_path, settings={"EVENTDESK_HOSTNAMES": "desk.example.org"}) as running:
        said = "".join(lines_until(running.said, "Ctrl-C"))
    assert f"{running.url}/first-run/" in said
    assert "https://" not in said


@pytest.mark.parametrize("mode", MODES)
def test_nothing_that_was_asked_for_is_logged(tmp_path: Path, mode: str) -> None:
    with desk(tmp_path, "--async-mode", mode) as running:
        requests.get(f"{running.url}/?name=Josefine", timeout=10)
        for broken in (b"GET /?name=Josefine HTTP/9.9", b"Josefine", b"\x16\x03\x01\x02\x00\x01\x00Josefine"):
            exchange(running.url, broken + b"\r\n\r\n")
        assert running.end(signal.SIGTERM) == (0, "")
        assert not any("Josefine" in line or "GET" in line for line in running.said)


def test_a_second_start_keeps_what_the_first_one_made(tmp_path: Path) -> None:
    with desk(tmp_path) as running:
        running.end(signal.SIGTERM)
    kept = {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()}

    with desk(tmp_path) as running:
        assert not any("Setting up" in line for line in running.said)
        assert running.end(signal.SIGTERM) == (0, "")

    assert kept
    assert kept == {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()}


def test_the_data_folder_is_nobody_elses(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with desk(folder) as running:
        running.end(signal.SIGTERM)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in [*folder.glob("*.sqlite3"), *(folder / "keys").iterdir()]} == {0}


def lines_until(said: list[str], mark: str) -> list[str]:
    """The lines that were printed, once the one with the mark is among them."""
    done = threading.Event()
    for _ in range(200):
        if any(mark in line for line in said):
            return list(said)
        done.wait(0.05)
    raise AssertionError(f"{mark!r} was never printed: {said}")


def exchange(url: str, request: bytes) -> None:
    """Send these bytes, and wait until they are answered or the connection is closed."""
    address = urllib.parse.urlsplit(url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=1) as connection:
        connection.sendall(request)
        with suppress(OSError):
            connection.recv(100)


def websocket_client(url: str, header: list[str] | None = None) -> websocket.WebSocket:
    """A client in the namespace of the desk, over WebSocket."""
    address = url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"
    client = websocket.create_connection(address, timeout=10, header=header or [])
    assert str(client.recv()).startswith("0")
    client.send("40/live,")
    assert str(client.recv()).startswith("40/live,")
    return client


@contextmanager
def idle_browser(url: str) -> Iterator[None]:
    """A browser that keeps its connection open after a page."""
    with requests.Session() as browser:
        browser.get(f"{url}/", timeout=10)
        yield


@contextmanager
def long_polling_client(url: str) -> Iterator[None]:
    """A client in the namespace of the desk that waits for news in an open request."""
    address = f"{url}/socket.io/?EIO=4&transport=polling"
    with requests.Session() as client:
        address += f"&sid={json.loads(client.get(address, timeout=10).text[1:])['sid']}"
        client.post(address, data="40/live,", timeout=10)
        assert client.get(address, timeout=10).text.startswith("40/live,")
        waits = threading.Event()

        def wait_for_news() -> None:
            waits.set()
            # The desk may end the request with or without an answer.
            try:
                client.get(address, timeout=30)
            except requests.RequestException:
                return

        poll = threading.Thread(target=wait_for_news)
        poll.start()
        waits.wait()
        yield
        poll.join()
