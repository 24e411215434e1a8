"""Backups: all rows of an archive in one file, which can be brought back to either kind of database.

The file is a zip with a member `TABLE.jsonl` for each table, a row a line, and at its end `archive.json` with the
schema's revision and the number of rows. Rows are read and written by what tables the database really has, so that an
older archive can be kept before it is upgraded, and comes back (and is upgraded then) in a newer program.
"""

import json
import os
import tempfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import ENOSPC
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, DateTime, Engine, LargeBinary, MetaData, Table, func, insert, select, text

from bot.database import check_known, find_revision, make_engine, make_folder, reading, writing
from bot.errors import ArchiveError, ArchiveFull, ArchiveNotEmpty, ArchiveUnreachable, BackupUnreadable
from bot.filing import match_kept
from bot.migrations import migrate
from bot.tables import in_utc

_FORMAT: Final = "onrecord.backup/1"
_CONTENTS: Final = "archive.json"
_AT_ONCE: Final = 500
"""Rows held in memory."""
_LONGEST_LINE: Final = 50_000_000
"""Bytes of a row, unpacked: of the longest article that is read, with all that is known of it, there are far fewer."""
_NOTHING_YET: Final = "there is no archive yet, so there is nothing to back up"
_DAMAGE: Final = (BadZipFile, zlib.error, OSError, KeyError, TypeError, ValueError, EOFError, RuntimeError)
"""What reading a damaged zip, or one of something else, can raise."""


@dataclass(frozen=True, slots=True)
class _Contents:
    """What the backup says of itself."""

    revision: str
    rows: Mapping[str, int]


def backup(url: str, path: Path) -> int:
    """Writes the archive's present state to a file, also while others use it; gives the number of rows.

    A file of that name is replaced once the new one is complete. Raises an ArchiveError.
    """
    with _engine(url) as engine, _reading_kept(engine) as connection:
        revision = find_revision(connection)
        if revision is None:
            raise ArchiveUnreachable(_NOTHING_YET)
        with _new_file(path) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
            rows = {table.name: _write_table(connection, table, archive) for table in _tables(connection)}
            contents = {"format": _FORMAT, "revision": revision, "rows": rows}
            archive.writestr(_CONTENTS, json.dumps(contents, indent=2))
    return sum(rows.values())


def restore(url: str, path: Path, force: bool = False) -> int:
    """Brings back what a backup holds, and upgrades it to this program's schema; gives the number of rows.

    All or nothing. Raises ArchiveNotEmpty where the archive holds something, unless forced to replace it;
    BackupUnreadable for a file that is no backup or is damaged; ArchiveNewer for the backup of a newer program.
    """
    with _open(path) as archive, _engine(url) as engine:
        contents = _check(archive)
        make_folder(engine)
        with writing(engine) as connection:
            _clear(connection, force)
            migrate(connection, contents.revision)
            for table in _tables(connection):
                _read_table(connection, table, archive)
            migrate(connection)
            match_kept(connection)
    return sum(contents.rows.values())


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _reading_kept(engine: Engine) -> Iterator[Connection]:
    """As `reading`, which would make an SQLite file that is not there."""
    if engine.name == "sqlite" and not Path(engine.url.database or "").exists():
        raise ArchiveUnreachable(_NOTHING_YET)
    with reading(engine) as connection:
        yield connection


def _tables(connection: Connection) -> list[Table]:
    """The tables that are there, those first that others refer to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when it is complete; only its owner may read it, as it holds what workspaces hold."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        if error.errno == ENOSPC:
            raise ArchiveFull(f"no room left for {path}") from error
        raise ArchiveError(f"{path} cannot be written: {error.strerror}") from error


def _write_table(connection: Connection, table: Table, archive: ZipFile) -> int:
    codecs = {column.name: _encode(column.type) for column in table.columns}
    number = 0
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
        for row in connection.execute(query).mappings():
            values = {name: None if row[name] is None else codecs[name](row[name]) for name in codecs}
            member.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
            number += 1
    return number


def _encode(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        return lambda moment: in_utc(moment).isoformat()
    if isinstance(kind, LargeBinary):
        return lambda data: b64encode(data).decode()
    return lambda value: value


def _decode(kind: Any, dialect: str) -> Callable[[Any], Any]:
    """SQLite has no time zones: there, moments are kept in UTC without saying so."""
    if isinstance(kind, DateTime):
        zone = None if dialect == "sqlite" else UTC
        return lambda moment: datetime.fromisoformat(moment).replace(tzinfo=zone)
    if isinstance(kind, LargeBinary):
        return b64decode
    return lambda value: value


def _open(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except OSError as error:
        raise BackupUnreadable(f"{path} cannot be read: {error.strerror or error}") from error
    except _DAMAGE as error:
        raise BackupUnreadable from error


def _check(archive: ZipFile) -> _Contents:
    """Reads all of the backup once, before anything is changed: checksums, and the number of rows."""
    try:
        with archive.open(_CONTENTS) as member:
            told = json.loads(member.read(_LONGEST_LINE))
        if told["format"] != _FORMAT:
            raise BackupUnreadable
        contents = _Contents(str(told["revision"]), dict(told["rows"]))
        check_known(contents.revision)
        for name, number in contents.rows.items():
            with archive.open(f"{name}.jsonl") as member:
                if sum(1 for _ in _lines(member)) != number:
                    raise BackupUnreadable
    except _DAMAGE as error:
        raise BackupUnreadable from error
    return contents


def _clear(connection: Connection, force: bool) -> None:
    """Takes away the tables of an archive; raises ArchiveNotEmpty if there are rows in them, unless forced."""
    if find_revision(connection) is None:
        return
    tables = _tables(connection)
    if not force and any(connection.execute(select(func.count()).select_from(each)).scalar() for each in tables):
        raise ArchiveNotEmpty
    for table in reversed(tables):
        table.drop(connection)
    connection.execute(text("DROP TABLE alembic_version"))


def _read_table(connection: Connection, table: Table, archive: ZipFile) -> None:
    for rows in _batches(table, connection.dialect.name, archive):
        try:
            connection.execute(insert(table), rows)
        except (ValueError, OverflowError) as error:  # halves of characters, and numbers beyond 64 bits
            raise BackupUnreadable from error
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        _continue_numbers(connection, table)


def _batches(table: Table, dialect: str, archive: ZipFile) -> Iterator[list[dict[str, Any]]]:
    codecs = {column.name: _decode(column.type, dialect) for column in table.columns}
    try:
        with archive.open(f"{table.name}.jsonl") as member:
            every = _lines(member)
            while lines := list(islice(every, _AT_ONCE)):
                rows = map(json.loads, lines)
                yield [
                    {name: None if row[name] is None else codecs[name](row[name]) for name in codecs} for row in rows
                ]
    except _DAMAGE as error:
        raise BackupUnreadable from error


def _lines(member: IO[bytes]) -> Iterator[bytes]:
    """The lines of a member; one without end is not unpacked to see where it ends."""
    while line := member.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise BackupUnreadable
        yield line


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Lets new rows have numbers after those brought back."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
    connection.execute(select(func.setval(sequence, last, False)))
