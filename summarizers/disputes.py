"""Disputed points: where one actor contests what another asserts, or the newsroom corrects a claim.

A contest is looked for in four shapes, and each is tied to the claim that it answers: a statement that denies, doubts
or opposes; a noun of contesting with its bearer ("despite denials from"); the newsroom's own correction; and an answer
set against a statement just before it. The rules and their confidence were measured on annotated political news.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from summarizers.briefing import Actor, Dispute, Marking, Side, Span, Stance
from summarizers.contests import NEWSROOM, Contest, find_contests
from summarizers.document import Document
from summarizers.points import kind_of, word_point

_MOST_EVIDENCE = 6
"""Sentences that show a side; more is not evidence but the article."""


def find_disputes(document: Document) -> Document:
    """The document with its disputed points, in text order of their claims."""
    merged = _merged(find_contests(document))
    disputes = tuple(_dispute(document, number, contests) for number, contests in enumerate(merged, 1))
    return replace(document, disputes=disputes, actors=_with_newsroom(document, disputes))


def _merged(contests: Iterable[Contest]) -> list[list[Contest]]:
    """Contests of one claim are one dispute; so are those whose claims say the same."""
    groups: list[list[Contest]] = []
    for contest in sorted(contests, key=lambda contest: (contest.claim_at, contest.answer_at)):
        same = next((group for group in groups if any(contest.is_about_the_same(other) for other in group)), None)
        if same is None:
            groups.append([contest])
        else:
            same.append(contest)
    return groups


def _dispute(document: Document, number: int, contests: Sequence[Contest]) -> Dispute:
    best = max(contests, key=lambda contest: contest.confidence)
    marking: Marking = "explicit" if any(contest.explicit for contest in contests) else "implicit"
    claimants = tuple(dict.fromkeys(each for contest in contests for each in contest.claimants))
    sides = [_side(claimants, "asserts", [(c.claim_statements, c.claim_evidence) for c in contests])]
    for stance in dict.fromkeys(contest.stance for contest in contests):
        against = [contest for contest in contests if contest.stance == stance]
        actors = tuple(dict.fromkeys(each for contest in against for each in contest.contesters))
        sides.append(_side(actors, stance, [(c.answer_statements, c.answer_evidence) for c in against]))
    answers = {statement.id: statement.content for statement in document.statements}
    point = word_point(document, best.claim, answers.get(next(iter(best.answer_statements), ""), ()))
    return Dispute(
        id=f"d{number}",
        point=point,
        kind=kind_of(point, best.stance),
        marking=marking,
        confidence=best.confidence,
        sides=tuple(sides),
    )


def _side(actors: tuple[str, ...], stance: Stance, shown: Iterable[tuple[tuple[str, ...], tuple[Span, ...]]]) -> Side:
    pairs = list(shown)
    statements = tuple(dict.fromkeys(each for statements, _ in pairs for each in statements))
    evidence = tuple(dict.fromkeys(each for _, spans in pairs for each in spans))
    return Side(actors, stance, statements, evidence[:_MOST_EVIDENCE])


def _with_newsroom(document: Document, disputes: Iterable[Dispute]) -> tuple[Actor, ...]:
    """The newsroom is an actor where it takes a side."""
    speaks = any(NEWSROOM in side.actors for dispute in disputes for side in dispute.sides)
    if not speaks or any(actor.id == NEWSROOM for actor in document.actors):
        return document.actors
    return (*document.actors, Actor(NEWSROOM, document.article.publisher or "Newsroom", "newsroom"))
