import codecs
import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discovery import MOST_FEEDS, find_feeds, looks_like_page
from bot.errors import FeedUnreadable
from bot.feeds import LONGEST_TITLE, MOST_ENTRIES, ParsedEntry, ParsedFeed, entry_keys, new_entries, parse_feed

FEEDS = Path(__file__).parent / "data" / "feeds"
FOUND_AT = "https://feeds.example/daily/feed"
PAGE = (FEEDS / "page.html").read_bytes()
ITEM = "<item><guid isPermaLink='false'>{0}</guid><title>Ferry {0}</title></item>"
ENTRY = ParsedEntry("g1", "https://skarrow4.example/1", "A title", datetime(2026, 11, 6, tzinfo=UTC), None)
CYRILLIC = (FEEDS / "windows_1251.xml").read_text("windows-1251")


def twin(path: Path) -> dict[str, Any]:
    """What stands beside an input in a Python file of its name."""
    return run_path(str(path.with_suffix(".py")))


def rss(items: str, head: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>Skarrow 4</title>{head}{items}</channel></rss>'.encode()


def feed_of(*entries: ParsedEntry) -> ParsedFeed:
    return ParsedFeed("rss", None, None, entries)


@pytest.mark.parametrize("path", sorted([*FEEDS.glob("*.xml"), *FEEDS.glob("*.json")]), ids=lambda path: path.stem)
def test_feed_gives_what_its_twin_says(path: Path) -> None:
    expected = twin(path)
    assert parse_feed(path.read_bytes(), FOUND_AT, expected.get("CHARSET")) == expected["FEED"]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_byte_order_mark_counts_more_than_what_is_declared(mark: bytes, encoding: str) -> None:
    feed = parse_feed(mark + CYRILLIC.encode(encoding), FOUND_AT, "iso-8859-1")
    assert feed == twin(FEEDS / "windows_1251.xml")["FEED"]


def test_charset_of_the_server_is_taken_where_the_feed_claims_utf_8_and_is_not() -> None:
    feed = CYRILLIC.replace("windows-1251", "UTF-8").encode("koi8-r", "replace")
    assert parse_feed(feed, FOUND_AT, "koi8-r").title == "Вести Кестрии"


def test_feed_served_with_blank_lines_before_it_is_read() -> None:
    assert parse_feed(b"\n\n<?xml version='1.0'?>" + rss(ITEM.format(1)), FOUND_AT).entries[0].guid == "1"


def test_long_title_is_cut_at_a_word() -> None:
    title = parse_feed(rss(f"<item><guid>1</guid><title>{'harbour ' * 100}</title></item>"), FOUND_AT).entries[0].title
    assert title == " ".join(["harbour"] * (LONGEST_TITLE // len("harbour "))) + "…"


def test_title_of_one_long_word_is_cut_within_it() -> None:
    title = parse_feed(rss(f"<item><guid>1</guid><title>{'a' * 1000}</title></item>"), FOUND_AT).entries[0].title
    assert title == "a" * (LONGEST_TITLE - 1) + "…"


def test_guid_that_is_no_address_leads_nowhere() -> None:
    (entry,) = parse_feed(rss("<item><guid>12345</guid></item>"), FOUND_AT).entries
    assert (entry.guid, entry.url) == ("12345", None)


def test_only_the_first_entries_of_a_long_feed_are_taken() -> None:
    entries = parse_feed(rss("".join(ITEM.format(n) for n in range(MOST_ENTRIES + 100))), FOUND_AT).entries
    assert [entry.guid for entry in entries] == [str(n) for n in range(MOST_ENTRIES)]


def test_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(rss(""), FOUND_AT) == ParsedFeed("rss", "Skarrow 4", None, ())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "this is empty, not a feed"),
        (b" \n", "this is empty, not a feed"),
        (PAGE, "this is a web page, not a feed"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>&lt;rss></p><rss/></html>", "web page"),
        (b"<div>We are closed.</div>", "this is a web page, not a feed"),
        (b"We are closed.", "this is text, not a feed"),
        (b'{"items": []}', "this is JSON, but no JSON Feed"),
        (b'[{"version": "https://jsonfeed.org/version/1"}]', "this is JSON, but no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "this is broken JSON, not a feed"),
        (b"[" * 100_000, "this is broken JSON, not a feed"),
        (b"<opml version='2.0'><body/></opml>", r"this is a list of feeds \(OPML\), not a feed"),
        (b"<urlset><url/></urlset>", "this is a sitemap, not a feed"),
        (b"<catalogue><book/></catalogue>", "this is some other kind of XML, not a feed"),
        (b"<rss version='2.0'>", "this begins like a feed, but nothing in it can be read"),
        (b"%PDF-1.7\n...", "this is a PDF, not a feed"),
        (b"\x1f\x8b\x08\0", "this is a compressed file, not a feed"),
    ],
)
def test_what_is_no_feed_is_named(data: bytes, words: str) -> None:
    with pytest.raises(FeedUnreadable, match=words):
        parse_feed(data, FOUND_AT)


def test_reading_a_feed_opens_no_file_of_its_text(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(rss(ITEM.format(1)))
    with pytest.raises(FeedUnreadable, match="text"):
        parse_feed(str(file).encode(), FOUND_AT)


def test_entry_is_known_by_guid_and_address() -> None:
    assert entry_keys(ENTRY) == ("g:g1", "u:skarrow4.example/1")
    assert entry_keys(replace(ENTRY, guid=None)) == ("u:skarrow4.example/1",)


@pytest.mark.parametrize(
    "changed",
    [
        replace(ENTRY, published=datetime(2026, 12, 1, tzinfo=UTC), title="Updated"),
        replace(ENTRY, guid="g2"),
        replace(ENTRY, guid=None),
        replace(ENTRY, url="https://skarrow4.example/moved"),
        replace(ENTRY, url="http://www.skarrow4.example/1/?utm_source=rss", guid="g2"),
    ],
)
def test_entry_of_which_one_thing_changed_is_not_new(changed: ParsedEntry) -> None:
    assert new_entries(entry_keys(ENTRY), feed_of(changed)) == ()


def test_entry_of_other_guid_and_address_is_new() -> None:
    other = replace(ENTRY, guid="g2", url="https://skarrow4.example/2")
    assert new_entries(set(entry_keys(ENTRY)), feed_of(other, ENTRY)) == (other,)


def test_two_entries_of_one_address_are_one_new_entry() -> None:
    assert new_entries((), feed_of(ENTRY, replace(ENTRY, guid="g2"))) == (ENTRY,)


def test_new_entries_come_oldest_first_and_undated_ones_before_them() -> None:
    times = [
        None,
        datetime(2026, 11, 6, tzinfo=UTC),
        datetime(2026, 11, 6, tzinfo=UTC),
        datetime(2026, 11, 7, tzinfo=UTC),
        None,
    ]
    entries = [ParsedEntry(str(number), None, None, time, None) for number, time in enumerate(times)]
    assert [entry.guid for entry in new_entries((), feed_of(*entries))] == ["4", "0", "2", "1", "3"]


def test_page_announces_its_feeds_in_order_those_of_comments_last() -> None:
    assert find_feeds(PAGE, "https://tolmouthgazette.example/") == twin(FEEDS / "page.html")["FEEDS"]


def test_links_that_look_like_feeds_are_taken_where_none_is_announced() -> None:
    links = (
        "/comments/feed feed/ /town/rss all.rss x.atom /index.xml /feed.json?n=5 /feeding /rss.html mailto:a@b.example"
    )
    page = "<p>" + "".join(f"<a href='{link}'>this</a>" for link in links.split())
    assert find_feeds(page.encode(), "https://skarrow4.example/news/") == (
        "https://skarrow4.example/news/feed/",
        "https://skarrow4.example/town/rss",
        "https://skarrow4.example/news/all.rss",
        "https://skarrow4.example/news/x.atom",
        "https://skarrow4.example/index.xml",
        "https://skarrow4.example/feed.json?n=5",
        "https://skarrow4.example/comments/feed",
    )


def test_page_that_announces_without_end_is_cut_short() -> None:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(MOST_FEEDS * 2))
    assert len(find_feeds(links.encode(), FOUND_AT)) == MOST_FEEDS


@pytest.mark.parametrize(
    "page", [b"", b"\0\1\2", b"%PDF-1.7", b"<!--", b"<base href='http://['><a href='http://[/feed'>"]
)
def test_what_is_no_page_announces_nothing(page: bytes) -> None:
    assert find_feeds(page, FOUND_AT) == ()


@pytest.mark.parametrize(
    ("data", "is_page"),
    [
        (PAGE, True),
        (b"<?xml version='1.0'?>\n<html><body>", True),
        (b"<title>A page without a head</title>", True),
        (rss("<item><description><html><body></body></html></description></item>"), False),
        ((FEEDS / "malformed.xml").read_bytes(), False),
        ((FEEDS / "json_feed.json").read_bytes(), False),
        (b"", False),
        (b"\0\1", False),
    ],
)
def test_page_is_told_from_a_feed(data: bytes, is_page: bool) -> None:
    assert looks_like_page(data) is is_page


PIECES = st.sampled_from(
    [
        *(
            "<rss>",
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
            "<channel>",
            "<item>",
            "</item>",
            "<entry>",
            "</entry>",
        ),
        *(
            "<title>",
            "</title>",
            "<link>",
            "</link>",
            "<link href='http://[' />",
            "<guid>a</guid>",
            "<id>",
            "<x:y z:a='b'>",
        ),
        *(
            "<pubDate>Fri, 06 Nov 2026 18:30:00",
            "</pubDate>",
            "<dc:date>2026-99-99</dc:date>",
            "<![CDATA[",
            "]]>",
            "<!--",
        ),
        *("<!DOCTYPE rss [", "<!ENTITY a '&b;'>", "&a;", "&nbsp;", "&#xD800;", "&#0;", "&", "<", "\x1b", "\u202e"),
        *("<content type='image/png'>", "xml:base='http://['", "<title type='xhtml'>", "<html>", "<base href='//['>"),
        *("<link rel=alternate type=application/rss+xml href='", "<a href='/feed'>", "'>"),
        *('{"version":"https://jsonfeed.org/version/1","items":[', '{"id":1e999,"url":"http://["}', ",", "]}"),
    ]
)
ANYTHING = st.binary() | st.lists(PIECES | st.text(max_size=20), max_size=25).map(
    lambda pieces: "".join(pieces).encode("utf-8", "replace")
)
CHARSETS = st.none() | st.text(max_size=10) | st.sampled_from(["utf-8", "utf-16", "windows-1251", "iso-2022-jp"])


@given(ANYTHING, CHARSETS)
def test_anything_is_read_as_a_feed_or_refused(data: bytes, charset: str | None) -> None:
    with suppress(FeedUnreadable):
        for entry in parse_feed(data, FOUND_AT, charset).entries:
            assert entry.guid or entry.url
            assert (entry.url or "http://").startswith(("http://", "https://"))
            assert entry.published is None or entry.published.tzinfo is UTC
            f"{entry}".encode()


@given(ANYTHING, CHARSETS)
def test_anything_can_be_searched_for_feeds(data: bytes, charset: str | None) -> None:
    assert all(feed.startswith(("http://", "https://")) for feed in find_feeds(data, FOUND_AT, charset))
    looks_like_page(data)


JSON_ITEMS = st.dictionaries(
    st.sampled_from(["id", "url", "title", "date_published", "summary", "content_html"]),
    st.text() | st.integers() | st.floats() | st.booleans() | st.none() | st.lists(st.text()),
)


@given(st.lists(JSON_ITEMS | st.text()))
def test_items_of_json_feeds_may_hold_anything(items: list[Any]) -> None:
    data = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode()
    assert all(entry_keys(entry) for entry in parse_feed(data, FOUND_AT).entries)
