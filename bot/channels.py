"""The channels that the bot posts to: when, how much, what their readers watch, and what they have had."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, insert, select, update

from bot.database import reading, writing
from bot.errors import CommandError
from bot.model import SHARED, Request
from bot.names import spelling_key
from bot.quotas import MOST_WATCHES, check_room
from bot.schedule import Schedule, decode, encode, next_due
from bot.tables import channels, of_workspace, watches

BUDGET: Final = 7
"""Stories of a digest, where the channel did not choose."""

_PLANNED: Final = (
    "Digests come to {has} channels of this workspace, people's own among them, and {most} are the most. "
    "End those of another channel first: “digest off” there."
)
_WATCHED: Final = "{has} watches are here, and {most} are the most. Take one away first: “watch stop NAME”."

Layout = Literal["thread", "expandable"]
"""A digest's stories stand in its thread; or its one message has a button for each."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a channel is: the platform, the workspace there, and what the platform calls the channel."""

    platform: str
    workspace: str
    channel: str


def personal(user: str) -> str:
    """The channel that is a person's own: the direct messages with the bot."""
    return f"@{user}"


def is_personal(address: Address) -> bool:
    """Is it somebody's own?"""
    return address.channel.startswith("@")


def address_of(request: Request) -> Address:
    """The channel in which something was asked."""
    channel = personal(request.user) if request.direct else request.channel
    return Address(request.platform, request.workspace, channel)


@dataclass(frozen=True, slots=True)
class Watch:
    """What readers of a channel want to see first; or, `muted`, not at all."""

    words: str
    muted: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it is kept; `due_at` is when its next digest is due, `paused` why nothing is sent to it.

    `planned_by` is who gave it its schedule, as the platform calls that person.
    """

    id: int
    address: Address
    schedule: Schedule | None
    due_at: datetime | None
    budget: int
    says_nothing_new: bool
    added_at: datetime
    digest_at: datetime | None
    paused: str | None
    layout: Layout = "thread"
    planned_by: str | None = None


class Channels:
    """All channels; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def at(self, address: Address, now: datetime) -> Channel:
        """The channel at an address, which is known from now on."""
        with writing(self.engine, lock="channels") as connection:
            found = _found(connection, _is_at(address))
            if found is None:
                row = {
                    "platform": address.platform,
                    "workspace": address.workspace,
                    "address": address.channel,
                    "budget": BUDGET,
                    "says_nothing_new": False,
                    "added_at": now,
                }
                connection.execute(insert(channels).values(row))
                found = _found(connection, _is_at(address))
        if found is None:
            raise LookupError(address)
        return found

    def find(self, address: Address) -> Channel | None:
        """The channel at an address, if it is known."""
        with reading(self.engine) as connection:
            return _found(connection, _is_at(address))

    def called(self, name: str) -> Channel:
        """The channel that its platform calls so; raises CommandError where there is none, or several."""
        with reading(self.engine) as connection:
            found = connection.execute(select(channels).where(channels.c.address == name).limit(2)).all()
        if len(found) != 1:
            raise CommandError(f"{'No' if not found else 'More than one'} channel is called {name!r}.")
        return as_channel(found[0])

    def of(self, platform: str, workspace: str) -> tuple[Channel, ...]:
        """The channels of a workspace that digests come to, the next one first."""
        which = of_workspace(channels, platform, workspace)
        query = select(channels).where(which, channels.c.schedule.is_not(None)).order_by(channels.c.due_at)
        with reading(self.engine) as connection:
            return tuple(map(as_channel, connection.execute(query)))

    def due(self, now: datetime, channel_id: int | None = None) -> tuple[Channel, ...]:
        """The channels whose digest is due, in turns of their workspaces; paused ones wait.

        Only one of them, if it is given.
        """
        query = _due(now) if channel_id is None else _due(now).where(channels.c.id == channel_id)
        with reading(self.engine) as connection:
            return tuple(map(as_channel, connection.execute(query)))

    def overdue(self, now: datetime, at_a_time: int = 500) -> Iterator[Channel]:
        """The same, so many read at a time: for whoever needs the first of many."""
        for start in count(0, at_a_time):
            with reading(self.engine) as connection:
                rows = connection.execute(_due(now).limit(at_a_time).offset(start)).all()
            yield from map(as_channel, rows)
            if len(rows) < at_a_time:
                return

    def plan(
        self, channel: Channel, schedule: Schedule | None, now: datetime, by: str = "", most: int | None = None
    ) -> datetime | None:
        """Gives the channel a schedule, or none; the moment of the next digest. A paused channel goes on.

        Raises OverQuota where as many others of the workspace have one as may, if there is a `most`.
        """
        due_at = None if schedule is None else next_due(schedule, now)
        encoded = None if schedule is None else encode(schedule)
        row = {"schedule": encoded, "due_at": due_at, "paused": None, "planned_by": by or None}
        with writing(self.engine, lock="channels") as connection:
            if schedule is not None:
                check_room(_number_planned(connection, channel), most, _PLANNED)
            connection.execute(update(channels).where(channels.c.id == channel.id).values(row))
        return due_at

    def set_budget(self, channel: Channel, stories: int) -> None:
        """How many stories a digest has at the most."""
        self._set(channel.id, {"budget": stories})

    def set_says_nothing_new(self, channel: Channel, says: bool) -> None:
        """Whether a line is posted where there is nothing new."""
        self._set(channel.id, {"says_nothing_new": says})

    def set_layout(self, channel: Channel, layout: Layout) -> None:
        """Where the stories of a digest stand."""
        self._set(channel.id, {"layout": layout})

    def pause(self, channel_id: int, why: str) -> str | None:
        """Sends nothing to the channel any more, until it is given a schedule again; gives who planned its digests."""
        self._set(channel_id, {"paused": why})
        with reading(self.engine) as connection:
            return connection.scalar(select(channels.c.planned_by).where(channels.c.id == channel_id))

    def resume(self, address: Address) -> None:
        """Sends to a channel again, as the bot may post there again."""
        with writing(self.engine, lock="channels") as connection:
            connection.execute(update(channels).where(_is_at(address)).values(paused=None))

    def _set(self, channel_id: int, row: dict[str, Any]) -> None:
        with writing(self.engine, lock="channels") as connection:
            connection.execute(update(channels).where(channels.c.id == channel_id).values(row))

    def watch(self, channel: Channel, watch: Watch, now: datetime) -> None:
        """Adds a watch, in the place of one of the same words; raises OverQuota where there are as many as may be."""
        row = {"channel_id": channel.id, "key": spelling_key(watch.words), "words": watch.words, "muted": watch.muted}
        with writing(self.engine, lock="channels") as connection:
            connection.execute(delete(watches).where(_is_of(channel, watch.words)))
            most = None if channel.address.workspace == SHARED else MOST_WATCHES
            check_room(len(watches_of(connection, channel.id)), most, _WATCHED)
            connection.execute(insert(watches).values(added_at=now, **row))

    def stop_watching(self, channel: Channel, words: str) -> bool:
        """Takes a watch away; False where there is none of these words."""
        with writing(self.engine, lock="channels") as connection:
            return connection.execute(delete(watches).where(_is_of(channel, words))).rowcount > 0

    def watches(self, channel: Channel) -> tuple[Watch, ...]:
        """What the channel watches, in the order in which it was asked for."""
        with reading(self.engine) as connection:
            return watches_of(connection, channel.id)


