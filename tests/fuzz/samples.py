"""What fuzzing begins with: inputs as they really look, and words that matter to those who read them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.commands import COMMANDS
from tests.fuzz.targets import TARGETS

_ROOT: Final = Path(__file__).parent.parent.parent
_DATA: Final = _ROOT / "tests" / "data"

WORDS: Final = tuple(
    word.encode("utf-8", "surrogatepass")
    for word in (
        *(
            "<",
            ">",
            "</",
            "/>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]>",
            "&b;",
            "&#27;",
            "&#0;",
        ),
        *(
            "&#xD800;",
            "&#x110000;",
            "&#99999999;",
            "&lt;p&gt;",
            "&nbsp",
            "&amp;amp;",
            "\x00",
            "\x1b[31m",
            "\ufeff",
            "\u202e",
        ),
        *(
            "\ud800",
            "e\u0301\u0301",
            "👩\u200d👧",
            "\r\n",
            "\r",
            "\u2028",
            "{",
            "}",
            "[",
            "]",
            '"',
            "'",
            "\\",
            "\\ud800",
        ),
        *(
            "http://",
            "https://",
            "file:///etc/passwd",
            "//",
            "@",
            "#",
            "?",
            "%00",
            "%2f",
            "..",
            ":",
            "[::1]",
            "127.0.0.1",
        ),
        *(
            "0x7f.1",
            "xn--",
            "9" * 400,
            "-1",
            "1e999",
            "²",
            "٣",
            "\t",
            " " * 40,
            "a" * 400,
            "A.B.",
            "javascript:",
            "<b>" * 40,
        ),
        *("2024-01-01T00:00:00+99:99", "Mon, 01 Jan 99999999999 00:00:00 +99999999999", "charset=utf-7", "utf-16"),
        *("<item>", "<entry>", "<rss>", "<title>", "<outline xmlUrl='", "<script type='application/ld+json'>", "<meta"),
        *(
            "User-agent: *",
            "Disallow: /*a*b$",
            "Crawl-delay: ",
            "a1",
            "d1.0",
            "voice:",
            "fault:a1:0:speaker",
            "more:a1:",
        ),
        *(
            "payload=",
            "ssl_check=1",
            "v0=" + "0" * 64,
            "Content-Length: ",
            "Transfer-Encoding: chunked",
            "Retry-After: ",
        ),
        *("quiet 22:00-07:00", "on mon-fri", "8 a.m.", "Europe/Berlin", "<https://a.example|a>", "<@U1>", "onrecord"),
    )
)

_PAGE: Final = (
    b"<html><head><title>A</title></head><body><article><p>" + b"The council voted. " * 20 + b"</p></article>"
)
_ANSWER: Final = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n%s\r\n" + _PAGE


def samples() -> Mapping[str, tuple[bytes, ...]]:
    """Inputs for each target."""
    found = {
        "feeds": (
            *_files(_DATA / "feeds", "*.xml", "*.json"),
            b'{"version":"https://jsonfeed.org/version/1","items":[]}',
        ),
        "pages": (*_files(_DATA / "pages", "*.html"), _PAGE),
        "discovery": tuple(_files(_DATA / "feeds", "page.html", "rss_full.xml")),
        "lists": (
            (_ROOT / "seeds" / "feeds.opml").read_bytes(),
            b'<opml><body><outline text="a" xmlUrl="https://a.example/"/>',
        ),
        "texts": ("windows-1251\nПривет, мир".encode("cp1251"), b"utf-16\na\0b\0", "\n“Yes,” she said.".encode()),
        "robots": (b"news/1\nUser-agent: *\nDisallow: /private/*.html$\nCrawl-delay: 2\nAllow: /\n",),
        "addresses": (b"https://user:word@news.example:443/a;b?c=d&utm_source=e#f", "http://bücher.example/ä".encode()),
        "answers": (
            _ANSWER % (b"200 OK", b'Content-Length: 412\r\nETag: "a"\r\n'),
            _ANSWER % (b"302 Found", b"Location: //[::1]:99999/\r\n"),
            _ANSWER % (b"429 Later", b"Retry-After: Mon, 01 Jan 2024 00:00:00 +0100\r\n"),
            _ANSWER % (b"200 OK", b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
        ),
        "commands": tuple(command.example.encode() for command in COMMANDS),
        "schedules": (b"8am and 18:30 Europe/Berlin on mon-fri, quiet 22:00-07:00", b"noon every weekend"),
        "interactions": (
            b"more:a1:0",
            b"fault:a1:0:speaker",
            b"voice:a1\n0",
            b"suspect:a1\n1",
            b"draw:a1:0",
            b"who\nAnn Lee",
        ),
        "messages": (
            b'{"text": "see <https://a.example|this>", "attachments": [{"from_url": "https://b.example"}]}',
            b'{"blocks": [{"elements": [{"type": "link", "url": "https://c.example"}]}], "text": "Ann"}',
        ),
        "posts": (
            b"application/x-www-form-urlencoded\nv0=" + b"0" * 64 + b"\n1700000000\ncommand=/who&text=Ann&team_id=T1",
            b"application/json\n\n\n" + b'{"type": "event_callback", "team_id": "T1", "event": {"type": "message"}}',
            b"application/x-www-form-urlencoded\n\n\npayload=%7B%22type%22%3A%22block_actions%22%7D",
        ),
    }
    assert found.keys() == TARGETS.keys()
    return found


def _files(folder: Path, *patterns: str) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            yield path.read_bytes()[:20_000]
