"""Killed at any moment, the bot loses no message and repeats none."""

import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import select

from bot.archive import open_archive
from bot.channels import Address, Channels
from bot.database import reading
from bot.delivering import Courier
from bot.digests import Digests
from bot.outbox import Outbox
from bot.schedule_words import parse_schedule
from bot.tables import articles, channels, deliveries, postings
from tests.outlets import MONDAY, told
from tests.paper import Line, Paper

CHANNELS, ARTICLES = 6, 2
KILLS = {"sqlite": 40, "postgresql": 20}
"""Of each database, unless the environment says how many."""
PRELOADED = ["bot.archive", "bot.delivering", "bot.digests", "bot.schedule_words", "pydantic", "psycopg"]
"""What takes a bot long to import, so that it is not killed over that. The test itself has no name to import it by."""
START = datetime(2026, 11, 24, 8, tzinfo=UTC)
A_START = timedelta(minutes=5)
"""By which the clock goes on from one start of the bot to the next, so that what it had claimed is free again."""


def work(url: str, path: Path, now: datetime, at_work: Connection) -> None:
    """One life of the bot: composes what is due, and delivers it."""
    with open_archive(url) as archive:
        channels, outbox = Channels(archive.engine), Outbox(archive.engine)
        at_work.send(None)
        Digests(archive.engine, "UTC").post_due(channels.due(now), now)
        Courier(outbox, channels, {"paper": Paper(path)}, lambda: now, print).deliver_due()


def prepare(url: str, edition: int, now: datetime) -> None:
    """Has the digest of every channel fall due, and articles to tell in it."""
    hours = (now - MONDAY) / timedelta(hours=1)  # stands in their addresses, so that those of each edition are new
    with open_archive(url) as archive:
        channels = Channels(archive.engine)
        for number in range(CHANNELS):
            for each in range(ARTICLES):
                said = (f"Ann Lee{each}", "said", f"that {edition} schools of {number} close")
                archive.keep(told(f"Outlet {each}", said, hours=hours), f"W{number}", now)
            channel = channels.at(Address("paper", f"W{number}", f"c{number}"), now)
            channels.plan(channel, parse_schedule("08:00", "UTC"), now - timedelta(days=1))


def live(url: str, path: Path, now: datetime, seconds: float | None) -> float | None:
    """Has the bot work once, at most so long; the seconds that it took, None where it was killed before its end."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    hears, tells = context.Pipe(duplex=False)
    bot = context.Process(target=work, args=(url, path, now, tells))
    bot.start()
    tells.close()
    hears.recv()
    begun = time.monotonic()
    bot.join(seconds)
    took = time.monotonic() - begun
    bot.kill()
    bot.join()
    code = bot.exitcode
    bot.close()
    hears.close()
    assert code in (0, -signal.SIGKILL)
    return took if code == 0 else None


def wanted(url: str) -> dict[str, list[Line]]:
    """What each channel is to have had by what the database holds; nothing waits, and no article is left untold."""
    heads = deliveries.alias()
    query = (
        select(channels.c.address, deliveries.c.key, heads.c.key, deliveries.c.state)
        .select_from(deliveries.join(channels).outerjoin(heads, heads.c.id == deliveries.c.thread_id))
        .order_by(deliveries.c.id)
    )
    with open_archive(url) as archive, reading(archive.engine) as connection:
        rows = connection.execute(query).all()
        kept, posted = (set(connection.scalars(select(each))) for each in (articles.c.id, postings.c.article_id))
    assert {state for *_, state in rows} == {"sent"}
    assert kept == posted
    lines: dict[str, list[Line]] = {f"c{number}": [] for number in range(CHANNELS)}
    for name, key, head, _ in rows:
        lines[name].append(Line(name, key, head or ""))
    return lines


def test_killed_at_any_moment_it_sends_everything_once_and_in_order(archive_url: str, tmp_path: Path) -> None:
    paper, chance, now = Paper(tmp_path / "paper"), random.Random(7), START
    kills = editions = 0
    prepare(archive_url, editions, now)
    a_life = live(archive_url, paper.path, now, None)
    assert a_life
    while kills < int(os.environ.get("ONRECORD_CRASHES", KILLS[archive_url.partition(":")[0]])):
        editions += 1
        now += A_START
        prepare(archive_url, editions, now)
        while live(archive_url, paper.path, now, chance.uniform(0.0, a_life)) is None:
            kills += 1
            now += A_START
    lines, sent = wanted(archive_url), paper.lines()
    assert {name: [each for each in sent if each.channel == name] for name in lines} == lines
    for each in lines.values():
        assert sum(not line.thread for line in each) == editions + 1
