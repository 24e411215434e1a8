"""The bot as it serves what Slack posts to it, and the pages beside that."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.running import open_platforms
from bot.settings import Settings
from bot.wiring import Bot, open_bot
from tests.archives import archive_at
from tests.briefings import briefing
from tests.fakes import MovingClock
from tests.sites import free_port
from tests.slack_server import Slack

ALL: Final = frozenset({"clock", "worker", "slack", "web"})


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


@contextmanager
def posted_to(slack: Slack, folder: Path) -> Iterator[Bot]:
    """The bot, serving what Slack posts to it."""
    settings = settings_of(slack, folder)
    clock = MovingClock()
    with open_bot(settings, clock) as bot, open_platforms(settings, bot, ALL, asked=False) as opened:
        assert opened.parts == {"slack", "web"}
        bot.archive.keep(briefing("Ann Lee", url="https://bay.example/1"), "T1", clock())
        slack.posts_to(f"http://127.0.0.1:{settings.web_port}/slack/events")
        yield bot


def page(slack: Slack, path: str) -> str:
    """The address of one of the bot's pages."""
    address = slack.courier.request_url
    assert address
    return address.replace("/slack/events", path)
