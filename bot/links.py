"""When two addresses are of one page."""

import re
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING: Final = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid|twclid|_ga|ocid|cmpid"
)
_LONGEST_KEY: Final = 600
"""Characters, of up to four bytes."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def link_key(url: str) -> str:
    """What the addresses of one page have in common, for comparing only.

    The scheme, "www.", the fragment, a slash at the end, and what only tells where a reader came from do not count.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    shown_port = f":{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme) else ""
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    return f"{host}{shown_port}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def page_key(url: str) -> str:
    """The link key in a form of one length: a SHA-256 in hex."""
    return digest(link_key(url))


def short_key(key: str) -> str:
    """The key itself, or its SHA-256 in hex where it is longer than an index can hold (2,700 bytes on PostgreSQL)."""
    return key if len(key) <= _LONGEST_KEY else digest(key)


def digest(text: str) -> str:
    """The SHA-256 of a text in hex."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
