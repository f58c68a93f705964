"""The examples at work: nginx as it is configured here before two processes, and every command of the compose file."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import ssl
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
import websocket
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.builders import NOW
from tests.cluster.servers import Nginx, Postgres, Redis, free_port
from tests.startup import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.startup.running import Desk

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES = 2
SECRET_LINK = "k33pth1s"


class Site:
    """The desk behind nginx. `url` has no slash at its end."""

    def __init__(self, desks: list[Desk], proxy: Nginx, plain_port: int, certificate: Path) -> None:
        self.desks = desks
        self.proxy = proxy
        self.url = f"https://localhost:{proxy.port}"
        self.plain_url = f"http://127.0.0.1:{plain_port}"
        self.certificate = certificate

    def get(self, path: str, browser: requests.Session | None = None, **more: Any) -> requests.Response:
        """One request, by a new browser unless it is named."""
        return (browser or requests.Session()).get(self.url + path, verify=str(self.certificate), timeout=20, **more)


@pytest.fixture
def certificate() -> tuple[str, str]:
    """For `localhost`: certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(NOW - timedelta(days=3650)).not_valid_after(NOW + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return made.public_bytes(serialization.Encoding.PEM).decode(), secret.decode()


def configured(deploy: Path, folder: Path, ports: tuple[int, int]) -> str:
    """The configuration of nginx as it is, at other ports and in another folder."""
    text = (deploy / "nginx.conf").read_text(encoding="utf-8").replace("/etc/eventdesk/tls", str(folder))
    text = text.replace("/etc/eventdesk", str(folder))
    for usual, here in (
        ("listen 80;", f"listen 127.0.0.1:{ports[0]};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{ports[1]} ssl;"),
    ):
        assert usual in text
        text = text.replace(usual, here)
    return text


@pytest.fixture
def site(deploy: Path, tmp_path: Path, postgres_url: str, certificate: tuple[str, str]) -> Iterator[Site]:
    """Two processes with the settings of the example, on one PostgreSQL and one Redis, behind nginx."""
    exchange = Redis()
    shared = {
        "EVENTDESK_DATABASE_URL": postgres_url,
        "EVENTDESK_REDIS_URL": exchange.url,
        "EVENTDESK_HOSTNAMES": "localhost",
        "EVENTDESK_PROXIES": "1",
    }
    new = ("event", "new", "spring", "--name", "S", "--date", "2090-05-03", "--timezone", "Europe/London")
    made = running.run(*new, "--data-dir", str(tmp_path / "desk"), **shared)
    assert made.returncode == 0, made.stderr
    plain_port, port = free_port(), free_port()
    with contextlib.ExitStack() as running_now:
        running_now.enter_context(exchange)
        desks = [running_now.enter_context(running.desk(tmp_path / "desk", settings=shared)) for _ in range(PROCESSES)]
        proxy = Nginx("", port)
        proxy.http = configured(deploy, proxy.folder, (plain_port, port))
        file = proxy.write("fullchain.pem", certificate[0])
        proxy.write("privkey.pem", certificate[1])
        each = (deploy / "desks.conf").read_text(encoding="utf-8").splitlines()[0]
        lines = [re.sub(r"127\.0\.0\.1:\d+", desk.url.removeprefix("http://"), each) for desk in desks]
        proxy.write("desks.conf", "\n".join(lines))
        mine = tmp_path / "certificate.pem"
        mine.write_text(file.read_text())
        running_now.enter_context(proxy)
        yield Site(desks, proxy, plain_port, mine)


def test_nginx_takes_its_configuration(deploy: Path, certificate: tuple[str, str]) -> None:
    proxy = Nginx("", free_port())
    try:
        proxy.http = configured(deploy, proxy.folder, (free_port(), proxy.port))
        for name, text in zip(("fullchain.pem", "privkey.pem"), certificate, strict=True):
            proxy.write(name, text)
        proxy.write("desks.conf", (deploy / "desks.conf").read_text(encoding="utf-8"))
        proxy.prepare()
        ran = subprocess.run([*proxy.command(), "-t"], capture_output=True, text=True, check=False)
        assert "test is successful" in ran.stderr, ran.stderr
        assert "warn" not in ran.stderr
    finally:
        proxy.remove()


def test_browsers_stay_with_one_process_and_all_together_use_each(site: Site) -> None:
    assert requests.get(f"{site.plain_url}/proxy-is-up", timeout=20).status_code == 204
    away = requests.get(f"{site.plain_url}/x?y", timeout=20, allow_redirects=False)
    assert (away.status_code, away.headers["Location"]) == (308, "https://127.0.0.1/x?y")

    browser = requests.Session()
    first = site.get("/api/v1/health", browser)
    assert (first.status_code, first.json()["status"]) == (200, "ok")
    assert "Secure" in first.headers["Set-Cookie"]
    assert "Set-Cookie" not in site.get("/api/v1/health", browser).headers

    # A socket through nginx, opened with the page's own origin, gets the board.
    cookie = f"eventdesk_way={browser.cookies['eventdesk_way']}"
    with contextlib.closing(
        websocket.create_connection(
            site.url.replace("https", "wss") + "/socket.io/?EIO=4&transport=websocket",
            sslopt={"ca_certs": str(site.certificate), "cert_reqs": ssl.CERT_REQUIRED},
            timeout=20, cookie=cookie, origin=site.url,
        )
    ) as socket:  # fmt: skip
        assert str(socket.recv()).startswith("0{")
        socket.send("40/live,")
        assert str(socket.recv()).startswith("40/live,")
        socket.send('42/live,0["watch",{"event":"spring","room":"board","since":null}]')
        answer = next(said for _ in range(5) if (said := str(socket.recv())).startswith("43/live,0"))
        assert '"snapshot"' in answer

    # Whatever a client says of where it comes from, the desk goes by what nginx saw.
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "Forwarded": "for=203.0.113.9"}
    assert site.get("/api/v1/health", headers=forged).status_code == 200
    assert site.get("/api/v1/health", headers={"Host": "evil.example"}).status_code >= 400

    # One process ends: everybody is at the other one.
    site.desks[0].process.send_signal(signal.SIGKILL)
    site.desks[0].process.wait(20)
    for number in range(12):
        assert site.get("/api/v1/events/spring/board").status_code == 200
        site.get(f"/t/{SECRET_LINK}-{number}")
    assert SECRET_LINK not in site.proxy.log()


