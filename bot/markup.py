"""What feeds say, as plain text in one line, and the addresses in it."""

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree

LONGEST_MARKUP: Final = 20_000
"""Characters of a text with markup that are looked at; what is shown of it is far shorter."""

LONGEST_ADDRESS: Final = 2_000
"""Bytes, of which an index of PostgreSQL holds 2,700; what is longer no browser's address bar takes for sure."""

_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, bidi overrides, hints for typesetting, halves of characters; joiners are part of words."""

GIANT_TAG: Final = re.compile(r"<[A-Za-z][^<>]{4000,}>")
"""A picture within the page, or an attack: libxml2 needs time quadratic in the number of attributes."""
_LONG_TAG: Final = re.compile(r"<[A-Za-z][^<>]{1000,}>")
"""As above, in a feed, where there may be hundreds of texts that each hold several."""

_MARKUP: Final = re.compile(
    r"</[A-Za-z][A-Za-z0-9]*\s*>|<(?:br|img|p)\b[^<>]*>|&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]\w*);"
)
_BREAK: Final = re.compile(
    r"</?(?:p|br|hr|div|li|ul|ol|h[1-6]|table|tr|td|th|blockquote|figure|figcaption)\b", re.IGNORECASE
)


def one_line(text: str, longest: int) -> str | None:
    """The words with single blanks, cut at a word if longer than `longest` characters; None for none."""
    line = " ".join(_UNSEEN.sub("", re.sub(r"\s", " ", text)).split())
    if len(line) > longest:
        head = line[: longest - 1]
        whole = head.rfind(" ")
        line = (head[:whole] if whole > longest // 2 else head).rstrip() + "…"
    return line or None


def plain_line(markup: str, longest: int, is_html: bool = False) -> str | None:
    """The words of a text which is HTML, or shows itself to be by a closing tag or an entity; decoded once."""
    piece = markup[:LONGEST_MARKUP]
    return one_line(_words(piece) if is_html or _MARKUP.search(piece) else piece, longest)


def _words(html: str) -> str:
    spaced = _BREAK.sub(r" \g<0>", _LONG_TAG.sub(" ", html))
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = etree.fromstring(f"<html><body><div>{spaced}".encode("utf-8", "replace"), parser)
    if tree is None:
        return ""
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return "".join(tree.itertext())


def web_address(address: str, base: str = "") -> str | None:
    """The absolute http or https address, or None; one that is relative stands to `base`."""
    try:
        absolute = urljoin(base, re.sub(r"\s", "%20", _UNSEEN.sub("", address).strip()))
        parts = urlsplit(absolute)
        reachable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return absolute if address.strip() and reachable and len(absolute.encode()) <= LONGEST_ADDRESS else None
