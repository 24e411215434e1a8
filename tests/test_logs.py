"""What is written to standard error: for people or for programs, and never anybody's words or secrets."""

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hostile import visible
from adapters.logs import NAMES, logged, write_down
from adapters.redacting import HIDDEN, Redactor
from bot.errors import ArchiveUnreachable, SourceUnreachable
from bot.happenings import CommandAnswered, FeedChecked, MessageSent, RoundDone
from bot.settings import Settings
from tests.briefings import briefing
from tests.discord_newsroom import ANN, Newsroom, connecting
from tests.slack_bot import running
from tests.slack_server import Slack

ROOT = Path(__file__).parent.parent
WATCHING = ROOT / "docs" / "watching.md"
SECRET = "vJ3-kq/8+w 'é\"\\"
SETTINGS = Settings(slack_signing_secret=SECRET)
CHATTY = ("slack_sdk", "slack_sdk.web.base_client", "slack_bolt", "bolt", "discord", "httpx", "httpcore", "aiohttp")


@contextmanager
def written(form: str, settings: Settings = SETTINGS) -> Iterator[io.StringIO]:
    """What is logged meanwhile."""
    stream = io.StringIO()
    with logged(replace(settings, log_format=form), stream):
        yield stream


def objects(stream: io.StringIO) -> list[dict[str, Any]]:
    """The lines, each of which has to be an object."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


ours, library = logging.getLogger("onrecord"), logging.getLogger("some.library")


def test_a_record_is_a_line_for_people() -> None:
    with written("text") as stream:
        ours.info("%d feeds looked at", 3)
        library.warning("it is late")
    assert stream.getvalue() == "onrecord: 3 feeds looked at\nonrecord: it is late\n"


def test_a_record_is_an_object_for_programs() -> None:
    with written("json") as stream:
        ours.warning("it is %s", "late")
    (told,) = objects(stream)
    assert told.pop("time").endswith("+00:00")
    assert told == {"level": "warning", "logger": "onrecord", "message": "it is late"}


def test_what_happens_is_an_object_with_fields_and_no_line_for_people() -> None:
    happenings = (
        MessageSent("slack", 7, "closed", "is_archived", 0.25),
        FeedChecked(4, "read", 3, 0.12345),
        CommandAnswered("who", "answered", 0.5),
        RoundDone("compose", "done", 0.5),
    )
    with written("text") as lines:
        for each in happenings:
            write_down(each)
    assert lines.getvalue() == ""
    with written("json") as stream:
        for each in happenings:
            write_down(each)
    about = {"level": "info", "logger": "onrecord.events"}
    assert [{name: told[name] for name in told if name != "time"} for told in objects(stream)] == [
        {
            **about,
            "message": "delivery",
            "platform": "slack",
            "delivery": 7,
            "outcome": "closed",
            "code": "is_archived",
            "seconds": 0.25,
        },
        {**about, "message": "feed check", "feed": 4, "outcome": "read", "fresh": 3, "seconds": 0.123},
        {**about, "message": "command", "command": "who", "outcome": "answered", "seconds": 0.5},
    ]


def test_the_documentation_names_the_fields() -> None:
    rows = re.findall(r"^\| `([a-z ]+)` \| ((?:`\w+`(?:, )?)+) \|$", WATCHING.read_text(encoding="utf-8"), re.MULTILINE)
    documented = {name: re.findall(r"\w+", listed) for name, listed in rows}
    assert documented == {
        name: [each.name for each in fields(kind)] for kind, name in NAMES.items() if kind is not RoundDone
    }


def breaks() -> None:
    try:
        raise KeyError("Ann Lee said so")
    except KeyError as error:
        raise ValueError("Bob Ray denied it") from error


@pytest.mark.parametrize("form", ["text", "json"])
def test_of_an_exception_its_places_are_written_and_not_its_message(form: str) -> None:
    with written(form) as stream:
        try:
            breaks()
        except ValueError:
            ours.exception("it went wrong")
    text = stream.getvalue()
    assert "it went wrong" in text
    assert "ValueError in test_logs.py, line " in text
    assert text.count("in breaks") == 2
    assert "Ann" not in text
    assert "Bob" not in text


def test_a_library_that_puts_an_exception_into_its_words_is_not_repeated() -> None:
    with written("text") as stream:
        try:
            breaks()
        except ValueError as error:
            library.error(f"Failed to run a listener: {error}")
            library.exception(f"Failed: {error.__cause__}")
    assert "Failed to run a listener: ValueError in test_logs.py" in stream.getvalue()
    assert "Ann" not in stream.getvalue()
    assert "Bob" not in stream.getvalue()


def test_an_error_of_ours_says_what_it_says() -> None:
    with written("text") as stream:
        try:
            raise ArchiveUnreachable("the database is away")
        except ArchiveUnreachable:
            ours.exception("it went wrong")
    assert stream.getvalue().splitlines()[-1].strip() == "the database is away"


def test_a_record_that_cannot_be_put_together_shows_nothing_of_itself(capsys: pytest.CaptureFixture[str]) -> None:
    record = logging.LogRecord(library.name, logging.WARNING, "", 0, "%d said so", ("Ann Lee",), None)
    with written("text") as stream:
        logging.getLogger().handlers[-1].handle(record)  # pytest's own would raise
    assert stream.getvalue() == "onrecord: a message of some.library that cannot be put together\n"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", ["text", "json"])
@given(text=st.text())
def test_nothing_makes_a_second_line_or_has_a_terminal_do_something(form: str, text: str) -> None:
    with written(form) as stream:
        ours.warning("%s", text)
    assert stream.getvalue().count("\n") == 1
    line = stream.getvalue().rstrip()
    assert visible(line) == line


def test_libraries_are_heard_from_their_warnings_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "level", logging.DEBUG)
    with written("json") as stream:
        library.debug("POST ... Ann Lee said so")
        library.info("Ann Lee said so")
        library.warning("it is late")
    assert [told["message"] for told in objects(stream)] == ["it is late"]


def test_what_breaks_a_thread_is_logged() -> None:
    with written("json") as stream:
        thread = threading.Thread(target=breaks, name="web")
        thread.start()
        thread.join()
    (told,) = objects(stream)
    assert (told["level"], told["message"]) == ("critical", "the thread 'web' broke")
    assert told["error"].startswith("ValueError in test_logs.py")


def forms(secret: str) -> list[str]:
    """A secret as it may be met."""
    return [secret, repr(secret), json.dumps(secret), repr({"secret": secret}), f"see {secret}."]


@pytest.mark.parametrize("form", ["text", "json"])
@given(secret=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=6))
def test_a_secret_of_the_settings_is_never_written(form: str, secret: str) -> None:
    for settings in (
        Settings(slack_bot_token=secret),
        Settings(discord_token=secret),
        Settings(secret_keys=("other", secret)),
    ):
        with written(form, settings) as stream:
            for each in forms(secret):
                ours.warning("a message of %s", each)
                try:
                    raise SourceUnreachable(each)
                except SourceUnreachable:
                    library.exception("it went wrong")
        assert secret not in stream.getvalue()
        if form == "json":
            assert secret not in "".join(str(value) for told in objects(stream) for value in told.values())


@pytest.mark.parametrize("name", ["password", "sslpassword"])
def test_a_password_among_the_options_of_the_database_is_a_secret(name: str) -> None:
    redact = Redactor(Settings(database_url=f"postgresql://db.example/onrecord?{name}=hush-hush&sslmode=require"))
    assert redact("not hush-hush but require") == f"not {HIDDEN} but require"


def test_the_password_of_the_database_is_a_secret_and_its_address_is_none() -> None:
    redact = Redactor(Settings(database_url="postgresql://ann:p%40ss+word@db.example/onrecord"))
    assert redact("connection to db.example for ann failed: p@ss+word") == (
        f"connection to db.example for ann failed: {HIDDEN}"
    )
    assert "p%40ss" not in redact("postgresql://ann:p%40ss+word@db.example/onrecord")
    assert redact("the archive onrecord has 3 articles") == "the archive onrecord has 3 articles"


DISCORD = "MTA5ODc2NTQzMjEwOTg3NjU0.GaBcDe.0123456789abcdefghijklmnopqrstuvwxyzAB"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("invalid token xoxb-12-34-abCD", f"invalid token {HIDDEN}"),
        ("xoxp-1-2-3, xapp-1-A-2-b", f"{HIDDEN}, {HIDDEN}"),
        ("xoxe.xoxb-1-Mi0yLTk5 and xoxe-1-My0x", f"{HIDDEN} and {HIDDEN}"),
        (f"logging in with {DISCORD} now", f"logging in with {HIDDEN} now"),
        ("{'Authorization': 'Bearer abc.def'}", f"{{'Authorization': '{HIDDEN}'}}"),
        ("Authorization: Bot abcdefgh", f"Authorization: {HIDDEN}"),
        ("sent bearer abcdefghij", f"sent bearer {HIDDEN}"),
        ("refresh_token=abc&grant_type=x", f"refresh_token={HIDDEN}&grant_type=x"),
        ('{"token": "verification", "team": "T1"}', f'{{"token": "{HIDDEN}", "team": "T1"}}'),
        (
            "POST https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb24/messages",
            f"POST https://discord.com/api/v10/webhooks/123/{HIDDEN}/messages",
        ),
        ("/interactions/123/secret-token/callback", f"/interactions/123/{HIDDEN}/callback"),
        ("https://hooks.slack.com/commands/T1/2/x", f"https://hooks.slack.com/{HIDDEN}"),
        ("postgresql://ann:pass@host/x", f"postgresql://{HIDDEN}@host/x"),
        ("see https://bay.example/a?q=ann+lee#b.", f"see https://bay.example/a?{HIDDEN}"),
        ("host=db password=hush user=ann", f"host=db password={HIDDEN} user=ann"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str, shown: str) -> None:
    redact = Redactor(Settings())
    assert redact(text) == shown
    assert redact(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Slack does not renew the token of T1 (invalid_refresh_token)",
        "Discord does not accept DISCORD_TOKEN; copy it again from its portal",
        "3 feeds looked at, 5 new entries, 4 articles read",
        "ready: clock, slack, worker",
        "a message to C0123456789 could not be sent: Slack does not take it (invalid_blocks): no more than 50 items",
        "adapters/slack/desk.py:97 in reply",
        "fetch 12 of https://bay.example/news: the site is in trouble (500)",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert Redactor(SETTINGS)(text) == text


@contextmanager
def everything_is_said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """All that libraries have to say, at every level."""
    raw: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            raw.append(record.getMessage())

    root, keeping = logging.getLogger(), Keeping()
    for logger in (root, *map(logging.getLogger, CHATTY)):
        monkeypatch.setattr(logger, "level", logging.DEBUG)
        logger.manager._clear_cache()  # type: ignore[attr-defined]  # loggers remember what they are asked
    root.addHandler(keeping)
    try:
        yield raw
    finally:
        root.removeHandler(keeping)


WORDS = "Quintilla Voss"


def test_slacks_libraries_show_no_words_and_no_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        written("json") as stream,
        Slack() as slack,
        running(slack, tmp_path) as bot,
        everything_is_said(monkeypatch) as raw,
    ):
        logging.getLogger("bolt").setLevel(logging.DEBUG)  # opening Slack has set it
        slack.wait_for_connection()
        bot.keeps(briefing(WORDS))
        slack.command("/who", WORDS)
        slack.wait_for_ephemeral()
        slack.command("/digest", "now")
        bot.delivers(1)
    said = "\n".join(raw)
    assert WORDS in said, "else this shows nothing"
    assert "verification-token" in said
    assert not any(each in stream.getvalue() for each in (WORDS, "verification-token", slack.bot_token))
    hidden = Redactor(bot.settings)(said)
    assert not any(each in hidden for each in ("verification-token", slack.bot_token, slack.app_token))


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with connecting() as connected, connected.newsroom() as newsroom:
        yield newsroom


def test_discords_library_shows_no_words_and_no_tokens(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    with written("json") as stream, everything_is_said(monkeypatch) as raw:
        monkeypatch.setattr(logging.getLogger("discord"), "propagate", True)
        newsroom.knows()
        newsroom.discord.command("who", newsroom.news, ANN, name="Ann Lee").answered()
    assert "Ann Lee" in "\n".join(raw), "else this shows nothing"
    assert "Ann" not in stream.getvalue()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "ONRECORD_DATABASE_URL": f"sqlite:///{tmp_path / 'onrecord.db'}",
        "ONRECORD_LOG_FORMAT": "json",
    }


def test_a_process_says_all_in_json(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "bot", "run", "--role", "clock"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        first = json.loads(process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        rest = [json.loads(line) for line in process.stderr]
    assert (first["level"], first["message"]) == ("info", "ready: clock")
    assert process.returncode == 0
    assert [each["level"] for each in rest if each["level"] not in ("info", "warning")] == []


def test_also_why_it_does_not_start(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "bot", "run", "--role", "slack"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    (told,) = (json.loads(line) for line in ended.stderr.splitlines())
    assert ended.returncode == 2
    assert told["level"] == "critical"
    assert told["message"].startswith("SLACK_BOT_TOKEN is missing")
