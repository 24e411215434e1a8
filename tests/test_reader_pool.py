"""A pool of reading processes, with readers that are cheap, and sources that do harm."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import active_children
from pathlib import Path

import pytest

from bot.errors import SettingsError, SourceFailed, SourceUnreachable, SourceUnreadable
from bot.reader_pool import ReaderPool
from bot.reading import Read
from bot.sources import Source
from summarizers.briefing import Briefing
from tests.polling import until
from tests.test_reading import fail_to_make_reader, make_reader, read_name


def read_odd_name(source: Source) -> Briefing:
    """As `read_name`, with one more thing to do."""
    if source.id == "unreachable":
        raise SourceUnreachable("the site asks us to wait (429)", 429, 60.0)
    return read_name(source)


def make_odd_reader() -> Read:
    return read_odd_name


def named(name: str) -> Source:
    return Source(name, name)


def process_of(briefing: Briefing) -> int:
    return int(briefing.article.text.removeprefix("read by "))


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(make_reader, 1) as pool:
        yield pool


def test_one_process_stays_and_reads_one_source_after_another(pool: ReaderPool) -> None:
    first, second = pool(named("read 1")), pool(named("read 2"))
    assert (first.id, second.id) == ("read 1", "read 2")
    assert process_of(first) == process_of(second) != os.getpid()


def test_threads_share_as_many_processes_as_there_may_be() -> None:
    with ReaderPool(make_reader, 2) as pool, ThreadPoolExecutor(8) as threads:
        slow = list(threads.map(pool, [named(f"slow {number}") for number in range(4)]))
        assert [briefing.id for briefing in slow] == [f"slow {number}" for number in range(4)]
        assert len(set(map(process_of, slow))) == 2


def test_errors_of_a_source_come_back_and_the_process_stays(pool: ReaderPool) -> None:
    before = process_of(pool(named("read 1")))
    for name, error, words in (
        ("unreadable 1", SourceUnreadable, "no words in it"),
        ("bug 1", SourceFailed, "KeyError"),
        ("huge 1", SourceFailed, "memory"),
    ):
        with pytest.raises(error, match=words):
            pool(named(name))
    assert process_of(pool(named("read 2"))) == before


def test_what_an_error_knows_comes_back_with_it() -> None:
    with ReaderPool(make_odd_reader, 1) as pool, pytest.raises(SourceUnreachable) as caught:
        pool(named("unreachable"))
    assert (caught.value.status, caught.value.wait) == (429, 60.0)


def test_a_process_that_dies_over_a_source_is_told_and_replaced(pool: ReaderPool) -> None:
    before = process_of(pool(named("read 1")))
    with pytest.raises(SourceFailed, match="its process was stopped"):
        pool(named("deadly 1"))
    assert process_of(pool(named("read 2"))) != before


def test_a_process_that_was_stopped_while_it_had_nothing_to_do_fails_no_source(pool: ReaderPool) -> None:
    before = process_of(pool(named("read 1")))
    os.kill(before, signal.SIGKILL)
    for child in active_children():
        if child.pid == before:
            child.join(5)
    assert process_of(pool(named("read 2"))) != before


@pytest.mark.parametrize("reader", [fail_to_make_reader, make_reader])
def test_error_of_the_settings_comes_back_each_time(reader: Callable[[], Read]) -> None:
    with ReaderPool(reader, 1) as pool:
        for _ in range(2):
            with pytest.raises(SettingsError, match="no such"):
                pool(named("wrong 1"))


def begin(pool: ReaderPool, name: str, threads: ThreadPoolExecutor, begun: Path) -> "Future[Briefing]":
    """Has a source read in a thread, and waits until a process is at it."""
    reading = threads.submit(pool, Source(name, name, path=begun))
    until(begun.exists, 30)
    return reading


def test_closing_waits_for_what_is_being_read_and_ends_the_processes(tmp_path: Path) -> None:
    pool = ReaderPool(make_reader, 2)
    process = process_of(pool(named("read 1")))
    with ThreadPoolExecutor(1) as threads:
        reading = begin(pool, "slow 1", threads, tmp_path / "begun")
        pool.close()
        assert reading.result(timeout=5).id == "slow 1"
    assert not is_there(process)


def test_closing_does_not_wait_for_what_takes_too_long(tmp_path: Path) -> None:
    pool = ReaderPool(make_reader, 1)
    pool(named("read 1"))
    with ThreadPoolExecutor(1) as threads:
        reading = begin(pool, "endless 1", threads, tmp_path / "begun")
        pool.close()
        with pytest.raises(SourceFailed, match="being stopped"):
            reading.result(timeout=5)


def test_whoever_waits_for_a_process_when_the_pool_closes_is_told_so(tmp_path: Path) -> None:
    pool = ReaderPool(make_reader, 1)
    pool(named("read 1"))
    with ThreadPoolExecutor(3) as threads:
        reading = begin(pool, "slow 1", threads, tmp_path / "begun")
        waiting = [threads.submit(pool, named(f"read {number}")) for number in range(2)]
        pool.close()
        assert reading.result(timeout=5).id == "slow 1"
        for each in waiting:
            with pytest.raises(SourceFailed, match="being stopped"):
                each.result(timeout=5)


def test_closing_a_pool_that_nobody_asked_is_quick() -> None:
    started = time.monotonic()
    with ReaderPool(make_reader, 4):
        pass
    assert time.monotonic() - started < 2


def test_a_process_ends_also_where_it_was_started_with_signals_ignored() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with ReaderPool(make_reader, 1) as pool:
            pool(named("read 1"))
            (reads,) = active_children()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert reads.exitcode == -signal.SIGKILL
