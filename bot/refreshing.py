"""Looks at the feeds that are due, and reads what is new in them; one host is asked one thing at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
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
from bot.links import page_key
from bot.robots import Robots
from bot.sources import Source
from summarizers.briefing import Briefing

AT_ONCE: Final = 16
"""Hosts that are asked side by side."""
MOST_ENTRIES: Final = 200
"""Entries that are read in one go."""
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


Result = Trouble | int
"""What went wrong, or how much is new or read."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """What a round brought: feeds looked at, new entries, articles read, and what went wrong."""

    feeds: int
    fresh: int
    read: int
    troubles: tuple[Trouble, ...]


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

    def refresh(self) -> Refresh:
        """Looks at all feeds that are due, and reads all entries that wait."""
        due = self.feeds.due(self.clock())
        looked_at = _by_host(due, lambda feeds: self._in_turn(feeds, self._look_at, self.feeds.postpone))
        read: list[Result] = []
        while not self.stopping.is_set() and (waiting := self.feeds.waiting(self.clock(), MOST_ENTRIES)):
            read += _by_host(waiting, lambda entries: self._in_turn(entries, self._read, self.feeds.postpone_reading))
        troubles = tuple(each for each in (*looked_at, *read) if isinstance(each, Trouble))
        return Refresh(len(due), _sum(looked_at), _sum(read), troubles)

    def fetch_feed(self, feed_id: int) -> None:
        """Looks at one feed, if it is due; where its site wants us to wait, its other feeds are left alone as well."""
        for feed in self.feeds.due(self.clock(), feed_id):
            if wait := _wait_after(self._look_at(feed)):
                now = self.clock()
                self.feeds.postpone(_of_site(self.feeds.due(now), feed.url), wait, now)

    def read_entry(self, entry_id: int) -> None:
        """Reads one entry, if it waits; where its site wants us to wait, its other entries are left alone as well."""
        for entry in self.feeds.waiting(self.clock(), 1, entry_id):
            if wait := _wait_after(self._read(entry)):
                now = self.clock()
                self.feeds.postpone_reading(_of_site(self.feeds.waiting(now, MOST_ENTRIES), entry.url), wait, now)

    def _in_turn(
        self,
        items: Sequence[T],
        work: Callable[[T], Result],
        put_off: Callable[[Sequence[T], float, datetime], None],
    ) -> list[Result]:
        """Asks one site for one thing after another; for the rest later, where it wants us to wait or is not there."""
        results: list[Result] = []
        for number, item in enumerate(items, 1):
            if self.stopping.is_set():
                break
            results.append(result := work(item))
            if wait := _wait_after(result):
                put_off(items[number:], wait, self.clock())
                break
        return results

    def _look_at(self, feed: Feed) -> Result:
        """The number of new entries."""
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
    return Trouble(name, str(error), wait)


def _wait_after(result: Result) -> float | None:
    return result.wait if isinstance(result, Trouble) else None


def site_of(url: str) -> str:
    """What is asked one thing at a time: the host of an address, with its port."""
    return urlsplit(url).netloc


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
