"""What an article of `seeds/` should be read as: its twin, a TOML file beside it, laid over its text.

A twin quotes the article; where its words stand is found here, so that people can write it by hand.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sources import article_of
from summarizers.briefing import Article, DisputeKind, Marking, QuotationKind, Span, Stance

SEEDS = Path(__file__).parent.parent / "seeds"
ENDINGS = (".txt", ".md", ".html")


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """Who said what; the actors by their fullest names, `unnamed` or `newsroom`."""

    actors: tuple[str, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: QuotationKind


@dataclass(frozen=True, slots=True)
class GoldSide:
    """A side of a dispute; its evidence by the first words of each sentence."""

    actors: tuple[str, ...]
    stance: Stance
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldDispute:
    """A disputed point."""

    point: str
    kind: DisputeKind
    marking: Marking
    sides: tuple[GoldSide, ...]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with all that should be found in it."""

    name: str
    article: Article
    statements: tuple[GoldStatement, ...]
    disputes: tuple[GoldDispute, ...]


def seed_articles() -> list[Path]:
    """The articles that come with the project."""
    return sorted(path for path in SEEDS.iterdir() if path.suffix in ENDINGS)


def load_gold(path: Path) -> GoldArticle:
    """An article with its twin; raises ValueError for words of the twin that the article has not."""
    article = article_of(path.read_bytes(), path.suffix).article
    twin = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    places = Places(path.name, article.text)
    return GoldArticle(
        path.stem,
        article,
        tuple(_statement(places, entry) for entry in twin.get("statements", ())),
        tuple(_dispute(places, entry) for entry in twin.get("disputes", ())),
    )


class Places:
    """Finds words in a text, statements in its order."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.last = 0

    def after_the_last(self, words: list[str]) -> tuple[Span, ...]:
        """The stretches of one content, the first of them at or after the beginning of the last content."""
        spans: list[Span] = []
        start = self.last
        for stretch in words:
            found = [place for place in self._places(stretch) if place >= start] or self._places(stretch)
            start = found[0] if found else -1
            spans.append(self._span(start, stretch))
            start = spans[-1].end
        self.last = spans[0].start if spans else self.last
        return tuple(spans)

    def nearest(self, words: list[str], to: Span) -> tuple[Span, ...]:
        """The occurrences nearest to a span."""
        return tuple(self._nearest(stretch, to) for stretch in words)

    def _nearest(self, stretch: str, to: Span) -> Span:
        found = self._places(stretch)
        outside = [place for place in found if not to.covers(Span(place, place + len(stretch)))] or found
        best = min(
            outside, key=lambda place: min(abs(place - to.end), abs(place + len(stretch) - to.start)), default=-1
        )
        return self._span(best, stretch)

    def first(self, words: list[str]) -> tuple[Span, ...]:
        """The first occurrences."""
        return tuple(self._span(next(iter(self._places(stretch)), -1), stretch) for stretch in words)

    def _places(self, stretch: str) -> list[int]:
        """Where the words stand, as whole words."""
        return [found.start() for found in re.finditer(rf"(?<!\w){re.escape(stretch)}(?!\w)", self.text)]

    def _span(self, start: int, stretch: str) -> Span:
        if start < 0:
            raise ValueError(f"{self.name}: the article does not say {stretch!r}")
        return Span(start, start + len(stretch))


def _statement(places: Places, entry: dict[str, Any]) -> GoldStatement:
    content = places.after_the_last(entry["content"])
    return GoldStatement(
        tuple(entry["actors"]),
        places.nearest(entry["source"], content[0]),
        places.nearest(entry["cue"], content[0]),
        content,
        entry["kind"],
    )


def _dispute(places: Places, entry: dict[str, Any]) -> GoldDispute:
    sides = tuple(
        GoldSide(tuple(side["actors"]), side["stance"], places.first(side["evidence"])) for side in entry["sides"]
    )
    return GoldDispute(entry["point"], entry["kind"], entry["marking"], sides)
