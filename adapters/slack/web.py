"""Slack's Web API: the client, what its errors mean, and what it tells of people and channels."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import (
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

from bot.errors import ChannelClosed, DeliveryDelayed, DeliveryError, DeliveryUncertain

SECONDS: Final = 20
"""That an answer of Slack's is waited for."""
_RETRIES: Final = 2
_REMEMBERED: Final = 600.0
"""Seconds for which what Slack tells of a person or a channel is believed."""
_MOST: Final = 5_000
"""People, or channels, that are remembered."""

_CLOSED: Final = {
    "not_in_channel": "the bot is not in {channel}; /invite it there",
    "channel_not_found": "the bot cannot see {channel}; it may be gone, or private without the bot",
    "is_archived": "{channel} is archived",
    "restricted_action": "only some people may post in {channel}",
    "restricted_action_read_only_channel": "{channel} is for reading only",
    "restricted_action_thread_only_channel": "{channel} allows answers in threads only",
    "restricted_action_non_threadable_channel": "{channel} allows no threads",
    "user_not_found": "this person is gone",
    "user_disabled": "this person is gone",
    "cannot_dm_bot": "bots cannot be written to",
}
"""What is wrong with a channel, by Slack's name for it."""
_BROKEN: Final = frozenset(
    "invalid_auth not_authed account_inactive token_revoked token_expired missing_scope no_permission "
    "org_login_required ekm_access_denied team_access_not_granted access_denied accesslimited "
    "service_unavailable fatal_error internal_error request_timeout team_added_to_org ratelimited".split()
)
"""What is wrong with the whole workspace, or with Slack, for a while or until the operator does something."""
LONG: Final = 900.0
"""Seconds to wait where only the operator can mend it."""


def web_client(token: str | None, base_url: str, patient: bool) -> WebClient:
    """A client of the Web API; a `patient` one asks again where Slack is too busy or fails.

    None asks again where the line went dead: what was asked may have been done.
    """
    retries = [
        RateLimitErrorRetryHandler(max_retry_count=_RETRIES),
        ServerErrorRetryHandler(max_retry_count=_RETRIES),
    ]
    return WebClient(token, base_url=base_url, timeout=SECONDS, retry_handlers=retries if patient else [])


def code_of(error: SlackApiError) -> str:
    """Slack's name for what is wrong, such as `not_in_channel`; empty where it gives none."""
    response: Any = error.response
    return str(response.get("error") or "") if response is not None and isinstance(response.data, dict) else ""


def delivery_error(error: SlackApiError, channel: str) -> DeliveryError:
    """What a refused message means for its delivery."""
    code, response = code_of(error), error.response
    if response.status_code == 429 or code in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        wait = response.headers.get("Retry-After") or response.headers.get("retry-after")
        return DeliveryDelayed("Slack takes no more messages now", float(wait) if wait else None, code="ratelimited")
    if code in _CLOSED:
        return ChannelClosed(_CLOSED[code].format(channel=channel), code=code)
    if code in _BROKEN:
        return DeliveryDelayed(f"Slack refuses the bot ({code}); `onrecord doctor` says what to do", LONG, code=code)
    if not code or response.status_code >= 500:
        return DeliveryUncertain(f"Slack fails ({response.status_code})", code=f"http_{response.status_code}")
    reasons = (response.get("response_metadata") or {}).get("messages") or []
    return DeliveryError(f"Slack does not take it ({code}): {'; '.join(map(str, reasons))}", code=code)


Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack tells of somebody: whether the workspace is theirs, and to manage, and the time zone, or nothing."""

    manages: bool = False
    zone: str = ""
    is_member: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What Slack tells of a channel."""

    name: str
    open: bool
    """May the bot post there?"""


@dataclass(slots=True)
class Directory:
    """Who people are and which channels can be posted in, as Slack tells it, remembered for a while."""

    client: Callable[[str], WebClient]
    """The client of a workspace."""
    _known: OrderedDict[tuple[str, str], tuple[float, Any]] = field(default_factory=OrderedDict)

    def person(self, workspace: str, user: str) -> Person:
        """Who somebody is; a stranger without rights where Slack does not tell."""
        return self._remembered(workspace, user, partial(_look_up_person, workspace)) or Person()

    def place(self, workspace: str, channel: str) -> Place:
        """What a channel is called, and whether the bot may post there."""
        found = self._remembered(workspace, channel, self._look_up_place) or Place("this channel", open=False)
        if not found.open:  # somebody may just be inviting it
            self.forget(workspace, channel)
        return found

    def conversation(self, workspace: str, user: str) -> str:
        """The channel of direct messages with somebody; raises SlackApiError."""
        found = self._remembered(workspace, f"@{user}", self._open)
        return str(found)

    def forget(self, workspace: str, which: str) -> None:
        """What was told of a channel or a person has changed."""
        self._known.pop((workspace, which), None)

    def _remembered(
        self, workspace: str, which: str, look_up: Callable[[WebClient, str], Known | None]
    ) -> Known | None:
        now = time.monotonic()
        told = self._known.get((workspace, which))
        if told is not None and now - told[0] < _REMEMBERED:
            kept: Known = told[1]
            return kept
        found = look_up(self.client(workspace), which)
        if found is not None:
            self._known[workspace, which] = (now, found)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return found

    def _look_up_place(self, client: WebClient, channel: str) -> Place | None:
        try:
            told: Any = client.conversations_info(channel=channel)["channel"]
        except SlackApiError:
            return None
        own = bool(told.get("is_im"))
        joined = bool(told.get("is_member")) or not told.get("is_private")
        return Place(
            f"#{told['name']}" if told.get("name") else "here", own or (joined and not told.get("is_archived"))
        )

    def _open(self, client: WebClient, user: str) -> str | None:
        return str(client.conversations_open(users=user.removeprefix("@"))["channel"]["id"])


def _look_up_person(workspace: str, client: WebClient, user: str) -> Person | None:
    """Somebody from another workspace, in a channel that two share, manages nothing here."""
    try:
        told: Any = client.users_info(user=user)["user"]
    except SlackApiError:
        return None
    own = told.get("team_id", workspace) == workspace
    return Person(own and bool(told.get("is_admin") or told.get("is_owner")), told.get("tz") or "", own)
