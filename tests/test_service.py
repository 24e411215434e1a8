"""The use cases over a real archive, with a fake for the web and for reading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.archive import Archive, open_archive
from bot.channels import Address, Channels, Watch
from bot.commands import handle
from bot.digests import Digests
from bot.errors import SourceMissing
from bot.fetching import Fetched, Validators, source_of
from bot.following import Feeds
from bot.model import SHARED, Candidates, Dossier, Notice, Reply, Request
from bot.overview import overview
from bot.quotas import Quotas
from bot.refreshing import Refresher
from bot.reports import Reports
from bot.rights import Rights
from bot.robots import Robots
from bot.service import Service
from bot.sources import Source
from summarizers.briefing import SCHEMA, Actor, Article, Briefing, Span, Statement
from tests.archives import archive_at

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class FakeWeb:
    """Pages by address."""

    pages: dict[str, str] = field(default_factory=dict)

    def serve(self, url: str, text: str) -> None:
        self.pages[url] = text

    def fetch(self, url: str, *, content_types: object = None, known: Validators | None = None) -> Fetched:
        if url not in self.pages:
            raise SourceMissing("there is no such page (404)")
        return Fetched(url, "text/plain", "utf-8", self.pages[url].encode())

    def read(self, url: str) -> Briefing:
        return read_first_words(source_of(self.fetch(url)))


def read_first_words(source: Source) -> Briefing:
    """A reader for whom the first two words are the speaker, and all else is said."""
    text = (source.data or b"").decode()
    name = " ".join(text.split()[:2])
    article = Article(source.url, None, "Bay Post", NOW, "en", text)
    said = Statement("s1", ("a",), "indirect", (), (), (Span(len(name) + 1, len(text)),), 0.9)
    return Briefing(SCHEMA, source.id, article, actors=(Actor("a", name, "person"),), statements=(said,))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(archive_at(tmp_path / "archive.db")) as archive:
        yield archive


@pytest.fixture
def web() -> FakeWeb:
    return FakeWeb()


@pytest.fixture
def service(archive: Archive, web: FakeWeb) -> Service:
    feeds, channels, digests = Feeds(archive.engine), Channels(archive.engine), Digests(archive.engine, "Europe/Berlin")
    refresher = Refresher(feeds, archive, web.fetch, read_first_words, Robots(no_rules, lambda: 0.0), lambda: NOW)
    rights, reports = Rights(archive.engine), Reports(archive.engine)
    return Service(
        archive,
        feeds,
        channels,
        digests,
        refresher,
        rights,
        reports,
        Quotas(archive.engine),
        web.read,
        lambda: NOW,
        "Europe/Berlin",
    )


def no_rules(url: str) -> tuple[int, bytes]:
    return 404, b""


def ask(service: Service, text: str, workspace: str = SHARED) -> Reply:
    return handle(Request(text, workspace, channel="news"), service)


def test_a_link_is_briefed_and_kept_for_the_workspace(service: Service, web: FakeWeb) -> None:
    web.serve("https://bay.example/1", "Ann Lee says that it rains")
    briefing = ask(service, "/brief https://bay.example/1", "W1")
    assert isinstance(briefing, Briefing)
    dossier = ask(service, "/who lee", "W1")
    assert isinstance(dossier, Dossier)
    assert [statement.words for statement in dossier.statements] == [("says that it rains",)]


def test_what_one_workspace_brings_is_not_seen_in_another(service: Service, web: FakeWeb) -> None:
    web.serve("https://bay.example/1", "Ann Lee says that it rains")
    ask(service, "/brief https://bay.example/1", "W1")
    assert ask(service, "/who Ann Lee", "W2") == Candidates("Ann Lee", (), ambiguous=False)


def test_what_the_operator_brings_is_seen_everywhere(service: Service, web: FakeWeb) -> None:
    web.serve("https://bay.example/1", "Ann Lee says that it rains")
    ask(service, "/brief https://bay.example/1", SHARED)
    assert isinstance(ask(service, "/who Ann Lee", "W2"), Dossier)


def test_a_link_that_leads_nowhere_is_told_to_who_asked(service: Service) -> None:
    answer = ask(service, "/brief https://bay.example/gone")
    assert answer == Notice("there is no such page (404)", ok=False)


FEED = """<rss version="2.0"><channel><title>Bay Post</title>
<item><title>Rain</title><link>https://bay.example/1</link><guid>1</guid>
<pubDate>Tue, 24 Nov 2026 11:00:00 GMT</pubDate></item>
<item><title>Old</title><link>https://bay.example/0</link><guid>0</guid>
<pubDate>Mon, 02 Nov 2026 11:00:00 GMT</pubDate></item>
</channel></rss>"""


@pytest.fixture
def newspaper(web: FakeWeb) -> FakeWeb:
    """A site with a feed of two entries, one of them young."""
    web.serve("https://bay.example/rss", FEED)
    web.serve("https://bay.example/1", "Ann Lee says that it rains")
    web.serve("https://bay.example", '<html><link rel="alternate" type="application/rss+xml" href="/rss"><body>Bay')
    return web


def said(service: Service, text: str, workspace: str = SHARED) -> str:
    reply = ask(service, text, workspace)
    assert isinstance(reply, Notice)
    return reply.text


def test_a_feed_is_found_from_its_page_and_shows_a_sample(service: Service, newspaper: FakeWeb) -> None:
    assert said(service, "/feeds add https://bay.example").splitlines() == [
        "Bay Post is followed from now on (https://bay.example/rss).",
        "Its latest entry: Rain",
        "1 entry of the last day may enter the next digest; older ones are left alone.",
    ]
    assert said(service, "/feeds add https://bay.example/rss") == "Bay Post is followed already."


def test_feeds_are_listed_checked_and_removed_by_number_or_name(service: Service, newspaper: FakeWeb) -> None:
    ask(service, "/feeds add https://bay.example/rss")
    assert said(service, "/feeds list") == "1. Bay Post (https://bay.example/rss)"
    assert "well; looked at just now" in said(service, "/feeds check")
    del newspaper.pages["https://bay.example/rss"]
    assert "there is no such page (404); tried 1 time" in said(service, "/feeds check")
    assert "No feed is called so" in said(service, "/feeds remove Hill")
    assert said(service, "/feeds remove bay") == "Bay Post is not followed any more."
    assert "No feeds are followed yet" in said(service, "/feeds list")


def test_a_workspace_removes_only_its_own_feeds(service: Service, newspaper: FakeWeb) -> None:
    ask(service, "/feeds add https://bay.example/rss", "W1")
    assert "No feed is called so" in said(service, "/feeds remove 1", "W2")
    assert said(service, "/feeds list", "W1") == "1. Bay Post (https://bay.example/rss)"


def test_digests_are_planned_kept_quiet_and_stopped(service: Service) -> None:
    assert said(service, "/digest status").startswith("No digests come here.")
    planned = said(service, "/digest at 08:00 on weekdays quiet 22:00-07:00")
    assert planned == (
        "Digests come at 08:00 (Europe/Berlin), Monday to Friday, quiet from 22:00 to 07:00. "
        "The next one: Wednesday, 25 November, 08:00."
    )
    assert "quiet from 22:00" in said(service, "/digest at 09:00")
    assert "up to 5 stories" in said(service, "/digest stories 5")
    assert "a line says so" in said(service, "/digest empty say")
    assert "1 to 20 stories" in said(service, "/digest stories many")
    assert said(service, "/digest off") == "No digests come here any more."


def test_what_is_watched_is_kept_for_the_channel(service: Service) -> None:
    assert "Nothing is watched here" in said(service, "/watch list")
    assert said(service, "/watch Ann Lee") == "First in digests: Ann Lee"
    assert said(service, "/watch mute football").splitlines() == [
        "First in digests: Ann Lee",
        "Kept out of digests: football",
    ]
    assert said(service, "/watch stop ann lee") == "Kept out of digests: football"
    assert "“Bob” is not watched here" in said(service, "/watch stop Bob")


def test_a_digest_is_sent_once_and_then_there_is_nothing_new(service: Service, newspaper: FakeWeb) -> None:
    ask(service, "/feeds add https://bay.example/rss")
    service.refresher.refresh()
    assert said(service, "/digest now") == "The digest is on its way."
    assert said(service, "/digest now") == "Nothing new since the last digest."


def test_a_feed_without_dates_is_said_to_be_one(service: Service, web: FakeWeb) -> None:
    web.serve("https://bay.example/rss", re.sub(r"<pubDate>.*</pubDate>", "", FEED))
    assert "What it has now counts as known" in said(service, "/feeds add https://bay.example/rss")
    assert "2 entries have no date; what is new is known by its address" in said(service, "/feeds check")


def test_feeds_that_all_have_are_listed_after_ones_own_and_stay(service: Service, newspaper: FakeWeb) -> None:
    newspaper.serve("https://bay.example/other", FEED.replace("Bay Post", "Hill Echo"))
    ask(service, "/feeds add https://bay.example/other", SHARED)
    ask(service, "/feeds add https://bay.example/rss", "W1")
    assert [line[:11] for line in said(service, "/feeds list", "W1").splitlines()] == ["1. Bay Post", "2. Hill Ech"]
    assert said(service, "/feeds remove 2", "W1").endswith("and stays.")
    assert said(service, "/feeds remove 1", "W1") == "Bay Post is not followed any more."


def test_other_peoples_own_digests_are_not_seen_at_home(service: Service) -> None:
    for user in ("U1", "U2"):
        handle(Request("digest at 08:00", "W1", user, "chat", direct=True), service)
    handle(Request("digest at 09:00", "W1", "U1", "chat", "news"), service)
    seen = overview(service, Request("", "W1", "U2", "chat"))
    assert [channel.address.channel for channel in seen.channels] == ["@U2", "news"]


def test_only_those_who_manage_change_what_all_see(service: Service, newspaper: FakeWeb) -> None:
    def tried(text: str, direct: bool = False) -> bool:
        reply = handle(Request(text, "W1", "U2", "chat", "news", manages=False, direct=direct), service)
        return isinstance(reply, Notice) and reply.ok

    for text in ("feeds add https://bay.example/rss", "digest at 08:00", "digest now", "digest as thread", "reports"):
        assert not tried(text)
    assert tried("digest at 08:00", direct=True)
    assert tried("watch Ann Lee")
    assert not tried("settings members on")
    handle(Request("settings members on", "W1", "U1", "chat", "news"), service)
    assert tried("feeds add https://bay.example/rss")
    assert not tried("settings members off")


def test_nothing_is_planned_where_nothing_can_be_posted(service: Service) -> None:
    shut_out = Request("digest at 08:00", "W1", "U1", "chat", "news", shut_out="Bring me in first.")
    assert handle(shut_out, service) == Notice("Bring me in first.", ok=False)


def test_what_a_member_watches_is_their_own(service: Service) -> None:
    handle(Request("watch Ann Lee", "W1", "U2", "chat", "news", manages=False), service)
    assert service.channels.watches(service.channels.at(Address("chat", "W1", "@U2"), NOW)) == (
        Watch("Ann Lee", False),
    )
    assert service.channels.watches(service.channels.at(Address("chat", "W1", "news"), NOW)) == ()
