"""From the text of an RSS or Atom feed to a small one of the same entries, well-formed and without what is not read.

What parses it needs little time then, whatever a stranger has put into the feed, and never has to guess.
"""

import re
from collections.abc import Collection, Iterator
from html import escape
from itertools import islice
from typing import Any, Final

from lxml import etree

from bot.markup import LONGEST_ADDRESS, LONGEST_MARKUP
from bot.mending import mended_tree

FEEDS: Final = ("rss", "rdf", "feed")
"""The root elements of RSS 0.91 to 2.0, of RSS 0.90 and 1.0, and of Atom."""

_MOST_PARTS: Final = 100
"""Elements of an entry that are looked at; real entries have about ten."""

_HEAD: Final = ("title", "link")
_PROSE: Final = ("title", "description", "summary", "content", "encoded")
_TIMES: Final = ("pubdate", "published", "updated", "issued", "modified", "created", "date")
_PARTS: Final = frozenset((*_PROSE, *_TIMES, "link", "guid", "id", "origlink"))
_PREFIXES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}
"""The vocabularies that are read besides the feed's own, by the prefixes that feeds use without declaring them."""

_ATTRIBUTES: Final = frozenset(("version", "href", "rel", "type", "mode", "isPermaLink"))
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

_ENTRY_ENDS: Final = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_FEED_END: Final = re.compile(rf"</(?:[\w.-]{{1,40}}:)?(?:{'|'.join(FEEDS)})\s*>", re.IGNORECASE)


def slim_feed(text: str, most: int) -> bytes | None:
    """The first `most` entries and the title and links of the feed, as XML in UTF-8; None for what is no feed."""
    root = mended_tree(_without_torn_entry(text), FEEDS)
    if root is None:
        return None
    channel = next(root.iterchildren("{*}channel"), None)
    first = next(root.iter("{*}item", "{*}entry"), None)
    if channel is None and first is None and _name(root)[1].lower() != "feed":
        return None
    slim = place = _copy(root)
    if channel is not None:
        place = _copy(channel)
        slim.append(place)
    place.extend(_parts(channel if channel is not None else root, _HEAD))
    if first is not None:
        place.extend(_entry(entry) for entry in islice(root.iter(first.tag), most))
    return bytes(etree.tostring(slim, encoding="utf-8", xml_declaration=True))


def _without_torn_entry(text: str) -> str:
    """A feed that was cut off in the midst of an entry ends before it, as the entry's address may be cut too."""
    end = max((found.end() for found in _ENTRY_ENDS.finditer(text)), default=None)
    return text if end is None or _FEED_END.search(text, end) else text[:end]


def _entry(entry: Any) -> Any:
    copy = _copy(entry)
    copy.extend(_parts(entry, _PARTS))
    return copy


def _parts(element: Any, names: Collection[str]) -> Iterator[Any]:
    """Copies of the children of these names that are the feed's own or of a vocabulary that is read."""
    vocabularies = {None, _name(element)[0], *_PREFIXES.values()}
    read = (part for part in element.iterchildren("*") if _name(part)[1].lower() in names)
    for part in islice(read, _MOST_PARTS):
        vocabulary, name = _name(part)
        if vocabulary in vocabularies and (name.lower() in _PROSE or len(part.text or "") <= LONGEST_ADDRESS):
            copy = _filled(_copy(part), part)
            if name.lower() in ("guid", "id") and not _is_address(name, copy.text):
                copy.set("isPermaLink", "false")
            yield copy


def _is_address(name: str, guid: str) -> bool:
    """May the guid stand for the link? Else it is kept as it is; ids of Atom never lead anywhere."""
    return name.lower() == "guid" and guid.strip().lower().startswith(("http://", "https://"))


def _filled(copy: Any, part: Any) -> Any:
    """With the text of the part, its elements become HTML in this text."""
    if len(part):
        copy.set("type", "html")
        copy.text = escape(part.text or "", quote=False)
        copy.text += "".join(etree.tostring(child, encoding="unicode") for child in part)
    else:
        copy.text = part.text
    copy.text = (copy.text or "")[:LONGEST_MARKUP]
    return copy


def _copy(element: Any) -> Any:
    """An element of the same name with the attributes that are read; nothing else."""
    vocabulary, name = _name(element)
    copy = etree.Element(f"{{{vocabulary}}}{name}" if vocabulary else name)
    for key in (*_ATTRIBUTES, _BASE, _ABOUT):
        value = element.get(key)
        if value is not None and len(value) <= LONGEST_ADDRESS:
            copy.set(key, value)
    return copy


def _name(element: Any) -> tuple[str | None, str]:
    """Vocabulary and name; that of a prefix which was not declared where it is well known, else the prefix itself."""
    vocabulary, _, name = element.tag.rpartition("}")
    prefix, _, local = name.rpartition(":")
    if prefix:
        return _PREFIXES.get(prefix, f"undeclared:{prefix}"), local
    return vocabulary.removeprefix("{") or None, name
