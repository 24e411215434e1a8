"""Rounds over feeds and pages of a real web server on this machine; only the reading is a fake."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.addresses import AllowedHosts, Gatekeeper
from bot.archive import Archive, open_archive
from bot.errors import FeedUnreadable, SourceError, SourceFailed, SourceMissing, SourceUnreachable
from bot.fetching import fetch
from bot.following import OFTEN, Feed, Feeds
from bot.refreshing import Fetch, Refresh, Refresher, discover
from bot.robots import Robots
from bot.sources import Source, article_of
from summarizers.briefing import SCHEMA, Briefing
from tests.archives import archive_at
from tests.sites import Clock, Site, article_page

CONTACT = "https://bot.example/about"
LOCAL = Gatekeeper(AllowedHosts.of(["127.0.0.1"]), lambda host, port: ["127.0.0.1"])
"""Takes every name for this machine."""
FETCH: Fetch = partial(fetch, gatekeeper=LOCAL, contact=CONTACT, longest=2.0)


@dataclass
class Reading:
    """Reads pages without a network, and keeps the addresses of those it read."""

    addresses: list[str] = field(default_factory=list)
    fails: SourceError | None = None

    def __call__(self, source: Source) -> Briefing:
        self.addresses.append(source.url or "")
        if self.fails is not None:
            raise self.fails
        article = article_of(source.data or b"", source.ending, source.url, source.charset).article
        assert len(article.text) > 250
        return Briefing(SCHEMA, source.id, article)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(archive_at(tmp_path / "archive.db")) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
def refresher(archive: Archive, reading: Reading, clock: Clock) -> Refresher:
    robots = Robots(rules, lambda: clock().timestamp())
    return Refresher(Feeds(archive.engine), archive, FETCH, reading, robots, clock)


def rules(url: str) -> tuple[int, bytes]:
    """The status and the text of a site's rules for robots."""
    try:
        return 200, FETCH(url, content_types=None).data or b""
    except SourceMissing:
        return 404, b""
    except SourceUnreachable as error:
        return error.status or 500, b""


def follow(refresher: Refresher, *urls: str, workspace: str = "W1") -> None:
    for url in urls:
        refresher.feeds.follow(workspace, url, None, refresher.clock())


def the(refresher: Refresher) -> Feed:
    (feed,) = refresher.feeds.of(None)
    return feed


def rounds(refresher: Refresher, clock: Clock, number: int, **time: float) -> list[Refresh]:
    """Some rounds, each a while after the one before."""
    found = []
    for _ in range(number):
        clock.passes(**time)
        found.append(refresher.refresh())
    return found


def paths(reading: Reading) -> list[str]:
    return [address.partition("/articles/")[2] for address in reading.addresses]


def test_what_is_new_is_read_and_kept_once(site: Site, refresher: Refresher, reading: Reading, clock: Clock) -> None:
    feed = site.feed("/wire.xml").entry("a", published=clock())
    follow(refresher, feed.url)
    assert refresher.refresh() == Refresh(1, 1, 1, ())
    feed.entry("b", published=clock.passes(hours=1)).entry("c")
    assert refresher.refresh() == Refresh(1, 2, 2, ())
    assert sorted(paths(reading)) == ["a.html", "b.html", "c.html"]
    assert refresher.archive.counts()[0] == 3


def test_what_the_page_does_not_say_the_feed_does(site: Site, refresher: Refresher, clock: Clock) -> None:
    feed = site.feed("/wire.xml").entry("a", "Bridge to be rebuilt", clock() - timedelta(hours=2))
    follow(refresher, feed.url)
    refresher.refresh()
    kept = refresher.archive.briefing(1, None)
    assert kept is not None
    assert kept.article.published == clock() - timedelta(hours=2)


