"""What the doctor says of the work that waits, and of those who should do it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.archive import open_archive
from bot.channels import Address, Channels
from bot.condition import Condition, Jobs, Waiting
from bot.doctor import Finding, examine, work_findings
from bot.jobs import COMPOSE
from bot.queueing import SCHEMA, Job, open_queue
from bot.schedule_words import parse_schedule
from bot.settings import Settings

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=3)
NOTHING = Waiting()
QUIET = Condition(NOTHING, {}, NOTHING, NOTHING, {}, None)
IDLE = Jobs({}, NOTHING, 2, NOW)


def says(condition: Condition) -> list[str]:
    """The findings, with a mark before those that want something done."""
    return [("" if found.ok else "! ") + found.says for found in work_findings(condition, NOW)]


def test_where_nothing_waits_all_is_well() -> None:
    assert says(QUIET) == ["nothing is overdue: digests, messages and feeds are seen to in time"]


def test_what_has_just_become_due_is_not_overdue() -> None:
    just = Waiting(3, NOW - timedelta(minutes=4))
    condition = replace(QUIET, digests=just, messages={("slack", "due"): just}, overdue=just, entries=just)
    assert says(condition) == says(QUIET)


def test_what_is_overdue_is_told_with_since_when() -> None:
    late = Waiting(2, LONG_AGO)
    messages = {("slack", "due"): late, ("slack", "later"): late, ("terminal", "due"): late}
    (told,) = says(replace(QUIET, digests=late, messages=messages))
    assert told == (
        "! overdue: 2 digests to compose, since 24 November 2026, 05:00 UTC; "
        "2 messages to slack, since 24 November 2026, 05:00 UTC. Is `onrecord run` running?"
    )


@pytest.mark.parametrize(
    ("jobs", "advice"),
    [
        (replace(IDLE, workers=0), "No worker shows that it lives: start `onrecord run --role worker`"),
        (IDLE, "There are no jobs for that: start `onrecord run --role clock`"),
        (
            replace(IDLE, waiting=Waiting(5, LONG_AGO), numbers={("digests", "waiting"): 5}),
            "The workers do not keep up, or wait for slow sites: start another `onrecord run --role worker`",
        ),
    ],
)
def test_who_seems_to_be_missing_is_told(jobs: Jobs, advice: str) -> None:
    told = says(replace(QUIET, overdue=Waiting(1, LONG_AGO), jobs=jobs))[0]
    assert told == f"! overdue: 1 feeds to look at, since 24 November 2026, 05:00 UTC. {advice}"


def test_messages_that_are_held_are_told() -> None:
    condition = replace(QUIET, messages={("slack", "held"): Waiting(4, LONG_AGO)})
    assert says(condition)[1] == (
        "4 messages wait for channels that take nothing; whoever planned their digests was told"
    )


def test_a_queue_in_order_is_told_with_its_worker() -> None:
    numbers = {("digests", "waiting"): 2, ("sites", "waiting"): 1, ("sites", "running"): 1, ("sites", "later"): 4}
    assert says(replace(QUIET, jobs=replace(IDLE, numbers=numbers)))[1:] == [
        "the queue: 3 jobs wait, 4 are tried again later, 1 run",
        "a worker shows that it lives",
    ]


def test_failed_and_stalled_jobs_are_told_with_what_to_do() -> None:
    numbers = {("digests", "failed"): 2, ("sites", "stalled"): 1}
    told = says(replace(QUIET, jobs=replace(IDLE, numbers=numbers)))[1]
    assert told.startswith("! the queue: 0 jobs wait")
    assert "1 are stalled, and go back into the queue where a worker runs" in told
    assert "2 failed: `onrecord jobs failed` lists them, `onrecord jobs retry all` has them tried again" in told


def test_a_worker_that_fell_silent_is_told_and_one_that_never_was_is_no_trouble() -> None:
    silent = replace(IDLE, workers=0, sign_of_life=LONG_AGO)
    assert says(replace(QUIET, jobs=silent))[-1].startswith("! the worker fell silent at 24 November 2026, 05:00 UTC")
    assert says(replace(QUIET, jobs=replace(silent, sign_of_life=None)))[-1] == "no worker runs"


def test_the_doctor_looks_at_the_database(archive_url: str) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with open_archive(archive_url) as archive:
        channels = Channels(archive.engine)
        here = channels.at(Address("slack", "W", "C1"), long_ago)
        channels.plan(here, parse_schedule("00:00 and 12:00", "UTC"), long_ago - timedelta(days=1))
    found = list(examine(Settings(database_url=archive_url)))
    assert any(each.says.startswith("overdue: 1 digests to compose") for each in found if not each.ok)


@pytest.mark.postgres
def test_the_doctor_looks_at_the_queue(postgres_url: str) -> None:
    with open_archive(postgres_url) as archive, open_queue(archive.engine) as queue:
        queue.add([Job(COMPOSE, 4, "slack C1", "digests", "channel 4")])
        with archive.engine.begin() as connection:
            connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
            connection.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    found = list(examine(Settings(database_url=postgres_url)))
    assert [each for each in found if "1 failed: `onrecord jobs failed`" in each.says and not each.ok]
    assert Finding(True, "no worker runs") in found
