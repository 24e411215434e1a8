"""Contests beside statements: claims that are set aside ("despite his claim that"), other versions, false labels.

Chosen by what such words do in annotated political news: of 15 contests found there by these rules 13 were disputes.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Span, Stance
from summarizers.claim_nouns import bearers, clause_of, owners_of, stands_beside
from summarizers.clauses import denial_behind, find_subject
from summarizers.contest_words import CLAIM_NOUNS, FALSE, OVERRULED, SET_ASIDE
from summarizers.contests import Contest, contest_of, shown_by
from summarizers.phrases import DEFINITE, THAT, is_negated
from summarizers.spans import holds, span_at
from summarizers.stands import NEWSROOM, stance_of_word
from summarizers.utterances import Utterance, Utterances, bare, sentences_from

_CASTING: Final = frozenset({"cast", "throw"})
_TELLING: Final = frozenset("give have offer paint present provide tell".split())
_VERSIONS: Final = frozenset("account explanation picture story tale theory version view".split())
_OTHER: Final = frozenset("another conflicting contradictory contrary contrasting different opposite".split())
_CALLING: Final = frozenset("brand call deem denounce describe dismiss label".split())
_LABEL: Final = 8
"""Words behind what is called so, among which stands what it is called."""
_REACH: Final = 2
"""Sentences from what was said to another version of it."""
_NEAR: Final = 12
"""Statements before and behind it that are looked through, so that a paragraph of any length costs the same."""
_CONFIDENCE: Final = 0.7


def find_counterclaims(utterances: Utterances) -> Iterator[Contest]:
    """The contests by each rule, in text order."""
    for token in utterances.document.parse:
        lemma = token.lemma_.lower()
        if lemma in SET_ASIDE or lemma in OVERRULED:
            yield from _set_aside(token, utterances)
        if token.lower_ in {"which", "something"}:
            yield from _contested_beside(token, denial_behind(token), utterances)
        elif lemma in CLAIM_NOUNS and stands_beside(token):
            verb = next((each for each in token.rights if each.dep_ in {"acl", "relcl"}), None)
            yield from _contested_beside(token, verb, utterances)
        elif lemma in CLAIM_NOUNS and token.pos_ == "NOUN":
            yield from _told_to_doubt(token, utterances)
        elif lemma in _VERSIONS and token.dep_ == "dobj":
            yield from _other_version(token, utterances)
        elif lemma in _CALLING and token.pos_ == "VERB":
            yield from _called_false(token, utterances)


def _set_aside(noun: Token, utterances: Utterances) -> Iterator[Contest]:
    """ "Contrary to Lee's claims, officials say ...": of whoever speaks there, or of the newsroom."""
    document, against = utterances.document, _set_against(noun)
    if against is None:
        return
    sentence = span_at(document.sentences, noun.idx)
    owners = owners_of(utterances, noun) or bearers(utterances, noun)
    if sentence is None or not owners:
        return
    here = utterances.of_sentence(sentence)
    told = _told(noun, sentence, [each for each in here if not each.actors & owners], owners, utterances)
    if told is None:
        return
    stance = OVERRULED.get(noun.lemma_.lower())
    if stance is not None:
        answer = bare(document, owners, (sentence,), (sentence,))
        yield contest_of(document, told, answer, stance, _CONFIDENCE)
    else:
        yield contest_of(document, _claim(noun, sentence, here, told, owners, utterances), told, against, _CONFIDENCE)


def _contested_beside(noun: Token, verb: Token | None, utterances: Utterances) -> Iterator[Contest]:
    """ "..., a charge that Lee denied", "..., a statement contested by Lee", "..., which Lee denies"."""
    document = utterances.document
    sentence = span_at(document.sentences, noun.idx)
    stance = stance_of_word(verb) if verb is not None else None
    if sentence is None or verb is None or stance is None:
        return
    subjects = [each for head in verb.lefts if head.dep_ == "nsubj" for each in (head, *head.conjuncts)]
    contesters = utterances.actors_at(*subjects) or bearers(utterances, verb)
    claims = [each for each in utterances.inside(Span(sentence.start, noun.idx)) if each.actors]
    if contesters and claims and not claims[-1].actors & contesters:
        answer = bare(document, contesters, (Span(noun.idx, sentence.end),), (sentence,))
        yield contest_of(document, claims[-1], answer, stance, _CONFIDENCE)


def _told_to_doubt(noun: Token, utterances: Utterances) -> Iterator[Contest]:
    """ "Ray, who disputes Lee's claim that", "Ray said he was sceptical of Lee's belief that": of whoever does so."""
    document, sentence = utterances.document, span_at(utterances.document.sentences, noun.idx)
    doubting = noun.head if noun.dep_ == "dobj" else noun.head.head if noun.dep_ == "pobj" else None
    stance = stance_of_word(doubting) if doubting is not None else None
    clause, owners = clause_of(noun), owners_of(utterances, noun)
    if doubting is None or sentence is None or stance not in ("denies", "doubts") or not clause or not owners:
        return
    verb = doubting.head if doubting.pos_ == "ADJ" else doubting
    subject = find_subject(verb)
    contesters = utterances.actors_at(subject) - owners if subject is not None else frozenset[str]()
    if contesters and not is_negated(verb):
        claim, answer = (bare(document, each, clause, (sentence,)) for each in (owners, contesters))
        yield contest_of(document, claim, answer, stance, _CONFIDENCE)


def _set_against(noun: Token) -> Stance | None:
    """What "despite", "contrary to" and "casts doubt on" do to it."""
    first = _first_of_list(noun)
    before = first.head
    around = (before.head.lower_, before.lower_)
    if first.dep_ != "pobj":
        return None
    if before.lower_ in {"despite", "notwithstanding"} or around in {("contrary", "to"), ("spite", "of")}:
        return "denies"
    doubts = [each for each in (before.head, *before.head.children) if each.lemma_ == "doubt"]
    cast = any(each.head.lemma_ in _CASTING for each in doubts)
    return "doubts" if cast and before.lower_ in {"on", "upon"} else None


def _first_of_list(noun: Token) -> Token:
    while noun.dep_ == "conj":
        noun = noun.head
    return noun


def _told(
    noun: Token, sentence: Span, others: list[Utterance], owners: frozenset[str], utterances: Utterances
) -> Utterance | None:
    """What is told in spite of the claim, and by whom: a statement, somebody whose doings are told, or the newsroom."""
    inside = (each for each in others if holds(each.statement.content, noun.idx))
    spoken = next(inside, None) or next((each for each in others if each.actors), None)
    if spoken is not None:
        return spoken if spoken.actors else None
    verb = next((each for each in noun.ancestors if each.pos_ in {"VERB", "AUX"}), None)
    subject = next((each for each in verb.lefts if each.dep_ in {"nsubj", "nsubjpass", "expl"}), None) if verb else None
    if verb is None or subject is None:
        return None
    tells = subject.dep_ == "expl" or verb.lemma_ in _CASTING
    whose = utterances.actors_at(subject) - owners or (frozenset({NEWSROOM}) if tells else frozenset())
    return bare(utterances.document, whose, (_without(sentence, noun, verb),), (sentence,)) if whose else None


def _without(sentence: Span, noun: Token, verb: Token) -> Span:
    """What a sentence tells on that side of the phrase with the noun where its verb stands."""
    phrase = list(_first_of_list(noun).head.subtree)
    if verb.i < phrase[0].i:
        return Span(sentence.start, phrase[0].idx)
    return Span(phrase[-1].idx + len(phrase[-1]), sentence.end)


def _claim(
    noun: Token, sentence: Span, here: list[Utterance], told: Utterance, owners: frozenset[str], utterances: Utterances
) -> Utterance:
    """The claim that is set aside: as a statement, by its clause, or what is told in its place."""
    for each in here:
        if each.actors & owners and holds(each.statement.cue, noun.idx):
            return each
    return bare(utterances.document, owners, clause_of(noun) or told.statement.content, (sentence,))


def _other_version(noun: Token, utterances: Utterances) -> Iterator[Contest]:
    """ "The union told a different story": against what the paragraph before, or this one so far, has somebody say."""
    sentence = span_at(utterances.document.sentences, noun.idx)
    if sentence is None or noun.head.lemma_.lower() not in _TELLING:
        return
    if any(child.lower_ in _OTHER for child in noun.lefts) and not is_negated(noun.head):
        tellers = _subjects(noun.head, sentence, utterances)
        claims = _version_before(sentence, tellers, utterances)
        answers = _version_behind(sentence, claims, utterances)
        yield from _against(claims, tellers, sentence, answers, utterances)


def _called_false(verb: Token, utterances: Utterances) -> Iterator[Contest]:
    """ "Ray called that a lie", "calling the two reports inaccurate": against what somebody said just before."""
    sentence = span_at(utterances.document.sentences, verb.idx)
    called = verb.nbor(1) if verb.i + 1 < len(verb.doc) else None
    if sentence is None or called is None or not _points_back(called) or is_negated(verb):
        return
    behind = verb.doc[called.i : called.i + _LABEL]
    if any(each.lemma_.lower() in FALSE and each.idx < sentence.end for each in behind):
        tellers = _subjects(verb, sentence, utterances)
        claims = _version_before(sentence, tellers, utterances) if tellers else []
        yield from _against(claims, tellers, sentence, [], utterances)


def _points_back(token: Token) -> bool:
    """Is it "that" or "it", or does it lead to "the claims", "his report"?"""
    before_quotation = token.i + 1 < len(token.doc) and token.nbor().is_quote  # "called that “pure fiction”"
    if token.dep_ in {"det", "poss"} and not before_quotation:
        return token.head.lemma_.lower() in CLAIM_NOUNS and (token.dep_ == "poss" or token.lower_ in DEFINITE)
    return token.lower_ in THAT


def _against(
    claims: list[Utterance], tellers: frozenset[str], sentence: Span, answers: list[Utterance], utterances: Utterances
) -> Iterator[Contest]:
    """A contest of what was said, by those who say otherwise in a sentence and behind it."""
    claimants = tuple(dict.fromkeys(actor for each in (*claims[:1], *claims[-1:]) for actor in each.statement.actors))
    contesters = {*tellers, *(actor for each in answers for actor in each.statement.actors)}.difference(claimants)
    if not claims or not contesters:
        return
    document, first = utterances.document, claims[0]
    said_there = [place for each in answers for place in each.sentences]
    shown = tuple(dict.fromkeys((*said_there[:1], sentence, *said_there)))
    answer = bare(document, contesters, (sentence,), shown)
    claim = replace(first, statement=replace(first.statement, actors=claimants))
    contest = shown_by(contest_of(document, claim, answer, "denies", _CONFIDENCE), claims)
    yield replace(contest, answer_statements=tuple(each.statement.id for each in answers))


def _subjects(verb: Token, sentence: Span, utterances: Utterances) -> frozenset[str]:
    """Who says so: who is quoted with it, whose reporting it is, or the subject."""
    for each in utterances.of_sentence(sentence):
        if each.actors and holds((*each.statement.content, *each.statement.cue), verb.idx):
            return each.actors
    subject = next((each for each in verb.lefts if each.dep_ == "nsubj"), None)
    return utterances.actors_at(subject) if subject is not None else frozenset()


def _version_before(sentence: Span, tellers: frozenset[str], utterances: Utterances) -> list[Utterance]:
    """What others said in the paragraph of the last statement before; nothing where that is further back."""
    document = utterances.document
    last = next(utterances.of_others(sentence.start, tellers), None)
    paragraph = span_at(document.paragraphs, last.at) if last is not None else None
    if last is None or paragraph is None or sentences_from(last, sentence.start, document) > _REACH:
        return []
    told = utterances.inside(Span(paragraph.start, min(paragraph.end, sentence.start)))
    return [each for each in told[-_NEAR:] if each.actors and not each.actors & tellers and not each.silent]


def _version_behind(sentence: Span, claims: list[Utterance], utterances: Utterances) -> list[Utterance]:
    """What is said behind the sentence in its paragraph, by whoever speaks next."""
    paragraph = span_at(utterances.document.paragraphs, sentence.start) or sentence
    claimants = {actor for each in claims for actor in each.statement.actors}
    told = utterances.inside(Span(sentence.end, max(sentence.end, paragraph.end)))
    behind = [each for each in told[:_NEAR] if each.actors and not each.silent]
    speaker = behind[0].actors - claimants if behind else frozenset[str]()
    return [each for each in behind if each.actors & speaker]
