"""Lays what is to be said out in as many messages as it takes, and never cuts within a line of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from adapters.discord.markdown import units

_ROOM: Final = 3_900
"""UTF-16 units of a message, of the 4,000 that its texts may have together."""
_TEXTS: Final = 24
"""Texts and lines between them, of the 40 components of a message; the others are its frame and its buttons."""


@dataclass(frozen=True, slots=True)
class Item:
    """Lines that stay together; the `lead` and the `heading` above them are repeated where they go on elsewhere."""

    text: str
    lead: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A message: parts with a line between them, each of texts with a gap between them."""

    parts: tuple[tuple[str, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for part in self.parts for text in part)

    def fits(self) -> bool:
        """Is it a message that Discord takes?"""
        return sum(map(units, self.texts)) <= _ROOM and len(self.texts) + len(self.parts) <= _TEXTS


@dataclass(slots=True)
class _Filling:
    """A page that is being filled."""

    items: list[Item] = field(default_factory=list)

    def page(self, *more: Item) -> Page:
        return Page(
            tuple(_part(*together) for together in groupby([*self.items, *more], key=lambda item: item.heading))
        )


def laid_out(items: Iterable[Item]) -> tuple[Page, ...]:
    """The items in as few messages as hold them, in their order."""
    filled = [_Filling()]
    for item in items:
        if filled[-1].items and not filled[-1].page(item).fits():
            filled.append(_Filling())
        filled[-1].items.append(item)
    return tuple(each.page() for each in filled if each.items)


def _part(heading: str, items: Iterable[Item]) -> tuple[str, ...]:
    """The texts of a part; what has the same lead is one, what has none is one each."""
    numbered = enumerate(items)
    texts = ["\n".join(_lines(lead, group)) for (lead, _), group in groupby(numbered, key=_belonging)]
    return ("\n".join((heading, texts[0])), *texts[1:]) if heading else tuple(texts)


def _belonging(numbered: tuple[int, Item]) -> tuple[str, int]:
    number, item = numbered
    return item.lead, 0 if item.lead else number


def _lines(lead: str, group: Iterable[tuple[int, Item]]) -> list[str]:
    return [*([lead] if lead else []), *(item.text for _, item in group)]
