"""Small things that grow, and things without end: packed pages, entities, nesting, attributes, bodies that drip in."""

import gzip
import json
import socket
import time
import tracemalloc
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.archive import open_archive
from bot.errors import FeedUnreadable, SourceFailed, SourceUnreachable, SourceUnreadable
from bot.feeds import MOST_ENTRIES, parse_feed
from bot.fetching import MOST_BYTES, Fetched, fetch
from bot.opml import Outline, read_opml
from bot.pages import MOST_TAGS, page_article
from bot.reader_pool import ReaderPool
from bot.robots import Robots
from bot.sources import article_of
from tests.bots import bot_over
from tests.connections import LOCAL, PAGE, OnConnection, server
from tests.sites import Site
from tests.test_reader_pool import named
from tests.test_reading import make_reader

FOUND_AT = "https://feeds.example/daily/feed"
NEWS, PRIVATE = "https://news.example/news/1", "https://news.example/private/1"
PARAGRAPHS = "".join(
    f"<p>The council of {town} voted on Friday to build a tram line, its mayor said; nobody in {town} denied it.</p>"
    for town in ("Port Ellery", "Saltmarsh", "Upper Wick")
)


def page(head: str = "", body: str = PARAGRAPHS, attributes: str = "") -> bytes:
    return f"<html {attributes}><head>{head}</head><body><article>{body}</article></body></html>".encode()


def rss(items: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>Daily</title>{items}</channel></rss>'.encode()
    )


def opml(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<opml version="2.0"><body>{body}</body></opml>'.encode()


def rules(text: str) -> Robots:
    return Robots(lambda url: (200, text.encode()), lambda: 0.0)


def test_large_page_is_left(site: Site) -> None:
    with pytest.raises(SourceUnreadable, match="10 MB"):
        fetch(site.puts("/1", b" " * (MOST_BYTES + 1), Content_Type="text/html"), LOCAL)


def test_packed_page_that_is_large_is_left_before_it_is_unpacked(site: Site) -> None:
    bomb = gzip.compress(b" " * 12 * MOST_BYTES, 1)
    with pytest.raises(SourceUnreadable, match="10 MB"):
        fetch(site.puts("/1", bomb, Content_Encoding="gzip"), LOCAL)


@pytest.mark.parametrize(
    ("body", "packing", "words"),
    [
        (gzip.compress(gzip.compress(PAGE)), "gzip, gzip", "did not ask for"),
        (PAGE, "br", "did not ask for"),
        (PAGE, "gzip", "damaged"),
        (gzip.compress(PAGE)[:-20], "gzip", "cut off"),
    ],
)
def test_page_that_cannot_be_unpacked_is_refused(body: bytes, packing: str, words: str, site: Site) -> None:
    with pytest.raises(SourceUnreadable, match=words):
        fetch(site.puts("/1", body, Content_Encoding=packing), LOCAL)


def drip(connection: socket.socket) -> None:
    """Sends a header that never ends, byte by byte."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(500):
        connection.sendall(b"a")
        time.sleep(0.02)


def drip_body(connection: socket.socket) -> None:
    """Sends a page that never ends, byte by byte."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(500):
        connection.sendall(b"a")
        time.sleep(0.02)


@pytest.mark.parametrize("answer", [lambda connection: time.sleep(0.7), drip, drip_body])
def test_time_for_a_page_is_limited_however_it_is_spent(answer: OnConnection) -> None:
    started = time.monotonic()
    with server(answer) as port, pytest.raises(SourceUnreachable, match="in time"):
        fetch(f"http://127.0.0.1:{port}/", LOCAL, longest=0.3)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "data",
    [
        rss("<item><title>" + "<b>" * 500_000),
        rss("<![CDATA[" * 200_000),
        rss("<title>" * 200_000),
        rss("<item>" + " ".join(f'a{n}="1"' for n in range(200_000)) + ">"),
        rss("<item>" + "<title>a</title>" * 100_000 + "</item>"),
        rss(f"<item><description>{'&lt;p&gt;' * 200_000}</description></item>" * 2),
        b"<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:" * 50_000,
        rss("&" * 500_000),
    ],
    ids=["depth", "open data", "open titles", "attributes", "many titles", "long text", "prefixes", "ampersands"],
)
def test_feed_made_to_take_forever_takes_no_time(data: bytes) -> None:
    started = datetime.now(UTC)
    with suppress(FeedUnreadable):
        parse_feed(data, FOUND_AT)
    assert (datetime.now(UTC) - started).total_seconds() < 20


