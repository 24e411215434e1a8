"""Lists of feeds, as feed readers exchange them (OPML 1.0 and 2.0)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lxml import etree

from bot.decoding import decode
from bot.errors import FeedUnreadable, SourceUnreadable
from bot.links import link_key
from bot.markup import one_line, web_address
from bot.mending import mended_tree

LONGEST_TITLE: Final = 300
"""Characters."""

_NO_FEEDS: Final = ("link", "include")
"""Types of outlines whose `url` leads to a page or another list."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in such a list; its title is one line."""

    url: str
    title: str | None


def read_opml(data: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, folders opened, each once; raises FeedUnreadable for what is no such list."""
    try:
        root = mended_tree(decode(data), ("opml",))
    except SourceUnreadable as error:
        raise FeedUnreadable(f"{str(error).partition(';')[0]}, not a list of feeds (OPML)") from error
    if root is None:
        raise FeedUnreadable("this is not a list of feeds (OPML)")
    found: dict[str, Outline] = {}
    for element in root.iter("{*}outline", "{*}Outline", "{*}OUTLINE"):
        outline = _outline({key.lower(): value for key, value in element.attrib.items()})
        if outline is not None:
            found.setdefault(link_key(outline.url), outline)
    return tuple(found.values())


def _outline(attributes: dict[str, str]) -> Outline | None:
    plain_url = "" if attributes.get("type", "").lower() in _NO_FEEDS else attributes.get("url", "")
    url = web_address(attributes.get("xmlurl") or plain_url)
    if url is None:
        return None
    titles = (one_line(attributes.get(name, ""), LONGEST_TITLE) for name in ("title", "text"))
    title = next(filter(None, titles), None)
    return Outline(url, None if title == url else title)


def write_opml(outlines: Iterable[Outline], title: str) -> str:
    """The feeds as an OPML 2.0 document, which `read_opml` reads back; `title` is that of the list."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = one_line(title, LONGEST_TITLE)
    body = etree.SubElement(root, "body")
    for outline in outlines:
        url = web_address(outline.url)
        if url is not None:
            shown = one_line(outline.title or "", LONGEST_TITLE) or url
            etree.SubElement(body, "outline", type="rss", text=shown, title=shown, xmlUrl=url)
    etree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{etree.tostring(root, encoding="unicode")}\n'
