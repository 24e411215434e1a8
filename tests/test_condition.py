"""What the database tells of a running bot: what waits, since when, and what is in trouble."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.archive import Archive, open_archive
from bot.channels import Address, Channel, Channels
from bot.condition import Condition, Jobs, Waiting, condition_of
from bot.database import make_engine
from bot.delivering import Courier
from bot.errors import ArchiveError, ChannelClosed, DeliveryDelayed
from bot.feeds import ParsedEntry, ParsedFeed
from bot.fetching import Fetched
from bot.following import FAILURES, Feed, Feeds
from bot.jobs import COMPOSE, FETCH
from bot.model import Notice
from bot.outbox import Outbox
from bot.queueing import SCHEMA, Job, open_queue
from bot.schedule_words import parse_schedule
from tests.fakes import FakePlatform, MovingClock

LONG = timedelta(minutes=7)


@dataclass
class House:
    """A bot's database, at a moment that can be moved."""

    archive: Archive
    clock: MovingClock = field(default_factory=MovingClock)
    platform: FakePlatform = field(default_factory=FakePlatform)

    def condition(self, after: timedelta = timedelta(0)) -> Condition:
        self.clock.forward(after)
        return condition_of(self.archive.engine, self.clock())

    def channel(self, name: str, platform: str = "chat") -> Channel:
        return Channels(self.archive.engine).at(Address(platform, "W", name), self.clock())

    def plans(self, name: str, words: str) -> None:
        """A channel with digests at these times, of which the clock has not been told yet."""
        Channels(self.archive.engine).plan(self.channel(name), parse_schedule(words, "UTC"), self.clock())

    def puts(self, name: str, platform: str = "chat") -> None:
        """Has a message sent to a channel."""
        channel = self.channel(name, platform)
        Outbox(self.archive.engine).post(channel.id, f"{name} {self.clock()}", Notice("hello"), self.clock())

    def delivers(self) -> None:
        engine = self.archive.engine
        Courier(Outbox(engine), Channels(engine), {"chat": self.platform}, self.clock, print).deliver_due()

    def follows(self, name: str) -> Feed:
        url = f"https://{name}.example/rss"
        return Feeds(self.archive.engine).follow("W", url, name, self.clock())[0]

    def finds(self, feed: Feed, *entries: str) -> None:
        found = tuple(ParsedEntry(each, f"{feed.url}/{each}", each, self.clock(), None) for each in entries)
        parsed, fetched = ParsedFeed("rss", feed.title, None, found), Fetched(feed.url, "", None, b"")
        Feeds(self.archive.engine).changed(feed, parsed, fetched, self.clock())

    def fails(self, feed: Feed, times: int = 1, gone: bool = False) -> None:
        for _ in range(times):
            known = next(each for each in Feeds(self.archive.engine).of(None) if each.id == feed.id)
            Feeds(self.archive.engine).failed(known, "it is down", self.clock(), gone=gone)


@pytest.fixture
def house(archive_url: str) -> Iterator[House]:
    with open_archive(archive_url) as archive:
        yield House(archive)


def test_nothing_waits_in_a_new_house(house: House) -> None:
    nothing = Waiting()
    feeds = {"well": 0, "troubled": 0, "failing": 0, "gone": 0}
    assert house.condition() == Condition(nothing, {}, nothing, nothing, feeds, None)
    assert nothing.seconds(house.clock()) == 0


def test_a_digest_waits_from_its_time_on(house: House) -> None:
    house.plans("early", "12:10")
    house.plans("late", "12:12")
    house.plans("later", "18:00")
    due = house.clock() + timedelta(minutes=10)
    assert house.condition().digests == Waiting()
    found = house.condition(after=timedelta(minutes=10) + LONG).digests
    assert found == Waiting(2, due)
    assert found.seconds(house.clock()) == LONG.total_seconds()


def test_a_digest_in_quiet_hours_is_not_overdue(house: House) -> None:
    house.plans("night", "12:10 quiet 12:00 to 14:00")
    assert house.condition(after=timedelta(hours=1)).digests == Waiting()
    assert house.condition(after=timedelta(hours=1)).digests.number == 1


