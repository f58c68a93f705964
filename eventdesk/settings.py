"""What the desk is told from outside: flags beat EVENTDESK_* variables, variables beat the defaults."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
KEY_BYTES = 32


class BadSetting(Exception):
    """A setting cannot be used; the message is one line that says which and why."""


class Settings(BaseSettings):
    """The desk's settings, read once at the start and not changed afterwards."""

    model_config = SettingsConfigDict(env_prefix="EVENTDESK_", frozen=True, extra="ignore")

    host: str = Field("0.0.0.0", description="Address to listen on; the default is every network of this machine.")  # noqa: S104
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on; 0 takes any free one.")] = 8000
    data_dir: Path = Field(PROJECT / "instance", description="Folder for the database and the keys.")
    async_mode: Literal["eventlet", "gevent", "threading"] = Field(
        "eventlet", description="What runs the server: eventlet, gevent or plain threads."
    )
    open_browser: bool = Field(default=True, description="Open the desk in a browser of this machine when it starts.")
    announce: bool = Field(default=True, description="Announce this machine's name (NAME.local) on the local network.")

    @property
    def database_path(self) -> Path:
        """Where SQLite keeps the race days."""
        return self.data_dir / "eventdesk.sqlite3"

    def prepare(self) -> None:
        """Make the data folder, readable by nobody else. Raises BadSetting if it cannot be written to."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            self.data_dir.chmod(0o700)
            _keys_folder(self.data_dir).mkdir(mode=0o700, exist_ok=True)
            probe = self.data_dir / f".probe-{secrets.token_hex(8)}"
            probe.touch()
            probe.unlink()
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise BadSetting(f"The data folder {self.data_dir} cannot be used: {reason}.") from problem

    def key(self, name: str) -> bytes:
        """The 32 random bytes kept under this name (lower-case letters), made when first asked for.

        Keys lie beside the database, never in it: a copy of the database alone tells nothing that is encrypted.
        """
        if not re.fullmatch(r"[a-z]+", name):
            raise ValueError(f"not a key's name: {name!r}")
        path = _keys_folder(self.data_dir) / name
        try:
            return _read_key(path)
        except FileNotFoundError:
            _create_key(path)
            return _read_key(path)


def load(**flags: Any) -> Settings:
    """The settings with these flags on top; a flag that is None was not given. Raises BadSetting."""
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as refusal:
        first = refusal.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        source = f"--{name.replace('_', '-')}" if name in given else f"EVENTDESK_{name.upper()}"
        raise BadSetting(f"{source}: {first['msg']}, not {first['input']!r}.") from refusal
    return settings.model_copy(update={"data_dir": settings.data_dir.expanduser().absolute()})


def _keys_folder(data_dir: Path) -> Path:
    return data_dir / "keys"


def _read_key(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise BadSetting(f"The key file {path} is damaged: put it back from a backup.")
    return key


def _create_key(path: Path) -> None:
    """Write a new key; of two processes doing so at the same time one wins and both use its key."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
