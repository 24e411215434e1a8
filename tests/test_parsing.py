import re
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.pipeline import DependencyParser, EntityRecognizer, Tok2Vec
from spacy.tokens import Doc, Token
from thinc.api import Model

from summarizers.briefing import Article
from summarizers.entities import Entities
from summarizers.parsing import LONGEST_BLOCK, find_paragraphs, parse, parse_sentences
from summarizers.pipeline import DEFAULT_MODEL, ModelMissing, load_pipeline
from summarizers.transitions import Transitions, is_greedy
from summarizers.word_vectors import WordVectors, vectors_by
from tests.gold import SEEDS

SMALL = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "width": 8,
    "depth": 1,
    "embed_size": 9,
    "window_size": 1,
    "maxout_pieces": 3,
    "subword_features": True,
    "pretrained_vectors": None,
}


def article(text: str) -> Article:
    return Article(None, None, None, None, "en", text)


def paragraphs(text: str) -> list[str]:
    return [text[start:end] for start, end in find_paragraphs(text)]


def test_a_line_is_a_paragraph() -> None:
    assert paragraphs("First.\nSecond.\n\n  Third. \n") == ["First.", "Second.", "Third."]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    wrapped = "The council of Harrow Bay met for five hours on Monday night and then\nvoted to close the old bridge."
    assert paragraphs(wrapped + "\n\nIt opens in May.") == [wrapped, "It opens in May."]


def test_windows_line_ends_and_lines_of_marks_are_no_words() -> None:
    assert paragraphs("One.\r\n\r\n* * *\r\n\r\nTwo.\r\n") == ["One.", "Two."]


def test_sentences_do_not_run_over_paragraphs(pipeline: Language) -> None:
    document = parse(article("Council to vote on bridge\n\nThe council meets on Monday. Ann Lee will speak."), pipeline)
    assert [document.article.text[start:end] for start, end in document.sentences] == [
        "Council to vote on bridge",
        "The council meets on Monday.",
        "Ann Lee will speak.",
    ]


def test_the_mark_that_opens_a_quotation_stands_in_its_sentence(pipeline: Language) -> None:
    text = "The mayor wants to go on. ''There is no other road,'' said Ann Lee, who runs the ferry. ''We need it.''"
    document = parse(article(text), pipeline)
    assert [document.article.text[start:end] for start, end in document.sentences] == [
        "The mayor wants to go on.",
        "''There is no other road,'' said Ann Lee, who runs the ferry.",
        "''We need it.''",
    ]


def test_a_line_longer_than_the_parser_bears_is_cut(pipeline: Language) -> None:
    text = "It rains. " * (LONGEST_BLOCK // 4)
    assert parse(article(text), pipeline).parse.text == text


def test_other_languages_are_cut_by_their_marks() -> None:
    document = parse_sentences(article("Es regnet in Hafenstadt. Der Rat tagt.\nDanach ist Pause."))
    assert len(document.sentences) == 3


@pytest.mark.parametrize("time", ["09:12", "9.12pm", "(9:12 a.m. ET)", "21:12 GMT –", "9:12 p.m.:"])
def test_the_time_that_a_line_opens_with_is_of_no_sentence(time: str, pipeline: Language) -> None:
    document = parse(article(f"{time} EU ministers met.\n\n12.50 euros is the price.\n\n09:40"), pipeline)
    read = [document.article.text[start:end] for start, end in document.sentences]
    assert read == ["EU ministers met.", "12.50 euros is the price.", "09:40"]


@given(text=st.text(max_size=300) | st.text("ab. '\"“”\n", max_size=60))
def test_tokens_lie_over_exactly_the_text_and_sentences_in_it(text: str, pipeline: Language) -> None:
    document = parse(article(text), pipeline)
    assert document.parse.text == text
    assert all(re.search(r"\w", text[start:end]) for start, end in document.sentences)
    assert all(left.end <= right.start for left, right in pairwise(document.sentences))
    assert all(0 <= start < end <= len(text) for start, end in (*document.paragraphs, *document.sentences))


def plainly_loaded() -> Language:
    origin = find_spec(DEFAULT_MODEL)
    assert origin is not None
    assert origin.origin is not None
    return spacy.load(next(Path(origin.origin).parent.glob("**/config.cfg")).parent)


def vector_models() -> dict[str, Model[Any, Any]]:
    plain = plainly_loaded()
    shared, recognizer = plain.get_pipe("tok2vec"), plain.get_pipe("ner")
    assert isinstance(shared, Tok2Vec)
    assert isinstance(recognizer, EntityRecognizer)
    return {"words": shared.model, "entities": recognizer.model.get_ref("tok2vec").layers[0]}


def texts() -> list[str]:
    seeds = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))[:4]]
    return [
        *seeds,
        "  \n\n He said “y'all gonna love it”.  \n\tI've got ta go, let's c'mon.",
        "It ain't so: there's nothin' in it. ",
        "",
    ]


