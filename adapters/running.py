"""Opens the platforms that have their settings, for a process that plays some of the bot's roles."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from adapters.metrics import Measures
from adapters.terminal import TerminalPlatform
from bot.database import revision_of
from bot.delivering import Platform
from bot.errors import OnRecordError, SettingsError
from bot.settings import Settings
from bot.wiring import Bot

WEB_PORT: Final = 8080
"""Where the web pages are, unless the settings say."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts that are up, and the platforms to which messages can be delivered."""

    parts: frozenset[str] = frozenset()
    platforms: Mapping[str, Platform] = field(default_factory=dict)


@contextmanager
def open_platforms(
    settings: Settings, bot: Bot, roles: frozenset[str], asked: bool, measures: Measures | None = None
) -> Iterator[Opened]:
    """The platforms of the roles; of those that were `asked` for by name none may lack its settings.

    `measures` are what has been counted in this process, to be shown by the web pages.

    Raises SettingsError.
    """
    parts: set[str] = set()
    platforms: dict[str, Platform] = {}
    slack_app = flow = None
    with ExitStack() as stack:
        if settings.slack_bot_token or settings.slack_client_id:
            from adapters.slack.app import open_flow, open_slack, slack_platform  # takes a while to import

            if "worker" in roles:
                platforms["slack"] = slack_platform(settings, bot.installations, bot.service.clock)
            if "slack" in roles:
                slack_app = stack.enter_context(open_slack(settings, bot))
                parts.add("slack")
            if "web" in roles:
                flow = open_flow(settings, bot)
        elif asked and "slack" in roles:
            raise SettingsError("SLACK_BOT_TOKEN is missing; the README says where it comes from")
        over_http = slack_app is not None and not settings.slack_app_token
        if settings.discord_token:
            if roles & {"discord", "worker"}:
                from adapters.discord.platform import open_discord

                discord = stack.enter_context(open_discord(settings, bot, listens="discord" in roles))
                platforms |= {"discord": discord} if "worker" in roles else {}
                parts |= {"discord"} & roles if discord.ready.is_set() else set()
        elif asked and "discord" in roles:
            raise SettingsError("DISCORD_TOKEN is missing; the README says where it comes from")
        if "web" in roles and (asked or over_http or settings.public_url or settings.web_port):
            from adapters.web import serving, web_app

            shown = measures or Measures()
            shown.watch(bot.archive.engine, bot.service.clock)
            pages = web_app(partial(check_ready, bot), shown, slack_app if over_http else None, flow)
            stack.enter_context(serving(pages, settings.web_host, settings.web_port or WEB_PORT))
            parts.add("web")
        if not platforms:
            platforms["terminal"] = stack.enter_context(_terminal())
        yield Opened(frozenset(parts), platforms)


def check_ready(bot: Bot) -> None:
    """Raises an OnRecordError where the bot cannot do its work, or will do no more of it."""
    if bot.refresher.stopping.is_set():
        raise OnRecordError("it is being stopped")
    revision_of(bot.archive.engine)


@contextmanager
def _terminal() -> Iterator[TerminalPlatform]:
    """Standard output, where no chat platform is set up."""
    from rich.console import Console

    from adapters.text import print_reply

    console = Console(highlight=False, emoji=False, markup=False)
    yield TerminalPlatform(lambda body: print_reply(body, console))
