"""The desk that encrypts, in each async mode: with clients that trust it, and with some that only keep a place."""

from __future__ import annotations

import hashlib
import signal
import socket
import ssl
import urllib.parse
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest
import requests
import websocket

from tests.startup.running import desk, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.startup.running import Desk

MODES = ("eventlet", "gevent", "threading")
SILENT_CLIENTS = 40


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def trusted(running: Desk, folder: Path) -> Path:
    """The file with which a client trusts this desk, as the desk gives it out."""
    kept = folder / "trusted.pem"
    kept.write_bytes(requests.get(f"{running.url}/trust/eventdesk.pem", timeout=10).content)
    return kept


@pytest.mark.parametrize("mode", MODES)
def test_a_client_that_trusts_the_desk(tmp_path: Path, mode: str) -> None:
    port = free_port()
    made = run(
        "event", "new", "spring", "--name", "Spring", "--date", "2027-04-18", "--timezone", "UTC",
        "--data-dir", str(tmp_path / "data"),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    with (
        ExitStack() as open_ones,
        desk(tmp_path / "data", "--https", "--https-port", str(port), "--async-mode", mode) as running,
    ):
        authority = trusted(running, tmp_path)
        secure = f"https://127.0.0.1:{port}"
        # Some that never say a word, and one that says what is none of it: nobody else waits for them.
        for _ in range(SILENT_CLIENTS):
            open_ones.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=10)))
        with socket.create_connection(("127.0.0.1", port), timeout=10) as confused:
            confused.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")

        with requests.Session() as browser:
            browser.verify = str(authority)
            browser.trust_env = False  # a setting of the machine would beat the line above
            for _ in range(3):
                assert browser.get(f"{secure}/api/v1/health", timeout=10).json()["status"] == "ok"
            assert browser.get(f"{secure}/sign-in", timeout=10).status_code == 200
            assert browser.get(f"{secure}/e/spring/board", timeout=10).status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{secure}/", timeout=10)

        names = subject_names(authority, port, "vm-of-somebody.local")
        assert {("DNS", "localhost"), ("IP Address", "127.0.0.1")} <= names
        assert any(kind == "DNS" and name.endswith(".local") for kind, name in names)

        sent_on = requests.get(
            f"{running.url}/sign-in",
            headers={"Host": f"tent.local:{port_of(running)}"},
            timeout=10,
            allow_redirects=False,
        )
        assert sent_on.status_code == 307
        assert sent_on.headers["Location"] == f"https://tent.local:{port}/sign-in"
        assert requests.get(f"{running.url}/e/spring/board", timeout=10).status_code == 200

        live = websocket.create_connection(
            f"wss://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket",
            timeout=10, sslopt={"ca_certs": str(authority)}, origin=secure,
        )  # fmt: skip
        open_ones.enter_context(closing(live))
        assert str(live.recv()).startswith("0")
        live.send("40/live,")
        assert str(live.recv()).startswith("40/live,")
        live.send('42/live,1["watch",{"event":"spring","room":"board"}]')
        assert str(live.recv()).startswith("43/live,1")
        assert str(live.recv()).startswith('42/live,["forecast"')  # the sign of life of the next second

        assert running.end(signal.SIGTERM) == (0, "")


def subject_names(authority: Path, port: int, name: str) -> set[tuple[str, str]]:
    """What the certificate is for, asked with any name: the desk has but one."""
    context = ssl.create_default_context(cafile=str(authority))
    context.check_hostname = False
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as connection,
        context.wrap_socket(connection, server_hostname=name) as secure,
    ):
        found = secure.getpeercert() or {}
    return set(found["subjectAltName"])  # type: ignore[arg-type]


def port_of(running: Desk) -> int:
    return urllib.parse.urlsplit(running.url).port or 0


def test_the_welcome_says_how_devices_come_to_trust_it(tmp_path: Path) -> None:
    with desk(tmp_path, "--https", settings={"EVENTDESK_HTTPS_PORT": "0"}) as running:
        authority = trusted(running, tmp_path)
        running.end(signal.SIGTERM)
        said = "".join(running.said)
    fingerprint = ssl.PEM_cert_to_DER_cert(authority.read_text(encoding="ascii"))
    assert hashlib.sha256(fingerprint).digest().hex(":").upper() in said
    assert f"{running.url}/trust" in said
    # The first link is for this machine: no other device trusts the desk yet.
    assert f"{running.url}/first-run/" in said


def test_a_restart_changes_nothing_for_those_who_trust_it(tmp_path: Path) -> None:
    given = []
    for _ in range(2):
        with desk(tmp_path, "--https", "--https-port", "0") as running:
            given.append(requests.get(f"{running.url}/trust/eventdesk.crt", timeout=10).content)
            given.append((tmp_path / "certificates" / "desk.pem").read_bytes())
            assert running.end(signal.SIGTERM) == (0, "")
    assert given[:2] == given[2:]


def test_a_port_that_is_taken_is_told_by_its_option(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = run(
            "serve", "--host=127.0.0.1", "--port=0", "--https", f"--https-port={port}", "--no-browser",
            "--data-dir", str(tmp_path),
        )  # fmt: skip
    assert said.returncode == 1
    assert f"Port {port} is in use" in said.stderr
    assert "--https-port" in said.stderr


@pytest.mark.parametrize("mode", MODES)
def test_those_who_do_not_go_on_are_hung_up_on(tmp_path: Path, mode: str) -> None:
    """Half a head, and no more of it: after ten seconds the place is free for somebody else."""
    with desk(tmp_path, "--async-mode", mode) as running:
        with socket.create_connection(("127.0.0.1", port_of(running)), timeout=30) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            for letter in b"X-Slow: a":
                slow.sendall(bytes([letter]))
            assert slow.recv(100) == b""
        assert requests.get(f"{running.url}/api/v1/health", timeout=10).status_code == 200
        assert running.end(signal.SIGTERM) == (0, "")
