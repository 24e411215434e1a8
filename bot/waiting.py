"""Who is next where several want the same: those who ask now before what can wait, and workspaces by turns."""

import heapq
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from queue import Empty
from threading import Condition, Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """Things that are lent, the one that came back last first; of those who wait, who is urgent gets one first."""

    def __init__(self) -> None:
        self._things: list[T] = []
        self._waiting: list[tuple[bool, int]] = []
        self._numbers = count()
        self._changed = Condition()

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return len(self._waiting)

    def put(self, thing: T) -> None:
        """Lends it to whoever is next."""
        with self._changed:
            self._things.append(thing)
            self._changed.notify_all()

    def get(self, urgent: bool = False, timeout: float | None = None) -> T:
        """One of the things, once it is the caller's turn; raises Empty where that takes longer than these seconds."""
        with self._changed:
            ticket = not urgent, next(self._numbers)
            heapq.heappush(self._waiting, ticket)
            try:
                if not self._changed.wait_for(lambda: self._things and self._waiting[0] == ticket, timeout):
                    raise Empty
                return self._things.pop()
            finally:
                self._waiting.remove(ticket)
                heapq.heapify(self._waiting)
                self._changed.notify_all()


class Turns:
    """Does work in the threads of a pool, in turns of those for whom it is done, and for none with all threads."""

    def __init__(self, pool: ThreadPoolExecutor, most: int) -> None:
        self._pool = pool
        self._most = most
        """Threads that are at work for one at the most."""
        self._waiting: OrderedDict[str, deque[Callable[[], None]]] = OrderedDict()
        self._busy: Counter[str] = Counter()
        self._lock = Lock()

    def submit(self, whose: str, work: Callable[[], T]) -> "Future[T]":
        """Has it done, in the turn of whoever it is for."""
        future: Future[T] = Future()
        with self._lock:
            self._waiting.setdefault(whose, deque()).append(lambda: _fulfil(future, work))
        self._pool.submit(self._work)
        return future

    def _work(self) -> None:
        """Does what is next, and then what could not be begun because its owner had enough threads."""
        while (found := self._next()) is not None:
            whose, work = found
            try:
                work()
            finally:
                with self._lock:
                    self._busy[whose] -= 1

    def _next(self) -> tuple[str, Callable[[], None]] | None:
        with self._lock:
            for whose, works in self._waiting.items():
                if self._busy[whose] < self._most:
                    self._busy[whose] += 1
                    work = works.popleft()
                    self._waiting.move_to_end(whose)
                    if not works:
                        del self._waiting[whose]
                    return whose, work
        return None


def _fulfil(future: "Future[T]", work: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)
