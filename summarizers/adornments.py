"""Words that stand in front of a name with a capital of their own, and are none of it: "Crooked Ann Lee", "pro-Lee"."""

from collections.abc import Collection, Iterator, Set
from typing import Final

from spacy.vocab import Vocab

from summarizers.given_names import is_given_name

Words = tuple[str, ...]

_HYPHEN: Final = "-"
_DESCRIBING: Final = ("adj", "adv", "verb")
_ENDINGS: Final = (("ing", ""), ("ing", "e"), ("ed", ""), ("d", ""), ("es", ""), ("s", ""))
"""Of forms of a word, each with what stands in its place in the form that a dictionary has."""


def adornment(words: Words, known: Set[Words], short: Set[str], vocab: Vocab) -> int:
    """How many words in front of a name are none of it; they go only where what is left is somebody's name elsewhere.

    `known` are the names of an article, `short` the given names and surnames of its persons. A word that is in no
    dictionary may be a rare given name, and stays.
    """
    count = 0
    while count + 1 < len(words) and not _may_begin_a_name(words[count]):
        hyphened = words[count + 1] == _HYPHEN
        rest = words[count + 1 + hyphened :]
        kinds = _DESCRIBING if len(rest) == 1 else (*_DESCRIBING, "noun")
        if not hyphened and not is_word(words[count], vocab, kinds):
            return 0
        count += 1 + hyphened
        if _is_somebody(rest, known, short):
            return count
    return 0


def _is_somebody(words: Words, known: Set[Words], short: Set[str]) -> bool:
    if len(words) > 1:
        return words in known and is_given_name(words[0])
    return not short.isdisjoint(words)


def _may_begin_a_name(word: str) -> bool:
    return len(word) == 1 or is_given_name(word)


def is_word(word: str, vocab: Vocab, kinds: Collection[str] = (*_DESCRIBING, "noun")) -> bool:
    """Has the language's dictionary the word, as one of these kinds, or is it one of the little words?"""
    if vocab[word].is_stop:
        return True
    index = vocab.lookups.get_table("lemma_index", {})
    return any(form in index.get(kind, ()) for kind in kinds for form in _forms(word))


def _forms(word: str) -> Iterator[str]:
    yield word
    yield from (word.removesuffix(ending) + instead for ending, instead in _ENDINGS if word.endswith(ending))
