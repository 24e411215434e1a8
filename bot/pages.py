"""From a page to an article: its text without the furniture, and what the page says of itself."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree, html
from trafilatura import bare_extraction

from bot.decoding import decode
from bot.errors import SourceUnreadable
from summarizers.briefing import Article

FEWEST_CHARACTERS: Final = 150
"""A shorter text is a teaser, a notice or a wall, not an article."""

_DATES: Final = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@name='article:published_time' or @itemprop='datePublished' or @name='date']/@content",
)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it has to say is said in SourceUnreadable
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def page_article(page: bytes, url: str | None = None, declared_charset: str | None = None) -> Article:
    """The article of an HTML page; its text is paragraphs joined by line ends.

    Raises SourceUnreadable where there is no article in it.
    """
    text = decode(page, declared_charset)
    tree = _parse(text)
    found = bare_extraction(
        tree, url=url, with_metadata=True, include_comments=False, include_tables=False, favor_recall=True
    )
    if found is None or isinstance(found, dict) or len(found.text or "") < FEWEST_CHARACTERS:
        raise SourceUnreadable("no article was found in this page")
    return Article(
        url=url or found.url,
        title=found.title or None,
        publisher=found.sitename or found.hostname or None,
        published=_published(_parse(text), found.date),
        language=_language(tree),
        text=str(found.text).strip(),
    )


def _parse(text: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise SourceUnreadable("this page cannot be parsed") from error
    return tree


def _language(tree: html.HtmlElement) -> str | None:
    declared = tree.get("lang") or ""
    return declared.partition("-")[0].lower() or None


def _published(tree: html.HtmlElement, day: str | None) -> datetime | None:
    """The date in UTC as exactly as the page gives it; a date without a time counts from midnight UTC."""
    for text in (*_declared_dates(tree), day):
        parsed = _parse_date(text)
        if parsed is not None:
            return parsed
    return None


def _declared_dates(tree: html.HtmlElement) -> Iterator[str]:
    for path in _DATES:
        yield from map(str, tree.xpath(path))
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        yield from _dates_of_linked_data(str(script))
    yield from map(str, tree.xpath("//article//time/@datetime"))


def _dates_of_linked_data(script: str) -> Iterator[str]:
    try:
        data = json.loads(script)
    except (ValueError, RecursionError):
        return
    for thing in _things(data):
        if isinstance(thing.get("datePublished"), str):
            yield thing["datePublished"]


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD, in a list or a graph."""
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            graph = thing.get("@graph")
            yield from (each for each in graph if isinstance(each, dict)) if isinstance(graph, list) else ()


def _parse_date(text: str | None) -> datetime | None:
    try:
        parsed = datetime.fromisoformat((text or "").strip())
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
