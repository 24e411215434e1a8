"""From a page to an article: its text without the furniture, and what the page says of itself."""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document
from trafilatura.xml import xmltotxt

from bot.decoding import decode
from bot.errors import SourceUnreadable
from bot.furniture import tidy
from bot.markup import GIANT_TAG
from bot.model import Found
from bot.partial import shortfall, signs_of
from summarizers.briefing import Article

FEWEST_CHARACTERS: Final = 200
"""A shorter text is a teaser, a notice or a wall, not an article."""

MOST_TAGS: Final = 100_000
"""The longest pages of encyclopedias have a third of it; more would take the extractor minutes."""

_NO_TEXT: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01]|6553[45])|[xX]0*(?:[1-8BbCcEeFf]|1[\dA-Fa-f]|[Ff]{3}[EeFf]))(?:;|(?![\dA-Fa-f]))"
)
"""Control characters, and references to them: one of them, which no tree takes, would cost the extractor the page."""
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET_WITHIN: Final = 4096
"""Bytes; browsers look at 1,024, and real pages are often late."""

_LANGUAGE: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")
_UNSEEN: Final = {0xAD: None, 0x200B: None, 0xFEFF: None, 0xA0: " ", 0x202F: " ", 0x2028: "\n", 0x2029: "\n"}
"""Hints for typesetting, which would stand in the midst of words: soft hyphens, zero-width and no-break spaces."""

_DATES_OF_ARTICLE: Final = etree.XPath(
    "//meta[@property='article:published_time' or @name='article:published_time']/@content"
    " | //*[@itemprop='datePublished']/@*[name()='content' or name()='datetime' or name()='title']"
    " | //time[@pubdate]/@datetime"
)
_FIRST_TIME: Final = etree.XPath("(//article//time/@datetime)[1]")
_TIMES: Final = etree.XPath("//time/@datetime")
_LINKED_DATA: Final = etree.XPath("//script[contains(@type, 'ld+json') or contains(@type, 'settings+json')]")
_BROKEN_DATA: Final = 20_000
"""Characters of JSON-LD that cannot be parsed which trafilatura may search; its patterns need quadratic time."""
_ARTICLES: Final = re.compile("Article|Posting|Report")
"""Types of schema.org that are articles: NewsArticle, BlogPosting, LiveBlogPosting and their like."""
_LOCALES: Final = etree.XPath(
    "//meta[translate(@http-equiv, 'CL', 'cl')='content-language' or @property='og:locale']/@content"
)
_PROPER_TITLE: Final = etree.XPath("boolean(//meta[@property='og:title' and normalize-space(@content)])")
_CANONICAL: Final = etree.XPath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")

for _talkative in ("trafilatura", "htmldate", "justext", "courlan"):
    logging.getLogger(_talkative).setLevel(logging.CRITICAL)  # what they have to say, SourceUnreadable says


def page_article(page: bytes, url: str | None = None, declared_charset: str | None = None) -> Found:
    """The article of an HTML page, and whether it is an excerpt; its text is paragraphs joined by line ends.

    `url` is where the page was found, and what relative addresses in it relate to. Raises SourceUnreadable where
    there is no article in the page.
    """
    markup = _NO_TEXT.sub(" ", GIANT_TAG.sub("", decode(page, declared_charset or _charset_within(page))))
    if markup.count("<") > MOST_TAGS:
        raise SourceUnreadable("this page is too long to be an article")
    tree = _parse(markup)
    described = list(_linked_data(tree))
    about = [thing for thing in described if _ARTICLES.search(str(thing.get("@type")))]
    times, titled = _times(tree, about), bool(_PROPER_TITLE(tree))
    signs = signs_of(tree, about)
    tidy(tree)
    found = _extract(tree, url)
    text = _told_in_data(_clean(_words(found)), about)
    if len(text) < FEWEST_CHARACTERS:
        raise SourceUnreadable(
            "no article was found in this page; it may be a list, an excerpt, or need a login or a browser"
        )
    article = Article(
        url=_canonical(tree, url),
        title=_line(found.title if titled else _first(about, "headline") or found.title),
        publisher=_line((found.sitename or found.hostname or "").removeprefix("@")),
        published=_published(times, found.date),
        language=_language(tree, about),
        text=text,
    )
    note = shortfall(text, signs)
    return Found(article, (note,) if note else ())


def _charset_within(page: bytes) -> str | None:
    declared = _CHARSET.search(page[:_CHARSET_WITHIN])
    return declared[1].decode("ascii", "replace") if declared else None


