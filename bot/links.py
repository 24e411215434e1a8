"""When two addresses are of one page."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING: Final = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid|twclid|_ga|ocid|cmpid"
)
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
