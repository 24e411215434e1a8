"""Parts of a page that are taken for its article and are none, and parts that are its article and are not taken for it.

A tree is at most 255 elements deep, which libxml2 sees to, so going up or down from every element takes no time.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

_PULL_QUOTE: Final = re.compile(r"(?:^|[\s_-])pull-?_?quote", re.IGNORECASE)
_COMPARED: Final = 200_000
"""Characters of a page in which the words of a pull quote are looked for."""
_PROMOTION: Final = re.compile(r"newsletter|sign-?up|subscri(?:be|ption)", re.IGNORECASE)
_LARGEST_PROMOTION: Final = 40
"""Elements; a page of which the whole bears such a class has more."""
_LONGEST_PROMOTION: Final = 600
"""Characters."""
_SENTENCE: Final = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
_SHORTEST_PARAGRAPH: Final = 60
"""Characters; a shorter element between paragraphs may be a button or the word "Advertisement"."""
_MARKS: Final = " .,;:!?…\"'“”„‘’«»"
_INLINE: Final = frozenset("a abbr b br cite code em font i mark q s small span strong sub sup time u".split())


def tidy(tree: HtmlElement) -> None:
    """Takes pull quotes, offers and links to other articles out of a page; makes paragraphs of what stands among them.

    The extractor loses an element of text between paragraphs that is none itself, such as `<div class="quote">`.
    """
    shown = _folded("".join(text for _, text in shown_texts(tree)))[:_COMPARED]
    for element in list(tree.iter("div", "aside", "blockquote", "figure", "section", "form", "p", "ul")):
        if _is_furniture(element, shown):
            element.drop_tree()
        elif element.tag == "div" and _is_paragraph(element):
            element.tag = "p"


def shown_texts(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The texts of a page in their order, each with the element in which it stands, without scripts and styles."""
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start" and element.text and element.tag not in ("script", "style"):
            yield element, element.text
        elif event == "end" and element.tail and element is not tree:
            yield element.getparent(), element.tail


def _is_furniture(element: HtmlElement, shown: str) -> bool:
    if element.getparent() is None:
        return False
    classes = element.get("class") or ""
    return (
        (_PULL_QUOTE.search(classes) is not None and _is_repeated(element, shown))
        or (_PROMOTION.search(classes) is not None and _is_small(element))
        or (element.tag == "p" and _leads_elsewhere(element))
        or (element.tag == "ul" and any(ancestor.tag == "header" for ancestor in element.iterancestors()))
    )


def _is_repeated(quote: HtmlElement, shown: str) -> bool:
    """Do its words stand in the page elsewhere? Some sites set every quotation as a pull quote."""
    words = _folded(max(_texts(quote), key=len, default="")).strip(_MARKS)
    return shown.count(words) > 1


def _is_small(element: HtmlElement) -> bool:
    """Not so large that an article could stand in it, and no paragraph of one."""
    within = list(islice(element.iter(), _LARGEST_PROMOTION + 1))
    return len(within) <= _LARGEST_PROMOTION and sum(map(len, _texts(element))) <= _LONGEST_PROMOTION


def _leads_elsewhere(paragraph: HtmlElement) -> bool:
    """Is it nothing but one link, and no sentence: "READ MORE: Dog rides bus"?"""
    text = "".join(_texts(paragraph))
    link = next(paragraph.iter("a"), None)
    return link is not None and "".join(_texts(link)) == text != "" and _SENTENCE.search(text) is None


def _is_paragraph(element: HtmlElement) -> bool:
    """Does it stand beside paragraphs, with a sentence of its own and nothing but words in it?"""
    parent = element.getparent()
    if parent is None or parent.find("p") is None or any(part.tag not in _INLINE for part in element.iterdescendants()):
        return False
    text = "".join(_texts(element))
    return len(text) >= _SHORTEST_PARAGRAPH and _SENTENCE.search(text) is not None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _texts(element: HtmlElement) -> Iterator[str]:
    return (stripped for text in element.itertext() if (stripped := text.strip()))
