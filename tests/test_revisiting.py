"""What comes of looking again at the page of an article that was posted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.archive import Archive, open_archive
from bot.channels import Address, Channels
from bot.database import reading
from bot.digests import Digests
from bot.errors import SourceMissing
from bot.feeds import ParsedEntry, ParsedFeed
from bot.fetching import Fetched, Validators
from bot.following import REVISITED, Feeds
from bot.model import Changes, Story
from bot.outbox import Delivery, Outbox
from bot.refreshing import Refresher
from bot.revisiting import Revisiter
from bot.robots import Robots
from bot.sources import Source
from bot.tables import deliveries
from summarizers.briefing import SCHEMA, Actor, Article, Briefing, Span, Statement

ADDRESS = "https://bay.example/1"


@dataclass
class World:
    """A paper with one article, a bot that posted it in a channel, and a clock that can be turned forward."""

    archive: Archive
    text: str = "Ann Lee said “The bridge is quite safe for every bus in town”"
    now: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)
    gone: bool = False
    visits: int = 0

    def __post_init__(self) -> None:
        engine = self.archive.engine
        self.feeds, self.channels, self.digests = Feeds(engine), Channels(engine), Digests(engine, "UTC")
        robots = Robots(lambda url: (404, b""), lambda: 0.0)
        self.refresher = Refresher(self.feeds, self.archive, self.fetch, self.read, robots, self.clock)
        self.revisiter = Revisiter(self.feeds, self.archive, self.digests, self.refresher, self.clock)
        feed, _ = self.feeds.follow("W1", "https://bay.example/rss", "Bay Post", self.now)
        entry = ParsedEntry("1", ADDRESS, "The bridge", self.now, None)
        self.feeds.changed(feed, ParsedFeed("rss", None, None, (entry,)), Fetched(feed.url, "", None, b""), self.now)
        self.refresher.refresh()

    def clock(self) -> datetime:
        return self.now

    def fetch(self, url: str, *, content_types: object = None, known: Validators | None = None) -> Fetched:
        self.visits += 1
        if self.gone:
            raise SourceMissing("there is no such page any more (404)")
        return Fetched(url, "text/plain", "utf-8", self.text.encode())

    def read(self, source: Source) -> Briefing:
        """The first two words name the speaker, the third is the cue, and the rest is said."""
        text = (source.data or b"").decode()
        name, cue = " ".join(text.split()[:2]), text.split()[2]
        at = len(name) + 1
        spans = ((Span(0, len(name)),), (Span(at, at + len(cue)),), (Span(at + len(cue) + 1, len(text)),))
        said = Statement("s1", ("a",), "direct", *spans, 0.9)
        article = Article(source.url, "The bridge", "Bay Post", None, "en", text)
        return Briefing(SCHEMA, source.id, article, (), (Actor("a", name, "person"),), (said,))

    def post(self) -> None:
        channel = self.channels.at(Address("chat", "W1", "news"), self.now)
        assert self.digests.post(channel, self.now)
        self.deliver()

    def deliver(self) -> list[Delivery]:
        """Sends all that waits, and gives it."""
        outbox, arrived = Outbox(self.archive.engine), []
        while delivery := outbox.claim(frozenset({"chat"}), self.now):
            outbox.sent(delivery, delivery.edits or f"m{delivery.id}", self.now)
            arrived.append(delivery)
        return arrived

    def later(self, by: timedelta) -> list[Delivery]:
        """What is sent when the page is looked at again after a while."""
        self.now += by
        self.revisiter.revisit()
        return self.deliver()


@pytest.fixture
def world(archive_url: str) -> Iterator[World]:
    with open_archive(archive_url) as archive:
        yield World(archive)


def test_an_article_that_changed_is_edited_where_it_was_posted_with_a_note_in_the_thread(world: World) -> None:
    world.post()
    world.text = "Bob Ray said “The bridge is quite safe for every bus in town”"
    edit, note = world.later(REVISITED[0])
    with reading(world.archive.engine) as connection:
        head, story = connection.scalars(select(deliveries.c.message).order_by(deliveries.c.id).limit(2))
    assert isinstance(edit.body, Story)
    assert edit.edits == story
    assert edit.body.voices[0].name == "Bob Ray"
    assert isinstance(note.body, Changes)
    assert note.thread == head
    assert [(change.kind, change.actors, change.before) for change in note.body.changes] == [
        ("attributed", ("Bob Ray",), ("Ann Lee",))
    ]


def test_an_article_that_did_not_change_is_left_alone(world: World) -> None:
    world.post()
    assert world.later(REVISITED[0]) == []


def test_a_page_is_looked_at_three_times_and_no_more(world: World) -> None:
    world.post()
    for rest in REVISITED:
        assert world.later(rest) == []
    world.text = "Ann Lee said “Nothing about bridges, thank you very much”"
    assert world.later(timedelta(days=9)) == []


def test_a_page_is_not_looked_at_before_its_time(world: World) -> None:
    world.post()
    world.text = "Ann Lee said “Nothing about bridges, thank you very much”"
    assert world.later(REVISITED[0] - timedelta(minutes=1)) == []


def test_an_article_that_was_not_posted_is_not_looked_at_again(world: World) -> None:
    world.visits = 0
    assert world.later(REVISITED[0]) == []
    assert world.visits == 0


def test_a_page_that_is_gone_changes_nothing(world: World) -> None:
    world.post()
    world.gone = True
    assert world.later(REVISITED[0]) == []
