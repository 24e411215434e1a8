import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from bot.answers import Answers, Asked
from bot.archive import Archive, open_archive
from bot.backup import backup, restore
from bot.channels import Address, Channels, Watch
from bot.database import reading
from bot.departures import Departures
from bot.digests import Digests
from bot.encryption import Cipher
from bot.errors import ArchiveError, ArchiveForeign, ArchiveNewer, ArchiveNotEmpty, ArchiveUnreachable, BackupUnreadable
from bot.events import Events
from bot.feeds import ParsedEntry, ParsedFeed
from bot.fetching import Fetched
from bot.following import Feeds
from bot.installations import Installations
from bot.model import SHARED, DisputeList, Request
from bot.quotas import Quotas
from bot.reports import Report, Reports, Suspect
from bot.rights import Rights
from bot.schedule_words import parse_schedule
from bot.tables import metadata
from tests.archives import archive_at
from tests.briefings import NOW, actor, briefing
from tests.examples import BRIDGE, said_by
from tests.outlets import told
from tests.postgres import PostgresServer
from tests.workspaces import KEY, installation


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def target_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a second empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'target.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an archive that holds something, which no test changes."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = archive_at(tmp_path_factory.mktemp("kept") / "archive.db")
        else:
            url = stack.enter_context(request.getfixturevalue("postgres").archive())
        fill(url)
        yield url


def fill(url: str) -> None:
    with open_archive(url) as archive:
        archive.keep(BRIDGE, SHARED, NOW)
        archive.keep(briefing("Ann Lee", actor("UN", kind="organization"), about="ёлки\n\u2028"), "T1", NOW)
        archive.keep(said_by("Ann\0 Lee", "\U0001f600 \\ “x”"), "T2", NOW)
        for outlet, number in (("Bay Post", "Twelve"), ("Hill Echo", "Three"), ("Vale Courier", "Three")):
            archive.keep(
                told(outlet, ("", "", f"{number} people were killed"), ("", "", f"{outlet} was there")), "T3", NOW
            )
        follow_and_post(archive)


def follow_and_post(archive: Archive) -> None:
    """A feed with an entry, and a channel that watches something and gets a digest."""
    feeds, channels = Feeds(archive.engine), Channels(archive.engine)
    feed, _ = feeds.follow("T1", "https://bay.example/rss", "Bay Post", NOW)
    entry = ParsedEntry("1", "https://bay.example/1", "Rain", NOW, None)
    feeds.changed(feed, ParsedFeed("rss", "Bay Post", None, (entry,)), Fetched(feed.url, "", None, b""), NOW)
    channel = channels.at(Address("slack", "T1", "C1"), NOW)
    channels.watch(channel, Watch("Ann Lee", muted=False), NOW)
    channels.plan(channel, parse_schedule("08:00", "Europe/Berlin"), NOW)
    Digests(archive.engine, "UTC").post(channels.at(channel.address, NOW), NOW)
    Answers(archive.engine).keep("T1", Asked("/disputes", DisputeList(None, (), 0)), NOW)
    Reports(archive.engine).add("T1", Report(Suspect(1, "s1", "Ann Lee: it rains"), "speaker", "U1", NOW))
    Events(archive.engine).is_first("slack:Ev1", NOW)
    Quotas(archive.engine).read(Request("", "T1", "U1"), NOW)
    Rights(archive.engine).let_members_manage("T1", True)
    Installations(archive.engine, Cipher((KEY,))).keep(installation("T1"))
    Departures(archive.engine).left("discord", "7", NOW)


def rows(url: str) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with open_archive(url) as archive, reading(archive.engine) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
        }


@pytest.fixture
def saved(kept: str, tmp_path: Path) -> Path:
    """A backup of the kept archive."""
    path = tmp_path / "backup.zip"
    backup(kept, path)
    return path


