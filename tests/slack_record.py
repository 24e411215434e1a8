"""What there is to see on the local Slack, and what the bot did to bring it there."""

from collections.abc import Callable
from typing import TypeVar

from tests.slack_courier import Courier
from tests.slack_model import Call, File, Message, View
from tests.slack_screens import home_of, open_views
from tests.slack_state import State
from tests.slack_wire import Wire

T = TypeVar("T")
S = TypeVar("S", Message, View)

PATIENCE = 120.0
"""Seconds that are waited for what a busy machine takes a moment for."""


class Record:
    """The record, and waiting for what is to come into it."""

    state: State
    wire: Wire
    courier: Courier
    taken: set[str]
    """What waits have given."""

    @property
    def acknowledgements(self) -> list[float]:
        """The seconds that each delivery took to be acknowledged."""
        return [delivery.seconds for delivery in self.courier.delivered]

    @property
    def files(self) -> list[File]:
        return [file for file in self.state.files.values() if file.done]

    def calls(self, method: str | None = None) -> list[Call]:
        """What the bot asked, `response_url` being a method of its own."""
        with self.state.changed:
            return [call for call in self.state.calls if method in (None, call.method)]

    def messages(self, channel: str = "C1") -> list[Message]:
        """What everybody sees in a channel, the threads being folded."""
        with self.state.changed:
            return [each for each in self.state.visible(channel) if each.thread_ts in (None, each.ts) or each.broadcast]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The answers to a message."""
        with self.state.changed:
            return [each for each in self.state.visible(channel) if each.thread_ts == ts != each.ts]

    def everything(self, channel: str = "C1") -> list[Message]:
        """All that stands in a channel: messages, the answers to them, and what single people see."""
        with self.state.changed:
            return [each for each in self.state.messages if each.channel == channel and not each.deleted]

    def ephemerals(self, user: str = "U1") -> list[Message]:
        """What only this person sees, in all channels."""
        with self.state.changed:
            return [each for each in self.state.messages if each.to == user and not each.deleted]

    def views(self, user: str = "U1") -> list[View]:
        """The modals that a person has open, the top one last."""
        with self.state.changed:
            return open_views(self.state, user)

    def home(self, user: str = "U1") -> View | None:
        """The bot's home as this person sees it."""
        return home_of(self.state, user)

    def dm_channel(self, user: str = "U1") -> str:
        """The conversation between the bot and a person."""
        return self.state.direct(self.state.teams[self.state.users[user].team], user).id

    # Waiting, so that no test sleeps

    def wait(self, ready: Callable[[], T], seconds: float = PATIENCE, awaited: str = "what was waited for") -> T:
        """What `ready` gives as soon as it is true; it is asked whenever something happens.

        Raises Late when it is not in time.
        """
        return self.state.wait(ready, seconds, awaited)

    def wait_for_connection(self, count: int = 1, seconds: float = PATIENCE) -> None:
        """Until the bot has so many sockets open."""
        self.wait(lambda: len(self.wire.connections) >= count, seconds, f"{count} connections")

    def wait_for_message(self, channel: str = "C1", seconds: float = PATIENCE) -> Message:
        """The next message of the bot in a channel or its threads, which no other wait has given."""
        return self._next(lambda: self._by_bots(channel), seconds, f"a message in {channel}")

    def wait_for_ephemeral(self, user: str = "U1", seconds: float = PATIENCE) -> Message:
        """The next message that only this person sees."""
        return self._next(lambda: self.ephemerals(user), seconds, f"an ephemeral message for {user}")

    def wait_for_view(self, user: str = "U1", seconds: float = PATIENCE) -> View:
        """The next modal that is opened or updated for a person."""
        return self._next(lambda: self.views(user), seconds, f"a modal for {user}")

    def wait_for_home(self, user: str = "U1", seconds: float = PATIENCE) -> View:
        """The next home that is published for a person."""
        return self._next(lambda: list(filter(None, [self.home(user)])), seconds, f"a home for {user}")

    def wait_for_call(self, method: str, count: int = 1, seconds: float = PATIENCE) -> Call:
        """The call of a method that is the first, second... of all."""
        return self.wait(lambda: self.calls(method)[count - 1 : count], seconds, f"call {count} of {method}")[0]

    def _by_bots(self, channel: str) -> list[Message]:
        bots = {team.bot for team in self.state.teams.values()}
        return [each for each in self.state.visible(channel) if each.user in bots]

    def _next(self, there: Callable[[], list[S]], seconds: float, awaited: str) -> S:
        def new() -> list[S]:
            return [each for each in there() if _mark(each) not in self.taken]

        first = self.wait(new, seconds, awaited)[0]
        self.taken.add(_mark(first))
        return first


def _mark(shown: Message | View) -> str:
    return shown.ts if isinstance(shown, Message) else shown.id + shown.hash
