"""Web sites on this machine with feeds that behave, and misbehave, as the feeds of strangers do."""

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server, socket
from typing import Any, Self

Answer = tuple[int, Mapping[str, str], bytes]
"""A status, headers and a body."""


class Site:
    """A web server on 127.0.0.1 that answers each path as it is told, and keeps the requests it got."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.pages: dict[str, Callable[[Mapping[str, str]], Answer]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()

    def puts(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Has a path answered always the same; gives the address."""
        answer = status, {name.replace("_", "-"): value for name, value in headers.items()}, body
        self.pages[path] = lambda asked: answer
        return self.address + path

    def feed(self, path: str, host: str | None = None) -> "SiteFeed":
        """The feed at a path, which is put there first if need be; its addresses have the host, if one is given."""
        known = self.pages.get(path)
        if isinstance(known, SiteFeed):
            return known
        feed = SiteFeed(self, path, self.address.replace("127.0.0.1", host or "127.0.0.1"))
        self.pages[path] = feed
        return feed

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of each request for a path."""
        return [headers for asked, headers in self.requests if asked == path]


@dataclass(slots=True)
class Item:
    """What a feed says of one entry; None for what it leaves out."""

    guid: str | None
    url: str | None
    title: str
    published: datetime | None


@dataclass
class SiteFeed:
    """A feed of a site, newest entries first, with an ETag; each of its verbs changes how it answers from then on."""

    site: Site
    path: str
    address: str
    items: list[Item] = field(default_factory=list)
    title: str = "The Wire"
    dated: datetime | None = None
    refusal: Answer | None = None
    hanging: bool = False
    not_modified: int = 0
    """How often it could answer that nothing has changed."""

    @property
    def url(self) -> str:
        return self.address + self.path

    def entry(self, name: str, title: str = "", published: datetime | None = None, path: str | None = None) -> Self:
        """Adds an entry on top, and an article for it at `path`."""
        path = path or f"/articles/{name}.html"
        self.site.puts(path, article_page(name, title or f"News of {name}"), Content_Type="text/html; charset=utf-8")
        self.items.insert(0, Item(name, self.address + path, title or f"News of {name}", published))
        return self

    def fails(self, status: int, **headers: str) -> Self:
        self.refusal = status, {name.replace("_", "-"): value for name, value in headers.items()}, b"no"
        return self

    def asks_to_wait(self, seconds: int) -> Self:
        return self.fails(429, Retry_After=str(seconds))

    def gone(self) -> Self:
        return self.fails(410)

    def moves_to(self, path: str, for_good: bool = True) -> Self:
        return self.fails(301 if for_good else 302, Location=path)

    def turns_into_a_page(self) -> Self:
        self.refusal = 200, {"Content-Type": "text/html"}, article_page("sale", "This domain is for sale")
        return self

    def hangs(self) -> Self:
        """Never answers, until the site closes."""
        self.hanging = True
        return self

    def works(self) -> Self:
        """Is well again."""
        self.refusal, self.hanging = None, False
        return self

    def __call__(self, asked: Mapping[str, str]) -> Answer:
        if self.hanging:
            self.site.closing.wait(30)
        if self.refusal is not None:
            return self.refusal
        body = self._body()
        headers = {"Content-Type": "application/rss+xml", "ETag": f'"{sha256(body).hexdigest()[:16]}"'}
        if self.dated is not None:
            headers = {"Content-Type": "application/rss+xml", "Last-Modified": format_datetime(self.dated, usegmt=True)}
        if asked.get("if-none-match") == headers.get("ETag", "") or (
            self.dated and asked.get("if-modified-since") == headers["Last-Modified"]
        ):
            self.not_modified += 1
            return 304, {}, b""
        return 200, headers, body

    def _body(self) -> bytes:
        items = "".join(map(_item, self.items))
        return f'<rss version="2.0"><channel><title>{escape(self.title)}</title>{items}</channel></rss>'.encode()


def _item(item: Item) -> str:
    parts = {
        "title": item.title,
        "link": item.url,
        "guid": item.guid,
        "pubDate": item.published and format_datetime(item.published),
    }
    inner = "".join(f"<{name}>{escape(words)}</{name}>" for name, words in parts.items() if words)
    return f"<item>{inner}</item>"


def article_page(name: str, title: str) -> bytes:
    """A page with a short article, whose words no other has."""
    return f"""<!DOCTYPE html><html lang="en"><head><title>{escape(title)}</title></head><body><article>
<h1>{escape(title)}</h1>
<p>The council of {name} voted on Monday to rebuild the old harbour bridge, which had been closed since the storms of
last winter. The work in {name} is to begin in May, and will take at least two years.</p>
<p>“We have waited long enough for this,” said Mayor Ann Lee of {name}. Her deputy, Bob Hill, said that nobody had shown
the people of {name} where the money would come from.</p></article></body></html>""".encode()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """A client that has gone before its answer came is nothing to tell of."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def serving() -> Iterator[Site]:
    """A site that is up for as long as the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append((self.path, headers))
            status, answered, body = site.pages.get(self.path, _no_page)(headers)
            self.send_response(status)
            for name, value in answered.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        site = Site(server.server_port)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()


def _no_page(asked: Mapping[str, str]) -> Answer:
    return 404, {}, b""


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> datetime:
        """Moves it by a time in words of a timedelta."""
        self.now += timedelta(**time)
        return self.now


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
