import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

import bot.migrations
from bot.archive import open_archive
from bot.database import check_revision, make_engine, open_engine, revision_of, upgrade, writing
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
from bot.migrations import NEWEST, REVISIONS
from bot.model import SHARED
from bot.tables import metadata
from tests.archives import archive_at
from tests.briefings import NOW, briefing
from tests.postgres import PostgresServer

FOLDER = Path(bot.migrations.__file__).parent


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_url)
    yield opened
    opened.dispose()


def set_revision(engine: Engine, revision: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def test_migrations_give_the_tables_that_the_program_uses(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_revision_is_the_one_that_alembic_takes_for_it() -> None:
    script = ScriptDirectory(str(FOLDER))
    assert script.get_heads() == [NEWEST]
    assert [each.revision for each in script.walk_revisions()] == list(reversed(REVISIONS))


def test_a_new_archive_is_made_with_its_folders(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a' / '100% b' / 'archive.db'}"
    with open_archive(url) as archive:
        assert archive.counts() == (0, 0, 0)


def test_an_archive_that_is_there_is_opened_without_loading_alembic(empty_url: str) -> None:
    open_archive(empty_url).close()
    program = (
        "import sys; from bot.archive import open_archive\n"
        "with open_archive(sys.argv[1]) as archive: assert archive.counts() == (0, 0, 0)\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, empty_url], check=True)


def test_many_may_make_the_archive_at_once(empty_url: str) -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            open_archive(empty_url).close()
        except ArchiveError as error:
            failures.append(error)

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_an_upgrade_makes_the_archive_and_may_be_repeated(empty_url: str) -> None:
    engine = make_engine(empty_url)
    assert revision_of(engine) is None
    for _ in range(2):
        upgrade(engine)
        assert revision_of(engine) == NEWEST
    engine.dispose()


def test_the_archive_of_an_older_program_has_to_be_upgraded() -> None:
    with pytest.raises(ArchiveOlder, match="onrecord db upgrade"):
        check_revision("0001", known=("0001", "0002"))
    check_revision("0002", known=("0001", "0002"))


def test_the_archive_of_a_newer_program_is_refused_and_left_alone(empty_url: str, engine: Engine) -> None:
    set_revision(engine, "9999")
    with pytest.raises(ArchiveNewer):
        open_archive(empty_url)
    with pytest.raises(ArchiveNewer):
        upgrade(engine)
    assert revision_of(engine) == "9999"


def test_a_database_of_something_else_is_refused_and_left_alone(empty_url: str) -> None:
    engine = make_engine(empty_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE recipes (id INTEGER)"))
    with pytest.raises(ArchiveForeign):
        open_archive(empty_url)
    with pytest.raises(ArchiveForeign):
        upgrade(engine)
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "archive.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://host/name",
        "postgresql+asyncpg://host/name",
        "postgresql://host:port/name",
        "://",
    ],
)
def test_a_malformed_address_is_a_mistake_in_the_settings(url: str) -> None:
    with pytest.raises(SettingsError, match="should be like sqlite:///"):
        open_archive(url)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary. " * 100)
    with pytest.raises(ArchiveForeign):
        open_archive(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear diary.")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    open_archive(f"sqlite:///{path}").close()
    path.write_bytes(path.read_bytes()[:4096] + b"x" * 4096)
    with pytest.raises(ArchiveError, match="malformed"):
        open_archive(f"sqlite:///{path}")


def test_a_folder_or_a_path_below_a_file_cannot_be_an_archive(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "archive.db"):
        with pytest.raises(ArchiveUnreachable, match=str(tmp_path)):
            open_archive(f"sqlite:///{path}")


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with open_archive(archive_at(tmp_path / "archive.db")) as archive:
        with archive.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(ArchiveFull):
            archive.keep(briefing("Ann Lee", about="x" * 100_000), SHARED, NOW)
        assert archive.counts() == (0, 0, 0)


def test_threads_of_one_program_wait_for_each_other_however_long_it_takes(tmp_path: Path) -> None:
    with open_archive(archive_at(tmp_path / "archive.db")) as archive:
        with writing(archive.engine):
            thread = Thread(target=archive.keep, args=(briefing("Ann Lee"), SHARED, NOW))
            thread.start()
            time.sleep(6)  # longer than anybody waits for another program
        thread.join()
        assert archive.counts()[0] == 1


def test_a_file_that_another_program_keeps_locked_is_told(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with open_archive(f"sqlite:///{path}") as archive:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert archive.counts() == (0, 0, 0)
        with pytest.raises(ArchiveLocked):
            archive.keep(briefing("Ann Lee"), SHARED, NOW)
        other.close()
        archive.keep(briefing("Ann Lee"), SHARED, NOW)


@pytest.mark.postgres
def test_a_workspace_that_another_program_keeps_locked_is_told(postgres_url: str) -> None:
    with open_archive(postgres_url) as archive, writing(archive.engine, lock="T1"):
        archive.keep(briefing("Ann Lee"), "T2", NOW)
        with pytest.raises(ArchiveLocked):
            archive.keep(briefing("Ann Lee"), "T1", NOW)


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_told_without_the_password(postgres: PostgresServer) -> None:
    for url in (postgres.url("nowhere"), "postgresql:///name?host=/nowhere"):
        with pytest.raises(ArchiveUnreachable, match="nowhere"):
            open_archive(url)
    with pytest.raises(ArchiveUnreachable) as raised:
        open_archive(postgres.url("postgres").replace("postgres@", "stranger:hunter2@"))
    assert "stranger" in str(raised.value)
    assert "hunter2" not in str(raised.value)


@pytest.mark.postgres
def test_a_connection_that_was_cut_is_made_again(postgres_url: str) -> None:
    with open_archive(postgres_url) as archive:
        archive.keep(briefing("Ann Lee"), SHARED, NOW)
        with psycopg.connect(postgres_url, autocommit=True) as other:
            here = "datname = current_database() AND pid <> pg_backend_pid()"
            other.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {here}".encode())
        assert archive.counts() == (1, 1, 0)
