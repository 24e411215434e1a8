"""Looks at the feeds that are due, and reads what is new in them; one host is asked one thing at a time."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from itertools import chain
from operator import add
from threading import Event
from typing import Final, Protocol, TypeVar
from urllib.parse import urlsplit

from bot.archive import Archive
from bot.discovery import find_feeds, looks_like_page
from bot.errors import (
    FeedUnreadable,
    OnRecordError,
    SourceError,
    SourceFailed,
    SourceForbidden,
    SourceGone,
    SourceMissing,
    SourceUnreachable,
    SourceUnreadable,
)
from bot.feeds import ParsedFeed, parse_feed
from bot.fetching import PAGES, Fetched, Validators, source_of
from bot.following import Entry, Feed, Feeds
from bot.happenings import EntryRead, FeedChecked, Observe, ignore, outcome_of
from bot.links import page_key
from bot.robots import Robots
from bot.sources import Source
from summarizers.briefing import Briefing

AT_ONCE: Final = 16
"""Hosts that are asked side by side."""
LOOKED_AT: Final = 2_000
"""Feeds that are due, or entries that wait, among which the next ones are chosen."""
AT_A_TIME: Final = 40
"""Feeds or entries that are chosen: so many stand before what comes in the meantime, whoever has how much of them."""
_OF_A_SITE: Final = 4
"""Of them at one site, which is asked one thing at a time, so that a large one does not stand before the others."""
_NO_USE: Final = (SourceForbidden, SourceMissing, SourceUnreadable)
"""What another try would not mend."""
_PAUSE: Final = 600.0
"""Seconds for which a site that cannot be reached is not asked for anything else."""
_CANDIDATES: Final = 4
"""Feeds that a page announces which are tried."""

T = TypeVar("T", Feed, Entry)


class Fetch(Protocol):
    """Fetches an address; raises a SourceError."""

    def __call__(self, url: str, *, content_types: Sequence[str] | None = ..., known: Validators = ...) -> Fetched: ...


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that could not be fetched or read, and why, in words."""

    name: str
    reason: str
    wait: float | None = None
    """Seconds for which the site is not to be asked for anything."""
    kind: str = "failed"
    """In a word; see `bot.happenings.outcome_of`."""


