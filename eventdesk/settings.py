"""What the desk is told from outside: flags beat EVENTDESK_* variables, variables beat the defaults."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from eventdesk.keyring import Keyring, KeysUnusable

PROJECT = Path(__file__).resolve().parent.parent
DRAFT = ".restoring-"
"""What a restore has not put in place yet lies in a folder whose name begins so."""
NAME_FILE = "address-name"
"""In the data folder of a desk that was restored: the name under which the tablets know it."""


_SCHEMES = {
    "database_url": ("postgresql://", "postgresql+psycopg://", "postgres://"),
    "redis_url": ("redis://", "rediss://"),
}


_UNCLEAR = "is no address: write special characters of the password as %40 for @, %2F for /, %3A for :, %23 for #"


def _is_clear(address: str) -> bool:
    """Half of a password is taken for the port or the host where it has a character that should have been escaped."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - looked at for what it raises
    except ValueError:
        return False
    return parts.netloc.count("@") <= 1


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
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,63}$", description="Another NAME than the machine's own.")] = (
        ""
    )
    keys_dir: Path | None = Field(None, description="Folder for the keys, for example on a stick.")
    backup_dirs: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="Folders for backups besides the one in the data folder, with : between them."
    )
    backup_seconds: Annotated[int, Field(ge=1, le=60, description="How often a changed desk is backed up.")] = 45

    https: bool = Field(default=False, description="Also serve encrypted, and send staff pages there.")
    https_port: Annotated[int, Field(ge=0, le=65535, description="Port for that; 0 takes any free one.")] = 8443
    hostnames: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Further names by which this desk is called, with commas between them."
    )

    # Passwords may stand in these two.
    database_url: str = Field(
        "",
        repr=False,
        description="A PostgreSQL database instead of the file in the data folder, for several processes.",
    )
    redis_url: str = Field(
        "", repr=False, description="A Redis through which several processes tell each other what is new."
    )
    proxies: Annotated[int, Field(ge=0, le=5, description="How many proxies of ours stand in front of this desk.")] = 0

    _keyring: Keyring | None = PrivateAttr(None)

    @field_validator("backup_dirs", mode="before")
    @classmethod
    def _split_folders(cls, value: Any) -> Any:
        return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value

    @field_validator("hostnames", mode="before")
    @classmethod
    def _split_names(cls, value: Any) -> Any:
        return [part.strip().lower() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("database_url", "redis_url")
    @classmethod
    def _check_scheme(cls, value: str, about: ValidationInfo) -> str:
        schemes = _SCHEMES[str(about.field_name)]
        if value and not value.startswith(schemes):
            raise ValueError(f"has to begin with {schemes[0]}")
        if not _is_clear(value):
            raise ValueError(_UNCLEAR)
        return value

    @property
    def is_shared(self) -> bool:
        """Whether the race days are on a database server, which other processes may work with too."""
        return bool(self.database_url)

    @property
    def database_path(self) -> Path:
        """Where SQLite keeps the race days."""
        return self.data_dir / "eventdesk.sqlite3"

    @property
    def address_name(self) -> str:
        """The NAME of NAME.local: what was set, or that of the laptop whose place this one took; empty: its own."""
        try:
            return self.name or (self.data_dir / NAME_FILE).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return ""

    @property
    def keys_folder(self) -> Path:
        """Where the keys are: beside the database unless they are kept apart."""
        return self.keys_dir or self.data_dir / "keys"

    @property
    def keyring(self) -> Keyring:
        """The desk's keys."""
        if self._keyring is None or self._keyring.folder != self.keys_folder:
            self._keyring = Keyring(self.keys_folder)
        return self._keyring

    def prepare(self) -> None:
        """Make the data folder, readable by nobody else. Raises BadSetting if it cannot be written to."""
        self._check_keys_are_there()
        if not self.is_shared and not self.database_path.exists() and any(self.data_dir.glob(f"{DRAFT}*")):
            raise BadSetting(f"A restore into {self.data_dir} was cut off: do it again.")
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            self.data_dir.chmod(0o700)
            self.keys_folder.mkdir(mode=0o700, exist_ok=True)
            probe = self.data_dir / f".probe-{secrets.token_hex(8)}"
            probe.touch()
            probe.unlink()
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise BadSetting(f"The data folder {self.data_dir} cannot be used: {reason}.") from problem

    def _check_keys_are_there(self) -> None:
        """Where the keys are missing (a stick is out), new ones in their place would open nothing of what there is."""
        database = self.database_path
        # On a server the database itself tells whether it belongs to these keys.
        if self.is_shared or not database.exists() or database.stat().st_size == 0:
            return
        if self.keyring.is_sealed or self.keyring.has("health"):
            return
        do = "is the stick plugged in?" if self.keys_dir else "put them back, or restore a backup."
        raise BadSetting(f"The keys of this desk are not in {self.keys_folder}: {do}")

    def key(self, name: str) -> bytes:
        """The 32 random bytes kept under this name (lower-case letters), made when first asked for.

        Keys lie beside the database, never in it: a copy of the database alone tells nothing that is encrypted.
        """
        try:
            return self.keyring.key(name)
        except KeysUnusable as problem:
            raise BadSetting(str(problem)) from problem


def load(**flags: Any) -> Settings:
    """The settings with these flags on top; a flag that is None was not given. Raises BadSetting."""
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as refusal:
        first = refusal.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        source = f"--{name.replace('_', '-')}" if name in given else f"EVENTDESK_{name.upper()}"
        if name in _SCHEMES:
            raise BadSetting(f"{source} {first['msg'].removeprefix('Value error, ')}.") from None
        raise BadSetting(f"{source}: {first['msg']}, not {first['input']!r}.") from refusal
    return settings.model_copy(
        update={
            "data_dir": _absolute(settings.data_dir),
            "keys_dir": settings.keys_dir and _absolute(settings.keys_dir),
            "backup_dirs": tuple(_absolute(folder) for folder in settings.backup_dirs),
        }
    )


def _absolute(folder: Path) -> Path:
    return folder.expanduser().absolute()
