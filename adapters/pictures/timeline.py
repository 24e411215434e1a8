"""The timeline of a dossier: whose it is, the chart, and below it in words what matters most."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from adapters.pictures.dispute_view import DisputeView, sides
from adapters.pictures.drawing import (
    CARD,
    LINE,
    MARGIN,
    SOFT,
    WIDTH,
    Box,
    Column,
    Drawing,
    Mark,
    Panel,
    Paragraph,
    Parts,
)
from adapters.pictures.timeline_chart import DISPUTED as DISPUTED_COLOUR
from adapters.pictures.timeline_chart import SAID, TURNED, chart
from adapters.pictures.timeline_view import DISPUTED, LATEST, OTHERWISE, TimelineView
from adapters.pictures.typeface import BOLD
from adapters.wording import Said

_ACROSS: Final = WIDTH - 2 * MARGIN
_GUTTER: Final = 40
_PAD: Final = 32
_MANY_LANES: Final = 3


@dataclass(frozen=True, slots=True)
class Card:
    """Words under a heading, with the mark that the chart has for them."""

    heading: str
    colour: str
    mark: Mark
    words: tuple[Paragraph, ...]


def lay_out(view: TimelineView) -> Drawing:
    """Places all that the timeline shows."""
    head, column = Column(MARGIN, MARGIN - 20, _ACROSS).set(
        Paragraph(view.name, 60, weight=BOLD),
        Paragraph(view.description, 34, SOFT, most=2),
        Paragraph(view.extent, 30, SOFT, above=6),
    )
    lanes, column = chart(view, replace(column, y=column.y + 40))
    cards, column = _cards(view, column)
    return Drawing(column.y + MARGIN - 16, head + lanes + cards)


def _cards(view: TimelineView, column: Column) -> tuple[Parts, Column]:
    """The two cards that matter most, side by side; one alone across."""
    cards = [card for card in (_otherwise(view), _disputed(view), _latest(view)) if card.words][:2]
    if not cards:
        return Parts(), column
    width = (_ACROSS - _GUTTER * (len(cards) - 1)) / len(cards)
    insides = [
        Column(column.x + n * (width + _GUTTER) + _PAD, column.y + 20, width - 2 * _PAD) for n in range(len(cards))
    ]
    filled = [_fill(card, inside) for card, inside in zip(cards, insides, strict=True)]
    bottom = max(end.y for _, end in filled) + 22
    panels = tuple(
        Panel(Box(inside.x - _PAD, column.y, inside.x + inside.width + _PAD, bottom), CARD, LINE) for inside in insides
    )
    return sum((parts for parts, _ in filled), Parts(panels)), replace(column, y=bottom)


def _fill(card: Card, inside: Column) -> tuple[Parts, Column]:
    """The heading behind the mark that the chart has for it, and the words below."""
    beside = replace(inside, x=inside.x + 50, width=inside.width - 50)
    heading, under = beside.set(Paragraph(card.heading, 34, card.colour, BOLD))
    words, end = replace(inside, y=under.y).set(*card.words)
    return Parts((replace(card.mark, x=inside.x + 18, y=inside.y + 23),)) + heading + words, end


def _otherwise(view: TimelineView) -> Card:
    """The latest change of mind."""
    told = view.turnabouts[0].told if view.turnabouts else ()
    return Card(OTHERWISE, TURNED, Mark(0, 0, 13, "none", stroke=TURNED), _statements(told))


def _latest(view: TimelineView) -> Card:
    return Card(LATEST, SAID, Mark(0, 0, 15, SAID), _statements(view.latest[: _shown(view)]))


def _statements(told: Iterable[tuple[str, Said]]) -> tuple[Paragraph, ...]:
    return tuple(
        paragraph
        for dateline, said in told
        for paragraph in (Paragraph(str(said), 33, most=3, above=14), Paragraph(dateline, 28, SOFT, above=4))
    )


def _disputed(view: TimelineView) -> Card:
    words = tuple(paragraph for dispute in view.disputes[: _shown(view)] for paragraph in _dispute(dispute))
    return Card(DISPUTED, DISPUTED_COLOUR, Mark(0, 0, 15, DISPUTED_COLOUR, diamond=True), words)


def _dispute(dispute: DisputeView) -> tuple[Paragraph, ...]:
    return (
        Paragraph(dispute.point, 33, weight=BOLD, most=2, above=14),
        Paragraph(sides(dispute), 32, most=3, above=4),
        Paragraph(dispute.remarks.strip("()"), 28, SOFT, above=4),
    )


def _shown(view: TimelineView) -> int:
    """How many statements or disputes stand on a card: fewer where many lanes take the room."""
    return 1 if len(view.lanes) > _MANY_LANES else 2
