"""Disputed points: where one actor contests what another asserts, or the newsroom corrects a claim.

Rules look for what words mark as a contest, and tie each to the claim that it answers: statements that deny, doubt or
oppose, and the newsroom's corrections (denials); claims that are set aside and other versions (counterclaims); answers
that it is false (rebuttals); what is said against a proposal or view (objections); the same with a "not"
(contradictions); blame that is passed on (countercharges); other figures (figures). The trained reader finds those that
no word marks as well. Both were measured on annotated political news.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from summarizers.briefing import Actor, Dispute, Marking, Side, Span, Stance
from summarizers.contests import Contest
from summarizers.contradictions import find_contradictions
from summarizers.countercharges import find_countercharges
from summarizers.counterclaims import find_counterclaims
from summarizers.denials import find_denials
from summarizers.document import Document
from summarizers.figures import find_other_figures
from summarizers.objections import find_objections
from summarizers.opposing import TOLD, find_opposed
from summarizers.points import kind_of, word_point
from summarizers.rebuttals import find_rebuttals
from summarizers.stands import NEWSROOM
from summarizers.utterances import Utterances

_FINDERS = (
    find_denials,
    find_counterclaims,
    find_rebuttals,
    find_objections,
    find_contradictions,
    find_countercharges,
    find_other_figures,
)
MOST_EVIDENCE = 6
"""Sentences that show a side; more is not evidence but the article."""


def find_disputes(document: Document) -> Document:
    """The document with its disputed points, in text order of their claims."""
    utterances = Utterances(document)
    by_rule = [contest for find in _FINDERS for contest in find(utterances)]
    merged = _merged(united(by_rule, [*find_opposed(document)]) if document.encodings else by_rule)
    disputes = tuple(_dispute(document, number, contests) for number, contests in enumerate(merged, 1))
    return replace(document, disputes=disputes, actors=_with_newsroom(document, disputes), encodings=())


def united(by_rule: list[Contest], scored: list[Contest]) -> Iterator[Contest]:
    """The contests that rules find and those that the trained reader finds; of one that both find the rules' sides.

    A rule knows the claim and who stands where by the grammar; the reader says how likely it is that they clash, and
    where else it shows. What rules alone find has to be sure.
    """
    for contest in by_rule:
        agreeing = [other for other in scored if _meet(contest, other)]
        answering = [other for other in scored if _answers_it(contest, other)]
        if not agreeing and contest.confidence < TOLD:
            continue
        yield replace(
            contest,
            confidence=max([contest.confidence, *(other.confidence for other in (*agreeing, *answering))]),
            claim_evidence=_joined(
                contest.claim_evidence,
                *(other.claim_evidence for other in agreeing if {*other.claimants} <= {*contest.claimants}),
            ),
            answer_evidence=_joined(
                contest.answer_evidence,
                *(other.answer_evidence for other in agreeing if {*other.contesters} <= {*contest.contesters}),
            ),
        )
    for contest in scored:
        if not any(_meet(other, contest) or _answers_it(other, contest) for other in by_rule):
            yield contest


def _joined(*evidence: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for spans in evidence for span in spans))


def _meet(rule: Contest, scored: Contest) -> bool:
    """Do both show claim and answer in sentences that they share, one of them the reader's foremost?"""
    pairs = ((rule.claim_evidence, scored.claim_evidence), (rule.answer_evidence, scored.answer_evidence))
    shared = all({*mine} & {*theirs} for mine, theirs in pairs)
    return shared and any({*mine} & {*theirs[:1]} for mine, theirs in pairs)


def _answers_it(rule: Contest, scored: Contest) -> bool:
    """Has the reader tied an answer to another claim than its words say that it answers, or than they are about?"""
    apart = rule.explicit and bool(rule.claim_lemmas) and not rule.claim_lemmas & scored.claim_lemmas
    return (rule.called_so or apart) and rule.answer_evidence[:1] == scored.answer_evidence[:1]


def _merged(contests: Iterable[Contest]) -> list[list[Contest]]:
    """Contests of one claim are one dispute; so are those whose claims say the same, if nobody is on both sides."""
    groups: list[list[Contest]] = []
    for contest in sorted(contests, key=lambda contest: (contest.claim_at, contest.answer_at)):
        alike = (group for group in groups if any(contest.is_about_the_same(other) for other in group))
        same = next((group for group in alike if not any(_crosses(contest, other) for other in group)), None)
        if same is None:
            groups.append([contest])
        else:
            same.append(contest)
    return groups


def _crosses(one: Contest, other: Contest) -> bool:
    """Does somebody assert in one what he contests in the other?"""
    sides = ((one.claimants, other.contesters), (other.claimants, one.contesters))
    return any({*claimants} & {*contesters} for claimants, contesters in sides)


def _dispute(document: Document, number: int, contests: Sequence[Contest]) -> Dispute:
    best = max(contests, key=lambda contest: contest.confidence)
    marking: Marking = "explicit" if any(contest.explicit for contest in contests) else "implicit"
    claimants = tuple(dict.fromkeys(each for contest in contests for each in contest.claimants))
    sides = [_side(claimants, "asserts", [(c.claim_statements, c.claim_evidence) for c in contests])]
    for stance in dict.fromkeys(contest.stance for contest in contests):
        against = [contest for contest in contests if contest.stance == stance]
        actors = tuple(dict.fromkeys(each for contest in against for each in contest.contesters))
        sides.append(_side(actors, stance, [(c.answer_statements, c.answer_evidence) for c in against]))
    worded = word_point(document, best, sides[0].evidence)
    shown = {"asserts": worded.sentence, best.stance: next(iter(best.answer_evidence), None)}
    return Dispute(
        id=f"d{number}",
        point=worded.point,
        kind=best.kind or kind_of(worded.point, best.stance),
        marking=marking,
        confidence=best.confidence,
        sides=tuple(_led_by(side, shown.get(side.stance)) for side in sides),
    )


def _side(actors: tuple[str, ...], stance: Stance, shown: Iterable[tuple[tuple[str, ...], tuple[Span, ...]]]) -> Side:
    pairs = list(shown)
    statements = tuple(dict.fromkeys(each for statements, _ in pairs for each in statements))
    evidence = tuple(dict.fromkeys(each for _, spans in pairs for each in spans))
    return Side(actors, stance, statements, evidence[:MOST_EVIDENCE])


def _led_by(side: Side, sentence: Span | None) -> Side:
    """The side with the sentence first that the point is of; it is the one that is shown."""
    return replace(side, evidence=tuple(sorted(side.evidence, key=lambda each: each != sentence)))


def _with_newsroom(document: Document, disputes: Iterable[Dispute]) -> tuple[Actor, ...]:
    """The newsroom is an actor where it takes a side."""
    speaks = any(NEWSROOM in side.actors for dispute in disputes for side in dispute.sides)
    if not speaks or any(actor.id == NEWSROOM for actor in document.actors):
        return document.actors
    return (*document.actors, Actor(NEWSROOM, document.article.publisher or "Newsroom", "newsroom"))