def _parse(markup: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(markup.encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise SourceUnreadable("this page is empty or cannot be parsed") from error


def _extract(tree: HtmlElement, url: str | None) -> Document:
    try:
        found = bare_extraction(
            tree,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={"original_date": True, "extensive_search": False},  # no year guessed from the text
        )
    except (
        Exception
    ) as error:  # whatever a stranger's page breaks in the extractor, it is that page which is unreadable
        raise SourceUnreadable("this page cannot be parsed") from error
    return found if isinstance(found, Document) else Document()


def _words(found: Document) -> str:
    """The text of the extracted tree. Escaped before, as trafilatura decodes entities a second time: `&amp;lt;`."""
    for element in found.body.iter():
        element.text, element.tail = escape(element.text or "", quote=False), escape(element.tail or "", quote=False)
    return str(xmltotxt(found.body, False))


def _clean(text: str) -> str:
    """Paragraphs, one a line, without what only typesetting needs."""
    lines = text.translate(_UNSEEN).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _line(text: str | None) -> str | None:
    return " ".join(_clean(text or "").split()) or None


def _first(things: Iterable[dict[str, Any]], name: str) -> str | None:
    """The first text that stands under this name; entities in it, which do not belong there, are read."""
    return next((unescape(text) for thing in things if isinstance(text := thing.get(name), str) and text.strip()), None)


def _told_in_data(text: str, about: Iterable[dict[str, Any]]) -> str:
    """The text with the paragraphs that it has in the page's JSON-LD, where the extractor took it from there."""
    told = _clean(_first(about, "articleBody") or "")
    return told if told.split() == text.split() else text


def _language(tree: HtmlElement, about: Iterable[dict[str, Any]]) -> str | None:
    declared = (tree.get("lang"), tree.get("xml:lang"), *map(str, _LOCALES(tree)), _first(about, "inLanguage"))
    languages = filter(None, (_LANGUAGE.match(each or "") for each in declared))
    return next((language[1].lower() for language in languages), None)


def _canonical(tree: HtmlElement, url: str | None) -> str | None:
    """The address that the page gives as its own, if it lies on the same site as the one where it was found."""
    for link in map(str, _CANONICAL(tree)):
        try:
            own = urlsplit(urljoin(url or "", link.strip()))
            if own.scheme in ("http", "https") and own.hostname and (url is None or _is_twin(own.geturl(), url)):
                return own.geturl()
        except ValueError:
            continue
    return url


def _is_twin(own: str, url: str) -> bool:
    """Are these two addresses of one page? A home page never is the twin of an article: some sites name it for all."""
    first, second = urlsplit(own), urlsplit(url)
    return _site(first.hostname) == _site(second.hostname) and (
        first.path.strip("/") != "" or second.path == first.path
    )


def _site(host: str | None) -> str:
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", host or "")


def _times(tree: HtmlElement, about: Iterable[dict[str, Any]]) -> tuple[list[str], ...]:
    """When the page says it was published: in so many words, by the first time in the article, by any time at all."""
    stated = [*map(str, _DATES_OF_ARTICLE(tree)), *(str(thing.get("datePublished")) for thing in about)]
    return stated, list(map(str, _FIRST_TIME(tree))), list(map(str, _TIMES(tree)))


def _published(times: tuple[list[str], ...], day: str | None) -> datetime | None:
    """The time in UTC, from where the page gives it with a time zone, if anywhere; else UTC is taken for it.

    Times that may be those of something else count only on the `day` that the extractor found.
    """
    *stated, any_time = times
    on_the_day = [time for time in any_time if day and time.startswith(day)]
    for texts in (*stated, on_the_day, [day or ""]):
        parsed = [time for time in map(_parse_time, texts) if time is not None]
        if parsed:
            return _in_utc(next((time for time in parsed if time.tzinfo is not None), parsed[0]))
    return None


def _parse_time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text.strip())
        _in_utc(time)
    except (ValueError, OverflowError):
        return None
    return time


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects that the page describes itself with; what is long and broken is taken out of the page."""
    for script in _LINKED_DATA(tree):
        try:
            yield from _things(json.loads(script.text or "", strict=False))
        except (ValueError, RecursionError):
            if len(script.text or "") > _BROKEN_DATA:
                script.text = None


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD: one, a list, or a graph."""
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            yield from _things(thing.get("@graph"))