Result = Trouble | int
"""What went wrong, or how much is new or read."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """What a round brought: feeds looked at, new entries, articles read, and what went wrong."""

    feeds: int
    fresh: int
    read: int
    troubles: tuple[Trouble, ...]

    def __add__(self, other: "Refresh") -> "Refresh":
        troubles = self.troubles + other.troubles
        return Refresh(self.feeds + other.feeds, self.fresh + other.fresh, self.read + other.read, troubles)


def discover(url: str, fetch: Fetch) -> tuple[ParsedFeed, Fetched]:
    """The feed at an address, or the first that works of those that the page there announces.

    Raises a SourceError, or FeedUnreadable where there is no feed.
    """
    fetched = fetch(url, content_types=None)
    try:
        return parse_feed(fetched.data or b"", fetched.url, fetched.charset), fetched
    except FeedUnreadable:
        if not looks_like_page(fetched.data or b""):
            raise
    for found in find_feeds(fetched.data or b"", fetched.url, fetched.charset)[:_CANDIDATES]:
        try:
            candidate = fetch(found, content_types=None)
            return parse_feed(candidate.data or b"", candidate.url, candidate.charset), candidate
        except (SourceError, FeedUnreadable):
            continue
    raise FeedUnreadable("there is no feed here, and this page announces none that works")


@dataclass(frozen=True, slots=True)
class Refresher:
    """Refreshes feeds, with a way to fetch, a way to read a page, the rules of sites for robots, and a clock."""

    feeds: Feeds
    archive: Archive
    fetch: Fetch
    read: Callable[[Source], Briefing]
    robots: Robots
    clock: Callable[[], datetime]
    stopping: Event = field(default_factory=Event)
    """Set where the rest is to be left for later."""
    observe: Observe = ignore

    def refresh(self) -> Refresh:
        """Looks at all feeds that are due, and reads all entries that wait."""
        return reduce(add, self.rounds())

    def rounds(self) -> Iterator[Refresh]:
        """Looks at some of the feeds that are due, and reads some of what waits, until nothing is left to be done.

        What each round does is chosen in turns of the workspaces: no backlog holds up another's feeds.
        """
        while True:
            done = self._round()
            yield done
            if self.stopping.is_set() or not (done.feeds or done.read or done.troubles):
                return

    def _round(self) -> Refresh:
        due = next_ones(self.feeds.due(self.clock(), LOOKED_AT))
        looked_at = self.check(due)
        waiting = next_ones(self.feeds.waiting(self.clock(), LOOKED_AT))
        read = _by_host(waiting, lambda entries: self._in_turn(entries, self._read, self._leave_entries))
        troubles = tuple(each for each in (*looked_at, *read) if isinstance(each, Trouble))
        return Refresh(len(due), _sum(looked_at), _sum(read), troubles)

    def check(self, feeds: Iterable[Feed]) -> list[Result]:
        """Looks at these feeds."""
        return _by_host(feeds, lambda each: self._in_turn(each, self._look_at, self._leave_feeds))

    def fetch_feed(self, feed_id: int) -> None:
        """Looks at one feed, if it is due; where its site wants us to wait, its other feeds are left alone as well."""
        for feed in self.feeds.due(self.clock(), feed_id=feed_id):
            if wait := _wait_after(self._look_at(feed)):
                self._leave_feeds(feed.url, wait)

    def read_entry(self, entry_id: int) -> None:
        """Reads one entry, if it waits; where its site wants us to wait, its other entries are left alone as well."""
        for entry in self.feeds.waiting(self.clock(), 1, entry_id):
            if wait := _wait_after(self._read(entry)):
                self._leave_entries(entry.url, wait)

    def _leave_feeds(self, url: str, wait: float) -> None:
        """Leaves the other feeds of a site alone for so many seconds."""
        now = self.clock()
        self.feeds.postpone(_of_site(self.feeds.due(now), url), wait, now)

    def _leave_entries(self, url: str, wait: float) -> None:
        now = self.clock()
        self.feeds.postpone_reading(_of_site(self.feeds.waiting(now, LOOKED_AT), url), wait, now)

    def _in_turn(
        self, items: Sequence[T], work: Callable[[T], Result], leave: Callable[[str, float], None]
    ) -> list[Result]:
        """Asks one site for one thing after another; for the rest later, where it wants us to wait or is not there."""
        results: list[Result] = []
        for item in items:
            if self.stopping.is_set():
                break
            results.append(result := work(item))
            if wait := _wait_after(result):
                leave(item.url, wait)
                break
        return results

    def _look_at(self, feed: Feed) -> Result:
        """The number of new entries."""
        started = time.monotonic()
        result = self._fetch_entries(feed)
        fresh = result if isinstance(result, int) else 0
        self.observe(FeedChecked(feed.id, _outcome(result), fresh, time.monotonic() - started))
        return result

    def _fetch_entries(self, feed: Feed) -> Result:
        try:
            with _contained():
                fetched = self.fetch(feed.url, content_types=None, known=feed.validators)
                parsed = None if fetched.data is None else parse_feed(fetched.data, fetched.url, fetched.charset)
        except (SourceError, FeedUnreadable) as error:
            return self._failed(feed, error)
        if parsed is None:
            self.feeds.unchanged(feed, fetched, self.clock())
            return 0
        return self.feeds.changed(feed, parsed, fetched, self.clock())

    def _failed(self, feed: Feed, error: SourceError | FeedUnreadable) -> Trouble:
        trouble = _trouble(feed.name, error)
        self.feeds.failed(feed, trouble.reason, self.clock(), trouble.wait, isinstance(error, SourceGone))
        return trouble

    def _read(self, entry: Entry) -> Result:
        """Whether the entry was read."""
        started = time.monotonic()
        result = self._keep_page(entry)
        self.observe(EntryRead(entry.id, _outcome(result), time.monotonic() - started))
        return result

    def _keep_page(self, entry: Entry) -> Result:
        try:
            key = self._brief(entry)
        except SourceError as error:
            trouble = _trouble(entry.url, error)
            if not self.stopping.is_set():  # else it may have been interrupted, and is read next time
                self.feeds.unread(entry, trouble.reason, self.clock(), isinstance(error, _NO_USE), trouble.wait)
            return trouble
        self.feeds.read(entry, key, self.clock())
        return 1

    def _brief(self, entry: Entry) -> str:
        """Has the article kept by all who follow the feed, also after it was read; gives its key."""
        known = self.feeds.article_of(entry)
        missing = set(entry.workspaces) - (self.feeds.kept_for(known) if known else set())
        if known and not missing:
            return known
        briefing = self.brief_page(entry)
        for workspace in sorted(missing & self.feeds.followers(entry)):
            self.archive.keep(briefing, workspace, self.clock())
        return page_key(briefing.article.url or entry.url)

    def brief_page(self, entry: Entry) -> Briefing:
        """The briefing of an entry's page as it is now; raises a SourceError."""
        if not self.robots.knows(entry.url):
            raise SourceUnreachable("the site does not say now which pages robots may read")
        if not self.robots.allows(entry.url):
            raise SourceForbidden("the site does not want this page to be read by robots")
        with _contained():
            page = source_of(self.fetch(entry.url, content_types=PAGES))
        return _dated(self.read(page), entry)


