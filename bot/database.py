"""The way to the database: its address, its transactions, its schema, and its failures in words."""

import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.errors import (
    ArchiveError,
    ArchiveForeign,
    ArchiveFull,
    ArchiveLocked,
    ArchiveNewer,
    ArchiveOlder,
    ArchiveUnreachable,
    SettingsError,
)
from bot.migrations import NEWEST, migrate
from bot.migrations import REVISIONS as REVISIONS  # part of what this module tells

_PATIENCE: Final = 5
"""Seconds to wait for a lock or a connection."""
_CONNECTIONS: Final = 15
"""To PostgreSQL, of a process; its threads wait for one another rather than open and close others."""
_PAUSE: Final = 0.02
"""Seconds."""
_WRITERS: Final = RLock()
"""For the threads of this process: SQLite lets whoever asks at the right moment write, and others give up waiting."""
_SQLITE_ERRORS: Final[dict[int, type[ArchiveError]]] = {
    sqlite3.SQLITE_BUSY: ArchiveLocked,
    sqlite3.SQLITE_LOCKED: ArchiveLocked,
    sqlite3.SQLITE_FULL: ArchiveFull,
    sqlite3.SQLITE_NOTADB: ArchiveForeign,
}
_SQLITE_UNREACHABLE: Final = frozenset(
    {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
)
_POSTGRES_ERRORS: Final[dict[str, type[ArchiveError]]] = {
    "53100": ArchiveFull,
    "55P03": ArchiveLocked,
    "40P01": ArchiveLocked,
}
"""By SQLSTATE: disk full, lock not available, deadlock detected."""
_SECRET: Final = re.compile("pass|secret|key", re.IGNORECASE)
"""Parameters of an address, such as `password` and `sslpassword`, that are not shown."""
_POSTGRES_UNREACHABLE: Final = ("08", "28", "3D", "53", "57P")
"""How the SQLSTATEs begin of connections, logins, missing databases, lacking resources and shutdowns."""


def make_engine(url: str) -> Engine:
    """An engine for an SQLite file or a PostgreSQL database; nothing is opened yet. Raises SettingsError."""
    address = _parse(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": _PATIENCE}, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = f"-c timezone=utc -c lock_timeout={_PATIENCE}s {address.query.get('options', '')}"
    arguments: dict[str, Any] = {"options": options}
    if "connect_timeout" not in address.query:
        arguments["connect_timeout"] = _PATIENCE
    return create_engine(
        address,
        connect_args=arguments,
        pool_pre_ping=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
    )


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(_EXPECTED) from error
    if address.drivername in ("postgresql", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername in ("sqlite", "sqlite+pysqlite") and address.database not in (None, "", ":memory:"):
        return address
    raise SettingsError(_EXPECTED)


_EXPECTED: Final = "the address of the database should be like sqlite:///onrecord.db or postgresql://host/name"


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    """Leaves transactions to `_begin_sqlite`; lets many read while one writes."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")  # durable enough with a write-ahead log
    _log_ahead(connection)


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Turns the write-ahead log on; where others look at a new file at this moment, SQLite gives up without waiting."""
    if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    given_up = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > given_up:
                raise
            time.sleep(_PAUSE)


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write says so at once: one that turns from reading to writing could not wait."""
    writes = connection.get_execution_options().get("onrecord_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that only reads, and sees one state of the database throughout."""
    options = {} if engine.name == "sqlite" else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with reported(engine.url), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, lock: str = "") -> Iterator[Connection]:
    """A connection in a transaction that waits its turn: on SQLite for all that write, else for those of the lock."""
    with (
        _WRITERS if engine.name == "sqlite" else nullcontext(),
        reported(engine.url),
        engine.connect().execution_options(onrecord_writes=True) as connection,
        connection.begin(),
    ):
        take_locks(connection, (lock,))
        yield connection


def take_locks(connection: Connection, locks: Iterable[str]) -> None:
    """Waits, in a transaction that writes, for those of these locks as well; on SQLite it has waited for all."""
    if connection.dialect.name != "sqlite":
        for lock in locks:
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"onrecord {lock}"))))


