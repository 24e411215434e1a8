"""What a statement says, as clauses that can stand alone: its own, or one made of its cue and what hangs on that."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Actor, Span, Statement
from summarizers.contest_words import CLAIM_NOUNS, DECLINING
from summarizers.document import Document
from summarizers.phrases import FINITE, is_negated, links_clause
from summarizers.stand_ins import ME, WE, is_plural, third_person, with_s
from summarizers.stands import stance_of_word
from summarizers.wordings import Piece, Wording, place_of, plain, trimmed

_PREDICATES: Final = FINITE | {"VBN"}
_ENDS: Final = frozenset(".!;:")
_SENTENCE: Final = 5
"""Words from which what opens a quotation is taken for a clause."""
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_ASKING: Final = frozenset({"WRB", "WP", "WDT"})
_HELPS: Final = frozenset({"aux", "auxpass"})
_SEVERAL: Final = frozenset({"NNS", "NNPS"})
_BEFORE: Final = frozenset({"mark", "cc", "preconj", "intj", "punct", "dep"})
_LEADING: Final = frozenset("so well now look then again also of course obviously frankly clearly yes and but".split())
_NEGATING: Final = frozenset({"no", "nor", "not", "neither", "never", "if", "unless"})
_OPINIONS: Final = frozenset("think believe guess feel suppose assume suspect know say mean note hope".split())
_SEEN_AS: Final = frozenset(
    "call describe portray characterize characterise paint brand label cast denounce dismiss criticize criticise slam "
    "blast deride decry depict deem declare consider condemn attack mock reject rip".split()
)
_UNWILLING: Final = DECLINING | {"fail"}
_URGING: Final = frozenset(
    "urge ask call demand want press order beg need push exhort implore encourage request insist propose".split()
)
_CHARGING: Final = {"accuse": "guilty of", "blame": "to blame for", "criticize": "to blame for"} | {
    "criticise": "to blame for", "fault": "to blame for", "denounce": "to blame for"
}  # fmt: skip
_ONLY: Final = frozenset({"only", "just", "merely", "simply"})
"""Words that go with the reporting verb where "that" follows ("said only that")."""
_PLAIN: Final = frozenset("say tell state add note write tweet report remark reply post announce according".split())
_SMALL_CLAUSE, _OUGHT, _CHARGED, _WHOLE, _QUOTED, _LED, _LED_PLAINLY, _PART = 0.2, 0.2, 0.3, 0.6, 1.2, 0.9, 2.0, 1.0
"""What is to be said against a clause that is made of a statement rather than found in it."""
_QUESTION, _OPEN, _GAP = 4.0, 2.5, 3


def propositions(document: Document, statement: Statement, content: Sequence[Span]) -> Iterator[Wording]:
    """The clauses that put what a statement says in some of its content, the nearest to its words first.

    What is denied, doubted or left open is not what its source says; there only the cue with it is a clause.
    """
    cue = [*document.tokens_at(*statement.cue)]
    words = plain(document.tokens_at(*content))
    if not contests(cue):
        found = [*clauses(words)]
        yield from found
        yield from _whole(words, statement, found)
        yield from _made(cue, words)
    yield from _led(document, statement, cue, words)


def _whole(words: Sequence[Token], statement: Statement, found: Sequence[Wording]) -> Iterator[Wording]:
    """What stands behind "that", or opens a quotation, is a clause, also where the parse sees none.

    It often fails at quotation marks, and without the words around them.
    """
    linked = bool(words) and words[0].lower_ == "that" and words[0].tag_ != "DT"
    if linked and any(each.tag_ in FINITE for each in words) and all(each.cost >= _OPEN for each in found):
        yield Wording(trimmed(words[1:]), None, _WHOLE)
    spoken = [*dropwhile(lambda each: each.is_punct or each.lower_ in _LEADING, words)]
    ends = next((place for place, each in enumerate(spoken) if each.is_quote or each.text in _ENDS), len(spoken))
    first = spoken[:ends]
    seen = any(each.head in first for each in found) or not any(each.tag_ in _PREDICATES for each in first)
    if statement.kind == "direct" and len(first) >= _SENTENCE and not seen:
        yield Wording(trimmed(first), None, _QUOTED)


def contests(cue: Sequence[Token]) -> bool:
    """Do the reporting words say that it is not so, or leave it open?"""
    words = [*cue, *(child for token in cue for child in token.children)]
    return any(token.dep_ == "neg" for token in words) or any(
        token.lemma_.lower() in _UNWILLING or stance_of_word(token) in ("denies", "doubts") for token in cue
    )


def clauses(words: Sequence[Token]) -> Iterator[Wording]:
    """The clauses in some words that have a subject and a finite verb, those first that no other one holds."""
    inside = {token.i for token in words}
    for head in words:
        if is_clause(head, inside) and not any(is_clause(each, inside) for each in head.ancestors):
            yield from _peeled(head, inside, words)


def is_clause(head: Token, inside: set[int]) -> bool:
    if head.i not in inside or not any(each.dep_ in _SUBJECTS and each.i in inside for each in head.children):
        return False
    helpers = [each for each in head.children if each.dep_ in _HELPS]
    return any(each.tag_ in FINITE for each in (head, *helpers)) and not _is_relative(head)


def _is_relative(head: Token) -> bool:
    """Is it a clause about a noun, other than what "the claim that" claims?"""
    stated = any(map(links_clause, head.children))
    return head.dep_ == "relcl" or (head.dep_ == "acl" and not stated)


def _peeled(head: Token, inside: set[int], words: Sequence[Token]) -> Iterator[Wording]:
    """The clause without "I think"; a question, and one that tells a condition only, are dearer."""
    inner = next((each for each in head.children if each.dep_ == "ccomp" and is_clause(each, inside)), None)
    subject = next(each for each in head.children if each.dep_ in _SUBJECTS)
    thinks = head.lemma_.lower() in _OPINIONS and subject.lower_ in ME | WE
    if inner is not None and thinks and not is_negated(head):
        yield from _peeled(inner, inside, words)
        return
    tokens = _with_gaps([each for each in words if each.i in {below.i for below in head.subtree}], words)
    while tokens and _only_leads(tokens[0], head):
        tokens = tokens[1:]
    tokens = [each for each in tokens if not _links_second(each, head)]
    deep = any(each.i in inside and each.lemma_.lower() not in CLAIM_NOUNS for each in head.ancestors)
    yield Wording(trimmed(tokens), head, _against(head, tokens) + _PART * deep)


def _with_gaps(tokens: Sequence[Token], words: Sequence[Token]) -> list[Token]:
    """With the few words between them that the parse has elsewhere ("neither sent nor received"), and a last "n't"."""
    places = {each.i for each in tokens}
    for left, right in pairwise(sorted(places)):
        places.update(range(left, right) if right - left <= _GAP else ())
    return [each for each in words if place_of(each) in places]


def _only_leads(token: Token, head: Token) -> bool:
    """Does a first word only join the clause to what stands before it ("and", "that", "so", "of course")?"""
    if token.lower_ in _NEGATING:
        return False
    says_that = links_clause(token) or (token.lower_ == "that" and token.tag_ == "IN")
    only_that = token.lower_ in _ONLY and token.i + 1 < len(token.doc) and links_clause(token.nbor())
    joins = says_that or only_that or (token.head == head and token.dep_ in _BEFORE)
    return joins or token.is_punct or (token.dep_ != "nsubj" and token.lower_ in _LEADING)


def _links_second(token: Token, head: Token) -> bool:
    """Is it the "that" of a clause behind "and", which goes with the first one's?"""
    return token.lower_ == "that" and token.dep_ == "mark" and token.head.dep_ == "conj" and token.head.head == head


