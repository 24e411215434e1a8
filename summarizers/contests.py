"""Where an article contests a claim: the claim, who made it, who contests it, and the sentences that show both."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from math import sqrt
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import DisputeKind, Span, Stance, Statement
from summarizers.contest_words import CLAIM_NOUNS, CONTRASTS, CORRECTIONS, FALSELY, NEGATIONS, NOUNS, PHRASES, SAID_BY
from summarizers.document import Document
from summarizers.phrases import DEFINITE, is_negated, links_clause
from summarizers.spans import overlapping, span_at
from summarizers.stands import NEWSROOM, gives_no_answer, lemmas_of, stance_of_word

_BEARERS: Final = frozenset({"from", "by", "among"})
_ANSWERS: Final = frozenset({"counter", "respond", "reply", "retort", "insist", "disagree"})

_NEAR_CORRECTION: Final = 200
"""Characters between a claim and its correction."""
_LEAST_SHARED: Final = 0.9
"""Weight of shared words from which two statements speak of one thing."""
_FAR: Final = 99
_COMMON: Final = 12
"""Statements with a word from which it no longer tells what they are about; keeps long articles linear."""
_LOOKED_THROUGH: Final = 12
"""Statements before an answer among which is what somebody else said last; keeps long articles linear."""
_NEAR: Final = 6
"""Statements before a contest that may be what it answers, though they share no word with it."""
_LEAST_CONFIDENCE: Final = 0.4
_SAME_WORDS: Final = 1.5
"""Weight of shared words from which an answer takes up the words of the claim."""
_LEAST_FIT: Final[dict[Stance, float]] = {"denies": 1.2, "doubts": 1.4, "opposes": 1.8, "asserts": 9.0}
_SAME_SENTENCE, _NEXT_SENTENCE, _POINTS_BACK, _NAMES_CLAIMANT, _NAMED_BY_CLAIM = 1.5, 0.7, 0.8, 1.2, 1.0
_CALLS_IT_SO, _CALLED_SO = 2.0, 0.55
_TOLD_INSIDE, _NAMED_INSIDE = 0.75, 0.5
"""Confidence of a claim that its denial ascribes to somebody, with what it says and without."""
_POINTED: Final = 0.8
"""Of 13 denials that point back ("denied the charges") all were of the claim they are tied to, in annotated news."""
_DENIED_BESIDE: Final = 0.7
"""What is denied by its own clause was said just before in four of four cases there that nothing else ties."""
_REACH = 3
"""Sentences over which "the accusation" reaches back."""
_PRONOUNS: Final = frozenset({"it", "that", "this", "them", "these", "those", "too"})
_POINTING: Final = DEFINITE | {"such"}
_BESIDE: Final = frozenset({",", "-", "–", "—"})
_CLAUSES: Final = frozenset({"acl", "ccomp", "relcl"})
_TOLD_WHAT: Final = _CLAUSES | {"poss", "prep"}


@dataclass(frozen=True, slots=True)
class Utterance:
    """A statement with what it is compared by: its sentence, content lemmas, whether it negates, or says nothing."""

    statement: Statement
    at: int
    sentences: tuple[Span, ...]
    lemmas: frozenset[str]
    negated: bool
    silent: bool = False

    @property
    def actors(self) -> frozenset[str]:
        return frozenset(self.statement.actors)


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


class Utterances:
    """The statements of a document in text order, found again by what they say."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.all = sorted((self._utterance(each) for each in document.statements if each.content), key=lambda u: u.at)
        self._by_lemma: dict[str, list[Utterance]] = defaultdict(list)
        self._by_sentence: dict[Span, list[Utterance]] = defaultdict(list)
        for utterance in self.all:
            for lemma in utterance.lemmas:
                self._by_lemma[lemma].append(utterance)
            for sentence in utterance.sentences:
                self._by_sentence[sentence].append(utterance)
        self._actors_at: dict[int, set[str]] = defaultdict(set)
        for actor in document.actors:
            for token in document.tokens_at(*actor.mentions):
                self._actors_at[token.i].add(actor.id)

    def _utterance(self, statement: Statement) -> Utterance:
        at = min(span.start for span in statement.content)
        sentences = dict.fromkeys(s for span in statement.content for s in overlapping(self.document.sentences, span))
        cue = next(iter(statement.cue), None)
        said_in = span_at(self.document.sentences, cue.start) if cue is not None else None
        return Utterance(
            statement,
            at,
            tuple(dict.fromkeys([*([said_in] if said_in else []), *sentences])),
            lemmas_of(self.document, statement.content),
            any(token.lower_ in NEGATIONS for token in self.document.tokens_at(*statement.content)),
            gives_no_answer(self.document, statement),
        )

    def weight(self, lemmas: Iterable[str]) -> float:
        """Shared words weigh the more the fewer statements have them."""
        return sum(1 / sqrt(len(self._by_lemma[lemma])) for lemma in lemmas if lemma in self._by_lemma)

    def near(self, at: int, most: int) -> list[Utterance]:
        """The statements that begin before an offset, the nearest first."""
        end = bisect_right(self.all, at, key=lambda each: each.at)
        return self.all[max(0, end - most) : end][::-1]

    def actors_at(self, *tokens: Token) -> frozenset[str]:
        """The actors whose mentions the tokens are part of."""
        return frozenset(actor for token in tokens for actor in self._actors_at.get(token.i, ()))

    def inside(self, stretch: Span) -> list[Utterance]:
        """The statements that begin in a stretch of text."""
        first, last = (bisect_left(self.all, offset, key=lambda each: each.at) for offset in stretch)
        return self.all[first:last]

    def of_sentence(self, sentence: Span) -> list[Utterance]:
        """The statements of which something stands in a sentence."""
        return self._by_sentence.get(sentence, [])

    def run(self, utterance: Utterance) -> list[Utterance]:
        """What the same actors say in its paragraph, up to it."""
        paragraph = span_at(self.document.paragraphs, utterance.at) or Span(utterance.at, utterance.at)
        before = self.inside(Span(paragraph.start, utterance.at))
        return [*(each for each in before if each.actors == utterance.actors), utterance]

    def said_before(self, answer: Utterance, most: int) -> Utterance | None:
        """What somebody else said last, so many sentences before at most."""
        near = self.near(answer.at - 1, _LOOKED_THROUGH)
        others = (each for each in near if each.actors and not each.actors & answer.actors)
        claim = next((each for each in others if not each.silent), None)
        reached = claim is not None and sentences_from(claim, answer.at, self.document) <= most
        return claim if reached else None

    def sharing(self, lemmas: Iterable[str]) -> Iterator[Utterance]:
        """The statements that share a word that is not in many."""
        for lemma in lemmas:
            if len(self._by_lemma[lemma]) <= _COMMON:
                yield from self._by_lemma[lemma]


