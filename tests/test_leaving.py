"""What a workspace had is deleted when it leaves, table by table, and what others have is as it was."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.archive import Archive, open_archive
from bot.database import reading
from bot.leaving import leave
from bot.model import SHARED
from bot.tables import metadata
from tests.briefings import NOW
from tests.outlets import told
from tests.workspaces import fill, installation

NOBODYS = {"events"}
"""Tables that hold nothing of a workspace: what platforms told, by its number alone."""


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    with open_archive(archive_url) as archive:
        yield archive


def rows(archive: Archive) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with reading(archive.engine) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
        }


def test_every_table_is_as_if_the_workspace_had_never_been_there(archive: Archive) -> None:
    for workspace in (SHARED, "T2"):
        fill(archive, workspace)
    before = rows(archive)
    fill(archive, "T1")
    grown = rows(archive)
    unfilled = {name for name in before if len(grown[name]) == len(before[name])}
    assert unfilled == NOBODYS, "a new table has to be filled in tests/workspaces.py, and emptied in bot/leaving.py"
    assert leave(archive.engine, "slack", "T1", NOW)
    after = rows(archive)
    assert [name for name in before if after[name] != before[name]] == []


def test_the_last_workspace_leaves_nothing(archive: Archive) -> None:
    fill(archive, "T1")
    assert leave(archive.engine, "slack", "T1", NOW)
    assert {name: found for name, found in rows(archive).items() if found} == {}


def test_what_the_shared_collection_contested_in_the_workspaces_articles_goes_too(archive: Archive) -> None:
    archive.keep(told("Bay Post", ("", "", "Twelve people were killed")), "T1", NOW)
    archive.keep(told("Hill Echo", ("", "", "Three people were killed")), SHARED, NOW)
    assert len(archive.disputes(None, None, ("T1", SHARED), None, 10).disputes) == 1
    leave(archive.engine, "slack", "T1", NOW)
    found = rows(archive)
    assert (found["disputes"], found["dispute_sides"], found["story_links"]) == ([], [], [])
    assert len(found["articles"]) == 1


def test_the_same_workspace_of_another_platform_keeps_its_channels(archive: Archive) -> None:
    fill(archive, "T1")
    leave(archive.engine, "discord", "T1", NOW)
    assert len(rows(archive)["channels"]) == 1


def test_a_workspace_that_is_back_keeps_what_it_has(archive: Archive) -> None:
    fill(archive, "T1")
    before = rows(archive)
    assert not leave(archive.engine, "slack", "T1", installation("T1").installed_at - timedelta(seconds=1))
    assert rows(archive) == before


def test_leaving_twice_changes_nothing_more(archive: Archive) -> None:
    for workspace in ("T1", "T2"):
        fill(archive, workspace)
    leave(archive.engine, "slack", "T1", NOW)
    once = rows(archive)
    leave(archive.engine, "slack", "T1", NOW)
    assert rows(archive) == once
