"""What spaCy's rules say of tagged words: their part of speech, morphology and lemma, each asked for only once."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Token

Pattern = Mapping[str, Any]

_LOOKED_AT: Final = frozenset({"TAG", "DEP", "IS_SPACE", "LOWER"})
_READ: Final[list[int | str]] = ["TAG", "DEP", "IS_SPACE", "LOWER"]
_SET: Final[list[int | str]] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
_BLANK: Final = "\n"
_ANY_WORD: Final = "x"


class RememberedRules:
    """An attribute ruler that is asked only once for each tag, dependency and word that its patterns tell apart.

    Nearly all of its patterns look at one token; matching them to every token takes a sixth of the time of a parse. The
    others are matched where a text has a token that one of theirs may begin with.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        patterns: list[Any] = list(ruler.patterns)
        alone = [pattern for pattern in patterns if _looks_at_one(pattern)]
        others = [pattern for pattern in patterns if pattern not in alone]
        self.vocab = ruler.vocab
        self.alone, self.others = _ruler_of(ruler, alone), _ruler_of(ruler, others)
        words = {word for first in _firsts(alone) for word in _words(first) or ()}
        self.words = {self.vocab.strings.add(word) for word in words}
        self.known: dict[tuple[int, ...], list[int]] = {}
        self.openings = re.compile("|".join(map(_as_expression, _firsts(others))) or "(?!)", re.MULTILINE)
        asked = (first.get("DEP") for first in _firsts(others))
        self.opening_dependencies = {self.vocab.strings.add(each) for each in asked if isinstance(each, str)}

    def __call__(self, doc: Doc) -> Doc:
        """Sets part of speech, morphology and some lemmas; of white space the tag and the dependency too."""
        if not len(doc):
            return doc
        columns: list[list[int]] = doc.to_array(_READ).T.tolist()
        tags, dependencies, blanks, words = columns
        listed = (word if word in self.words else 0 for word in words)
        kinds = zip(tags, dependencies, blanks, listed, strict=True)
        rows: Any = np.array([self._rules_for(kind) for kind in kinds], np.uint64)
        doc.from_array(_SET, rows)
        opens = not self.opening_dependencies.isdisjoint(dependencies)
        if opens or self.openings.search("\n".join([self.vocab.strings[word] for word in words])):
            self.others(doc)
        return doc

    def _rules_for(self, kind: tuple[int, ...]) -> list[int]:
        if kind not in self.known:
            tag, dependency, blank, word = kind
            text = self.vocab.strings[word] if word else _BLANK if blank else _ANY_WORD
            tags, dependencies = ([self.vocab.strings[each]] for each in (tag, dependency))
            token = Doc(self.vocab, words=[text], tags=tags, deps=dependencies, heads=[0])
            self.known[kind] = self.alone(token).to_array(_SET)[0].tolist()
        return self.known[kind]


def remembered(lemmatize: Callable[[Token], list[str]]) -> Callable[[Token], list[str]]:
    """A lemmatizer's rules, asked once for each word, part of speech and morphology."""
    known: dict[tuple[int, int, int], list[str]] = {}

    def recall(token: Token) -> list[str]:
        kind = token.orth, token.pos, token.morph.key  # type: ignore[attr-defined]
        if kind not in known:
            known[kind] = lemmatize(token)
        return known[kind]

    return recall


def _firsts(patterns: Iterable[Pattern]) -> list[Pattern]:
    """What patterns ask of their first tokens."""
    return [tokens[0] for pattern in patterns for tokens in pattern["patterns"]]


def _looks_at_one(pattern: Pattern) -> bool:
    """Does a pattern ask of one token only what `_READ` gives, its word from a list, and set what can be set?"""
    one = all(len(tokens) == 1 and tokens[0].keys() <= _LOOKED_AT for tokens in pattern["patterns"])
    listed = one and all(_words(first) is not None for first in _firsts([pattern]))
    return listed and pattern["attrs"].keys() <= set(_SET)


def _words(token: Pattern) -> list[str] | None:
    """The words that a pattern asks for by listing them; None if it asks in another way."""
    asked = token.get("LOWER", {"IN": []})
    return [asked] if isinstance(asked, str) else asked.get("IN")


def _as_expression(token: Pattern) -> str:
    """What finds a token by its word in lines of one word each; nothing if its dependency does, else any line."""
    if "OP" in token:
        return ""
    words = _words(token)
    if words:
        return "|".join(f"^{re.escape(word)}$" for word in words)
    if "LOWER" in token:
        return str(token["LOWER"].get("REGEX", ""))
    return "(?!)" if isinstance(token.get("DEP"), str) else ""


def _ruler_of(ruler: AttributeRuler, patterns: Iterable[Any]) -> AttributeRuler:
    made = AttributeRuler(ruler.vocab, ruler.name)
    made.add_patterns(patterns)
    return made
