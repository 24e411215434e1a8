"""Where a time is marked with dates: every so many days, months or years, so that each date has room."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

_DAYS: Final = (1, 2, 7, 14)
_MONTHS: Final = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000)


def ticks(first: date, last: date, apart: float) -> tuple[date, ...]:
    """Dates from the first to the last, evenly, at least so many days apart; the first where there would be none."""
    for step in _DAYS:
        if step >= apart:
            return tuple(first + timedelta(days) for days in range(0, (last - first).days + 1, step))
    for step in _MONTHS:
        found = tuple(_months(first, last, step))
        if all((later - earlier).days >= apart for earlier, later in pairwise(found)):
            return found or (first,)
    return (first,)


def _months(first: date, last: date, step: int) -> Iterator[date]:
    """The first days of every so many months."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    for month in range(start + -start % step, end + 1, step):
        day = date(month // 12, month % 12 + 1, 1)
        if day >= first:
            yield day
