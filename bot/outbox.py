"""What is to be sent to channels: kept before it is sent, so that a crash at any moment loses nothing.

A delivery waits, is being sent, and was sent or dropped. Whoever sends it claims it for a while; when that is over and
nobody said what came of it, it is sent again, with word that it may have arrived: a platform that can tell by the key
does not post it twice. The deliveries of a channel go out one after the other, in the order in which they came.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Label, and_, exists, func, insert, select, update

from bot.channels import Address, Channel
from bot.database import reading, writing
from bot.model import Body
from bot.records import from_record, to_record
from bot.tables import channels, deliveries, of_workspace

State = Literal["waiting", "sending", "sent", "dropped"]
CLAIMED: Final = timedelta(minutes=2)
"""How long whoever sends a delivery has to say what came of it; longer than a platform may take to answer."""
FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=30)
MOST_TRIES: Final = 60
"""A day and more, with waits that grow from the first to the longest."""
_EARLIER: Final = deliveries.alias("earlier")
_HEAD: Final = deliveries.alias("head")
_DELIVERIES: Final = (
    select(deliveries, channels.c.platform, channels.c.workspace, channels.c.address, _HEAD.c.message.label("thread"))
    .select_from(deliveries)
    .join(channels)
    .outerjoin(_HEAD, _HEAD.c.id == deliveries.c.thread_id)
)
"""Rows of deliveries, with where they go, and what the platform calls the message in whose thread."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way: `thread` is the message in whose thread it goes, `edits` the one that it replaces.

    `again` tells that an earlier attempt may have arrived.
    """

    id: int
    key: str
    channel_id: int
    address: Address
    body: Body
    thread: str | None
    edits: str | None
    tries: int
    again: bool


@dataclass(frozen=True, slots=True)
class Receiver:
    """A workspace to which something is to be sent; `id` is that of the first of its channels."""

    id: int
    platform: str
    workspace: str


class Outbox:
    """The deliveries of all channels; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def claim(self, platforms: frozenset[str], now: datetime, channel_id: int | None = None) -> Delivery | None:
        """The next delivery to one of the platforms, claimed by whoever asks; None where there is none.

        Only to the channel, if one is given.
        """
        which = and_(_is_due(now), channels.c.platform.in_(sorted(platforms)))
        if channel_id is not None:
            which = and_(which, channels.c.id == channel_id)
        query = _DELIVERIES.where(which).order_by(deliveries.c.due_at, deliveries.c.id).limit(1)
        while True:
            with writing(self.engine, lock=f"outbox {channel_id}") as connection:
                row = connection.execute(query).first()
                if row is None:
                    return None
                delivery = _delivery(connection, row)
                if _claimed(connection, delivery, now):
                    return delivery

    def receivers(self, now: datetime) -> tuple[Receiver, ...]:
        """The workspaces to which something is to be sent now; the one that has waited longest comes first."""
        place, waiting = (channels.c.platform, channels.c.workspace), func.min(deliveries.c.due_at)
        query = select(*place).join(deliveries).where(_is_due(now)).group_by(*place).order_by(waiting)
        with reading(self.engine) as connection:
            rows = connection.execute(query.add_columns(_first_channel())).all()
        return tuple(Receiver(row.first, row.platform, row.workspace) for row in rows)

    def receiver(self, channel_id: int) -> Receiver | None:
        """The workspace of a channel, None where that is gone."""
        query = select(channels.c.platform, channels.c.workspace).where(channels.c.id == channel_id)
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
        return None if row is None else Receiver(channel_id, row.platform, row.workspace)

    def waiting(self, receiver: Receiver, now: datetime) -> tuple[int, ...]:
        """The ids of a workspace's channels to which something is to be sent now; who waited longest comes first."""
        query = (
            select(deliveries.c.channel_id)
            .join(channels)
            .where(_is_due(now), of_workspace(channels, receiver.platform, receiver.workspace))
        )
        with reading(self.engine) as connection:
            return tuple(connection.scalars(query.order_by(deliveries.c.due_at, deliveries.c.id)))

    def sent(self, delivery: Delivery, message: str, now: datetime) -> None:
        """The platform has it, and calls it so: that is true whoever has claimed it by now.

        A message that was edited is called so from now on as well. One whose channel is gone by now is not kept.
        """
        row = {"state": "sent", "message": message, "sent_at": now, "trouble": None}
        which = deliveries.c.id == delivery.id
        with writing(self.engine, lock=f"outbox {delivery.channel_id}") as connection:
            body = connection.scalar(update(deliveries).where(which).values(row).returning(deliveries.c.body))
            edited = None if body is None else json.loads(body)["edits"]
            if edited is not None:
                connection.execute(update(deliveries).where(deliveries.c.id == edited).values(message=message))

    def later(self, delivery: Delivery, trouble: str, now: datetime, wait: timedelta | None = None) -> None:
        """This attempt surely did not arrive: it is sent again, later and later, for a day or two.

        A wait that the platform asks for holds for all that is to be sent to the workspace.
        """
        self._retry(delivery, _unsent(delivery), trouble, now, wait)
        if wait is not None:
            self._put_off(delivery.address, now + wait)

    def _put_off(self, address: Address, until: datetime) -> None:
        here = select(channels.c.id).where(of_workspace(channels, address.platform, address.workspace))
        of_it = and_(deliveries.c.state == "waiting", deliveries.c.due_at < until, deliveries.c.channel_id.in_(here))
        with writing(self.engine, lock="outbox") as connection:
            connection.execute(update(deliveries).where(of_it).values(due_at=until))

    def in_doubt(self, delivery: Delivery, trouble: str, now: datetime) -> None:
        """Nobody knows whether it arrived: it is sent again as well, with word of that."""
        self._retry(delivery, "sending", trouble, now, None)

    def _retry(self, delivery: Delivery, state: State, trouble: str, now: datetime, wait: timedelta | None) -> None:
        if delivery.tries + 1 >= MOST_TRIES:
            self.drop(delivery, trouble)
            return
        grown = min(FIRST_WAIT * 2 ** min(delivery.tries, 12), LONGEST_WAIT)
        due_at = now + (grown if wait is None else max(wait, FIRST_WAIT))
        self._set(delivery, {"state": state, "due_at": due_at, "trouble": trouble})

    def hold(self, delivery: Delivery, trouble: str, now: datetime) -> None:
        """The channel takes nothing: it waits until the channel goes on."""
        self._set(delivery, {"state": _unsent(delivery), "due_at": now, "trouble": trouble})

    def drop(self, delivery: Delivery, trouble: str) -> None:
        """It can never be sent."""
        self._set(delivery, {"state": "dropped", "trouble": trouble})

    def post(self, channel_id: int, key: str, body: Body, now: datetime) -> None:
        """Has a message sent; one that has the key already stays as it is."""
        with writing(self.engine, lock="outbox") as connection:
            put(connection, channel_id, key, body, now)

    def body(self, delivery_id: int, workspace: str) -> Body | None:
        """What was sent, or is to be, if it went to a channel of that workspace."""
        which = (deliveries.c.id == delivery_id) & (channels.c.workspace == workspace)
        with reading(self.engine) as connection:
            found = connection.scalar(select(deliveries.c.body).join(channels).where(which))
        return None if found is None else body_of(found)

    def settle(self, channel: Channel, now: datetime) -> None:
        """All that waits for the channel was shown in another way."""
        waiting = (deliveries.c.channel_id == channel.id) & (deliveries.c.state == "waiting")
        with writing(self.engine, lock="outbox") as connection:
            row = {"state": "sent", "message": deliveries.c.key, "sent_at": now}
            connection.execute(update(deliveries).where(waiting).values(row))

    def _set(self, delivery: Delivery, row: dict[str, Any]) -> None:
        """Ends a claim; who held it for too long has no say any more once another has claimed it."""
        mine = and_(
            deliveries.c.id == delivery.id,
            deliveries.c.state == "sending",
            deliveries.c.tries == delivery.tries + 1,
        )
        with writing(self.engine, lock=f"outbox {delivery.channel_id}") as connection:
            connection.execute(update(deliveries).where(mine).values(row))


