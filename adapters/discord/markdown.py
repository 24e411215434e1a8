"""Words as Discord's Markdown: whatever comes from outside stays words, and cannot mention, link or format.

What a message may hold is counted in UTF-16 units, of which Discord's clients and servers never count more.
"""

import re
from datetime import datetime, time
from typing import Final

from adapters.hostile import visible
from adapters.wording import CUT, day

_SYNTAX: Final = re.compile(
    r"[\\`*_~|#<\[\]]"
    r"|(?<=:)/(?=/)|(?<=discord\.gg)/"  # addresses and invitations, which clients make links of
)
_OPENED: Final = re.compile(r"<(?=\\?[@#:/]|a:|t:|id:)|@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
"""What may begin a mention, an emoji, a time or a command."""
_BLOCK_START: Final = re.compile(r"^(?:[-+>]|(\d+)(?=\.))")
_APART: Final = "\u200b"
"""A blank of no width. Discord reads mentions in the text as it was sent, where a backslash does not stop them."""
_IN_LABEL: Final = str.maketrans("[]", "()")
"""Discord looks for the end of a link's words without regard to backslashes."""
_LONGEST_ADDRESS: Final = 600
_MIDNIGHT: Final = time()


def escaped(text: str) -> str:
    """One line of plain words: nothing in it is syntax, wherever in a line it stands."""
    words = _SYNTAX.sub(r"\\\g<0>", visible(text))
    words = _BLOCK_START.sub(lambda start: f"{start[1]}\\" if start[1] else f"\\{start[0]}", words)
    return _OPENED.sub(rf"\g<0>{_APART}", words)


def bold(text: str) -> str:
    """The words in bold; nothing where there are none."""
    return f"**{escaped(text)}**" if visible(text) else ""


def link(text: str, address: str | None) -> str:
    """The words, as a link where there is an address that Discord lets stand behind them.

    It takes no words that look like an address themselves.
    """
    if address is None or len(address) > _LONGEST_ADDRESS:
        return escaped(text)
    if "://" in text or not visible(text):
        return f"<{address}>" if text == address else f"{escaped(text)} [→](<{address}>)".lstrip()
    return f"[{escaped(visible(text).translate(_IN_LABEL))}](<{address}>)"


def shortened(address: str | None) -> str | None:
    """The address, without the words that it leads to where these make it too long."""
    return address.partition(":~:")[0].rstrip("#") if address and len(address) > _LONGEST_ADDRESS else address


def date(when: datetime | None) -> str:
    """The day as each reader's calendar has it; nothing where there is none.

    What was published at midnight in UTC has a date and no hour: it stays the same day everywhere.
    """
    if when is None:
        return ""
    return escaped(day(when)) if when.timetz().replace(tzinfo=None) == _MIDNIGHT else moment(when, "D")


def moment(when: datetime, style: str) -> str:
    """A moment in each reader's time zone, in one of Discord's styles: D for a date, F for date and time."""
    return f"<t:{int(when.timestamp())}:{style}>"


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def clipped(text: str, room: int) -> str:
    """As many whole words as fit in `room` characters, marked as cut; quotation marks that were opened are closed."""
    words = visible(text)
    if len(words) <= room:
        return words
    kept = words[:room].rpartition(" ")[0] or words[:room]
    closing = "”" if kept.count("“") > kept.count("”") else '"' * (kept.count('"') % 2)
    return f"{kept}{closing} {CUT}"