def find_contests(utterances: Utterances) -> Iterator[Contest]:
    """The contests that statements, nouns of contesting and the newsroom's corrections make."""
    document = utterances.document
    for utterance in utterances.all:
        yield from _contesting_report(utterance, utterances)
        yield from _falsely(utterance, document)
        yield from _answer(utterance, utterances)
    yield from _contesting_nouns(utterances)
    yield from _corrections(utterances)


def stance_of(utterance: Utterance, document: Document) -> Stance | None:
    """The stance that the reporting words themselves take."""
    for token in document.tokens_at(*utterance.statement.cue):
        with_it = PHRASES.get(token.lemma_.lower(), frozenset())
        stance: Stance | None = "denies" if any(c.lower_ in with_it for c in token.rights) else stance_of_word(token)
        if stance is not None and not is_negated(token) and not _left_open(token):
            return stance
    return None


def _left_open(verb: Token) -> bool:
    """ "Would neither confirm nor deny", "declined to deny"."""
    declines = verb.dep_ == "xcomp" and verb.head.lemma_ in {"decline", "refuse"}
    return declines or any(each.lemma_ == "confirm" for each in verb.conjuncts)


def _contesting_report(utterance: Utterance, utterances: Utterances) -> Iterator[Contest]:
    """ "rejected the claim that ...", "doubts whether ...": tied to the claim that it fits best."""
    document = utterances.document
    stance = stance_of(utterance, document)
    if stance is None or not utterance.statement.actors:
        return
    inside = _claim_inside(utterance, stance, utterances)
    if inside is not None and inside.confidence >= _TOLD_INSIDE:
        yield inside
        return
    scored = [(_fit(utterance, other, utterances), other) for other in _candidates(utterance, utterances)]
    fit, claim = max(scored, key=lambda pair: (pair[0], -abs(pair[1].at - utterance.at)), default=(0.0, None))
    confidence = _confidence(utterance, claim, stance, utterances) if claim is not None else 0.0
    if claim is not None and fit >= _LEAST_FIT[stance] and confidence >= _LEAST_CONFIDENCE:
        run = utterances.run(claim) if _points_back(utterance, document) else [claim]
        first = claim if _is_of_pronoun(utterance, document) else run[0]
        yield shown_by(contest_of(document, first, utterance, stance, confidence), run)
    elif stance != "opposes" and inside is not None:
        yield inside
    elif stance == "denies" and _tells_what(utterance, document):
        just_said = utterances.said_before(utterance, 1)
        if just_said is not None:
            yield contest_of(document, just_said, utterance, stance, _DENIED_BESIDE)


