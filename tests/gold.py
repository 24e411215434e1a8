"""What a careful reader found in the seed articles: twins in TOML beside them, read as offsets into their text."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizers.briefing import DisputeKind, Marking, QuotationKind, Span, Stance


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """Who said what: names after coreference (or `unnamed`, `newsroom`), and where the words stand."""

    actors: tuple[str, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: QuotationKind


@dataclass(frozen=True, slots=True)
class GoldSide:
    """A side of a dispute; each evidence spans the first words of a sentence."""

    actors: tuple[str, ...]
    stance: Stance
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldDispute:
    """A point on which the article itself shows two sides."""

    point: str
    kind: DisputeKind
    marking: Marking
    sides: tuple[GoldSide, ...]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """All that should be found in one article; statements in the order of their content."""

    title: str
    statements: tuple[GoldStatement, ...]
    disputes: tuple[GoldDispute, ...]


def load_gold(path: Path, text: str) -> GoldArticle:
    """The twin at the path, its strings located in the article's text.

    Content is looked for in text order, behind the previous statement's first stretch; source and cue are the
    occurrences nearest to the content. Raises ValueError, naming file and string, for one that is not found.
    """
    twin = tomllib.loads(path.read_text(encoding="utf-8"))
    words = _Words(path.name, text)
    return GoldArticle(
        title=twin["title"],
        statements=_read_statements(words, twin.get("statements", [])),
        disputes=tuple(_read_dispute(words, each) for each in twin.get("disputes", [])),
    )


def _read_statements(words: "_Words", tables: Iterable[dict[str, Any]]) -> tuple[GoldStatement, ...]:
    found: list[GoldStatement] = []
    position = 0
    for table in tables:
        content = words.in_order(table["content"], position)
        position = content[0].end
        found.append(
            GoldStatement(
                actors=tuple(table["actors"]),
                source=tuple(words.nearest(each, content) for each in table["source"]),
                cue=tuple(words.nearest(each, content) for each in table["cue"]),
                content=content,
                kind=table["kind"],
            )
        )
    return tuple(found)


def _read_dispute(words: "_Words", table: dict[str, Any]) -> GoldDispute:
    return GoldDispute(
        point=table["point"],
        kind=table["kind"],
        marking=table["marking"],
        sides=tuple(_read_side(words, each) for each in table["sides"]),
    )


def _read_side(words: "_Words", table: dict[str, Any]) -> GoldSide:
    evidence = tuple(words.only(each) for each in table["evidence"])
    return GoldSide(tuple(table["actors"]), table["stance"], evidence)


@dataclass(frozen=True, slots=True)
class _Words:
    """An article's text to find strings in, as whole words; `twin` is the file that asks, for messages."""

    twin: str
    text: str

    def in_order(self, strings: Iterable[str], position: int) -> tuple[Span, ...]:
        """Each string's first occurrence behind the one before, the first of them behind the position."""
        spans: list[Span] = []
        for string in strings:
            behind = [each for each in self._occurrences(string) if each.start >= position]
            spans.append(self._first(behind, string))
            position = spans[-1].end
        return tuple(spans)

    def nearest(self, string: str, content: tuple[Span, ...]) -> Span:
        """The occurrence outside the content that is least far from a stretch of it, the earlier one of two."""
        outside = [each for each in self._occurrences(string) if not any(map(each.overlaps, content))]
        return self._first(sorted(outside, key=lambda each: min(_gap(each, part) for part in content)), string)

    def only(self, string: str) -> Span:
        """The one occurrence."""
        found = list(self._occurrences(string))
        if len(found) > 1:
            raise ValueError(f"{self.twin}: stands more than once in the article: {string!r}")
        return self._first(found, string)

    def _first(self, spans: list[Span], string: str) -> Span:
        if not spans:
            raise ValueError(f"{self.twin}: not found in the article: {string!r}")
        return spans[0]

    def _occurrences(self, string: str) -> Iterable[Span]:
        before = r"(?<!\w)" if re.match(r"\w", string) else ""
        after = r"(?!\w)" if re.search(r"\w\Z", string) else ""
        return (Span(*match.span()) for match in re.finditer(before + re.escape(string) + after, self.text))


def _gap(one: Span, other: Span) -> int:
    """Characters between two spans that do not overlap."""
    return max(one.start - other.end, other.start - one.end)
