"""As whom the bot speaks in a workspace: with the one token of the settings, or with that which the workspace gave.

Bolt is always told so: left alone it would take what stands in the environment for settings of its own, such as
SLACK_CLIENT_ID, and keep tokens in files.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_sdk import WebClient

from adapters.slack.tokens import Tokens
from adapters.slack.web import web_client
from bot.installations import Installations
from bot.settings import Settings


class OneWorkspace(Authorize):
    """The token of the settings, whatever the workspace."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._told: Any = None

    def token(self, workspace: str) -> str | None:
        return self._client.token

    def __call__(self, **asked: Any) -> AuthorizeResult:
        """Who the bot is, which Slack is asked once; raises SlackApiError."""
        self._told = self._told or self._client.auth_test()
        return AuthorizeResult.from_auth_test_response(auth_test_response=self._told, bot_token=self._client.token)


class ManyWorkspaces(Authorize):
    """The tokens that the workspaces gave; the database knows who the bot is there, so Slack is not asked."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def token(self, workspace: str) -> str | None:
        """None where the workspace has not added the bot: what is asked without a token, Slack refuses."""
        found = self._tokens.of(workspace)
        return None if found is None else found.token

    def __call__(self, *, team_id: str | None, enterprise_id: str | None, **asked: Any) -> AuthorizeResult | None:
        """Who the bot is; None where the workspace has not added it."""
        found = self._tokens.of(team_id) if team_id else None
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=found.bot_user,
            bot_token=found.token,
            bot_scopes=found.scopes,
        )


def serves_many(settings: Settings) -> bool:
    """Do workspaces add the bot by themselves? A token in the settings is that of the only one."""
    return settings.slack_bot_token is None and settings.slack_client_id is not None


def authorizing(
    settings: Settings, installations: Installations, clock: Callable[[], datetime]
) -> OneWorkspace | ManyWorkspaces:
    """As whom the bot speaks, as the settings have it."""
    asking = web_client(settings.slack_bot_token, settings.slack_api_url, patient=False)
    if not serves_many(settings):
        return OneWorkspace(asking)
    client_id, client_secret = settings.slack_client_id or "", settings.slack_client_secret or ""
    return ManyWorkspaces(Tokens(installations, asking, client_id, client_secret, clock))