@pytest.fixture
def compose(deploy: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((deploy / "compose.yaml").read_text(encoding="utf-8"))
    return dict(document["services"])


def ran(words: list[str], **environment: str) -> int:
    """The exit code of a health check, done as the container would."""
    command = ["sh", "-c", words[1]] if words[0] == "CMD-SHELL" else words[1:]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=False).returncode


def test_the_desk_is_healthy_while_it_answers(compose: dict[str, Any], tmp_path: Path) -> None:
    check = compose["desk1"]["healthcheck"]["test"]
    with running.desk(tmp_path / "desk") as desk:
        here = [each.replace("http://127.0.0.1:8000", desk.url) for each in check]
        here[1] = sys.executable
        assert desk.url in here[3]
        assert ran(here) == 0
        desk.end(signal.SIGTERM)
        assert ran(here) == 1


def test_postgresql_is_healthy_while_it_answers(compose: dict[str, Any]) -> None:
    check = compose["database"]["healthcheck"]["test"]
    with Postgres(durable=False) as server:
        where = {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(server.port),
            "PATH": f"{Path(server.program()).parent}:{os.environ['PATH']}",
        }
        assert ran(check, **where) == 0
        server.stop()
        assert ran(check, **where) != 0


def test_redis_starts_as_it_is_told_and_is_healthy_with_its_password(compose: dict[str, Any]) -> None:
    service = compose["redis"]
    port = free_port()

    class Told(Redis):
        """Started by the command of the compose file."""

        def command(self) -> list[str]:
            shell, flag, script = [each.replace("$$", "$") for each in service["command"]]
            own = f"{self.program()} - --port {self.port} --bind 127.0.0.1"
            assert script.endswith("redis-server -")
            return ["env", f"REDISCLI_AUTH={self.password}", shell, flag, script.replace("redis-server -", own)]

    check = [each.replace("redis-cli", f"redis-cli -p {port}") for each in service["healthcheck"]["test"]]
    with Told(port) as server:
        assert ran(check, REDISCLI_AUTH=server.password) == 0
        assert ran(check, REDISCLI_AUTH="wrong") != 0
    assert ran(check, REDISCLI_AUTH=server.password) != 0
