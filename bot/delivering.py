"""Sends what is due, over the platforms that are there."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Final, Literal, Protocol

from bot.channels import Channels, personal
from bot.errors import ChannelClosed, DeliveryDelayed, DeliveryError, DeliveryUncertain, in_words
from bot.happenings import MessageSent, Observe, Sending, ignore
from bot.model import Notice
from bot.outbox import Delivery, Outbox, Receiver

_LONGEST_ASKED: Final = 86_400.0
"""Seconds of a wait that a platform asks for which are believed."""
_EACH_CHANNEL: Final = 1.0
"""Seconds from one message to the next of a channel: what Slack allows, and in the long run Discord."""


class Platform(Protocol):
    """A chat platform, as far as messages go out."""

    def send(self, delivery: Delivery) -> str:
        """Posts a message, or edits the one that it replaces; gives what the platform calls it.

        Where `delivery.again` it first looks whether it has that key already. Raises DeliveryDelayed where it surely
        did not arrive and may later, ChannelClosed where the channel takes nothing, and DeliveryError where the message
        itself can never be sent. DeliveryUncertain, or anything else, leaves it in doubt.
        """
        ...


@dataclass(frozen=True, slots=True)
class Courier:
    """Takes deliveries out of the outbox, one at a time; several threads may do so side by side."""

    outbox: Outbox
    channels: Channels
    platforms: Mapping[str, Platform]
    clock: Callable[[], datetime]
    tell: Callable[[str], None]
    stopping: Event = field(default_factory=Event)
    """Set where the rest is to be left for later."""
    observe: Observe = ignore
    _served: set[Receiver] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def deliver_due(self) -> int:
        """Sends all that is due; gives the number of messages sent."""
        number = 0
        platforms = frozenset(self.platforms)
        while not self.stopping.is_set() and (delivery := self.outbox.claim(platforms, self.clock())):
            number += self._deliver(delivery)
        return number

    def serve_all(self) -> None:
        """Serves the workspaces to which something is due, but for those that another thread serves."""
        for receiver in self.outbox.receivers(self.clock()):
            if receiver.platform in self.platforms:
                self._serve_alone(receiver)

    def _serve_alone(self, receiver: Receiver) -> None:
        with self._lock:
            if receiver in self._served:
                return
            self._served.add(receiver)
        try:
            self.serve(receiver)
        finally:
            self._served.discard(receiver)

    def serve(self, receiver: Receiver) -> None:
        """Sends what is due to a workspace, one message after the other, and one a second to each channel."""
        platforms = frozenset(self.platforms)
        next_round = 0.0
        while waiting := self.outbox.waiting(receiver, self.clock()):
            self.stopping.wait(max(0.0, next_round - time.monotonic()))
            next_round = time.monotonic() + _EACH_CHANNEL
            for channel_id in waiting:
                if self.stopping.is_set():
                    return
                delivery = self.outbox.claim(platforms, self.clock(), channel_id)
                if delivery is not None:
                    self._deliver(delivery)

    def _deliver(self, delivery: Delivery) -> bool:
        started = time.monotonic()
        outcome, code = self._attempt(delivery)
        platform = delivery.address.platform
        self.observe(MessageSent(platform, delivery.id, outcome, code, time.monotonic() - started))
        return outcome == "sent"

    def _attempt(self, delivery: Delivery) -> tuple[Sending, str]:
        """What came of it, which is written down, and what the platform calls the error."""
        try:
            message = self.platforms[delivery.address.platform].send(delivery)
        except DeliveryDelayed as error:
            wait = None if error.wait is None else timedelta(seconds=min(error.wait, _LONGEST_ASKED))
            self.outbox.later(delivery, str(error), self.clock(), wait)
            return "delayed", error.code
        except ChannelClosed as error:
            self.outbox.hold(delivery, str(error), self.clock())
            self._close(delivery, str(error))
            self.tell(f"nothing is sent to {delivery.address.channel} any more: {error}")
            return "closed", error.code
        except DeliveryUncertain as error:
            return self._in_doubt(delivery, error), error.code
        except DeliveryError as error:
            self.outbox.drop(delivery, str(error))
            self.tell(f"a message to {delivery.address.channel} could not be sent: {error}")
            return "refused", error.code
        except Exception as error:
            return self._in_doubt(delivery, error), type(error).__name__
        self.outbox.sent(delivery, message, self.clock())
        return "sent", ""

    def _in_doubt(self, delivery: Delivery, error: Exception) -> Literal["in doubt"]:
        where, trouble = delivery.address.channel, in_words(error)
        self.outbox.in_doubt(delivery, trouble, self.clock())
        self.tell(f"a message to {where} may not have arrived, and is sent again: {trouble}")
        return "in doubt"

    def _close(self, delivery: Delivery, why: str) -> None:
        """Pauses the channel, and tells whoever planned its digests, in a direct message."""
        planner = self.channels.pause(delivery.channel_id, why)
        address = delivery.address
        if planner is None or address.channel == personal(planner):
            return
        own = self.channels.at(replace(address, channel=personal(planner)), self.clock())
        notice = Notice(
            f"No more digests of yours are posted: {why}. Once that is mended, plan them again there.", False
        )
        self.outbox.post(own.id, f"closed:{delivery.key}:{delivery.tries}", notice, self.clock())