def test_a_backup_brings_every_row_back_to_either_kind_of_database(kept: str, target_url: str, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    number = backup(kept, path)
    assert restore(target_url, path) == number == sum(map(len, rows(kept).values()))
    assert rows(target_url) == rows(kept)
    assert all(rows(target_url).values())


def test_a_restored_archive_can_be_kept_on_with(saved: Path, target_url: str) -> None:
    restore(target_url, saved)
    with open_archive(target_url) as archive:
        archive.keep(BRIDGE, SHARED, NOW)
        archive.keep(briefing("Bob Ray", "Cy Poe", about="else"), "T1", NOW)
        assert archive.counts()[0] == 7


def test_restoring_replaces_an_archive_only_if_forced(saved: Path, kept: str, target_url: str) -> None:
    with open_archive(target_url) as archive:
        archive.keep(briefing("Bob Ray"), SHARED, NOW)
    before = rows(target_url)
    with pytest.raises(ArchiveNotEmpty):
        restore(target_url, saved)
    assert rows(target_url) == before
    restore(target_url, saved, force=True)
    assert rows(target_url) == rows(kept)


def test_an_archive_without_rows_may_be_restored_to(saved: Path, kept: str, target_url: str) -> None:
    open_archive(target_url).close()
    restore(target_url, saved)
    assert rows(target_url) == rows(kept)


def test_a_backup_made_while_others_write_is_of_one_moment(archive_url: str, target_url: str, tmp_path: Path) -> None:
    stop = Event()

    def write() -> None:
        with open_archive(archive_url) as archive:
            number = 0
            while not stop.is_set():
                number += 1
                archive.keep(briefing("Ann Lee", "Bob Ray", about=f"{number}"), SHARED, NOW)

    writer = Thread(target=write)
    writer.start()
    try:
        for attempt in range(3):
            backup(archive_url, tmp_path / f"{attempt}.zip")
    finally:
        stop.set()
        writer.join()
    for attempt in range(3):
        restore(target_url, tmp_path / f"{attempt}.zip", force=True)
        with open_archive(target_url) as archive:
            articles, statements, disputes = archive.counts()
            assert statements == 2 * articles == 2 * disputes


def test_there_is_nothing_to_back_up_where_there_is_no_archive(empty_url: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreachable, match="nothing to back up"):
        backup(empty_url, tmp_path / "backup.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_for_its_owners_eyes_and_replaces_an_older_one(kept: str, saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0
    saved.write_text("older")
    assert backup(kept, saved) > 0
    assert {each.name for each in saved.parent.iterdir() if "backup" in each.name} == {"backup.zip"}
    assert saved.read_bytes().startswith(b"PK")


def test_a_backup_that_cannot_be_written_is_told(kept: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="nowhere"):
        backup(kept, tmp_path / "nowhere" / "backup.zip")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ArchiveError, match="folder"):
        backup(kept, tmp_path / "folder")
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_a_damaged_or_foreign_file_changes_nothing(saved: Path, kept: str, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    before = rows(kept)
    broken = tmp_path / "broken.zip"
    half, content = len(whole) // 2, whole.index(b"articles.jsonl") + 100
    zeroed = whole[:content] + bytes(9) + whole[content + 9 :]
    for data in (b"", b"hello", whole[:-30], whole[:half], zeroed, whole[100:]):
        broken.write_bytes(data)
        with pytest.raises(BackupUnreadable):
            restore(kept, broken, force=True)
    assert rows(kept) == before


@pytest.mark.parametrize("change", ["format", "rows", "table", "field", "reference"])
def test_a_backup_that_was_tampered_with_changes_nothing(saved: Path, kept: str, tmp_path: Path, change: str) -> None:
    with ZipFile(saved) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    contents = json.loads(members["archive.json"])
    if change == "format":
        contents["format"] = "other/1"
    elif change == "rows":
        contents["rows"]["articles"] += 1
    elif change == "table":
        del members["aliases.jsonl"], contents["rows"]["aliases"]
    elif change == "field":
        members["actors.jsonl"] = members["actors.jsonl"].replace(b'"name"', b'"nom"')
    else:
        members["actors.jsonl"] = members["actors.jsonl"].split(b"\n", 1)[1]
        contents["rows"]["actors"] -= 1
    members["archive.json"] = json.dumps(contents).encode()
    path = tmp_path / "tampered.zip"
    with ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    before = rows(kept)
    with pytest.raises(ArchiveError):
        restore(kept, path, force=True)
    assert rows(kept) == before


def test_the_backup_of_a_newer_program_is_refused(saved: Path, target_url: str, tmp_path: Path) -> None:
    path = tmp_path / "newer.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("archive.json", json.dumps({"format": "onrecord.backup/1", "revision": "9999", "rows": {}}))
    with pytest.raises(ArchiveNewer):
        restore(target_url, path)


def test_a_file_that_is_not_there_is_told(target_url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupUnreadable, match="No such file"):
        restore(target_url, tmp_path / "nowhere.zip")


def test_a_database_of_something_else_is_never_restored_to(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary. " * 100)
    with pytest.raises(ArchiveForeign):
        restore(f"sqlite:///{path}", saved, force=True)
    assert path.read_text().startswith("Dear diary.")
