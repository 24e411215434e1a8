"""Tells one story from all its articles: who said what in them, and the same quotation once, with its outlets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from bot.identity import name_key
from bot.model import (
    BEHIND_PAYWALL,
    GOES_ON,
    ArchivedDispute,
    ArchivedStatement,
    ArticleRef,
    Reported,
    Story,
    StoryVoice,
    Wording,
)
from summarizers.briefing import Actor, Article, Briefing, Statement
from summarizers.highlights import highlights

BUDGET: Final = 700
"""Characters that the statements of a story have together, about."""
_GIST: Final = 2
_EACH: Final = 3
"""Statements that are shown of an actor."""
_FEWEST_WORDS: Final = 4
"""Of a quotation that can be known again in another article."""
_ONE_QUOTATION: Final = 85.0
"""Likeness, from 0 to 100, from which two quotations of an actor are one in different wordings."""
_WORD: Final = re.compile(r"\w+")


@dataclass(slots=True)
class _Said:
    """A statement, by whom, and the articles that have it."""

    actor: Actor | None
    key: str
    statement: ArchivedStatement
    order: int
    articles: list[ArticleRef] = field(default_factory=list)
    wordings: list[Wording] = field(default_factory=list)

    @property
    def words(self) -> str:
        return _plain(self.statement.words)

    def has(self, other: "_Said") -> bool:
        """Whether the other is the same quotation, though it may be cut or worded otherwise."""
        if self.key != other.key or "indirect" in (self.statement.kind, other.statement.kind):
            return self.key == other.key and self.words == other.words
        fewest = min(len(self.words.split()), len(other.words.split()))
        if fewest < _FEWEST_WORDS:
            return self.words == other.words
        return fuzz.partial_ratio(self.words, other.words) >= _ONE_QUOTATION

    def join(self, other: "_Said") -> None:
        self.articles += [each for each in other.articles if each not in self.articles]
        if other.words != self.words and other.words not in {_plain(each.words) for each in self.wordings}:
            self.wordings.append(Wording(other.statement.words, other.statement.article))


def tell_story(
    read: Sequence[tuple[ArticleRef, Briefing]],
    disputes: Sequence[ArchivedDispute],
    watched: Sequence[str] = (),
    continues: bool = False,
) -> Story:
    """A story from its articles, in the order in which they were published."""
    said = _together(each for ref, briefing in read for each in _said(ref, briefing))
    shown = _within(sorted(said, key=lambda each: (-len(each.articles), each.order)))
    lead = max(read, key=lambda pair: (len(pair[1].statements), -pair[0].id))
    refs = tuple(ref for ref, _ in read)
    return Story(
        articles=(lead[0], *(ref for ref in refs if ref != lead[0])),
        gist=tuple(sentence.text for sentence in lead[1].gist[:_GIST]),
        voices=tuple(_voices(shown)),
        disputes=tuple(disputes),
        more_statements=sum(len(briefing.statements) for _, briefing in read)
        - sum(len(each.articles) for each in shown),
        watched=tuple(watched),
        continues=continues,
        notes=tuple(note for note in (BEHIND_PAYWALL, GOES_ON) if note in lead[1].notes),
    )


def _said(ref: ArticleRef, briefing: Briefing) -> Iterator[_Said]:
    """What an article's briefing would show, in the order in which it matters."""
    actors = {actor.id: actor for actor in briefing.actors}
    shown = [each.statement for voice in highlights(briefing).voices for each in voice.statements]
    for order, statement in enumerate(shown):
        cast = [actors[each] for each in statement.actors if each in actors]
        first = cast[0] if cast else None
        archived = _archived(statement, ref, briefing.article, cast)
        yield _Said(first, name_key(first.name, first.kind) if first else "", archived, order, [ref])


def _archived(statement: Statement, ref: ArticleRef, article: Article, cast: Iterable[Actor]) -> ArchivedStatement:
    return ArchivedStatement(
        ref,
        statement.id,
        tuple(actor.name for actor in cast),
        statement.kind,
        " ".join(article.words(statement.cue)),
        article.words(statement.content),
        statement.confidence,
    )


def _together(said: Iterable[_Said]) -> list[_Said]:
    """Each statement once."""
    different: list[_Said] = []
    for each in said:
        same = next((known for known in different if known.has(each)), None)
        if same is None:
            different.append(each)
        else:
            same.join(each)
    return different


def _within(said: Iterable[_Said]) -> list[_Said]:
    """As many as the budget has room for, and not too many of any actor."""
    shown: list[_Said] = []
    room = BUDGET
    for each in said:
        length = sum(map(len, each.statement.words))
        if sum(other.key == each.key for other in shown) < _EACH and (length <= room or not shown):
            shown.append(each)
            room -= length
    return shown


def _voices(shown: Iterable[_Said]) -> Iterator[StoryVoice]:
    by_voice: dict[str, list[_Said]] = {}
    for each in shown:
        by_voice.setdefault(each.key, []).append(each)
    for said in by_voice.values():
        actor = max((each.actor for each in said if each.actor), key=lambda actor: len(actor.name), default=None)
        reports = tuple(Reported(each.statement, tuple(each.articles), tuple(each.wordings)) for each in said)
        yield StoryVoice(actor.name if actor else "", actor.description if actor else None, reports)


def _plain(words: Iterable[str]) -> str:
    return " ".join(_WORD.findall(" ".join(words).lower()))
