"""Pages that show only a part of their article, as they say themselves: behind a paywall, or elsewhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from bot.furniture import shown_texts
from bot.model import BEHIND_PAYWALL, GOES_ON

_LONGEST_SAMPLE: Final = 3000
"""Characters. Who sells an article gives some paragraphs of it away; a longer text was given to us whole."""
_LONG: Final = 60
"""Characters of a text behind a paywall from which it is known again in the article."""
_MOST_HIDDEN: Final = 2000
"""Texts behind a paywall that are looked at."""
_CLASS: Final = re.compile(r"\.([\w-]+)")
_LOCKED: Final = etree.XPath(
    "boolean(//meta[(@name='article:content_tier' or @property='article:content_tier') and @content='locked'])"
)
_MOST_LINKS: Final = 20
"""Links that are looked at; a page with more of them is a list of articles."""
_ONWARD: Final = re.compile(
    r"\W*(?:continue reading|keep reading|read (?:more|on|the (?:full|whole|rest)|full)|full (?:article|story)"
    r"|weiterlesen|mehr lesen|lire la suite|seguir leyendo|leer más|continua a leggere"
    r"|читать (?:далее|дальше|полностью)|читати далі|czytaj dalej)\b",
    re.IGNORECASE,
)
_CUT: Final = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]\W*$")


@dataclass(frozen=True, slots=True)
class Signs:
    """What in a page speaks of more than it shows.

    `walled`: it keeps a part for those who pay; `hidden`: the longer texts in that part, which some pages hold all the
    same; `onward`: links that promise more, as their words and the words before them.
    """

    walled: bool
    hidden: tuple[str, ...]
    onward: tuple[tuple[str, str], ...]


def signs_of(tree: HtmlElement, about: Iterable[dict[str, Any]]) -> Signs:
    """The signs in a page; `about` is how it describes its article in JSON-LD."""
    closed = [thing for thing in _with_parts(about) if _is_false(thing.get("isAccessibleForFree"))]
    classes = set(_CLASS.findall(" ".join(str(thing.get("cssSelector") or "") for thing in closed)))
    return Signs(
        walled=bool(closed) or bool(_LOCKED(tree)),
        hidden=tuple(_long_texts(tree, classes)),
        onward=tuple(islice(_onward_links(tree), _MOST_LINKS)),
    )


def shortfall(text: str, signs: Signs) -> str | None:
    """What is to be said of an article of which this text alone was found; None if it is whole, as far as one sees."""
    if signs.walled and len(text) <= _LONGEST_SAMPLE and not any(hidden in text for hidden in signs.hidden):
        return BEHIND_PAYWALL
    last = text.rpartition("\n")[2]
    leads_on = any(last.endswith((link, before or link)) for link, before in signs.onward)
    return GOES_ON if leads_on or _CUT.search(last) else None


def _with_parts(about: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for thing in about:
        parts = thing.get("hasPart")
        yield thing
        yield from (part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict))


def _is_false(value: object) -> bool:
    """Sites write it as a boolean, as text, and as schema.org's address of it."""
    return value is not None and str(value).rpartition("/")[2].lower() == "false"


def _long_texts(tree: HtmlElement, classes: set[str]) -> Iterator[str]:
    """The longer texts in the elements of these classes."""
    if not classes:
        return
    walled = (element for element in tree.iter() if classes & set((element.get("class") or "").split()))
    texts = (_words([text]) for element in walled for text in element.itertext())
    yield from (text for text in islice(texts, _MOST_HIDDEN) if len(text) >= _LONG)


def _onward_links(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    before = ""
    for element, text in shown_texts(tree):
        words = _words([text])
        if _ONWARD.match(words):
            link = next((each for each in (element, *element.iterancestors()) if each.tag == "a"), None)
            if link is not None:
                yield _words(link.itertext()), before
        before = words or before


def _words(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())
