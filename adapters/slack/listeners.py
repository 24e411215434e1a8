"""What people say to the bot in Slack, and what becomes of channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from slack_bolt import Ack, App
from slack_bolt.context import BoltContext
from slack_sdk import WebClient

from adapters.slack.answers import Open, Private
from adapters.slack.desk import Desk, request_of
from adapters.slack.requests import asked_of, links_in, typed_command
from bot.commands import COMMANDS
from bot.model import Notice

Body = Mapping[str, Any]
_CHANGED: Final = ("channel_archive", "channel_rename", "channel_left", "group_archive", "group_rename", "group_left")
_OPENED: Final = ("channel_unarchive", "group_unarchive")


@dataclass(frozen=True, slots=True)
class Listeners:
    """Each acknowledges, and has the work done elsewhere.

    An event is the workspace's whose bot is told of it (`context.team_id`): in a channel that two workspaces share it
    may have happened in the other one.
    """

    desk: Desk

    def listen(self, app: App) -> None:
        """Has Bolt call them."""
        for name in [*(command.name for command in COMMANDS), "onrecord"]:
            app.command(f"/{name}")(self.on_command)
        app.event("app_mention")(self.on_mention)
        app.event("message")(self.on_message)
        app.shortcut("brief_link")(self.on_shortcut)
        app.event("member_joined_channel")(self.on_joined)
        for event in _CHANGED:
            app.event(event)(self.on_changed)
        for event in _OPENED:
            app.event(event)(self.on_opened)

    def on_command(self, ack: Ack, body: Body, client: WebClient) -> None:
        """A slash command, answered to who typed it."""
        ack()
        request = request_of(body["team_id"], body["user_id"], body["channel_id"], typed_command(body))
        self.desk.take(request, Private(client, body["response_url"], request.channel, request.user))

    def on_mention(self, ack: Ack, body: Body, event: Body, client: WebClient, context: BoltContext) -> None:
        """A mention, answered in its thread."""
        ack()
        if event.get("user") and not event.get("bot_id"):
            text = asked_of(str(event.get("text") or ""), str(context.bot_user_id))
            surface = Open(client, event["channel"], event.get("thread_ts") or event["ts"])
            self._once(body, partial(self._take, context, event, text, surface))

    def on_message(self, ack: Ack, body: Body, event: Body, client: WebClient, context: BoltContext) -> None:
        """A direct message, answered below it; other messages are not for the bot."""
        ack()
        if (
            event.get("channel_type") == "im"
            and event.get("user")
            and not (event.get("subtype") or event.get("bot_id"))
        ):
            text = asked_of(str(event.get("text") or ""), str(context.bot_user_id))
            surface = Open(client, event["channel"], event.get("thread_ts"))
            self._once(body, partial(self._take, context, event, text, surface))

    def _take(self, context: BoltContext, event: Body, text: str, surface: Open) -> None:
        self.desk.take(request_of(str(context.team_id), event["user"], event["channel"], text), surface)

    def on_shortcut(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The links of a message, briefed for who chose that in its menu."""
        ack()
        workspace, user, channel = body["team"]["id"], body["user"]["id"], body["channel"]["id"]
        links = links_in(body["message"])
        for link in links:
            surface = Private(client, body["response_url"], channel, user)
            self.desk.take(request_of(workspace, user, channel, f"brief {link}"), surface)
        if not links:
            surface = Private(client, body["response_url"], channel, user)
            none = Notice("There is no link in that message.", ok=False)
            show = partial(self.desk.show, none, request_of(workspace, user, channel, ""), surface)
            self.desk.workers.start(show)

    def on_joined(self, ack: Ack, event: Body, context: BoltContext) -> None:
        """The bot was brought into a channel."""
        ack()
        if event["user"] == context.bot_user_id:
            self.desk.workers.start(partial(self.desk.welcome, str(context.team_id), event["channel"]))

    def on_opened(self, ack: Ack, event: Body, context: BoltContext) -> None:
        """A channel goes on."""
        ack()
        self.desk.workers.start(partial(self.desk.resume, str(context.team_id), event["channel"]))

    def on_changed(self, ack: Ack, event: Body, context: BoltContext) -> None:
        """What was known of a channel holds no longer."""
        ack()
        channel = event["channel"]
        self.desk.directory.forget(str(context.team_id), channel["id"] if isinstance(channel, dict) else channel)

    def _once(self, body: Body, work: Any) -> None:
        """Slack tells an event again where it missed the acknowledgement."""
        self.desk.workers.start(partial(self._first, str(body["event_id"]), work))

    def _first(self, event_id: str, work: Any) -> None:
        bot = self.desk.bot
        if bot.events.is_first(f"slack:{event_id}", bot.service.clock()):
            work()
