import pytest
from lxml.html import HtmlElement, document_fromstring

from bot.furniture import tidy

SAID = "“Nobody has counted the boats since the storm,” the harbour master, Nils Aune, said on Friday evening."
ALSO = "The fishermen’s union denied it, and showed a list of all the boats in the harbour and their owners."


def tidied(body: str) -> HtmlElement:
    tree = document_fromstring(f"<html><body>{body}</body></html>")
    tidy(tree)
    return tree


def text(body: str) -> str:
    return " ".join(tidied(body).text_content().split())


def test_words_that_are_shown_a_second_time_are_left_out() -> None:
    quote = (
        "<aside class='pullquote'><p>“Nobody has counted the boats since the storm.”</p><cite>Nils Aune</cite></aside>"
    )
    assert text(f"<p>{SAID}</p>{quote}<p>{ALSO}</p>") == SAID + ALSO


def test_quotation_that_is_set_as_a_pull_quote_stays_where_it_stands_once() -> None:
    quote = "<figure class='wp-block-pullquote'><p>“Ask the gulls.”</p></figure>"
    in_data = "<script>{'articleBody': '“Ask the gulls.”'}</script>"
    assert "“Ask the gulls.”" in [each.text for each in tidied(f"<p>{SAID}</p>{quote}{in_data}").iter("p")]


def test_paragraph_that_is_one_link_to_another_article_is_left_out() -> None:
    more = "<p><b><a href='/2'>READ MORE: Storm sinks eleven boats</a></b></p>"
    assert text(f"<p>{SAID}</p>{more}<p>{ALSO}</p>") == SAID + ALSO


@pytest.mark.parametrize(
    "linked", [f"<a href='/2'>{SAID}</a>", f"He is <a href='/2'>{SAID}</a>", "<a>See:</a> " + SAID]
)
def test_sentence_stays_although_it_is_a_link(linked: str) -> None:
    assert SAID in text(f"<p>{linked}</p>")


def test_small_offer_is_left_out_and_a_page_that_bears_its_name_stays() -> None:
    offer = "<div class='newsletter-box'><h3>The Pilot</h3><p>Every Thursday, free.</p><form><input></form></div>"
    page = (
        f"<article class='newsletter-post'>{offer}<div class='newsletter-body'>{f'<p>{SAID}</p>' * 10}</div></article>"
    )
    assert text(page) == SAID * 10


def test_text_among_paragraphs_becomes_one() -> None:
    tree = tidied(f"<div><p>{ALSO}</p><div class='quote'>{SAID} <em>He</em> laughed.</div><p>{ALSO}</p></div>")
    assert len(tree.findall(".//p")) == 3


@pytest.mark.parametrize(
    "other",
    ["<div>Advertisement</div>", "<div>Share this article with all of your friends and with their friends</div>"],
)
def test_words_that_are_no_sentence_become_no_paragraph(other: str) -> None:
    assert len(tidied(f"<div><p>{ALSO}</p>{other}</div>").findall(".//p")) == 1


def test_lists_in_a_header_are_left_out() -> None:
    assert text(f"<article><header><ul><li>By Ann</li><li>Print</li></ul></header><p>{SAID}</p></article>") == SAID