def put(
    connection: Connection,
    channel_id: int,
    key: str,
    body: Body,
    now: datetime,
    thread_id: int | None = None,
    edits_id: int | None = None,
) -> int:
    """Puts a message into the outbox, in the transaction of whoever has it sent; gives its id.

    One that has the key already stays as it is.
    """
    known = connection.scalar(select(deliveries.c.id).where(deliveries.c.key == key))
    if known is not None:
        return int(known)
    content = {"edits": edits_id, **to_record(body)}
    row = {
        "channel_id": channel_id,
        "key": key,
        "thread_id": thread_id,
        "body": json.dumps(content, ensure_ascii=False),
        "state": "waiting",
        "tries": 0,
        "due_at": now,
    }
    return int(connection.execute(insert(deliveries).values(row).returning(deliveries.c.id)).scalar_one())


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Whether a delivery can be sent, as the next one of its channel."""
    return and_(
        deliveries.c.state.in_(("waiting", "sending")),
        deliveries.c.due_at <= now,
        channels.c.paused.is_(None),
        ~exists().where(
            _EARLIER.c.channel_id == deliveries.c.channel_id,
            _EARLIER.c.id < deliveries.c.id,
            _EARLIER.c.state.in_(("waiting", "sending")),
        ),
    )


def _first_channel() -> Label[int]:
    """The id of the first channel of the workspace that the query around it is about."""
    other = channels.alias()
    same = (other.c.platform == channels.c.platform) & (other.c.workspace == channels.c.workspace)
    return select(func.min(other.c.id)).where(same).correlate(channels).scalar_subquery().label("first")


def _claimed(connection: Connection, delivery: Delivery, now: datetime) -> bool:
    """Claims it, unless another was first."""
    unclaimed = and_(
        deliveries.c.id == delivery.id,
        deliveries.c.state.in_(("waiting", "sending")),
        deliveries.c.tries == delivery.tries,
        deliveries.c.due_at <= now,
    )
    taken = {"state": "sending", "tries": delivery.tries + 1, "due_at": now + CLAIMED}
    return connection.execute(update(deliveries).where(unclaimed).values(taken)).rowcount == 1


def _delivery(connection: Connection, row: Any) -> Delivery:
    edits_id = json.loads(row.body)["edits"]
    edits = None if edits_id is None else _message(connection, edits_id)
    return Delivery(
        row.id,
        row.key,
        row.channel_id,
        Address(row.platform, row.workspace, row.address),
        body_of(row.body),
        row.thread,
        edits,
        row.tries,
        row.state == "sending",
    )


def body_of(text: str) -> Body:
    """What a row of the outbox has sent."""
    body: Body = from_record(json.loads(text))
    return body


def _unsent(delivery: Delivery) -> State:
    """The state of what is sent again: an earlier attempt may have arrived, though the last one did not."""
    return "sending" if delivery.again else "waiting"


def _message(connection: Connection, delivery_id: int) -> str | None:
    return connection.scalar(select(deliveries.c.message).where(deliveries.c.id == delivery_id))
