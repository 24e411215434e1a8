"""From bytes to text: the mark at the beginning, UTF-8, what was declared, and a guess, in this order."""

import codecs
import re
from typing import Final

from bot.errors import SourceUnreadable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16's mark, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_KINDS: Final = (
    (rb"\s*%PDF-", "a PDF"),
    (rb"PK\x03\x04", "a zipped file, such as a Word document or an e-book"),
    (rb"\xd0\xcf\x11\xe0", "an old Word document"),
    (rb"\{\\rtf", "a rich text (RTF) file"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|BM....\x00\x00\x00\x00|II\*\x00|MM\x00\*", "a picture"),
    (rb"RIFF....(?:WAVE|AVI )|ID3[\x02-\x04]|OggS|fLaC|....ftyp|\x1aE\xdf\xa3", "a sound or a video"),
    (rb"\x1f\x8b|BZh\d1AY|\xfd7zXZ|7z\xbc\xaf", "a compressed file"),
    (rb"\x7fELF|MZ[\x00-\xff]{0,64}\x00", "a program"),
    (rb"SQLite format 3\x00", "a database"),
)
"""How files that people take for texts begin, and what they are in words."""

_AS_BROWSERS_READ: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
}
"""Pages that declare the first are written in the second, a superset (WHATWG Encoding Standard)."""

_NO_CHARSETS: Final = frozenset(
    {"idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
)
"""Python's codecs that give text but are no page's charset; a page may name them to do harm."""

_GUESSED: Final = "cp1252 cp1251 koi8_r cp932 gb18030 big5 euc_kr euc_jp cp1253 cp1255 cp1256".split()
"""Latin letters are told apart too poorly to guess at more than Western Europe's."""

_SAMPLE: Final = 65_536
"""Bytes from which the charset is guessed."""
_WESTERN: Final = 0.1
"""Share of bytes over 127 below which letters are Latin: accents and quotation marks are rare in them."""
_TOO_ODD: Final = 0.05
"""Share of control characters from which something is not taken for text."""


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of the bytes, without a byte-order mark; UTF-8 is decoded exactly, a wrong `declared` charset survived.

    Raises SourceUnreadable for what is no text, naming what it is where its first bytes tell.
    """
    for beginning, kind in _KINDS:
        if re.match(beginning, data, re.DOTALL):
            raise SourceUnreadable(f"this is {kind}; save its text first")
    marked = _decode_marked(data)
    text = marked if marked is not None else _decode_unmarked(data, _charset(declared))
    if _is_binary(text):
        raise SourceUnreadable("this is a binary file, not text")
    return text


def _decode_marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return None


def _decode_unmarked(data: bytes, declared: str | None) -> str:
    wide = declared is not None and b"\0" in data  # UTF-16 without a mark is valid UTF-8, with NULs in it
    for encoding in (declared if wide else "utf-8", declared):
        try:
            if encoding is not None:
                return data.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return _decode_damaged(data) or data.decode(_guess(data), errors="replace")


def _charset(declared: str | None) -> str | None:
    """Python's name of the charset that a page of this declaration is written in; None for none that is known."""
    try:
        name = codecs.lookup((declared or "").strip(" \t'\"")).name
    except (LookupError, ValueError):
        return None
    return None if name in _NO_CHARSETS else _AS_BROWSERS_READ.get(name, name)


def _decode_damaged(data: bytes) -> str | None:
    """UTF-8 with a few broken bytes, such as a file that was cut off; None where it is something else."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    return text if whole > 4 * broken else None


def _guess(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if sum(byte > 127 for byte in sample) < _WESTERN * len(sample):
        return "cp1252"
    from charset_normalizer import from_bytes  # 10 ms of each start, and hardly a page is in none of the charsets above

    best = from_bytes(sample, cp_isolation=_GUESSED).best()
    return best.encoding if best is not None else "cp1252"


def _is_binary(text: str) -> bool:
    """Texts hold no NUL, which databases refuse, and few other control characters."""
    sample = text[:_SAMPLE]
    odd = sum(character < " " and character not in "\t\n\v\f\r\x1b" for character in sample)
    return "\0" in text or odd > _TOO_ODD * len(sample)