def _against(head: Token, tokens: Sequence[Token]) -> float:
    sentence = head.sent.text.rstrip(" \n\"”'’")
    asks = sentence.endswith("?") or any(each.tag_ in _ASKING for each in (*tokens[:1], *head.children))
    hangs = head.dep_ == "advcl" or any(
        each.dep_ == "mark" and each.lower_ in ("if", "whether") for each in head.children
    )
    return _QUESTION * asks + _OPEN * hangs


def _made(cue: Sequence[Token], words: Sequence[Token]) -> Iterator[Wording]:
    """Clauses of content that is none: "called it a mistake", "urged her to go", "accused him of lying"."""
    lemmas = {token.lemma_.lower() for token in cue}
    if lemmas & _SEEN_AS:
        yield from _seen_as(words)
    if lemmas & _URGING:
        yield from _urged(words)
    for verb in lemmas & _CHARGING.keys():
        yield from _charged(cue, words, _CHARGING[verb])


def _seen_as(words: Sequence[Token]) -> Iterator[Wording]:
    """ "X (as) Y" is "X is Y"."""
    for place, token in enumerate(words):
        if 0 < place < len(words) - 1 and token.lower_ == "as" and token.dep_ == "prep" and token.head.tag_ != "VBN":
            yield _joined(words[:place], "is", words[place + 1 :], _SMALL_CLAUSE)
            return
    for token in words:
        inside = [each for each in words if each.i in {below.i for below in token.subtree}]
        if token.dep_ == "oprd" or (token.dep_ == "ccomp" and token.pos_ in ("NOUN", "ADJ")):
            subject = next((each for each in token.children if each.dep_ == "nsubj"), None)
            first = [*subject.subtree] if subject is not None else [each for each in words if each.i < inside[0].i]
            own = [each for each in inside if each not in first]
            if first and own:
                yield _joined([each for each in words if each in first], "is", own, _SMALL_CLAUSE)
                return


