"""What can be measured of a bot, in the form that Prometheus reads.

What happens in this process is counted as it happens; what waits is asked of the database at each scrape. No label
holds a workspace, a person, an address or any text.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Final, assert_never

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from bot.condition import Condition, condition_of
from bot.errors import ArchiveError
from bot.happenings import (
    ArticleRead,
    CommandAnswered,
    EntryRead,
    FeedChecked,
    Happening,
    JobDone,
    MessageSent,
    RoundDone,
)

_READING: Final = (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64)
_DOING: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Seconds, up to which what took so long is counted."""
_CODE: Final = re.compile(r"[A-Za-z0-9_]{1,40}")
"""What platforms call their errors; anything else that a server says is none."""


class Measures:
    """Counts what happens in a process, and shows that and the condition of the bot."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # else each has another series, of no use to anybody
        self.registry = CollectorRegistry()
        counter, histogram = self._counter, self._histogram
        self._readings = counter("readings", "Articles given to a process to read, by outcome.", "outcome")
        self._reading = histogram("reading_seconds", "How long reading an article took.", _READING)
        self._checks = counter("feed_checks", "Looks at feeds, by outcome.", "outcome")
        self._fresh = counter("new_entries", "Entries that were new in feeds.")
        self._entries = counter("entries", "Entries that were fetched and read, by outcome.", "outcome")
        self._deliveries = counter("deliveries", "Attempts to send a message, by outcome.", "platform", "outcome")
        self._errors = counter("delivery_errors", "Attempts that failed, by the platform's code.", "platform", "code")
        self._delivery = histogram("delivery_seconds", "How long an attempt to send took.", _DOING, "platform")
        self._commands = counter("commands", "Commands of people, by outcome.", "command", "outcome")
        self._command = histogram("command_seconds", "How long the answer to a command took.", _DOING, "command")
        self._jobs = counter("jobs_done", "Jobs of the queue, by outcome.", "job", "outcome")
        self._job = histogram("job_seconds", "How long a job took.", _DOING, "job")
        self._rounds = counter("rounds", "Looks for what is due, by outcome.", "round", "outcome")
        about = "When the last look for what is due went well, in seconds since 1970."
        self._last = Gauge("onrecord_last_round_timestamp_seconds", about, ["round"], registry=self.registry)
        Info("onrecord_build", "The version that runs.", registry=self.registry).info({"version": version("onrecord")})
        ProcessCollector(registry=self.registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"onrecord_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"onrecord_{name}", about, labels, buckets=buckets, registry=self.registry)

    def observe(self, happening: Happening) -> None:
        """Counts what happened."""
        match happening:
            case ArticleRead(outcome, seconds):
                self._readings.labels(outcome).inc()
                if outcome == "read":
                    self._reading.observe(seconds)
            case FeedChecked():
                self._checks.labels(happening.outcome).inc()
                self._fresh.inc(happening.fresh)
            case EntryRead():
                self._entries.labels(happening.outcome).inc()
            case MessageSent():
                self._count_message(happening)
            case CommandAnswered(command, outcome, seconds):
                self._commands.labels(command, outcome).inc()
                self._command.labels(command).observe(seconds)
            case JobDone():
                self._jobs.labels(happening.job, happening.outcome).inc()
                self._job.labels(happening.job).observe(happening.seconds)
            case RoundDone():
                self._rounds.labels(happening.round, happening.outcome).inc()
                if happening.outcome == "done":
                    self._last.labels(happening.round).set(time.time())
            case _:
                assert_never(happening)

    def _count_message(self, sent: MessageSent) -> None:
        self._deliveries.labels(sent.platform, sent.outcome.replace(" ", "_")).inc()
        self._delivery.labels(sent.platform).observe(sent.seconds)
        if sent.outcome != "sent":
            code = sent.code if _CODE.fullmatch(sent.code) else "other"
            self._errors.labels(sent.platform, code).inc()

    def watch(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        """From now on shows the condition of the bot as well, as its database tells it."""
        self.registry.register(_OfDatabase(engine, clock))

    def page(self) -> bytes:
        """All of it, in Prometheus' text format; never fails because of the database."""
        return generate_latest(self.registry)


@dataclass(frozen=True, eq=False)
class _OfDatabase(Collector):
    engine: Engine
    clock: Callable[[], datetime]

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: else the database would be asked to find out the names."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("onrecord_database_up", "1 where the database answers, else 0.")
        try:
            now = self.clock()
            condition = condition_of(self.engine, now)
        except ArchiveError:
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        yield from _work(condition, now)
        yield from _messages(condition, now)
        yield from _feeds(condition)
        yield from _jobs(condition, now)


def _work(condition: Condition, now: datetime) -> Iterator[GaugeMetricFamily]:
    for name, waiting, about in (
        ("due_digest", condition.digests, "Digests whose time has come and that are not composed yet"),
        ("unread_entry", condition.entries, "New entries that are not read yet"),
        ("overdue_feed", condition.overdue, "Feeds whose time has come and that are not looked at yet"),
    ):
        plural = name.replace("entry", "entrie") + "s"
        yield GaugeMetricFamily(f"onrecord_{plural}", f"{about}.", waiting.number)
        age = f"{about}: how long the one has waited that has waited longest."
        yield GaugeMetricFamily(f"onrecord_oldest_{name}_age_seconds", age, waiting.seconds(now))


def _messages(condition: Condition, now: datetime) -> Iterator[GaugeMetricFamily]:
    number = GaugeMetricFamily("onrecord_messages", "Messages that are not sent yet.", labels=("platform", "state"))
    about = "Messages that are due: how long the one has waited that has waited longest."
    age = GaugeMetricFamily("onrecord_oldest_due_message_age_seconds", about, labels=("platform",))
    for (platform, state), waiting in condition.messages.items():
        number.add_metric((platform, state), waiting.number)
        if state == "due":
            age.add_metric((platform,), waiting.seconds(now))
    yield from (number, age)


def _feeds(condition: Condition) -> Iterator[GaugeMetricFamily]:
    feeds = GaugeMetricFamily("onrecord_feeds", "Feeds that are followed, by health.", labels=("health",))
    for health, number in condition.feeds.items():
        feeds.add_metric((health,), number)
    yield feeds


def _jobs(condition: Condition, now: datetime) -> Iterator[GaugeMetricFamily]:
    number = GaugeMetricFamily("onrecord_jobs", "Jobs in the queue.", labels=("queue", "state"))
    oldest = GaugeMetricFamily(
        "onrecord_oldest_job_age_seconds", "How long the job has waited that has waited longest."
    )
    workers = GaugeMetricFamily("onrecord_workers", "Groups of workers' threads that show that they live.")
    jobs = condition.jobs
    if jobs is not None:
        for (queue, state), found in jobs.numbers.items():
            number.add_metric((queue, state), found)
        oldest.add_metric((), jobs.waiting.seconds(now))
        workers.add_metric((), jobs.workers)
    yield from (number, oldest, workers)
