"""Where an article contests a claim: the claim, who made it, who contests it, and the sentences that show both."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from summarizers.briefing import DisputeKind, Span, Stance
from summarizers.claim_nouns import calls_it_so
from summarizers.document import Document
from summarizers.stands import lemmas_of
from summarizers.utterances import Utterance


@dataclass(frozen=True, slots=True)
class Contest:
    """One claim contested once; `called_so` where the answer's words say which claim it answers ("that demand")."""

    claim: tuple[Span, ...]
    claim_lemmas: frozenset[str]
    claim_at: int
    claimants: tuple[str, ...]
    claim_statements: tuple[str, ...]
    claim_evidence: tuple[Span, ...]
    contesters: tuple[str, ...]
    stance: Stance
    answer_at: int
    answer_statements: tuple[str, ...]
    answer_evidence: tuple[Span, ...]
    explicit: bool
    confidence: float
    called_so: bool = False
    kind: DisputeKind | None = None

    def is_about_the_same(self, other: "Contest") -> bool:
        """Is it the same statement that is contested, or one that says nearly the same?"""
        if self.claim_statements and self.claim_statements == other.claim_statements:
            return True
        shared = len(self.claim_lemmas & other.claim_lemmas)
        return shared > 0 and 2 * shared >= len(self.claim_lemmas | other.claim_lemmas)


def contest_of(
    document: Document,
    claim: Utterance,
    answer: Utterance,
    stance: Stance,
    confidence: float,
    *,
    explicit: bool = True,
) -> Contest:
    words, evidence = _contested_part(document, claim, answer)
    return Contest(
        claim=words,
        claim_lemmas=claim.lemmas,
        claim_at=claim.at,
        claimants=claim.statement.actors,
        claim_statements=(claim.statement.id,) if claim.statement.id else (),
        claim_evidence=evidence,
        contesters=answer.statement.actors,
        stance=stance,
        answer_at=answer.at,
        answer_statements=(answer.statement.id,) if answer.statement.id else (),
        answer_evidence=answer.sentences,
        explicit=explicit,
        confidence=confidence,
        called_so=calls_it_so(answer, claim, document),
    )


def shown_by(contest: Contest, claims: Iterable[Utterance]) -> Contest:
    """The contest with the sentences of more statements that make its claim as evidence."""
    shown = dict.fromkeys((*contest.claim_evidence, *(sentence for each in claims for sentence in each.sentences)))
    return replace(contest, claim_evidence=tuple(shown))


def _contested_part(
    document: Document, claim: Utterance, answer: Utterance
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Of a claim over several sentences the words that the answer takes up, and their sentence first."""
    parts = {
        sentence: tuple(
            Span(max(span.start, sentence.start), min(span.end, sentence.end))
            for span in claim.statement.content
            if span.overlaps(sentence)
        )
        for sentence in claim.sentences
    }
    spoken = {sentence: part for sentence, part in parts.items() if part}
    if len(spoken) < 2:
        return claim.statement.content, claim.sentences
    best = max(spoken, key=lambda each: len(lemmas_of(document, spoken[each]) & answer.lemmas))
    return spoken[best], (best, *(each for each in claim.sentences if each != best))
