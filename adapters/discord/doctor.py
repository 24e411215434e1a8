"""Looks at what Discord needs, and says in plain words what is missing."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from bot.doctor import Finding
from bot.settings import Settings

_SECONDS: Final = 10
_UNAUTHORIZED: Final = 401
_AGENT: Final = "DiscordBot (OnRecord, 0.1)"
_INVITATION: Final = "https://discord.com/oauth2/authorize"
_USER_INSTALL: Final = "1"

PERMISSIONS: Final = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Embed Links": 1 << 14,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
    "Create Public Threads": 1 << 35,
    "Send Messages in Threads": 1 << 38,
}
"""What the bot has to be allowed in a server, and nothing else."""


def check_discord(settings: Settings) -> Iterator[Finding]:
    """Whether Discord takes the token, in how many servers the bot is, and how it is invited to others."""
    if settings.discord_token is None:
        yield Finding(True, "Discord is not set up; it needs DISCORD_TOKEN")
        return
    headers = {"Authorization": f"Bot {settings.discord_token}", "User-Agent": _AGENT}
    base = settings.discord_api_url.rstrip("/")
    try:
        with httpx.Client(headers=headers, timeout=_SECONDS) as client:
            yield from _asked(client, base)
    except httpx.HTTPStatusError as error:
        yield Finding(False, _refusal(error.response.status_code))
    except (httpx.HTTPError, ValueError, KeyError) as error:
        yield Finding(False, f"Discord cannot be reached at {base}: {type(error).__name__} {error}")


def _asked(client: httpx.Client, base: str) -> Iterator[Finding]:
    application = _told(client, f"{base}/applications/@me")
    servers = len(_told(client, f"{base}/users/@me/guilds"))
    where = f"{servers} server{'' if servers == 1 else 's'}"
    yield Finding(True, f"Discord takes DISCORD_TOKEN: {application['name']}, in {where}")
    yield Finding(True, f"to invite it into a server, open {invitation(application['id'])}")
    if _USER_INSTALL not in application.get("integration_types_config", {_USER_INSTALL: {}}):
        yield Finding(True, "people can install it in servers only; “User Install” on its page lets them everywhere")


def _told(client: httpx.Client, address: str) -> Any:
    return client.get(address).raise_for_status().json()


def invitation(application_id: str) -> str:
    """The address at which somebody takes the bot into a server, with the permissions that it needs."""
    asked = {
        "client_id": application_id,
        "scope": "bot applications.commands",
        "permissions": sum(PERMISSIONS.values()),
    }
    return f"{_INVITATION}?{urlencode(asked)}"


def _refusal(status: int) -> str:
    if status == _UNAUTHORIZED:
        return "Discord refuses DISCORD_TOKEN: reset it on the page “Bot” of the developer portal, and copy it again"
    return f"Discord does not answer as it should (HTTP {status}); try again later"
