"""The bot as it runs for many Slack workspaces, which add it and remove it by themselves."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from adapters.running import open_platforms
from bot.settings import Settings
from bot.wiring import Bot, open_bot
from tests.archives import archive_at
from tests.fakes import MovingClock
from tests.sites import free_port
from tests.slack_bot import SlackBot
from tests.slack_record import PATIENCE
from tests.slack_server import Slack
from tests.workspaces import KEY

COOKIE = "slack-app-oauth-state"


@dataclass
class Office(SlackBot):
    """A bot, and people who let it into their workspaces with a browser."""

    @property
    def url(self) -> str:
        return str(self.settings.public_url)

    def asks(self, browser: httpx.Client, team: str, rotating: bool = False) -> str:
        """Goes to where the bot is added, and lets it into the workspace; gives where Slack sends people back to."""
        self.slack.code(team, rotating)
        begun = browser.get(f"{self.url}/slack/install")
        return browser.get(begun.headers["Location"]).headers["Location"]

    def comes_back(self, browser: httpx.Client, address: str, state: str | None = None) -> httpx.Response:
        """Goes on where Slack sent the person, whose browser has a cookie; it needs none of HTTPS's for a test."""
        held = {each.name: each.value for each in browser.cookies.jar}
        cookie = state or str(held.get(COOKIE) or "").strip('"')
        return browser.get(address, headers={"Cookie": f"{COOKIE}={cookie}"} if cookie else {})

    def adds(self, team: str, rotating: bool = False) -> None:
        """Somebody adds the bot to a workspace."""
        with httpx.Client() as browser:
            assert self.comes_back(browser, self.asks(browser, team, rotating)).status_code == 200

    def passes(self, time: timedelta) -> None:
        """For the bot and for Slack."""
        self.clock.forward(time)
        self.slack.passes(time.total_seconds())

    def signed_in_time(self) -> AbstractContextManager[None]:
        """Has Slack sign with the machine's time, by which Bolt goes, however much has passed."""
        return self.slack.forging(age=self.slack.state.ahead)


def until(ready: Callable[[], bool]) -> None:
    """Looks again and again until it is so, as what the bot does by itself nobody is told of."""
    given_up = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < given_up
        time.sleep(0.01)


def settings_of(slack: Slack, folder: Path, **more: str) -> Settings:
    """For many workspaces, over HTTP unless `more` has a token for a socket."""
    port = free_port()
    named = {
        "ONRECORD_DATABASE_URL": archive_at(folder / "onrecord.db"),
        "ONRECORD_SECRET_KEY": KEY,
        "ONRECORD_WEB_PORT": str(port),
        "ONRECORD_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SLACK_API_URL": slack.api_url,
        "SLACK_CLIENT_ID": slack.state.client[0],
        "SLACK_CLIENT_SECRET": slack.state.client[1],
        **({} if "SLACK_APP_TOKEN" in more else {"SLACK_SIGNING_SECRET": slack.signing_secret}),
    }
    return Settings.from_environment({**named, **more})


@contextmanager
def office(slack: Slack, folder: Path, **more: str) -> Iterator[Office]:
    """The bot with all its parts but the clock, which the test moves; the clock goes with Slack's."""
    settings, clock = settings_of(slack, folder, **more), MovingClock(datetime.now(UTC))
    with open_bot(settings, clock) as bot, _open(settings, bot):
        if not settings.slack_app_token:
            slack.posts_to(f"{settings.public_url}/slack/events")
        yield Office(slack, bot, settings, clock, [])
        slack.drop()  # else the SDK waits for seconds to read from its socket before it closes


@contextmanager
def _open(settings: Settings, bot: Bot) -> Iterator[None]:
    with open_platforms(settings, bot, frozenset({"slack", "web"}), asked=False) as opened:
        assert opened.parts == {"slack", "web"}
        yield
