"""What happens in a running bot, for whoever measures it or writes it down.

Nothing in here may be a text, a name, an address or anything else that people wrote: numbers, and words of the
program's own or of a platform's list of errors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.errors import OnRecordError

Sending = Literal["sent", "delayed", "closed", "refused", "in doubt"]
"""What came of giving a message to a platform."""


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """A process was given an article to read; what it fetched for that is in its seconds."""

    outcome: str
    """"read", or what hindered it, as of `outcome_of`."""
    seconds: float


@dataclass(frozen=True, slots=True)
class FeedChecked:
    """A feed was looked at, and had so many new entries."""

    feed: int
    outcome: str
    """As of an article that was read."""
    fresh: int
    seconds: float


@dataclass(frozen=True, slots=True)
class EntryRead:
    """The page of a feed's entry was fetched, read and kept, or could not be."""

    entry: int
    outcome: str
    """As of an article that was read."""
    seconds: float


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A platform was given a message, and took it or did not."""

    platform: str
    delivery: int
    outcome: Sending
    code: str
    """What the platform calls the error; empty where there was none."""
    seconds: float


@dataclass(frozen=True, slots=True)
class CommandAnswered:
    """Somebody asked something; a command that there is not is called "unknown"."""

    command: str
    outcome: Literal["answered", "refused", "failed"]
    seconds: float


@dataclass(frozen=True, slots=True)
class JobDone:
    """A job of the queue was done, for the row of that number."""

    job: str
    row: int
    outcome: Literal["done", "failed"]
    seconds: float


@dataclass(frozen=True, slots=True)
class RoundDone:
    """The clock, or with SQLite the bot itself, has looked for what is due."""

    round: str
    outcome: Literal["done", "failed"]
    seconds: float


Happening = ArticleRead | FeedChecked | EntryRead | MessageSent | CommandAnswered | JobDone | RoundDone
Observe = Callable[[Happening], None]


def ignore(happening: Happening) -> None:
    """Nobody observes it."""


def both(first: Observe, second: Observe) -> Observe:
    """Two observe it."""

    def observe(happening: Happening) -> None:
        first(happening)
        second(happening)

    return observe


def outcome_of(error: OnRecordError) -> str:
    """The kind of an error, in a word: of SourceUnreachable it is "unreachable"."""
    return type(error).__name__.removeprefix("Source").removeprefix("Feed").lower()
