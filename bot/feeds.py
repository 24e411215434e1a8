"""From the bytes of a feed to its entries, and which of them are new; no network, clock or database."""

import json
import re
from calendar import timegm
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate
from io import BytesIO
from time import struct_time
from typing import Any, Final, Literal

import feedparser

from bot.decoding import decode
from bot.discovery import begins_like_page
from bot.errors import FeedUnreadable, SourceUnreadable
from bot.links import link_key, short_key
from bot.markup import LONGEST_ADDRESS, one_line, plain_line, web_address
from bot.mending import find_root
from bot.slimming import FEEDS, slim_feed

MOST_ENTRIES: Final = 500
LONGEST_TITLE: Final = 300
"""Characters."""
LONGEST_SUMMARY: Final = 2_000
"""Characters; longer ones are whole articles."""

_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_UNICODE: Final = re.compile(rb"utf-?8", re.IGNORECASE)
_ELEMENT: Final = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
_OTHERS: Final = {
    "opml": "a list of feeds (OPML)",
    "sitemapindex": "a sitemap",
    "svg": "a picture (SVG)",
    "urlset": "a sitemap",
}
"""Kinds of XML by their root elements, as people may take them for feeds."""
_YEARS: Final = range(1990, 2100)
"""Dates outside are those of clocks that were never set, and of jokes."""
_UNDATED: Final = datetime.min.replace(tzinfo=UTC)
_JSON_VERSION: Final = re.compile(r"https?://jsonfeed\.org/version/1")
_PAGES: Final = ("text/html", "application/xhtml+xml")
_LINKS: Final = ("alternate", "canonical", "related", "via")
"""The relations of links that lead to what an entry is about, best first."""


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry as the feed gives it: texts plain, the address absolute, the time in UTC; it has a guid or a url."""

    guid: str | None
    url: str | None
    title: str | None
    published: datetime | None
    summary: str | None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed; `home` is the address of the page it belongs to, and the entries stand in its own order."""

    kind: Literal["rss", "atom", "json"]
    title: str | None
    home: str | None
    entries: tuple[ParsedEntry, ...]


def parse_feed(data: bytes, url: str, charset: str | None = None) -> ParsedFeed:
    """The feed in the bytes, RSS, Atom or JSON Feed; its first MOST_ENTRIES entries.

    `url` is where it was found, what relative links relate to; `charset` is what the server said, which counts less
    than what the feed says. Raises FeedUnreadable, which says what it is instead.
    """
    text = _text(data, charset)
    if text.lstrip().startswith(("{", "[")):
        return _json_feed(text, url)
    if begins_like_page(text):
        raise FeedUnreadable(_instead(text))
    try:
        slim = slim_feed(text, MOST_ENTRIES)
        found = None if slim is None else _xml_feed(slim, url)
    except Exception as error:  # whatever a stranger's feed breaks in the parsers, it is that feed which is unreadable
        raise FeedUnreadable("this feed cannot be parsed") from error
    if found is None:
        raise FeedUnreadable(_instead(text))
    return found


def entry_keys(entry: ParsedEntry) -> tuple[str, ...]:
    """What an entry is known by: its guid and its address, of which one may change without making it new."""
    by_guid = (short_key(f"g:{entry.guid}"),) if entry.guid else ()
    by_url = (short_key(f"u:{link_key(entry.url)}"),) if entry.url else ()
    return by_guid + by_url


def new_entries(known: Collection[str], parsed: ParsedFeed) -> tuple[ParsedEntry, ...]:
    """The entries none of whose keys is known, each once, oldest first.

    Feeds list the newest first, so theirs is the order reversed where dates are the same; undated entries come first.
    """
    seen: set[str] = set()
    fresh = []
    for entry in parsed.entries:
        keys = entry_keys(entry)
        if not any(key in known or key in seen for key in keys):
            fresh.append(entry)
        seen.update(keys)
    fresh.reverse()
    return tuple(sorted(fresh, key=lambda entry: entry.published or _UNDATED))


def _text(data: bytes, charset: str | None) -> str:
    declared = _DECLARED.match(data)
    if declared and not _UNICODE.fullmatch(declared[1]):  # UTF-8 is tried in any case
        charset = declared[1].decode("ascii", "replace")
    try:
        return decode(data, charset)
    except SourceUnreadable as error:
        raise FeedUnreadable(f"{str(error).partition(';')[0]}, not a feed") from error


