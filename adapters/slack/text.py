"""Lines of text for Slack, and how they become blocks of messages that Slack takes.

Words stand in rich text, whose elements Slack shows as they are: no marks, mentions or links are looked for in them, so
that nothing from outside can format, ping or lead anywhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_LONGEST_TEXT: Final = 3_000
"""Characters of small print that Slack takes in a block."""
_LONGEST: Final[Mapping[Kind, int]] = {
    "title": 1_000,
    "heading": 1_000,
    "plain": 8_000,
    "item": 8_000,
    "small": _LONGEST_TEXT,
}
"""Characters of a line: a title, a heading and what they head go into one message. What is longer is cut."""
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
    names: Literal["user", "channel"] | None = None
    """What the text is the id of; Slack shows the name."""


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
    """A line of words, without those that are empty; where there is too much of them the longest are cut."""
    given = (Words(each) if isinstance(each, str) else each for each in words)
    kept = [replace(each, address=usable(each.address)) for each in given if each.text]
    return Line(kind, tuple(_fitted(kept, _LONGEST[kind])))


def usable(address: str | None) -> str | None:
    """The address, or at least that of its page; None where Slack would refuse both for their length."""
    page = address.partition(":~:text=")[0].removesuffix("#") if address else None
    return next((each for each in (address, page) if each and len(each) <= _LONGEST_ADDRESS), None)


def _fitted(words: list[Words], room: int) -> list[Words]:
    while (over := sum(len(each.text) for each in words) - room) > 0:
        number, longest = max(enumerate(words), key=lambda each: len(each[1].text))
        words[number] = _short(longest, max(len(longest.text) - over, room // len(words)))
    return words


def _short(words: Words, room: int) -> Words:
    """The words up to the end of a sentence, if one ends in time, with their quotation closed."""
    room -= len(f"” {CUT}")
    end = excerpt(words.text, (Span(0, len(words.text)),), room).spans[0].end
    kept = words.text[: min(end, room)].rstrip()
    closing = "”" if kept.count("“") > kept.count("”") else ""
    return replace(words, text=f"{kept}{closing} {CUT}")


def messages(lines: Iterable[Line], most: int = MOST_CHARACTERS) -> tuple[Message, ...]:
    """The lines as one message, or as several where there are too many for one; a heading keeps to what it heads."""
    shown = tuple(lines) or (line("plain", "…"),)
    return tuple(Message(tuple(_blocks(page)), _fallback(page)) for page in _pages(shown, most))


def _pages(lines: Iterable[Line], most: int) -> Iterator[list[Line]]:
    page: list[Line] = []
    for together in _with_heads(lines):
        if page and _is_full([*page, *together], most):
            yield page
            page = []
        page += together
    yield page


def _with_heads(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Each line together with the titles and headings right above it."""
    together: list[Line] = []
    for each in lines:
        together.append(each)
        if not _is_head(each.kind):
            yield together
            together = []
    if together:
        yield together


def _is_full(page: Sequence[Line], most: int) -> bool:
    blocks = sum(1 for _ in _blocks(page))
    return sum(map(len, page)) + _BLOCK_COST * blocks > most or blocks > MOST_BLOCKS


def _is_head(kind: Kind) -> bool:
    return kind in ("title", "heading")


def _blocks(page: Iterable[Line]) -> Iterator[Block]:
    """Lines that stand together in as few blocks as can be."""
    for is_small, lines in groupby(page, key=lambda each: each.kind == "small"):
        if is_small:
            yield from map(_context, _joined(map(str, lines)))
        else:
            yield {"type": "rich_text", "elements": list(_elements(lines))}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Texts of as many lines as Slack takes in one."""
    text = ""
    for each in lines:
        longer = f"{text}\n{each}" if text else each
        if len(longer) > _LONGEST_TEXT:
            yield text
            longer = each
        text = longer
    yield text


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
    return before is not None and _is_head(kind)


def _parts(line: Line) -> list[Block]:
    return [_part(each, line.kind == "title") for each in line.words] or [{"type": "text", "text": " "}]


def _part(words: Words, strong: bool) -> Block:
    if words.names:
        return {"type": words.names, f"{words.names}_id": words.text}
    style = {name: True for name, given in (("bold", words.bold or strong), ("italic", words.italic)) if given}
    part: Block = {"type": "text", "text": words.text}
    if words.address:
        part = {"type": "link", "url": words.address, "text": words.text}
    return {**part, "style": style} if style else part


def _fallback(page: Sequence[Line]) -> str:
    """The lines in plain words, as many as there is room for."""
    text = ""
    for each in page:
        longer = f"{text}\n{_spoken(each)}" if text else _spoken(each)
        if len(longer) > _LONGEST_FALLBACK:
            return f"{text}\n…" if text else f"{escaped(str(each)[: _LONGEST_FALLBACK // 5])}…"
        text = longer
    return text or " "


def _spoken(line: Line) -> str:
    marks = {"user": "@", "channel": "#"}
    words = (f"<{marks[each.names]}{each.text}>" if each.names else escaped(each.text) for each in line.words)
    return ("• " if line.kind == "item" else "") + "".join(words)


def escaped(text: str) -> str:
    """Words for a field in which Slack looks for mentions and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
