"""Words from outside that would be more than words: mentions, links, markup, escape sequences, wildcards, lines."""

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.html import document_fromstring
from rich.console import Console

from adapters.discord.messages import pages
from adapters.hostile import place_in, visible, visible_lines, web_address
from adapters.html import html
from adapters.markdown import markdown
from adapters.slack.blocks import rendered
from adapters.text import print_reply
from bot.archive import open_archive
from bot.feeds import parse_feed
from bot.model import Reply, Request, Shared
from bot.opml import Outline, read_opml, write_opml
from bot.wiring import Bot
from tests.bodies import made_of
from tests.bots import bot_over
from tests.briefings import NOW, briefing
from tests.discord_markdown import addresses, kinds
from tests.slack_mrkdwn import seen

HOSTILE = (
    "<!channel> <!here|all> <!subteam^S1> <@U1> <#C1>",
    "@everyone @here <@1> <@&1> <#1> </feeds add:1>",
    "<https://evil.example|the bank> [the bank](https://evil.example) [x]: https://evil.example",
    "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>",
    "\"><svg onload=alert(1)> ' onmouseover='alert(1) &#60;script&#62;",
    "**bold** __under__ ||spoiler|| ```code``` # Title > quote *it* _it_ ~~struck~~",
    "\x1b[2J\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\ \x9b31mred [bold]rich[/bold] [link=https://evil.example]x[/link]",
    "moc.knab\u202e//:sptth \u2066x\u2069 zero\u200bwidth \ufeff",
    "one\r\nonrecord: two\x0b\x85\u2028three",
    "e" + "\u0301" * 5_000,
)
"""Each is a title, a name, an outlet, a quotation or a command."""
OURS = {"news.example", "courier.example"}
"""The hosts of the articles, to which links may lead."""


@pytest.mark.parametrize(
    ("hostile", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jgone", "gone"),
        ("\x1b]0;new title\x07shown", "shown"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1b]0;never closed", "0;never closed"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("over\u202eride\u2066s\u2069", "overrides"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("bla\u3164nk", "blank"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 3),
        ("“naïve” – 中文 русский 👍", "“naïve” – 中文 русский 👍"),
    ],
)
def test_words_stay_and_what_is_not_words_goes(hostile: str, seen: str) -> None:
    assert visible(hostile) == seen


def test_line_breaks_can_be_kept() -> None:
    assert visible_lines("one\r\n  two\x1b[1m\u2029three") == "one\n  two\nthree"


@given(st.text())
def test_nothing_unseen_is_left(text: str) -> None:
    assert not [char for char in visible(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    visible(text).encode("utf-8")


@given(st.text())
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host/path",
        "https:///nowhere",
        "https://bank.example@evil.example/",
        "http://[broken/",
        "news.txt",
    ],
)
def test_only_web_addresses_are_links(url: str | None) -> None:
    assert web_address(url) is None


def test_an_address_cannot_break_out_of_its_marks() -> None:
    assert web_address('https://a.example/"><script>(x) y`') == "https://a.example/%22%3E%3Cscript%3E%28x%29%20y%60"


def test_an_encoded_address_is_not_encoded_again() -> None:
    assert web_address("https://a.example/caf%C3%A9?a=1&b=2#c") == "https://a.example/caf%C3%A9?a=1&b=2#c"


@given(st.text())
def test_no_path_makes_an_unsafe_address(path: str) -> None:
    address = web_address(f"https://a.example/{path}")
    assert address is None or (urlsplit(address).hostname == "a.example" and not set(address) & set("\"'<>()\\ `\n"))


def test_a_place_is_named_by_its_first_and_last_words() -> None:
    assert place_in("https://a.example/", "no-one, he said") == "https://a.example/#:~:text=no%2Done%2C%20he%20said"
    long = " ".join(str(number) for number in range(20))
    assert place_in("https://a.example/#top", long).endswith("#top:~:text=0%201%202%203%204,15%2016%2017%2018%2019")


def test_a_place_is_named_without_what_cannot_be_encoded() -> None:
    assert place_in("https://a.example/", "one \ud800two") == "https://a.example/#:~:text=one%20two"


# All that is shown, made of it


@pytest.mark.parametrize("text", HOSTILE)
def test_slack_shows_it_as_words(text: str) -> None:
    for shown in made_of(text):
        for message in rendered(shown):
            assert "mrkdwn" not in json.dumps(message.blocks)
            assert [each for each in seen(message.text).mentions if each != "@U7"] == []
            assert all(link.startswith("https://news.example/") for link in links_in(message.blocks))


