"""From bytes to text: the mark at the beginning, UTF-8, what was declared, and a guess, in this order."""

import codecs
from typing import Final

from charset_normalizer import from_bytes

from bot.errors import SourceUnreadable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS: Final = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zipped file, such as a Word document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_TOO_ODD: Final = 0.1
"""Share of control characters from which a decoded file is not taken for text."""


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of the bytes, without a byte-order mark; UTF-8 is decoded exactly.

    Raises SourceUnreadable for what is no text, naming what it is where its first bytes tell.
    """
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise SourceUnreadable(f"this is {kind}, not text; save its text first")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in data[:8192]:
        raise SourceUnreadable("this is a binary file, not text")
    return _checked(_decode_unmarked(data, declared))


def _decode_unmarked(data: bytes, declared: str | None) -> str:
    for encoding in ("utf-8", declared):
        try:
            if encoding is not None:
                return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    guess = from_bytes(data).best()
    return str(guess) if guess is not None else data.decode("windows-1252", errors="replace")


def _checked(text: str) -> str:
    odd = sum(ord(character) < 32 and character not in "\t\n\r\f" for character in text[:8192])
    if odd > _TOO_ODD * min(len(text), 8192):
        raise SourceUnreadable("this is a binary file, not text")
    return text