def _tells_what(denial: Utterance, document: Document) -> bool:
    """Does it deny a deed ("denied using force", "denied that it had failed") rather than "any wrongdoing"?"""
    cue = [token for token in document.tokens_at(*denial.statement.cue) if token.lemma_ == "deny"]
    return any(child.dep_ in {"ccomp", "xcomp"} for token in cue for child in token.rights)


def _candidates(utterance: Utterance, utterances: Utterances) -> Iterator[Utterance]:
    others = {each.statement.id: each for each in utterances.near(utterance.at, _NEAR)}
    others.update((each.statement.id, each) for each in utterances.sharing(utterance.lemmas))
    for other in others.values():
        contests = stance_of(other, utterances.document) in ("denies", "doubts")
        told = other.statement.actors and not contests and not _announces(other, utterances.document)
        if told and not other.actors & utterance.actors:
            yield other


def _announces(utterance: Utterance, document: Document) -> bool:
    """Does somebody say what he himself will do ("said he would sue"), which nobody else can deny?"""
    first, second = (*islice(document.tokens_at(*utterance.statement.content), 2), None, None)[:2]
    himself = first is not None and first.lower_ in {"he", "she", "they", "i", "we"}
    return himself and second is not None and second.lemma_ in {"will", "would", "'ll", "’ll"}


def _fit(answer: Utterance, claim: Utterance, utterances: Utterances) -> float:
    """How well an answer fits a claim: shared words, nearness, and naming one another."""
    document = utterances.document
    fit = utterances.weight(_words_of(answer, utterances) & claim.lemmas)
    distance = sentences_from(claim, answer.at, document)
    fit += _SAME_SENTENCE if distance == 0 and claim.at < answer.at else _NEXT_SENTENCE if distance == 1 else 0.0
    if distance in (1, 2) and (answer.lemmas <= CLAIM_NOUNS or _is_of_pronoun(answer, document)):
        fit += _POINTS_BACK
    if calls_it_so(answer, claim, document):
        fit += _CALLS_IT_SO
    if _mentions(answer, claim.actors, document):
        fit += _NAMES_CLAIMANT
    if _mentions(claim, answer.actors, document):
        fit += _NAMED_BY_CLAIM
    return fit


def _words_of(answer: Utterance, utterances: Utterances) -> frozenset[str]:
    """The words of an answer, with what else is said there if it only points back: "rejected this, saying that ..."."""
    if not _points_back(answer, utterances.document):
        return answer.lemmas
    said = (each for sentence in answer.sentences for each in utterances.of_sentence(sentence))
    return answer.lemmas.union(*(each.lemmas for each in said if each.actors == answer.actors))


def calls_it_so(answer: Utterance, claim: Utterance, document: Document) -> bool:
    """Is the claim what "the accusation" of the answer stands for: was somebody accused, a few sentences before?"""
    if sentences_from(claim, answer.at, document) > _REACH:
        return False
    verbs = {token.lemma_.lower() for token in document.tokens_at(*claim.statement.cue)}
    return any(
        SAID_BY.get(token.lemma_.lower(), frozenset()) & verbs
        and any(child.lower_ in _POINTING for child in token.lefts)
        for token in document.tokens_at(*answer.statement.content)
    )


def _points_back(answer: Utterance, document: Document) -> bool:
    """Is it of "it", or of "the charges", "that suggestion", without word of what or whose they are?"""
    if _is_of_pronoun(answer, document):
        return True
    return any(
        any(child.lower_ in _POINTING for child in noun.lefts)
        and not any(child.dep_ in _TOLD_WHAT for child in noun.children)
        for noun in _claim_nouns(answer, document)
    )


def _is_of_pronoun(answer: Utterance, document: Document) -> bool:
    """Does it contest "it" alone, also before what is said instead ("Ray rejected this: “...”")?"""
    said = [token.lower_ for token in document.tokens_at(*answer.statement.content) if token.is_alpha]
    objects = (token for token in document.tokens_at(*answer.statement.cue) if token.dep_ == "dobj")
    return (bool(said) and {*said} <= _PRONOUNS) or any(token.lower_ in _PRONOUNS for token in objects)


