"""When digests are due: wall times on chosen days in a time zone, with quiet hours. Arithmetic only: no clock in it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.zones import zone_or_utc

WEEK: Final = 7
_LONGEST_MOVE: Final = 2
"""Days by which quiet hours and gaps move a digest, at most: the end of quiet hours may itself be on a skipped day."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the wall clock in which nothing is posted, over midnight where they end before they start.

    There are none where they end as they start.
    """

    start: time
    end: time

    def __contains__(self, wall: time) -> bool:
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


@dataclass(frozen=True, slots=True)
class Schedule:
    """Wall times on days (0 is Monday) in an IANA zone, which is UTC where the time zone database lost the zone."""

    times: tuple[time, ...]
    days: frozenset[int]
    zone: str
    quiet: Quiet | None = None


def next_due(schedule: Schedule, after: datetime) -> datetime | None:
    """The first moment, in UTC, strictly after `after` (aware) at which a digest is due; None if there never is one.

    A wall time that the clocks skip is due as soon as they have, one that they show twice the first time, and one in
    quiet hours when those end. Digests that fall on one moment so are one.
    """
    zone = zone_or_utc(schedule.zone)
    today = after.astimezone(zone).date()
    return min((due for due in _around(schedule, today, zone) if due > after), default=None)


def is_quiet(schedule: Schedule, at: datetime) -> bool:
    """Does the wall clock show quiet hours at this moment (aware)?"""
    wall = at.astimezone(zone_or_utc(schedule.zone)).time()
    return schedule.quiet is not None and wall in schedule.quiet


def encode(schedule: Schedule) -> str:
    """The schedule as JSON, for `decode`."""
    quiet = schedule.quiet and [schedule.quiet.start.isoformat(), schedule.quiet.end.isoformat()]
    times = [each.isoformat() for each in schedule.times]
    return json.dumps({"times": times, "days": sorted(schedule.days), "zone": schedule.zone, "quiet": quiet})


def decode(text: str) -> Schedule:
    """The schedule that `encode` wrote."""
    row = json.loads(text)
    quiet = row["quiet"] and Quiet(*map(time.fromisoformat, row["quiet"]))
    return Schedule(tuple(map(time.fromisoformat, row["times"])), frozenset(row["days"]), row["zone"], quiet)


def _around(schedule: Schedule, today: date, zone: tzinfo) -> Iterator[datetime]:
    """When digests are due, in no order: all that may be the next, since every day of the week comes after today."""
    for ahead in range(-_LONGEST_MOVE, WEEK + _LONGEST_MOVE + 1):
        day = today + timedelta(ahead)
        if day.weekday() in schedule.days:
            for each in schedule.times:
                yield _audible(_reached(datetime.combine(day, each), zone), schedule.quiet, zone)


def _audible(moment: datetime, quiet: Quiet | None, zone: tzinfo) -> datetime:
    """The moment, or the end of the quiet hours it is in; the clocks may skip that end into the next quiet hours."""
    wall = moment.astimezone(zone).replace(tzinfo=None)
    while quiet and wall.time() in quiet:
        end = datetime.combine(wall, quiet.end)
        moment = _reached(end if end > wall else end + timedelta(1), zone)
        wall = moment.astimezone(zone).replace(tzinfo=None)
    return moment


def _reached(wall: datetime, zone: tzinfo) -> datetime:
    """The first moment, in UTC, at which the wall clock shows this time or, if it skips it, a later one."""
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: tzinfo) -> datetime:
    """The moment at which the clocks skip this wall time.

    Read by the offset after the gap (fold 1) the time is before that moment, read by the offset before it is after.
    """
    wall = wall.replace(microsecond=0)
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = timedelta(seconds=1)
    while late - early > second:
        middle = early + (late - early) // second // 2 * second
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late
