"""What a picture is made of, before it is drawn: labels and shapes with their places, in pixels from the top left."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from adapters.pictures import typeface
from adapters.pictures.typeface import BOLD, REGULAR
from summarizers.briefing import Stance

WIDTH: Final = 1600
"""Of every picture: twice what chats show, for screens with fine dots."""
MARGIN: Final = 64
PAPER: Final = "#fbfaf7"
CARD: Final = "#ffffff"
INK: Final = "#1d1f24"
SOFT: Final = "#5d636f"
LINE: Final = "#dedad0"
AGREED: Final = "#1f6f43"
"""For what is settled."""
STANCES: Final[dict[Stance, str]] = {
    "asserts": "#00609c",
    "denies": "#b04a00",
    "doubts": "#7d5d00",
    "opposes": "#8a3a6c",
}
"""After Okabe and Ito's colours for all kinds of sight, darkened until words in them can be read on white."""
_LEADING: Final = 1.38
"""From one line of words to the next, by their size."""
_ASCENT, _DESCENT = 0.95, 0.27
"""How far capitals with accents, and letters with tails, reach from the line that words stand on, by their size."""


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Do they have more in common than an edge?"""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    def holds(self, other: "Box") -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """A line of words; `y` is the line that they stand on, `x` their beginning, middle or end."""

    x: float
    y: float
    text: str
    size: float
    colour: str = INK
    weight: int = REGULAR
    anchor: Literal["start", "middle", "end"] = "start"

    @property
    def box(self) -> Box:
        width = typeface.width(self.text, self.size, self.weight)
        left = self.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return Box(left, self.y - _ASCENT * self.size, left + width, self.y + _DESCENT * self.size)


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle with round corners."""

    box: Box
    fill: str
    stroke: str = "none"
    radius: float = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A disc or a diamond about a point."""

    x: float
    y: float
    radius: float
    fill: str
    diamond: bool = False
    stroke: str = "none"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, or an arc from the first to the last about the one between."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    dashed: bool = False
    curved: bool = False


Shape = Panel | Mark | Stroke


@dataclass(frozen=True, slots=True)
class Parts:
    """Shapes one above the other, and labels, which stand above all shapes."""

    shapes: tuple[Shape, ...] = ()
    labels: tuple[Label, ...] = ()

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(self.shapes + other.shapes, self.labels + other.labels)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture before it is drawn."""

    height: float
    parts: Parts


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words to be set in at most so many lines, with room above them."""

    text: str
    size: float
    colour: str = INK
    weight: int = REGULAR
    most: int = 1
    above: float = 0


@dataclass(frozen=True, slots=True)
class Column:
    """Where paragraphs are set one below the other; `y` is where the next one begins."""

    x: float
    y: float
    width: float

    def set(self, *paragraphs: Paragraph) -> tuple[Parts, "Column"]:
        """The lines of the paragraphs, and the column below them; nothing of what is empty."""
        labels: list[Label] = []
        y = self.y
        for each in paragraphs:
            lines = typeface.wrap(each.text, self.width, each.size, each.most, each.weight)
            y += each.above if lines else 0
            for line in lines:
                labels.append(Label(self.x, y + each.size, line, each.size, each.colour, each.weight))
                y += each.size * _LEADING
        return Parts((), tuple(labels)), replace(self, y=y)


def icon(stance: Stance, x: float, y: float, radius: float) -> Parts:
    """A stance as a sign in a disc, so that its colour is not all that tells it: tick, cross, question mark, bar."""
    disc, size = Mark(x, y, radius, STANCES[stance]), radius * 0.4
    strokes = tuple(
        Stroke(tuple((x + a * size, y + b * size) for a, b in points), CARD, radius * 0.24) for points in _SIGNS[stance]
    )
    asked = Label(x, y + radius * 0.53, "?", radius * 1.5, CARD, BOLD, "middle")
    return Parts((disc, *strokes), (asked,) if stance == "doubts" else ())


_SIGNS: Final[dict[Stance, tuple[tuple[tuple[float, float], ...], ...]]] = {
    "asserts": (((-1.1, 0.1), (-0.3, 0.9), (1.1, -0.8)),),
    "denies": (((-0.9, -0.9), (0.9, 0.9)), ((-0.9, 0.9), (0.9, -0.9))),
    "doubts": (),
    "opposes": (((-1.1, 0.0), (1.1, 0.0)),),
}