def stands_beside(noun: Token) -> bool:
    """Does it stand for what is said before it: "..., a claim that Lee denied"?"""
    first = noun.left_edge
    return first.lower_ in {"a", "an"} and first.i > 0 and first.nbor(-1).text in _BESIDE


def _claim_nouns(utterance: Utterance, document: Document) -> Iterator[Token]:
    for token in document.tokens_at(*utterance.statement.content):
        if token.pos_ == "NOUN" and token.lemma_.lower() in CLAIM_NOUNS:
            yield token


def sentences_from(claim: Utterance, offset: int, document: Document) -> int:
    """From the end of a claim to an offset; far where that comes first."""
    end = max(span.start for span in claim.statement.content)
    first, second = (
        bisect_right(document.sentences, each, key=lambda sentence: sentence.start) for each in (end, offset)
    )
    return second - first if second >= first else _FAR


def _mentions(utterance: Utterance, actors: frozenset[str], document: Document) -> bool:
    """Does the content name one of the actors?"""
    spans = [span for actor in document.actors if actor.id in actors for span in actor.mentions]
    return any(content.covers(span) for content in utterance.statement.content for span in spans)


def _confidence(answer: Utterance, claim: Utterance, stance: Stance, utterances: Utterances) -> float:
    """How often such a pair was a dispute in annotated news.

    A denial is mostly of what stands beside it; doubt and criticism more often turn on something else.
    """
    document = utterances.document
    if stance == "denies" and (
        _points_back(answer, document) or any(stands_beside(noun) for noun in _claim_nouns(answer, document))
    ):
        return _POINTED
    if calls_it_so(answer, claim, document):
        return _CALLED_SO
    together = sentences_from(claim, answer.at, document) in (0, 1)
    if stance == "denies" and together and _tells_what(answer, document):
        return _DENIED_BESIDE
    names_claim = any(token.lemma_.lower() in CLAIM_NOUNS for token in document.tokens_at(*answer.statement.content))
    says_it_again = utterances.weight(answer.lemmas & claim.lemmas) >= _SAME_WORDS
    return round(0.3 + (0.15 if stance == "denies" else 0.05) * together + 0.08 * names_claim + 0.1 * says_it_again, 2)


def _claim_inside(utterance: Utterance, stance: Stance, utterances: Utterances) -> Contest | None:
    """ "rejected Lee's claim that ...": the claim need have no other place in the article than its denial."""
    document = utterances.document
    noun = next(_claim_nouns(utterance, document), None)
    owners = owners_of(utterances, noun) or bearers(utterances, noun) if noun is not None else frozenset[str]()
    claimants = owners - utterance.actors
    if noun is None or not claimants:
        return None
    clause = clause_of(noun) if stance != "opposes" else None
    claim = bare(document, claimants, clause or utterance.statement.content, utterance.sentences[:1])
    return contest_of(document, claim, utterance, stance, _NAMED_INSIDE if clause is None else _TOLD_INSIDE)


def clause_of(noun: Token) -> tuple[Span, ...] | None:
    """What a claim says, behind its noun ("the claim that ..."); None where that is not told."""
    bearing = (word for each in noun.rights if each.lower_ in _BEARERS for word in each.subtree)
    behind = (word for word in bearing if word.left_edge.lower_ == "that")  # "claims by Lee that"
    clause = next((each for each in (*noun.rights, *behind) if each.dep_ in _CLAUSES), None)
    if clause is None or _is_of(clause):
        return None
    words = list(clause.subtree)
    return (Span(words[0].idx, words[-1].idx + len(words[-1])),)


def owners_of(utterances: Utterances, noun: Token) -> frozenset[str]:
    """Whose claim it is: "Lee's claims", "the figure that Lee gave"."""
    whose = next((child for child in noun.children if child.dep_ == "poss"), None)
    clause = next((child for child in noun.rights if child.dep_ == "relcl" and _is_of(child)), None)
    if whose is None and clause is not None:
        whose = next((child for child in clause.lefts if child.dep_ == "nsubj"), None)
    return utterances.actors_at(whose) if whose is not None else frozenset()


def _is_of(clause: Token) -> bool:
    """Does a clause tell whose a claim is ("that Lee made") rather than what it says?"""
    objects = (child for child in clause.lefts if child.dep_ == "dobj" and child.tag_ in {"WDT", "WP"})
    return any(not links_clause(child) for child in objects)


