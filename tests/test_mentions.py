"""Where names begin and end, and what titles and appositions belong to them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from summarizers.briefing import Article
from summarizers.document import Document
from summarizers.folding import plain, slug
from summarizers.mentions import Mention, find_mentions
from summarizers.parsing import parse
from summarizers.pipeline import load_pipeline


def _parsed(text: str, pipeline: Language) -> Document:
    return parse(Article(None, None, None, None, "en", text), pipeline)


def _names(document: Document) -> set[tuple[str, ...]]:
    return {mention.words for mention in find_mentions(document)}


def _named(document: Document, words: str) -> Mention:
    return next(m for m in find_mentions(document) if m.words == tuple(words.split()))


@pytest.mark.parametrize(
    ("sentence", "name", "title"),
    [
        ("White House press secretary Karoline Stone spoke.", "karoline stone", "White House press secretary"),
        ("Secretary of State Marco Blake resigned.", "marco blake", "Secretary of State"),
        ("He met former mayor Ann Lee in Paris.", "ann lee", "former mayor"),
        ("Reporters asked Mr. Ray about it.", "ray", "Mr."),
    ],
)
def test_a_title_stands_before_the_name_and_is_not_of_it(
    sentence: str, name: str, title: str, pipeline: Language
) -> None:
    document = _parsed(sentence, pipeline)
    mention = _named(document, name)
    assert document.parse[mention.title.start : mention.title.stop].text == title


def test_an_apposition_ends_at_its_comma(pipeline: Language) -> None:
    document = _parsed("Bo Ray, a senior director at the Harbor Fund, said no.", pipeline)
    apposition = _named(document, "bo ray").apposition
    assert document.parse[apposition.start : apposition.stop].text == "a senior director at the Harbor Fund"


def test_a_clause_behind_a_place_is_no_apposition(pipeline: Language) -> None:
    document = _parsed("At a meeting in Boston, the mayor said that it was too early.", pipeline)
    assert not _named(document, "boston").apposition


def test_the_possessive_is_no_part_of_a_name(pipeline: Language) -> None:
    document = _parsed("Ann Lee’s plan was praised.", pipeline)
    mention = _named(document, "ann lee")
    assert document.parse[mention.start : mention.end].text == "Ann Lee"


def test_a_campaign_is_named_with_its_candidate(pipeline: Language) -> None:
    assert ("lee", "campaign") in _names(_parsed("The Lee campaign denied the report.", pipeline))


def test_initials_in_brackets_show_where_the_name_begins(pipeline: Language) -> None:
    document = _parsed("They joined the Alliance to Reclaim Our Rivers (AROR) last year.", pipeline)
    assert ("alliance", "to", "reclaim", "our", "rivers") in _names(document)


def test_a_headline_of_capitals_makes_no_names_of_verbs(pipeline: Language) -> None:
    document = _parsed(
        "Lee Says Museum Can Help Heal Wounds\n\nMayor Ann Lee says that it is time. Lee left.", pipeline
    )
    assert all("says" not in mention.words for mention in find_mentions(document))


def test_a_participle_that_opens_a_sentence_is_no_given_name(pipeline: Language) -> None:
    text = "Ann Orlop lost. Orlop left.\n\nCiting Orlop’s letter, the council closed the bridge.\n\nIrving Orlop spoke."
    assert _names(_parsed(text, pipeline)) == {("ann", "orlop"), ("orlop",), ("irving", "orlop")}


@pytest.mark.parametrize(
    ("text", "entity", "words"),
    [
        ("“How did we get this low?” ― Jacklyn Orlop", "― Jacklyn Orlop", ("jacklyn", "orlop")),
        ("“ORLOP: Governor, I don’t want to interrupt.”", "ORLOP: Governor", ("orlop",)),
    ],
)
def test_marks_around_a_name_are_not_of_it(text: str, entity: str, words: tuple[str, ...], pipeline: Language) -> None:
    document = _parsed(text, pipeline)
    start = text.index(entity)
    marked = document.parse.char_span(start, start + len(entity), label="PERSON")
    assert marked is not None
    document.parse.set_ents([marked])
    assert _names(document) == {words}


def test_for_where_somebody_sits_is_no_name(pipeline: Language) -> None:
    text = "Ann Orlop’s niece, state Del. Bea Orlop (D-Newport News), and Ed Ray, R-Ohio, shouted."
    assert _names(_parsed(text, pipeline)) == {("ann", "orlop"), ("bea", "orlop"), ("ed", "ray")}


def test_a_role_in_front_of_a_full_name_is_its_title(pipeline: Language) -> None:
    mention = _named(_parsed("Then Moderator Hugh Orlop cut in.", pipeline), "hugh orlop")
    assert [mention.title.stop - mention.title.start, mention.end - mention.start] == [1, 2]


def test_whom_a_title_makes_a_person_is_the_same_with_an_insult(pipeline: Language) -> None:
    document = _parsed("President Orlop won.\n\nThe paper wrote of Derelict Orlop on Friday.", pipeline)
    assert _names(document) == {("orlop",)}


def test_a_given_name_that_is_a_word_too_is_kept_behind_a_title(pipeline: Language) -> None:
    document = _parsed("Secretary Ash Orlop spoke. Secretary Orlop left. Ash Orlop came back.", pipeline)
    assert _names(document) == {("ash", "orlop"), ("orlop",)}


def test_senators_are_no_given_name_and_two_names_are_two(pipeline: Language) -> None:
    text = "Ann Orlop and Bo Terrick ran. Orlop lost, Terrick left.\n\nSenators Orlop spoke.\n\n"
    text += "In the race Orlop and Terrick are behind."
    assert _names(_parsed(text, pipeline)) == {("ann", "orlop"), ("bo", "terrick"), ("orlop",), ("terrick",)}


def test_the_south_is_part_of_a_place(pipeline: Language) -> None:
    document = _parsed("South Korea wrote to Ann Korea. Korea spoke. The army of South Korea stayed.", pipeline)
    assert ("south", "korea") in _names(document)


def test_mentions_come_in_text_order_and_do_not_overlap(pipeline: Language) -> None:
    text = "Sen. Ann Lee of Ohio, Bo Ray and the Harbor Fund met in New York. The New York Times wrote about Lee."
    mentions = find_mentions(_parsed(text, pipeline))
    assert all(left.end <= right.start for left, right in pairwise(mentions))


@given(st.text(alphabet="AbC d.,'’“\"()\n\u202e\xa0é1-", max_size=80))
def test_any_text_has_mentions_inside_it(text: str) -> None:
    document = _parsed(text, load_pipeline())
    for mention in find_mentions(document):
        assert 0 <= mention.start < mention.end <= len(document.parse)
        assert mention.words


def test_words_are_compared_without_accents_marks_and_possessive() -> None:
    assert [plain(word) for word in ("Peña’s", "J.", "U.N.", "(GOP)")] == ["pena", "j", "un", "gop"]


def test_an_id_is_never_empty() -> None:
    assert [slug("Volodymyr Zelenskyy"), slug("O'Brien, Jr."), slug("…")] == [
        "volodymyr-zelenskyy",
        "obrien-jr",
        "actor",
    ]
