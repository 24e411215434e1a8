"""Joins settings, database, network and reader to a bot that can be asked, refreshed and run."""

import logging
import os
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.addresses import AllowedHosts, Gatekeeper
from bot.answers import Answers
from bot.archive import Archive, open_archive
from bot.channels import Channels
from bot.departures import Departures
from bot.digests import Digests
from bot.encryption import Cipher
from bot.errors import SourceMissing, SourceUnreachable
from bot.events import Events
from bot.fetching import fetch
from bot.follow_ups import FollowUps
from bot.following import Feeds
from bot.happenings import Observe, ignore
from bot.installations import Installations
from bot.outbox import Outbox
from bot.quotas import Allowed, Quotas
from bot.reader_pool import ReaderPool
from bot.readers import Reader
from bot.refreshing import Fetch, Refresher
from bot.reports import Reports
from bot.revisiting import Revisiter
from bot.rights import Rights
from bot.robots import Robots
from bot.service import Service
from bot.settings import Settings
from bot.sources import Source

_OK, _NOT_FOUND = 200, 404
READERS = 2
"""Processes that read, of one that also answers people: a link that somebody asks about need not wait for the news."""
_NICENESS = 5


@dataclass(frozen=True, slots=True)
class Bot:
    """All parts of a running bot."""

    archive: Archive
    feeds: Feeds
    channels: Channels
    digests: Digests
    outbox: Outbox
    refresher: Refresher
    revisiter: Revisiter
    service: Service
    follow_ups: FollowUps
    events: Events
    readers: ReaderPool
    installations: Installations
    departures: Departures
    observe: Observe = ignore


@contextmanager
def open_bot(
    settings: Settings, clock: Callable[[], datetime], readers: int = READERS, observe: Observe = ignore
) -> Iterator[Bot]:
    """A bot over the database that the settings name; its readers start when they are needed first.

    There are no more of them than cores.
    """
    with ExitStack() as stack:
        archive = stack.enter_context(open_archive(settings.database_url))
        processes = min(os.cpu_count() or 1, readers)
        pool = stack.enter_context(ReaderPool(partial(_patient_reader, settings), processes, observe))
        gatekeeper = Gatekeeper(AllowedHosts.of(settings.allowed_hosts))
        fetch_anything: Fetch = partial(fetch, gatekeeper=gatekeeper, contact=settings.public_url)
        robots = Robots(partial(_text_at, fetch_anything), time.monotonic)
        feeds, channels = Feeds(archive.engine, settings.max_articles_per_day), Channels(archive.engine)
        digests = Digests(archive.engine, settings.timezone)
        refresher = Refresher(feeds, archive, fetch_anything, pool, robots, clock, observe=observe)
        outbox, reports = Outbox(archive.engine), Reports(archive.engine)
        allowed = Allowed(settings.max_feeds, settings.max_digests, settings.max_reads_per_hour)
        quotas = Quotas(archive.engine, allowed)
        service = Service(
            archive,
            feeds,
            channels,
            digests,
            refresher,
            Rights(archive.engine),
            reports,
            quotas,
            lambda url: pool(Source(url, url, url=url), urgent=True),
            clock,
            settings.timezone,
        )
        revisiter = Revisiter(feeds, archive, digests, refresher, clock)
        follow_ups = FollowUps(archive, channels, outbox, Answers(archive.engine), reports, quotas, clock)
        events, installations = Events(archive.engine), Installations(archive.engine, Cipher(settings.secret_keys))
        yield Bot(
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
            pool,
            installations,
            Departures(archive.engine),
            observe,
        )


def _patient_reader(settings: Settings) -> Reader:
    """A reader whose process makes way for those that answer people; what it has to say, its results say."""
    logging.disable()
    warnings.simplefilter("ignore")
    if hasattr(os, "nice"):  # there is none on Windows
        os.nice(_NICENESS)
    return Reader(settings)


def _text_at(fetch_anything: Fetch, url: str) -> tuple[int, bytes]:
    """The status and the bytes of a site's rules for robots; raises a SourceError where the site does not answer."""
    try:
        return _OK, fetch_anything(url, content_types=None).data or b""
    except SourceMissing:
        return _NOT_FOUND, b""
    except SourceUnreachable as error:
        if error.status is None:
            raise
        return error.status, b""
