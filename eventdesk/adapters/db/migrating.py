"""Runs Alembic. Apart from `schema`, because loading Alembic takes longer than opening the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def config_for(connection: Connection) -> Config:
    """Alembic's settings for this database; there is no file of them."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Runs what is missing, within the connection's transaction. Raises `StoreUnavailable`."""
    try:
        command.upgrade(config_for(connection), "head")
    except CommandError as problem:
        msg = "This database was written by a newer version of EventDesk: please use that one."
        raise StoreUnavailable(msg) from problem