def _urged(words: Sequence[Token]) -> Iterator[Wording]:
    """ "X (not) to go" is "X should (not) go"."""
    for place, token in enumerate(words):
        if token.tag_ == "VB" and any(each.dep_ in _SUBJECTS and each in words[:place] for each in token.children):
            at = token.left_edge.i if token.left_edge not in words else words.index(token.left_edge)
            subject = next(each for each in token.children if each.dep_ in _SUBJECTS)
            behind = max(each.i for each in subject.subtree)
            first = [each for each in words[at:] if each.i <= behind]
            rest = [each for each in words if (each.i > behind and each.tag_ != "TO") or each.i > token.i]
            yield Wording((*first, "should", *rest), token, _OUGHT)
            return
        if token.pos_ in ("VERB", "AUX"):
            return
        if token.tag_ == "TO" and place and token.head.tag_ == "VB":
            kept = place - 1 if words[place - 1].dep_ == "neg" else place
            asked = [*(words[1:kept] if words[0].lower_ in ("for", "on") else words[:kept])]
            if asked:
                yield Wording((*asked, "should", *words[kept:place], *words[place + 1 :]), token.head, _OUGHT)
            return


def _charged(cue: Sequence[Token], words: Sequence[Token], charge: str) -> Iterator[Wording]:
    """ "X of lying" or "X of fraud" is "X is guilty of it"; blamed alone, "X is to blame"."""
    place = next((place for place in range(1, len(words) - 1) if _leads_to_charge(cue, words, place, charge)), None)
    if place is not None:
        being = words[place + 1].lower_ == "being"
        yield _joined(words[:place], "is" if being else f"is {charge}", words[place + 1 + being :], _CHARGED)
    elif any(token.lemma_.lower() == "blame" for token in cue) and not any(token.lower_ == "on" for token in words):
        yield _joined(words, "is to blame", (), _CHARGED)


def _leads_to_charge(cue: Sequence[Token], words: Sequence[Token], place: int, charge: str) -> bool:
    """Does the preposition of the charge stand there, if the parse has it behind the name ("accused Lee of fraud")?"""
    token, behind = words[place], words[place + 1]
    of_charge = token.dep_ == "prep" and token.lower_ == charge.split()[-1]
    return of_charge and (token.head in cue or (token.head.pos_ == "PROPN" and behind.pos_ != "PROPN"))


def _joined(first: Sequence[Token], verb: str, rest: Sequence[Token], cost: float) -> Wording:
    heads = [each for each in first if each.head not in first]
    several = len(heads) == 1 and (
        heads[0].tag_ in ("NNS", "NNPS") or any(each.dep_ == "conj" for each in heads[0].children)
    )
    pieces: tuple[Piece, ...] = (*first, verb.replace("is", "are", 1) if several else verb, *rest)
    return Wording(pieces, None, cost)


def _led(document: Document, statement: Statement, cue: Sequence[Token], words: Sequence[Token]) -> Iterator[Wording]:
    """Source, cue and content as one clause: "Lee called for a ban", "Lee denied that the bridge was safe"."""
    actors = {actor.id: actor for actor in document.actors}
    verb = next((each for each in cue if each.pos_ in ("VERB", "AUX")), None)
    if len(statement.actors) != 1 or verb is None or not words or statement.actors[0] not in actors:
        return
    if not cue[-1].i < words[0].i <= cue[-1].i + _GAP or statement.kind == "direct":
        return
    between = [each for each in cue[-1].doc[cue[-1].i + 1 : words[0].i] if not each.is_space]
    if any(each.is_punct for each in between):
        return
    actor = actors[statement.actors[0]]
    source = _source(document, statement, actor)
    lead = _agreeing(_without_joints(_with_gaps(cue, [*cue[0].doc[cue[0].i : cue[-1].i + 1]])), source, actor)
    if lead:
        against = _LED_PLAINLY if any(each.lemma_.lower() in _PLAIN for each in cue) else _LED
        yield Wording((*source, *lead, *between, *words), verb, against)


def _without_joints(cue: Sequence[Token]) -> Sequence[Token]:
    return cue[1:] if cue and cue[0].dep_ == "cc" else cue


def _source(document: Document, statement: Statement, actor: Actor) -> tuple[Piece, ...]:
    """The source in the article's words, up to what is added to it; the name where it is another one of the actor's."""
    words = plain(document.tokens_at(*statement.source))
    ends = next((place for place, token in enumerate(words) if token.is_punct and token.text != "-"), len(words))
    words = words[:ends]
    text = " ".join(token.text for token in words)
    relative = len(words) == 1 and words[0].tag_ in ("WP", "WDT")
    return (actor.name,) if not words or relative or text in actor.aliases else words


def _agreeing(cue: Sequence[Token], source: Sequence[Piece], actor: Actor) -> list[Piece]:
    """The cue as the predicate of its source; none where it cannot be ("promised by", "his call for")."""
    place = next((place for place, token in enumerate(cue) if token.pos_ != "ADV"), 0)
    before, verb, rest = cue[:place], cue[place], cue[place + 1 :]
    several = is_plural(actor) or any(not isinstance(each, str) and each.tag_ in _SEVERAL for each in source)
    if verb.tag_ == "VBG":
        lemma = verb.lemma_.lower()
        return [lemma if several else with_s(lemma), *rest]
    if verb.tag_ not in FINITE:
        return []
    named = isinstance(source[0], str) and not several
    return [*before, (third_person(verb) if named else None) or verb, *rest]
