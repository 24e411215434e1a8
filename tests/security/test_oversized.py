"""Input that is far larger than anybody needs: commands, names, lists, articles, and Unicode at its depths."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hostile import visible
from adapters.slack.requests import asked_of, links_in
from bot.archive import open_archive
from bot.channels import address_of
from bot.commands import COMMANDS, handle
from bot.errors import FeedUnreadable, OnRecordError, SourceUnreadable
from bot.feeds import LONGEST_SUMMARY, LONGEST_TITLE, MOST_ENTRIES, parse_feed
from bot.markup import LONGEST_ADDRESS
from bot.model import Notice, Reply, Request
from bot.names import spelling_key
from bot.opml import read_opml
from bot.pages import page_article
from bot.schedule_words import parse_schedule
from bot.sources import LONGEST, Source, article_of, read_article
from bot.wiring import Bot
from tests.bots import bot_over
from tests.briefings import NOW, briefing
from tests.sites import article_page

MEGABYTE: Final = 1_000_000
LONG: Final = 100_000
VERBS: Final = (*(command.name for command in COMMANDS), "", "digest at", "digest stories", "feeds add", "feeds remove")
DEEP: Final = "e\u0301" * 40_000 + "\U0010ffff" * 1_000 + "\u202e" * 10_000 + "👩\u200d👩\u200d👧" * 5_000
LARGE: Final = (
    "x" * LONG,
    "x " * (LONG // 2),
    "“" * LONG,
    "<https://" * (LONG // 9),
    "<https://a.example/|" + "|" * LONG,
    "https://a.example/" + "a" * LONG,
    "a." * (LONG // 2),
    "9" * LONG,
    "08:00 " * (LONG // 6),
    "mon-" * (LONG // 4),
    "' OR '1'='1" * (LONG // 11),
    "\0" * LONG,
    DEEP,
)


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    with open_archive(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        archive.keep(briefing("Ann Lee", "Bob Ray", url="https://bay.example/1"), "W1", NOW)
        yield bot_over(archive, {})


@pytest.mark.parametrize("argument", LARGE, ids=lambda each: each[:12].encode("ascii", "replace").decode())
def test_a_command_that_is_far_too_long_is_answered(argument: str, bot: Bot) -> None:
    for verb in VERBS:
        request = Request(f"{verb} {argument}", workspace="W1", user=verb, channel="C1", platform="chat")
        assert isinstance(handle(request, bot.service), Reply)


@pytest.mark.parametrize("argument", ["x " * (MEGABYTE // 2), "08:00 " * (MEGABYTE // 6)], ids=["words", "times"])
def test_a_command_of_a_megabyte_is_answered(argument: str, bot: Bot) -> None:
    for verb in ("who", "disputes", "digest at", "feeds add", "watch"):
        request = Request(f"{verb} {argument}", workspace="W1", user=verb, channel="C1", platform="chat")
        assert isinstance(handle(request, bot.service), Reply)


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 20, "0" * 5_000 + "5", "-5", "５", "٥", "5.0", "1e1", "²"])
def test_a_number_without_end_is_no_number(number: str, bot: Bot) -> None:
    bot.feeds.follow("W1", "https://bay.example/feed", "Bay", NOW)
    for text in (f"digest stories {number}", f"feeds remove {number}"):
        told = handle(Request(text, workspace="W1", channel="C1", platform="chat", manages=True), bot.service)
        assert isinstance(told, Notice)
        assert not told.ok
        assert "went wrong" not in told.text
    assert len(bot.feeds.of(("W1",))) == 1
    here = bot.channels.find(address_of(Request("", workspace="W1", channel="C1", platform="chat")))
    assert here is None or here.budget == 7


@pytest.mark.parametrize("text", LARGE, ids=lambda each: each[:12].encode("ascii", "replace").decode())
def test_a_message_that_is_far_too_long_is_looked_through(text: str) -> None:
    assert len(asked_of(f"<@UBOT> {text}", "UBOT")) <= len(text) + 7
    nested: object = {"type": "link", "url": "https://a.example/"}
    for _ in range(200):
        nested = {"elements": [nested, nested] if _ < 8 else [nested]}
    assert len(links_in({"text": text, "blocks": [nested]})) <= 3
    assert len(visible(text)) <= len(text)


@pytest.mark.parametrize("text", LARGE, ids=range(len(LARGE)))
def test_a_key_is_short_whatever_it_is_of(text: str) -> None:
    assert len(spelling_key(text)) <= 200


def test_a_list_of_ten_thousand_feeds_is_read() -> None:
    outlines = "".join(f'<outline text="{n}" xmlUrl="https://a.example/{n}"/>' for n in range(10_000))
    assert len(read_opml(f"<opml><body>{outlines}</body></opml>".encode())) == 10_000
    long = f'<outline text="{"t" * MEGABYTE}" xmlUrl="https://a.example/{"a" * 3_000}"/>'
    assert read_opml(f"<opml><body>{long}</body></opml>".encode()) == ()


def test_what_a_feed_says_is_cut() -> None:
    url = "https://a.example/" + "a" * 5_000
    item = f"<item><guid>{'g' * 5_000}</guid><link>{url}</link><title>{'t ' * MEGABYTE}</title></item>"
    kept = f"<item><guid>1</guid><title>{'t ' * MEGABYTE}</title><description>{'d ' * MEGABYTE}</description></item>"
    entries = parse_feed(f"<rss><channel>{item}{kept * 2}</channel></rss>".encode(), "https://a.example/").entries
    assert [each.guid for each in entries] == ["1"]
    assert len(entries[0].title or "") <= LONGEST_TITLE
    assert len(entries[0].summary or "") <= LONGEST_SUMMARY
    many = "<item><guid>{}</guid></item>"
    told = parse_feed(
        f"<rss><channel>{''.join(map(many.format, range(20_000)))}</channel></rss>".encode(), "https://a.example/"
    )
    assert len(told.entries) == MOST_ENTRIES
    assert all(len(each.url or "") <= LONGEST_ADDRESS for each in told.entries)


def test_a_page_that_would_take_a_reader_for_hours_is_refused() -> None:
    text = "The council voted on Monday. " * (MEGABYTE // 29)
    page = article_page("vote", "The vote").replace(b"</article>", f"<p>{text}</p></article>".encode())
    for data, ending in ((text.encode(), ".txt"), (page, ".html"), (text.encode(), "")):
        with pytest.raises(SourceUnreadable, match=r"more than 300,000 characters"):
            article_of(data, ending, "https://a.example/1")
    fetched = Source("1", "1", url="https://a.example/1", data=text.encode(), ending=".txt")
    with pytest.raises(SourceUnreadable, match="too long"):
        read_article(fetched, lambda url: pytest.fail(url))


def test_the_longest_article_is_read_and_a_file_of_ones_own_may_be_longer() -> None:
    assert len(article_of(b"a" * LONGEST, ".txt", "https://a.example/1").article.text) == LONGEST
    assert len(article_of(b"a" * (LONGEST + 1), ".txt").article.text) == LONGEST + 1


@given(st.text(alphabet=st.characters(categories=("M", "C", "Z", "S", "P")), min_size=1, max_size=60))
def test_the_depths_of_unicode_are_survived(text: str) -> None:
    deep = text * 500
    visible(deep).encode()
    spelling_key(deep).encode()
    for parse in (
        lambda: parse_schedule(deep, "UTC"),
        lambda: page_article(f"<p>{deep}</p>".encode("utf-8", "replace")),
    ):
        with suppress(OnRecordError):
            parse()
    with suppress(FeedUnreadable):
        parse_feed(deep.encode("utf-8", "replace"), "https://a.example/")
