"""The bot's tokens for the workspaces that have added it, renewed before they expire."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from adapters.slack.web import code_of
from bot.installations import Installation, Installations

EARLY: Final = timedelta(hours=2)
"""Before a token expires: then it is renewed, as by Slack's SDK; it holds for 12 hours."""
_PATIENCE: Final = 5.0
"""Seconds for which a token that has expired is waited for while another process renews it."""
_PAUSE: Final = 0.1
"""Seconds."""
_logger: Final = logging.getLogger("onrecord.slack")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Finds a workspace's token; a new one is kept before it is used, as the one that it was got for works once."""

    installations: Installations
    client: WebClient
    """Without a token, for what an app asks for itself."""
    client_id: str
    client_secret: str = field(repr=False)
    clock: Callable[[], datetime]

    def of(self, workspace: str) -> Installation | None:
        """The installation, with a token that holds if that can be had; None where the workspace has none."""
        found = self.installations.find("slack", workspace)
        if found is None or found.expires_at is None or found.expires_at - self.clock() > EARLY:
            return found
        if self.installations.claim_renewal(found, self.clock()):
            return self._renewed(found)
        return found if found.expires_at > self.clock() else self._awaited(found)

    def _renewed(self, old: Installation) -> Installation:
        """With new tokens; as it was where Slack gives none, which is asked again after a minute."""
        try:
            told: Any = self.client.oauth_v2_access(
                client_id=self.client_id,
                client_secret=self.client_secret,
                grant_type="refresh_token",
                refresh_token=old.refresh_token,
            )
        except SlackApiError as error:
            _logger.warning("Slack does not renew the token of %s (%s)", old.workspace, code_of(error))
            return old
        except (OSError, HTTPException) as error:
            _logger.warning("Slack cannot be reached to renew the token of %s (%s)", old.workspace, error)
            return old
        expires_at = self.clock() + timedelta(seconds=int(told["expires_in"]))
        new = replace(old, token=told["access_token"], refresh_token=told["refresh_token"], expires_at=expires_at)
        self.installations.renew(new)
        return new

    def _awaited(self, old: Installation) -> Installation | None:
        """As another process has renewed it, or as it was where that takes too long."""
        given_up = time.monotonic() + _PATIENCE
        found: Installation | None = old
        while found == old and time.monotonic() < given_up:
            time.sleep(_PAUSE)
            found = self.installations.find("slack", old.workspace)
        return found
