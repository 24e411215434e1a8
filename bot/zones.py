"""Time zones as people name them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from anyascii import anyascii
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.errors import CommandError

_NO_PLACES: Final = frozenset({"Factory", "localtime"})
"""Files that a system keeps among its zones, and which are none that people mean."""
_OFFSET: Final = re.compile(r"(?:utc|gmt)? ?[+-] ?\d[\d:.]*")
"""Etc/GMT-2 is two hours ahead of GMT: an offset that is not written to the letter is refused rather than guessed."""
_NEAREST: Final = 3
_SHOWN: Final = 40
_COMPARED: Final = [datetime(year, month, 15, tzinfo=UTC) for year in range(2000, 2031) for month in range(1, 13)]
"""Moments at which zones that are one zone under two names, such as Europe/Istanbul and Asia/Istanbul, agree."""


def zone_or_utc(name: str) -> tzinfo:
    """The zone, or UTC if it has vanished from the time zone database since somebody chose it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def is_zone(name: str) -> bool:
    """Is the zone in the time zone database?"""
    return zone_or_utc(name) is not UTC


def known_zone(name: str) -> str:
    """The IANA name of the zone, in whatever case, or of its city alone where that is enough.

    Raises CommandError, which names the nearest zones.
    """
    key = _key(name)
    found = [_by_key()[key]] if key in _by_key() else _by_city().get(key, [])
    if len({_offsets(each) for each in found}) == 1:
        return max(found, key=lambda each: (each.count("/"), each))
    if found:
        raise CommandError(f"{shown(name)} may be {' or '.join(found)}.")
    if _OFFSET.fullmatch(key):
        raise CommandError(f"{shown(name)} knows no summer time; name a place instead, such as Europe/Berlin.")
    raise CommandError(f"{shown(name)} is not a time zone. The nearest are {', '.join(_nearest(key))}.")


def shown(words: str) -> str:
    """What somebody typed, in quotation marks, cut and without what cannot be seen."""
    words = printable(words)
    return f"“{words}”" if len(words) <= _SHOWN else f"“{words[:_SHOWN]}…”"


def printable(words: str) -> str:
    """On one line, wide letters as plain ones, and nothing that cannot be seen."""
    plain = unicodedata.normalize("NFKC", words)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in plain).split())


def _key(name: str) -> str:
    """ "Port-au-Prince" and "port au prince" are one; the hyphen of "GMT-2" is a minus."""
    plain = anyascii(printable(name)).lower().replace("_", " ")
    return " ".join(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", plain).split())


@cache
def _by_key() -> dict[str, str]:
    return {_key(name): name for name in sorted(available_timezones() - _NO_PLACES)}


@cache
def _by_city() -> dict[str, list[str]]:
    cities: dict[str, list[str]] = {}
    for key, name in _by_key().items():
        if "/" in name and not name.startswith("Etc/"):
            cities.setdefault(key.rpartition("/")[2], []).append(name)
    return cities


def zones_like(beginning: str, most: int) -> list[str]:
    """Zones to suggest to somebody who has typed a beginning of their names, or of those of their cities."""
    key = _key(beginning)
    cities = [name for city, names in sorted(_by_city().items()) if city.startswith(key) for name in names]
    return list(dict.fromkeys([*cities, *(name for known, name in _by_key().items() if key in known)]))[:most]


def _offsets(name: str) -> tuple[timedelta | None, ...]:
    zone = zone_or_utc(name)
    return tuple(moment.astimezone(zone).utcoffset() for moment in _COMPARED)


def _nearest(key: str) -> Iterable[str]:
    names = {city: found[-1] for city, found in _by_city().items()}
    names |= {key: name for key, name in _by_key().items() if not name.startswith("Etc/")}
    ranked = process.extract(
        key[:_SHOWN], list(names), scorer=OSA.normalized_similarity, limit=2 * _NEAREST
    )  # a zone may be near by its city and by its name
    return list(dict.fromkeys(names[near] for near, _, _ in ranked))[:_NEAREST]
