"""Attributions that the syntax of a sentence shows: a word that reports, its subject, and its complement."""

from collections.abc import Iterable, Iterator
from typing import Final

from spacy.tokens import Doc, Token

from summarizers.briefing import Span
from summarizers.complements import CLAUSE, NAMING, OBJECT, Complement, complements
from summarizers.contest_words import CLAIM_NOUNS, VERBS
from summarizers.cues import LIGHT_VERBS, REPORT_NOUNS, confidence_of, may_report
from summarizers.document import Attribution
from summarizers.phrases import SUBJECTS, is_negated

_TAKES_SUBJECT_OVER = ("conj", "advcl", "xcomp", "acl", "pcomp", "prep", "ccomp")
"""Dependencies whose verb has the subject of the verb that it hangs on ("..., adding that")."""
_BEFORE_CUE = ("aux", "auxpass", "neg", "advmod")
_BEARERS_OF_NOUN = ("of", "from", "by", "among")
_CONTRASTS = frozenset({"though", "although", "while", "whereas", "despite", "amid", "notwithstanding"})
_REMARKING = frozenset({"advcl", "appos", "npadvmod", "prep", "relcl"})
_LESS_CERTAIN = 0.85


def find_reports(tokens: Doc) -> Iterator[Attribution]:
    """The attributions that hang on a verb, adjective, noun or "according to", in text order of these words."""
    for word in tokens:
        if word.lower_ == "according":
            yield from _report_according_to(word)
        elif may_report(word):
            yield from _REPORTING[word.pos_](word)
        elif word.pos_ == "VERB":
            yield from _denial_in_relative(word)


def find_remarks(tokens: Doc) -> Iterator[Token]:
    """The heads of what the writer sets against a report behind a comma (", despite denials from the ministry")."""
    for word in tokens:
        if may_report(word):
            for complement in complements(word):
                if confidence_of(word, complement):
                    yield from _remarks(complement.head, word)


def denial_behind(pronoun: Token) -> Token | None:
    """The verb that denies what a relative pronoun stands for ("..., which Ray denies", "something Ray denied")."""
    if pronoun.lower_ == "which":
        verb = pronoun.head if pronoun.dep_ == "dobj" else None
    else:
        verb = next((each for each in pronoun.rights if each.dep_ == "relcl"), None)
    return verb if verb is not None and _denies(verb) and not is_negated(verb) else None


def _denies(verb: Token) -> bool:
    return VERBS.get(verb.lemma_.lower()) == "denies"


def _reports_of_verb(verb: Token) -> Iterator[Attribution]:
    source = find_subject(verb)
    for complement in complements(verb):
        confidence = confidence_of(verb, complement)
        if not confidence or _is_light(verb, complement):
            continue
        if complement.form == "by":
            yield from _report_in_passive(verb, complement, confidence)
        elif source is not None or complement.form == CLAUSE:
            yield _attribution(source, cue_of_verb(verb), _content_of(complement, verb), verb, confidence)
            return
    yield from _report_in_parenthesis(verb, source)
    yield from _denial_in_relative(verb)


def _denial_in_relative(verb: Token) -> Iterator[Attribution]:
    """ "..., a charge that the army has denied": what "a charge" stands for is denied by the subject."""
    noun, source = verb.head, next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    relative = verb.dep_ in ("acl", "relcl") and noun.lemma_.lower() in CLAIM_NOUNS | {"something"}
    has_object = any(child.dep_ in ("dobj", "ccomp", "xcomp") for child in verb.rights)
    if relative and source is not None and not has_object and _denies(verb):
        yield _attribution(source, cue_of_verb(verb), [*noun.lefts, noun], verb, _LESS_CERTAIN)


def _report_in_passive(verb: Token, complement: Complement, confidence: float) -> Iterator[Attribution]:
    """ "The plan was rejected by the mayor", "a claim contested by officials"."""
    patient = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    if verb.dep_ in ("acl", "relcl") and (patient is None or patient.tag_ in ("WDT", "WP")):
        patient = verb.head
    if patient is not None:
        content = _without(patient.subtree, verb.subtree)
        yield _attribution(complement.head, cue_of_verb(verb), content, verb, confidence)


