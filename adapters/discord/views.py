"""Pages as what discord.py sends: a layout of components, or an embed where those are not taken."""

from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui
from discord.utils import as_chunks

from adapters.discord.controls import Button, Controls, Menu
from adapters.discord.messages import pages
from adapters.discord.pages import Page
from bot.model import Body, Contested, Notice, Reply

if TYPE_CHECKING:
    from adapters.pictures import Picture  # what they are drawn with takes a while to import

_NEWS: Final = 0x2F6FB0
_CONTEST: Final = 0xD08A1D
_TROUBLE: Final = 0xC0392B
_IN_A_ROW: Final = 5

Item = ui.Item[ui.LayoutView]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to be sent."""

    page: Page
    colour: int | None = None
    controls: Controls = ()
    picture: "Picture | None" = None
    mark: int | None = None
    """A number by which the message is found again, which Discord keeps with its first component."""

    def files(self) -> list[discord.File]:
        """What has to be sent with it, each time anew."""
        picture = self.picture
        return [discord.File(BytesIO(picture.png), picture.name, description=picture.alt)] if picture else []

    def layout(self) -> ui.LayoutView:
        """As components, in a frame of the colour; without a colour they have no frame.

        It is finished, so that discord.py does not keep it: what comes back is known by its `custom_id`.
        """
        children = [*_texts(self.page), *_pictures(self.picture), *_rows(self.controls)]
        view = ui.LayoutView(timeout=None)
        items = children if self.colour is None else [ui.Container(*children, accent_colour=self.colour)]
        for item in items:
            view.add_item(item)
        items[0].id = self.mark
        view.stop()
        return view

    def embed(self) -> discord.Embed:
        """The page as the description of an embed, whose 4,096 characters hold any page."""
        embed = discord.Embed(description="\n\n".join(self.page.texts), colour=self.colour)
        return embed.set_image(url=f"attachment://{self.picture.name}") if self.picture else embed

    def buttons(self) -> ui.View:
        """The controls below an embed, finished as well."""
        view = ui.View(timeout=None)
        for item in (item for row in _rows(self.controls) for item in row.children):
            view.add_item(item)
        view.stop()
        return view


def drafts(reply: Reply | Body, controls: Controls = (), full: bool = False) -> tuple[Draft, ...]:
    """The reply in as many messages as it takes; the controls stand below the last."""
    colour = accent(reply)
    *before, last = pages(reply, full)
    return (*(Draft(page, colour) for page in before), Draft(last, colour, controls))


def accent(reply: Reply | Body) -> int | None:
    """The colour beside a message; None for a plain line or two."""
    match reply:
        case Notice():
            return None if reply.ok else _TROUBLE
        case Contested():
            return _CONTEST
        case _:
            return _NEWS


def _texts(page: Page) -> list[Item]:
    items: list[Item] = []
    for number, part in enumerate(page.parts):
        items += [ui.Separator()] if number else []
        items += map(ui.TextDisplay, part)
    return items


def _pictures(picture: "Picture | None") -> list[Item]:
    if picture is None:
        return []
    return [ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{picture.name}", description=picture.alt))]


def _rows(controls: Controls) -> list[ui.ActionRow[Any]]:
    """Buttons in rows of five; a menu has a row to itself."""
    rows: list[ui.ActionRow[Any]] = []
    for is_button, together in groupby(controls, key=lambda control: isinstance(control, Button)):
        rows += [ui.ActionRow(*map(_item, row)) for row in as_chunks(together, _IN_A_ROW if is_button else 1)]
    return rows


def _item(control: Button | Menu) -> ui.Item[Any]:
    if isinstance(control, Button):
        return ui.Button(label=control.label, custom_id=control.custom_id)
    options = [discord.SelectOption(label=label, value=value) for label, value in control.options]
    return ui.Select(placeholder=control.placeholder, custom_id=control.custom_id, options=options)