def test_the_same_article_in_two_feeds_is_fetched_once(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    wire = site.feed("/wire.xml").entry("a", published=clock())
    world = site.feed("/world.xml")
    world.items.append(replace(wire.items[0], guid="another", url=f"{wire.items[0].url}?utm_source=rss"))
    follow(refresher, wire.url, world.url)
    assert refresher.refresh().troubles == ()
    assert paths(reading) == ["a.html"]
    assert len(site.asked("/articles/a.html")) == 1


@pytest.mark.parametrize("dated", [False, True])
def test_a_feed_is_asked_only_for_what_has_changed(
    dated: bool, site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    feed = site.feed("/wire.xml").entry("a", published=clock())
    feed.dated = clock() if dated else None
    follow(refresher, feed.url)
    results = rounds(refresher, clock, 4, hours=1)
    assert [result.read for result in results] == [1, 0, 0, 0]
    assert all(result.feeds == 1 and not result.troubles for result in results)
    assert feed.not_modified == 3
    given = "if-modified-since" if dated else "if-none-match"
    assert [given in headers for headers in site.asked("/wire.xml")] == [False, True, True, True]


def test_a_feed_that_has_not_changed_is_well(site: Site, refresher: Refresher, clock: Clock) -> None:
    feed = site.feed("/wire.xml").entry("a", published=clock())
    follow(refresher, feed.url)
    refresher.refresh()
    feed.fails(500)
    rounds(refresher, clock, 2, hours=1)
    assert the(refresher).failures == 2
    feed.works()
    rounds(refresher, clock, 1, hours=1)
    assert feed.not_modified == 1
    assert (the(refresher).failures, the(refresher).trouble) == (0, None)


def test_an_etag_that_cannot_be_given_back_does_no_harm(site: Site, refresher: Refresher, clock: Clock) -> None:
    feed = site.feed("/wire.xml").entry("a", published=clock())
    body = feed({})[2]
    site.puts("/odd.xml", body, ETag="\xe9t\xe9")
    follow(refresher, site.address + "/odd.xml")
    assert [result.troubles for result in rounds(refresher, clock, 3, hours=1)] == [(), (), ()]


def test_a_feed_that_asks_us_to_wait_is_left_alone_so_long_and_so_are_others_of_its_site(
    site: Site, refresher: Refresher, clock: Clock
) -> None:
    asking = site.feed("/a.xml").asks_to_wait(4 * 3600)
    follow(refresher, asking.url, site.feed("/b.xml").url, site.feed("/c.xml").url)
    (trouble,) = refresher.refresh().troubles
    assert "asks us to wait" in trouble.reason
    assert [path for path, _ in site.requests] == ["/a.xml"]
    clock.passes(hours=3, minutes=59)
    assert refresher.refresh().feeds == 0
    clock.passes(minutes=1)
    asking.works()
    assert refresher.refresh().feeds == 3


def test_feeds_of_other_sites_do_not_wait(site: Site, refresher: Refresher) -> None:
    follow(refresher, site.feed("/a.xml").asks_to_wait(4 * 3600).url, site.feed("/b.xml", "other.example").url)
    refresher.refresh()
    assert sorted(path for path, _ in site.requests) == ["/a.xml", "/b.xml"]


def test_a_site_that_asks_us_to_wait_over_a_page_is_asked_for_no_other(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    feed = site.feed("/wire.xml")
    for name in "abc":
        feed.entry(name, published=clock())
    follow(refresher, feed.url)
    pages = dict(site.pages)
    for name in "abc":
        site.puts(f"/articles/{name}.html", status=429, Retry_After="7200")
    refresher.refresh()
    assert len([path for path, _ in site.requests if path.startswith("/articles/")]) == 1
    site.pages.update(pages)
    rounds(refresher, clock, 1, minutes=119)
    assert reading.addresses == []
    rounds(refresher, clock, 1, minutes=1)
    assert len(reading.addresses) == 3


def test_a_site_that_does_not_answer_holds_up_one_request_in_a_round(
    site: Site, refresher: Refresher, clock: Clock
) -> None:
    hanging = [site.feed(f"/{number}.xml", "slow.example").hangs().url for number in range(5)]
    well = site.feed("/well.xml").entry("a", published=clock())
    follow(refresher, *hanging, well.url)
    quick: Fetch = partial(fetch, gatekeeper=LOCAL, longest=0.3)
    result = replace(refresher, fetch=quick).refresh()
    assert result.read == 1
    assert [trouble.reason for trouble in result.troubles] == ["the site does not answer in time"]
    site.closing.set()


def test_a_feed_that_fails_is_asked_less_and_less(site: Site, refresher: Refresher, clock: Clock) -> None:
    feed = site.feed("/wire.xml").fails(500)
    follow(refresher, feed.url)
    rounds(refresher, clock, 4 * 24 * 3, minutes=15)
    assert 7 <= len(site.requests) <= 10
    assert the(refresher).trouble == "the site is in trouble (500)"


def test_a_feed_that_is_gone_is_looked_at_no_more(site: Site, refresher: Refresher, clock: Clock) -> None:
    follow(refresher, site.feed("/wire.xml").gone().url)
    rounds(refresher, clock, 30, days=2)
    assert len(site.requests) == 1
    assert the(refresher).trouble == "the page is gone for good (410)"


def test_a_feed_that_is_not_there_is_tried_again(site: Site, refresher: Refresher, clock: Clock) -> None:
    follow(refresher, site.feed("/wire.xml").fails(404).url)
    rounds(refresher, clock, 3, days=2)
    assert len(site.requests) == 3


@pytest.mark.parametrize(("for_good", "address"), [(True, "/new.xml"), (False, "/old.xml")])
def test_a_new_address_is_remembered_where_it_is_for_good(
    for_good: bool, address: str, site: Site, refresher: Refresher, clock: Clock
) -> None:
    site.feed("/new.xml").entry("a", published=clock())
    follow(refresher, site.feed("/old.xml").moves_to("/new.xml", for_good).url)
    assert refresher.refresh().read == 1
    assert the(refresher).url == site.address + address
    rounds(refresher, clock, 1, hours=1)
    assert len(site.asked("/old.xml")) == (1 if for_good else 2)


def test_a_feed_that_moved_before_it_changed_has_its_new_address_too(
    site: Site, refresher: Refresher, clock: Clock
) -> None:
    old, new = site.feed("/old.xml").entry("a", published=clock()), site.feed("/new.xml")
    new.items = old.items
    follow(refresher, old.url)
    refresher.refresh()
    old.moves_to("/new.xml")
    rounds(refresher, clock, 1, hours=1)
    assert new.not_modified == 1
    assert the(refresher).url == new.url


def test_a_lasting_redirect_to_a_page_is_not_remembered(site: Site, refresher: Refresher) -> None:
    site.puts("/login", article_page("login", "Please log in"), Content_Type="text/html")
    follow(refresher, site.feed("/wire.xml").moves_to("/login").url)
    refresher.refresh()
    assert the(refresher).url.endswith("/wire.xml")


def test_redirects_in_a_circle_are_told(site: Site, refresher: Refresher) -> None:
    site.feed("/b.xml").moves_to("/a.xml")
    follow(refresher, site.feed("/a.xml").moves_to("/b.xml").url)
    refresher.refresh()
    assert the(refresher).trouble == "the site leads on and on, more than 5 times"


def test_a_feed_that_turned_into_a_page_is_told_in_plain_words(site: Site, refresher: Refresher) -> None:
    follow(refresher, site.feed("/wire.xml").turns_into_a_page().url)
    refresher.refresh()
    assert the(refresher).trouble == "this is a web page, not a feed"


def test_pages_that_robots_may_not_read_are_left_and_feeds_are_not(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    site.puts("/robots.txt", b"User-agent: *\nDisallow: /articles/closed\nDisallow: /wire.xml")
    feed = site.feed("/wire.xml").entry("open", published=clock()).entry("closed", published=clock())
    follow(refresher, feed.url)
    rounds(refresher, clock, 5, days=1)
    assert paths(reading) == ["open.html"]
    assert site.asked("/articles/closed.html") == []
    assert refresher.feeds.counts(the(refresher).id) == {"read": 1, "failed": 1, "undated": 0}


def test_pages_of_a_site_that_cannot_give_its_rules_for_robots_are_read_when_it_can(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    site.puts("/robots.txt", status=503)
    follow(refresher, site.feed("/wire.xml").entry("a", published=clock()).url)
    refresher.refresh()
    assert reading.addresses == []
    site.puts("/robots.txt", b"User-agent: *\nDisallow:")
    rounds(refresher, clock, 1, hours=2)
    assert paths(reading) == ["a.html"]


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (503, 3), (404, 1), (410, 1)])
def test_a_page_in_trouble_is_tried_three_times_and_one_that_is_not_there_once(
    status: int, tries: int, site: Site, refresher: Refresher, clock: Clock
) -> None:
    feed = site.feed("/wire.xml").entry("a", published=clock())
    site.puts("/articles/a.html", status=status)
    follow(refresher, feed.url)
    rounds(refresher, clock, 20, hours=2)
    assert len(site.asked("/articles/a.html")) == tries
    assert refresher.feeds.counts(the(refresher).id) == {"failed": 1, "undated": 0}


def test_a_page_that_breaks_the_reader_is_tried_three_times(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    reading.fails = SourceFailed()
    follow(refresher, site.feed("/wire.xml").entry("a", published=clock()).url)
    rounds(refresher, clock, 20, hours=2)
    assert len(reading.addresses) == 3


def test_what_is_no_article_page_is_left(site: Site, refresher: Refresher, reading: Reading, clock: Clock) -> None:
    feed = site.feed("/wire.xml").entry("a", published=clock())
    site.puts("/articles/a.html", b"%PDF", Content_Type="application/pdf")
    follow(refresher, feed.url)
    rounds(refresher, clock, 5, days=1)
    assert reading.addresses == []
    assert len(site.asked("/articles/a.html")) == 1


def test_an_article_is_read_once_for_all_workspaces_that_follow_a_feed(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    url = site.feed("/wire.xml").entry("a", published=clock()).url
    follow(refresher, url, workspace="W1")
    follow(refresher, url, workspace="W2")
    assert refresher.refresh() == Refresh(1, 1, 1, ())
    assert len(reading.addresses) == 1
    assert [refresher.archive.counts((workspace,))[0] for workspace in ("W1", "W2", "W3")] == [1, 1, 0]


def test_who_follows_a_feed_no_more_when_an_article_was_read_does_not_get_it(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    url = site.feed("/wire.xml").entry("a", published=clock()).url
    follow(refresher, url, workspace="W1")
    follow(refresher, url, workspace="W2")

    def read(source: Source) -> Briefing:
        refresher.feeds.unfollow("W2", the(refresher).id)
        return reading(source)

    replace(refresher, read=read).refresh()
    assert [refresher.archive.counts((workspace,))[0] for workspace in ("W1", "W2")] == [1, 0]


def test_who_follows_a_feed_later_has_its_latest_articles_too(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    feed = site.feed("/wire.xml").entry("a", published=clock())
    follow(refresher, feed.url, workspace="W1")
    rounds(refresher, clock, 1, hours=1)
    follow(refresher, feed.url, workspace="W2")
    rounds(refresher, clock, 1, hours=1)
    assert refresher.archive.counts(("W2",))[0] == 1
    assert refresher.archive.counts(("W1",))[0] == 1
    assert rounds(refresher, clock, 1, hours=1)[0].read == 0


def test_a_feed_is_found_from_the_address_of_a_page(site: Site) -> None:
    feed = site.feed("/wire.xml").entry("a")
    head = (
        b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/broken.xml">'
        b'<link rel="alternate" type="application/atom+xml" href="wire.xml"></head><body>News</body></html>'
    )
    parsed, fetched = discover(site.puts("/", head, Content_Type="text/html"), FETCH)
    assert (parsed.title, fetched.url) == ("The Wire", feed.url)
    assert discover(feed.url, FETCH)[1].url == feed.url


def test_a_page_without_feeds_is_told(site: Site) -> None:
    with pytest.raises(FeedUnreadable, match="announces none that works"):
        discover(site.puts("/", article_page("a", "News"), Content_Type="text/html"), FETCH)
    with pytest.raises(FeedUnreadable, match="this is text"):
        discover(site.puts("/text", b"nothing"), FETCH)


def test_where_it_is_to_stop_the_rest_is_left_for_later(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    feed = site.feed("/wire.xml")
    for name in "abc":
        feed.entry(name, published=clock())
    follow(refresher, feed.url)

    def read_one(source: Source) -> Briefing:
        refresher.stopping.set()
        return reading(source)

    assert replace(refresher, read=read_one).refresh().read == 1
    assert refresher.refresh() == Refresh(0, 0, 0, ())
    refresher.stopping.clear()
    assert refresher.refresh().read == 2
    assert len(set(reading.addresses)) == 3


def test_what_a_stop_interrupts_is_read_the_next_time(
    site: Site, refresher: Refresher, reading: Reading, clock: Clock
) -> None:
    follow(refresher, site.feed("/wire.xml").entry("a", published=clock()).url)

    def interrupted(source: Source) -> Briefing:
        refresher.stopping.set()
        raise SourceFailed

    for _ in range(4):
        assert len(replace(refresher, read=interrupted).refresh().troubles) == 1
        refresher.stopping.clear()
    assert refresher.refresh().read == 1


def test_what_is_due_is_looked_at_after_a_stop(site: Site, refresher: Refresher, clock: Clock) -> None:
    follow(refresher, site.feed("/a.xml").url, site.feed("/b.xml").url)
    refresher.stopping.set()
    refresher.refresh()
    assert site.requests == []
    refresher.stopping.clear()
    assert refresher.refresh().feeds == 2


def test_all_requests_say_honestly_who_asks_and_whom_to_turn_to(site: Site, refresher: Refresher, clock: Clock) -> None:
    follow(refresher, site.feed("/wire.xml").entry("a", published=clock()).url)
    refresher.refresh()
    assert [path for path, _ in site.requests] == ["/wire.xml", "/robots.txt", "/articles/a.html"]
    for _, headers in site.requests:
        assert headers["user-agent"].startswith("OnRecord/")
        assert f"+{CONTACT}" in headers["user-agent"]
        assert "cookie" not in headers


def test_feeds_are_looked_at_when_they_are_due_and_not_before(site: Site, refresher: Refresher, clock: Clock) -> None:
    follow(refresher, site.feed("/wire.xml").entry("a", published=clock()).url)
    results = rounds(refresher, clock, 31, minutes=1)
    assert [number for number, result in enumerate(results) if result.feeds] == [0, 15, 30]
    assert timedelta(minutes=15) == OFTEN