def _report_in_parenthesis(verb: Token, source: Token | None) -> Iterator[Attribution]:
    """ "It rains, she said, a lot", "as she said": the reporting clause hangs on what it reports."""
    as_clause = verb.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "as" for c in verb.children)
    set_off = verb.dep_ == "parataxis" or (verb.dep_ == "ccomp" and _after_comma(verb))
    if source is None or source.head != verb or not (set_off or as_clause):
        return
    if any(child.dep_ in ("dobj", "ccomp", "xcomp") for child in verb.children):
        return  # it has something of its own to say
    confidence = confidence_of(verb, Complement(CLAUSE, verb.head))
    if confidence and verb.head.pos_ in ("VERB", "AUX"):
        content = _without(verb.head.subtree, verb.subtree)
        yield _attribution(source, cue_of_verb(verb), content, verb, confidence * _LESS_CERTAIN)


def _reports_of_adjective(adjective: Token) -> Iterator[Attribution]:
    """ "She is confident that", "they remain sceptical of"."""
    copula = adjective.head
    source = find_subject(copula) if adjective.dep_ in ("acomp", "attr", "oprd") else None
    if source is None:
        return
    for complement in [*complements(adjective), *_clauses_of_copula(copula)]:
        confidence = confidence_of(adjective, complement)
        if confidence:
            cue = [*cue_of_verb(copula), *_group(adjective)]
            yield _attribution(source, cue, _content_of(complement, adjective), copula, confidence)
            return


def _clauses_of_copula(copula: Token) -> Iterator[Complement]:
    """The parser often hangs "that ..." on the copula rather than on the adjective."""
    for complement in complements(copula):
        if complement.form == CLAUSE:
            yield complement


def _reports_of_noun(noun: Token) -> Iterator[Attribution]:
    """ "The mayor's claim that", "expressed concern about", "denials from officials"."""
    bearer, cue = _bearer_of_noun(noun)
    if bearer is None:
        return
    for complement in complements(noun):
        confidence = confidence_of(noun, complement)
        if confidence and complement.head != bearer:
            yield _attribution(bearer, cue, _content_of(complement, noun), noun, confidence * _LESS_CERTAIN)
            return


def _bearer_of_noun(noun: Token) -> tuple[Token | None, list[Token]]:
    """Whose claim it is, and the words that report it."""
    if noun.dep_ == "dobj" and noun.head.lemma_.lower() in LIGHT_VERBS:
        return find_subject(noun.head), [*cue_of_verb(noun.head), *_group(noun)]
    for child in noun.children:
        if child.dep_ == "poss":
            return child, [noun]
        if child.dep_ in ("prep", "agent") and child.lower_ in _BEARERS_OF_NOUN:
            bearer = next((grandchild for grandchild in child.children if grandchild.dep_ == "pobj"), None)
            if bearer is not None:
                return bearer, [noun]
    return None, []


def _report_according_to(word: Token) -> Iterator[Attribution]:
    """ "According to the mayor, it rains", wherever it stands in the sentence."""
    phrase = set(word.subtree)
    source = next((token for token in word.subtree if token.dep_ == "pobj"), None)
    host = _clause_of(word.head)
    if source is not None and host not in phrase:
        yield _attribution(source, list(_between(word, source)), _without(host.subtree, phrase), word, 0.9)


def _between(word: Token, source: Token) -> Iterator[Token]:
    """ "According to"."""
    for token in word.doc[word.i : source.left_edge.i]:
        if not token.is_punct:
            yield token


def _clause_of(word: Token) -> Token:
    """The verb of the clause in which a word stands."""
    while word.head != word and word.dep_ not in ("ccomp", "conj", "advcl", "relcl", "parataxis"):
        word = word.head
    return word


def find_subject(verb: Token) -> Token | None:
    """The subject of a verb, also where it is said only once for several verbs."""
    seen = 0
    while seen < 6:
        for child in verb.children:
            if child.dep_ in SUBJECTS:
                return child
        if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBG" and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return verb.head
        if verb.dep_ not in _TAKES_SUBJECT_OVER or verb.head == verb:
            return None
        verb, seen = verb.head, seen + 1
    return None


def _is_light(verb: Token, complement: Complement) -> bool:
    """Does the noun after the verb report ("expressed concern about"), so that it is the noun's turn?"""
    noun = complement.head
    return verb.lemma_.lower() in LIGHT_VERBS and any(confidence_of(noun, inner) for inner in complements(noun))


