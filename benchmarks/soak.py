"""A day of many feeds, of which a fifth misbehave, in a few minutes: is every entry read once, and what does it cost?

usage: uv run benchmarks/soak.py [--feeds 1000] [--rounds 20] [--database URL]

The feeds are served by another process on this machine, each under a host name of its own; the clock is moved past the
time at which feeds are due, round by round. Reading is a fake, as `benchmarks/reading.py` measures that.
"""

import argparse
import re
import socket
import struct
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event

import bot.refreshing
from bot.addresses import AllowedHosts, Gatekeeper
from bot.archive import open_archive
from bot.fetching import fetch
from bot.following import Feeds
from bot.links import page_key
from bot.refreshing import Refresher
from bot.robots import Robots
from bot.sources import Source
from summarizers.briefing import SCHEMA, Article, Briefing

BEGIN = datetime(2026, 11, 24, 6, tzinfo=UTC)
STEP = timedelta(minutes=16)
BROKEN = ("hangs", "resets", "wait", "fails", "garbage", "huge", "circle")
"""Ways of feeds that cannot be read."""
ODD = ("dates", "ids", "flaky")
"""Ways of feeds that can: dates that jump, ids that change, and a server that works every other time."""
EVERY = 4
"""Rounds from one entry of a feed to the next."""
LONGEST = 3.0
"""Seconds for a page, so that what hangs does not take the time of the benchmark."""
MOST_GROWTH = 100.0
"""Megabytes by which the process may grow after the first quarter: sixteen threads keep room for pages of 10 MB."""


