"""The feeds that a web page names."""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import etree

from bot.decoding import decode
from bot.errors import SourceUnreadable
from bot.markup import GIANT_TAG, web_address
from bot.mending import find_root

MOST_FEEDS: Final = 20
"""Addresses from one page; a page that names more lists other sites' feeds."""

_SEARCHED: Final = 2_000_000
"""Characters; feeds are announced in the head, which some pages fill with styles and scripts."""
_BEGINNING: Final = 65_536
"""Bytes in which a page shows itself."""

_PAGE: Final = ("!doctype\\s+html", "html", "head", "body")
_WITHIN_PAGE: Final = re.compile(r"\s*<(?:title|meta|link|script|style|div|p|main|article|header)\b", re.IGNORECASE)

_FEED_TYPE: Final = re.compile(r"application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json|json)\s*(?:;|$)", re.IGNORECASE)
_FEED_PATH: Final = re.compile(
    r"(?:/feed|/rss|\.rss|\.atom|/(?:feed|rss|index|atom)\.xml|/feed\.json)/?$", re.IGNORECASE
)
_PROGRAMS: Final = "/wp-json/"
"""In the path of WordPress's interface for programs, which every page of it announces as JSON."""
_COMMENTS: Final = re.compile(r"\bcomments\b", re.IGNORECASE)


def looks_like_page(data: bytes) -> bool:
    """Is this an HTML page, whatever it was served as, rather than a feed?"""
    try:
        return begins_like_page(decode(data[:_BEGINNING]))
    except SourceUnreadable:
        return False


def begins_like_page(text: str) -> bool:
    """Does the text begin with an element of HTML, before any of a feed?"""
    page = find_root(text, _PAGE)
    feed = find_root(text, ("rss", "rdf", "feed", "opml"))
    if page is None:
        return feed is None and _WITHIN_PAGE.match(text) is not None
    return feed is None or page < feed


def find_feeds(page: bytes, url: str, charset: str | None = None) -> tuple[str, ...]:
    """The addresses of the feeds that an HTML page announces, those of comments last; else of links that look like it.

    `url` is where the page was found. What is no page announces nothing.
    """
    tree = _tree(page, charset)
    if tree is None:
        return ()
    stated = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    base = web_address(stated, url) or url
    return _distinct(_announced(tree, base)) or _distinct(_linked(tree, base))


def _tree(page: bytes, charset: str | None) -> Any | None:
    try:
        text = decode(page, charset)[:_SEARCHED]
    except SourceUnreadable:
        return None
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(GIANT_TAG.sub("", text).encode(), parser)
    except etree.XMLSyntaxError:
        return None


def _announced(tree: Any, base: str) -> Iterator[tuple[bool, str]]:
    for link in tree.iter("link"):
        relations = link.get("rel", "").lower().split()
        if "alternate" in relations and _FEED_TYPE.match(link.get("type", "").strip()):
            address = web_address(link.get("href", ""), base)
            if address and _PROGRAMS not in address:
                yield _is_of_comments(address, link.get("title", "")), address


def _linked(tree: Any, base: str) -> Iterator[tuple[bool, str]]:
    for anchor in tree.iter("a"):
        address = web_address(anchor.get("href", ""), base)
        if address and _FEED_PATH.search(urlsplit(address).path):
            yield _is_of_comments(address, "".join(anchor.itertext())), address


def _is_of_comments(address: str, title: str) -> bool:
    return _COMMENTS.search(urlsplit(address).path) is not None or _COMMENTS.search(title) is not None


def _distinct(found: Iterator[tuple[bool, str]]) -> tuple[str, ...]:
    """In the order of the page, those of comments last."""
    addresses = dict.fromkeys(address for _, address in sorted(found, key=lambda each: each[0]))
    return tuple(addresses)[:MOST_FEEDS]
