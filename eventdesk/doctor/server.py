"""The database server and the Redis of a desk of several processes, read without changing anything.

No address is told: a password may stand in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exc, text

from eventdesk.adapters.db import schema
from eventdesk.adapters.db.engine import open_engine, transaction, url_of
from eventdesk.adapters.db.sealing import Sealer
from eventdesk.doctor.finding import BAD, WARN, Finding, good
from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from eventdesk.settings import Settings

BUSY_MILLISECONDS = 5000
APART = timedelta(seconds=5)
LOOK_AT_IT = "Look whether it runs and whether EVENTDESK_DATABASE_URL is right."


def look(settings: Settings, now: datetime) -> list[Finding]:
    """Whether both answer, and whether the database is of this version and belongs to these keys."""
    engine = open_engine(url_of(settings.database_url), busy_milliseconds=BUSY_MILLISECONDS)
    try:
        with transaction(engine) as connection:
            return [*_database(settings, connection, now), *_redis(settings)]
    except exc.ProgrammingError:
        return [good("database", "The server answers. No tables yet: the first start makes them."), *_redis(settings)]
    except StoreUnavailable as problem:
        return [Finding("database", BAD, str(problem), LOOK_AT_IT), *_redis(settings)]
    finally:
        engine.dispose()


def _database(settings: Settings, connection: Connection, now: datetime) -> list[Finding]:
    found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    visits = connection.execute(text("SELECT count(*) FROM visits")).scalar()
    sealed = connection.execute(text("SELECT key_check FROM desk")).scalar()
    its_now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    said = [good("database", f"The server answers, with {visits} visits."), _version(found), _keys(settings, sealed)]
    return [*said, _clock(now, its_now)]


def _version(found: str) -> Finding:
    name = "database version"
    if found == schema.HEAD:
        return good(name, f"{found}, this EventDesk's.")
    if found > schema.HEAD:
        return Finding(name, BAD, f"{found}, newer than this EventDesk's {schema.HEAD}.", "Use the newer EventDesk.")
    do = "End all processes of the desk, back the database up, then start one: it brings it up to date."
    return Finding(name, WARN, f"{found}, older than this EventDesk's {schema.HEAD}.", do)


def _keys(settings: Settings, sealed: bytes | None) -> Finding:
    if settings.keyring.is_locked:
        return good("keys", "Locked: the start asks for the organiser's passphrase.")
    do = f"All processes need the same keys: put them into {settings.keys_folder}."
    if sealed is not None and not settings.keyring.has("health"):
        return Finding("keys", BAD, "The key of the health answers is not there.", do)
    try:
        if sealed is not None:
            Sealer(settings.key("health")).open(sealed)
    except StoreUnavailable as problem:
        return Finding("keys", BAD, str(problem), do)
    return good("keys", f"In {settings.keys_folder}, and they open what is sealed.")


def _clock(now: datetime, its_now: datetime) -> Finding:
    apart = abs(now - its_now)
    if apart > APART:
        said = f"This machine's and that of the database server are {apart.total_seconds():.0f} seconds apart."
        return Finding("clock of the server", WARN, said, "Let a time server set both.")
    return good("clock of the server", "It agrees with this machine's.")


def _redis(settings: Settings) -> list[Finding]:
    if not settings.redis_url:
        said = "None is set: what one process commits the others see a second later, and each counts tries alone."
        return [good("redis", said)]
    import redis  # noqa: PLC0415 - only where it is used

    from eventdesk.adapters.redis.connecting import options  # noqa: PLC0415 - as above

    try:
        with redis.Redis.from_url(settings.redis_url, **options()) as client:
            client.ping()
    except redis.RedisError as problem:
        said = f"It does not answer ({type(problem).__name__})."
        return [Finding("redis", BAD, said, "Look whether it runs and whether EVENTDESK_REDIS_URL is right.")]
    return [good("redis", "It answers.")]
