"""What is known of feeds and their entries, over both kinds of database, without any network."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.archive import Archive, open_archive
from bot.channels import Address, Channels
from bot.feeds import ParsedEntry, ParsedFeed
from bot.fetching import Fetched, Validators
from bot.following import LONGEST_REST, MOST_AT_FIRST, MOST_AT_ONCE, OFTEN, SELDOM, Entry, Feed, Feeds
from bot.links import page_key
from bot.outbox import Outbox
from bot.schedule_words import parse_schedule
from tests.briefings import NOW, briefing
from tests.sites import Clock

WIRE = "https://wire.example/rss"


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    with open_archive(archive_url) as opened:
        yield opened


@pytest.fixture
def feeds(archive: Archive) -> Feeds:
    return Feeds(archive.engine)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


def entry(name: str, at: datetime | None = NOW, guid: str | None = None, url: str | None = None) -> ParsedEntry:
    return ParsedEntry(guid or name, url or f"https://wire.example/{name}", f"News of {name}", at, None)


def dated(name: str, hours_ago: float) -> ParsedEntry:
    return entry(name, NOW - timedelta(hours=hours_ago))


def numbered(number: int, **times: float) -> list[ParsedEntry]:
    """Entries, newest first, each older than the one before."""
    return [entry(str(each), NOW - each * timedelta(**times)) for each in range(number)]


def follow(feeds: Feeds, workspace: str = "W1", url: str = WIRE) -> Feed:
    return feeds.follow(workspace, url, None, NOW)[0]


def look(feeds: Feeds, clock: Clock, *entries: ParsedEntry, moved_to: str | None = None) -> int:
    """The feed is looked at, and has these entries."""
    fetched = Fetched(WIRE, "", None, b"", Validators("1"), moved_to)
    return feeds.changed(the(feeds), ParsedFeed("rss", "The Wire", None, entries), fetched, clock())


def the(feeds: Feeds) -> Feed:
    (feed,) = feeds.of(None)
    return feed


def waiting(feeds: Feeds, clock: Clock) -> list[str]:
    """The last parts of the addresses of what is to be read."""
    return [each.url.rpartition("/")[2] for each in feeds.waiting(clock(), 1000)]


def only(feeds: Feeds, clock: Clock) -> Entry:
    (entry,) = feeds.waiting(clock(), 10)
    return entry


@pytest.mark.parametrize(
    "again",
    [
        entry("a", NOW + timedelta(hours=5)),
        entry("a", None),
        entry("a", guid="another"),
        entry("a", url="https://wire.example/another"),
        entry("a", guid="another", url="http://www.wire.example/a/?utm_source=feed#top"),
    ],
)
def test_an_entry_is_not_new_where_its_date_guid_or_address_changes(
    again: ParsedEntry, feeds: Feeds, clock: Clock
) -> None:
    follow(feeds)
    assert look(feeds, clock, entry("a")) == 1
    clock.passes(hours=1)
    assert look(feeds, clock, again) == 0
    assert waiting(feeds, clock) == ["a"]


def test_an_entry_is_not_new_where_guid_and_address_change_one_after_the_other(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    assert look(feeds, clock, entry("a", guid="g2")) == 0
    assert look(feeds, clock, entry("a", guid="g2", url="https://wire.example/second")) == 0
    assert look(feeds, clock, entry("a", guid="g3", url="https://wire.example/second")) == 0


def test_at_first_only_the_newest_of_the_last_day_are_read(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    assert look(feeds, clock, *numbered(40, hours=1)) == MOST_AT_FIRST
    assert waiting(feeds, clock) == [str(number) for number in reversed(range(MOST_AT_FIRST))]


def test_at_first_entries_older_than_a_day_and_those_without_a_date_are_known(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    entries = dated("young", 23), dated("old", 25), entry("undated", None)
    assert look(feeds, clock, *entries) == 1
    assert waiting(feeds, clock) == ["young"]
    assert look(feeds, clock, *entries) == 0


def test_a_feed_that_was_empty_when_it_was_added_does_not_flood_later(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock)
    assert look(feeds, clock, *numbered(40, minutes=1)) == MOST_AT_FIRST


def test_of_a_feed_that_was_rewritten_only_the_newest_are_read_and_its_trouble_says_so(
    feeds: Feeds, clock: Clock
) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    assert look(feeds, clock, *numbered(300, minutes=1)) == MOST_AT_ONCE
    assert the(feeds).trouble == "it had 300 new entries at once; 50 of them are read"
    assert waiting(feeds, clock)[-MOST_AT_ONCE:] == [str(number) for number in reversed(range(MOST_AT_ONCE))]
    assert look(feeds, clock, *numbered(300, minutes=1)) == 0
    assert the(feeds).trouble is None


def test_a_feed_that_has_new_entries_without_end_rests_for_a_day(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    for number in range(3):
        clock.passes(minutes=15)
        look(feeds, clock, *(entry(f"{number}-{each}") for each in range(400)))
    assert the(feeds).trouble == "it had 1201 new entries within a day, and rests until tomorrow"
    assert the(feeds).due_at == clock() + LONGEST_REST
    clock.passes(days=1)
    look(feeds, clock, entry("b"))
    assert (the(feeds).trouble, the(feeds).due_at) == (None, clock() + OFTEN)


def test_entries_that_were_read_are_let_go_of_after_a_week_and_stay_known(feeds: Feeds, clock: Clock) -> None:
    feed = follow(feeds)
    look(feeds, clock, entry("a"), entry("b"))
    feeds.read(feeds.waiting(clock(), 1)[0], "key", clock())
    clock.passes(days=8)
    assert look(feeds, clock, entry("a"), entry("b")) == 0
    assert feeds.counts(feed.id) == {"waiting": 1, "undated": 0}


def test_of_a_feed_without_dates_that_was_rewritten_those_on_top_are_read(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    look(feeds, clock, *(entry(str(number), None) for number in range(60)))
    assert waiting(feeds, clock)[-1] == "0"
    assert "59" not in waiting(feeds, clock)


def test_fifty_new_entries_at_once_are_all_read(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    assert look(feeds, clock, *numbered(MOST_AT_ONCE, minutes=1)) == MOST_AT_ONCE
    assert the(feeds).trouble is None


def test_an_entry_with_an_old_date_that_appears_after_others_is_read(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    assert look(feeds, clock, dated("late", 24 * 30), entry("a")) == 1
    assert "late" in waiting(feeds, clock)


def test_entries_without_dates_that_appear_later_are_read(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("first", None))
    assert look(feeds, clock, entry("second", None), entry("first", None)) == 1
    assert waiting(feeds, clock) == ["second"]


def test_an_entry_that_leads_nowhere_is_known_and_not_read(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    nowhere = ParsedEntry("n", None, "A title alone", NOW, None)
    assert look(feeds, clock, nowhere) == 0
    assert waiting(feeds, clock) == ["a"]


def test_an_entry_that_comes_back_after_weeks_is_not_new(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"), entry("b"))
    clock.passes(days=50)
    look(feeds, clock, entry("c"))
    assert look(feeds, clock, entry("a"), entry("c")) == 0


def test_an_entry_that_stays_in_the_feed_for_ever_is_never_new_again(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("pinned"))
    for number in range(6):
        clock.passes(days=40)
        assert look(feeds, clock, entry(str(number)), entry("pinned")) == 1
    assert "pinned" not in waiting(feeds, clock)


def test_guids_and_addresses_as_long_and_strange_as_they_may_be_are_kept(feeds: Feeds, clock: Clock) -> None:
    chance = random.Random(7)
    strange = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(2000))
    follow(feeds)
    long = entry("a", guid=strange, url=f"https://wire.example/?q={strange[:650]}")
    assert look(feeds, clock, entry("b"), long) == 2
    assert look(feeds, clock, entry("b"), long) == 0
    found = next(each for each in feeds.waiting(clock(), 10) if each.url == long.url)
    feeds.read(found, page_key(found.url), clock())
    assert feeds.article_of(found) is None


def test_a_feed_with_news_is_looked_at_often_and_one_without_seldom(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    assert the(feeds).due_at == clock() + OFTEN
    clock.passes(hours=25)
    look(feeds, clock, entry("a"))
    assert the(feeds).due_at == clock() + SELDOM


def test_a_feed_is_due_from_the_moment_on_that_was_set(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    assert [feed.url for feed in feeds.due(clock())] == [WIRE]
    look(feeds, clock, entry("a"))
    clock.passes(minutes=14)
    assert feeds.due(clock()) == ()
    clock.passes(minutes=1)
    assert [feed.title for feed in feeds.due(clock())] == ["The Wire"]


def test_the_rest_of_a_feed_that_fails_grows_up_to_a_day(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    rests = []
    for _ in range(14):
        feeds.failed(the(feeds), "the site is in trouble (500)", clock())
        rests.append((the(feeds).due_at or clock()) - clock())
    assert rests == sorted(rests)
    assert rests[:3] == [OFTEN, OFTEN * 2, OFTEN * 4]
    assert rests[-1] == LONGEST_REST
    assert the(feeds).failures == 14


def test_a_feed_that_works_again_is_well(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    for _ in range(8):
        feeds.failed(the(feeds), "the site is in trouble (500)", clock())
    look(feeds, clock, entry("a"))
    assert (the(feeds).failures, the(feeds).trouble, the(feeds).due_at) == (0, None, clock() + OFTEN)


def test_a_site_that_wants_us_to_wait_for_years_is_asked_again_after_a_day(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    feeds.failed(the(feeds), "the site asks us to wait (429)", clock(), wait=1e9)
    assert the(feeds).due_at == clock() + LONGEST_REST
    feeds.postpone([the(feeds)], 1e9, clock())
    assert the(feeds).due_at == clock() + LONGEST_REST


def test_other_feeds_are_not_asked_earlier_because_their_site_wants_us_to_wait(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    feeds.postpone([the(feeds)], 600, clock())
    assert the(feeds).due_at == clock() + timedelta(minutes=10)


def channel(archive: Archive, workspace: str, name: str, planned: bool) -> None:
    channels = Channels(archive.engine)
    found = channels.at(Address("slack", workspace, name), NOW)
    if planned:
        channels.plan(found, parse_schedule("08:00", "Europe/Berlin"), NOW)


def told(archive: Archive) -> list[tuple[str, str]]:
    """The channels and texts of the notices that go out, each sent."""
    outbox, found = Outbox(archive.engine), []
    while delivery := outbox.claim(frozenset({"slack"}), NOW + timedelta(days=2)):
        found.append((delivery.address.channel, getattr(delivery.body, "text", "")))
        outbox.sent(delivery, "1", NOW)
    return found


def test_a_feed_that_is_gone_is_told_once_where_digests_go_and_looked_at_no_more(
    archive: Archive, feeds: Feeds, clock: Clock
) -> None:
    follow(feeds, "W1")
    channel(archive, "W1", "news", planned=True)
    channel(archive, "W1", "talk", planned=False)
    channel(archive, "W2", "others", planned=True)
    feeds.failed(the(feeds), "the page is gone for good (410)", clock(), gone=True)
    assert feeds.announce(5, clock()) == 1
    clock.passes(days=365)
    assert feeds.due(clock()) == ()
    assert feeds.announce(5, clock()) == 0
    ((where, text),) = told(archive)
    assert where == "news"
    assert "the page is gone for good (410). It is not looked at any more" in text


def test_a_feed_that_fails_is_told_after_a_number_of_failures_and_again_only_after_it_was_well(
    archive: Archive, feeds: Feeds, clock: Clock
) -> None:
    follow(feeds)
    channel(archive, "W1", "news", planned=True)
    counts = []
    for _ in range(4):
        feeds.failed(the(feeds), "the site cannot be reached", clock())
        counts.append(feeds.announce(3, clock()))
    assert counts == [0, 0, 1, 0]
    look(feeds, clock, entry("a"))
    for _ in range(3):
        feeds.failed(the(feeds), "the site cannot be reached", clock.passes(hours=1))
    assert feeds.announce(3, clock()) == 1
    assert len(told(archive)) == 2


def test_both_workspaces_are_told_of_a_feed_that_they_follow(archive: Archive, feeds: Feeds, clock: Clock) -> None:
    for workspace in ("W1", "W2"):
        follow(feeds, workspace)
        channel(archive, workspace, f"news of {workspace}", planned=True)
    feeds.failed(the(feeds), "the page is gone for good (410)", clock(), gone=True)
    assert feeds.announce(5, clock()) == 2
    assert {where for where, _ in told(archive)} == {"news of W1", "news of W2"}


def test_a_feed_that_is_gone_is_looked_at_again_when_somebody_asks_or_follows_it(feeds: Feeds, clock: Clock) -> None:
    follow(feeds, "W1")
    feeds.failed(the(feeds), "the page is gone for good (410)", clock(), gone=True)
    feeds.look_again(("W1",), clock(), troubled=False)
    assert feeds.due(clock()) == ()
    feeds.look_again(("W1",), clock(), troubled=True)
    assert len(feeds.due(clock())) == 1
    feeds.failed(the(feeds), "the page is gone for good (410)", clock(), gone=True)
    follow(feeds, "W2")
    assert len(feeds.due(clock())) == 1


def test_a_new_address_for_good_is_remembered(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"), moved_to="https://wire.example/new")
    assert the(feeds).url == "https://wire.example/new"
    assert feeds.follow("W1", "https://wire.example/new", None, clock())[1]


def test_an_address_that_another_feed_has_already_is_not_taken(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    old = the(feeds)
    follow(feeds, url="https://wire.example/new")
    fetched = Fetched(WIRE, "", None, b"", moved_to="https://wire.example/new")
    feeds.changed(old, ParsedFeed("rss", "Wire", None, ()), fetched, clock())
    assert sorted(feed.url for feed in feeds.of(None)) == ["https://wire.example/new", WIRE]


def test_validators_are_kept_where_a_site_does_not_say_them_again(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    given = Validators('"7"', "Tue, 24 Nov 2026 11:00:00 GMT")
    for answered in (given, Validators(), Validators('"7"')):
        feeds.unchanged(the(feeds), Fetched(WIRE, "", None, None, answered), clock())
        assert the(feeds).validators == given


def test_an_entry_is_tried_three_times_later_and_later(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    pauses = []
    for _ in range(2):
        feeds.unread(only(feeds, clock), "the site is in trouble (500)", clock(), for_good=False)
        began = clock()
        while not feeds.waiting(clock(), 1):
            clock.passes(minutes=30)
        pauses.append(clock() - began)
    assert pauses == [timedelta(hours=1), timedelta(hours=3)]
    feeds.unread(only(feeds, clock), "the site is in trouble (500)", clock(), for_good=False)
    assert feeds.waiting(clock.passes(days=30), 1) == ()
    assert feeds.counts(the(feeds).id) == {"failed": 1, "undated": 0}


def test_an_entry_that_cannot_be_read_for_good_is_tried_once(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    feeds.unread(only(feeds, clock), "there is no such page any more (404)", clock(), for_good=True)
    assert feeds.waiting(clock.passes(days=30), 1) == ()


def test_entries_of_a_feed_are_for_all_who_follow_it(feeds: Feeds, clock: Clock) -> None:
    follow(feeds, "W2")
    follow(feeds, "W1")
    look(feeds, clock, entry("a"))
    assert only(feeds, clock).workspaces == ("W1", "W2")


def test_who_follows_later_gets_the_latest_entries_and_not_those_of_last_week(feeds: Feeds, clock: Clock) -> None:
    follow(feeds, "W1")
    look(feeds, clock, entry("old"))
    feeds.read(only(feeds, clock), "1", clock())
    clock.passes(days=7)
    look(feeds, clock, entry("young"))
    feeds.read(only(feeds, clock), "2", clock())
    assert waiting(feeds, clock) == []
    feeds.follow("W2", WIRE, None, clock())
    assert waiting(feeds, clock) == ["young"]
    assert not feeds.follow("W3", WIRE, None, clock())[1]
    assert feeds.follow("W3", WIRE, None, clock())[1]


def test_a_feed_goes_only_when_nobody_follows_it(feeds: Feeds, clock: Clock) -> None:
    follow(feeds, "W1")
    follow(feeds, "W2")
    look(feeds, clock, entry("a"))
    feeds.unfollow("W1", the(feeds).id)
    assert [feeds.of((workspace,)) != () for workspace in ("W1", "W2")] == [False, True]
    assert only(feeds, clock).workspaces == ("W2",)
    feeds.unfollow("W2", the(feeds).id)
    assert feeds.of(None) == ()
    assert waiting(feeds, clock) == []


def test_a_feed_that_is_removed_while_it_is_looked_at_or_read_is_no_harm(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    feed, found = the(feeds), only(feeds, clock)
    feeds.unfollow("W1", feed.id)
    parsed = ParsedFeed("rss", "The Wire", None, (entry("b"),))
    assert feeds.changed(feed, parsed, Fetched(WIRE, "", None, b""), clock()) == 0
    feeds.unchanged(feed, Fetched(WIRE, "", None, None), clock())
    feeds.failed(feed, "the site cannot be reached", clock())
    feeds.read(found, "1", clock())
    feeds.unread(found, "there is no such page any more (404)", clock(), for_good=True)
    assert feeds.of(None) == ()


def test_what_was_read_for_one_entry_is_known_for_another_of_the_same_address(
    archive: Archive, feeds: Feeds, clock: Clock
) -> None:
    follow(feeds)
    look(feeds, clock, entry("a"))
    found = only(feeds, clock)
    assert feeds.article_of(found) is None
    archive.keep(briefing("Ann Lee", url="https://wire.example/a?utm_source=rss"), "W1", clock())
    assert feeds.article_of(found) == page_key("https://wire.example/a")
    assert feeds.kept_for(page_key("https://wire.example/a")) == {"W1"}


def test_moments_come_back_in_utc(feeds: Feeds, clock: Clock) -> None:
    follow(feeds)
    look(feeds, clock, dated("a", 1))
    assert only(feeds, clock).published == datetime(2026, 11, 24, 11, tzinfo=UTC)
