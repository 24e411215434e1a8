"""Names in the place of the pronouns of a clause that is to be understood alone; only where it is sure who is meant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Actor, Span, Statement
from summarizers.coreference import HE, IT, SHE, THEY
from summarizers.document import Document
from summarizers.phrases import SUBJECTS
from summarizers.plurals import is_several
from summarizers.spans import span_at
from summarizers.wordings import Wording, swapped

ME: Final = frozenset({"i", "me", "my", "mine", "myself"})
WE: Final = frozenset({"we", "us", "our", "ours", "ourselves"})
YOU: Final = frozenset({"you", "your", "yours"})
POINTING: Final = frozenset({"this", "that", "these", "those", "such"})
_REFLEXIVE: Final = frozenset({"myself", "ourselves"})
_POSSESSIVE: Final = frozenset({"my", "our", "his", "her", "its", "their"})
_CHARGING: Final = frozenset("accuse allege charge suspect".split())
_NAMES: Final = frozenset({"PROPN", "NOUN"})
_REACH: Final = 400
"""Characters before a pronoun in which nobody else of the same gender may be named, for it to be sure."""
_SUBJECT, _OTHER, _READER, _UNSURE = 3.0, 1.0, 0.6, 0.3
"""What speaks against a clause that has a pronoun without a name: as its subject; elsewhere; "you" and "our"; and a
pronoun that is understood but may be of somebody else."""
_IRREGULAR: Final = {"am": "is", "'m": "is", "’m": "is", "are": "is", "'re": "is", "’re": "is", "have": "has"} | {
    "'ve": "has", "’ve": "has", "do": "does", "go": "goes", "were": "was", "'ll": "will", "’ll": "will"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StandIns:
    """Who the pronouns of a statement's words stand for."""

    document: Document
    statement: Statement | None

    def named(self, wording: Wording) -> Wording:
        """The clause with names for pronouns; what stays in doubt makes it dearer."""
        names: dict[int, str] = {}
        cost = 0.0
        before: list[Token] = []
        for token in wording.tokens:
            if token.pos_ == "PRON" or token.tag_ == "PRP$":
                name, against = self._of(token, before, wording)
                cost += against
                if name:
                    names[token.i] = name
            before.append(token)
        return replace(swapped(wording, _instead(names, self.document)), cost=wording.cost + cost)

    def _of(self, token: Token, before: list[Token], wording: Wording) -> tuple[str, float]:
        """The name for a pronoun, or none; and what speaks against leaving it so."""
        word = token.lower_
        leads = token.dep_ in SUBJECTS and token.head == wording.head
        if word in YOU:
            return "", _SUBJECT if leads else _READER
        if word in ME or word in WE:
            name = self._speaker(token, plural=word in WE)
            return (name, 0.0) if name else ("", _SUBJECT if leads else _READER if word in WE else _OTHER)
        if word in POINTING:
            return "", (_SUBJECT if leads else _OTHER) if token.dep_ not in ("det", "mark") and not before else 0.0
        if word in HE or word in SHE or word in IT or word in THEY:
            return self._third(token, before, wording, _SUBJECT if leads else _OTHER)
        return "", 0.0

    def _speaker(self, token: Token, plural: bool) -> str:
        """The name of who says "I" in a quotation; and "we", if it is a body or group; empty where that is not sure."""
        actor = self._only_speaker()
        kinds = ("organization", "group") if plural else ("person",)
        if actor is None or actor.kind not in kinds or not self._is_quoted(token):
            return ""
        said_by = [*self.document.tokens_at(*(self.statement.source if self.statement else ()))]
        pronoun = next((each for each in said_by if each.pos_ == "PRON"), None)
        namesakes = [each for each in self.document.actors if each.name.split()[-1:] == actor.name.split()[-1:]]
        sure = len(namesakes) == 1 and (pronoun is None or pronoun.tag_ == "WP" or self._is_sure(actor, pronoun))
        return actor.name if sure else ""

    def _is_quoted(self, token: Token) -> bool:
        direct = self.statement is not None and self.statement.kind == "direct"
        return direct or span_at(self.document.quotations, token.idx) is not None

    def _only_speaker(self) -> Actor | None:
        ids = self.statement.actors if self.statement else ()
        return next((actor for actor in self.document.actors if len(ids) == 1 and actor.id == ids[0]), None)

    def _third(self, token: Token, before: list[Token], wording: Wording, against: float) -> tuple[str, float]:
        actor = self._actor_at(token)
        named = {piece for piece in wording.pieces if isinstance(piece, str)}
        if is_empty(token) or (
            actor and (actor.name in named or any(self._actor_at(each) == actor for each in before))
        ):
            return "", 0.0
        if any(_may_be(each, token) for each in before):
            return "", _UNSURE
        if self._is_charge() and self._begins(token):
            actor = self._accused(token)
        elif actor is None and self._is_body(token):
            actor = self._only_speaker()
        elif actor is not None and not self._is_sure(actor, token):
            actor = None
        return (actor.name, 0.0) if actor else ("", against)

    def _content(self) -> list[Token]:
        return [*self.document.tokens_at(*self.statement.content)] if self.statement else []

    def _begins(self, token: Token) -> bool:
        """Is it the first word of what is said?"""
        first = next((each for each in self._content() if each.dep_ != "mark" and not each.is_punct), None)
        return token == first

    def _is_body(self, token: Token) -> bool:
        """Does a body say of itself that it does something ("The agency said it would close the road")?"""
        speaker = self._only_speaker()
        acts = token.dep_ == "nsubj" and token.head.lemma_ != "be" and token.head.pos_ == "VERB"
        kinds = {"it": ("organization",), "they": ("organization", "group")}.get(token.lower_, ())
        itself = acts and self._begins(token) and not self._is_quoted(token) and not self._is_charge()
        several = speaker is not None and speaker.kind == "unnamed" and token.lower_ == "they" and is_plural(speaker)
        return bool(speaker and (speaker.kind in kinds or several) and itself)

    def _accused(self, token: Token) -> Actor | None:
        """Whom a charge is against: "sued the company, alleging that it"."""
        cue = self.document.tokens_at(*self.statement.cue) if self.statement else ()
        acts = (verb.head for verb in cue if verb.dep_ == "advcl")
        objects = (child for verb in acts for child in verb.rights if child.dep_ == "dobj")
        found = (self._actor_at(each) for each in objects)
        return next((actor for actor in found if actor and (actor.kind == "person") != (token.lower_ in IT)), None)

    def _is_charge(self) -> bool:
        """Is something alleged, which nobody does of himself?"""
        cue = self.document.tokens_at(*self.statement.cue) if self.statement else ()
        return any(token.lemma_ in _CHARGING for token in cue)

    def _actor_at(self, token: Token) -> Actor | None:
        """The one actor whose mention the token is part of."""
        here = Span(token.idx, token.idx + len(token))
        found = [each for each in self.document.actors if any(here.overlaps(mention) for mention in each.mentions)]
        return found[0] if len(found) == 1 else None

    def _is_sure(self, actor: Actor, token: Token) -> bool:
        """Is nobody else named near who could be meant? In reported speech, a speaker who is meant is near enough."""
        if actor.kind in ("newsroom", "unnamed") or (token.lower_ in HE or token.lower_ in SHE) != (
            actor.kind == "person"
        ):
            return False
        reach, quoted = Span(max(0, token.idx - _REACH), token.idx), self._is_quoted(token)
        mine = self.statement.actors if self.statement else ()
        if actor.id in mine and self._is_charge():
            return False
        if actor.id in mine and not quoted and token in self._content():
            return token.dep_ in SUBJECTS or self._begins(token)
        others = [each for each in self.document.actors if each != actor and each.kind == actor.kind]
        rivals = [each for each in others if not (quoted and each.id in mine) and self._named_in(each, reach, token)]
        return self._named_in(actor, Span(0, token.idx), token) and not rivals

    def _named_in(self, actor: Actor, reach: Span, token: Token) -> bool:
        """Is the actor named there, and not known to be of the other gender?"""
        other = SHE if token.lower_ in HE else HE
        words = [self.document.article.text[slice(*each)].lower() for each in actor.mentions]
        if token.lower_ in HE | SHE and any(word in other for word in words):
            return False
        speaks = [span for each in self.document.statements for span in each.source] if self._is_quoted(token) else []
        places = [each for each in actor.mentions if reach.covers(each)]
        return any(not any(span.covers(each) for span in speaks) for each in places)


