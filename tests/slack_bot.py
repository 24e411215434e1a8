"""The bot as it runs in Slack: the real app on a local Slack, over an archive of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.slack.app import open_slack, slack_platform
from bot.delivering import Courier
from bot.settings import Settings
from bot.wiring import Bot, open_bot
from summarizers.briefing import Briefing
from tests.archives import archive_at
from tests.fakes import MovingClock
from tests.slack_server import Slack

_PATIENCE = 60.0
"""Seconds."""


@dataclass
class SlackBot:
    """A bot that listens, its clock, and what it tells its operator."""

    slack: Slack
    bot: Bot
    settings: Settings
    clock: MovingClock
    told: list[str]

    def keeps(self, briefing: Briefing, workspace: str = "T1") -> int:
        """Keeps an article, as if a feed had brought it just now."""
        return self.bot.archive.keep(briefing, workspace, self.clock())

    def delivers(self, least: int = 0) -> int:
        """Sends what is due, as the running bot does every two seconds; looks until there are so many messages."""
        platforms = {"slack": slack_platform(self.settings, self.bot.installations, self.clock)}
        courier = Courier(self.bot.outbox, self.bot.channels, platforms, self.clock, self.told.append)
        number, given_up = courier.deliver_due(), time.monotonic() + _PATIENCE
        while number < least and time.monotonic() < given_up:
            time.sleep(0.05)
            number += courier.deliver_due()
        return number


@contextmanager
def running(slack: Slack, folder: Path, clock: MovingClock | None = None, **more: str) -> Iterator[SlackBot]:
    """The bot, listening; `more` are settings beside those that it needs."""
    clock = clock or MovingClock()
    named = {
        "ONRECORD_DATABASE_URL": archive_at(folder / "onrecord.db"),
        "ONRECORD_ALLOWED_HOSTS": "127.0.0.1",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        **({} if "SLACK_SIGNING_SECRET" in more else {"SLACK_APP_TOKEN": slack.app_token}),
        **more,
    }
    settings = Settings.from_environment(named)
    with open_bot(settings, clock) as bot, open_slack(settings, bot):
        yield SlackBot(slack, bot, settings, clock, [])
        slack.drop()  # else the SDK waits for seconds to read from its socket before it closes
