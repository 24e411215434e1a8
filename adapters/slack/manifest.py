"""What the app asks of Slack: the scopes, events and commands that its manifests name."""

from typing import Any, Final

from bot.commands import COMMANDS

REDIRECT: Final = "/slack/oauth_redirect"
"""Where Slack sends people back to after they have let the app into a workspace."""

SCOPES: Final = {
    "app_mentions:read": "answers where it is mentioned",
    "channels:history": "finds out whether a message of its own has arrived",
    "channels:read": "knows which channels it may post in",
    "chat:write": "posts",
    "chat:write.public": "posts in public channels without being invited",
    "commands": "answers commands",
    "files:read": "waits until Slack has prepared a picture",
    "files:write": "shows pictures",
    "groups:history": "as channels:history, in private channels it is in",
    "groups:read": "as channels:read",
    "im:history": "reads what is said to it in direct messages",
    "im:read": "as channels:read",
    "im:write": "sends people their own digests",
    "users:read": "knows who manages the workspace, and in which time zone somebody is",
}
"""The scopes of the bot, and what for."""

_EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "channel_archive",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "message.im",
)
LEAVING: Final = ("app_uninstalled", "tokens_revoked")
"""Events of a workspace that removes the app, or revokes its token."""
_OWN: Final = ("help", "reports", "settings")
"""Commands whose short names are too common to take; they answer as /onrecord help and so on."""


def manifest(url: str | None = None) -> dict[str, Any]:
    """The app as Slack wants it described: over a socket, or posting to an address."""
    posted = {} if url is None else {"request_url": url}
    menu = {} if url is None else {"message_menu_options_url": url}
    redirects = {} if url is None else {"redirect_urls": [url.removesuffix("/slack/events") + REDIRECT]}
    return {
        "display_information": {
            "name": "OnRecord",
            "description": "Who said what in the news, and what is disputed",
            "background_color": "#14213d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "OnRecord", "always_online": True},
            "shortcuts": [
                {
                    "name": "Brief this link",
                    "type": "message",
                    "callback_id": "brief_link",
                    "description": "Who says what in it, and what is disputed",
                }
            ],
            "slash_commands": [_command(*each, posted) for each in _commands()],
        },
        "oauth_config": {**redirects, "scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**posted, "bot_events": sorted(_EVENTS if url is None else (*_EVENTS, *LEAVING))},
            "interactivity": {"is_enabled": True, **posted, **menu},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _commands() -> list[tuple[str, str, str]]:
    """Name, meaning, and what may follow."""
    short = [(each.name, each.meaning, each.argument) for each in COMMANDS if each.name not in _OWN]
    return [*short, ("onrecord", "all commands, as in: /onrecord who NAME", "help")]


def _command(name: str, meaning: str, hint: str, posted: dict[str, str]) -> dict[str, Any]:
    described = {"command": f"/{name}", "description": meaning[:2000], "should_escape": False, **posted}
    return {**described, "usage_hint": hint} if hint else described
