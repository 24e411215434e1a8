"""The chart of a timeline: a lane for each outlet, marks for the statements, arcs for changes of mind, dates below."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from adapters import wording
from adapters.pictures import typeface
from adapters.pictures.calendar_ticks import ticks
from adapters.pictures.drawing import CARD, LINE, PAPER, SOFT, STANCES, Column, Label, Mark, Parts, Stroke
from adapters.pictures.timeline_view import Event, Lane, TimelineView
from adapters.pictures.typeface import BOLD

SAID: Final = "#44506b"
DISPUTED: Final = STANCES["denies"]
TURNED: Final = STANCES["opposes"]
_NAMES: Final = 370
"""For the outlets' names, at the left."""
_INSET: Final = 95
"""From the ends of a lane to the first and the last day: half a date has to have room."""
_UNDATED: Final = 200
_LANES: Final = 330
"""The height that few lanes share."""
_LANE: Final = (80, 120)
_ARC: Final = 90
"""How far an arc rises at most."""
_APART: Final = 72
"""From one mark to the next; what is nearer is put together."""
_SINGLE, _SMALLEST, _LARGEST = 15, 24, 31
"""Radii of the mark of one statement, and of more."""
_BADGE: Final = 11
_FIGURES: Final = 26
_NAME: Final = 30
_TICK: Final = 190
"""From the middle of one date to the next: the widest takes 166."""
_NO_DATE: Final = "no date"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a statement is marked, and how large."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the lanes lie; days go from `left` to `right`, what has no day is at `undated`."""

    column: Column
    lane: float
    lanes: int
    left: float
    right: float
    undated: float
    has_undated: bool
    days: tuple[date, ...]

    @property
    def bottom(self) -> float:
        return self.column.y + self.lane * self.lanes

    def middle(self, lane: int) -> float:
        return self.column.y + self.lane * (lane + 0.5)

    @property
    def span(self) -> int:
        """From the first day to the last, in days."""
        return (self.days[-1] - self.days[0]).days

    def days_in(self, breadth: float) -> float:
        """The days that lie in such a breadth."""
        return self.span * breadth / (self.right - self.left)

    def across(self, day: date | None) -> float:
        if day is None:
            return self.undated
        passed = (day - self.days[0]).days / self.span if self.span else 0.5
        return self.left + (self.right - self.left) * passed


@dataclass(frozen=True, slots=True)
class Cluster:
    """Statements that are too near each other for a mark each."""

    x: float
    events: tuple[Event, ...]

    @property
    def radius(self) -> float:
        count = len(self.events)
        return _SINGLE if count == 1 else min(_SMALLEST + count / 4, _LARGEST)

    def joined(self, other: "Cluster") -> "Cluster":
        one, two = len(self.events), len(other.events)
        return Cluster((self.x * one + other.x * two) / (one + two), self.events + other.events)


def chart(view: TimelineView, column: Column) -> tuple[Parts, Column]:
    """The lanes with their marks, and the dates below them; nothing where nothing was said."""
    if not view.lanes:
        return Parts(), column
    frame = _frame(view, column)
    rows = [_clusters(lane.events, frame) for lane in view.lanes]
    spots = {
        event.key: Spot(cluster.x, frame.middle(number), cluster.radius)
        for number, clusters in enumerate(rows)
        for cluster in clusters
        for event in cluster.events
    }
    parts = _dates(frame)
    for number, lane in enumerate(view.lanes):
        parts += _lane(lane, number, frame)
    for turnabout in view.turnabouts:
        parts += _arc(*(spots[key] for key in turnabout.keys))
    for number, clusters in enumerate(rows):
        for cluster in clusters:
            parts += _mark(cluster, frame.middle(number))
    return parts, replace(column, y=frame.bottom + 78)