@pytest.mark.parametrize(
    "content",
    [
        page(body="<div>x</div>" * MOST_TAGS),
        page(attributes=" ".join(f"a{n}=1" for n in range(300_000))),
        page(head='<script type="application/ld+json">{"a":"' + '\\"' * 500_000 + "</script>"),
        page(head='<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
        page(body="<blockquote>" * 20_000 + PARAGRAPHS),
    ],
    ids=["many tags", "many attributes", "broken data", "deep data", "deep nesting"],
)
def test_page_made_to_take_forever_takes_no_time(content: bytes) -> None:
    with suppress(SourceUnreadable):
        assert "Saltmarsh" in page_article(content).article.text


def test_entities_are_neither_expanded_nor_fetched() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    before = f'<!DOCTYPE opml [<!ENTITY l0 "lol">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    data = opml('<outline text="&l11;&f;" xmlUrl="https://skarrow4.example/rss"/>', before)
    assert read_opml(data) == (Outline("https://skarrow4.example/rss", "&l11;&f;"),)


def test_rules_made_to_take_forever_take_no_time() -> None:
    agents = "".join(f"User-agent: a{number}\n" for number in range(15_000))
    start = time.monotonic()
    assert rules(agents + "User-agent: *\n" + "Disallow: /private/\n" * 10_000).allows(NEWS)
    assert not rules("User-agent: *\nDisallow: /" + "*a" * 200_000 + "\nDisallow: /private/").allows(PRIVATE)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "text", ["<!--a-->" * 200_000, "# " + "#" * 2_000_000, " " * 5_000_000 + "x", "<!" * 2_000_000, "A " * 2_000_000]
)
def test_text_made_to_take_forever_takes_no_time(text: str) -> None:
    for ending in ("", ".md"):
        assert article_of(text.encode(), ending).article.text == text


# What a site answers


