"""Who stands where in a sentence, and what two stands have in common."""

from dataclasses import replace

import numpy as np
import pytest
from spacy.language import Language

from summarizers.actors import resolve_actors
from summarizers.attributions import find_attributions
from summarizers.briefing import Article, Span
from summarizers.document import Document
from summarizers.encodings import Encoding
from summarizers.opposing import voices
from summarizers.parsing import parse
from summarizers.stands import (
    MARKS,
    NEGATED,
    NEWSROOM,
    PAIR_FEATURES,
    STANCE,
    STAND_FEATURES,
    Scene,
    Stands,
    gives_no_answer,
)

TEXT = (
    "Mayor Ann Lee said on Monday that the bridge is safe.\n\n"
    "Tom Beck, an engineer, denied that the bridge is safe. The market will not open."
)


def read(text: str, pipeline: Language) -> Document:
    document = parse(Article(None, None, None, None, "en", text), pipeline)
    return resolve_actors(find_attributions(document))


def stands_of(document: Document) -> Stands:
    return Scene(document).stands(range(len(document.sentences)))


def test_speakers_and_the_newsroom_stand_in_a_sentence(pipeline: Language) -> None:
    found = stands_of(read(TEXT, pipeline))
    assert [(each.sentence, each.actor, each.statement is not None) for each in found.all] == [
        (0, "ann-lee", True),
        (0, NEWSROOM, False),
        (1, "tom-beck", True),
        (1, NEWSROOM, False),
        (2, NEWSROOM, False),
    ]
    assert found.features.shape == (5, STAND_FEATURES)
    assert found.pairs.shape == (5, 5, PAIR_FEATURES)


def test_nobody_stands_where_a_mark_alone_is_said(pipeline: Language) -> None:
    document = read(TEXT, pipeline)
    (said, denied), (first, _, third) = document.statements, document.sentences
    mark = Span(first.end - 1, first.end)
    marked = replace(said, content=(mark, third), cue=())
    found = stands_of(replace(document, statements=(marked, denied)))
    assert [each.sentence for each in found.all if each.actor == "ann-lee" and each.statement] == [2]


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("Ann Lee declined to comment on the plan.", True),
        ("Ann Lee declined to sign the plan.", False),
        ("Ann Lee condemned the attack on the mill.", True),
        ("Ann Lee condemned the plan.", False),
        ("Ann Lee attacked the plan.", False),
    ],
)
def test_who_says_nothing_or_condemns_a_deed_gives_no_answer(text: str, silent: bool, pipeline: Language) -> None:
    document = read(text, pipeline)
    assert [gives_no_answer(document, each) for each in document.statements] == [silent]


def test_reporting_words_and_negation_are_features(pipeline: Language) -> None:
    features = stands_of(read(TEXT, pipeline)).features
    assert features[2, STANCE].tolist() == [1.0, 0.0, 0.0]
    assert not features[0, STANCE].any()
    assert not features[:, MARKS].any()
    assert features[:, NEGATED].tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]


def test_two_stands_share_words_actors_and_sentences(pipeline: Language) -> None:
    pairs = stands_of(read(TEXT, pipeline)).pairs
    same_actor, same_sentence, before, shared = np.moveaxis(pairs[..., :4], 2, 0)
    assert same_actor[1, 3] == same_actor[0, 0] == 1.0
    assert same_sentence[2, 3] == 1.0
    assert before[0, 2] == 1.0
    assert before[2, 0] == 0.0
    assert shared[0, 2] > shared[0, 4] == 0.0


def test_an_empty_text_has_no_stands(pipeline: Language) -> None:
    found = stands_of(read("", pipeline))
    assert found.all == ()
    assert found.pairs.shape == (0, 0, PAIR_FEATURES)


def test_an_encoding_makes_one_vector_of_the_pieces_of_spans() -> None:
    hidden = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 3.0]], np.float16)
    weights = np.array([[0.0], [0.0], [9.0]], np.float16)
    starts, ends = np.array([0, 4, 8]), np.array([3, 7, 11])
    encoding = Encoding(Span(0, 12), starts, ends, hidden, weights)
    assert encoding.mean([Span(0, 7)]).tolist() == [0.5, 0.5]
    assert encoding.mean([Span(0, 3), Span(0, 7)]).tolist() == [0.5, 0.5]
    assert encoding.weighed([Span(0, 7)]).tolist() == [0.5, 0.5]
    assert encoding.weighed([Span(0, 12)])[1] > 2.9
    assert encoding.weighed([Span(3, 4)]).tolist() == encoding.mean([]).tolist() == [0.0, 0.0]


def test_shares_of_a_poll_are_one_voice(pipeline: Language) -> None:
    document = read("Only 52 percent of voters agreed that the tram was late. One in 10 said it was early.", pipeline)
    found = voices(document, stands_of(document))
    assert [each for each in dict.fromkeys(found) if each != NEWSROOM] == ["a poll"]
