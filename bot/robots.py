"""What a site asks of programs that read it: its robots.txt, as the Robots Exclusion Protocol has it (RFC 9309)."""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import httpx
from protego import Protego

from bot.errors import SourceError, SourceUnreadable

PRODUCT: Final = "OnRecord"
"""What a site calls us by in its robots.txt; our `User-Agent` begins with it."""
KEPT: Final = 24 * 3600.0
"""Seconds; the longest that the protocol allows (2.4)."""
KEPT_IN_TROUBLE: Final = 3600.0
"""Seconds until a site is asked again that could not give its rules."""
MOST_ORIGINS: Final = 2_000
"""Whose rules are kept; with fewer than there are sites, each page would cost two requests."""
MOST_BYTES: Final = 500 * 1024
"""Of a robots.txt; the least that the protocol asks to be read (2.5)."""
LONGEST_DELAY: Final = 30.0
"""Seconds between two pages; some sites ask for hours, to keep out whoever obeys."""

FetchText = Callable[[str], tuple[int, bytes]]
"""From an address to a status and a body, redirects followed; raises a SourceError where the site cannot be reached."""

_AGENT: Final = re.compile(r"\s*user[-\s]?agent\b[\s:]*([A-Za-z_-]+|\*(?=\s|#|$))?", re.IGNORECASE)
"""A line that begins a group, as widely as Protego takes it; of `OnRecord/1.0` the token alone counts (2.2.1)."""
_EVERYBODY: Final = "*"
_SOMEBODY: Final = "somebody-else"

_ANYTHING: Final = Protego.parse("")
_NOTHING: Final = Protego.parse("User-agent: *\nDisallow: /")


@dataclass(slots=True)
class _Origin:
    """The rules of a scheme, host and port, and until when they hold."""

    rules: Protego = _NOTHING
    expires: float = float("-inf")
    lock: Lock = field(default_factory=Lock)


class Robots:
    """Knows which pages a site lets us read, and how slowly; asks each site once a day. Threads may share it.

    `clock` gives seconds that only grow, such as `time.monotonic`.
    """

    def __init__(self, fetch_text: FetchText, clock: Callable[[], float]) -> None:
        self._fetch_text = fetch_text
        self._clock = clock
        self._origins: OrderedDict[str, _Origin] = OrderedDict()
        self._lock = Lock()

    def allows(self, url: str) -> bool:
        """May we read this page? Raises SourceUnreadable for what is no address of a page."""
        page = _parse(url)
        path = page.raw_path.decode("ascii")
        return self._rules(page).can_fetch(f"https://site{path}", PRODUCT)  # a bare `//path` would be taken for a host

    def knows(self, url: str) -> bool:
        """Did the site give its rules, or say that it has none? Where it did not, nothing is allowed for a while."""
        return self._rules(_parse(url)) is not _NOTHING

    def crawl_delay(self, url: str) -> float:
        """Seconds that the site wants between two pages, at most LONGEST_DELAY; 0 where it asks for none."""
        return min(self._rules(_parse(url)).crawl_delay(PRODUCT) or 0.0, LONGEST_DELAY)

    def _rules(self, url: httpx.URL) -> Protego:
        address = f"{url.scheme}://{url.netloc.decode('ascii')}/robots.txt"
        origin = self._origin(address)
        with origin.lock:  # one thread asks the site, the others wait for what it hears
            if self._clock() >= origin.expires:
                origin.rules, lifetime = self._ask(address)
                origin.expires = self._clock() + lifetime
            return origin.rules

    def _origin(self, address: str) -> _Origin:
        with self._lock:
            origin = self._origins.setdefault(address, _Origin())
            self._origins.move_to_end(address)
            if len(self._origins) > MOST_ORIGINS:
                self._origins.popitem(last=False)
            return origin

    def _ask(self, address: str) -> tuple[Protego, float]:
        """The rules of a site, and the seconds that they hold."""
        try:
            status, body = self._fetch_text(address)
        except SourceError:
            return _NOTHING, KEPT_IN_TROUBLE
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            return _NOTHING, KEPT_IN_TROUBLE
        return (Protego.parse(_readable(body)) if httpx.codes.is_success(status) else _ANYTHING), KEPT


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceUnreadable("this address cannot be understood") from error
    if not parsed.host:
        raise SourceUnreadable("this address cannot be understood")
    return parsed


def _readable(body: bytes) -> str:
    """The rules as text, whole lines only: half a path would forbid more than was meant."""
    whole = body if len(body) <= MOST_BYTES else body[:MOST_BYTES].rpartition(b"\n")[0]
    return "\n".join(map(_plain, whole.decode("utf-8-sig", errors="replace").splitlines()))


def _plain(line: str) -> str:
    """A line that begins a group names us, everybody, or somebody else: a list of all others could be made endless."""
    agent = _AGENT.match(line)
    if agent is None:
        return line
    token = (agent[1] or "").lower()
    return f"User-agent: {token if token in (PRODUCT.lower(), _EVERYBODY) else _SOMEBODY}"
