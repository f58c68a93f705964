"""The servers that tests start: they answer, keep their data and place, and leave nothing behind."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import redis

from eventdesk import runtime
from tests.cluster.servers import HAProxy, Nginx, Server, ServerFailed, free_port

if TYPE_CHECKING:
    from tests.cluster.servers import Postgres, Redis

ROOT = Path(__file__).parents[2]
HAPROXY = """
defaults
  mode http
  timeout client 5s
  timeout connect 5s
  timeout server 5s
frontend all
  bind 127.0.0.1:{port}
  http-request return status 200 content-type text/plain string "Hello"
"""


def test_postgresql_keeps_what_is_committed_when_it_is_stopped_or_killed(own_postgres: Postgres) -> None:
    name = own_postgres.new_database()
    own_postgres.execute("CREATE TABLE kept (number integer)", database=name)
    for end in (own_postgres.stop, own_postgres.kill):
        own_postgres.execute("INSERT INTO kept VALUES (1)", database=name)
        end()
        with pytest.raises(psycopg.OperationalError):
            own_postgres.execute("SELECT 1")
        own_postgres.start()
    assert own_postgres.execute("SELECT count(*) FROM kept", database=name) == [(2,)]
    assert own_postgres.execute("SHOW fsync") == [("on",)]


def test_postgresql_asks_for_the_password(own_postgres: Postgres) -> None:
    address = own_postgres.url().replace(own_postgres.password, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(address)


def test_redis_asks_for_the_password_and_starts_again_at_its_place(own_redis: Redis) -> None:
    with redis.Redis(port=own_redis.port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    own_redis.kill()
    assert not own_redis.is_ready()
    own_redis.start()
    assert own_redis.is_ready()


@pytest.mark.parametrize("kind", [Nginx, HAProxy])
def test_a_proxy_serves_as_its_configuration_says(kind: type[Nginx | HAProxy]) -> None:
    port = free_port()
    answering = f'server {{ listen 127.0.0.1:{port}; return 200 "Hello"; }}'
    with kind(answering if kind is Nginx else HAPROXY.format(port=port), port) as proxy:
        for _ in range(2):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                assert answer.read().strip() == b"Hello"
            proxy.restart()
        pid = proxy.pid
    assert pid is not None
    assert not proxy.is_ready()
    assert not proxy.folder.exists()


def test_it_goes_with_the_tests_that_are_killed() -> None:
    program = (
        "import os, signal; from tests.cluster.servers import Redis\n"
        "server = Redis(); server.start(); print(server.folder, server.port, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    folder, port = killed.stdout.split()
    for _ in range(200):
        if not Path(folder).exists():
            break
        runtime.sleep(0.1)
    assert not Path(folder).exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))) != 0


def test_one_that_cannot_start_says_why_and_leaves_nothing() -> None:
    server = Nginx("no such directive;", free_port())
    with pytest.raises(ServerFailed, match='unknown directive "no"'), server:
        raise AssertionError("it started")
    assert server.pid is None
    assert not server.folder.exists()


def test_one_that_is_not_installed_names_the_command() -> None:
    class Unheard(Server):
        name = "no-such-server"

        def command(self) -> list[str]:
            return [self.program()]

    with pytest.raises(ServerFailed, match=r"run\.py test"), Unheard():
        raise AssertionError("it started")
