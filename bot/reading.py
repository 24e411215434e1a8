"""Reading many sources: over the cores, a few at a time, so that memory does not grow with their number.

Each process has one source in its hands. So it is known which one was too much for it, where it dies, and the others
go on; the executors of the standard library lose all that is in the air.
"""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from traceback import format_exc
from typing import Final

from bot.errors import OnRecordError, SourceError, SourceFailed
from bot.sources import Source
from summarizers.briefing import Briefing

Result = Briefing | SourceError
Outcome = tuple[Source, Result]
Read = Callable[[Source], Briefing]
"""Reads one source; raises a SourceError."""

FEW: Final = 4
"""Sources up to which starting other processes takes longer than reading."""
_AHEAD: Final = 4
"""Results for each process that may wait for one before them, where order is kept."""


def read_all(sources: Iterable[Source], make_reader: Callable[[], Read], jobs: int, ordered: bool) -> Iterator[Outcome]:
    """Each source with its briefing or its error, in order or as they finish.

    `make_reader` is called once in each process; it must be importable there. An error that is not of one source,
    such as a SettingsError, ends it all.
    """
    waiting = iter(sources)
    first = list(islice(waiting, FEW + 1))
    if jobs < 2 or len(first) <= FEW:
        read = make_reader()
        for source in chain(first, waiting):
            yield source, outcome_of(read, source)
    else:
        yield from _read_in_processes(chain(first, waiting), make_reader, jobs, ordered)


def outcome_of(read: Read, source: Source) -> Result:
    """The briefing of a source, or why there is none."""
    try:
        return read(source)
    except SourceError as error:
        return error
    except OnRecordError:
        raise
    except MemoryError:
        return SourceFailed("reading this takes more memory than there is")
    except Exception as error:
        failed = SourceFailed(f"{SourceFailed()} ({type(error).__name__}: {error})")
        failed.add_note(format_exc())  # travels between processes, which a cause does not
        return failed


def _read_in_processes(
    sources: Iterable[Source], make_reader: Callable[[], Read], jobs: int, ordered: bool
) -> Iterator[Outcome]:
    numbered = enumerate(sources)
    given: dict[int, Source] = {}
    finished: dict[int, Result] = {}
    with closing(_Readers(make_reader, jobs)) as readers:
        while True:
            while readers.any_free and len(given) < jobs * _AHEAD and (task := next(numbered, None)):
                given[task[0]] = task[1]
                readers.give(*task)
            if not given:
                return
            due = next((number for number in given if ordered or number in finished), None)
            ready = due in finished
            finished.update(readers.results(block=not ready))
            if ready and due is not None:
                yield given.pop(due), finished.pop(due)


@dataclass(slots=True)
class Worker:
    """A process that reads, the line to it, and the number of the source in its hands."""

    process: SpawnProcess
    line: Connection
    task: int | None = None

    @classmethod
    def start(cls, make_reader: Callable[[], Read]) -> "Worker":
        """Starts a process; `make_reader` is called in it."""
        context = get_context("spawn")
        line, far_end = context.Pipe()
        process = context.Process(target=_work, args=(make_reader, far_end), daemon=True)
        with _interrupts_held_back():
            process.start()
        far_end.close()
        return cls(process, line)

    def receive(self) -> Result | OnRecordError | None:
        """The result, or the error that ends it all; None where the process has died over it."""
        try:
            received: Result | OnRecordError = self.line.recv()
        except (EOFError, OSError):
            self.process.join()
            return None
        return received

    def end(self) -> None:
        """Ends the process, whatever it is at."""
        self.process.kill()  # it may have been started where the other signals are ignored
        self.process.join()
        self.line.close()


DIED: Final = "reading this took more memory than there is, or its process was stopped"


class _Readers:
    """Processes that read, started when they are needed; one that died is replaced."""

    def __init__(self, make_reader: Callable[[], Read], most: int) -> None:
        self._make_reader = make_reader
        self._most = most
        self._workers: list[Worker] = []

    @property
    def any_free(self) -> bool:
        return len(self._workers) < self._most or any(worker.task is None for worker in self._workers)

    def give(self, number: int, source: Source) -> None:
        """Hands a source to a free process."""
        worker = next((worker for worker in self._workers if worker.task is None), None) or self._start()
        worker.task = number
        try:
            worker.line.send(source)
        except OSError:
            return  # it died, which is seen when its result is asked for

    def results(self, block: bool) -> Iterator[tuple[int, Result]]:
        """What has been read; waits for the first where it may `block`. Raises the error that ends it all."""
        busy = [worker for worker in self._workers if worker.task is not None]
        heard = wait([worker.line for worker in busy], None if block else 0)
        for worker in (worker for worker in busy if worker.line in heard):
            number, worker.task = worker.task, None
            result = self._receive(worker)
            if not isinstance(result, Briefing | SourceError):
                raise result
            if number is not None:
                yield number, result

    def close(self) -> None:
        """Ends all processes, whatever they are at."""
        for worker in self._workers:
            worker.end()

    def _start(self) -> Worker:
        self._workers.append(Worker.start(self._make_reader))
        return self._workers[-1]

    def _receive(self, worker: Worker) -> Result | OnRecordError:
        received = worker.receive()
        if received is None:
            self._workers.remove(worker)
            return SourceFailed(DIED)
        return received


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process that is started within never hears Ctrl-C, not even while it starts: we end it ourselves, quietly."""
    resource_tracker.ensure_running()  # would let interrupts through again if the start had to start it
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _work(make_reader: Callable[[], Read], line: Connection) -> None:
    """Reads what it is sent until the other side is gone, or an error ends it all."""
    try:
        read = make_reader()
        while True:
            line.send(outcome_of(read, line.recv()))
    except OnRecordError as error:
        line.send(error)
    except (EOFError, OSError):
        return