def way(number: int) -> str:
    """How a feed behaves: every fifth badly."""
    return (BROKEN + ODD)[number // 5 % len(BROKEN + ODD)] if number % 5 == 4 else "well"


def entries(number: int, now: int) -> list[int]:
    """The rounds in which a feed had something new, up to now."""
    return [each for each in range(now + 1) if each == 0 or (each + number) % EVERY == 0]


def last_seen(number: int, rounds: int) -> int:
    """The last of the rounds in which a feed could be read."""
    return rounds - 1 - (way(number) == "flaky" and rounds % 2 == 0)


def serve(port: Any, now: Any) -> None:
    """Serves all feeds and their articles; `now` is the number of the round."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = int(re.sub(r"\D", "", self.headers["Host"].partition(".")[0]))
            try:
                if self.path.startswith("/feed"):
                    self.feed(number)
                elif self.path.startswith("/article"):
                    self.answer(200, page(number, self.path), "text/html")
                else:
                    self.answer(404, b"")
            except OSError:
                return  # the other side has left, as it should

        def feed(self, number: int) -> None:
            kind = way(number)
            if kind == "hangs":
                time.sleep(LONGEST + 1)
            elif kind == "resets":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            elif kind == "wait":
                self.answer(429, b"", **{"Retry-After": "1800"})
            elif kind == "fails" or (kind == "flaky" and now.value % 2):
                self.answer(500, b"")
            elif kind == "garbage":
                self.answer(200, bytes(range(256)) * 40)
            elif kind == "huge":
                self.answer(200, b"<rss>" + b" " * 50_000_000)
            elif kind == "circle":
                self.answer(302, b"", Location=self.path)
            else:
                self.answer(200, feed(number, now.value, self.headers["Host"]))

        def answer(self, status: int, body: bytes, kind: str = "application/rss+xml", **headers: str) -> None:
            tag = f'"{hash(body)}"'
            if self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            for name, value in {"Content-Type": kind, "ETag": tag, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 256

        def handle_error(self, *arguments: object) -> None:
            """A connection that was reset is nothing to tell of."""

    with Server(("127.0.0.1", 0), Handler) as server:
        port.value = server.server_port
        server.serve_forever(0.05)


def feed(number: int, now: int, host: str) -> bytes:
    """The feed as it is in a round, newest entries first."""
    items = []
    for each in reversed(entries(number, now)):
        jump = timedelta(days=(now * 37 + each) % 50) if way(number) == "dates" else timedelta()
        guid = f"{each}-{now}" if way(number) == "ids" else str(each)
        items.append(
            f"<item><title>News {each}</title><link>http://{host}/article/{each}</link><guid>{guid}</guid>"
            f"<pubDate>{format_datetime(BEGIN + STEP * each + jump)}</pubDate></item>"
        )
    return f"<rss version='2.0'><channel><title>Wire {number}</title>{''.join(items)}</channel></rss>".encode()


def page(number: int, path: str) -> bytes:
    """A short article with names of its own."""
    name = f"{number}{path.rpartition('/')[2]}".translate(str.maketrans("0123456789", "bcdfghjklm")).title()
    said = f"<p>Mayor Ann {name} said in {name}ville that the bridge of {name}ton would be closed until May.</p>"
    return f"<html><body><article><h1>{name}ville</h1>{said * 5}</article></body></html>".encode()


def read(source: Source) -> Briefing:
    """The words of a page, with nothing found in them."""
    text = re.sub(r"<[^>]*>", " ", (source.data or b"").decode())
    return Briefing(SCHEMA, source.id, Article(source.url, None, None, None, "en", text))


@dataclass
class Meter:
    """Seconds of all threads together, and how often, by kind of work."""

    seconds: Counter[str] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    """Seconds that one statement took, with its wait for others that write."""
    lock: Lock = field(default_factory=Lock)

    def timed(self, kind: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            with self.timing(kind):
                return work(*arguments, **named)

        return run

    @contextmanager
    def timing(self, kind: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.add(kind, time.perf_counter() - start)

    def add(self, kind: str, seconds: float) -> None:
        with self.lock:
            self.seconds[kind] += seconds
            self.times[kind] += 1

    def watch(self, engine: Engine) -> None:
        """Counts and times what is asked of the database."""

        @event.listens_for(engine, "before_cursor_execute")
        def before(connection: Any, *arguments: Any) -> None:
            connection.info["start"] = time.perf_counter()

        @event.listens_for(engine, "after_cursor_execute")
        def after(connection: Any, *arguments: Any) -> None:
            seconds = time.perf_counter() - connection.info["start"]
            self.longest = max(self.longest, seconds)
            self.add("database", seconds)

    def take(self) -> str:
        """What was measured since the last time, in one line."""
        kinds = ("fetch", "parse", "read", "database")
        line = "  ".join(f"{kind} {self.seconds[kind]:6.1f} s /{self.times[kind]:6}" for kind in kinds)
        line += f" (longest {self.longest:.1f} s)  robots /{self.times['robots']:4}"
        self.seconds.clear()
        self.times.clear()
        self.longest = 0.0
        return line


def megabytes() -> float:
    """Memory that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    context = get_context("spawn")
    port, now = context.Value("i", 0), context.Value("i", 0)
    server = context.Process(target=serve, args=(port, now), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.01)
    with tempfile.TemporaryDirectory() as folder:
        soak(options.feeds, options.rounds, options.database or f"sqlite:///{folder}/archive.db", port.value, now)
    server.terminate()


def soak(number: int, rounds: int, database: str, port: int, now: Any) -> None:
    meter, articles = Meter(), Counter[str]()
    gatekeeper = Gatekeeper(AllowedHosts.of(["127.0.0.1"]), lambda host, port: ["127.0.0.1"])
    fetched = meter.timed("fetch", partial(fetch, gatekeeper=gatekeeper, longest=LONGEST))
    bot.refreshing.parse_feed = meter.timed("parse", bot.refreshing.parse_feed)

    def rules(url: str) -> tuple[int, bytes]:
        meter.add("robots", 0)
        return 404, b""

    def read_once(source: Source) -> Briefing:
        articles[page_key(source.url or "")] += 1
        return read(source)

    with open_archive(database) as archive:
        meter.watch(archive.engine)
        feeds = Feeds(archive.engine)
        robots = Robots(rules, time.monotonic)
        reader = meter.timed("read", read_once)
        refresher = Refresher(feeds, archive, fetched, reader, robots, lambda: BEGIN + STEP * now.value)
        for each in range(number):
            feeds.follow("", f"http://site{each}.example:{port}/feed", None, BEGIN)
        sizes = []
        for each in range(rounds):
            now.value = each
            start, cpu = time.perf_counter(), time.process_time()
            result = refresher.refresh()
            spent, cpu = time.perf_counter() - start, time.process_time() - cpu
            sizes.append(megabytes())
            print(
                f"round {each:2}: {result.feeds:4} feeds {result.read:4} read {len(result.troubles):4} troubles  "
                f"{spent:6.1f} s ({cpu:5.1f} s of a core)  {meter.take()}  {sizes[-1]:4.0f} MB"
            )
        check(feeds, articles, number, rounds, port)
        if sizes[-1] - sizes[rounds // 4] > MOST_GROWTH:
            raise SystemExit(f"it grew from {sizes[rounds // 4]:.0f} to {sizes[-1]:.0f} MB")
    print("every entry of a feed that can be read was read once, and every other feed is reported")


def check(feeds: Feeds, articles: "Counter[str]", number: int, rounds: int, port: int) -> None:
    """Ends with a word of what is missing, what was read twice, and which feeds are not reported."""
    known = {int(re.sub(r"\D", "", feed.url.partition(".")[0])): feed for feed in feeds.of(None)}
    wanted = {
        page_key(f"http://site{each}.example:{port}/article/{entry}"): f"feed {each} ({way(each)}), entry {entry}"
        for each in range(number)
        if way(each) not in BROKEN
        for entry in entries(each, last_seen(each, rounds))
    }
    wrong = [f"{what} was read {articles[key]} times" for key, what in wanted.items() if articles[key] != 1]
    wrong += [f"something else was read: {key}" for key in articles if key not in wanted]
    wrong += [
        f"feed {each} ({way(each)}) is taken to be well"
        for each in range(number)
        if way(each) in BROKEN and not known[each].trouble
    ]
    for line in wrong[:20]:
        print(line)
    if wrong:
        raise SystemExit(f"{len(wrong)} things went wrong")


if __name__ == "__main__":
    main()
