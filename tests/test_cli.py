"""The command line, run in process with an archive of its own: what it prints, tells and returns."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import run

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


def test_output_that_is_redirected_stays_out_of_the_way_of_the_bar(tmp_path: Path) -> None:
    """Standard error on a terminal, standard output in a file: the one has the bar, the other the briefings."""
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(ARTICLE, encoding="utf-8")
    master, terminal = os.openpty()
    command = [sys.executable, "-m", "bot", "brief", str(tmp_path), "--no-archive", "--format", "jsonl"]
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(command, stdout=out, stderr=terminal, check=False, cwd=Path(__file__).parent.parent)
    os.close(terminal)
    shown = os.read(master, 100_000)
    os.close(master)
    assert done.returncode == 0
    assert {json.loads(line)["id"] for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()} == set(
        "012345"
    )
    assert "━".encode() in shown
    assert b"schema" not in shown