def test_remembered_rules_and_quick_entities_give_what_the_plain_pipeline_gives(pipeline: Language) -> None:
    plain = plainly_loaded()
    recognizer = plain.get_pipe("ner")
    assert isinstance(recognizer, EntityRecognizer)
    entities = Entities(recognizer, recognizer.model.get_ref("tok2vec").layers[0].predict)
    for text in texts():
        ours = pipeline.make_doc(text)
        for name in ("shared_vectors", "tagger"):
            ours = pipeline.get_pipe(name)(ours)
        ours = plain.get_pipe("parser")(ours)
        words, spaces = [token.text for token in ours], [bool(token.whitespace_) for token in ours]
        tags, deps = [token.tag_ for token in ours], [token.dep_ for token in ours]
        theirs = Doc(plain.vocab, words, spaces, tags=tags, deps=deps, heads=[token.head.i for token in ours])
        for name in ("remembered_rules", "lemmatizer"):
            ours = pipeline.get_pipe(name)(ours)
        ours = entities(ours)
        for name in ("attribute_ruler", "lemmatizer", "ner"):
            theirs = plain.get_pipe(name)(theirs)
        assert list(map(told_of, ours)) == list(map(told_of, theirs))
        assert [(e.start, e.end, e.label_) for e in ours.ents] == [(e.start, e.end, e.label_) for e in theirs.ents]


def test_moves_with_the_lock_held_give_the_parse_of_the_plain_pipeline(pipeline: Language) -> None:
    parser = plainly_loaded().get_pipe("parser")
    assert is_greedy(parser)
    vectors, tagger = pipeline.get_pipe("shared_vectors"), pipeline.get_pipe("tagger")
    ours, theirs = (
        [tagger(vectors(pipeline.make_doc(block))) for text in texts() for block in (text, *text.split("\n"))]
        for _ in range(2)
    )
    assert isinstance(parser, DependencyParser)
    for mine, other in zip(Transitions(parser).pipe(ours, batch_size=1), parser.pipe(theirs), strict=True):
        assert [(each.head.i, each.dep_, each.is_sent_start) for each in mine] == [
            (each.head.i, each.dep_, each.is_sent_start) for each in other
        ]


def test_parsers_of_another_make_are_left_to_spacy() -> None:
    wide = spacy.blank("en").add_pipe("beam_parser")
    assert not is_greedy(wide)
    assert not is_greedy(plainly_loaded().get_pipe("tagger"))


def told_of(token: Token) -> tuple[str, ...]:
    return token.text, token.tag_, token.dep_, token.pos_, str(token.morph), token.lemma_


def blocks_of(text: str, pipeline: Language) -> list[Doc]:
    return [pipeline.make_doc(block) for block in (text, *text.split("\n"))]


@pytest.mark.parametrize("name", ["words", "entities"])
def test_vectors_in_whole_numbers_are_those_of_the_plain_pipeline_but_for_little(name: str, pipeline: Language) -> None:
    model = vector_models()[name]
    vectors_of = vectors_by(model, name)
    assert isinstance(vectors_of, WordVectors)
    for text in texts():
        blocks = blocks_of(text, pipeline)
        ours, theirs = (np.concatenate(make(blocks)) for make in (vectors_of, model.predict))
        assert np.linalg.norm(ours - theirs) <= 0.04 * np.linalg.norm(theirs)


def test_vectors_do_not_hang_on_what_else_is_read_or_was(pipeline: Language) -> None:
    model = vector_models()["words"]
    blocks = [block for text in texts() for block in blocks_of(text, pipeline)]
    kept = vectors_by(model, "words")
    for block, together in zip(blocks, kept(blocks), strict=True):
        for vectors_of in (vectors_by(model, "words"), kept):
            (alone,) = vectors_of([block])
            np.testing.assert_array_equal(alone, together)


def test_vectors_of_words_are_forgotten_when_there_are_too_many(pipeline: Language) -> None:
    vectors_of = vectors_by(vector_models()["words"], "words")
    assert isinstance(vectors_of, WordVectors)
    (once,) = vectors_of([pipeline.make_doc("The mayor spoke.")])
    vectors_of([pipeline.make_doc(" ".join(f"word{number}" for number in range(20_000)))])
    (again,) = vectors_of([pipeline.make_doc("The mayor spoke.")])
    assert len(vectors_of.known) < 10
    np.testing.assert_array_equal(once, again)


def test_rounding_changes_the_parse_of_few_words(pipeline: Language) -> None:
    plain = plainly_loaded()
    words = same = 0
    for text in texts():
        for ours, theirs in zip(pipeline(text), plain(text), strict=True):
            told = (ours.tag_, ours.head.i, ours.dep_, ours.ent_type_)
            same += told == (theirs.tag_, theirs.head.i, theirs.dep_, theirs.ent_type_)
            words += 1
    assert same / words > 0.99


def test_vectors_of_another_model_are_made_by_itself() -> None:
    other = spacy.blank("en")
    made = other.add_pipe("tok2vec", config={"model": SMALL})
    other.initialize()
    assert isinstance(made, Tok2Vec)
    assert vectors_by(made.model, "words") == made.model.predict


@pytest.mark.parametrize("package", ["no_such_package", "json"])
def test_a_model_that_is_not_there_is_named(package: str) -> None:
    with pytest.raises(ModelMissing, match=package):
        load_pipeline.__wrapped__(package)