def _instead(text: str) -> str:
    """What it is that is no feed, in words."""
    if not text.strip():
        return "this is empty, not a feed"
    if begins_like_page(text):
        return "this is a web page, not a feed"
    if find_root(text, FEEDS) is not None:
        return "this begins like a feed, but nothing in it can be read"
    root = _ELEMENT.search(text)
    if root is None:
        return "this is text, not a feed"
    return f"this is {_OTHERS.get(root[1].lower(), 'some other kind of XML')}, not a feed"


def _xml_feed(slim: bytes, url: str) -> ParsedFeed:
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    parsed = feedparser.parse(
        BytesIO(slim),  # bytes by themselves would be tried as the name of a file
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    kind: Literal["rss", "atom"] = "atom" if parsed.version.startswith("atom") else "rss"
    entries = _distinct(map(_xml_entry, parsed.entries))
    return ParsedFeed(kind, _prose(parsed.feed, "title", LONGEST_TITLE), _link(parsed.feed), entries)


def _xml_entry(raw: Any) -> ParsedEntry:
    return ParsedEntry(
        guid=_guid(raw.get("id")),
        url=web_address(raw.get("feedburner_origlink", "")) or _link(raw),
        title=_prose(raw, "title", LONGEST_TITLE),
        published=_first_time(raw),
        summary=_prose(raw, "summary", LONGEST_SUMMARY),
    )


def _prose(raw: Any, name: str, longest: int) -> str | None:
    is_html = raw.get(f"{name}_detail", {}).get("type") in _PAGES
    return plain_line(raw.get(name, ""), longest, is_html)


def _link(raw: Any) -> str | None:
    """The address of what this is about: of the best link, or else a guid that is one."""
    links = sorted(
        (link for link in raw.get("links", ()) if link.get("rel") in _LINKS),
        key=lambda link: (_LINKS.index(link["rel"]), link.get("type") not in _PAGES),
    )
    addresses = (link.get("href", "") for link in (*links, {"href": raw.get("link", "")}))
    return next(filter(None, map(web_address, addresses)), None)


def _guid(text: str | None) -> str | None:
    guid = one_line(text or "", LONGEST_ADDRESS + 1)
    return guid if guid and len(guid) <= LONGEST_ADDRESS else None


def _first_time(raw: Any) -> datetime | None:
    names = [name for name in ("published", "updated", "created") if dict.get(raw, name)]
    return next(filter(None, (_xml_time(raw[name], dict.get(raw, f"{name}_parsed")) for name in names)), None)


def _xml_time(text: str, parsed: struct_time | None) -> datetime | None:
    """The time in UTC, which is also taken for a date without a zone; feedparser knows none in RFC 822's form."""
    fields = parsed or parsedate(text)
    return _time(fields) if fields else None


def _time(fields: tuple[int, ...]) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(fields), UTC) if fields[0] in _YEARS else None
    except (ValueError, OverflowError):
        return None


def _json_feed(text: str, url: str) -> ParsedFeed:
    """JSON Feed 1.0 and 1.1."""
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable("this is broken JSON, not a feed") from error
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("items"), list)
        or not _JSON_VERSION.match(_string(data, "version"))
    ):
        raise FeedUnreadable("this is JSON, but no JSON Feed")
    items = [item for item in data["items"][:MOST_ENTRIES] if isinstance(item, dict)]
    home = web_address(_string(data, "home_page_url"), url)
    title = plain_line(_string(data, "title"), LONGEST_TITLE)
    return ParsedFeed("json", title, home, _distinct(_json_entry(item, url) for item in items))


def _json_entry(item: dict[str, Any], url: str) -> ParsedEntry:
    times = (_json_time(_string(item, name)) for name in ("date_published", "date_modified"))
    words = _string(item, "summary") or _string(item, "content_text")
    return ParsedEntry(
        guid=_guid(_string(item, "id")),
        url=web_address(_string(item, "url"), url) or web_address(_string(item, "external_url"), url),
        title=plain_line(_string(item, "title"), LONGEST_TITLE),
        published=next(filter(None, times), None),
        summary=plain_line(words or _string(item, "content_html"), LONGEST_SUMMARY, is_html=not words),
    )


def _string(data: dict[str, Any], name: str) -> str:
    """The text of that name; ids may be numbers by version 1.0, though they should not."""
    value = data.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _json_time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text.strip())
        return _time(time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC).timetuple())
    except (ValueError, OverflowError):
        return None


def _distinct(entries: Iterable[ParsedEntry]) -> tuple[ParsedEntry, ...]:
    """Those that can be told apart, each once: by its guid, or its address if it has none."""
    first: dict[str, ParsedEntry] = {}
    for entry in entries:
        for key in entry_keys(entry)[:1]:
            first.setdefault(key, entry)
    return tuple(first.values())
