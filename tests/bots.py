"""A whole bot over a database of tests, with a reader that reads from memory."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.answers import Answers
from bot.archive import Archive
from bot.channels import Channels
from bot.departures import Departures
from bot.digests import Digests
from bot.encryption import Cipher
from bot.errors import SourceMissing
from bot.events import Events
from bot.fetching import Fetched, Validators
from bot.follow_ups import FollowUps
from bot.following import Feeds
from bot.installations import Installations
from bot.outbox import Outbox
from bot.quotas import Quotas
from bot.reader_pool import ReaderPool
from bot.refreshing import Refresher
from bot.reports import Reports
from bot.revisiting import Revisiter
from bot.rights import Rights
from bot.robots import Robots
from bot.service import Service
from bot.sources import Source
from bot.wiring import Bot
from summarizers.briefing import Briefing


def bot_over(archive: Archive, articles: Mapping[str, Briefing], clock: Callable[[], datetime] | None = None) -> Bot:
    """A bot for which the web consists of these articles, by their addresses."""

    def now() -> datetime:
        return clock() if clock else datetime.now(UTC)

    def read(url: str) -> Briefing:
        if url not in articles:
            raise SourceMissing("there is no such page (404)")
        return articles[url]

    def fetch(url: str, *, content_types: object = None, known: Validators | None = None) -> Fetched:
        raise SourceMissing("there is no such page (404)")

    def read_source(source: Source) -> Briefing:
        return read(source.url or "")

    feeds, channels, outbox = Feeds(archive.engine), Channels(archive.engine), Outbox(archive.engine)
    digests, rights, reports = Digests(archive.engine, "UTC"), Rights(archive.engine), Reports(archive.engine)
    quotas = Quotas(archive.engine)
    refresher = Refresher(feeds, archive, fetch, read_source, Robots(lambda url: (404, b""), lambda: 0.0), now)
    service = Service(archive, feeds, channels, digests, refresher, rights, reports, quotas, read, now, "UTC")
    revisiter = Revisiter(feeds, archive, digests, refresher, now)
    follow_ups = FollowUps(archive, channels, outbox, Answers(archive.engine), reports, quotas, now)
    events = Events(archive.engine)
    readers = ReaderPool(lambda: read_source, 1)
    installations = Installations(archive.engine, Cipher(()))
    return Bot(
        archive,
        feeds,
        channels,
        digests,
        outbox,
        refresher,
        revisiter,
        service,
        follow_ups,
        events,
        readers,
        installations,
        Departures(archive.engine),
    )
