"""Pages as what discord.py sends: a layout of components, or an embed where those are not taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord import ui
from discord.utils import as_chunks

from adapters.discord_pages import Page
from bot.model import Contested, Notice, Reply
from bot.outbox import Body

_NEWS: Final = 0x2F6FB0
_CONTEST: Final = 0xD08A1D
_TROUBLE: Final = 0xC0392B
_IN_A_ROW: Final = 5

Item = ui.Item[ui.LayoutView]


@dataclass(frozen=True, slots=True)
class Button:
    """What stands on a button (80 characters) and what comes back when it is pressed (100)."""

    label: str
    custom_id: str


def accent(reply: Reply | Body) -> int | None:
    """The colour beside a message; None for a plain line or two."""
    match reply:
        case Notice():
            return None if reply.ok else _TROUBLE
        case Contested():
            return _CONTEST
        case _:
            return _NEWS


def layout(page: Page, colour: int | None = None, buttons: Sequence[Button] = ()) -> ui.LayoutView:
    """The page in a frame of the colour, with the buttons under it; without either it is a plain text."""
    children = [*_texts(page), *_rows(buttons)]
    view = ui.LayoutView(timeout=None)
    for item in children if colour is None else [ui.Container(*children, accent_colour=colour)]:
        view.add_item(item)
    return view


def _texts(page: Page) -> list[Item]:
    items: list[Item] = []
    for number, part in enumerate(page.parts):
        items += [ui.Separator()] if number else []
        items += map(ui.TextDisplay, part)
    return items


def _rows(buttons: Sequence[Button]) -> list[Item]:
    made: list[Any] = [ui.Button(label=each.label, custom_id=each.custom_id) for each in buttons]
    return [ui.ActionRow(*row) for row in as_chunks(made, _IN_A_ROW)]


def embed(page: Page, colour: int | None = None) -> discord.Embed:
    """The page as the description of an embed, whose 4,096 characters hold any page."""
    return discord.Embed(description="\n\n".join(page.texts), colour=colour)
