"""How often something may be done: so many times at once, and from then on once in a while.

This is the generic cell rate algorithm. Of the past it remembers one moment for each who is limited: when all that was
used will be free again. So it takes the same room however often somebody asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

_HOUR: Final = timedelta(hours=1)
_AT_EASE: Final = timedelta(0)
_MOST_KNOWN: Final = 10_000
"""Keys from which on those are looked for that need not be remembered any more."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` times at once, and once every `every` from then on."""

    burst: int
    every: timedelta

    def wait(self, free_at: datetime | None, now: datetime) -> timedelta:
        """How long until it may be done once more; `free_at` is when all that was used is free again."""
        used = (free_at or now) - now
        return max(_AT_EASE, used - (self.burst - 1) * self.every)

    def used(self, free_at: datetime | None, now: datetime) -> datetime:
        """When all is free again, if it is done now."""
        return max(free_at or now, now) + self.every


def hourly(most: int) -> Rate:
    """No more than `most` times in any hour: half of them at once, and the others spread over it."""
    burst = max(1, most // 2)
    return Rate(burst, -(-_HOUR // (most - burst + 1)))


class Limiter:
    """Limits, in this process, how often each of many does something; threads may share it."""

    def __init__(self) -> None:
        self._free_at: dict[str, datetime] = {}
        self._lock = Lock()

    @property
    def known(self) -> int:
        """Of how many something is remembered."""
        return len(self._free_at)

    def take(self, rates: Mapping[str, Rate], now: datetime) -> timedelta:
        """How long until it may be done by all of these rates, each under its key; if at once, it counts as done."""
        with self._lock:
            wait = max(rate.wait(self._free_at.get(key), now) for key, rate in rates.items())
            if not wait:
                self._free_at |= {key: rate.used(self._free_at.get(key), now) for key, rate in rates.items()}
                self._forget(now)
        return wait

    def _forget(self, now: datetime) -> None:
        """Who has all free again is as good as unknown."""
        if len(self._free_at) > _MOST_KNOWN:
            self._free_at = {key: free_at for key, free_at in self._free_at.items() if free_at > now}
