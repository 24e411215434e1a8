"""The bot as several processes over one PostgreSQL, started and stopped as an operator does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.archive import open_archive
from bot.channels import Address, Channels
from bot.cli import run
from bot.database import reading
from bot.following import Feeds
from bot.jobs import COMPOSE
from bot.queueing import SCHEMA, Job, open_queue
from bot.schedule_words import parse_schedule
from tests.examples import BRIDGE
from tests.polling import until
from tests.sites import Site

pytestmark = pytest.mark.postgres

NOW = datetime.now(UTC)
STOPS_WITHIN = 10
STARTS_WITHIN = 60
DOING = f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs WHERE status = 'doing'"


@pytest.fixture
def url(postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The address of an archive, in the settings as well."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ONRECORD_ALLOWED_HOSTS", "127.0.0.1")
    return postgres_url


@contextmanager
def process(role: str) -> Iterator["subprocess.Popen[str]"]:
    """A process of the bot, which may take a while to start."""
    command = [sys.executable, "-m", "bot", "run", "--role", role]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def wait_for(role: str, started: "subprocess.Popen[str]") -> None:
    assert started.stderr
    assert started.stderr.readline() == f"ready: {role}\n"


def stop(started: "subprocess.Popen[str]") -> str:
    """Stops a process, which has to end in time; gives what it said on standard error.

    It is told so more than once, as by a program that hands on what the whole group was told.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
        started.send_signal(number)
    _, told = started.communicate(timeout=STOPS_WITHIN)
    assert started.returncode == 0
    return told


def test_a_clock_and_a_worker_send_a_digest_when_it_is_due_and_stop_at_a_signal(url: str) -> None:
    with open_archive(url) as archive:
        channels = Channels(archive.engine)
        here = channels.at(Address("terminal", "", ""), NOW)
        channels.plan(here, parse_schedule("00:00 and 12:00", "UTC"), NOW - timedelta(days=1))
        archive.keep(replace(BRIDGE, article=replace(BRIDGE.article, published=NOW)), "", NOW)
    with process("worker") as worker, process("clock") as clock:
        wait_for("clock", clock)
        wait_for("worker", worker)
        assert worker.stdout
        assert worker.stdout.readline().startswith("News digest")
        assert stop(clock) == ""
        assert stop(worker) == ""


def test_it_ends_well_however_often_it_is_told_to_stop(url: str) -> None:
    with process("clock") as clock:
        wait_for("clock", clock)
        given_up = time.monotonic() + STOPS_WITHIN
        while clock.poll() is None and time.monotonic() < given_up:
            clock.send_signal(signal.SIGTERM)
            time.sleep(0.001)
        assert clock.returncode == 0


def test_a_worker_that_waits_for_a_site_stops_in_time_and_gives_its_job_back(url: str, site: Site) -> None:
    feed = site.feed("/wire.xml").hangs()
    with open_archive(url) as archive:
        Feeds(archive.engine).follow("", feed.url, "Wire", NOW)
    with process("worker") as worker, process("clock") as clock, open_archive(url) as archive:
        wait_for("clock", clock)
        wait_for("worker", worker)
        until(lambda: doing(url) == 1, STARTS_WITHIN)
        time.sleep(0.2)
        stop(clock)
        stop(worker)
        with reading(archive.engine) as connection:
            states = connection.execute(text(f"SELECT task_name, status FROM {SCHEMA}.procrastinate_jobs")).all()
    assert ("fetch", "todo") in states
    assert doing(url) == 0


def doing(url: str) -> int:
    """How many jobs are being done, apart from the upkeep of the queue."""
    with open_archive(url) as archive, reading(archive.engine) as connection:
        return int(connection.scalar(text(f"{DOING} AND queue_name <> 'upkeep'")) or 0)


def test_failed_jobs_are_listed_and_tried_once_more(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with open_archive(url) as archive, open_queue(archive.engine) as queue:
        queue.add([Job(COMPOSE, 4, "slack C1\x1b[31m", "digests", "channel 4")])
        fail_all(archive.engine.url.render_as_string(hide_password=False))
        assert run(["jobs", "failed"]) == 0
        listed = capsys.readouterr().out
        assert listed.split() == ["1", "compose", "slack", "C1:", "0", "tries"]
        assert run(["jobs", "retry", "7"]) == 2
        assert capsys.readouterr().err == "onrecord: No failed job has the number 7.\n"
        assert run(["jobs", "retry", "all"]) == 0
        assert capsys.readouterr().out == "tried once more: 1\n"
        assert queue.failed() == ()


def fail_all(url: str) -> None:
    with open_archive(url) as archive, archive.engine.begin() as connection:
        connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))


def test_with_sqlite_there_are_no_jobs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    assert run(["jobs", "failed"]) == 2
    assert "With SQLite there is no queue" in capsys.readouterr().err


def test_a_backup_is_made_and_brought_back_beside_a_queue(url: str, tmp_path: Path) -> None:
    with open_archive(url) as archive, open_queue(archive.engine) as queue:
        archive.keep(BRIDGE, "", NOW)
        queue.add([Job(COMPOSE, 4, "slack C1", "digests", "channel 4")])
        assert run(["db", "backup", "kept.zip"]) == 0
        assert run(["db", "restore", "--force", "kept.zip"]) == 0
        assert run(["db", "upgrade"]) == 0
        assert archive.counts()[0] == 1
        assert queue.add([Job(COMPOSE, 4, "slack C1", "digests", "channel 4")]) == 0