def is_empty(token: Token) -> bool:
    """Does "it" stand for nothing ("It is too early to tell", "It seems that")?"""
    if token.lower_ != "it":
        return False
    verb = token.head
    following = [child for child in verb.children if child.i > verb.i]
    told = [each for child in following for each in (child, *child.children) if child.dep_ in ("acomp", "attr", "prep")]
    inside = {"ccomp", "xcomp", "csubj", "advcl", "acl"}
    return token.dep_ == "expl" or (
        token.dep_ in SUBJECTS
        and verb.lemma_ in ("be", "seem", "appear", "become")
        and any(each.dep_ in inside for each in (*following, *told))
    )


def _may_be(noun: Token, pronoun: Token) -> bool:
    """May a noun that stands before a pronoun be what it stands for, by its number?"""
    if noun.pos_ not in _NAMES or noun.dep_ in ("compound", "npadvmod") or noun.head.lower_ == "as":
        return False
    several = noun.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in noun.children)
    if pronoun.lower_ in THEY:
        return several or noun.tag_ == "NNP"
    if pronoun.lower_ in IT:
        return not several
    return noun.pos_ == "PROPN" or not several


def _instead(names: dict[int, str], document: Document) -> Callable[[Token], str | None]:
    """What each word becomes: a pronoun its name, or the last word of it from the second time on; its verb agrees."""
    used: dict[str, int] = {}

    def instead(token: Token) -> str | None:
        name = names.get(token.i)
        if name and token.lower_ in _REFLEXIVE:
            return _reflexive(name, document)
        if name:
            used.setdefault(name, token.i)
            shown = name if used[name] == token.i else name.split()[-1]
            return possessive(shown) if token.lower_ in _POSSESSIVE and token.tag_ == "PRP$" else shown
        subject = next(iter(_subjects(token)), None)
        if subject is not None and subject.i in names and not _is_plural(names[subject.i], document):
            return third_person(token)
        if subject is not None and subject.i in names and token.lower_ in ("'s", "’s"):
            return "has" if token.lemma_ == "have" else "is"
        return None

    return instead


