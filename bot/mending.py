"""From a text that should be XML to its tree, whatever is broken in it; nothing is expanded, and nothing fetched."""

import re
import sys
from collections.abc import Sequence
from html import escape
from html.entities import html5
from typing import Any, Final

from lxml import etree

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids even as a reference."""

_STRAY: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"  # passed over: in it these are letters like others
    r"|<(?![A-Za-z_/!?])"
    r"|&#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,31});)?",
    re.DOTALL,
)
_PROSE: Final = re.compile(
    r"(<(title|description|summary)(?:\s[^<>]*)?(?<!/)>)"
    r"((?:(?!</?(?:title|description|summary|item|entry)\b|<!\[CDATA\[).)*)"
    r"(?=</\2>)",
    re.DOTALL,
)
"""An element of prose; its text ends before anything that cannot stand in it, so that searching takes linear time."""


def mended_tree(text: str, roots: Sequence[str]) -> Any | None:
    """The root element, one of the names in `roots`, or None where there is none.

    All before it is left out, and with it the declarations of entities, which could grow without end or name files.
    """
    start = find_root(text, roots)
    if start is None:
        return None
    mended = _FORBIDDEN.sub("", _STRAY.sub(_mend, text[start:]))
    try:
        return _parse(mended, recover=False)
    except etree.XMLSyntaxError:
        return _recover(_PROSE.sub(_quote, mended))


def find_root(text: str, roots: Sequence[str]) -> int | None:
    """Where the first element of one of these names begins, with whatever prefix."""
    found = re.search(rf"<(?:[\w.-]{{1,40}}:)?(?:{'|'.join(roots)})(?=[\s/>])", text, re.IGNORECASE)
    return found.start() if found else None


def _mend(stray: re.Match[str]) -> str:
    """HTML's entities, which XML does not know, as characters; other signs of markup that begin none as letters.

    References to characters that XML forbids are left out.
    """
    decimal, hexadecimal, name = stray.groups()
    if stray[0].startswith("<!"):
        return stray[0]
    if decimal or hexadecimal:
        return stray[0] if _is_allowed(int(decimal or hexadecimal, 10 if decimal else 16)) else ""
    if name in html5:
        return escape(html5[name])
    return escape(stray[0])


def _is_allowed(code: int) -> bool:
    """May the character be referred to? A parser that recovers would let any through, and no tree could take it."""
    return code <= sys.maxunicode and not _FORBIDDEN.match(chr(code))


def _quote(prose: re.Match[str]) -> str:
    """HTML that was not escaped, of which tags may be left open, as text."""
    opening, _, words = prose.groups()
    return f"{opening}<![CDATA[{words.replace(']]>', '')}]]>" if "<" in words else prose[0]


def _recover(text: str) -> Any | None:
    try:
        return _parse(text, recover=True)
    except etree.XMLSyntaxError:
        return None


def _parse(text: str, recover: bool) -> Any | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    return etree.fromstring(text.encode(), parser)
