"""Answers that say no more than that what was said is false: "That is not true", "the claims were baseless"."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Span
from summarizers.claim_nouns import calls_it_so, clause_of, owners_of
from summarizers.clauses import find_subject
from summarizers.contest_words import CLAIM_NOUNS, FALSE
from summarizers.contests import Contest, contest_of
from summarizers.folding import are_kin
from summarizers.phrases import DEFINITE, SUBJECTS, THAT, is_definite, is_negated
from summarizers.spans import holds, span_at
from summarizers.stands import NEWSROOM
from summarizers.utterances import Utterance, Utterances, bare

_TRUE: Final = frozenset("accurate case correct right so true".split())
_BASIS: Final = frozenset("basis credibility evidence foundation merit substance".split())
_COMPLEMENTS: Final = frozenset({"acomp", "attr", "dobj", "oprd"})
_SAID: Final = (CLAIM_NOUNS - {"report"}) | {"complaint", "lawsuit", "suit"}
_BELIEVING: Final = frozenset({"accept", "believe", "buy"})
_DISAGREEING: Final = frozenset({"differ", "disagree"})
_THINKING: Final = frozenset({"believe", "think"})
_SAYING: Final = _THINKING | {"argue", "insist", "say"}
_CLAUSAL: Final = frozenset({"ccomp", "prep", "xcomp"})
_KIND: Final = frozenset({"kind", "sort"})
_FALSE_BEFORE: Final = frozenset("baseless bogus debunked discredited false unfounded unsubstantiated".split())
_OPENING: Final = 2
"""Words of an answer among which stands "that", where it is what was said just before."""
_REACH: Final = 2
"""Sentences over which "the claims" reach back; "that" is of the sentence before."""
_CONFIDENCE: Final = 0.7


def find_rebuttals(utterances: Utterances) -> Iterator[Contest]:
    """The contests by each rule, in text order."""
    document = utterances.document
    for answer in (*(each for each in utterances.all if each.actors), *_told_by_newsroom(utterances)):
        yield from _said_false(answer, utterances)
    for token in document.parse:
        if token.lower_ in _FALSE_BEFORE and token.dep_ == "amod" and token.head.lemma_.lower() in CLAIM_NOUNS:
            yield from _labelled(token.head, utterances)
        elif token.pos_ == "VERB" and (whom := _whom_it_disbelieves(token)) is not None:
            yield from _disagreement(token, utterances, utterances.actors_at(whom))
        elif token.pos_ == "VERB" and _disagrees(token):
            yield from _disagreement(token, utterances)


def _told_by_newsroom(utterances: Utterances) -> Iterator[Utterance]:
    """The sentences whose beginning nobody says, and that point back by it."""
    document = utterances.document
    for sentence in document.sentences:
        first = next(document.tokens_at(sentence))
        said = (each for each in utterances.of_sentence(sentence) if holds(each.statement.content, first.idx))
        if first.lower_ in THAT | DEFINITE and next(said, None) is None:
            yield bare(document, (NEWSROOM,), (sentence,), (sentence,))


def _said_false(answer: Utterance, utterances: Utterances) -> Iterator[Contest]:
    """ "“That is not true,” Ray said", "Ray said the claims were baseless": against what somebody said before."""
    words = [each for each in utterances.document.tokens_at(*answer.statement.content) if not each.is_punct]
    for place, word in enumerate(words):
        denied = _nothing_such(word, answer, utterances)
        if denied is not None:
            yield contest_of(utterances.document, denied, answer, "denies", _CONFIDENCE)
            return
        points = word.lower_ in THAT and word.tag_ in {"DT", "PRP"} and place < _OPENING
        called_false = word.dep_ in SUBJECTS and (points or _is_claim(word)) and _is_false(word.head)
        if called_false or (answer.actors != {NEWSROOM} and _is_disbelieved(word)):
            claim = utterances.said_before(answer, _REACH if _is_claim(word) else 1)
            if claim is not None and (not _is_claim(word) or _is_tied(answer, claim, utterances)):
                yield contest_of(utterances.document, claim, answer, "denies", _CONFIDENCE)
            return


def _disagrees(verb: Token) -> bool:
    """ "Ray disagreed", "Ray does not think so", "Ray says otherwise", with no word of what about."""
    lemma = verb.lemma_
    if lemma not in _DISAGREEING and lemma not in _SAYING:
        return False
    told = takewhile(lambda child: child.text != ":", verb.rights)
    if any(child.dep_ in _COMPLEMENTS | _CLAUSAL and child.lower_ != "so" for child in told):
        return False
    if lemma in _DISAGREEING:
        return not is_negated(verb)
    behind = {child.lower_ for child in verb.children if child.dep_ in {"advmod", "dobj"}}
    return (lemma in _THINKING and is_negated(verb) and "so" in behind) or (lemma in _SAYING and "otherwise" in behind)


def _whom_it_disbelieves(verb: Token) -> Token | None:
    """ "Ray does not believe her"."""
    if verb.lemma_ != "believe" or not is_negated(verb):
        return None
    return next((child for child in verb.rights if child.dep_ == "dobj" and child.pos_ in {"PRON", "PROPN"}), None)


def _disagreement(verb: Token, utterances: Utterances, claimants: frozenset[str] | None = None) -> Iterator[Contest]:
    """Of what somebody else said just before, or one of some claimants."""
    document, sentence = utterances.document, span_at(utterances.document.sentences, verb.idx)
    subject = find_subject(verb)
    actors = utterances.actors_at(subject) if subject is not None else frozenset()
    if sentence is None or not actors:
        return
    answer = bare(document, actors, (Span(verb.idx, sentence.end),), (sentence,))
    claim = utterances.said_before(answer, 1)
    if claim is not None and (claimants is None or claim.actors & claimants):
        yield contest_of(document, claim, answer, "doubts", _CONFIDENCE)


def _nothing_such(word: Token, answer: Utterance, utterances: Utterances) -> Utterance | None:
    """ "Ray said that no such letter had arrived", "nothing of the kind": what somebody else said before of one."""
    noun = word.head
    if word.lower_ in _KIND and noun.lower_ == "of" and noun.head.lower_ == "nothing":
        return utterances.said_before(answer, _REACH)
    none = word.lower_ == "such" and any(child.lower_ == "no" for child in noun.lefts)
    claim = utterances.said_before(answer, _REACH) if none else None
    if claim is None or not any(are_kin(noun.lemma_.lower(), lemma) for lemma in claim.lemmas):
        return None
    return claim


def _is_disbelieved(pronoun: Token) -> bool:
    """Is it what somebody says that he does not buy, or that nobody believes?"""
    if pronoun.lower_ not in THAT:
        return False
    verb = pronoun.nbor(-1) if pronoun.i else pronoun
    ends = pronoun.i + 1 == len(pronoun.doc) or pronoun.nbor().is_punct  # the parse takes a last "that" for a link
    if not ends or verb.lemma_ not in _BELIEVING:
        return False
    return is_negated(verb) or any(child.lower_ == "nobody" for child in verb.lefts)


def _labelled(noun: Token, utterances: Utterances) -> Iterator[Contest]:
    """ "Ray repeated the false claim that ...": of the newsroom, or of whoever says so."""
    document = utterances.document
    sentence = span_at(document.sentences, noun.idx)
    if sentence is None:
        return
    told = next((each for each in utterances.of_sentence(sentence) if holds(each.statement.cue, noun.idx)), None)
    inside = next((each for each in utterances.of_sentence(sentence) if holds(each.statement.content, noun.idx)), None)
    spreader = find_subject(noun.head) if noun.dep_ == "dobj" else None
    claimants = owners_of(utterances, noun) or utterances.actors_at(*([spreader] if spreader is not None else []))
    answer = inside or bare(document, (NEWSROOM,), (sentence,), (sentence,))
    claimants -= answer.actors
    if told is not None and told.actors and told is not inside:
        yield contest_of(document, told, answer, "denies", _CONFIDENCE)
    elif claimants and answer.actors:
        claim = bare(document, claimants, clause_of(noun) or (sentence,), (sentence,))
        yield contest_of(document, claim, answer, "denies", _CONFIDENCE)


def _is_claim(noun: Token) -> bool:
    """Is it "the claim", "those reports", "his account"?"""
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in _SAID and is_definite(noun)


def _is_false(verb: Token) -> bool:
    """Does it say "is false", "is not true", "has no basis"?"""
    negated = is_negated(verb)
    told = [child for child in verb.rights if child.dep_ in _COMPLEMENTS and not _is_told_more(child)]
    said = [each.lemma_.lower() for child in told for each in (child, *child.conjuncts)]
    if verb.lemma_ == "be":
        within = [child for each in verb.rights if each.lower_ == "without" for child in each.children]
        without_basis = any(each.lemma_.lower() in _BASIS for each in within)
        return without_basis or any(each in (_TRUE if negated else FALSE) for each in said)
    has_none = verb.lemma_ in {"have", "lack"} and any(child.lower_ == "no" for each in told for child in each.lefts)
    return (has_none or verb.lemma_ == "lack") and any(each in _BASIS for each in said)


def _is_told_more(word: Token) -> bool:
    """Is it "the lie that his campaign is built on", or "wrong to compare them", of which what follows tells more?"""
    more = [child for child in word.rights if child.dep_ in {"relcl", "xcomp", "ccomp"}]
    return bool(more) or any(child.dep_ == "xcomp" for child in word.head.rights)


def _is_tied(answer: Utterance, claim: Utterance, utterances: Utterances) -> bool:
    """Is a claim what "the allegation" stands for, or of somebody whom the sentence of the answer names, too?"""
    document = utterances.document
    spoken_of = utterances.actors_at(*document.tokens_at(*claim.statement.content))
    here = utterances.actors_at(*document.tokens_at(*answer.sentences[:1]))
    return calls_it_so(answer, claim, document) or bool(spoken_of & here)
