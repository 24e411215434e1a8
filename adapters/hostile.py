"""Makes what comes from outside harmless to look at, before any renderer escapes it for its own syntax."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]{0,200}(?:\x07|\x1b\\|\x9c)"  # OSC, DCS: titles, links
    r"|\x1b[ -/]*[0-~]"
)
_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Controls; format characters, among them all that turn the direction or have no width; lone surrogates."""
_PILED_MARKS = re.compile(r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0]{3})[\u0300-\u036f\u1ab0-\u20f0]+")
_URL_SAFE = "%/:?#[]@!$&*+,;=~-._"


def visible(text: str) -> str:
    """The words on one line: no escape sequences, controls, bidi overrides or zero-width characters; single blanks."""
    return " ".join(visible_lines(text).split())


def visible_lines(text: str) -> str:
    """As `visible`, with line breaks and blanks kept."""
    plain = _ESCAPE_SEQUENCE.sub("", _LINE_BREAK.sub("\n", text)).replace("\t", " ")
    seen = "".join(char for char in plain if char == "\n" or _is_seen(char))
    return _PILED_MARKS.sub(r"\1", seen)


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in _UNSEEN and char not in _INVISIBLE_LETTERS


def web_address(url: str | None) -> str | None:
    """The address percent-encoded where it needs to be, or None where it is no link to follow: not http(s), no host."""
    try:
        parts = urlsplit(visible(url or ""))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return quote(parts.geturl(), safe=_URL_SAFE)


def place_in(url: str, words: str) -> str:
    """The address of the words in the page, as a text fragment (`#:~:text=`), which browsers scroll to and mark."""
    shown = words.split()
    long = len(shown) > 12
    parts = [" ".join(shown[:5]), " ".join(shown[-5:])] if long else [" ".join(shown)]
    encoded = ",".join(quote(part, safe="", errors="ignore").replace("-", "%2D") for part in parts)
    return f"{url}{'' if '#' in url else '#'}:~:text={encoded}"