def links_in(part: object) -> Iterator[str]:
    match part:
        case {"type": "link", "url": str(url)} if "courier.example" not in url:
            yield url
        case dict():
            yield from links_in(list(part.values()))
        case list() | tuple():
            for each in part:
                yield from links_in(each)


@pytest.mark.parametrize("text", HOSTILE)
def test_discord_shows_it_as_words(text: str) -> None:
    for shown in made_of(text):
        for written in (each for page in pages(shown) for each in page.texts):
            mentions = {"mention", "command", "emoji", "invitation", "mailto"} & set(kinds(written))
            assert mentions <= ({"mention"} if isinstance(shown, Shared) else set())
            assert {urlsplit(link).hostname for link in addresses(written)} <= OURS


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_shows_it_as_words(text: str) -> None:
    for shown in made_of(text):
        if isinstance(shown, Reply):
            tree = document_fromstring(html(shown))
            assert {each.tag for each in tree.iter()}.isdisjoint({"script", "img", "svg", "iframe", "object", "form"})
            attributes = [(name, value) for each in tree.iter(etree.Element) for name, value in each.attrib.items()]
            assert not [name for name, _ in attributes if name.startswith("on")]
            links = [urlsplit(value) for name, value in attributes if name in ("href", "src", "action")]
            assert {link.hostname for link in links if link.scheme or link.netloc} <= OURS
            assert {link.scheme for link in links} <= {"", "https"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_terminal_shows_it_as_words(text: str) -> None:
    for shown in made_of(text):
        written = io.StringIO()
        print_reply(shown, Console(file=written, highlight=False, emoji=False, markup=False, width=80))
        control = [each for each in written.getvalue() if unicodedata.category(each) in ("Cc", "Cf") and each != "\n"]
        assert control == []


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_it_as_words(text: str) -> None:
    for shown in made_of(text):
        if isinstance(shown, Reply):
            written = re.sub(r"\\.", "", markdown(shown))  # without what is escaped
            assert not [
                mark for mark in ("](https://evil", "<https://evil", "<script", "<img", "<a ") if mark in written
            ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_list_of_feeds_keeps_it_as_words(text: str) -> None:
    (outline,) = read_opml(write_opml([Outline("https://a.example/?a=1&b='<\">", text)], text).encode())
    assert len(list(etree.fromstring(write_opml([outline], text).encode()).iter("outline"))) == 1
    assert "\n" not in (outline.title or "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_feed_gives_it_on_one_line_without_escapes(text: str) -> None:
    title = "".join(f"&#{ord(each)};" for each in text)
    (entry,) = parse_feed(
        f"<rss><channel><item><guid>1</guid><title>{title}</title></item></channel></rss>".encode(),
        "https://a.example/",
    ).entries
    assert not {each for each in entry.title or "" if unicodedata.category(each) in ("Cc", "Zl", "Zp")}
    assert not set(entry.title or "") & set("\u202e\u2066\ufeff")


# What is looked for, and what is told the operator


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    with open_archive(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        archive.keep(briefing("Ann Lee", "Bob Ray", url="https://bay.example/1"), "W1", NOW)
        yield bot_over(archive, {})


@pytest.mark.parametrize("typed", ["%nn", "a_n", "_nn", "a%", "ann\\", "an*", "a' OR 'a' = 'a"])
def test_wildcards_and_quotes_are_letters_like_others(typed: str, bot: Bot) -> None:
    asked = Request("", workspace="W1")
    assert bot.service.names("ann", asked) == ("Ann Lee",)
    assert bot.service.names(typed, asked) == bot.service.names("".join(filter(str.isalpha, typed)), asked)
    assert bot.service.disputes("number%bridge", asked) == replace(
        bot.service.disputes("number bridge", asked), query="number%bridge"
    )
    assert bot.service.disputes("n_mber", asked).disputes == ()


@pytest.mark.parametrize("name", ["1", "2", "https://good.example/feed", "GOOD", "good' OR 1=1"])
def test_a_feed_that_calls_itself_like_another_takes_nothing_with_it(name: str, bot: Bot) -> None:
    manager = Request("", workspace="W1", manages=True)
    bot.feeds.follow("W1", "https://good.example/feed", "Good", NOW)
    bot.feeds.follow("W1", "https://evil.example/feed", name, NOW)
    bot.service.remove_feed("https://good.example/feed", manager)
    assert [each.url for each in bot.feeds.of(("W1",))] == ["https://evil.example/feed"]
