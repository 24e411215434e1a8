"""The command line, run in process with an archive of its own: what it prints, tells and returns."""

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive import open_archive
from bot.channels import Address, Channels
from bot.cli import run
from bot.encryption import Cipher
from bot.following import Feeds
from bot.installations import Installations
from bot.schedule_words import parse_schedule
from bot.settings import Settings
from bot.wiring import open_bot
from tests.examples import BRIDGE
from tests.sites import Site, serving
from tests.workspaces import KEY, OTHER_KEY, installation

ROOT = Path(__file__).parent.parent
ARTICLE = """Harbour bridge to close in May

Mayor Ann Lee said on Monday that the bridge would close in May. “It is not safe,” she said. “We checked it twice.”

Councillor Bo Ray rejected the claim that the bridge was not safe. “Nobody has checked anything,” Ray said.
"""


@dataclass(frozen=True, slots=True)
class Done:
    """How a run ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


Onrecord = Callable[..., Done]


@pytest.fixture
def onrecord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Onrecord:
    """Runs the command line in a folder with `bridge.txt` and an empty archive."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    (tmp_path / "bridge.txt").write_text(ARTICLE, encoding="utf-8")

    def call(*arguments: str) -> Done:
        code = run(arguments)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return call


def test_a_briefing_says_who_said_what_and_what_is_disputed(onrecord: Onrecord) -> None:
    done = onrecord("brief", "bridge.txt")
    assert done.code == 0
    assert "Harbour bridge to close in May" in done.out
    assert "“It is not safe,” “We checked it twice.”" in done.out
    assert "DISPUTED" in done.out
    assert "Traceback" not in done.err


def test_json_has_the_articles_own_words_by_span(onrecord: Onrecord) -> None:
    briefing = json.loads(onrecord("brief", "bridge.txt", "--format", "json").out)
    assert briefing["schema"] == "onrecord.briefing/1"
    assert briefing["id"] == "bridge"
    assert briefing["article"]["text"] == ARTICLE
    names = {actor["id"]: actor["name"] for actor in briefing["actors"]}
    said = {
        (names[actor], ARTICLE[start:end])
        for statement in briefing["statements"]
        for actor in statement["actors"]
        for start, end in statement["content"]
    }
    assert ("Ann Lee", "“We checked it twice.”") in said
    assert ("Bo Ray", "“Nobody has checked anything,”") in said


def test_several_sources_are_a_list_in_json_and_lines_in_jsonl(onrecord: Onrecord) -> None:
    Path("other.txt").write_text(ARTICLE.replace("Ann Lee", "Cy Dunn"), encoding="utf-8")
    assert [
        each["id"] for each in json.loads(onrecord("brief", "bridge.txt", "other.txt", "--format", "json").out)
    ] == [
        "bridge",
        "other",
    ]
    lines = onrecord("brief", ".", "--format", "jsonl").out.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {"bridge", "other"}


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_other_forms(form: str, onrecord: Onrecord) -> None:
    done = onrecord("brief", "bridge.txt", "--format", form)
    assert done.code == 0
    assert "Ann Lee" in done.out


def test_what_was_briefed_is_found_by_who_and_disputes(onrecord: Onrecord) -> None:
    onrecord("brief", "bridge.txt")
    assert "Nobody has checked anything" in onrecord("who", "councillor", "ray").out
    assert "Bo Ray" in onrecord("disputes", "bridge").out
    assert json.loads(onrecord("who", "Lee", "--format", "json").out)["actor"]["name"] == "Ann Lee"


def test_no_archive_leaves_the_archive_alone(onrecord: Onrecord) -> None:
    onrecord("brief", "bridge.txt", "--no-archive")
    assert not Path("archive.db").exists()


def test_an_unknown_name_gets_the_nearest(onrecord: Onrecord) -> None:
    onrecord("brief", "bridge.txt")
    assert "Bo Ray" in onrecord("who", "Raye").out


