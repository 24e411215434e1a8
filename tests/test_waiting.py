import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty
from threading import Event

import pytest

from bot.waiting import Shelf, Turns

WITHIN = 10.0
"""Seconds."""


class Work:
    """Notes what is done, in order; it begins when it is let."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.let = Event()

    def called(self, name: str) -> Callable[[], str]:
        def do() -> str:
            assert self.let.wait(WITHIN)
            self.done.append(name)
            return name

        return do


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.let.set()


@contextmanager
def working(threads: int) -> Iterator[Turns]:
    turns = Turns(threads, "test")
    try:
        yield turns
    finally:
        turns.close(wait=True)


def ends(futures: list[Future[str]]) -> list[str]:
    return [each.result(WITHIN) for each in futures]


def test_who_comes_late_with_little_waits_for_one_of_the_others_each_time(work: Work) -> None:
    with working(1) as turns:
        futures = [turns.of("large").submit(work.called(f"large {number}")) for number in range(6)]
        futures += [turns.of("small").submit(work.called(f"small {number}")) for number in range(2)]
        work.let.set()
        ends(futures)
    assert [work.done.index(f"small {number}") for number in range(2)] in ([1, 3], [0, 2], [2, 4])
    assert [name for name in work.done if "large" in name] == [f"large {number}" for number in range(6)]


def test_nobody_gets_all_threads_and_what_was_held_back_is_done_too(work: Work) -> None:
    begun: list[str] = []

    def hangs() -> str:
        begun.append("large")
        return work.called("large")()

    with working(4) as turns:
        slow = [turns.of("large").submit(hangs) for _ in range(6)]
        assert turns.of("small").submit(lambda: "small").result(WITHIN) == "small"
        assert len(begun) <= 2
        work.let.set()
        assert ends(slow) == ["large"] * 6


def test_what_work_gives_or_raises_comes_back(work: Work) -> None:
    def breaks() -> str:
        raise ValueError("no")

    with working(1) as turns:
        failed, well = turns.of("one").submit(breaks), turns.of("one").submit(lambda: "well")
        with pytest.raises(ValueError, match="no"):
            failed.result(WITHIN)
        assert well.result(WITHIN) == "well"


def test_work_that_was_given_up_before_it_began_is_not_done(work: Work) -> None:
    with working(1) as turns:
        first, second = (turns.of("one").submit(work.called(name)) for name in ("first", "second"))
        second.cancel()
        work.let.set()
        first.result(WITHIN)
    assert work.done == ["first"]


def test_closing_gives_up_what_only_waits(work: Work) -> None:
    begun = Event()

    def begins() -> str:
        begun.set()
        return work.called("first")()

    turns = Turns(1, "test")
    first, second = turns.of("one").submit(begins), turns.of("other").submit(work.called("second"))
    assert begun.wait(WITHIN)
    turns.close(wait=False)
    work.let.set()
    assert first.result(WITHIN) == "first"
    with pytest.raises(CancelledError):
        second.result(WITHIN)


def test_who_is_urgent_gets_a_thing_before_those_who_wait_longer() -> None:
    shelf: Shelf[str] = Shelf()
    got: list[str] = []

    def takes(name: str, urgent: bool) -> None:
        thing = shelf.get(urgent)
        got.append(name)
        shelf.put(thing)

    with ThreadPoolExecutor(4) as threads:
        asked = [
            ("first", False),
            ("second", False),
            ("urgent", True),
            ("very", True),
        ]
        for number, (name, urgent) in enumerate(asked, 1):
            threads.submit(takes, name, urgent)
            while shelf.waiting < number:
                time.sleep(0.001)
        shelf.put("thing")
    assert got == ["urgent", "very", "first", "second"]


def test_whoever_waits_for_too_long_leaves_the_line() -> None:
    shelf: Shelf[str] = Shelf()
    with pytest.raises(Empty):
        shelf.get(urgent=True, timeout=0.01)
    shelf.put("one")
    shelf.put("two")
    assert (shelf.get(timeout=WITHIN), shelf.get()) == ("two", "one")
    assert shelf.waiting == 0
