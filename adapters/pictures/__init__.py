"""Replies as pictures with their descriptions, for chats and files.

What they are drawn with takes a tenth of a second to import, so this module is imported when a picture is asked for.
"""

import re
from dataclasses import dataclass
from typing import Final

from anyascii import anyascii

from adapters.pictures import dispute_map, timeline
from adapters.pictures.alt_text import describe_map, describe_timeline
from adapters.pictures.dispute_view import view_of
from adapters.pictures.rendering import png
from adapters.pictures.timeline_view import view_of_dossier
from bot.model import ArchivedDispute, Dossier

_MOST: Final = 60
"""Characters of a file's name before its ending."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, its description in at most 1,000 characters, and a name for its file."""

    png: bytes
    alt: str
    name: str


def timeline_of(dossier: Dossier) -> Picture:
    """Who said what when, by outlet; what of it is disputed, and where it was said otherwise before."""
    view = view_of_dossier(dossier)
    return Picture(png(timeline.lay_out(view)), describe_timeline(view), _file_name("timeline", view.name))


def map_of(dispute: ArchivedDispute) -> Picture:
    """The point, who asserts it, who contests it, in which words and outlets, and what became of it."""
    view = view_of(dispute)
    return Picture(png(dispute_map.lay_out(view)), describe_map(view), _file_name("dispute", view.point))


def _file_name(kind: str, words: str) -> str:
    """In plain letters, as every platform takes it."""
    plain = "-".join(re.findall(r"[a-z0-9]+", anyascii(words[:_MOST]).lower()))
    return f"{f'{kind}-{plain}'[:_MOST].strip('-')}.png"