def bare(document: Document, actors: Iterable[str], content: tuple[Span, ...], shown: tuple[Span, ...]) -> Utterance:
    """Words as if some actors had stated them, and the sentences that show it."""
    statement = Statement("", tuple(sorted(actors)), "indirect", (), (), content, 1.0)
    return Utterance(statement, min(span.start for span in content), shown, lemmas_of(document, content), False)


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


def _falsely(utterance: Utterance, document: Document) -> Iterator[Contest]:
    """ "falsely claimed that": the newsroom contests what it reports."""
    cue = list(document.tokens_at(*utterance.statement.cue))
    adverbs = {child.lower_ for token in cue for child in (token, *token.children)}
    if utterance.statement.actors and adverbs & FALSELY:
        yield _by_newsroom(document, utterance, utterance.sentences[:1], utterance.at, 0.8)


def _by_newsroom(
    document: Document, claim: Utterance, evidence: tuple[Span, ...], at: int, confidence: float
) -> Contest:
    told = Statement("", (NEWSROOM,), "indirect", (), (), evidence, 1.0)
    answer = Utterance(told, at, evidence, lemmas_of(document, evidence), True)
    return contest_of(document, claim, answer, "denies", confidence)


def _corrections(utterances: Utterances) -> Iterator[Contest]:
    """ "There is no evidence ..." in the newsroom's own voice, of the statement just before or in the same sentence."""
    document = utterances.document
    said = _disjoint(sorted(span for each in utterances.all for span in each.statement.content))
    for sentence in document.sentences:
        text = document.article.text[sentence.start : sentence.end].casefold()
        place = min((text.find(phrase) for phrase in CORRECTIONS if phrase in text), default=-1)
        if place < 0 or span_at(said, sentence.start + place) is not None:
            continue
        for claim in utterances.near(sentence.start + place, 2):
            distance = sentence.start - max(span.end for span in claim.statement.content)
            if claim.statement.actors and NEWSROOM not in claim.actors and distance < _NEAR_CORRECTION:
                yield _by_newsroom(document, claim, (sentence,), sentence.start, 0.45)
                break


def _disjoint(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _contesting_nouns(utterances: Utterances) -> Iterator[Contest]:
    """ "..., despite denials from the ministry": of the claim in the same sentence."""
    document = utterances.document
    for token in document.parse:
        stance = NOUNS.get(token.lemma_.lower()) if token.pos_ == "NOUN" else None
        contesters = bearers(utterances, token) if stance in ("denies", "doubts") else frozenset[str]()
        sentence = span_at(document.sentences, token.idx)
        if stance is None or not contesters or sentence is None:
            continue
        for claim in utterances.near(token.idx, 3):
            if sentence.start <= claim.at and claim.statement.actors and not claim.actors & contesters:
                nothing_said = Statement("", tuple(sorted(contesters)), "indirect", (), (), (sentence,), 1.0)
                answer = Utterance(nothing_said, token.idx, (sentence,), frozenset(), False)
                yield contest_of(document, claim, answer, stance, 0.6)
                break


def bearers(utterances: Utterances, noun: Token) -> frozenset[str]:
    """The actors from whom a denial or doubt comes, also behind "especially"; a list of them in all."""
    prepositions = [
        child for child in (*noun.children, *noun.head.children) if child.lower_ in _BEARERS and child.i > noun.i
    ]
    heads = [child for preposition in prepositions for child in preposition.children if child.dep_ == "pobj"]
    return utterances.actors_at(*(each for head in heads for each in (head, *head.conjuncts)))


def _answer(utterance: Utterance, utterances: Utterances) -> Iterator[Contest]:
    """ "But Ray said it was not": an answer in the next sentences that turns the claim round."""
    document = utterances.document
    sentence = utterance.sentences[0] if utterance.sentences else None
    if sentence is None or not utterance.statement.actors or stance_of(utterance, document) is not None:
        return
    opening = document.article.text[sentence.start : sentence.start + 12].split()[:1]
    contrasts = bool(opening) and opening[0].lower().strip(",") in CONTRASTS
    answers = any(token.lemma_.lower() in _ANSWERS for token in document.tokens_at(*utterance.statement.cue))
    if not (contrasts or answers):
        return
    for claim in utterances.near(utterance.at - 1, 4):
        shared = utterances.weight(utterance.lemmas & claim.lemmas)
        near = 1 <= sentences_from(claim, utterance.at, document) <= 2
        if near and claim.statement.actors and not claim.actors & utterance.actors and shared >= _LEAST_SHARED:
            if claim.negated != utterance.negated:
                yield contest_of(document, claim, utterance, "denies", 0.4, explicit=False)
            return
