"""The map of a dispute: the point above, who asserts it on the left, who contests it on the right, in order of time."""

from collections.abc import Sequence
from typing import Final

from adapters import wording
from adapters.pictures import drawing, typeface
from adapters.pictures.dispute_view import CONTEST_IT, NOBODY, SAY_SO, Claimed, DisputeView, Settlement
from adapters.pictures.drawing import (
    AGREED,
    CARD,
    INK,
    LINE,
    MARGIN,
    SOFT,
    STANCES,
    WIDTH,
    Box,
    Column,
    Drawing,
    Label,
    Panel,
    Paragraph,
    Parts,
)
from adapters.pictures.typeface import BOLD

_ACROSS: Final = WIDTH - 2 * MARGIN
_GUTTER: Final = 40
_HALF: Final = (_ACROSS - _GUTTER) / 2
_BAR: Final = 12
_PAD: Final = 30
_ICON: Final = 25
_LINES: Final = {1: 7, 2: 4}
"""Lines of evidence on a card, by how many cards stand in the longer column; where there are more, fewer."""
_FEWEST: Final = 2


def lay_out(view: DisputeView) -> Drawing:
    """Places all that the map shows."""
    head, top = _head(view)
    most = _LINES.get(max(len(view.asserted), len(view.contested)), _FEWEST)
    left, left_end = _side(SAY_SO, view.asserted, Column(MARGIN, top.y, _HALF), most)
    right, right_end = _side(CONTEST_IT, view.contested, Column(MARGIN + _HALF + _GUTTER, top.y, _HALF), most)
    below = Column(MARGIN, max(left_end.y, right_end.y), _ACROSS)
    settled, below = _settled(view, view.settlement, below) if view.settlement else (Parts(), below)
    foot, end = below.set(*(Paragraph(words, 29, SOFT, above=8) for words in (view.more, view.reference)))
    return Drawing(end.y + MARGIN - 24, head + left + right + settled + foot)


def _head(view: DisputeView) -> tuple[Parts, Column]:
    """What became of the point, in a pill, and the point."""
    status = typeface.fit(view.remarks.strip("()"), _ACROSS - 2 * _PAD, 30, BOLD)
    ink = SOFT if view.status == "open" else AGREED
    pill = Box(MARGIN, MARGIN - 8, MARGIN + typeface.width(status, 30, BOLD) + 48, MARGIN + 44)
    label = Label(pill.left + 24, pill.top + 35, status, 30, CARD, BOLD)
    point, column = Column(MARGIN, pill.bottom + 14, _ACROSS).set(Paragraph(view.point, 56, weight=BOLD, most=3))
    return Parts((Panel(pill, ink, radius=26),), (label,)) + point, Column(MARGIN, column.y + 14, _ACROSS)


def _side(heading: str, claims: Sequence[Claimed], column: Column, most: int) -> tuple[Parts, Column]:
    """One column: who stands on the side, card by card."""
    parts, column = column.set(Paragraph(heading, 34, SOFT, BOLD))
    column = Column(column.x, column.y + 12, column.width)
    if not claims:
        nobody, column = column.set(Paragraph(NOBODY, 34, SOFT, most=2, above=10))
        return parts + nobody, Column(column.x, column.y + 24, column.width)
    for claim in claims:
        card, column = _card(claim, column, most)
        parts += card
    return parts, column


def _card(claim: Claimed, column: Column, most: int) -> tuple[Parts, Column]:
    position = claim.position
    colour = STANCES[position.stance]
    inside = Column(column.x + _BAR + _PAD, column.y + 20, column.width - _BAR - 2 * _PAD)
    beside = Column(inside.x + 2 * _ICON + 18, inside.y, inside.width - 2 * _ICON - 18)
    who, under = beside.set(
        Paragraph(position.who, 40, INK, BOLD, 2 if most > _FEWEST else 1), Paragraph(position.verb, 33, colour, BOLD)
    )
    icon = drawing.icon(position.stance, inside.x + _ICON, inside.y + 28, _ICON)
    evidence = " ".join(position.evidence) or wording.SAME_SENTENCE
    words, end = Column(inside.x, under.y, inside.width).set(
        Paragraph(evidence, 34, INK, most=most, above=10), Paragraph(claim.dateline, 29, SOFT, above=8)
    )
    frame = _frame(Box(column.x, column.y, column.x + column.width, end.y + 18), colour)
    return frame + icon + who + words, Column(column.x, end.y + 18 + 24, column.width)


def _frame(box: Box, colour: str) -> Parts:
    """A card with a bar in the colour of the stance at its left."""
    return Parts((Panel(box, colour), Panel(Box(box.left + _BAR, box.top, box.right, box.bottom), CARD, LINE)))


def _settled(view: DisputeView, settlement: Settlement, column: Column) -> tuple[Parts, Column]:
    """Who conceded the point or withdrew it, across both columns."""
    inside = Column(column.x + _BAR + _PAD, column.y + 20, column.width - _BAR - 2 * _PAD)
    words, end = inside.set(
        Paragraph(f"{view.status.capitalize()}: {settlement.who}", 40, AGREED, BOLD),
        Paragraph(settlement.words, 34, INK, most=3, above=8),
        Paragraph(settlement.dateline, 29, SOFT, above=8),
    )
    frame = _frame(Box(column.x, column.y, column.x + column.width, end.y + 18), AGREED)
    return frame + words, Column(column.x, end.y + 18 + 20, column.width)
