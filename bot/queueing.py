"""The queue of jobs in PostgreSQL, which procrastinate keeps, for a bot of several processes.

It holds nothing that the rows of the archive do not say: a job names a row whose time has come, and whoever does it
looks at the row again. So it is not part of a backup, and is made anew where procrastinate wants other tables.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from procrastinate import App, SyncPsycopgConnector, jobs
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.schema import SchemaManager
from psycopg import Error
from sqlalchemy import URL, Connection, Engine, text

from bot.database import reading, writing
from bot.errors import ArchiveOlder, ArchiveUnreachable

SCHEMA: Final = "onrecord_jobs"
"""The PostgreSQL schema that is procrastinate's: the archive's own holds tables of the archive alone."""
HELD: Final = timedelta(days=1)
"""How long the clock leaves alone what failed for good, unless somebody has it tried again."""
NOTE_REASON: Final = (
    "INSERT INTO reasons (job_id, reason) VALUES (%(job_id)s, %(reason)s)"
    " ON CONFLICT (job_id) DO UPDATE SET reason = excluded.reason"
)
"""Why a job failed last, which procrastinate does not keep: run where the schema is searched first."""
_OURS: Final = ", with reasons"
_ALIVE: Final = timedelta(seconds=30)
"""Since a crew's last sign of life."""
_HELD: Final = (
    f"status = 'failed' AND EXISTS (SELECT FROM {SCHEMA}.procrastinate_events"
    " WHERE job_id = jobs.id AND type = 'failed' AND at > now() - CAST(:held AS interval))"
)
_PATIENCE: Final = 5
"""Seconds to wait for a connection."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job; of those that wait, the ones with the highest priority are done first."""

    name: str
    priority: int

    def key(self, row: int) -> str:
        """By which a job of this kind for a row is known again."""
        return f"{self.name} {row}"


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done: of what kind, for which row, and under which name people know it.

    Those with one `lock` are done one at a time.
    """

    kind: Kind
    row: int
    name: str
    queue: str
    lock: str

    @property
    def key(self) -> str:
        return self.kind.key(self.row)


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job whose retries are used up, and why the last of them failed; `failed_at` is None where that was long ago."""

    id: int
    kind: str
    name: str
    attempts: int
    failed_at: datetime | None
    reason: str | None


@contextmanager
def open_queue(engine: Engine) -> Iterator["Queue"]:
    """The queue of an archive in PostgreSQL, made if it is not there yet; raises an ArchiveError."""
    with writing(engine, lock="queue") as connection:
        found = _version(connection)
        if found is None:
            _make(connection)
        elif found != _newest():
            raise ArchiveOlder
    app = App(connector=SyncPsycopgConnector(**connection_of(engine.url), min_size=1, max_size=2))
    with _reported():
        app.open()
    try:
        yield Queue(engine, app)
    finally:
        app.close()


def upgrade_queue(engine: Engine) -> None:
    """Makes the queue anew, if procrastinate wants other tables; the clock fills it again."""
    with writing(engine, lock="queue") as connection:
        if _version(connection) != _newest():
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
            _make(connection)


def connection_of(url: URL) -> dict[str, Any]:
    """How procrastinate's connectors reach the queue of the archive at an address."""
    arguments: dict[str, Any] = {"options": f"{url.query.get('options', '')} -c search_path={SCHEMA}".strip()}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = _PATIENCE
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return {"conninfo": conninfo, "kwargs": arguments, "timeout": _PATIENCE}


def _newest() -> str:
    """What tables are wanted: of procrastinate by the name of its last migration, and ours beside them."""
    return max(each.name for each in Path(SchemaManager.get_migrations_path()).glob("*.sql")) + _OURS


def _version(connection: Connection) -> str | None:
    """What tables there are; None for none."""
    version: str | None = connection.scalar(
        text(f"SELECT obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace')")
    )
    return version


