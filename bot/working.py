"""Does the jobs of the queue: procrastinate's workers, in a thread and an event loop of their own."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any, Final

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException, JobAborted, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.worker import Worker
from psycopg import Error, OperationalError
from sqlalchemy import URL

from bot.database import reason_of
from bot.errors import in_words
from bot.queueing import NOTE_REASON, Kind, connection_of
from bot.tables import storable

MOST_RETRIES: Final = 5
"""Also how often a job may bring its worker down."""
FORGOTTEN_AFTER: Final = 30 * 24
"""Hours after which nobody will have a failed job tried again."""
_GLANCE: Final = 0.2
"""Seconds within which a job that is to go back does so."""
_UPKEEP: Final = "upkeep"
_OUTAGE: Final = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)
"""Seconds from one try to the next to write what came of a job: as long as a database takes to start again."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker shows that it lives, and when its jobs are taken from it, in seconds, as are all of these."""

    heartbeat: float = 10.0
    stalled: float = 30.0
    """Without showing that it lives; longer than `grace`, as a worker that stops does not."""
    poll: float = 5.0
    """From one look for jobs of which it is not told, such as those that are tried again, to the next."""
    grace: float = 4.0
    """That jobs have to end when the worker is stopped, before they go back into the queue."""
    retry: int = 4
    """Until a failed job is tried again; to the power of the number of the try: 4, 16, 64, 256 and 1,024."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Threads that do the jobs of some queues."""

    queues: Sequence[str]
    size: int


@contextmanager
def working(
    url: URL,
    kinds: Mapping[Kind, Callable[[int], object]],
    crews: Sequence[Crew],
    stopping: Event,
    tell: Callable[[str], None],
    pace: Pace = Pace(),
) -> Iterator[None]:
    """Does jobs until it is stopped, at the end of the block at the latest, where it waits for those under way.

    Those that do not end soon go back into the queue. Several crews, so that jobs of one kind that take long hold up
    none of another. A job that fails is tried again later and later; what goes wrong is told.
    """
    for name in ("procrastinate", "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they log tracebacks, with arguments in them
    app = _app(url, kinds, tell, pace)
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(1 + sum(crew.size for crew in crews), "job"))
    loop.set_exception_handler(lambda _, context: tell(f"a worker: {_problem(context)}"))
    work = _always(lambda: _work(app, crews, pace), tell)
    thread = Thread(target=_run, args=(loop, _until(stopping, work)), name="jobs")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _run(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, None]) -> None:
    loop.run_until_complete(work)
    loop.close()  # does not wait for threads whose jobs went back


async def _until(stopping: Event, work: Coroutine[Any, Any, None]) -> None:
    at_work = asyncio.ensure_future(work)
    await asyncio.to_thread(stopping.wait)
    at_work.cancel()
    with suppress(asyncio.CancelledError):
        await at_work


async def _always(work: Callable[[], Awaitable[None]], tell: Callable[[str], None]) -> None:
    """A worker ends when its database is away for long, and must not end for good, whatever went wrong."""
    while True:
        try:
            await work()
            tell("the worker lost its database, and starts again")
        except Exception as error:
            tell(f"the worker starts again: {_in_words(error)}")
        await asyncio.sleep(1)


async def _work(app: App, crews: Sequence[Crew], pace: Pace) -> None:
    """Ends when one of the crews does, with all of them."""
    async with app.open_async():
        workers = [asyncio.ensure_future(_crew(app, crew, pace)) for crew in crews]
        try:
            await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for worker in workers:
                worker.cancel()
            ended = await asyncio.gather(*workers, return_exceptions=True)
        for each in ended:
            if isinstance(each, Exception):
                raise each


async def _crew(app: App, crew: Crew, pace: Pace) -> None:
    await app.run_worker_async(
        queues=[*crew.queues, _UPKEEP],
        concurrency=crew.size,
        delete_jobs="successful",
        install_signal_handlers=False,
        fetch_job_polling_interval=pace.poll,
        shutdown_graceful_timeout=pace.grace,
        update_heartbeat_interval=pace.heartbeat,
        stalled_worker_timeout=pace.stalled,
        worker_middleware=[_leave_in_time, _note_reason],
    )


