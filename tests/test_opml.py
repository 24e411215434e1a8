from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedUnreadable
from bot.opml import Outline, read_opml, write_opml

SEEDS = Path(__file__).parent.parent / "seeds" / "feeds.opml"


def opml(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<opml version="2.0"><body>{body}</body></opml>'.encode()


def test_folders_are_opened() -> None:
    assert read_opml(SEEDS.read_bytes()) == (
        Outline("https://orlop-press.example/feed.xml", "Orlop Press Agency"),
        Outline("https://kestriatoday.example/politics/rss", "Kestria Today: Politics"),
        Outline("https://skarrow4.example/news/atom.xml", "Skarrow 4"),
        Outline("https://tolmouthgazette.example/feed.xml", "The Tolmouth Gazette"),
        Outline("https://tallyhouse.example/checks/feed", "Tallyhouse"),
    )


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        ('xmlurl="https://skarrow4.example/rss" TEXT="Skarrow"', "Skarrow"),
        ('XMLURL="https://skarrow4.example/rss" title="Skarrow" text="Other"', "Skarrow"),
        ('type="rss" url="https://skarrow4.example/rss" text="&#8238;Skarrow&#10;4"', "Skarrow 4"),
        ('xmlUrl=" https://skarrow4.example/rss " text=""', None),
        ('xmlUrl="https://skarrow4.example/rss" text="https://skarrow4.example/rss"', None),
    ],
)
def test_attributes_are_read_however_they_are_spelled(attributes: str, title: str | None) -> None:
    assert read_opml(opml(f"<outline {attributes}/>")) == (Outline("https://skarrow4.example/rss", title),)


@pytest.mark.parametrize(
    "attributes",
    [
        'xmlUrl="javascript:alert(1)"',
        'xmlUrl="file:///etc/passwd"',
        'xmlUrl="feed.xml"',
        'xmlUrl="http://["',
        'text="A folder"',
        'type="link" url="https://skarrow4.example/"',
        'type="include" url="https://skarrow4.example/more.opml"',
    ],
)
def test_outline_that_is_no_feed_is_passed_over(attributes: str) -> None:
    assert read_opml(opml(f"<outline {attributes}/>")) == ()


def test_feed_in_two_folders_is_taken_once() -> None:
    first, again = ("https://skarrow4.example/rss", "http://www.skarrow4.example/rss/")
    body = f'<outline><outline text="One" xmlUrl="{first}"/></outline><outline text="Two" xmlUrl="{again}"/>'
    assert read_opml(opml(body)) == (Outline(first, "One"),)


def test_list_that_is_broken_gives_what_can_be_read() -> None:
    data = opml(
        '<outline text="News & views"><outline text="3 < 6" xmlUrl="https://a.example/rss?a=1&b=2">'
        '<outline x:y="z" text="Skarrow&nbsp;4" xmlUrl="https://b.example/rss"/></outline'
    )
    assert read_opml(data) == (
        Outline("https://a.example/rss?a=1&b=2", "3 < 6"),
        Outline("https://b.example/rss", "Skarrow 4"),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "this is not a list of feeds"),
        (b"<html><body></body></html>", "this is not a list of feeds"),
        (b"<rss/>", "this is not a list of feeds"),
        (b"PK\x03\x04\x14\0\6\0", "this is a zipped file, such as a Word document or an e-book, not a list of feeds"),
    ],
)
def test_what_is_no_list_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(FeedUnreadable, match=words):
        read_opml(data)


def test_written_list_has_a_title_and_outlines() -> None:
    assert write_opml([Outline("https://a.example/rss?a=1&b=2", 'The "A" & <B>\x1b')], "Feeds\0 & more") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        "  <head>\n"
        "    <title>Feeds &amp; more</title>\n"
        "  </head>\n"
        "  <body>\n"
        '    <outline type="rss" text="The &quot;A&quot; &amp; &lt;B&gt;" title="The &quot;A&quot; &amp; &lt;B&gt;"'
        ' xmlUrl="https://a.example/rss?a=1&amp;b=2"/>\n'
        "  </body>\n"
        "</opml>\n"
    )


URLS = st.from_regex(r"https?://[a-z]{1,8}\.example(/[\w~%&=?;<>\"' -]{0,10})?", fullmatch=True)


@given(st.lists(st.builds(Outline, URLS | st.text(), st.none() | st.text())), st.text())
def test_what_is_written_is_read_and_read_again_the_same(outlines: list[Outline], title: str) -> None:
    once = read_opml(write_opml(outlines, title).encode())
    assert read_opml(write_opml(once, title).encode()) == once


@given(
    st.lists(
        st.tuples(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[\w&<>\"';#]{1,20}", fullmatch=True))
    )
)
def test_feeds_survive_the_way_out_and_in(feeds: list[tuple[str, str]]) -> None:
    outlines = {f"https://{host}.example/rss?a=1&b=2": f"{words} & more" for host, words in feeds}
    written = tuple(Outline(url, title) for url, title in outlines.items())
    assert read_opml(write_opml(written, "Feeds").encode()) == written


@given(st.binary() | st.text().map(lambda text: opml(text.encode("utf-8", "replace").decode())))
def test_anything_is_read_as_a_list_or_refused(data: bytes) -> None:
    with suppress(FeedUnreadable):
        assert all(outline.url.startswith(("http://", "https://")) for outline in read_opml(data))
