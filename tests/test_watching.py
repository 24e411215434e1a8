"""A bot of two processes over PostgreSQL, watched while it works: its metrics are scraped and its logs are read."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.archive import open_archive
from bot.channels import Address, Channels
from bot.following import Feeds
from bot.model import Notice
from bot.outbox import Outbox
from bot.schedule_words import parse_schedule
from tests.polling import until
from tests.postgres import PostgresServer
from tests.sites import Site, free_port
from tests.test_metrics import values

pytestmark = pytest.mark.postgres

WITHIN = 120.0
"""Seconds, on a busy machine."""
SAID = ("waited long enough", "Mayor Ann Lee", "Bob Hill", "harbour bridge")
"""In the articles."""


@dataclass
class Process:
    """A part of the bot with its pages, and what it says."""

    process: "subprocess.Popen[str]"
    port: int

    def metric(self, name: str, *labels: str) -> float:
        """A sample of what is measured now; 0 where there is none."""
        page = httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=20)
        assert page.status_code == 200
        return values(page.text, name).get(labels, 0)

    def ready(self) -> None:
        assert self.process.stderr
        assert json.loads(self.process.stderr.readline())["message"].startswith("ready: ")

    def stops(self) -> list[dict[str, object]]:
        """Its log, after it was ready."""
        self.process.terminate()
        _, told = self.process.communicate(timeout=20)
        assert self.process.returncode == 0
        return [json.loads(line) for line in told.splitlines()]


@contextmanager
def part(role: str, url: str, folder: Path) -> Iterator[Process]:
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "ONRECORD_DATABASE_URL": url,
        "ONRECORD_ALLOWED_HOSTS": "127.0.0.1",
        "ONRECORD_WEB_PORT": str(port),
        "ONRECORD_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "bot", "run", "--role", role, "--role", "web"]
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parent.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Process(process, port)
        finally:
            process.kill()


def test_a_bot_of_two_processes_is_watched_while_it_works(postgres: PostgresServer, site: Site, tmp_path: Path) -> None:
    url, now = postgres.new_database(), datetime.now(UTC)
    feed = site.feed("/wire.xml").entry("haven", published=now).entry("ostby", published=now)
    with open_archive(url) as archive:
        Feeds(archive.engine).follow("", feed.url, "Wire", now)
        channels = Channels(archive.engine)
        here = channels.at(Address("terminal", "", ""), now)
        channels.plan(here, parse_schedule("00:00 and 12:00", "UTC"), now - timedelta(days=1))
        Outbox(archive.engine).post(here.id, "hello", Notice("hello"), now)
    with part("clock", url, tmp_path) as clock, part("worker", url, tmp_path) as worker:
        clock.ready()
        worker.ready()
        assert clock.metric("onrecord_database_up") == 1
        until(is_at_least(worker, 2, "onrecord_reading_seconds_count"), WITHIN)
        until(is_at_least(worker, 1, "onrecord_deliveries_total", "sent", "terminal"), WITHIN)
        assert worker.metric("onrecord_feed_checks_total", "read") >= 1
        assert worker.metric("onrecord_new_entries_total") == 2
        assert worker.metric("onrecord_entries_total", "read") == 2
        assert worker.metric("onrecord_jobs_done_total", "compose", "done") >= 1
        assert worker.metric("onrecord_workers") >= 1
        assert clock.metric("onrecord_reading_seconds_count") == 0
        assert clock.metric("onrecord_rounds_total", "done", "queue") >= 1
        assert clock.metric("onrecord_due_digests") == worker.metric("onrecord_due_digests") == 0
        assert clock.metric("onrecord_feeds", "well") == worker.metric("onrecord_feeds", "well") == 1
        assert clock.stops() == []
        told = worker.stops()
    assert_of_events(told)


def is_at_least(process: Process, least: float, name: str, *labels: str) -> Callable[[], bool]:
    return lambda: process.metric(name, *labels) >= least


def assert_of_events(told: list[dict[str, object]]) -> None:
    """The log tells what was done, and nothing of what was read."""
    assert {each["message"] for each in told} >= {"feed check", "entry", "reading", "delivery", "job"}
    (delivery,) = (each for each in told if each["message"] == "delivery")
    assert (delivery["platform"], delivery["outcome"], delivery["code"]) == ("terminal", "sent", "")
    text = json.dumps(told)
    assert not [words for words in SAID if words in text]
    assert "127.0.0.1" not in text
