"""Killed at any moment, the bot loses no message and repeats none."""

import os
import random
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from bot.archive import open_archive
from bot.channels import Address, Channels
from bot.delivering import Courier
from bot.digests import Digests
from bot.outbox import Delivery, Outbox
from bot.schedule_words import parse_schedule
from tests.outlets import told

CHANNELS, ARTICLES = 6, 4
KILLS = int(os.environ.get("ONRECORD_CRASHES", "20"))
START = datetime(2026, 11, 24, 8, tzinfo=UTC)
A_START = timedelta(minutes=5)
"""By which the clock goes on from one start of the bot to the next, so that what it had claimed is free again."""


class Paper:
    """A platform that writes each message on a line of a file, and knows what stands there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, delivery: Delivery) -> str:
        if delivery.again and delivery.key in {line.split("\t")[1] for line in self.lines()}:
            return delivery.key
        line = f"{delivery.address.channel}\t{delivery.key}\t{delivery.thread or ''}\n"
        paper = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(paper, line.encode())
        os.close(paper)
        return delivery.key

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []


def work(url: str, path: Path, now: datetime) -> None:
    """One life of the bot: composes what is due, and delivers it."""
    with open_archive(url) as archive:
        channels = Channels(archive.engine)
        Digests(archive.engine, "UTC").post_due(channels.due(now), now)
        courier = Courier(Outbox(archive.engine), channels, {"paper": Paper(path)}, lambda: now, print)
        courier.deliver_due()


def prepare(url: str, edition: int, now: datetime) -> None:
    """Has the digest of every channel fall due, and articles to tell in it."""
    with open_archive(url) as archive:
        channels = Channels(archive.engine)
        for number in range(CHANNELS):
            for each in range(ARTICLES):
                said = (f"Ann Lee{each}", "said", f"that {edition} schools of {number} close")
                archive.keep(told(f"Outlet {each}", said, hours=190), f"W{number}", now)
            channel = channels.at(Address("paper", f"W{number}", f"c{number}"), now)
            channels.plan(channel, parse_schedule("08:00", "UTC"), now - timedelta(days=1))


def live(url: str, path: Path, now: datetime, seconds: float | None) -> bool:
    """Has the bot live once, at most so long; whether it came to its end by itself."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    bot = context.Process(target=work, args=(url, path, now))
    bot.start()
    bot.join(seconds)
    bot.kill()
    bot.join()
    ended = bot.exitcode == 0
    bot.close()
    return ended


def test_killed_at_any_moment_it_sends_everything_once_and_in_order(archive_url: str, tmp_path: Path) -> None:
    paper, chance, now = Paper(tmp_path / "paper"), random.Random(7), START
    kills = editions = 0
    prepare(archive_url, editions, now)
    while kills < KILLS:
        now += A_START
        if live(archive_url, paper.path, now, chance.uniform(0.0, 0.12)):
            editions += 1
            prepare(archive_url, editions, now)
        else:
            kills += 1
    while not live(archive_url, paper.path, now := now + A_START, None):
        pass
    sent = [line.split("\t") for line in paper.lines()]
    assert len({key for _, key, _ in sent}) == len(sent)
    for number in range(CHANNELS):
        keys = [key for name, key, _ in sent if name == f"c{number}"]
        heads = [key for key in keys if key.count(":") == min(each.count(":") for each in keys)]
        expected = [
            key
            for head in heads
            for key in (head, *(f"{head}:{place}" for place in range(sum(k.startswith(f"{head}:") for k in keys))))
        ]
        assert keys == expected
        assert len(heads) == editions + 1
        assert len(keys) > len(heads)
    assert all(key.startswith(head) for _, key, head in sent)
