"""How a workspace adds the bot: Slack's OAuth, whose tokens are kept encrypted."""

import secrets
from datetime import UTC, datetime, timedelta
from logging import Logger
from typing import Any, Final
from urllib.parse import urljoin

from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk.oauth import InstallationStore, OAuthStateStore
from slack_sdk.oauth.installation_store import Installation as SlackInstallation

from adapters.slack.manifest import REDIRECT, SCOPES
from adapters.slack.web import web_client
from bot.errors import SettingsError
from bot.installations import Installation
from bot.settings import Settings
from bot.wiring import Bot

INSTALL: Final = "/slack/install"
"""Where a workspace begins to add the bot."""
_ANSWERED_WITHIN: Final = timedelta(minutes=10)
"""In which somebody lets the bot into a workspace; as long as Bolt's cookie lives."""
_PURPOSE: Final = "add to slack "


def oauth_flow(settings: Settings, bot: Bot, logger: Logger) -> OAuthFlow:
    """Bolt's flow for adding the bot; raises SettingsError where one that it needs is missing."""
    check_installable(settings, bot)
    public = (settings.public_url or "").rstrip("/")
    return OAuthFlow(
        client=web_client(None, settings.slack_api_url, patient=True),
        logger=logger,
        settings=OAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
            scopes=sorted(SCOPES),
            user_scopes=[],
            redirect_uri=public + REDIRECT,
            install_path=public + INSTALL,
            install_page_rendering_enabled=False,
            authorization_url=urljoin(settings.slack_api_url, "../oauth/v2/authorize"),
            installation_store=Store(bot),
            state_store=States(bot),
            state_expiration_seconds=int(_ANSWERED_WITHIN.total_seconds()),
            logger=logger,
        ),
    )


def check_installable(settings: Settings, bot: Bot) -> None:
    """Raises SettingsError where one is missing without which no workspace can add the bot."""
    needed = {
        "SLACK_CLIENT_SECRET": settings.slack_client_secret,
        "ONRECORD_PUBLIC_URL": settings.public_url,
    }
    for name, value in needed.items():
        if value is None:
            raise SettingsError(f"{name} is missing; with SLACK_CLIENT_ID workspaces add the bot by themselves")
    bot.installations.cipher.check()


class Store(InstallationStore):
    """Takes what Slack gives a workspace's installation; it is found again by `bot.installations`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def save(self, installation: SlackInstallation) -> None:
        """Keeps it; raises BoltError for one of a whole organization, which the manifest does not ask for."""
        if installation.is_enterprise_install or not installation.team_id or not installation.bot_token:
            raise BoltError("only single workspaces can add this app")
        expires = installation.bot_token_expires_at
        self._bot.installations.keep(
            Installation(
                "slack",
                installation.team_id,
                installation.team_name or installation.team_id,
                installation.bot_user_id or "",
                installation.bot_token,
                tuple(installation.bot_scopes or ()),
                installation.user_id,
                self._bot.service.clock(),
                installation.bot_refresh_token,
                None if expires is None else datetime.fromtimestamp(expires, UTC),
            )
        )


class States(OAuthStateStore):
    """Ties Slack's answer to the browser that asked: stamped rather than kept, and good once, for ten minutes."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def issue(self, *args: Any, **kwargs: Any) -> str:
        """A new one, which nobody can guess or make."""
        return self._bot.installations.cipher.stamp(_PURPOSE + secrets.token_hex(16), self._bot.service.clock())

    def consume(self, state: str) -> bool:
        """Was it issued here within the ten minutes, and is it used for the first time?"""
        now = self._bot.service.clock()
        text = self._bot.installations.cipher.read_stamped(state, _ANSWERED_WITHIN, now)
        return text is not None and text.startswith(_PURPOSE) and self._bot.events.is_first(text, now)
