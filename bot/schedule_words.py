"""Digest schedules as people type them, and as they are told."""

import re
from collections.abc import Iterable
from datetime import time
from itertools import groupby, zip_longest
from typing import Final

from bot.errors import CommandError
from bot.schedule import WEEK, Quiet, Schedule
from bot.zones import is_zone, known_zone, printable, shown

_MOST_TIMES: Final = 6
"""Digests a day: more of them are noise."""
_EXAMPLE: Final = "For example: /digest at 08:00 Europe/Berlin on weekdays"
_QUIET_EXAMPLE: Final = "For example: /digest at 08:00 quiet 22:00-07:00"

_NAMES: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAYS: Final = {
    form: number for number, name in enumerate(map(str.lower, _NAMES)) for form in (name, f"{name}s", name[:3])
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_EVERY: Final = frozenset(range(WEEK))
_SETS: Final = (
    dict.fromkeys("day days daily everyday".split(), _EVERY)
    | dict.fromkeys("weekday weekdays workday workdays".split(), frozenset(range(5)))
    | dict.fromkeys("weekend weekends".split(), frozenset({5, 6}))
)
_BEFORE_DAYS: Final = frozenset("on every each all".split())
_JOINING: Final = frozenset("and & at in the with from time".split())
_NAMED: Final = {"midnight": time(0), "noon": time(12), "midday": time(12)}
_NOON: Final = 12
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(am|pm)?", re.ASCII)
_HALF_OF_DAY: Final = re.compile(r"(?<=\d)\s*([ap])\.?m\b\.?")
_RANGE: Final = re.compile(r"\s*[-–—]\s*|\s+(?:to|till|until|through)\s+")
_BETWEEN: Final = re.compile(r"[\s,;()]+")


def parse_schedule(words: str, default_zone: str) -> Schedule:
    """The schedule in "8am and 18:30 Berlin on mon-fri, quiet 22:00-07:00": times, and all else if it is wanted.

    Without days it is for every day, without a zone in the default one. Raises CommandError, which gives an example.
    """
    said, quiet = _quiet_apart(_split(words))
    kinds = _by_kind(said)
    times = tuple(sorted(set(map(_time, kinds.get("time", [])))))
    if not times:
        raise CommandError(f"At what time? {_EXAMPLE}")
    if len(times) > _MOST_TIMES:
        raise CommandError(f"That is {len(times)} times a day; {_MOST_TIMES} are the most.")
    days = frozenset[int]().union(*map(_days, kinds["day"])) if "day" in kinds else _EVERY
    zone = known_zone(" ".join(kinds["zone"])) if "zone" in kinds else default_zone
    return Schedule(times, days, zone, quiet)


def in_words(schedule: Schedule) -> str:
    """ "at 08:00 and 18:30 (Europe/Berlin), Monday to Friday, quiet from 22:00 to 07:00"."""
    if not (schedule.times and schedule.days):
        return "never"
    zone = schedule.zone if is_zone(schedule.zone) else f"UTC, as {shown(schedule.zone)} is no longer a time zone"
    told = f"at {_listed(map(_clock, schedule.times))} ({zone}), {_days_in_words(schedule.days)}"
    quiet = schedule.quiet
    if quiet is None or quiet.start == quiet.end:
        return told
    return f"{told}, quiet from {_clock(quiet.start)} to {_clock(quiet.end)}"


def _split(words: str) -> list[str]:
    """The words in lower case, "8 a.m." and "Monday to Friday" each as one."""
    text = _RANGE.sub("-", _HALF_OF_DAY.sub(r"\1m", printable(words).lower()))
    return [word for word in (each.strip(".!?\"'“”") for each in _BETWEEN.split(text)) if word]


def _quiet_apart(words: list[str]) -> tuple[list[str], Quiet | None]:
    """The words without "quiet 22:00-07:00", and those hours."""
    if "quiet" not in words:
        return words, None
    at = words.index("quiet")
    end = at + 1
    while words[end : end + 1] in (["hours"], ["from"]):
        end += 1
    hours = words[end] if end < len(words) else ""
    start, dash, stop = hours.partition("-")
    if not (dash or hours in {"off", "none"}):
        raise CommandError(f"Quiet from when to when? {_QUIET_EXAMPLE}")
    quiet = Quiet(_time(start), _time(stop)) if dash else None
    return words[:at] + words[end + 1 :], quiet if quiet and quiet.start != quiet.end else None


def _by_kind(words: Iterable[str]) -> dict[str, list[str]]:
    """The times, the days and the words of the zone, each of which are said in one go: whose would others be?"""
    telling = [word for word in words if word not in _JOINING]
    for word, following in zip_longest(telling, telling[1:], fillvalue=""):
        if word in _BEFORE_DAYS and following not in _BEFORE_DAYS and not _is_day(following):
            asked = f"{shown(following)} is not a day." if following else "On which days?"
            raise CommandError(f"{asked} {_EXAMPLE}")
    kinds: dict[str, list[str]] = {}
    for kind, run in groupby((word for word in telling if word not in _BEFORE_DAYS), key=_kind):
        if kind in kinds:
            raise CommandError(f"One schedule at a time: all times, then the zone, then the days. {_EXAMPLE}")
        kinds[kind] = list(run)
    return kinds


def _kind(word: str) -> str:
    """No zone begins with a digit, so what does is meant for a time."""
    if word in _NAMED or word[0].isdigit():
        return "time"
    return "day" if _is_day(word) else "zone"


def _time(word: str) -> time:
    if word in _NAMED:
        return _NAMED[word]
    match = _TIME.fullmatch(word)
    if not match:
        raise CommandError(f"{shown(word)} is not a time. {_EXAMPLE}")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= _NOON:
        hour = -1
    elif half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise CommandError(f"{shown(word)} is not a time. {_EXAMPLE}") from error


def _is_day(word: str) -> bool:
    first, dash, last = word.partition("-")
    return word in _SETS or (first in _DAYS and (last in _DAYS if dash else True))


def _days(word: str) -> frozenset[int]:
    """The days of "weekends", "tue" or "fri-mon"."""
    if word in _SETS:
        return _SETS[word]
    first, _, last = word.partition("-")
    start = _DAYS[first]
    return frozenset((start + ahead) % WEEK for ahead in range((_DAYS[last or first] - start) % WEEK + 1))


def _days_in_words(days: frozenset[int]) -> str:
    """Three or more in a row, also over Sunday, by the first and the last."""
    if days == _EVERY:
        return "every day"
    firsts = [day for day in days if (day - 1) % WEEK not in days]
    if len(firsts) == 1 and len(days) > 2:
        return f"{_NAMES[firsts[0]]} to {_NAMES[(firsts[0] + len(days) - 1) % WEEK]}"
    return _listed(_NAMES[day] for day in sorted(days))


def _listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _clock(wall: time) -> str:
    return f"{wall:%H:%M}"
