"""Tokens, keys and passwords, wherever they might come out: errors, tracebacks, reports, logs, backups."""

import logging
import traceback
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, cast

import httpx
import pytest
from slack_sdk import WebClient
from sqlalchemy import make_url

from adapters.metrics import Measures
from adapters.slack.desk import Desk, Workers
from adapters.slack.tokens import Tokens
from adapters.slack.web import Directory, web_client
from adapters.web import serving, web_app
from bot.archive import open_archive
from bot.backup import backup
from bot.cli import run
from bot.database import make_engine, shown
from bot.doctor import examine
from bot.encryption import Cipher
from bot.errors import SettingsError
from bot.installations import Installations
from bot.model import Notice, Request
from bot.settings import Settings
from bot.waiting import Turns
from tests.bots import bot_over
from tests.briefings import NOW
from tests.fakes import MovingClock
from tests.slack_office import office
from tests.slack_server import Slack
from tests.workspaces import KEY, installation

WORD: Final = "hush-hush"
NOBODY: Final = "127.0.0.1:9"
"""Where no database listens."""
ADDRESSES: Final = (
    f"postgresql://bot:{WORD}@{NOBODY}/onrecord",
    f"postgresql://{NOBODY}/onrecord?user=bot&password={WORD}",
    f"postgresql://{NOBODY}/onrecord?sslmode=disable&sslpassword={WORD}&password={WORD}",
    f"postgresql://bot:{WORD}@{NOBODY}/onrecord?passfile=/run/{WORD}&sslkey=/run/{WORD}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_password_is_not_shown_wherever_it_stands_in_the_address(address: str) -> None:
    told = shown(make_url(address))
    assert WORD not in told
    assert NOBODY in told


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("arguments", [["doctor"], ["--debug", "digest"], ["feeds", "list"], ["db", "backup", "x.zip"]])
def test_nothing_that_is_told_has_the_password(
    address: str,
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", address)
    assert WORD not in outcome(arguments) + "".join(capsys.readouterr())


def outcome(arguments: list[str]) -> str:
    """What the command line ends with: its code, or with --debug the traceback, with all causes and notes."""
    try:
        return str(run(arguments))
    except Exception as error:
        return "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ONRECORD_DATABASE_URL", f"postgres:{WORD}@host"),
        ("ONRECORD_DATABASE_URL", f"postgresql://bot:{WORD}@host:port/name"),
        ("ONRECORD_DATABASE_URL", f"mysql://bot:{WORD}@host/name"),
        ("ONRECORD_SECRET_KEY", WORD),
        ("ONRECORD_SECRET_KEY", f"{KEY},{WORD}"),
    ],
)
def test_a_traceback_has_no_secret_that_is_set_wrongly(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    told = outcome(["--debug", "feeds", "list"]) + "".join(capsys.readouterr())
    assert name in told
    assert WORD not in told
    assert KEY not in told


def test_a_malformed_address_is_not_shown_by_what_refuses_it() -> None:
    with pytest.raises(SettingsError) as caught:
        make_engine(f"postgresql://bot:{WORD}@host:port/name")
    assert WORD not in "".join(traceback.format_exception(caught.value))


def test_nothing_that_holds_a_token_shows_it() -> None:
    told = installation("T1", token=f"xoxb-{WORD}", refresh_token=f"xoxe-{WORD}")
    settings = Settings.from_environment(
        {
            "SLACK_BOT_TOKEN": WORD,
            "SLACK_APP_TOKEN": WORD,
            "SLACK_SIGNING_SECRET": WORD,
            "SLACK_CLIENT_SECRET": WORD,
            "DISCORD_TOKEN": WORD,
            "ONRECORD_DATABASE_URL": ADDRESSES[0],
        }
    )
    cipher = Cipher((KEY,))
    client = web_client(WORD, "http://127.0.0.1:9/", patient=False)
    tokens = Tokens(cast(Installations, None), client, "1", WORD, MovingClock())
    assert not [each for each in map(repr, (told, settings, cipher, tokens)) if WORD in each or KEY in each]


def test_a_backup_holds_tokens_only_encrypted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with open_archive(url) as archive:
        kept = installation("T1", token=f"xoxb-{WORD}", refresh_token=f"xoxe-{WORD}", expires_at=NOW)
        Installations(archive.engine, Cipher((KEY,))).keep(kept)
    backup(url, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as members:
        everything = b"".join(map(members.read, members.namelist()))
    everything += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"T1" in everything
    assert WORD.encode() not in everything
    assert KEY.encode() not in everything


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_doctor_shows_no_secret(address: str) -> None:
    def failing(settings: Settings) -> Iterator[Any]:
        yield from ()

    settings = Settings.from_environment({"ONRECORD_DATABASE_URL": address, "ONRECORD_SECRET_KEY": KEY})
    told = " ".join(finding.says for finding in examine(settings, failing))
    assert NOBODY.partition(":")[0] in told
    assert WORD not in told


def test_the_pages_for_machines_show_no_secret() -> None:
    engine = make_engine(ADDRESSES[1])

    def is_well() -> None:
        from bot.database import reading

        with reading(engine):
            pass

    with serving(web_app(is_well, Measures(), None), "127.0.0.1", 0) as url:
        pages = [httpx.get(f"{url}{path}") for path in ("/healthz", "/readyz", "/", "/slack/events", "/docs", "/.env")]
    assert [page.status_code for page in pages] == [200, 503, 404, 404, 404, 404]
    assert not [page for page in pages if WORD in page.text]


def test_what_breaks_in_the_bot_is_not_told_to_who_asked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(workspace: str) -> WebClient:
        raise AssertionError

    with open_archive(f"sqlite:///{tmp_path / 'archive.db'}") as archive, ThreadPoolExecutor(1) as threads:
        bot = bot_over(archive, {})
        bot.feeds.of = cast(Any, lambda workspaces: [][0])  # type: ignore[method-assign]
        desk = Desk(bot, Directory(breaks), Workers(threads, Turns(1, "slow")))
        reply = desk.reply(Request("feeds list", workspace="T1"))
    assert isinstance(reply, Notice)
    assert "Whoever runs this bot finds it in its log" in reply.text
    assert "IndexError" not in reply.text


def test_no_token_comes_into_the_log_where_slack_gives_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Slack() as slack:
        slack.state.tokens.pop("xoxb-T1")
        with office(slack, tmp_path) as bot:
            bot.adds("T1", rotating=True)
            held = bot.bot.installations.find("slack", "T1")
            assert held
            bot.passes(timedelta(hours=11))
            slack.refuses("oauth.v2.access", "invalid_refresh_token")
            with bot.signed_in_time():
                slack.command("/who", "ann lee")
            slack.wait_for_ephemeral()
    logged = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert logged, "that the token is not renewed"
    secrets = (held.token, held.refresh_token or "", KEY, slack.signing_secret, slack.state.client[1])
    told = "".join(logging.Formatter().format(record) for record in logged)
    assert not [secret for secret in secrets if secret in told]