def test_a_dossier_is_drawn_beside_what_is_printed(onrecord: Onrecord) -> None:
    onrecord("brief", "bridge.txt")
    done = onrecord("who", "Lee", "--plot", "lee.PNG")
    assert (done.code, done.err) == (0, "")
    assert done.out == onrecord("who", "Lee").out
    assert Path("lee.PNG").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "file", "told"),
    [
        ("Lee", "missing/lee.png", "missing/lee.png: No such file or directory"),
        ("Lee", "folder.png", "folder.png: Is a directory"),
        ("Nobody", "nobody.png", "nobody.png: not drawn, as nobody of this name is known for certain"),
        ("An", "an.png", "an.png: not drawn, as nobody of this name is known for certain"),
    ],
)
def test_a_picture_that_cannot_be_made_is_a_failure_after_what_worked(
    onrecord: Onrecord, name: str, file: str, told: str
) -> None:
    onrecord("brief", "bridge.txt")
    Path("folder.png").mkdir()
    done = onrecord("who", name, "--plot", file)
    assert (done.code, done.err) == (1, f"onrecord: {told}\n")
    assert done.out == onrecord("who", name).out != ""
    assert not Path(file).is_file()


def test_a_picture_that_is_no_png_is_wrong_usage_before_anything_is_done(onrecord: Onrecord) -> None:
    done = onrecord("who", "Lee", "--plot", "lee.jpg")
    assert (done.code, done.out) == (2, "")
    assert "'lee.jpg' does not end in .png" in done.err


def test_what_fails_is_told_in_a_line_and_the_rest_is_printed(onrecord: Onrecord) -> None:
    Path("empty.txt").write_bytes(b"")
    Path("paper.pdf").write_bytes(b"%PDF-1.7 ...")
    done = onrecord("brief", "missing.txt", "empty.txt", "paper.pdf", "bridge.txt")
    assert done.code == 1
    assert "Harbour bridge to close in May" in done.out
    assert [line.partition(":")[2].partition(":")[0].strip() for line in done.err.splitlines()] == [
        "missing.txt",
        "empty.txt",
        "paper.pdf",
    ]
    assert "PDF" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("brief",),
        ("brief", "bridge.txt", "--format", "pdf"),
        ("brief", "bridge.txt", "--summarizer", "magic"),
        ("who", "Lee", "--since", "yesterday"),
        ("nonsense",),
    ],
)
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...], onrecord: Onrecord) -> None:
    done = onrecord(*arguments)
    assert done.code == 2
    assert done.err
    assert "Traceback" not in done.err