def cue_of_verb(verb: Token) -> list[Token]:
    """The verb with its auxiliaries, negation and adverbs before it, and its particle."""
    before = [child for child in verb.lefts if child.dep_ in _BEFORE_CUE and child.lower_ not in ("to", "so", "then")]
    first = min((token.i for token in before), default=verb.i)
    group = [token for token in verb.doc[first : verb.i] if token in before]
    return [*group, verb, *(child for child in verb.rights if child.dep_ == "prt")]


def _group(word: Token) -> list[Token]:
    """An adjective or noun with what directly qualifies it."""
    return [*(child for child in word.lefts if child.dep_ in ("advmod", "neg", "amod")), word]


def _content_of(complement: Complement, word: Token) -> list[Token]:
    """The complement with its link, and what hangs on an object; less the remarks of the writer behind it."""
    content = [*complement.link, *complement.head.subtree]
    if complement.form == NAMING or complement.link:
        content += [token for child in word.rights if child.dep_ == "dobj" for token in child.subtree]
    if complement.form == OBJECT:
        content += [token for child in word.rights if child.dep_ in ("prep", "xcomp") for token in child.subtree]
    for remark in _remarks(complement.head, word):
        content = _without(content, remark.subtree)
    return content


def _remarks(head: Token, word: Token) -> Iterator[Token]:
    """The heads of what the writer sets against a report behind a comma: ", though ...", ", a claim that ..."."""
    for token in head.subtree:
        if token.i > word.i and token.dep_ in _REMARKING and _after_comma(token) and _is_remark(token, head):
            yield token


def _is_remark(token: Token, head: Token) -> bool:
    if token.dep_ == "advcl":
        return any(child.dep_ == "mark" and child.lower_ in _CONTRASTS for child in token.children)
    if token.dep_ == "prep":
        return token.lower_ in _CONTRASTS
    if token.dep_ == "relcl":
        of_noun = head.pos_ in ("NOUN", "PROPN") and any(child.tag_ == "WDT" for child in token.subtree)
        return of_noun or any(denial_behind(child) == token for child in token.lefts)
    return token.lemma_.lower() in REPORT_NOUNS


def _after_comma(token: Token) -> bool:
    start = token.left_edge.i
    return start > 0 and token.doc[start - 1].text in (",", "—", "–", "--")


def _without(tokens: Iterable[Token], dropped: Iterable[Token]) -> list[Token]:
    unwanted = set(dropped)
    return [token for token in tokens if token not in unwanted]


def _attribution(
    source: Token | None, cue: Iterable[Token], content: Iterable[Token], anchor: Token, confidence: float
) -> Attribution:
    """Lays the tokens over the text; the source and the cue are cut out of the content."""
    phrase = source_tokens(source, anchor) if source is not None else []
    cue_words = _without(cue, phrase)
    rest = _without(content, [*phrase, *cue_words])
    return Attribution(spans_of(phrase), spans_of(cue_words), spans_of(rest), confidence)


def source_tokens(source: Token, anchor: Token) -> list[Token]:
    """The noun phrase, less a relative clause in which the cue itself stands or which reports in its turn."""
    phrase = list(source.subtree)
    for child in source.rights:
        reports = child.dep_ == "relcl" and any(confidence_of(t, c) for t in child.subtree for c in complements(t))
        tells_when = child.dep_ == "prep" and any(token.ent_type_ in ("DATE", "TIME") for token in child.children)
        if reports or tells_when or anchor in child.subtree:
            phrase = _without(phrase, child.subtree)
    return phrase


def spans_of(tokens: Iterable[Token]) -> tuple[Span, ...]:
    """The runs of tokens as spans, without white space and marks at their edges; runs of marks alone are left out."""
    runs: list[list[Token]] = []
    for token in sorted(set(tokens), key=lambda token: token.i):
        if runs and _joined(runs[-1][-1], token):
            runs[-1].append(token)
        else:
            runs.append([token])
    return tuple(span for run in runs if (span := _trimmed(run)) is not None)


def _joined(left: Token, right: Token) -> bool:
    return right.i == left.i + 1 or all(token.is_space or token.is_punct for token in left.doc[left.i + 1 : right.i])


def _trimmed(run: list[Token]) -> Span | None:
    words = [token for token in run if not (token.is_punct or token.is_space) or token.lower_ == "%"]
    if not words:
        return None
    return Span(words[0].idx, words[-1].idx + len(words[-1]))


_REPORTING: Final = {
    "VERB": _reports_of_verb,
    "AUX": _reports_of_verb,
    "ADJ": _reports_of_adjective,
    "NOUN": _reports_of_noun,
}
