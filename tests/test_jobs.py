"""The queue over a real PostgreSQL: what is added, how it is done, and what comes of what goes wrong."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Event, Lock

import pytest
from sqlalchemy import text

from bot.channels import Address, Channel
from bot.database import reading, writing
from bot.errors import ArchiveOlder, SourceUnreachable
from bot.feeds import ParsedEntry, ParsedFeed
from bot.fetching import Fetched
from bot.jobs import COMPOSE, DELIVER, DIGESTS, DIGESTS_AT_A_TIME, FETCH, READ, SITES, Jobs, deliveries_to
from bot.leaving import leave
from bot.model import Digest, Notice, Story
from bot.queueing import SCHEMA, Job, Kind, Queue, open_queue, upgrade_queue
from bot.refreshing import AT_A_TIME
from bot.robots import Robots
from bot.schedule_words import parse_schedule
from bot.settings import Settings
from bot.sources import Source
from bot.wiring import Bot, open_bot
from bot.working import MOST_RETRIES, Crew, Pace, working
from summarizers.briefing import Briefing
from tests.briefings import briefing
from tests.fakes import FakePlatform, MovingClock
from tests.polling import until

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
PACE = Pace(heartbeat=1.0, stalled=2.0, poll=0.1, grace=0.2, retry=0)
WITHIN = 60.0
"""Seconds."""
LEFT = f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs WHERE status IN ('todo', 'doing')"


@dataclass
class World:
    """A bot with a queue, and a platform that keeps what it is sent; `done` are the jobs in the order of their ends."""

    bot: Bot
    queue: Queue
    clock: MovingClock
    platform: FakePlatform = field(default_factory=FakePlatform)
    told: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    @property
    def jobs(self) -> Jobs:
        return Jobs(self.bot, {"fake": self.platform}, self.clock, self.told.append)

    def channel(self, name: str, platform: str = "fake", workspace: str = "W") -> Channel:
        return self.bot.channels.at(Address(platform, workspace, name), NOW)

    def planned(self, name: str) -> Channel:
        channel = self.channel(name)
        self.bot.channels.plan(channel, parse_schedule("08:00", "UTC"), NOW - timedelta(days=1))
        return channel

    def feed(self, site: str, *entries: str) -> int:
        """A feed that was looked at and has entries that wait."""
        feed, _ = self.bot.feeds.follow("W", f"https://{site}/feed", site, NOW)
        found = tuple(ParsedEntry(each, f"https://{site}/{each}", each, NOW, None) for each in entries)
        self.bot.feeds.changed(feed, ParsedFeed("rss", site, None, found), Fetched(feed.url, "", None, b""), NOW)
        return feed.id

    @contextmanager
    def worker(self, kinds: dict[Kind, Callable[[int], object]], size: int = 4) -> Iterator[None]:
        queues = (DIGESTS, *self.jobs.queues(), SITES)
        with working(self.bot.archive.engine.url, kinds, [Crew(queues, size)], Event(), self.told.append, PACE):
            yield

    def works_off(self, kinds: dict[Kind, Callable[[int], object]], size: int = 4) -> None:
        """Has a worker do all that is in the queue."""
        with self.worker(kinds, size):
            until(lambda: self.left() == 0, WITHIN)

    def looks_until(self, fact: Callable[[], bool]) -> None:
        """Has the clock look for what is due until something is so."""

        def look() -> bool:
            self.jobs.add_due(self.queue)
            return fact()

        until(look, WITHIN)

    def left(self) -> int:
        """How many jobs wait or are being done."""
        with reading(self.bot.archive.engine) as connection:
            return int(connection.execute(text(LEFT)).scalar_one())

    def logging(self, kind: Kind) -> Callable[[int], object]:
        return lambda row: self.done.append(f"{kind.name} {row}")


@pytest.fixture
def world(postgres_url: str) -> Iterator[World]:
    clock = MovingClock(NOW)
    with ExitStack() as stack:
        bot = stack.enter_context(open_bot(Settings(database_url=postgres_url), clock))
        yield World(bot, stack.enter_context(open_queue(bot.archive.engine)), clock)


def job(kind: Kind, row: int, lock: str = "", queue: str = SITES) -> Job:
    return Job(kind, row, f"number {row}", queue, lock or f"{kind.name} {row}")


def broken(row: int) -> None:
    raise ValueError("Ann Lee said so in confidence")


def test_a_digest_that_is_due_is_composed_and_delivered(world: World) -> None:
    world.bot.archive.keep(briefing("Ann Lee"), "W", NOW)
    world.planned("c1")
    with world.worker(world.jobs.kinds()):
        world.looks_until(lambda: len(world.platform.posted) == 2)
    assert [type(each.body) for each in world.platform.posted] == [Digest, Story]
    assert world.told == []


def test_what_is_due_is_in_the_queue_once_however_often_the_clock_looks(world: World) -> None:
    world.planned("c1")
    for _ in range(3):
        world.jobs.add_due(world.queue)
    assert world.left() == 1


def test_what_is_being_done_is_not_added_again(world: World) -> None:
    begun, go_on = Event(), Event()

    def waits(row: int) -> None:
        begun.set()
        assert go_on.wait(WITHIN)

    world.queue.add([job(COMPOSE, 1)])
    with world.worker({COMPOSE: waits}):
        assert begun.wait(WITHIN)
        assert world.queue.add([job(COMPOSE, 1), job(COMPOSE, 2)]) == 1
        go_on.set()
        until(lambda: world.left() == 0, WITHIN)


def test_a_job_whose_work_was_done_already_changes_nothing(world: World) -> None:
    world.bot.archive.keep(briefing("Ann Lee"), "W", NOW)
    channel = world.planned("c1")
    kinds = world.jobs.kinds()
    for kind in (COMPOSE, COMPOSE, DELIVER, DELIVER, COMPOSE, FETCH, READ):
        kinds[kind](channel.id)
    assert len(world.platform.posted) == 2


def test_quiet_hours_and_paused_channels_keep_the_queue_empty(world: World) -> None:
    quiet, paused = world.planned("c1"), world.planned("c2")
    world.bot.channels.plan(quiet, parse_schedule("08:00 quiet 08:30-10:00", "UTC"), NOW - timedelta(days=1))
    world.bot.channels.pause(paused.id, "archived")
    world.clock.forward(timedelta(hours=1))
    world.jobs.add_due(world.queue)
    assert world.left() == 0


def test_deliveries_come_before_digests_and_feeds_before_what_is_read_in_them(world: World) -> None:
    kinds = [READ, FETCH, COMPOSE, DELIVER]
    world.queue.add([job(kind, row) for row in (1, 2) for kind in kinds])
    world.works_off({kind: world.logging(kind) for kind in kinds}, size=1)
    order = ["deliver", "compose", "fetch", "read"]
    assert world.done == [f"{name} {row}" for name in order for row in (1, 2)]


def test_a_site_is_asked_one_thing_at_a_time_and_several_side_by_side(world: World) -> None:
    at_work: dict[str, int] = {"a": 0, "b": 0}
    both, lock = Event(), Lock()

    def asks(row: int) -> None:
        site = "ab"[row % 2]
        with lock:
            at_work[site] += 1
            assert at_work[site] == 1
            if all(at_work.values()):
                both.set()
        assert both.wait(WITHIN)
        with lock:
            at_work[site] -= 1

    world.queue.add([job(READ, row, f"site {'ab'[row % 2]}") for row in range(6)])
    world.works_off({READ: asks})
    assert world.told == []


def test_only_some_entries_of_a_site_are_in_the_queue_and_the_others_follow(world: World) -> None:
    world.feed("large.example", *"abcdefghi")
    world.feed("small.example", "a")
    world.jobs.add_due(world.queue)
    assert world.left() == 4 + 1
    read: list[str] = []
    kinds = reading_kinds(world, read)
    with world.worker(kinds):
        world.looks_until(lambda: len(read) == 10)
    assert sorted(read) == sorted(
        [f"https://large.example/{each}" for each in "abcdefghi"] + ["https://small.example/a"]
    )


def reading_kinds(world: World, read: list[str]) -> dict[Kind, Callable[[int], object]]:
    """How jobs are done where pages are read without a network."""

    def fetch(url: str, **_: object) -> Fetched:
        return Fetched(url, "", None, b"page")

    def brief(source: Source) -> Briefing:
        read.append(source.url or "")
        return briefing("Ann Lee", url=source.url, about=source.url or "")

    robots = Robots(lambda url: (404, b""), time.monotonic)
    refresher = replace(world.bot.refresher, fetch=fetch, read=brief, robots=robots)
    return Jobs(replace(world.bot, refresher=refresher), {}, world.clock, world.told.append).kinds()


def test_a_site_that_asks_to_wait_is_asked_for_nothing_else(world: World) -> None:
    feeds = [world.feed("a.example"), world.bot.feeds.follow("W", "https://a.example/2", None, NOW)[0].id]
    world.bot.feeds.look_again(None, NOW, troubled=False)

    def refuses(url: str, **_: object) -> Fetched:
        raise SourceUnreachable("later", status=429, wait=3600)

    world.bot = replace(world.bot, refresher=replace(world.bot.refresher, fetch=refuses))
    world.jobs.kinds()[FETCH](feeds[0])
    assert world.bot.feeds.due(NOW + timedelta(minutes=59)) == ()


def test_a_delivery_is_left_to_a_worker_that_has_the_platform(world: World) -> None:
    world.bot.outbox.post(world.channel("c1", "other").id, "k1", Notice("Hello"), NOW)
    world.jobs.add_due(world.queue)
    with world.worker(world.jobs.kinds()):
        time.sleep(5 * PACE.poll)
        assert world.left() == 1
    assert world.jobs.queues() == (deliveries_to("fake"),)


def test_a_workspace_has_one_job_for_all_that_is_sent_to_it_and_others_have_theirs_meanwhile(world: World) -> None:
    for number, channel in enumerate((world.channel("c1"), world.channel("c2"), world.channel("c3", workspace="V"))):
        world.bot.outbox.post(channel.id, f"k{number}", Notice(channel.address.channel), NOW)
    for _ in range(2):
        world.jobs.add_due(world.queue)
        assert world.left() == 2
    world.works_off(world.jobs.kinds())
    assert sorted(world.platform.texts()) == ["c1", "c2", "c3"]


def test_a_workspace_that_has_left_is_no_trouble_for_what_was_to_be_sent_to_it(world: World) -> None:
    world.bot.outbox.post(world.channel("c1").id, "k1", Notice("Hello"), NOW)
    world.jobs.add_due(world.queue)
    leave(world.bot.archive.engine, "fake", "W", NOW)
    world.works_off(world.jobs.kinds())
    assert (world.platform.texts(), world.told) == ([], [])


def test_a_job_that_keeps_failing_is_listed_and_can_be_tried_once_more(world: World) -> None:
    world.queue.add([job(COMPOSE, 1)])
    world.works_off({COMPOSE: broken})
    (failed,) = world.queue.failed()
    assert (failed.kind, failed.name, failed.attempts) == ("compose", "number 1", MOST_RETRIES + 1)
    assert failed.failed_at is not None
    assert (failed.reason or "").startswith("ValueError in test_jobs.py, line ")
    assert world.queue.add([job(COMPOSE, 1)]) == 0
    assert world.queue.retry(failed.id)
    world.works_off({COMPOSE: world.logging(COMPOSE)})
    assert world.done == ["compose 1"]
    assert world.queue.failed() == ()


def test_the_more_crews_there_are_the_more_is_in_the_queue(world: World) -> None:
    for number in range(13):
        world.feed(f"s{number}.example", *"abcd")
    world.jobs.add_due(world.queue)
    assert world.left() == AT_A_TIME
    with writing(world.bot.archive.engine) as connection:
        for age in ["0 s"] * 6 + ["1 h"] * 9:
            row = f"INSERT INTO {SCHEMA}.procrastinate_workers (last_heartbeat) VALUES (now() - interval '{age}')"
            connection.execute(text(row))
    world.jobs.add_due(world.queue)
    assert world.left() == 6 * 8


def test_a_flood_of_digests_is_added_bit_by_bit_and_what_cannot_be_done_takes_no_place_in_it(world: World) -> None:
    quiet = parse_schedule("08:00 quiet 08:30-10:00", "UTC")
    world.bot.channels.plan(world.channel("asleep"), quiet, NOW - timedelta(days=1))
    world.clock.forward(timedelta(hours=1))
    world.planned("failing")
    world.jobs.add_due(world.queue)
    world.works_off({COMPOSE: broken})
    assert [each.name for each in world.queue.failed()] == ["fake failing"]
    others = {f"compose {world.planned(f'c{number}').id}" for number in range(DIGESTS_AT_A_TIME + 1)}
    world.jobs.add_due(world.queue)
    world.works_off({COMPOSE: world.logging(COMPOSE)})
    assert len(world.done) == DIGESTS_AT_A_TIME
    assert set(world.done) < others


def test_what_failed_for_good_does_not_stand_before_the_rest_of_its_site(world: World) -> None:
    world.feed("a.example", *"abcde")
    world.jobs.add_due(world.queue)
    world.works_off({READ: broken})
    assert len(world.queue.failed()) == 4
    world.jobs.add_due(world.queue)
    assert world.left() == 1


def test_what_is_told_of_a_fault_says_where_it_is_and_nothing_of_what_was_read(world: World) -> None:
    world.queue.add([job(READ, 1)])
    world.works_off({READ: broken})
    assert len(world.told) == MOST_RETRIES + 1
    assert all(line.startswith("read number 1: ValueError in test_jobs.py, line ") for line in world.told)


def test_the_reason_of_a_failed_job_is_that_of_the_last_try_and_quotes_no_row(world: World) -> None:
    tries: list[int] = []

    def refused(row: int) -> None:
        tries.append(row)
        if len(tries) <= MOST_RETRIES:
            raise SourceUnreachable("the site says no,\nbut not why")
        with writing(world.bot.archive.engine) as connection:
            connection.execute(text("CREATE TEMPORARY TABLE said (words text PRIMARY KEY)"))
            for _ in range(2):
                connection.execute(text("INSERT INTO said VALUES ('Ann Lee said so in confidence')"))

    world.queue.add([job(READ, 1)])
    world.works_off({READ: refused})
    (failed,) = world.queue.failed()
    assert "violates unique constraint" in (failed.reason or "")
    assert "Ann Lee" not in (failed.reason or "") + "".join(world.told)
    assert world.told[0] == "read number 1: the site says no, but not why"


def test_jobs_of_a_dead_worker_are_done_by_another_unless_they_are_what_kills(world: World) -> None:
    world.queue.add([job(READ, 1), job(READ, 2)])
    with writing(world.bot.archive.engine) as connection:
        connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))  # its triggers look for its types there
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
        deadly = text("UPDATE procrastinate_jobs SET attempts = :deaths WHERE queueing_lock = 'read 2'")
        connection.execute(deadly, {"deaths": MOST_RETRIES})
    world.works_off({READ: world.logging(READ)})
    assert world.done == ["read 1"]
    assert [(each.name, each.reason) for each in world.queue.failed()] == [
        ("number 2", "its worker died over it each time")
    ]


def test_a_job_that_does_not_end_goes_back_when_its_worker_is_stopped(world: World) -> None:
    begun, release = Event(), Event()

    def hangs(row: int) -> None:
        begun.set()
        release.wait(WITHIN)

    world.queue.add([job(FETCH, 1)])
    try:
        with world.worker({FETCH: hangs}):
            assert begun.wait(WITHIN)
            stopped = time.monotonic()
        assert time.monotonic() - stopped < WITHIN / 2
        assert world.left() == 1
    finally:
        release.set()
    world.works_off({FETCH: world.logging(FETCH)})
    assert world.done == ["fetch 1"]


def test_a_queue_for_another_procrastinate_is_made_anew_by_an_upgrade(world: World) -> None:
    engine = world.bot.archive.engine
    world.queue.add([job(READ, 1)])
    upgrade_queue(engine)
    assert world.left() == 1
    with writing(engine) as connection:
        connection.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS 'older'"))
    with pytest.raises(ArchiveOlder), open_queue(engine):
        pass
    upgrade_queue(engine)
    with open_queue(engine) as queue:
        assert queue.add([job(READ, 1)]) == 1