def _frame(view: TimelineView, column: Column) -> Frame:
    undated = any(event.day is None for lane in view.lanes for event in lane.events)
    end = column.x + column.width
    dated_end = end - _UNDATED if undated else end
    return Frame(
        column,
        min(max(_LANES / len(view.lanes), _LANE[0]), _LANE[1]),
        len(view.lanes),
        column.x + _NAMES + _INSET,
        dated_end - _INSET,
        end - _UNDATED / 2 if view.days else (column.x + _NAMES + end) / 2,
        undated,
        view.days,
    )


def _clusters(events: Iterable[Event], frame: Frame) -> list[Cluster]:
    """The marks of a lane, from the left, each far enough from the next."""
    found: list[Cluster] = []
    for each in sorted((Cluster(frame.across(event.day), (event,)) for event in events), key=lambda one: one.x):
        found.append(each)
        while len(found) > 1 and found[-1].x - found[-2].x < _APART:
            last = found.pop()
            found[-1] = found[-1].joined(last)
    return found


def _mark(cluster: Cluster, y: float) -> Parts:
    """A disc, or a diamond where all is disputed, with a number where it stands for several.

    Where some of them are disputed, the disc has a small diamond at its shoulder.
    """
    disputed = sum(event.disputed for event in cluster.events)
    alike = disputed == len(cluster.events)
    mark = Mark(cluster.x, y, cluster.radius, DISPUTED if alike else SAID, alike, CARD)
    shoulder = cluster.radius * 0.8
    badge = Mark(cluster.x + shoulder, y - shoulder, _BADGE, DISPUTED, diamond=True, stroke=CARD)
    shapes = (mark, badge) if disputed and not alike else (mark,)
    if len(cluster.events) == 1:
        return Parts(shapes)
    number = typeface.fit(str(len(cluster.events)), 2 * _LARGEST, _FIGURES, BOLD)
    return Parts(shapes, (Label(cluster.x, y + 0.36 * _FIGURES, number, _FIGURES, CARD, BOLD, "middle"),))


def _lane(lane: Lane, number: int, frame: Frame) -> Parts:
    """A line with the outlet's name before it."""
    y, start = frame.middle(number), frame.column.x + _NAMES
    lines = typeface.wrap(lane.outlet, _NAMES - 30, _NAME, 2)
    first = y + 0.36 * _NAME - (len(lines) - 1) * _NAME * 0.62
    labels = tuple(Label(frame.column.x, first + n * _NAME * 1.24, line, _NAME) for n, line in enumerate(lines))
    return Parts((Stroke(((start, y), (frame.column.x + frame.column.width, y)), LINE, 3),), labels)


def _dates(frame: Frame) -> Parts:
    """Lines downwards, with their dates at their feet."""
    parts = Parts()
    for day in ticks(frame.days[0], frame.days[-1], frame.days_in(_TICK)) if frame.days else ():
        parts += _foot(frame.across(day), wording.day(day), frame)
    if frame.has_undated:
        parts += _foot(frame.undated, _NO_DATE, frame)
    return parts


def _foot(x: float, words: str, frame: Frame) -> Parts:
    line = Stroke(((x, frame.column.y), (x, frame.bottom + 8)), LINE, 2)
    return Parts((line,), (Label(x, frame.bottom + 44, words, 28, SOFT, anchor="middle"),))


def _arc(earlier: Spot, later: Spot) -> Parts:
    """From the earlier of two statements to the later; rings mark both."""
    rings = tuple(
        Mark(spot.x, spot.y, spot.radius + 9, PAPER, stroke=TURNED) for spot in dict.fromkeys((earlier, later))
    )
    if earlier == later:
        return Parts(rings)
    top = min(earlier.y, later.y) - min(_ARC, abs(later.x - earlier.x) / 3)
    points = ((earlier.x, earlier.y), ((earlier.x + later.x) / 2, top), (later.x, later.y))
    return Parts((Stroke(points, TURNED, 5, dashed=True, curved=True), *rings))