@contextmanager
def _contained() -> Iterator[None]:
    """What one site's answer breaks in us is a trouble with that site, and holds up no other's."""
    try:
        yield
    except OnRecordError:
        raise
    except Exception as error:
        raise SourceFailed(f"{SourceFailed()} ({type(error).__name__})") from error


def _trouble(name: str, error: SourceError | FeedUnreadable) -> Trouble:
    """A site that is not there at all has time as well, so that it holds up nothing else."""
    wait = None
    if isinstance(error, SourceUnreachable):
        wait = error.wait if error.status else _PAUSE
    return Trouble(name, str(error), wait, outcome_of(error))


def _outcome(result: Result) -> str:
    return result.kind if isinstance(result, Trouble) else "read"


def _wait_after(result: Result) -> float | None:
    return result.wait if isinstance(result, Trouble) else None


def site_of(url: str) -> str:
    """What is asked one thing at a time: the host of an address, with its port."""
    return urlsplit(url).netloc


def next_ones(items: Iterable[T], most: int = AT_A_TIME) -> list[T]:
    """Some of what is to be done, in its order, and few of each site."""
    chosen: list[T] = []
    sites: Counter[str] = Counter()
    for item in items:
        sites[site_of(item.url)] += 1
        if sites[site_of(item.url)] <= _OF_A_SITE:
            chosen.append(item)
    return chosen[:most]


def _of_site(items: Iterable[T], url: str) -> list[T]:
    return [each for each in items if site_of(each.url) == site_of(url)]


def _dated(briefing: Briefing, entry: Entry) -> Briefing:
    """The briefing with what the feed knows, where the page does not say it."""
    article = briefing.article
    title, published = article.title or entry.title, article.published or entry.published
    return replace(briefing, article=replace(article, title=title, published=published))


def _sum(results: Iterable[Result]) -> int:
    return sum(each for each in results if isinstance(each, int))


def _by_host(items: Iterable[T], work: Callable[[Sequence[T]], list[Result]]) -> list[Result]:
    """The results of the work on all items, which is given those of one host together, several hosts at once."""
    hosts: defaultdict[str, list[T]] = defaultdict(list)
    for item in items:
        hosts[site_of(item.url)].append(item)
    with ThreadPoolExecutor(AT_ONCE, "host") as threads:
        return list(chain.from_iterable(threads.map(work, hosts.values())))
