"""What the queue costs, and how much more is read on more cores; a PostgreSQL of its own on this machine.

usage: uv run --group check benchmarks/queueing.py [--jobs 2000] [--backlog 10000] [--articles 160] [--workers 1 2]

So many workers have so many cores between them, for the clock, the database and the sites as well.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from acknowledging import ROOT, page  # which puts the folder of the tests into the path
from sqlalchemy import Engine, func, select

from bot.archive import open_archive
from bot.database import reading
from bot.feeds import ParsedEntry, ParsedFeed
from bot.fetching import Fetched
from bot.following import MOST_AT_FIRST, Feeds
from bot.queueing import Job, Kind, open_queue
from bot.tables import entries
from bot.working import Crew, working
from tests.faults import until
from tests.postgres import PostgresServer, postgres_server
from tests.sites import serving

NOTHING = Kind("nothing", 0)
THREADS, LONGEST = 8, 900.0
IN_HAND = 8
"""Articles that a worker may have taken when others find none: they are not counted, as one core does them alone."""


def main() -> None:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--jobs", type=int, default=2_000)
    parser.add_argument("--backlog", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=160)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    options = parser.parse_args()
    with postgres_server() as server:
        if options.jobs:
            _measure_jobs(server, options.jobs, options.jobs, 1)
            _measure_jobs(server, options.backlog, options.jobs // 4, 4)
    for workers in options.workers:
        with _cores(workers), postgres_server() as server:
            _measure_reading(server, options.articles, workers)


@contextmanager
def _cores(number: int) -> Iterator[None]:
    """Leaves this process, and all that it starts, so many of its cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:number])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _measure_jobs(server: PostgresServer, number: int, done: int, of_one_lock: int) -> None:
    """How fast jobs that do nothing are added and done, where so many wait and so many of them have one lock."""
    with open_archive(server.new_database()) as archive, open_queue(archive.engine) as queue:
        due = [Job(NOTHING, each, "", "sites", f"site {each // of_one_lock}") for each in range(number)]
        begun = time.perf_counter()
        queue.add(due)
        added = time.perf_counter() - begun
        finished: list[int] = []
        with working(archive.engine.url, {NOTHING: finished.append}, [Crew(["sites"], THREADS)], Event(), print):
            until(lambda: bool(finished), LONGEST)
            begun, before = time.perf_counter(), len(finished)
            until(lambda: len(finished) >= done, LONGEST)
            rate = (len(finished) - before) / (time.perf_counter() - begun)
    print(f"{number} jobs, {of_one_lock} of a site: added in {added:.1f} s, done at {rate:.0f} a second", flush=True)


def _measure_reading(server: PostgresServer, articles: int, workers: int) -> None:
    """How fast articles are fetched, read and kept by workers as an operator starts them."""
    url = server.new_database()
    with ExitStack() as stack:
        archive = stack.enter_context(open_archive(url))
        feeds, now = Feeds(archive.engine), datetime.now(UTC)
        sites = -(-articles // MOST_AT_FIRST)  # of a feed's entries no more are read at first
        for number in range(sites):
            site = stack.enter_context(serving())
            names = [f"/{number}-{each}" for each in range(articles // sites)]
            for each, name in enumerate(names):
                site.puts(name, page(number * articles + each), Content_Type="text/html")
            feed, _ = feeds.follow("", f"{site.address}/feed", None, now)
            found = tuple(ParsedEntry(each, site.address + each, each, now, None) for each in names)
            feeds.changed(feed, ParsedFeed("rss", None, None, found), Fetched(feed.url, "", None, b""), now)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        running = [_start(url, role, folder) for role in ["clock", *["worker"] * workers]]
        for each in running:
            stack.callback(each.kill)
        total = articles // sites * sites
        until(lambda: _read(archive.engine) > workers, LONGEST)
        begun, before = time.perf_counter(), _read(archive.engine)
        until(lambda: _read(archive.engine) >= total - IN_HAND * workers, LONGEST)
        rate = (_read(archive.engine) - before) / (time.perf_counter() - begun)
        clock, worker, *readers = [_megabytes(each) for each in (running[0].pid, *_with_children(running[1].pid))]
    cores = len(os.sched_getaffinity(0))
    print(f"{workers} workers on {cores} cores read {rate:.2f} articles a second", flush=True)
    print(f"the clock has {clock} MB of memory, a worker {worker} MB, its processes {readers} MB", flush=True)


def _with_children(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [process, *(int(child) for each in threads for child in each.read_text().split())]


def _megabytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) // 1024


def _start(url: str, role: str, folder: str) -> "subprocess.Popen[bytes]":
    more = {"ONRECORD_DATABASE_URL": url, "ONRECORD_ALLOWED_HOSTS": "127.0.0.1", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "bot", "run", "--role", role], env=os.environ | more, cwd=folder)


def _read(engine: Engine) -> int:
    """The number of articles that were read."""
    time.sleep(0.1)
    with reading(engine) as connection:
        return connection.execute(select(func.count()).where(entries.c.state == "read")).scalar_one()


if __name__ == "__main__":
    main()