def _make(connection: Connection) -> None:
    connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    before = connection.scalar(text("SELECT current_setting('search_path')"))
    connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    plain = connection.execution_options(no_parameters=True)  # else each % would be one, and one statement all there is
    plain.exec_driver_sql(SchemaManager.get_schema())
    # Whether a lock is free is asked of each job that waits: with 2,000 of them ten times as many are done so.
    connection.execute(text("CREATE INDEX ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing')"))
    job = "bigint PRIMARY KEY REFERENCES procrastinate_jobs (id) ON DELETE CASCADE"
    connection.execute(text(f"CREATE TABLE reasons (job_id {job}, reason text NOT NULL)"))
    connection.execute(text("SELECT set_config('search_path', :before, true)"), {"before": before})
    connection.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS '{_newest()}'"))


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except (ConnectorException, Error) as error:
        raise ArchiveUnreachable(f"the queue of jobs: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    return " ".join(str(error.__cause__ or error).split())


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to be done, and what could not be; every method raises an ArchiveError where it cannot be asked."""

    engine: Engine
    app: App

    def add(self, due: Sequence[Job]) -> int:
        """Has done what nobody is about to do; gives the number of new jobs.

        Of what is in the queue, waiting or being done, there is never a second: a job that failed while another of its
        key waits could not go back. That is why whoever adds waits for the others who do.
        """
        if not due:
            return 0
        with writing(self.engine, lock="clock") as connection, _reported():
            known = _known(connection, [job.key for job in due])
            new = [_row(job) for job in due if job.key not in known]
            if new:
                self.app.job_manager.batch_defer_jobs(new)
        return len(new)

    def held(self) -> frozenset[str]:
        """The keys of what failed for good not long ago, and is not added until somebody has it tried again."""
        query = text(f"SELECT queueing_lock FROM {SCHEMA}.procrastinate_jobs jobs WHERE {_HELD}")
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(query, {"held": HELD}))

    def crews(self) -> int:
        """How many crews of workers have shown not long ago that they live."""
        alive = "last_heartbeat > now() - CAST(:lately AS interval)"
        query = text(f"SELECT count(*) FROM {SCHEMA}.procrastinate_workers WHERE {alive}")
        with reading(self.engine) as connection:
            return int(connection.execute(query, {"lately": _ALIVE}).scalar_one())

    def failed(self) -> tuple[FailedJob, ...]:
        """The jobs whose retries are used up, the oldest first."""
        query = text(
            "SELECT jobs.id, task_name, args, attempts, max(at) AS failed_at, reason"
            f" FROM {SCHEMA}.procrastinate_jobs jobs"
            f" LEFT JOIN {SCHEMA}.procrastinate_events events ON events.job_id = jobs.id AND type = 'failed'"
            f" LEFT JOIN {SCHEMA}.reasons ON reasons.job_id = jobs.id"
            " WHERE status = 'failed' GROUP BY jobs.id, reason ORDER BY jobs.id"
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return tuple(
            FailedJob(row.id, row.task_name, row.args["name"], row.attempts, row.failed_at, row.reason) for row in rows
        )

    def retry(self, job_id: int) -> bool:
        """Has a failed job tried once more; False where it is in the queue again already."""
        with writing(self.engine, lock="clock"), _reported():
            try:
                self.app.job_manager.retry_job_by_id(job_id, datetime.now(UTC))
            except UniqueViolation:
                return False
        return True


def _row(job: Job) -> jobs.Job:
    return jobs.Job(
        queue=job.queue,
        priority=job.kind.priority,
        lock=job.lock,
        queueing_lock=job.key,
        task_name=job.kind.name,
        task_kwargs={"row": job.row, "name": job.name},
    )


def _known(connection: Connection, keys: Iterable[str]) -> set[str]:
    """The keys of jobs that wait, are being done, or failed for good not long ago."""
    query = text(
        f"SELECT queueing_lock FROM {SCHEMA}.procrastinate_jobs jobs WHERE queueing_lock = ANY(:keys)"
        f" AND (status IN ('todo', 'doing') OR {_HELD})"
    )
    return set(connection.scalars(query, {"keys": list(keys), "held": HELD}))
