"""Slack over HTTP: what it posts is verified, and the same pages say whether the bot is well."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from adapters.running import open_platforms
from bot.errors import SettingsError
from bot.settings import Settings
from bot.wiring import Bot, open_bot
from tests.archives import archive_at
from tests.fakes import MovingClock
from tests.slack_pages import ALL, page, posted_to, settings_of
from tests.slack_server import Slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def bot(slack: Slack, tmp_path: Path) -> Iterator[Bot]:
    with posted_to(slack, tmp_path) as bot:
        yield bot


def test_a_command_is_answered_over_http(slack: Slack, bot: Bot) -> None:
    assert slack.command("/who", "ann lee").status == 200
    assert "that the bridge is number 0" in slack.wait_for_ephemeral().text


def test_names_are_suggested_over_http(slack: Slack, bot: Bot) -> None:
    slack.command("/who", "zzz")
    assert slack.suggest(slack.wait_for_ephemeral(), "find", "an") == ["Ann Lee"]


def test_the_bot_says_whether_it_is_alive_and_ready(slack: Slack, bot: Bot, tmp_path: Path) -> None:
    assert httpx.get(page(slack, "/healthz")).text == "alive"
    assert httpx.get(page(slack, "/readyz")).text == "ready"
    bot.archive.close()
    (tmp_path / "onrecord.db").write_bytes(b"no database")
    for left in tmp_path.glob("onrecord.db-*"):
        left.unlink()
    unwell = httpx.get(page(slack, "/readyz"))
    assert unwell.status_code == 503
    assert unwell.text


def test_a_port_that_is_taken_is_told(slack: Slack, tmp_path: Path) -> None:
    settings = settings_of(slack, tmp_path)
    with (
        socket.create_server(("127.0.0.1", settings.web_port)),
        open_bot(settings, MovingClock()) as bot,
        pytest.raises(SettingsError, match=f"127.0.0.1:{settings.web_port}"),
        open_platforms(settings, bot, ALL, asked=False),
    ):
        pass


def test_a_part_that_lacks_its_settings_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    settings = Settings.from_environment({"ONRECORD_DATABASE_URL": archive_at(tmp_path / "onrecord.db")})
    with open_bot(settings, MovingClock()) as bot:
        with open_platforms(settings, bot, ALL, asked=False) as opened:
            assert opened.parts == frozenset()
        slack = frozenset({"slack"})
        with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN"), open_platforms(settings, bot, slack, asked=True):
            pass
