"""The condition of a running bot, as far as its database tells: what waits, for how long, and what is in trouble.

It is asked for again and again, so all of it is answered from indexes and from tables that stay small.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, select, text

from bot.channels import as_channel
from bot.database import reading
from bot.digests import awake
from bot.following import FAILURES
from bot.tables import channels, deliveries, entries, feeds

HEALTH: Final = ("well", "troubled", "failing", "gone")
"""Of a feed: nothing is wrong; something is; it failed so often that its followers are told; it is asked no more."""
SILENT_AFTER: Final = 30
"""Seconds without a sign of life after which a worker's jobs are taken from it; see `bot.working.Pace`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, and since when what is due has waited longest."""

    number: int = 0
    since: datetime | None = None

    def seconds(self, now: datetime) -> float:
        """How long that is; 0 where nothing waits."""
        return 0.0 if self.since is None else max(0.0, (now - self.since).total_seconds())


@dataclass(frozen=True, slots=True)
class Jobs:
    """The queue of jobs, without its own upkeep."""

    numbers: Mapping[tuple[str, str], int]
    """By queue and state: "waiting", "later" (to be tried again), "running", "stalled" or "failed"."""
    waiting: Waiting
    """Those of the state "waiting", since the first of them was added."""
    workers: int
    """How many groups of a worker's threads show that they live."""
    sign_of_life: datetime | None
    """The last one of a worker that was not stopped."""

    def of(self, state: str) -> int:
        """How many jobs are in a state."""
        return sum(number for (_, each), number in self.numbers.items() if each == state)


@dataclass(frozen=True, slots=True)
class Condition:
    """What waits and what is in trouble at one moment, in all workspaces together."""

    digests: Waiting
    """To be composed, as their time has come; in quiet hours it has not."""
    messages: Mapping[tuple[str, str], Waiting]
    """Composed, by platform and state: "due", "later" (on their way, or to be tried again) and "held" (for a channel
    that takes nothing)."""
    entries: Waiting
    """To be read."""
    overdue: Waiting
    """Feeds to be looked at."""
    feeds: Mapping[str, int]
    """By health."""
    jobs: Jobs | None
    """None where there is no queue, as with SQLite."""


def condition_of(engine: Engine, now: datetime) -> Condition:
    """The condition at this moment; raises an ArchiveError where the database cannot be asked."""
    unread = (entries.c.state == "waiting") & (entries.c.due_at <= now)
    with reading(engine) as connection:
        return Condition(
            _digests(connection, now),
            _messages(connection, now),
            _due(connection, entries.c.due_at, unread),
            _due(connection, feeds.c.due_at, feeds.c.due_at <= now),
            _feeds(connection),
            _jobs(connection) if engine.name == "postgresql" else None,
        )


def _digests(connection: Connection, now: datetime) -> Waiting:
    query = select(channels).where(channels.c.due_at <= now, channels.c.paused.is_(None)).order_by(channels.c.due_at)
    due = [each.due_at for each in awake(map(as_channel, connection.execute(query)), now)]
    return Waiting(len(due), due[0] if due else None)


def _messages(connection: Connection, now: datetime) -> dict[tuple[str, str], Waiting]:
    stage = case((channels.c.paused.is_not(None), "held"), (deliveries.c.due_at <= now, "due"), else_="later")
    query = (
        select(
            channels.c.platform,
            stage.label("stage"),
            func.count().label("number"),
            func.min(deliveries.c.due_at).label("since"),
        )
        .join_from(deliveries, channels)
        .where(deliveries.c.state.in_(("waiting", "sending")))
        .group_by(channels.c.platform, "stage")
    )
    return {(row.platform, row.stage): Waiting(row.number, row.since) for row in connection.execute(query)}


def _due(connection: Connection, due_at: ColumnElement[Any], which: ColumnElement[bool]) -> Waiting:
    row = connection.execute(select(func.count().label("number"), func.min(due_at).label("since")).where(which)).one()
    return Waiting(row.number, row.since)


def _feeds(connection: Connection) -> dict[str, int]:
    health = case(
        (and_(feeds.c.due_at.is_(None), feeds.c.checked_at.is_not(None)), "gone"),
        (feeds.c.failures >= FAILURES, "failing"),
        (feeds.c.trouble.is_not(None), "troubled"),
        else_="well",
    )
    query = select(health.label("health"), func.count().label("number")).group_by("health")
    return dict.fromkeys(HEALTH, 0) | {row.health: row.number for row in connection.execute(query)}


def _jobs(connection: Connection) -> Jobs | None:
    from bot.queueing import SCHEMA  # brings procrastinate, which SQLite does not need

    if connection.scalar(text(f"SELECT to_regclass('{SCHEMA}.procrastinate_jobs')")) is None:
        return None
    numbers = text(
        "SELECT queue_name, CASE WHEN status = 'failed' THEN 'failed'"
        "  WHEN status = 'todo' AND scheduled_at > now() THEN 'later' WHEN status = 'todo' THEN 'waiting'"
        f"  WHEN last_heartbeat >= now() - interval '{SILENT_AFTER}s' THEN 'running' ELSE 'stalled' END AS stage,"
        f" count(*) AS number FROM {SCHEMA}.procrastinate_jobs jobs"
        f" LEFT JOIN {SCHEMA}.procrastinate_workers workers ON workers.id = worker_id"
        " WHERE status IN ('todo', 'doing', 'failed') AND queue_name <> 'upkeep' GROUP BY queue_name, stage"
    )
    waiting = text(
        f"SELECT count(DISTINCT jobs.id) AS number, min(at) AS since FROM {SCHEMA}.procrastinate_jobs jobs"
        f" JOIN {SCHEMA}.procrastinate_events ON job_id = jobs.id AND type = 'deferred'"
        " WHERE status = 'todo' AND queue_name <> 'upkeep' AND (scheduled_at IS NULL OR scheduled_at <= now())"
    )
    workers = text(
        f"SELECT count(*) FILTER (WHERE last_heartbeat >= now() - interval '{SILENT_AFTER}s') AS number,"
        f" max(last_heartbeat) AS latest FROM {SCHEMA}.procrastinate_workers"
    )
    alive = connection.execute(workers).one()
    found = {(row.queue_name, row.stage): row.number for row in connection.execute(numbers)}
    return Jobs(found, Waiting(*connection.execute(waiting).one()), alive.number, alive.latest)
