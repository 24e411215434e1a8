"""How wide words are in the typeface of pictures, and where they are broken or cut; lengths are in pixels."""

from bisect import bisect_right
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final

import fontpkg
import uharfbuzz
from anyascii import anyascii

FAMILY: Final = "Noto Sans"
REGULAR: Final = 400
BOLD: Final = 700
_ELLIPSIS: Final = "…"
_MOST: Final = 1_000
"""Characters of a text that are looked at: more than any place in a picture holds."""


@cache
def font_file() -> Path:
    """The file with all weights, from an installed package; no font of the system is used."""
    return Path(fontpkg.path(FAMILY))


@cache
def _font(weight: int) -> uharfbuzz.Font:
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file()))))
    font.set_variations({"wght": weight})
    return font


@lru_cache(maxsize=1024)
def _ems(text: str, weight: int) -> float:
    font, buffer = _font(weight), uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return float(sum(glyph.x_advance for glyph in buffer.glyph_positions) / font.face.upem)


def width(text: str, size: float, weight: int = REGULAR) -> float:
    """The width of a line of drawable text."""
    return _ems(text, weight) * size


def drawable(text: str) -> str:
    """The text with what the typeface lacks in Latin letters, in brackets as an editor marks what he puts in.

    It has Latin, Cyrillic, Greek and Devanagari letters; all that is drawn runs from left to right.
    """
    return " ".join(filter(None, map(_drawable_word, text[:_MOST].split())))


def _drawable_word(word: str) -> str:
    runs = groupby(word, _is_drawable)
    return "".join("".join(run) if can_be else _in_latin("".join(run)) for can_be, run in runs)


def _in_latin(run: str) -> str:
    letters = " ".join(anyascii(run).split())
    return f"[{letters}]" if letters else ""


@lru_cache(maxsize=4096)
def _is_drawable(char: str) -> bool:
    return _font(REGULAR).get_nominal_glyph(ord(char)) is not None


def fit(text: str, room: float, size: float, weight: int = REGULAR) -> str:
    """The text as a line that there is room for, cut where it is too long."""
    return "".join(wrap(text, room, size, 1, weight))


def wrap(text: str, room: float, size: float, most: int, weight: int = REGULAR) -> tuple[str, ...]:
    """The text in at most so many lines; the last is cut where there is more."""
    lines: list[str] = []
    rest = drawable(text)
    while rest and len(lines) < most - 1:
        line = _first_line(rest, room, size, weight)
        lines.append(line)
        rest = rest[len(line) :].lstrip()
    if rest:
        lines.append(_cut(rest, "".join(lines), room, size, weight))
    return tuple(line for line in lines if line)


def _first_line(text: str, room: float, size: float, weight: int) -> str:
    """As many whole words as there is room for; of a word that is longer, as many letters."""
    if width(text, size, weight) <= room:
        return text
    fitting = bisect_right(range(1, len(text) + 1), room, key=lambda end: width(text[:end].rstrip(), size, weight))
    blank = text.rfind(" ", 0, fitting + 1)
    return text[:blank] if blank > 0 else text[: max(fitting, 1)]


def _cut(text: str, before: str, room: float, size: float, weight: int) -> str:
    """The text, or its beginning with an ellipsis; a quotation that was opened in it, or before, is closed."""
    if width(text, size, weight) <= room:
        return text
    fitting = bisect_right(range(len(text)), room, key=lambda end: width(ended(text[:end], before), size, weight)) - 1
    blank = text.rfind(" ", 0, fitting + 1)
    return ended(text[: blank if blank > fitting / 2 else fitting], before) if fitting >= 0 else ""


def ended(beginning: str, before: str = "") -> str:
    """A beginning of words with an ellipsis; a quotation that was opened in it, or before, is closed."""
    bare = beginning.rstrip(" ,;:–—“‘([…")
    said = before + bare
    return f"{bare}{_ELLIPSIS}{'”' if said.count('“') > said.count('”') else ''}"
