"""Files that are brought in, and paths in them that lead elsewhere: lists of feeds, folders of articles, backups."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from bot.archive import open_archive
from bot.backup import backup, restore
from bot.cli import run
from bot.errors import ArchiveError, BackupUnreadable, SourceError
from bot.opml import read_opml
from bot.sources import Source, find_sources
from tests.briefings import NOW, briefing

SECRET: Final = "the key of the house"


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "FILE:///etc/passwd", "file://localhost/etc/passwd", "/etc/passwd", "../feeds.opml"),
        *(
            "javascript:alert(1)",
            "data:text/xml,a",
            "ftp://a.example/",
            "gopher://a.example/",
            "jar:https://a.example!/",
        ),
        *("http://", "https:///etc/passwd", "//a.example/feed", "\\\\a.example\\share", "feed:file:///etc/passwd"),
    ],
)
def test_a_list_of_feeds_names_nothing_but_the_web(address: str) -> None:
    outline = f'<outline type="rss" xmlUrl="{address}" url="{address}" htmlUrl="{address}"/>'
    assert read_opml(f"<opml><body>{outline}</body></opml>".encode()) == ()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "/etc/passwd", "file://127.0.0.1/etc/passwd"])
def test_no_feed_is_a_file(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONRECORD_DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    assert run(["feeds", "add", address]) != 0
    assert "root:" not in "".join(capsys.readouterr())


# Folders of articles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that somebody else has filled; what lies beside it is ours."""
    (tmp_path / "ours.txt").write_text(SECRET)
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "letter.txt").write_text(SECRET)
    found = tmp_path / "found"
    found.mkdir()
    (found / "article.txt").write_text("The bridge is safe.")
    return found


def test_links_in_a_folder_do_not_lead_out_of_it(folder: Path) -> None:
    (folder / "a.txt").symlink_to(folder.parent / "ours.txt")
    (folder / "b.txt").symlink_to("../ours.txt")
    (folder / "c.html").symlink_to("/etc/passwd")
    (folder / "d").symlink_to(folder.parent / "ours")
    (folder / "e.txt").symlink_to("d/letter.txt")
    told = list(find_sources([str(folder)]))
    assert [each.path for each in told if isinstance(each, Source)] == [folder / "article.txt"]
    refused = {Path(each[0]).name: str(each[1]) for each in told if not isinstance(each, Source)}
    assert set(refused) == {"a.txt", "b.txt", "c.html", "e.txt"}
    assert set(refused.values()) == {"this is a link that leads out of the folder"}


def test_links_within_a_folder_are_followed(folder: Path) -> None:
    (folder / "again.txt").symlink_to("article.txt")
    assert [each.path for each in find_sources([str(folder)]) if isinstance(each, Source)] == [
        folder / "again.txt",
        folder / "article.txt",
    ]


def test_what_is_no_file_in_a_folder_holds_nothing_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "itself.txt").symlink_to("itself.txt")
    monkeypatch.setenv("ONRECORD_DATABASE_URL", f"sqlite:///{folder.parent / 'archive.db'}")
    for name in ("pipe.txt", "itself.txt"):
        (source,) = find_sources([str(folder / name)])
        assert isinstance(source, Source)
        with pytest.raises(SourceError):
            read(source)


def read(source: Source) -> object:
    from bot.sources import read_article

    def refuse(url: str) -> Any:
        raise AssertionError(url)

    return read_article(source, refuse)


# Backups

Change = Callable[[str, bytes], bytes]


@pytest.fixture
def backed_up(tmp_path: Path) -> bytes:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with open_archive(url) as archive:
        archive.keep(briefing("Ann Lee", url="https://bay.example/1"), "T1", NOW)
    backup(url, tmp_path / "right.zip")
    return (tmp_path / "right.zip").read_bytes()


def changed(backed_up: bytes, change: Change, more: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """The backup with something else in its members, and with others beside them."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(backed_up)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
        for name, data in more:
            after.writestr(name, data)
    return written.getvalue()


def same(name: str, data: bytes) -> bytes:
    return data


def told(**about: object) -> Change:
    """What the backup says of itself, changed."""
    return lambda name, data: json.dumps({**json.loads(data), **about}).encode() if name == "archive.json" else data


def rows(change: Callable[[Any], Any]) -> Change:
    """All values of all rows, changed."""

    def apply(name: str, data: bytes) -> bytes:
        if name == "archive.json":
            return data
        lines = [{key: change(value) for key, value in json.loads(line).items()} for line in data.splitlines()]
        return b"".join(json.dumps(line).encode() + b"\n" for line in lines)

    return apply


def restored(data: bytes, folder: Path) -> int:
    (folder / "found.zip").write_bytes(data)
    return restore(f"sqlite:///{folder / 'new' / 'archive.db'}", folder / "found.zip")


def test_a_backup_writes_nowhere_but_into_the_database(backed_up: bytes, tmp_path: Path) -> None:
    paths = ("../../escaped", "/tmp/escaped.jsonl", "..\\escaped", "C:\\escaped", "new/../escaped", "articles.jsonl/x")
    data = changed(backed_up, same, tuple((path, b"{}\n") for path in paths))
    assert restored(data, tmp_path) > 0
    assert {path.name for path in tmp_path.rglob("*")} == {"archive.db", "right.zip", "found.zip", "new"}
    assert not Path("/tmp/escaped.jsonl").exists()


@pytest.mark.parametrize(
    "change",
    [
        told(rows={"../../etc/passwd": 1}),
        told(rows={"/etc/passwd": 1}),
        told(rows=[1]),
        told(rows="articles"),
        told(format="onrecord.backup/2"),
        rows(lambda value: [1]),
        rows(lambda value: {"a": 1}),
        rows(lambda value: 10**30 if isinstance(value, int) else value),
        rows(lambda value: "\ud800" if isinstance(value, str) else value),
        lambda name, data: b"[" * 100_000 if name == "archive.json" else data,
        lambda name, data: b"9" * 5_000 if name == "archive.json" else data,
        lambda name, data: b"[]\n" * data.count(b"\n") if name.endswith(".jsonl") else data,
        lambda name, data: bytes(60_000_000) if name == "articles.jsonl" else data,
        lambda name, data: b'{"a": "' + b"a" * 60_000_000 if name == "archive.json" else data,
    ],
)
def test_a_backup_that_was_made_up_is_refused_and_changes_nothing(
    change: Change, backed_up: bytes, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveError):
        restored(changed(backed_up, change), tmp_path)
    with open_archive(f"sqlite:///{tmp_path / 'new' / 'archive.db'}") as archive:
        assert archive.counts() == (0, 0, 0)


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_backup_that_is_damaged_is_refused_however_it_is_packed(packing: int, tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        archive.writestr("archive.json", json.dumps({"format": "onrecord.backup/1"}) * 100)
    data = bytearray(written.getvalue())
    data[45:70] = b"\xff" * 25
    with pytest.raises(BackupUnreadable):
        restored(bytes(data), tmp_path)


def test_a_backup_takes_the_place_of_a_link_and_not_of_what_it_leads_to(tmp_path: Path) -> None:
    url, ours = f"sqlite:///{tmp_path / 'archive.db'}", tmp_path / "ours.txt"
    open_archive(url).close()
    ours.write_text(SECRET)
    (tmp_path / "backup.zip").symlink_to(ours)
    backup(url, tmp_path / "backup.zip")
    assert ours.read_text() == SECRET
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0, "others may read it"
