from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceUnreadable
from bot.pages import page_article as found_in
from summarizers.briefing import Article

PAGES = Path(__file__).parent / "data" / "pages"
COUNCIL = (PAGES / "council_vote.html").read_bytes()
PARAGRAPHS = "".join(
    f"<p>The council of {town} voted on Friday to build a tram line, its mayor said; nobody in {town} denied it.</p>"
    for town in ("Port Ellery", "Saltmarsh", "Upper Wick")
)


def page(head: str = "", body: str = PARAGRAPHS, attributes: str = "") -> bytes:
    return f"<html {attributes}><head>{head}</head><body><article>{body}</article></body></html>".encode()


def page_article(page: bytes, url: str | None = None, charset: str | None = None) -> Article:
    return found_in(page, url, charset).article


def test_text_is_the_paragraphs_of_the_article_one_a_line() -> None:
    assert page_article(COUNCIL).text.splitlines() == [
        "Council backs tram line after a long night",
        "The city council voted 31 to 28 on Friday to build a tram line to the harbour, ending a dispute that has "
        "divided Port Ellery for six years.",
        "“This is a good night for everyone who waits for a bus in the rain,” said Mayor Ines Okafor, who had staked "
        "her office on the plan. Smith & Daughters, the builder, welcomed the vote.",
        "“Nobody has shown us where the money comes from, and nobody will,” wrote the opposition leader, Tomas Brandt, "
        "in a statement.",
        "A question of cost",
        "Brandt’s party denies that the line can be built for 240 million crowns. The mayor’s office insists that it "
        "can, and points to a report by auditors which puts the cost at 236 million.",
        "Tests use markup such as &lt;b&gt; in this line, so that nothing is decoded twice. Work is to begin in "
        "September, the council said.",
    ]


def test_page_says_who_published_it_when_and_in_which_language() -> None:
    article = page_article(COUNCIL)
    assert article.title == "Council backs tram line after a long night"
    assert article.publisher == "The Harbour Courier"
    assert article.published == datetime(2025, 3, 14, 19, 40, tzinfo=UTC)
    assert article.language == "en"


@pytest.mark.parametrize(
    ("found_at", "url"),
    [
        (None, "https://www.harbour-courier.example/news/tram-line"),
        ("https://m.harbour-courier.example/tram?from=mail", "https://www.harbour-courier.example/news/tram-line"),
        ("https://elsewhere.example/copied", "https://elsewhere.example/copied"),
    ],
)
def test_page_names_its_own_address_only_within_its_site(found_at: str | None, url: str) -> None:
    assert page_article(COUNCIL, found_at).url == url


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://[", "https://courier.example/", ""])
def test_address_that_cannot_be_the_articles_own_is_passed_over(link: str) -> None:
    found_at = "https://courier.example/news/1"
    assert page_article(page(f'<link rel="canonical" href="{link}">'), found_at).url == found_at


def test_charset_is_taken_from_the_page_where_the_server_is_silent() -> None:
    article = page_article((PAGES / "port_cyrillic.html").read_bytes())
    assert "«Мы ждём этих документов уже год», — сказала она журналистам." in article.text


def test_charset_of_the_server_comes_before_that_of_the_page() -> None:
    body = PARAGRAPHS + "<p>Źródła rządowe zaprzeczają, że rozmowy będą kontynuowane w przyszłym tygodniu.</p>"
    encoded = page('<meta charset="iso-8859-1">', body).decode().encode("cp1250")
    assert "Źródła rządowe zaprzeczają" in page_article(encoded, None, "windows-1250").text


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2025-03-14T21:40:00Z">', (14, 21, 40)),
        ('<meta property="article:published_time" content="2025-03-14T21:40:00-0430">', (15, 2, 10)),
        ('<meta property="article:published_time" content="2025-03-14T21:40:00">', (14, 21, 40)),
        (
            '<meta property="article:published_time" content="2025-03-14 21:40">'
            '<script type="application/ld+json">[{"@type": ["NewsArticle"], "datePublished": "2025-03-14T21:40+01:00"}]'
            "</script>",
            (14, 20, 40),
        ),
        ('<meta property="article:published_time" content="2025-03-14">', (14, 0, 0)),
    ],
)
def test_time_of_publication_is_utc(head: str, published: tuple[int, int, int]) -> None:
    assert page_article(page(head)).published == datetime(2025, 3, *published, tzinfo=UTC)


def test_time_of_publication_is_found_in_the_article() -> None:
    body = '<time datetime="2025-03-14T21:40:00+02:00">a Friday</time>' + PARAGRAPHS
    assert page_article(page(body=body)).published == datetime(2025, 3, 14, 19, 40, tzinfo=UTC)


@pytest.mark.parametrize("time", ["yesterday", "0001-01-01T00:00:00+14:00", "2025-99-99", "&lt;b&gt;"])
def test_time_that_is_none_is_passed_over(time: str) -> None:
    assert page_article(page(f'<meta property="article:published_time" content="{time}">')).published is None


@pytest.mark.parametrize("attributes", ['lang=""', 'lang="<b>"', 'lang="english"', ""])
def test_language_that_is_none_is_passed_over(attributes: str) -> None:
    assert page_article(page(attributes=attributes)).language is None


def test_hints_for_typesetting_do_not_stand_within_words() -> None:
    body = PARAGRAPHS + "<p>The re&shy;port puts the cost of the tram&#8203; at 236&nbsp;million crowns.</p>"
    assert "The report puts the cost of the tram at 236 million crowns." in page_article(page(body=body)).text


def test_unicode_is_kept_as_it_is() -> None:
    body = PARAGRAPHS + "<p>Zoe\u0308 Žižek met Владимир and 李明 in Łódź; 👩🏽 waved from the tram to the harbour.</p>"
    assert "Zoe\u0308 Žižek met Владимир and 李明 in Łódź; 👩🏽 waved" in page_article(page(body=body)).text


@pytest.mark.parametrize(
    "content",
    [b"", b" \n", b"<html></html>", b"Not a page at all.", (PAGES / "login_wall.html").read_bytes(), b"<!--" * 1000],
)
def test_page_without_an_article_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(SourceUnreadable, match=r"no article was found|empty"):
        page_article(content)


def test_reading_a_page_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    page_article(COUNCIL)
    with pytest.raises(SourceUnreadable):
        page_article(b"<p>")
    assert capfd.readouterr() == ("", "")


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<article>", "</div>", "<svg>", "<table><td>", "<!--", "<![CDATA[", "<html lang=", PARAGRAPHS),
        *("<script type='application/ld+json'>", "</script>", '{"@graph":', "&#xD800;", "&#0;", "\x1b", "\x85"),
        *("<meta property='article:published_time' content='", "<link rel=canonical href='http://"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=25))
def test_whatever_a_page_is_made_of_it_is_read_or_refused(pieces: list[str]) -> None:
    try:
        article = page_article("".join(pieces).encode("utf-8", "replace"), "https://courier.example/1")
    except SourceUnreadable:
        return
    article.text.encode()
    assert not article.published or article.published.tzinfo is UTC
