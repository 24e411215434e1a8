"""A workspace with a large backlog holds up no other: with SQLite in rounds, with PostgreSQL through the queue."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from bot.archive import Archive, open_archive
from bot.channels import Address
from bot.feeds import ParsedEntry, ParsedFeed
from bot.fetching import Fetched
from bot.following import MOST_AT_FIRST, Feeds
from bot.jobs import SITES, Jobs
from bot.model import SHARED
from bot.queueing import open_queue
from bot.refreshing import AT_A_TIME
from bot.robots import Robots
from bot.schedule_words import parse_schedule
from bot.sources import Source
from bot.working import Crew, Pace, working
from summarizers.briefing import Briefing
from tests.bots import bot_over
from tests.briefings import briefing
from tests.fakes import MovingClock
from tests.polling import until

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
LARGE, SMALL = 500, 5
WITHIN = 120.0
"""Seconds."""
RSS = b'<rss version="2.0"><channel><title>Wire</title></channel></rss>'


class Shelf(Archive):
    """Puts articles away without looking into them, which takes most of the time of those that are read at once."""

    def keep(self, briefing: Briefing, workspace: str, now: datetime) -> int:
        return 0


class Press:
    """A bot for a web in which every page can be read at once; `done` are the addresses in the order of their ends."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.clock, self.done = archive, MovingClock(NOW), list[str]()
        bot = bot_over(archive, {}, self.clock)
        robots = Robots(lambda url: (404, b""), time.monotonic)
        refresher = replace(bot.refresher, archive=Shelf(archive.engine), fetch=self.fetch, read=self.read)
        self.bot = replace(bot, refresher=replace(refresher, robots=robots, clock=self.clock))

    def fetch(self, url: str, **_: object) -> Fetched:
        if url.endswith("/feed"):
            self.done.append(url)
        return Fetched(url, "", None, RSS)

    def read(self, source: Source) -> Briefing:
        self.done.append(source.url or "")
        return briefing("Ann Lee", url=source.url, about=source.url or "")

    def backlog(self, workspace: str, number: int) -> None:
        """Entries that wait, ten at each of the workspace's sites."""
        for first in range(0, number, MOST_AT_FIRST):
            site = f"https://{workspace}{first}.example"
            names = [f"{site}/{each}" for each in range(min(MOST_AT_FIRST, number - first))]
            found = tuple(ParsedEntry(each, each, None, NOW, None) for each in names)
            feed, _ = self.bot.feeds.follow(workspace, f"{site}/feed", None, NOW)
            self.bot.feeds.changed(feed, ParsedFeed("rss", None, None, found), Fetched(feed.url, "", None, b""), NOW)

    def works(self, done: int) -> None:
        """Has so much done, in the way of the database."""
        if self.archive.engine.name == "sqlite":
            next(each for each in self.bot.refresher.rounds() if len(self.done) >= done)
            return
        jobs = Jobs(self.bot, {}, self.clock, print)
        with open_queue(self.archive.engine) as queue:

            def look() -> bool:
                jobs.add_due(queue)
                return len(self.done) >= done

            crew, pace = Crew((SITES,), 4), Pace(poll=0.1, grace=5.0)
            with working(self.archive.engine.url, jobs.kinds(), [crew], Event(), print, pace):
                until(look, WITHIN)

    def last(self, workspace: str) -> int:
        """How much had been done when the last of the workspace's entries was."""
        return max(number for number, url in enumerate(self.done, 1) if url.startswith(f"https://{workspace}"))


@pytest.fixture
def press(archive_url: str) -> Iterator[Press]:
    with ExitStack() as stack:
        yield Press(stack.enter_context(open_archive(archive_url)))


def test_five_entries_are_read_in_a_tenth_of_the_time_that_five_hundred_take(press: Press) -> None:
    press.backlog("large", LARGE)
    press.backlog("small", SMALL)
    press.works(LARGE + SMALL)
    assert len(set(press.done)) == LARGE + SMALL
    assert press.last("small") <= LARGE / 10
    assert press.last("large") == LARGE + SMALL


def test_who_comes_while_others_are_at_it_waits_only_for_what_was_chosen_before(press: Press) -> None:
    press.backlog("large", 200)
    press.works(2)
    before = len(press.done)
    press.backlog("small", SMALL)
    press.works(200 + SMALL)
    assert press.last("small") - before <= 2 * AT_A_TIME


def test_a_feed_that_is_due_is_looked_at_before_anothers_backlog_is_read(press: Press) -> None:
    press.backlog("large", 200)
    press.bot.feeds.follow("small", "https://small.example/feed", None, NOW)
    press.works(201)
    assert press.last("small") <= AT_A_TIME


def test_entries_of_who_had_a_days_articles_wait_for_the_next_day(press: Press) -> None:
    feeds = Feeds(press.archive.engine, most_articles=2)
    for workspace in ("large", "small", SHARED):
        press.backlog(workspace, 1)
        for number in range(1 if workspace == "small" else 3):
            press.archive.keep(briefing("Ann Lee", about=f"{workspace} {number}"), workspace, NOW)
    assert {each.workspaces[0] for each in feeds.waiting(NOW, 9)} == {"small", SHARED}
    tomorrow = NOW + timedelta(days=1)
    assert {each.workspaces[0] for each in feeds.waiting(tomorrow, 9)} == {"large", "small", SHARED}


def test_all_workspaces_share_what_is_done_next_however_many_there_are(press: Press) -> None:
    for number in range(30):
        press.backlog(f"w{number}x", 20)
    chosen = press.bot.feeds.waiting(NOW, 60)
    assert sorted(each.workspaces[0] for each in chosen) == sorted(2 * [f"w{number}x" for number in range(30)])


def test_digests_that_are_due_take_turns_as_well(press: Press) -> None:
    for workspace, number in (("large", 5), ("small", 2)):
        for each in range(number):
            channel = press.bot.channels.at(Address("slack", workspace, f"C{each}"), NOW)
            press.bot.channels.plan(channel, parse_schedule("08:00", "UTC"), NOW - timedelta(days=1))
    due = [channel.address.workspace for channel in press.bot.channels.due(NOW)]
    assert sorted(due[:4]) == ["large", "large", "small", "small"]


def test_an_entry_that_several_follow_is_read_once_and_in_the_turn_of_whoever_is_first(press: Press) -> None:
    press.backlog("large", 100)
    press.backlog("small", 1)
    late = press.bot.feeds.waiting(NOW, 1_000)[-1]
    feed = next(feed for feed in press.bot.feeds.of(("large",)) if late.url.startswith(feed.url.removesuffix("feed")))
    press.bot.feeds.follow("other", feed.url, None, NOW)
    found = [each.id for each in press.bot.feeds.waiting(NOW, 1_000)]
    assert len(found) == len(set(found)) == 101
    assert found.index(late.id) < 30