def test_messages_are_due_or_put_off_or_held(house: House) -> None:
    house.puts("closed")
    house.platform.refuses(ChannelClosed())
    house.delivers()
    house.puts("slow")
    house.platform.refuses(DeliveryDelayed("wait", 600))
    house.delivers()
    house.puts("elsewhere", "other")
    since = house.clock()
    found = house.condition(after=LONG).messages
    assert {key: waiting.number for key, waiting in found.items()} == {
        ("chat", "held"): 1,
        ("chat", "later"): 1,
        ("other", "due"): 1,
    }
    assert found["other", "due"] == Waiting(1, since)


def test_what_was_sent_waits_no_more(house: House) -> None:
    house.puts("news")
    house.delivers()
    assert house.platform.texts() == ["hello"]
    assert house.condition().messages == {}


def test_new_entries_and_overdue_feeds_wait(house: House) -> None:
    wire = house.follows("wire")
    house.finds(wire, "a", "b")
    house.clock.forward(timedelta(minutes=1))
    house.follows("bay")
    found = house.condition(after=LONG)
    assert found.entries == Waiting(2, house.clock() - LONG - timedelta(minutes=1))
    assert found.overdue == Waiting(1, house.clock() - LONG)


def test_feeds_are_counted_by_their_health(house: House) -> None:
    house.follows("new")
    house.fails(house.follows("shaky"))
    house.fails(house.follows("broken"), times=FAILURES)
    house.fails(house.follows("dead"), gone=True)
    assert house.condition().feeds == {"well": 1, "troubled": 1, "failing": 1, "gone": 1}


def test_a_database_without_the_tables_is_told(empty_url: str) -> None:
    engine = make_engine(empty_url)
    with pytest.raises(ArchiveError):
        condition_of(engine, MovingClock()())
    engine.dispose()


@pytest.fixture
def queued(postgres_url: str) -> Iterator[House]:
    """A house with a queue in which three jobs are."""
    with open_archive(postgres_url) as archive, open_queue(archive.engine) as queue:
        jobs = [Job(COMPOSE, row, f"chat C{row}", "digests", f"channel {row}") for row in (1, 2)]
        queue.add([*jobs, Job(FETCH, 3, "3 of wire.example", "sites", "site wire.example")])
        yield House(archive)


def alter(house: House, *statements: str) -> None:
    """Has something happen in the queue."""
    with house.archive.engine.begin() as connection:
        connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        for statement in statements:
            connection.execute(text(statement))


def jobs_of(house: House) -> Jobs:
    jobs = house.condition().jobs
    assert jobs is not None
    return jobs


@pytest.mark.postgres
def test_jobs_wait_by_queue(queued: House) -> None:
    alter(queued, "UPDATE procrastinate_events SET at = now() - interval '5 minutes' WHERE job_id = 3")
    found = jobs_of(queued)
    assert found.numbers == {("digests", "waiting"): 2, ("sites", "waiting"): 1}
    assert found.waiting.number == 3
    assert found.waiting.since is not None
    assert (found.workers, found.sign_of_life) == (0, None)


@pytest.mark.postgres
def test_a_job_runs_while_its_worker_lives_and_is_stalled_after(queued: House) -> None:
    alter(
        queued,
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 minute')",
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = id WHERE id < 3",
        "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 minute' WHERE id = 3",
    )
    found = jobs_of(queued)
    assert found.numbers == {("digests", "running"): 1, ("digests", "stalled"): 1, ("sites", "later"): 1}
    assert found.of("stalled") == 1
    assert found.waiting == Waiting()
    assert found.workers == 1


@pytest.mark.postgres
def test_failed_jobs_are_counted_and_the_upkeep_of_the_queue_is_not(queued: House) -> None:
    alter(
        queued,
        "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = 1",
        "UPDATE procrastinate_jobs SET queue_name = 'upkeep' WHERE id = 2",
        "UPDATE procrastinate_jobs SET status = 'aborted' WHERE id = 3",
    )
    assert jobs_of(queued).numbers == {("digests", "failed"): 1}
