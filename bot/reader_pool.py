"""Processes that stay and read one source after another, for whoever asks from any thread."""

import time
from collections.abc import Callable
from queue import Empty
from threading import Event
from types import TracebackType
from typing import Final, Self

from bot.errors import OnRecordError, SourceError, SourceFailed
from bot.happenings import ArticleRead, Observe, ignore, outcome_of
from bot.reading import DIED, Read, Worker
from bot.sources import Source
from bot.waiting import Shelf
from summarizers.briefing import Briefing

_PATIENCE: Final = 3.0
"""Seconds: the bot has ten in all to stop."""
LONGEST: Final = 300.0
"""Seconds for one source; an article as long as one may be takes a fifth of it, fetching and starting included."""
_TOO_LONG: Final = "reading this takes too long"
_STOPPING: Final = "it was not read, as the bot is being stopped"


class ReaderPool:
    """Up to `size` processes, each started when it is needed first; one that died is replaced.

    One that has not read a source after `longest` seconds is ended, so that no page can keep it from the others.
    """

    def __init__(
        self, make_reader: Callable[[], Read], size: int, observe: Observe = ignore, longest: float = LONGEST
    ) -> None:
        self._make_reader = make_reader
        self._observe = observe
        self.longest = longest
        self._idle: Shelf[Worker | None] = Shelf()
        self._size = size
        self._reading: list[Worker] = []
        self._closed = Event()
        for _ in range(size):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __call__(self, source: Source, urgent: bool = False) -> Briefing:
        """The briefing of a source, once a process is free; raises a SourceError, or a SettingsError.

        What is urgent is read before what is not.
        """
        worker = self._idle.get(urgent)
        if self._closed.is_set():
            self._idle.put(worker)
            raise SourceFailed(_STOPPING)
        started = time.monotonic()
        result = self._read(source, worker)
        outcome = "read" if isinstance(result, Briefing) else outcome_of(result)
        self._observe(ArticleRead(outcome, time.monotonic() - started))
        if isinstance(result, Briefing):
            return result
        raise result

    def _read(self, source: Source, worker: Worker | None) -> Briefing | OnRecordError:
        """What a process makes of a source; it is free again afterwards, if it is still there."""
        keep: Worker | None = None
        try:
            if worker is not None and not worker.process.is_alive():  # stopped while it had nothing to do
                worker.end()
                worker = None
            worker = worker or Worker.start(self._make_reader)
            self._reading.append(worker)
            worker.line.send(source)
            received = worker.receive() if worker.line.poll(self.longest) else _too_long(worker)
            if isinstance(received, Briefing | SourceError) and worker.process.is_alive():
                keep = worker
        except OSError:  # it died before
            received = None
        finally:
            if worker in self._reading:
                self._reading.remove(worker)
            self._idle.put(keep)
        return received or SourceFailed(_STOPPING if self._closed.is_set() else DIED)

    def close(self) -> None:
        """Ends all processes; what is being read has a few seconds, and fails after that, as does all else."""
        self._closed.set()
        until = time.monotonic() + _PATIENCE
        for _ in range(self._size):
            worker = self._next_idle(until)
            if worker is not None:
                worker.end()
        for _ in range(self._size):
            self._idle.put(None)  # whoever waits for a process learns that there is none

    def _next_idle(self, until: float) -> Worker | None:
        try:
            return self._idle.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            for worker in tuple(self._reading):
                worker.process.kill()
            return self._idle.get()


def _too_long(worker: Worker) -> SourceFailed:
    worker.end()
    return SourceFailed(_TOO_LONG)
