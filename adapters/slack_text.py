"""Lines of text for Slack, and how they become blocks of messages that Slack takes.

Words stand in rich text, whose elements Slack shows as they are: no marks, mentions or links are looked for in them, so
that nothing from outside can format, ping or lead anywhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final, Literal

from adapters.wording import CUT
from summarizers.briefing import Span
from summarizers.excerpts import excerpt

Block = dict[str, Any]
Kind = Literal["title", "heading", "plain", "item", "small"]

MOST_CHARACTERS: Final = 11_500
"""Of a message; near 13,200 over all blocks, Slack refuses it (`msg_blocks_too_long`, undocumented)."""
MOST_BLOCKS: Final = 45
"""Of a message: Slack takes 50, and buttons need some."""
_BLOCK_COST: Final = 125
"""Characters that a block takes of those of a message beside its own; from reports of bots that were refused."""
_LONGEST_LINE: Final = 8_000
"""Characters; what is longer is cut at a sentence."""
_LONGEST_FALLBACK: Final = 3_500
"""Characters of what stands in notifications and is read aloud; `chat.update` refuses 4,000."""
_LONGEST_ADDRESS: Final = 3_000


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text in one style, and where it leads, if anywhere."""

    text: str
    address: str | None = None
    bold: bool = False
    italic: bool = False
    user: bool = False
    """Is it the id of a person, whose name Slack shows?"""


@dataclass(frozen=True, slots=True)
class Line:
    """What is never torn apart: a title, a paragraph, an item of a list, or small print."""

    kind: Kind
    words: tuple[Words, ...]

    def __len__(self) -> int:
        return sum(len(each.text) + len(each.address or "") for each in self.words)

    def __str__(self) -> str:
        return ("• " if self.kind == "item" else "") + "".join(each.text for each in self.words)


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks, and the text that stands for them in notifications."""

    blocks: tuple[Block, ...]
    text: str


def line(kind: Kind, *words: Words | str) -> Line:
    """A line of words, without those that are empty; what is too long is cut at a sentence."""
    given = (Words(each) if isinstance(each, str) else each for each in words)
    return Line(kind, tuple(_short(each) for each in given if each.text))


def _short(words: Words) -> Words:
    """Room is left for the rest of the line; an address that Slack would refuse leads nowhere."""
    if words.address and len(words.address) > _LONGEST_ADDRESS:
        words = replace(words, address=None)
    if len(words.text) <= _LONGEST_LINE:
        return words
    end = excerpt(words.text, (Span(0, len(words.text)),), _LONGEST_LINE).spans[0].end
    kept = words.text[: min(end, _LONGEST_LINE)]
    closing = "”" if kept.count("“") > kept.count("”") else ""
    return replace(words, text=f"{kept}{closing} {CUT}")


def messages(lines: Iterable[Line], most: int = MOST_CHARACTERS) -> tuple[Message, ...]:
    """The lines as one message, or as several where there are too many for one; a heading keeps to what it heads."""
    return tuple(Message(tuple(_blocks(page)), _fallback(page)) for page in _pages(lines, most))


def _pages(lines: Iterable[Line], most: int) -> Iterator[list[Line]]:
    page: list[Line] = []
    for each in lines:
        if page and _is_full([*page, each], most):
            heads = _trailing_heads(page)
            yield page[: len(page) - heads]
            page = page[len(page) - heads :]
        page.append(each)
    if page:
        yield page


def _is_full(page: Sequence[Line], most: int) -> bool:
    blocks = sum(1 for _ in groupby(page, key=_block_kind))
    return sum(map(len, page)) + _BLOCK_COST * blocks > most or blocks > MOST_BLOCKS


def _trailing_heads(page: Sequence[Line]) -> int:
    """How many lines at the end head what follows; none where there is nothing else."""
    heads = 0
    while heads < len(page) and page[-1 - heads].kind in ("title", "heading"):
        heads += 1
    return heads if heads < len(page) else 0


def _block_kind(line: Line) -> str:
    return "small" if line.kind == "small" else "rich"


def _blocks(page: Iterable[Line]) -> Iterator[Block]:
    """Lines that stand together in as few blocks as can be."""
    for kind, lines in groupby(page, key=_block_kind):
        if kind == "small":
            text = "\n".join(map(str, lines))
            yield {"type": "context", "elements": [{"type": "plain_text", "text": text[:2000], "emoji": False}]}
        else:
            yield {"type": "rich_text", "elements": list(_elements(lines))}


def _elements(lines: Iterable[Line]) -> Iterator[Block]:
    before: Kind | None = None
    for is_item, run in groupby(lines, key=lambda each: each.kind == "item"):
        if is_item:
            items = [{"type": "rich_text_section", "elements": _parts(each)} for each in run]
            yield {"type": "rich_text_list", "style": "bullet", "elements": items}
            before = "item"
            continue
        for each in run:
            space = [{"type": "text", "text": "\n"}] if _stands_apart(each.kind, before) else []
            yield {"type": "rich_text_section", "elements": [*space, *_parts(each)]}
            before = each.kind


def _stands_apart(kind: Kind, before: Kind | None) -> bool:
    """Whether a blank line comes before a line, which follows one of a kind."""
    return before is not None and before != "title" and kind in ("title", "heading")


def _parts(line: Line) -> list[Block]:
    return [_part(each, line.kind == "title") for each in line.words] or [{"type": "text", "text": " "}]


def _part(words: Words, strong: bool) -> Block:
    if words.user:
        return {"type": "user", "user_id": words.text}
    style = {name: True for name, given in (("bold", words.bold or strong), ("italic", words.italic)) if given}
    part: Block = {"type": "text", "text": words.text}
    if words.address:
        part = {"type": "link", "url": words.address, "text": words.text}
    return {**part, "style": style} if style else part


def _fallback(page: Sequence[Line]) -> str:
    """The lines in plain words, as many as there is room for."""
    text = ""
    for each in page:
        longer = f"{text}\n{escaped(str(each))}" if text else escaped(str(each))
        if len(longer) > _LONGEST_FALLBACK:
            return text or f"{escaped(str(each)[: _LONGEST_FALLBACK // 5])}…"
        text = longer
    return text or " "


def escaped(text: str) -> str:
    """Words for a field in which Slack looks for mentions and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