def _reflexive(name: str, document: Document) -> str:
    """What "myself" or "ourselves" is where another tells of it."""
    actor = next(each for each in document.actors if each.name == name)
    said = {word.lower() for word in document.article.words(actor.mentions)}
    if actor.kind == "organization":
        return "itself"
    return "himself" if said & HE else "herself" if said & SHE else "themselves"


def _subjects(verb: Token) -> Iterator[Token]:
    """The subject of a verb, of one that it is joined to, or of one that it helps."""
    own = [child for child in verb.children if child.dep_ in SUBJECTS]
    yield from own
    if not own and verb.dep_ in ("aux", "auxpass") and verb.head.pos_ in ("VERB", "AUX"):
        helpers = [each for each in verb.head.children if each.dep_ in ("aux", "auxpass")]
        if helpers[:1] == [verb]:
            yield from _subjects(verb.head)
    elif not own and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        yield from _subjects(verb.head)


def _is_plural(name: str, document: Document) -> bool:
    return any(actor.name == name and is_plural(actor) for actor in document.actors)


def is_plural(actor: Actor) -> bool:
    """Does a verb in the plural go with the actor ("Ukrainian officials say")?"""
    return actor.kind == "group" or is_several(actor.name)


def third_person(verb: Token) -> str | None:
    """The form of a verb that goes with a name in the singular; None where it is that already."""
    word = verb.lower_
    if word in _IRREGULAR and (verb.tag_ in ("VBP", "VBD", "MD") or verb.pos_ in ("AUX", "VERB")):
        return _IRREGULAR[word] if verb.tag_ != "VB" else None
    if word in ("'d", "’d"):
        return "would" if verb.tag_ == "MD" else "had"
    return with_s(word) if verb.tag_ == "VBP" else None


def with_s(word: str) -> str:
    """A verb in the third person: "say" is "says", "try" is "tries", "push" is "pushes"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def possessive(name: str) -> str:
    """ "Lee" is "Lee's", "officials" is "officials'"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"