def dripping(connection: socket.socket) -> None:
    """Sends a packed page of nothing without end, which never gets larger unpacked."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\n\r\n")
    packer = zlib.compressobj()
    with suppress(OSError):
        connection.sendall(packer.compress(b"a") + packer.flush(zlib.Z_SYNC_FLUSH))
        while True:
            connection.sendall(packer.flush(zlib.Z_FULL_FLUSH) or b"\x00\x00\x00\xff\xff")
            time.sleep(0.01)


def promising(connection: socket.socket) -> None:
    """Announces an answer again and again, which never comes."""
    with suppress(OSError):
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            time.sleep(0.005)


@pytest.mark.parametrize("answer", [dripping, promising])
def test_an_answer_that_never_begins_or_grows_is_given_up(answer: OnConnection) -> None:
    with server(answer) as port, pytest.raises(SourceUnreachable, match="in time"):
        fetch(f"http://127.0.0.1:{port}/", LOCAL, longest=0.3)


@pytest.mark.parametrize("packing", ["br", "zstd", "compress", "gzip, br", "identity, gzip", "GZIP-BOMB", "*"])
def test_only_what_was_asked_for_is_unpacked(packing: str, site: Site) -> None:
    with pytest.raises(SourceUnreadable, match="did not ask for"):
        fetch(site.puts("/1", b"\x1b" * 1_000, Content_Encoding=packing), LOCAL)


def test_a_packed_page_never_takes_more_memory_than_a_page_may_have(site: Site) -> None:
    url = site.puts("/1", gzip.compress(bytes(12 * MOST_BYTES), 1), Content_Encoding="gzip")
    tracemalloc.start()
    try:
        with pytest.raises(SourceUnreadable, match="10 MB"):
            fetch(url, LOCAL)
        assert tracemalloc.get_traced_memory()[1] < 4 * MOST_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "wait",
    [
        "9" * 5_000,
        "Mon, 01 Jan 2024 00:00:00 +99999999999999",
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Mon, 01 Jan 2024 99999999999999999999:00:00 GMT",
        "Mon, 01 Jan 9999 23:59:59 -2359",
        "Mon, 01 Jan 0001 00:00:00 +2359",
    ],
)
def test_a_moment_that_no_clock_shows_is_no_moment(wait: str, site: Site) -> None:
    with pytest.raises(SourceUnreachable, match="asks us to wait") as caught:
        fetch(site.puts("/1", status=429, Retry_After=wait), LOCAL)
    assert caught.value.wait is None or caught.value.wait >= 0


@pytest.mark.parametrize(
    "content_type",
    ["text/html; charset=" + "x" * 5_000, "text/html" + ";" * 5_000, 'text/html; charset="', "text/html; ="],
)
def test_a_content_type_without_end_is_read_or_refused(content_type: str, site: Site) -> None:
    with suppress(SourceUnreadable):
        assert fetch(site.puts("/1", PAGE, Content_Type=content_type), LOCAL).data == PAGE


# What stands in pages and feeds


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{ENTITIES}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
INCLUDES = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'


@pytest.mark.parametrize("written", ["&l11;", "&f;", "%f;", INCLUDES, "<![CDATA[&l11;&f;]]>"])
def test_a_feed_neither_expands_nor_includes_anything(written: str) -> None:
    item = f"<item><guid>1</guid><title>A {written}</title><description>B {written}</description></item>"
    (entry,) = parse_feed(rss(item, LAUGHS), FOUND_AT).entries
    told = f"{entry.title} {entry.summary}"
    assert len(told) < 500
    assert not {"root:", "lollol"} & set(told.split())
    assert "root:x" not in told


@pytest.mark.parametrize("written", ["&l11;", "&f;", INCLUDES])
def test_a_page_neither_expands_nor_includes_anything(written: str) -> None:
    text = page_article((LAUGHS + page(body=f"<p>{written}</p>{PARAGRAPHS}").decode()).encode()).article.text
    assert "root:x" not in text
    assert "lollol" not in text


@pytest.mark.parametrize("vocabulary", ["<http://www.w3.org/2005/Atom", "http://[", "a b", "\u202e", "%"])
def test_a_vocabulary_that_no_tree_takes_costs_that_feed_alone(vocabulary: str) -> None:
    data = f"<feed xmlns='{vocabulary.replace('<', '&lt;')}'><entry><id>1</id><title>One</title></entry></feed>"
    with suppress(FeedUnreadable):
        assert len(parse_feed(data.encode(), FOUND_AT).entries) == 1


@pytest.mark.parametrize("reference", ["&#27;", "&#0;", "&#xFFFF;", "&#xD800;", "&#x110000;", "&#1;", "&#11;"])
def test_a_reference_to_what_is_no_character_is_left_out(reference: str) -> None:
    item = f"<item><guid>1{reference}</guid><title>One{reference}</title></item>"
    assert [each.title for each in parse_feed(rss(item), FOUND_AT).entries] == ["One"]
    outline = f'<outline text="One{reference}" xmlUrl="https://a.example/{reference}"/>'
    assert read_opml(opml(outline)) == (Outline("https://a.example/", "One"),)
    told = page_article(page(head=f"<title>One{reference}</title>", body=f"{PARAGRAPHS}<p>Two{reference}</p>"))
    assert told.article.text.endswith(("Two", "Two\ufffd"))


def test_tags_of_thousands_of_attributes_in_a_feed_take_no_time() -> None:
    tag = "&lt;p " + " ".join(f"a{n}" for n in range(3_000)) + "&gt;Word"
    prose = f"<title>{tag}</title><description>{tag}</description>"
    items = "".join(f"<item><guid>{n}</guid>{prose}</item>" for n in range(MOST_ENTRIES))
    started = datetime.now(UTC)
    assert {entry.summary for entry in parse_feed(rss(items), FOUND_AT).entries} == {"Word"}
    assert (datetime.now(UTC) - started).total_seconds() < 20


@pytest.mark.parametrize(
    "items",
    [
        "[" * 100_000,
        '[{"id": ' + "9" * 100_000 + "}]",
        '[{"id": "1", "title": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}]",
        json.dumps([{"id": str(n)} for n in range(50_000)]),
    ],
    ids=["open lists", "a giant number", "deep objects", "many"],
)
def test_a_json_feed_without_end_is_cut_or_refused(items: str) -> None:
    with suppress(FeedUnreadable):
        told = parse_feed(f'{{"version": "https://jsonfeed.org/version/1", "items": {items}}}'.encode(), FOUND_AT)
        assert len(told.entries) <= MOST_ENTRIES


# What is read


def test_a_feed_that_breaks_what_looks_at_it_holds_up_no_other(tmp_path: Path) -> None:
    def fetch_odd(url: str, **asked: object) -> Fetched:
        if "odd" in url:
            raise ZeroDivisionError("what nobody thought of")
        return Fetched(url, "", None, rss("<item><guid>1</guid></item>"))

    with open_archive(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        bot = bot_over(archive, {})
        for name in ("odd.example", "a.example", "z.example"):
            bot.feeds.follow("T1", f"https://{name}/feed", name, bot.service.clock())
        refresh = replace(bot.refresher, fetch=fetch_odd).refresh()
        assert [(each.name, "ZeroDivisionError" in each.reason) for each in refresh.troubles] == [("odd.example", True)]
        troubled = [feed.url for feed in bot.feeds.of(("T1",)) if feed.trouble]
        assert troubled == ["https://odd.example/feed"]


def test_a_page_that_cannot_be_read_in_time_gives_its_process_back() -> None:
    with ReaderPool(make_reader, 1) as pool:
        first = pool(named("read 1"))
        patience, pool.longest = pool.longest, 0.3
        with pytest.raises(SourceFailed, match="takes too long"):
            pool(named("endless 1"))
        pool.longest = patience
        assert pool(named("read 2")).article.text != first.article.text, "another process reads it"