def test_a_wrong_setting_ends_with_two_and_names_it(onrecord: Onrecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_TIMEZONE", "Mars/Olympus")
    done = onrecord("brief", "bridge.txt")
    assert done.code == 2
    assert "ONRECORD_TIMEZONE" in done.err


def test_an_archive_that_cannot_be_used_costs_no_briefing(onrecord: Onrecord) -> None:
    Path("archive.db").write_bytes(b"this is no database, and long enough to be seen as none" * 20)
    done = onrecord("brief", "bridge.txt")
    assert done.code == 1
    assert "Harbour bridge to close in May" in done.out
    assert len(done.err.splitlines()) == 1


def test_standard_input_is_a_source(onrecord: Onrecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.__dict__, "stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    briefing = json.loads(onrecord("brief", "-", "--format", "json").out)
    assert briefing["id"] == "stdin"
    assert briefing["article"]["text"] == ARTICLE


def test_chat_answers_piped_commands(onrecord: Onrecord, monkeypatch: pytest.MonkeyPatch) -> None:
    onrecord("brief", "bridge.txt")
    monkeypatch.setitem(sys.__dict__, "stdin", io.StringIO("/who Ray\n\n# a remark\nwhoo Lee\n"))
    done = onrecord("chat")
    assert done.code == 0
    assert "Nobody has checked anything" in done.out
    assert "/who" in done.out


def test_text_in_another_language_is_said_to_be_so(onrecord: Onrecord) -> None:
    german = "Der Bürgermeister sagte am Montag, die Brücke werde im Mai geschlossen. Der Rat lehnte den Plan ab.\n" * 3
    Path("brücke.txt").write_text(german, encoding="utf-8")
    briefing = json.loads(onrecord("brief", "brücke.txt", "--format", "json").out)
    assert briefing["article"]["language"] == "de"
    assert briefing["statements"] == []
    assert briefing["gist"]
    assert "German" in briefing["notes"][0]


def test_excerpt_is_said_to_be_one(onrecord: Onrecord) -> None:
    page = Path(__file__).parent / "data" / "pages" / "paywall.html"
    briefing = json.loads(onrecord("brief", str(page), "--format", "json").out)
    assert briefing["notes"][0] == "only an excerpt: the page is behind a paywall"
    assert list(briefing["article"]) == ["url", "title", "publisher", "published", "language", "text"]
    assert "only an excerpt" in onrecord("brief", str(page)).out


def test_backup_and_restore(onrecord: Onrecord) -> None:
    onrecord("brief", "bridge.txt")
    assert onrecord("db", "backup", "copy.onrecord").code == 0
    Path("archive.db").unlink()
    assert onrecord("db", "restore", "copy.onrecord").code == 0
    assert "Nobody has checked anything" in onrecord("who", "Ray").out


def test_doctor_finds_a_fresh_house_in_order(onrecord: Onrecord) -> None:
    done = onrecord("doctor")
    assert done.code == 0
    assert "0 articles" in done.out


def test_upgrade_says_where_the_tables_are(onrecord: Onrecord) -> None:
    assert onrecord("db", "upgrade").code == 0
    assert "already" in onrecord("db", "upgrade").out


def test_tokens_are_encrypted_with_the_newest_key(onrecord: Onrecord, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_archive(os.environ["ONRECORD_DATABASE_URL"]) as archive:
        Installations(archive.engine, Cipher((KEY,))).keep(installation("T1"))
    assert onrecord("db", "rekey").code == 2
    monkeypatch.setenv("ONRECORD_SECRET_KEY", f"{OTHER_KEY},{KEY}")
    assert onrecord("db", "rekey").out.startswith("the tokens of 1 workspaces are encrypted with the newest key")
    monkeypatch.setenv("ONRECORD_SECRET_KEY", OTHER_KEY)
    assert onrecord("db", "rekey").code == 0
    monkeypatch.setenv("ONRECORD_SECRET_KEY", KEY)
    assert "cannot be decrypted" in onrecord("db", "rekey").err


def test_output_that_is_redirected_stays_out_of_the_way_of_the_bar(tmp_path: Path) -> None:
    """Standard error on a terminal, standard output in a file: the one has the bar, the other the briefings."""
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(ARTICLE, encoding="utf-8")
    master, terminal = os.openpty()
    command = [sys.executable, "-m", "bot", "brief", str(tmp_path), "--no-archive", "--format", "jsonl"]
    with (tmp_path / "out").open("wb") as out:
        running = subprocess.Popen(command, stdout=out, stderr=terminal, cwd=ROOT)
    os.close(terminal)
    shown = b"".join(_read_until_closed(master))
    assert running.wait() == 0
    assert {json.loads(line)["id"] for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()} == set(
        "012345"
    )
    assert "━".encode() in shown
    assert b"schema" not in shown


@pytest.mark.parametrize("form", ["text", "json"])
def test_output_that_nobody_reads_to_its_end_is_no_error(form: str) -> None:
    gone, pipe = os.pipe()
    os.close(gone)
    command = [sys.executable, "-m", "bot", "brief", "-", "--no-archive", "--format", form]
    done = subprocess.run(command, input=ARTICLE, stdout=pipe, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_closed_output_is_no_traceback(closed: str) -> None:
    command = ["sh", "-c", f'"$0" -m bot brief - --no-archive {closed}', sys.executable]
    done = subprocess.run(command, input=ARTICLE, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def _read_until_closed(terminal: int) -> Iterator[bytes]:
    """What is written to a terminal, whose end is an error on Linux; unread, it would hold up who writes."""
    with contextlib.suppress(OSError):
        while piece := os.read(terminal, 4096):
            yield piece
    os.close(terminal)


NOW = datetime.now(UTC)
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="module")
def agency() -> Iterator[Site]:
    """The project's own seeds with feeds of today, served on this machine, and a feed without entries."""
    with serving() as site:
        for feed, pages in {"wire": ("ferry-agency", "council"), "bay": ("ferry-broadcaster", "ferry-gazette")}.items():
            for hours, page in enumerate(pages):
                wire = site.feed(f"/{feed}.xml").entry(page, published=NOW - timedelta(hours=hours + 1))
                today = re.sub(rb"20\d\d-\d\d-\d\d", f"{NOW:%Y-%m-%d}".encode(), (SEEDS / f"{page}.html").read_bytes())
                site.puts(f"/articles/{page}.html", today, Content_Type="text/html; charset=utf-8")
            wire.title = feed.title()
        site.feed("/quiet.xml").title = "Quiet"
        yield site


@pytest.fixture
def press(agency: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Site:
    """The feeds, all well, and `feeds.opml`, which names the two that have entries."""
    monkeypatch.setenv("ONRECORD_ALLOWED_HOSTS", "127.0.0.1")
    outlines = "".join(f'<outline text="{feed}" xmlUrl="{agency.address}/{feed}.xml"/>' for feed in ("wire", "bay"))
    (tmp_path / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    agency.feed("/bay.xml").works()
    return agency


@pytest.fixture(scope="module")
def read(agency: Site, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An archive in which the feeds are followed and their articles read, which takes seconds; none is told yet."""
    path = tmp_path_factory.mktemp("read") / "archive.db"
    settings = Settings(database_url=f"sqlite:///{path}", allowed_hosts=("127.0.0.1",))
    with open_bot(settings, lambda: datetime.now(UTC)) as bot:
        for feed in ("wire", "bay"):
            bot.feeds.follow("", f"{agency.address}/{feed}.xml", feed, NOW)
        assert bot.refresher.refresh().read == 4
    return path.read_bytes()


def test_a_digest_of_feeds_tells_a_story_of_several_outlets_once(onrecord: Onrecord, press: Site) -> None:
    assert onrecord("feeds", "import", "feeds.opml").out.startswith("2 feeds are followed")
    done = onrecord("digest", "--format", "json")
    assert (done.code, done.err) == (0, "")
    told = [{article["title"] for article in story["articles"]} for story in json.loads(done.out)["stories"]]
    assert sorted(map(len, told)) == [1, 3]
    again = onrecord("digest")
    assert again.code == 0
    assert "Nothing new since the last digest." in again.out


def test_a_feed_with_trouble_fails_a_digest_but_does_not_spoil_it(onrecord: Onrecord, press: Site, read: bytes) -> None:
    Path("archive.db").write_bytes(read)
    press.feed("/bay.xml").fails(500)
    done = onrecord("digest")
    assert done.code == 1
    assert "Eight crowns a lorry" in done.out
    assert done.err == "onrecord: Bay: the site is in trouble (500)\n"


def test_feeds_are_added_listed_exported_and_removed(onrecord: Onrecord, press: Site) -> None:
    added = onrecord("feeds", "add", f"{press.address}/quiet.xml")
    assert "Quiet is followed from now on" in added.out
    assert onrecord("feeds", "list").out.split() == ["1.", "Quiet", f"({press.address}/quiet.xml)"]
    assert f'xmlUrl="{press.address}/quiet.xml"' in onrecord("feeds", "export").out
    assert onrecord("feeds", "check").code == 0
    assert "not followed any more" in onrecord("feeds", "remove", "Quiet").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("feeds", "add", "http://127.0.0.1:1/rss"), 1),
        (("feeds", "add", "it"), 2),
        (("feeds", "remove", "7"), 1),
        (("feeds", "import", "bridge.txt"), 1),
        (("feeds", "import", "nowhere.opml"), 2),
        (("digest", "--channel", "C0"), 2),
        (("digest", "--since", "soon"), 2),
        (("run", "--role", "king"), 2),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(arguments: tuple[str, ...], code: int, onrecord: Onrecord) -> None:
    done = onrecord(*arguments)
    assert done.code == code
    assert done.err.strip()
    assert "Traceback" not in done.err


def test_a_channel_that_is_not_here_is_shown_what_it_would_get(onrecord: Onrecord, press: Site, read: bytes) -> None:
    Path("archive.db").write_bytes(read)
    with open_archive(os.environ["ONRECORD_DATABASE_URL"]) as archive:
        Channels(archive.engine).at(Address("slack", "T1", "C1"), NOW)
    first, second = (onrecord("digest", "--channel", "C1").out for _ in range(2))
    assert "Eight crowns a lorry" in first
    assert first.splitlines()[1:] == second.splitlines()[1:]


def test_the_running_bot_sends_a_digest_when_it_is_due_and_stops_at_a_signal(tmp_path: Path, press: Site) -> None:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with open_archive(url) as archive:
        channels, feeds = Channels(archive.engine), Feeds(archive.engine)
        here = channels.at(Address("terminal", "", ""), NOW)
        channels.plan(here, parse_schedule("00:00 and 12:00", "UTC"), NOW - timedelta(days=1))
        feed, _ = feeds.follow("", f"{press.address}/quiet.xml", "Quiet", NOW)
        feeds.failed(feed, "none", NOW - timedelta(days=2))
        archive.keep(replace(BRIDGE, article=replace(BRIDGE.article, published=NOW)), "", NOW)
    environment = {**os.environ, "ONRECORD_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert bot.stderr
    assert bot.stdout
    assert bot.stderr.readline() == "ready: clock, worker\n"
    assert bot.stdout.readline().startswith("News digest")
    bot.send_signal(signal.SIGTERM)
    bot.communicate(timeout=10)
    assert bot.returncode == 0