def open_engine(url: str) -> Engine:
    """An engine for an archive with this program's schema; one that is not there yet is made, folders included.

    Raises SettingsError for a malformed address, else an ArchiveError: ArchiveOlder and ArchiveNewer for another
    schema, ArchiveForeign for something else than an archive.
    """
    engine = make_engine(url)
    try:
        _prepare(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare(engine: Engine) -> None:
    revision = revision_of(engine)
    if revision is None:
        revision = _upgrade(engine, only_new=True)
    check_revision(revision)


def revision_of(engine: Engine) -> str | None:
    """The revision of the schema, None where there is none yet; raises ArchiveForeign where there are other tables."""
    make_folder(engine)
    with reading(engine) as connection:
        return find_revision(connection)


def upgrade(engine: Engine) -> None:
    """Makes the archive, or brings an older one to this program's schema; all or nothing."""
    make_folder(engine)
    _upgrade(engine)


def _upgrade(engine: Engine, only_new: bool = False) -> str:
    """Looks again once it is its turn, as another process may have been first."""
    with writing(engine) as connection:
        revision = find_revision(connection)
        if revision is not None:
            check_known(revision)
        if revision is None or (revision != NEWEST and not only_new):
            migrate(connection)
            _match_kept(connection)
            return NEWEST
        return revision


def _match_kept(connection: Connection) -> None:
    from bot.filing import match_kept  # brings much that is needed for this alone

    match_kept(connection)


def make_folder(engine: Engine) -> None:
    """Makes the folder that an SQLite file is to stand in."""
    if engine.name != "sqlite":
        return
    folder = Path(engine.url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveUnreachable(f"the folder {folder} cannot be made: {error.strerror}") from error


def find_revision(connection: Connection) -> str | None:
    """As `revision_of`, within a transaction."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision
    if tables:
        raise ArchiveForeign("the database is no archive of OnRecord: it holds other tables")
    return None


def check_revision(revision: str, known: Sequence[str] = REVISIONS) -> None:
    """Raises ArchiveNewer or ArchiveOlder for a revision that is not the last of those known."""
    check_known(revision, known)
    if revision != known[-1]:
        raise ArchiveOlder


def check_known(revision: str, known: Sequence[str] = REVISIONS) -> None:
    """Raises ArchiveNewer for a revision that only a newer program knows."""
    if revision not in known:
        raise ArchiveNewer


def shown(url: URL) -> str:
    """The address without its password, wherever that stands in it."""
    query = {name: "***" if _SECRET.search(name) else value for name, value in url.query.items()}
    return url.set(query=query).render_as_string(hide_password=True).replace("+psycopg", "")


@contextmanager
def reported(url: URL) -> Iterator[None]:
    """Turns what a database driver raises into an ArchiveError that says what happened, without the password."""
    try:
        yield
    except DBAPIError as error:
        raise _in_words(error.orig or error, url) from error
    except sqlite3.Error as error:  # while a connection is set up
        raise _in_words(error, url) from error


def reason_of(error: BaseException) -> str:
    """What a driver says went wrong, in one line: without PostgreSQL's details, which quote the row."""
    primary: str | None = getattr(getattr(error, "diag", None), "message_primary", None)
    return " ".join((primary or str(error)).split())


def _in_words(error: BaseException, url: URL) -> ArchiveError:
    reason = reason_of(error)
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the extended codes say more than is needed
        if code in _SQLITE_ERRORS:
            return _SQLITE_ERRORS[code]()
        kind = ArchiveUnreachable if code in _SQLITE_UNREACHABLE else ArchiveError
        return kind(f"the archive {url.database}: {reason}")
    state = getattr(error, "sqlstate", None)
    if state in _POSTGRES_ERRORS:
        return _POSTGRES_ERRORS[state]()
    unreachable = state is None or state.startswith(_POSTGRES_UNREACHABLE)
    return (ArchiveUnreachable if unreachable else ArchiveError)(f"the database {shown(url)}: {reason}")
