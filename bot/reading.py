"""Reading many sources: over the cores, a few at a time, so that memory does not grow with their number."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import Final

from bot.errors import SourceError, SourceUnreadable
from bot.sources import Source
from summarizers.briefing import Briefing

Outcome = tuple[Source, Briefing | SourceError]
Read = Callable[[Source], Briefing]
"""Reads one source; raises a SourceError."""

FEW: Final = 4
"""Sources up to which starting other processes takes longer than reading."""
_IN_FLIGHT: Final = 3
"""Sources handed out ahead for each process."""

_read: Read | None = None


def read_all(sources: Iterable[Source], make_reader: Callable[[], Read], jobs: int, ordered: bool) -> Iterator[Outcome]:
    """Each source with its briefing or its error, in order or as they finish.

    `make_reader` is called once in each process; it must be importable there.
    """
    waiting = iter(sources)
    first = list(islice(waiting, FEW + 1))
    if jobs < 2 or len(first) <= FEW:
        read = make_reader()
        for source in (*first, *waiting):
            yield source, outcome_of(read, source)
        return
    results = _read_in_processes(enumerate(chain(first, waiting)), make_reader, jobs)
    yield from _in_order(results) if ordered else (outcome for _, outcome in results)


def outcome_of(read: Read, source: Source) -> Briefing | SourceError:
    """The briefing of a source, or why there is none."""
    try:
        return read(source)
    except SourceError as error:
        return error


def _read_in_processes(
    numbered: Iterator[tuple[int, Source]], make_reader: Callable[[], Read], jobs: int
) -> Iterator[tuple[int, Outcome]]:
    """As they finish; what was in the hands of a process that died is read again, each in a process of its own."""
    while True:
        flying: dict[Future[Briefing | SourceError], tuple[int, Source]] = {}
        pool = _make_pool(make_reader, jobs)
        try:
            yield from _fly(pool, numbered, flying, jobs * _IN_FLIGHT)
            return
        except BrokenProcessPool:
            lost = list(flying.values())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        for number, source in lost:
            yield number, (source, _read_alone(source, make_reader))


def _fly(
    pool: ProcessPoolExecutor,
    numbered: Iterator[tuple[int, Source]],
    flying: dict[Future[Briefing | SourceError], tuple[int, Source]],
    most: int,
) -> Iterator[tuple[int, Outcome]]:
    """Keeps `most` sources in the air until there are no more; raises BrokenProcessPool with those still in it."""
    while True:
        for number, source in islice(numbered, most - len(flying)):
            flying[pool.submit(_read_in_process, source)] = number, source
        if not flying:
            return
        landed, _ = wait(flying, return_when=FIRST_COMPLETED)
        for future in landed:
            result = future.result()
            number, source = flying.pop(future)
            yield number, (source, result)


def _make_pool(make_reader: Callable[[], Read], jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start_process, initargs=(make_reader,))


def _start_process(make_reader: Callable[[], Read]) -> None:
    global _read
    _read = make_reader()


def _read_in_process(source: Source) -> Briefing | SourceError:
    assert _read is not None
    return outcome_of(_read, source)


def _read_alone(source: Source, make_reader: Callable[[], Read]) -> Briefing | SourceError:
    try:
        with _make_pool(make_reader, 1) as pool:
            return pool.submit(_read_in_process, source).result()
    except BrokenProcessPool:
        return SourceUnreadable("reading this took more memory than there is, or the process was killed")


def _in_order(results: Iterator[tuple[int, Outcome]]) -> Iterator[Outcome]:
    """Holds back what finished early."""
    early: dict[int, Outcome] = {}
    due = 0
    for number, outcome in results:
        early[number] = outcome
        while due in early:
            yield early.pop(due)
            due += 1
