"""PostgreSQL, Redis, nginx and HAProxy for tests, each in its own folder and on its own port."""

from __future__ import annotations

import contextlib
import secrets
import signal
import subprocess
from itertools import count
from pathlib import Path

import psycopg
import redis

from tests.cluster.serving import Server, ServerFailed, free_port

__all__ = ["HAProxy", "Nginx", "Postgres", "Redis", "Server", "ServerFailed", "free_port"]


class Postgres(Server):
    """PostgreSQL with a password. `durable`: with real flushes to the disk, as it comes."""

    name = "postgres"
    stop_signal = signal.SIGINT
    # "Immediate": ends all its processes with nothing written down, so that the next start has to recover.
    kill_signal = signal.SIGQUIT
    user = "eventdesk"

    def __init__(self, port: int | None = None, *, durable: bool = True) -> None:
        super().__init__(port)
        self.password = secrets.token_hex(8)
        self._durable = durable
        self._serial = count(1)

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    def prepare(self) -> None:
        if self.data.exists():
            return
        self.data.mkdir(mode=0o700)
        self.hand_over(self.data)
        sockets = self.folder / "sockets"
        sockets.mkdir(mode=0o700)
        self.hand_over(sockets)
        secret = self.write("password", self.password)
        beside = Path(self.program()).resolve()
        made = subprocess.run(
            [
                str(beside.with_name("initdb")), "--pgdata", str(self.data), "--username", self.user,
                "--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale",
                *([] if self._durable else ["--no-sync"]),
            ],
            cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **self.identity(),
        )  # fmt: skip
        secret.unlink()
        if made.returncode != 0:
            raise ServerFailed(f"initdb did not work: {made.stderr[-2000:]}")

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder / "sockets",
            "max_connections": 200,
            "shared_buffers": "32MB",
        }
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.program(), "-D", str(self.data), *options]

    def is_ready(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://{self.user}:{self.password}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        """Does one statement outside of any transaction; its rows, if it has any."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def new_database(self, template: str = "template0") -> str:
        """The name of a new database: an empty one, or a copy of another that nobody is connected to."""
        name = f"desk{next(self._serial)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        """With whoever is still connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class Redis(Server):
    """Redis with a password, which keeps nothing."""

    name = "redis-server"

    def __init__(self, port: int | None = None) -> None:
        super().__init__(port)
        self.password = secrets.token_hex(8)

    @property
    def url(self) -> str:
        """Its address with the password."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        options = f'bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\nsave ""\nappendonly no\n'
        return [self.program(), str(self.write("redis.conf", options))]

    def is_ready(self) -> bool:
        with contextlib.closing(redis.Redis.from_url(self.url, socket_timeout=5)) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False


class Nginx(Server):
    """nginx. `http`: what stands in its `http` block, with `listen 127.0.0.1:PORT` for `port`."""

    name = "nginx"
    stop_signal = signal.SIGQUIT

    def __init__(self, http: str, port: int) -> None:
        super().__init__(port)
        self.http = http

    def prepare(self) -> None:
        # Where it keeps bodies that are too long; its own places need root.
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        for kind in kinds:
            path = self.folder / kind
            path.mkdir(exist_ok=True)
            self.hand_over(path)
        places = "".join(f"  {kind}_temp_path {self.folder / kind};\n" for kind in kinds)
        self.write(
            "nginx.conf",
            f"daemon off;\npid {self.folder / 'run' / 'pid'};\nerror_log stderr;\nworker_processes 1;\n"
            f"events {{ worker_connections 1024; }}\nhttp {{\n  access_log off;\n{places}{self.http}\n}}\n",
        )
        run = self.folder / "run"
        run.mkdir(exist_ok=True)
        self.hand_over(run)

    def command(self) -> list[str]:
        return [self.program(), "-p", str(self.folder), "-e", "stderr", "-c", str(self.folder / "nginx.conf")]


class HAProxy(Server):
    """HAProxy. `config`: its whole configuration, with `bind 127.0.0.1:PORT` for `port`."""

    name = "haproxy"

    def __init__(self, config: str, port: int) -> None:
        super().__init__(port)
        self.config = config

    def command(self) -> list[str]:
        return [self.program(), "-db", "-f", str(self.write("haproxy.cfg", self.config))]