async def _leave_in_time(do: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker) -> Any:
    """Gives back a job that is not done in time when the worker stops: its thread cannot be stopped, but be left."""
    job = asyncio.ensure_future(do())
    while not job.done():
        await asyncio.wait({job}, timeout=_GLANCE)
        if not job.done() and context.should_abort():
            job.cancel()
            raise JobAborted
    return job.result()


async def _note_reason(do: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker) -> Any:
    """Keeps why a job failed, for the list of those whose retries are used up."""
    try:
        return await do()
    except Exception as error:
        await _note(context.app, context.job, _in_words(error))
        raise


async def _note(app: App, job: Job, reason: str) -> None:
    """Where the reason cannot be written the job fails without: that must not take the place of how it failed."""
    with suppress(ConnectorException):
        await app.connector.execute_query_async(NOTE_REASON, job_id=job.id, reason=storable(reason))


def _app(url: URL, kinds: Mapping[Kind, Callable[[int], object]], tell: Callable[[str], None], pace: Pace) -> App:
    app = App(connector=_Patient(**connection_of(url), min_size=1, max_size=4))
    retry = RetryStrategy(max_attempts=MOST_RETRIES, exponential_wait=pace.retry)
    for kind, work in kinds.items():
        app.task(name=kind.name, retry=retry)(_told(kind, work, tell))

    @app.periodic(cron=f"* * * * * */{max(1, round(pace.heartbeat))}")
    @app.task(name="give back", queue=_UPKEEP, queueing_lock="give back", priority=100, pass_context=True)
    async def give_back(context: JobContext, timestamp: int) -> None:
        """It has no lock, as it could be the job of a dead worker itself."""
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=pace.stalled):
            with suppress(ConnectorException):  # another was first
                await _give_back(context.app, job)

    @app.periodic(cron="0 3 * * *")
    @app.task(name="forget", queue=_UPKEEP, queueing_lock="forget", pass_context=True)
    async def forget(context: JobContext, timestamp: int) -> None:
        await context.app.job_manager.delete_old_jobs(FORGOTTEN_AFTER, include_failed=True, include_aborted=True)

    return app


async def _give_back(app: App, job: Job) -> None:
    """Puts the job of a dead worker back, unless it is upkeep, or may be what kills workers."""
    manager = app.job_manager
    if job.queue == _UPKEEP:
        await manager.finish_job(job, Status.ABORTED, delete_job=True)
    elif job.attempts >= MOST_RETRIES:
        await _note(app, job, "its worker died over it each time")
        await manager.finish_job(job, Status.FAILED, delete_job=False)
    else:
        try:
            await manager.retry_job(job, datetime.now(UTC))
        except UniqueViolation:  # the same waits already
            await manager.finish_job(job, Status.ABORTED, delete_job=True)


def _told(kind: Kind, work: Callable[[int], object], tell: Callable[[str], None]) -> Callable[[int, str], None]:
    def do(row: int, name: str) -> None:
        try:
            work(row)
        except Exception as error:
            tell(f"{kind.name} {name}: {_in_words(error)}")
            raise

    return do


def _problem(context: Mapping[str, Any]) -> str:
    """What asyncio has to say of an exception that nobody waited for, or of something else."""
    error = context.get("exception")
    return _in_words(error) if error else str(context["message"])


def _in_words(error: BaseException) -> str:
    """As of any error; of the database's what it says in general, without the row that it is about."""
    if isinstance(error, ConnectorException):
        error = error.__cause__ or error
    return reason_of(error) if isinstance(error, Error) else in_words(error)


class _Patient(PsycopgConnector):
    """A connector that does not take a database that starts again for the end: what came of a job must be written."""

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        for pause in _OUTAGE:
            try:
                await super().execute_query_async(query, **arguments)
                return
            except ConnectorException as error:
                if not isinstance(error.__cause__, OperationalError):
                    raise
            await asyncio.sleep(pause)
        await super().execute_query_async(query, **arguments)
