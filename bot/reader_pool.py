"""Processes that stay and read one source after another, for whoever asks from any thread."""

from collections.abc import Callable
from queue import LifoQueue
from types import TracebackType
from typing import Self

from bot.errors import SourceError, SourceFailed
from bot.reading import DIED, Read, Worker
from bot.sources import Source
from summarizers.briefing import Briefing


class ReaderPool:
    """Up to `size` processes, each started when it is needed first; one that died is replaced."""

    def __init__(self, make_reader: Callable[[], Read], size: int) -> None:
        self._make_reader = make_reader
        self._idle: LifoQueue[Worker | None] = LifoQueue()
        self._size = size
        for _ in range(size):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __call__(self, source: Source) -> Briefing:
        """The briefing of a source, once a process is free; raises a SourceError, or a SettingsError."""
        worker = self._idle.get()
        keep: Worker | None = None
        try:
            if worker is not None and not worker.process.is_alive():  # stopped while it had nothing to do
                worker.end()
                worker = None
            worker = worker or Worker.start(self._make_reader)
            worker.line.send(source)
            received = worker.receive()
            if isinstance(received, Briefing | SourceError):
                keep = worker
        except OSError:  # it died before
            received = None
        finally:
            self._idle.put(keep)
        if isinstance(received, Briefing):
            return received
        raise received or SourceFailed(DIED)

    def close(self) -> None:
        """Waits for what is being read, then ends all processes."""
        for _ in range(self._size):
            worker = self._idle.get()
            if worker is not None:
                worker.end()
