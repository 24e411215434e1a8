"""What becomes of a workspace that removes the bot from Slack, where it has added it by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from slack_bolt import Ack, App

from adapters.slack.desk import Workers
from adapters.slack.manifest import LEAVING
from bot.errors import ArchiveLocked
from bot.installations import Installations
from bot.leaving import leave

Body = Mapping[str, Any]
_TRIES: Final = 6
"""Each waits for seconds by itself: that something is to be deleted is told once, and must not be lost."""


@dataclass(frozen=True, slots=True)
class Departures:
    """Deletes what is to be deleted, in the background."""

    installations: Installations
    workers: Workers

    def listen(self, app: App) -> None:
        """Has Bolt call them."""
        for event, listener in zip(LEAVING, (self.on_uninstalled, self.on_revoked), strict=True):
            app.event(event)(listener)

    def on_uninstalled(self, ack: Ack, body: Body) -> None:
        """The bot was removed: all that the workspace had goes."""
        ack()
        work = partial(leave, self.installations.engine, "slack", body["team_id"], _moment(body))
        self.workers.start(partial(_insist, work), body["team_id"])

    def on_revoked(self, ack: Ack, body: Body, event: Body) -> None:
        """The bot's token was: nothing can be sent until the workspace adds it again, and nothing is deleted."""
        ack()
        if event["tokens"].get("bot"):
            work = partial(self.installations.remove, "slack", body["team_id"], _moment(body))
            self.workers.start(partial(_insist, work), body["team_id"])


def ignore_departures(app: App) -> None:
    """Where the bot is run for one workspace, whoever runs it decides what is deleted."""
    for event in LEAVING:
        app.event(event)(_acknowledge)


def _acknowledge(ack: Ack) -> None:
    ack()


def _moment(body: Body) -> datetime:
    """When it happened, to the second: up to the end of that, as Slack may repeat it when the bot is back again."""
    return datetime.fromtimestamp(int(body["event_time"]) + 1, UTC)


def _insist(work: Callable[[], object]) -> None:
    """Does it, again where others write all the time."""
    for _ in range(_TRIES - 1):
        try:
            work()
        except ArchiveLocked:
            continue
        return
    work()
