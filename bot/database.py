"""Opening the database of a URL: its schema checked, its errors turned into words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.errors import (
    ArchiveError,
    ArchiveFull,
    ArchiveLocked,
    ArchiveNewer,
    ArchiveOlder,
    ArchiveUnreachable,
    SettingsError,
)

REVISIONS: Final = ("0001",)
"""All revisions of the schema, oldest first; the last one is what this program works with."""

_LOCK_TIMEOUT: Final = 5.0
"""Seconds to wait for another program that writes to the same SQLite file."""


def open_database(url: str) -> Engine:
    """An engine on the database; an empty one is given its tables first.

    Raises SettingsError for an address that means nothing, ArchiveOlder and ArchiveNewer where the schema is not this
    program's, ArchiveUnreachable where there is no database.
    """
    engine = make_engine(url)
    with reported(engine.url):
        check_revision(engine)
    return engine


def make_engine(url: str) -> Engine:
    """An engine that is not connected yet; the folder of an SQLite file is made."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        engine = create_engine(parsed, connect_args={"timeout": _LOCK_TIMEOUT})
    except (ArgumentError, NoSuchModuleError, ValueError, TypeError) as error:
        raise SettingsError("ONRECORD_DATABASE_URL is not the address of a database") from error
    event.listen(engine, "connect", _prepare_sqlite)
    _make_folder(parsed)
    return engine


def _make_folder(url: URL) -> None:
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveUnreachable(f"{Path(url.database).parent} cannot be made: {error.strerror}") from error


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Readers and a writer side by side (WAL), and rows that go with the row they belong to."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def check_revision(engine: Engine) -> None:
    """Makes the tables of an empty database; raises ArchiveOlder or ArchiveNewer for another program's."""
    found = revision_of(engine)
    if found is None:
        upgrade(engine)
    elif found not in REVISIONS:
        raise ArchiveNewer
    elif found != REVISIONS[-1]:
        raise ArchiveOlder


def revision_of(engine: Engine) -> str | None:
    """The revision of the schema; None for a database without tables."""
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    if tables:
        raise ArchiveError("this database belongs to another program: it has tables, but not OnRecord's")
    return None


def upgrade(engine: Engine) -> None:
    """Brings the schema to this program's revision; all or nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    with reported(engine.url), engine.begin() as connection:
        _wait_in_line(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _wait_in_line(connection: Connection) -> None:
    """Of several programs that start at once, one makes the tables and the others find them made."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(671001)"))


@contextmanager
def reported(url: URL) -> Iterator[None]:
    """Turns what a database complains of into the errors of this program."""
    try:
        yield
    except DBAPIError as error:
        raise _in_words(error, url) from error
    except sqlite3.Error as error:
        raise _in_words(error, url) from error


def _in_words(error: DBAPIError | sqlite3.Error, url: URL) -> ArchiveError:
    cause = str(error.orig if isinstance(error, DBAPIError) else error)
    told = cause.lower()
    where = url.render_as_string(hide_password=True)
    if "locked" in told or "lock timeout" in told:
        return ArchiveLocked()
    if "full" in told or "no space" in told or "disk quota" in told:
        return ArchiveFull()
    if "readonly" in told or "read-only" in told:
        return ArchiveError(f"{where} may not be written to")
    if "not a database" in told or "malformed" in told:
        return ArchiveError(f"{where} is not a database, or is damaged")
    if (isinstance(error, DBAPIError) and error.connection_invalidated) or _is_about_connecting(told):
        return ArchiveUnreachable(f"{where} cannot be reached: {cause.strip().splitlines()[-1]}")
    return ArchiveError(f"{where}: {cause.strip().splitlines()[0]}")


def _is_about_connecting(told: str) -> bool:
    return any(each in told for each in ("unable to open", "connection", "could not", "password", "does not exist"))
