"""Reading over processes, with readers that are cheap, and sources that do harm."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.errors import SettingsError, SourceError, SourceFailed, SourceUnreadable
from bot.reading import FEW, Outcome, Read, read_all
from bot.sources import Source
from summarizers.briefing import SCHEMA, Article, Briefing


def read_name(source: Source) -> Briefing:
    """Does what the name of the source says; a file at its path is the sign that it has begun."""
    if source.path is not None:
        source.path.touch()
    match source.id.partition(" ")[0]:
        case "unreadable":
            raise SourceUnreadable("no words in it")
        case "wrong":
            raise SettingsError("no such model")
        case "bug":
            raise KeyError("s1")
        case "huge":
            raise MemoryError
        case "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        case "slow":
            time.sleep(0.5)
        case "endless":
            time.sleep(60)
    return Briefing(SCHEMA, source.id, Article(None, None, None, None, None, f"read by {os.getpid()}"))


def make_reader() -> Read:
    return read_name


def fail_to_make_reader() -> Read:
    raise SettingsError("no such summarizer")


def named(*ids: str) -> Iterator[Source]:
    return (Source(each, each) for each in ids)


def results(outcomes: Iterator[Outcome]) -> dict[str, str]:
    return {
        source.id: f"{type(result).__name__}: {result}" if isinstance(result, SourceError) else result.id
        for source, result in outcomes
    }


MANY = tuple(f"read {number}" for number in range(20))


def test_few_sources_are_read_in_this_process() -> None:
    outcomes = list(read_all(named(*MANY[:FEW]), make_reader, 2, ordered=True))
    texts = [result.article.text for _, result in outcomes if isinstance(result, Briefing)]
    assert texts == [f"read by {os.getpid()}"] * FEW


def test_many_sources_are_read_in_other_processes() -> None:
    outcomes = list(read_all(named(*MANY, "slow 1", "slow 2"), make_reader, 2, ordered=True))
    texts = {result.article.text for _, result in outcomes if isinstance(result, Briefing)}
    assert len(texts) == 2
    assert f"read by {os.getpid()}" not in texts


@pytest.mark.parametrize("jobs", [1, 2])
def test_order_is_kept_where_it_is_asked_for(jobs: int) -> None:
    ids = ["slow 1", *MANY, "slow 2", "read last"]
    assert [source.id for source, _ in read_all(named(*ids), make_reader, jobs, ordered=True)] == ids


def test_each_comes_as_it_finishes_where_order_is_not_asked_for() -> None:
    ids = ["slow 1", *MANY]
    read = [source.id for source, _ in read_all(named(*ids), make_reader, 2, ordered=False)]
    assert sorted(read) == sorted(ids)
    assert read[0] != "slow 1"


def test_no_more_sources_are_taken_than_are_soon_read() -> None:
    taken: list[str] = []

    def watched() -> Iterator[Source]:
        for source in named("slow 1", *(f"read {number}" for number in range(500))):
            taken.append(source.id)
            yield source

    for ordered in (True, False):
        taken.clear()
        outcomes = read_all(watched(), make_reader, 2, ordered)
        next(outcomes)
        assert len(taken) <= 12


@pytest.mark.parametrize("jobs", [1, 2])
def test_sources_that_do_harm_are_told_and_the_rest_goes_on(jobs: int) -> None:
    harm = ["unreadable 1", "bug 1", "huge 1", *(["deadly 1", "deadly 2"] if jobs > 1 else [])]
    got = results(read_all(named(*MANY[:6], *harm, *MANY[6:]), make_reader, jobs, ordered=True))
    assert list(got) == [*MANY[:6], *harm, *MANY[6:]]
    assert [got[each] for each in MANY] == list(MANY)
    assert got["unreadable 1"] == "SourceUnreadable: no words in it"
    assert got["bug 1"].endswith("(KeyError: 's1')")
    assert "memory" in got["huge 1"]
    assert jobs == 1 or "its process was stopped" in got["deadly 2"]


def test_where_a_bug_struck_is_noted() -> None:
    for jobs in (1, 2):
        (failed,) = (
            result
            for _, result in read_all(named("bug 1", *MANY), make_reader, jobs, ordered=True)
            if isinstance(result, SourceFailed)
        )
        assert "in read_name" in failed.__notes__[0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_error_of_the_settings_ends_it_all(jobs: int) -> None:
    with pytest.raises(SettingsError, match="no such model"):
        list(read_all(named(*MANY, "wrong 1"), make_reader, jobs, ordered=True))
    with pytest.raises(SettingsError, match="no such summarizer"):
        list(read_all(named(*MANY), fail_to_make_reader, jobs, ordered=True))


def leave_early() -> None:
    for _ in read_all(named(*MANY, *(f"slow {number}" for number in range(200))), make_reader, 2, ordered=True):
        print("one is read", flush=True)  # noqa: T201  # the sign for the test to interrupt


def test_interrupt_ends_it_at_once_and_quietly(tmp_path: Path) -> None:
    script = tmp_path / "leave.py"
    script.write_text(
        "from tests.test_reading import leave_early\nif __name__ == '__main__':\n"
        "    try:\n        leave_early()\n    except KeyboardInterrupt:\n        print('left')\n"
    )
    root = str(Path(__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "one is read\n"
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert out.endswith("left\n")
    assert err == ""


def test_reader_with_its_settings_travels() -> None:
    outcomes = read_all(named(*MANY), partial(partial, read_name), 2, ordered=True)
    assert list(results(outcomes)) == list(MANY)
