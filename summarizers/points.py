"""The wording of a disputed point, made from the article's own words by rule, and its kind."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from summarizers.briefing import DisputeKind, Span, Stance, Statement
from summarizers.contest_words import BLAME_WORDS, CLAIM_NOUNS, POLICY_WORDS, PROSPECT_WORDS
from summarizers.contests import Contest
from summarizers.document import Document
from summarizers.propositions import clauses, propositions
from summarizers.spans import overlapping
from summarizers.stand_ins import StandIns
from summarizers.stands import lemmas_of, stance_of_word
from summarizers.wordings import Wording, cut, plain, shortened, swapped

_NAMING: Final = re.compile(
    rf"(?:the|a|any|such|his|her|their|those|these|\w+['’]s?)\s+(?:{'|'.join(sorted(CLAIM_NOUNS))})s?\s+that\b\s*", re.I
)
_AFFIRMED: Final = {"any": "some", "anyone": "someone", "anybody": "somebody", "anything": "something"}
"""Words that only what is denied or asked has, and those that stand in a claim."""
_FEWEST: Final = 3
_FEW, _CUT, _ELSEWHERE, _NARRATED, _DENIED = 3.0, 0.8, 2.0, 2.2, 0.3
"""What is to be said against a wording: too few words; too many; of another statement; told by the article rather than
said; taken from its denial."""
_SHARED: Final = 2
"""Words that another statement has in common with the claim, to be taken for it."""
_GOOD: Final = 0.2
"""Below this nothing better is looked for."""
_KEPT: Final = 0.6
"""Share of the claim's words that the sentence around it has, to be taken for it."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A point, and the sentence whose words it has; none where that is the contesting side's."""

    point: str
    sentence: Span | None


def word_point(document: Document, contest: Contest, evidence: Sequence[Span]) -> Worded:
    """At most twenty words that state the claim, to be understood alone: the clause that least can be said against.

    It is made of the claim's words; failing those of another statement of that side, among the sentences that show it;
    or of what a denial denies.
    """
    best: tuple[Wording, Span | None] | None = None
    for found in _candidates(document, contest, evidence):
        if best is None or found[0].cost < best[0].cost:
            best = found
        if best[0].cost <= _GOOD:
            break
    if best is None:
        return Worded(cut(_bare(document, contest.claim)), _sentence_at(document, contest.claim))
    return Worded(cut(str(best[0])), best[1])


def _candidates(
    document: Document, contest: Contest, evidence: Sequence[Span]
) -> Iterator[tuple[Wording, Span | None]]:
    """Every clause that may word the point, with names for its pronouns, and the claim's sentence that it is of."""
    for wording in _denied(document, contest):
        yield _weighed(wording), None
    claim = lemmas_of(document, contest.claim)
    for statement, content, sentence in _said(document, contest, evidence):
        mine = content == contest.claim
        if not mine and len(claim & lemmas_of(document, content)) < _SHARED:
            continue
        against = 0.0 if mine else _ELSEWHERE
        stand_ins = StandIns(document, statement)
        for wording in _wordings(document, statement, content, sentence):
            yield _weighed(stand_ins.named(shortened(wording)).dearer(against)), sentence


def _said(
    document: Document, contest: Contest, evidence: Sequence[Span]
) -> Iterator[tuple[Statement | None, tuple[Span, ...], Span]]:
    """The claim, and the other statements of its side, sentence by sentence: what of each stands there."""
    first = _sentence_at(document, contest.claim)
    statements = [each for each in document.statements if each.id in contest.claim_statements and each.content]
    if first is not None:
        owner = next(
            (each for each in statements if each.content[0].start <= contest.claim_at and _holds(each, contest)), None
        )
        yield owner, contest.claim, first
    for sentence in evidence:
        for statement in statements:
            here = tuple(_within(span, sentence) for span in statement.content if span.overlaps(sentence))
            if here and here != contest.claim:
                yield statement, here, sentence


def _holds(statement: Statement, contest: Contest) -> bool:
    return any(span.overlaps(contest.claim[0]) for span in statement.content)


def _within(span: Span, sentence: Span) -> Span:
    return Span(max(span.start, sentence.start), min(span.end, sentence.end))


def _sentence_at(document: Document, words: Sequence[Span]) -> Span | None:
    return next((sentence for span in words for sentence in overlapping(document.sentences, span)), None)


def _wordings(
    document: Document, statement: Statement | None, content: Sequence[Span], sentence: Span
) -> Iterator[Wording]:
    """What a statement says; where nobody says it or that is no clause, what the sentence tells."""
    if statement is not None:
        yield from propositions(document, statement, content)
    else:
        yield from clauses(plain(document.tokens_at(*content)))
    if statement is None or statement.kind != "direct":
        yield from _told(document, content, sentence)


def _told(document: Document, content: Sequence[Span], sentence: Span) -> Iterator[Wording]:
    """The clauses of a sentence that tell what of it is claimed."""
    claim = lemmas_of(document, content)
    for wording in clauses(plain(document.tokens_at(sentence))):
        told = {token.lemma_.lower() for token in shortened(wording).tokens}
        if len(claim & told) >= _KEPT * len(claim):
            yield wording.dearer(_NARRATED)


def _denied(document: Document, contest: Contest) -> Iterator[Wording]:
    """The clauses of what a denial denies ("rejected the claim that ..."); it words best what is denied."""
    answers = [each for each in document.statements if each.id in contest.answer_statements[:1]]
    for answer in answers:
        if "denies" not in {stance_of_word(token) for token in document.tokens_at(*answer.cue)}:
            continue
        words = plain(document.tokens_at(*answer.content))
        if not lemmas_of(document, answer.content) & contest.claim_lemmas:
            continue
        text = " ".join(document.article.words(answer.content))
        named = _NAMING.search(text)
        for wording in clauses(words):
            stand_ins = StandIns(document, None if named else answer)  # the claim of somebody else may be about her
            said = stand_ins.named(shortened(wording)).dearer(0.0 if named else _DENIED)
            yield swapped(said, lambda token: _AFFIRMED.get(token.lower_))


def _weighed(wording: Wording) -> Wording:
    count = len(str(wording).split())
    return wording.dearer(_FEW * (count < _FEWEST) + _CUT * wording.long)


def _bare(document: Document, claim: Sequence[Span]) -> str:
    return str(Wording(plain(document.tokens_at(*claim))))


def kind_of(point: str, stance: Stance) -> DisputeKind:
    """What sort of proposition it is, by its words; what is opposed rather than denied is a policy."""
    words = {word.strip(".,").lower() for word in point.split()}
    if words & BLAME_WORDS:
        return "blame"
    if stance == "opposes" or (words & POLICY_WORDS and not words & PROSPECT_WORDS):
        return "policy"
    return "prospect" if words & PROSPECT_WORDS else "fact"
