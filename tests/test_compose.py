from dataclasses import replace

import pytest
import spacy

from summarizers.briefing import SCHEMA, Actor, Article, Dispute, Side, Span, Statement
from summarizers.compose import compose
from summarizers.document import Document

TEXT = "Ann Lee said the bridge is safe. Bo Roe denied it. Cy Poe watched. Cy Poe left. Di Fox waved."


def span(words: str, after: int = 0) -> Span:
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


LEE = Actor("ann-lee", "Ann Lee", "person", mentions=(span("Ann Lee"),))
ROE = Actor("bo-roe", "Bo Roe", "person", mentions=(span("Bo Roe"),))
POE = Actor("cy-poe", "Cy Poe", "person", mentions=(span("Cy Poe"), span("Cy Poe", after=55)))
FOX = Actor("di-fox", "Di Fox", "person", mentions=(span("Di Fox"),))
SAID = Statement("s1", (LEE.id,), "indirect", (span("Ann Lee"),), (span("said"),), (span("the bridge is safe"),), 0.9)
DISPUTE = Dispute(
    id="d1",
    point="The bridge is safe",
    kind="fact",
    marking="explicit",
    confidence=0.8,
    sides=(
        Side((LEE.id,), "asserts", (SAID.id,), (span("Ann Lee said the bridge is safe."),)),
        Side((ROE.id,), "denies", (), (span("Bo Roe denied it."),)),
    ),
)


@pytest.fixture
def document() -> Document:
    return Document(
        article=Article(None, None, None, None, "en", TEXT),
        parse=spacy.blank("en")(TEXT),
        actors=(FOX, POE, ROE, LEE),
        statements=(SAID,),
        disputes=(DISPUTE,),
        gist=(span("Ann Lee said the bridge is safe."), span("Bo Roe denied it.")),
        notes=("1 statement could not be attributed",),
    )


def test_briefing_carries_what_the_document_says(document: Document) -> None:
    briefing = compose(document, "bridge")
    assert (briefing.schema, briefing.id, briefing.article) == (SCHEMA, "bridge", document.article)
    assert briefing.statements == (SAID,)
    assert briefing.disputes == (DISPUTE,)
    assert briefing.notes == document.notes


def test_gist_is_in_the_words_of_the_article(document: Document) -> None:
    gist = compose(document, "bridge").gist
    assert [sentence.text for sentence in gist] == ["Ann Lee said the bridge is safe.", "Bo Roe denied it."]
    assert [TEXT[slice(*sentence.span)] for sentence in gist] == [sentence.text for sentence in gist]


def test_actors_stand_in_the_order_of_their_first_mention_without_mere_passers_by(document: Document) -> None:
    assert compose(document, "bridge").actors == (LEE, ROE, POE)


def test_an_actor_that_speaks_unmentioned_comes_last(document: Document) -> None:
    newsroom = Actor("newsroom", "The Bridge Times", "newsroom")
    statement = replace(SAID, id="s2", actors=(newsroom.id,))
    document = replace(document, actors=(newsroom, *document.actors), statements=(SAID, statement))
    assert compose(document, "bridge").actors == (LEE, ROE, POE, newsroom)


def test_an_article_without_anything_makes_an_empty_briefing(document: Document) -> None:
    briefing = compose(Document(document.article, document.parse), "empty")
    assert (briefing.gist, briefing.actors, briefing.statements, briefing.disputes) == ((), (), (), ())


BEYOND = (Span(0, len(TEXT) + 1),)


@pytest.mark.parametrize("spans", [BEYOND, (Span(-3, 4),), (Span(5, 5),), (Span(9, 4),), (Span(9, 12), Span(0, 3))])
def test_spans_outside_the_text_or_out_of_order_are_refused(document: Document, spans: tuple[Span, ...]) -> None:
    with pytest.raises(ValueError, match="gist"):
        compose(replace(document, gist=spans), "bridge")


@pytest.mark.parametrize("role", ["source", "cue", "content"])
def test_a_broken_role_of_a_statement_is_named(document: Document, role: str) -> None:
    broken = replace(SAID, **{role: BEYOND})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="statement s1"):
        compose(replace(document, statements=(broken,)), "bridge")


def test_broken_mentions_and_evidence_are_named(document: Document) -> None:
    with pytest.raises(ValueError, match="actor ann-lee"):
        compose(replace(document, actors=(ROE, replace(LEE, mentions=BEYOND))), "bridge")
    side = replace(DISPUTE.sides[0], evidence=BEYOND)
    with pytest.raises(ValueError, match="dispute d1"):
        compose(replace(document, disputes=(replace(DISPUTE, sides=(side,)),)), "bridge")


def test_references_to_nobody_are_refused(document: Document) -> None:
    with pytest.raises(ValueError, match="ann-lee"):
        compose(replace(document, actors=(ROE, POE)), "bridge")
    with pytest.raises(ValueError, match="s1"):
        compose(replace(document, statements=()), "bridge")
