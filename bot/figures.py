"""Numbers that a text gives, with what they count, so that two of them can be told to be incompatible."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.terms import is_content, lowered, stem
from summarizers.numerals import NUMERAL, value_of

_CROWDS: Final = {"dozens": (20, 200), "scores": (40, 400), "hundreds": (150, 2_000), "thousands": (1_500, 20_000)}
"""What is too vague to contradict much."""

_ANY: Final = 1e18
"""More than is ever counted."""
_AT_LEAST: Final = ("at least", "no fewer than", "no less than", "not less than", "a minimum of")
_MORE: Final = ("more than", "over", "upwards of", "in excess of")
_AT_MOST: Final = ("at most", "no more than", "not more than", "up to", "as many as", "a maximum of")
_LESS: Final = ("fewer than", "less than", "under", "below", "not even")
_ABOUT: Final = ("about", "around", "roughly", "some", "approximately", "an estimated", "nearly", "almost", "close to")

_FIGURE: Final = re.compile(rf"(?P<money>[$€£]\s?)?{NUMERAL}(?P<percent>\s?%|\s(?:percent|per cent)\b)?", re.IGNORECASE)
_SCORE: Final = re.compile(r"(?<![\d.,/-])(\d{1,3})\s?(?:-|–|to)\s?(\d{1,3})(?![\d.,/-]|\s?%)")
_SCORED: Final = re.compile(
    r"\b(?:vote[ds]?|voting|ballot|approv\w+|pass(?:ed|es)|reject\w*|back(?:ed|s)|won|wins|win|beat|lost|lose|defeat\w*|"
    r"victory|score\w*|majority|margin|draw|drew)\b",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(rf"\b(?P<crowd>{'|'.join(_CROWDS)})\b(?:\s+of)?", re.IGNORECASE)
_NO_COUNT: Final = re.compile(
    r"(?:st|nd|rd|th)\b|(?:\s?(?:a\.?m\b|p\.?m\b|o['’]clock))|-?year-old|\s(?:years?|months?)\s(?:old|ago)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W_]+")
_END: Final = re.compile(r"[,;:()“”\"]")
_JOINING: Final = frozenset("-–/:")
_YEAR: Final = re.compile(r"\b(?:1[5-9]|20)\d\d\b")

PERSONS: Final = frozenset("people person persons other others man woman individuals victims casualties".split())
_TOLLS: Final = {
    "killed": "killed dead died fatalities bodies",
    "injured": "injured injuries hurt wounded",
    "missing": "missing unaccounted",
    "arrested": "arrested detained custody",
    "evacuated": "evacuated rescued",
}
"""What happens to people and is counted, and words for it."""
_TOLL_OF: Final = {stem(word): toll for toll, words in _TOLLS.items() for word in words.split()}
_PART: Final = frozenset("more other others additional further of".split())
"""Words behind a number by which it counts a part, or what comes on top."""
_NEAR: Final = 6
"""Words behind a number among which that may be that it counts."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number as a range of what it allows, and what it counts.

    `unit` is a stem ("crown"), `percent`, `score`, or what happened to people (`killed`); `second` is the other half of
    a score, as in 7-4. `part` names those that are only some of the people ("children").
    """

    unit: str
    low: float
    high: float
    second: float = 0
    part: str = ""

    def contradicts(self, other: "Count") -> bool:
        """Can both not be true? A part may be smaller than the whole, but not larger."""
        if self.unit != other.unit:
            return False
        if self.part != other.part:
            part, whole = (self, other) if self.part else (other, self)
            return not whole.part and part.low > whole.high
        return self.second != other.second or self.low > other.high or other.low > self.high

    def agrees(self, other: "Count") -> bool:
        """Do both count the same, with numbers that may both be true?"""
        return self.unit == other.unit and not self.contradicts(other)

    @property
    def is_toll(self) -> bool:
        """Does it count what grows while people are still being counted?"""
        return self.unit in _TOLLS


def counts(text: str) -> tuple[Count, ...]:
    """The counts that a clause gives, in its order; years, times of day, ages and ordinals are none."""
    found = sorted([*_scores(text), *_plain(text), *_vague(text)], key=lambda each: each[0])
    return tuple(count for _, count in found)


def is_result(words: str) -> bool:
    """Do the words tell how a vote or a match went?"""
    return bool(_SCORED.search(words))


def _scores(text: str) -> Iterator[tuple[int, Count]]:
    if is_result(text):
        for match in _SCORE.finditer(text):
            high, low = sorted((float(match[1]), float(match[2])), reverse=True)
            yield match.start(), Count("score", high, high, low)


def _plain(text: str) -> Iterator[tuple[int, Count]]:
    taken = [match.span() for match in _SCORE.finditer(text)] if is_result(text) else []
    for match in _FIGURE.finditer(text):
        inside = any(start <= match.start() < end for start, end in taken)
        if inside or _NO_COUNT.match(text, match.end()) or _is_year(match) or _is_part_of_word(text, match):
            continue
        unit, part = _counted(text, match)
        if unit:
            yield match.start(), Count(unit, *_range(text[: match.start()], value_of(match), match), part=part)


def _vague(text: str) -> Iterator[tuple[int, Count]]:
    for match in _VAGUE.finditer(text):
        unit, part = _what(text[match.end() :], text[: match.start()])
        if unit:
            yield match.start(), Count(unit, *_CROWDS[match["crowd"].lower()], part=part)


def _is_year(match: re.Match[str]) -> bool:
    return bool(_YEAR.fullmatch(match[0].strip()))


def _is_part_of_word(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return before.isalnum() or before in _JOINING or after.isalnum() or after in _JOINING


def _range(before: str, value: float, match: re.Match[str]) -> tuple[float, float]:
    """What the number allows, given the words before it; a round one allows what it may be rounded from."""
    lead = " ".join(before.lower().split()[-3:])
    slack = _rounding(value)
    if lead.endswith(_AT_LEAST):
        return value, _ANY
    if lead.endswith(_AT_MOST):
        return 0, value
    if lead.endswith(_MORE):
        return value, _ANY
    if lead.endswith(_LESS):
        return 0, value
    if lead.endswith(_ABOUT):
        return value - max(0.2 * value, slack), value + max(0.2 * value, slack)
    return value - slack, value + slack


def _rounding(value: float) -> float:
    """Half of the last place that a number of three places or more gives."""
    if value < 100 or value != int(value):
        return 0
    digits = str(int(value))
    zeros = len(digits) - len(digits.rstrip("0"))
    return 10**zeros / 2 if zeros else 0


def _counted(text: str, match: re.Match[str]) -> tuple[str, str]:
    if match["percent"]:
        return "percent", ""
    if match["money"]:
        return match["money"].strip(), ""
    return _what(text[match.end() :], text[: match.start()])


def _what(after: str, before: str) -> tuple[str, str]:
    """What is counted, and which part of the people, by the words behind the number; a toll by the verb near it."""
    words = [lowered(word) for word in _WORD.findall(_END.split(after)[0])][:_NEAR]
    if words[:1] and words[0] in _PART:
        return "", ""
    noun = next((word for word in words[:2] if is_content(word) or word in PERSONS), "")
    toll = next((_TOLL_OF[stem(word)] for word in words if stem(word) in _TOLL_OF), "") or _toll_before(before)
    if toll:
        plain = not noun or noun in PERSONS or stem(noun) in _TOLL_OF
        return toll, "" if plain else stem(noun)
    return ("person" if noun in PERSONS else stem(noun)), ""


def _toll_before(before: str) -> str:
    """The toll of "killed at least 12 people", "the deaths of 12"."""
    words = [lowered(word) for word in _WORD.findall(_END.split(before)[-1])][-_NEAR:]
    return next((_TOLL_OF[stem(word)] for word in reversed(words) if stem(word) in _TOLL_OF), "")
