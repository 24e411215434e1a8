import json
import time

import pytest

from bot.model import BEHIND_PAYWALL, GOES_ON
from bot.pages import page_article

SAID = (
    "The harbour bridge is to close in May for repairs, Mayor Ann Lee told the council on Monday.",
    "“It is not safe,” she said, and showed the members a piece of it that she had brought along.",
    "Councillor Bo Ray denied it. “Nobody has checked anything,” he said, and asked to see the other piece.",
)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def notes(body: str, head: str = "", after: str = "", **described: object) -> tuple[str, ...]:
    """What is noted of a page with this article in it, this in its head, and this behind the article."""
    data = json.dumps({"@type": "NewsArticle", **described})
    page = (
        f"<html><head>{head}<script type='application/ld+json'>{data}</script></head>"
        f"<body><main><article><h1>Bridge to close</h1>{body}</article></main>{after}</body></html>"
    )
    return page_article(page.encode()).notes


@pytest.mark.parametrize("false", [False, "False", "false", "http://schema.org/False"])
def test_page_that_is_not_free_is_behind_a_paywall(false: object) -> None:
    assert notes(paragraphs(*SAID), isAccessibleForFree=false) == (BEHIND_PAYWALL,)


@pytest.mark.parametrize("true", [True, "True", "http://schema.org/True", None])
def test_page_that_is_free_is_not(true: object) -> None:
    assert notes(paragraphs(*SAID), isAccessibleForFree=true) == ()


def test_page_of_which_a_part_is_not_free_is_behind_a_paywall() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}
    offer = (
        "<div class='paywall'><p>Subscribe now and read this and all our other articles for a crown a week.</p></div>"
    )
    for parts in (part, [part]):
        assert notes(paragraphs(*SAID), after=offer, hasPart=parts) == (BEHIND_PAYWALL,)


def test_page_that_only_browsers_close_has_the_whole_article() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}
    body = f"<p>{SAID[0]}</p><div class='meter paywall'>{paragraphs(*SAID[1:])}</div>"
    assert notes(body, isAccessibleForFree=False, hasPart=part) == ()


def test_long_text_of_a_page_that_is_not_free_is_the_whole_article() -> None:
    assert (
        notes(paragraphs(*(f"{number}. {text}" for number in range(12) for text in SAID)), isAccessibleForFree=False)
        == ()
    )


def test_locked_content_tier_is_a_paywall() -> None:
    tier = "<meta property='article:content_tier' content='{}'>"
    assert notes(paragraphs(*SAID), tier.format("locked")) == (BEHIND_PAYWALL,)
    assert notes(paragraphs(*SAID), tier.format("free")) == ()


@pytest.mark.parametrize(
    "end",
    [
        "<p><a href='/2'>Continue reading</a></p>",
        "<p class='more'><a href='/2'>Continue reading “Bridge to close” →</a></p>",
        "<div><span><a href='/2'>Read the full story</a></span></div>",
        "<p><a href='/2'>Lire la suite</a></p>",
        "<p><a href='/2'>» Weiterlesen</a></p>",
        "<p><a href='/2'>Читать далее</a></p>",
    ],
)
def test_article_that_ends_in_a_link_to_more_of_it_goes_on_elsewhere(end: str) -> None:
    assert notes(paragraphs(*SAID) + end) == (GOES_ON,)


@pytest.mark.parametrize(
    "end", ["He was not shown [&hellip;]", "He was not shown [...] ", "But … <a href='/2'>Read more</a>"]
)
def test_text_that_is_cut_off_goes_on_elsewhere(end: str) -> None:
    assert notes(paragraphs(*SAID, end)) == (GOES_ON,)


@pytest.mark.parametrize(
    "more",
    [
        "<aside><h2>More</h2><p>Eleven boats have sunk.</p><a href='/2'>Read more</a></aside>",
        "<section><p>Eleven boats have sunk in the harbour.</p><a href='/2'>Continue reading</a></section>" * 30,
    ],
)
def test_links_to_other_articles_say_nothing_of_this_one(more: str) -> None:
    assert notes(paragraphs(*SAID), after=more) == ()


def test_link_within_the_article_is_no_end_of_it() -> None:
    assert notes(paragraphs(SAID[0], "<a href='/2'>Read more</a> on bridges in our guide to them.", *SAID[1:])) == ()


def test_page_made_to_take_forever_takes_no_time() -> None:
    part = {"isAccessibleForFree": False, "cssSelector": ".x"}
    nested = "<div class='x'>" * 200 + f"{SAID[0]}<br>" * 20_000
    links = "<a href='/2'>Continue reading</a>" * 2_000
    start = time.monotonic()
    notes(paragraphs(*SAID) + nested, after=links, hasPart=part)
    assert time.monotonic() - start < 10
