import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from adapters.hostile import visible
from adapters.html import html
from bot.model import Reply
from summarizers.briefing import Briefing
from tests.examples import (
    BRIDGE,
    CANDIDATES,
    DISPUTES,
    DOSSIER,
    NOTICE,
    REPLIES,
    archived,
    briefings,
    hostile_texts,
    said_by,
)


class Page(HTMLParser):
    """A page taken apart: its tags in order, its attributes, its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.marked = ""
        self.in_mark = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.in_mark = tag == "mark"
        self.attributes += [(name, value or "") for name, value in attrs]
        self.words += " " if tag in ("br", "p", "h1", "h3", "li", "div", "title") else ""

    def handle_endtag(self, tag: str) -> None:
        self.in_mark = False

    def handle_data(self, data: str) -> None:
        self.words += data
        self.marked += data if self.in_mark else ""

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


def test_a_page_needs_nothing_from_elsewhere() -> None:
    page = Page(html(*REPLIES, full=True))
    assert not set(page.tags) & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not page.values("src")
    assert "url(" not in html(BRIDGE)
    assert "@import" not in html(BRIDGE)


def test_every_anchor_that_is_linked_is_there_once() -> None:
    page = Page(html(*REPLIES, BRIDGE, full=True))
    inner = [link.removeprefix("#") for link in page.values("href") if link.startswith("#")]
    assert len(inner) > 20
    assert set(inner) <= set(page.values("id"))
    assert len(page.values("id")) == len(set(page.values("id")))


def test_a_statement_leads_to_its_marked_place_in_the_text() -> None:
    source = html(BRIDGE)
    assert re.search(r'“Nobody has counted.”</span>\s*&nbsp;<a class="place" href="#r1-s4"', source)
    assert '<span class="at" id="r1-s4"></span><mark title="Tom Beck: said">“Nobody has counted.”</mark>' in source


def test_the_article_is_there_to_the_letter() -> None:
    page = Page(html(BRIDGE))
    assert " ".join(BRIDGE.article.text.split()) in " ".join(page.words.split())
    assert "the piers “cannot be repaired”" in page.marked
    assert "Engineers found cracks" not in page.marked


def test_one_reply_gives_the_page_its_title_and_several_a_list_of_contents() -> None:
    assert "<title>Harrow closes its bridge</title>" in html(BRIDGE)
    assert "<nav" not in html(BRIDGE)
    several = html(BRIDGE, DOSSIER, CANDIDATES, DISPUTES, NOTICE)
    assert '<li><a href="#r2">Tom Beck</a></li>' in several
    assert several.count("<article id=") == 5


def test_full_shows_more() -> None:
    assert "The piers cannot be repaired" in html(BRIDGE, full=True)
    assert "The piers cannot be repaired" not in html(BRIDGE)


def test_a_dossier_links_each_statement_to_its_place_in_the_article() -> None:
    assert 'href="https://news.example/harrow/bridge#:~:text=Nobody%20has%20counted."' in html(DOSSIER)


@given(hostile_texts())
def test_hostile_text_makes_no_markup_and_keeps_its_words(text: str) -> None:
    harmless = "words end of it"
    pairs = zip((said_by("Ann", text), *archived(text)), (said_by("Ann", harmless), *archived(harmless)), strict=True)
    for hostile, plain in pairs:
        page, expected = Page(html(hostile)), Page(html(plain))
        lines = ("br", "p")
        assert [tag for tag in page.tags if tag not in lines] == [tag for tag in expected.tags if tag not in lines]
        assert {name for name, _ in page.attributes} == {name for name, _ in expected.attributes}
        assert visible(text) in " ".join(page.words.split())


@given(briefings())
def test_only_the_article_is_linked(briefing: Briefing) -> None:
    links = Page(html(briefing, full=True)).values("href")
    assert all(link.startswith(("#r1", "https://news.example/a")) for link in links)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: type(reply).__name__)
def test_every_tag_is_closed(reply: Reply) -> None:
    source = re.sub(r"<(meta|br)\b[^>]*>|<!doctype html>|<style>.*</style>", "", html(reply), flags=re.DOTALL)
    opened: list[str] = []
    for closing, tag in re.findall(r"<(/?)(\w+)", source):
        if closing:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert opened == []