def watches_of(connection: Connection, channel_id: int) -> tuple[Watch, ...]:
    """As `Channels.watches`, within a transaction."""
    query = select(watches).where(watches.c.channel_id == channel_id).order_by(watches.c.added_at, watches.c.key)
    return tuple(Watch(row.words, row.muted) for row in connection.execute(query))


def _number_planned(connection: Connection, channel: Channel) -> int:
    """How many other channels of the workspace have a schedule."""
    address = channel.address
    here = of_workspace(channels, address.platform, address.workspace)
    others = here & (channels.c.id != channel.id) & channels.c.schedule.is_not(None)
    return connection.execute(select(func.count()).where(others)).scalar_one()


def _is_at(address: Address) -> ColumnElement[bool]:
    return of_workspace(channels, address.platform, address.workspace) & (channels.c.address == address.channel)


def _is_of(channel: Channel, words: str) -> ColumnElement[bool]:
    return (watches.c.channel_id == channel.id) & (watches.c.key == spelling_key(words))


def _due(now: datetime) -> Select[Any]:
    """The rows of channels whose digest is due: in turns of their workspaces, of each the one overdue longest first."""
    longest = (channels.c.due_at, channels.c.id)
    turn = func.row_number().over(partition_by=channels.c.workspace, order_by=longest)
    which = (channels.c.due_at <= now) & channels.c.paused.is_(None)
    return select(channels).where(which).order_by(turn, *longest)


def _found(connection: Connection, which: ColumnElement[bool]) -> Channel | None:
    row = connection.execute(select(channels).where(which)).first()
    return None if row is None else as_channel(row)


def as_channel(row: Any) -> Channel:
    """A channel from its row."""
    return Channel(
        row.id,
        Address(row.platform, row.workspace, row.address),
        None if row.schedule is None else decode(row.schedule),
        row.due_at,
        row.budget,
        row.says_nothing_new,
        row.added_at,
        row.digest_at,
        row.paused,
        row.layout,
        row.planned_by,
    )
