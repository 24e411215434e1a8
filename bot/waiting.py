"""Who is next where several want the same: those who ask now before what can wait, and workspaces by turns."""

import heapq
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from queue import Empty
from threading import Condition, Lock
from typing import Any, Generic, TypeVar

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
    """Does work in some threads, in turns of those for whom it is done, and for none of them in all threads."""

    def __init__(self, threads: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, name)
        self._most = max(1, threads // 2)
        """Threads that are at work for one at a time."""
        self._waiting: OrderedDict[str, deque[_Task]] = OrderedDict()
        self._busy: Counter[str] = Counter()
        self._lock = Lock()

    def of(self, whose: str) -> Executor:
        """What does work for one of them."""
        return _Share(partial(self._submit, whose))

    def close(self, wait: bool) -> None:
        """Gives up what has not begun; may wait for what has."""
        with self._lock:
            given_up = [task for tasks in self._waiting.values() for task in tasks]
            self._waiting.clear()
        for task in given_up:
            task.future.cancel()
        self._pool.shutdown(wait, cancel_futures=True)

    def _submit(self, whose: str, work: Callable[[], Any]) -> "Future[Any]":
        task = _Task(work, Future())
        with self._lock:
            self._waiting.setdefault(whose, deque()).append(task)
        self._pool.submit(self._work)
        return task.future

    def _work(self) -> None:
        """Does what is next, and then what could not be begun before as its owner had enough threads."""
        while (found := self._next()) is not None:
            whose, task = found
            try:
                task.do()
            finally:
                with self._lock:
                    self._busy[whose] -= 1

    def _next(self) -> "tuple[str, _Task] | None":
        with self._lock:
            whose = next((each for each in self._waiting if self._busy[each] < self._most), None)
            if whose is None:
                return None
            task = self._waiting[whose].popleft()
            self._waiting.move_to_end(whose)
            if not self._waiting[whose]:
                del self._waiting[whose]
            self._busy[whose] += 1
        return whose, task


@dataclass(frozen=True, slots=True)
class _Task:
    """Work, and where what comes of it is waited for."""

    work: Callable[[], Any]
    future: "Future[Any]"

    def do(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            self.future.set_result(self.work())
        except BaseException as error:
            self.future.set_exception(error)


class _Share(Executor):
    """One owner's share of the threads."""

    def __init__(self, submit: "Callable[[Callable[[], Any]], Future[Any]]") -> None:
        self._submit = submit

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        return self._submit(partial(fn, *args, **kwargs))
