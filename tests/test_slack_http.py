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
from tests.briefings import briefing
from tests.fakes import MovingClock
from tests.slack_courier import NotAcknowledged
from tests.slack_server import Slack

ALL = frozenset({"clock", "worker", "slack", "web"})


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


def settings_of(slack: Slack, folder: Path) -> Settings:
    return Settings.from_environment(
        {
            "ONRECORD_DATABASE_URL": archive_at(folder / "onrecord.db"),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "ONRECORD_WEB_PORT": str(free_port()),
        }
    )


@pytest.fixture
def bot(slack: Slack, tmp_path: Path) -> Iterator[Bot]:
    """The bot, serving what Slack posts to it."""
    settings = settings_of(slack, tmp_path)
    clock = MovingClock()
    with open_bot(settings, clock) as bot, open_platforms(settings, bot, ALL, asked=False) as opened:
        assert opened.parts == {"slack", "web"}
        bot.archive.keep(briefing("Ann Lee", url="https://bay.example/1"), "T1", clock())
        slack.posts_to(f"http://127.0.0.1:{settings.web_port}/slack/events")
        yield bot


def test_a_command_is_answered_over_http(slack: Slack, bot: Bot) -> None:
    assert slack.command("/who", "ann lee").status == 200
    assert "that the bridge is number 0" in slack.wait_for_ephemeral().text


def test_names_are_suggested_over_http(slack: Slack, bot: Bot) -> None:
    slack.command("/who", "zzz")
    assert slack.suggest(slack.wait_for_ephemeral(), "find", "an") == ["Ann Lee"]


@pytest.mark.parametrize(("secret", "age"), [("wrong", 0), (None, 301), (None, -400)])
def test_what_is_not_signed_by_slack_now_is_refused(slack: Slack, bot: Bot, secret: str | None, age: float) -> None:
    with slack.forging(secret, age):
        assert slack.command("/who", "ann lee").status == 401
    slack.command("/help")
    assert "What you can ask" in slack.wait_for_ephemeral().text
    assert len(slack.ephemerals()) == 1


def test_a_request_that_is_sent_again_is_refused(slack: Slack, bot: Bot) -> None:
    first = slack.command("/who", "ann lee")
    slack.wait_for_ephemeral()
    with pytest.raises(NotAcknowledged, match="401"):
        slack.replay(first)
    slack.command("/help")
    slack.wait_for_ephemeral()
    assert len(slack.ephemerals()) == 2


def test_a_forged_request_does_not_keep_a_true_one_out(slack: Slack, bot: Bot) -> None:
    with slack.forging("wrong"):
        slack.command("/help")
    assert slack.command("/help").status == 200


def page(slack: Slack, path: str) -> str:
    address = slack.courier.request_url
    assert address
    return address.replace("/slack/events", path)


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


@pytest.mark.parametrize(
    ("body", "status"), [(b"x" * 1_000_001, 413), (b"\xff\xfe", 400), (b"", 401), (b'{"type": "event_callback"}', 401)]
)
def test_what_no_slack_sends_is_refused(slack: Slack, bot: Bot, body: bytes, status: int) -> None:
    assert httpx.post(page(slack, "/slack/events"), content=body).status_code == status
    assert httpx.get(page(slack, "/slack/events")).status_code == 405


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
