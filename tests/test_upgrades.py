"""Archives of every schema that there has been: brought to the newest with all they hold, on both kinds of database."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, func, insert, select, text

from bot.archive import open_archive
from bot.cli import run
from bot.database import make_engine, reading, revision_of, upgrade, writing
from bot.errors import ArchiveOlder
from bot.events import Events
from bot.migrations import NEWEST, REVISIONS, migrate
from bot.model import SHARED, Dossier
from bot.tables import metadata
from tests.briefings import NOW, briefing
from tests.workspaces import fill

Rows = dict[str, list[dict[str, Any]]]
FOUND_ANEW = frozenset({"disputes", "dispute_sides", "dispute_side_actors"})
"""What the first schema did not have between articles is looked for when it is upgraded."""


def tables(connection: Connection) -> list[Table]:
    """The tables that are really there, those first that others refer to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def rows(url: str) -> Rows:
    engine = make_engine(url)
    try:
        with reading(engine) as connection:
            return {
                table.name: list(map(dict, connection.execute(_in_order(table)).mappings()))
                for table in tables(connection)
            }
    finally:
        engine.dispose()


def _in_order(table: Table) -> Any:
    return select(table).order_by(*table.primary_key.columns)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What an archive holds that has something in every table."""
    url = f"sqlite:///{tmp_path_factory.mktemp('newest') / 'archive.db'}"
    with open_archive(url) as archive:
        for workspace in (SHARED, "T1"):
            fill(archive, workspace)
        Events(archive.engine).is_first("slack:Ev1", NOW)
    found = rows(url)
    assert all(found.values())
    return found


def make(url: str, revision: str, kept: Rows) -> None:
    """An archive as it was at a revision, with what it could hold then."""
    engine = make_engine(url)
    with writing(engine) as connection:
        migrate(connection, revision)
        for table in tables(connection):
            named = [{column.name: row[column.name] for column in table.columns} for row in kept[table.name]]
            connection.execute(insert(table), named)
            if engine.name == "postgresql" and "id" in table.columns:
                _count_on(connection, table)
    engine.dispose()


def _count_on(connection: Connection, table: Table) -> None:
    """Has new rows numbered after those that are there."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))


def of_columns(rows: list[dict[str, Any]], columns: set[str]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in columns} for row in rows]


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_archive_of_every_schema_is_upgraded_with_all_it_holds_and_kept_on_with(
    empty_url: str, revision: str, kept: Rows
) -> None:
    make(empty_url, revision, kept)
    before = rows(empty_url)
    assert all(before.values())
    if revision != NEWEST:
        with pytest.raises(ArchiveOlder, match="onrecord db upgrade"):
            open_archive(empty_url)
    assert differences_after_upgrading(empty_url) == []
    after = rows(empty_url)
    for name, expected in before.items():
        found = of_columns(after[name], set(expected[0]))
        if revision == "0001" and name in FOUND_ANEW:
            assert found[: len(expected)] == expected
        else:
            assert found == expected
    with open_archive(empty_url) as archive:
        archive.keep(briefing("Ann Lee", "Cy Poe", about="something new"), "T1", NOW)
        assert archive.counts()[0] == len(before["articles"]) + 1
        assert isinstance(archive.who("ann lee", ("T1",), None, 10), Dossier)


def differences_after_upgrading(url: str) -> list[Any]:
    """Upgrades an archive; in what its tables differ from those of the program then."""
    engine = make_engine(url)
    upgrade(engine)
    assert revision_of(engine) == NEWEST
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[Any] = compare_metadata(context, metadata)
    engine.dispose()
    return found


REFUSAL = "onrecord: The archive was made by a newer OnRecord; update this one to use it.\n"
COMMANDS = (
    ["who", "Ann Lee"],
    ["disputes"],
    ["digest"],
    ["feeds", "list"],
    ["feeds", "export"],
    ["chat"],
    ["run"],
    ["run", "--role", "worker"],
    ["db", "upgrade"],
    ["db", "rekey"],
)


@pytest.fixture
def newer(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The archive of a program that does not exist yet, which the settings name."""
    with open_archive(empty_url) as archive, writing(archive.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", empty_url)
    return empty_url


def test_every_command_refuses_the_archive_of_a_newer_program_in_one_line(
    newer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows(newer)
    for command in COMMANDS:
        assert run(command) == 1, command
        told = capsys.readouterr()
        assert told.err == REFUSAL, command
        assert told.out == "", command
    assert rows(newer) == before


def test_the_doctor_says_that_an_archive_is_of_a_newer_program(newer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 1
    assert "newer OnRecord" in capsys.readouterr().out


def test_a_newer_archive_can_be_backed_up_and_only_a_newer_program_brings_it_back(
    newer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["db", "backup", "kept.zip"]) == 0
    assert capsys.readouterr().err == ""
    assert run(["db", "restore", "--force", "kept.zip"]) == 1
    assert capsys.readouterr().err == REFUSAL
