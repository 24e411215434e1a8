"""From an address to a page: politely, within limits, and never to where a stranger's link must not lead."""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import httpcore
import httpx

from bot.addresses import Gatekeeper
from bot.errors import SourceForbidden, SourceUnreadable
from bot.sources import article_of
from summarizers.briefing import Article

MOST_BYTES: Final = 10_000_000
"""Of a page, after decompression."""
MOST_REDIRECTS: Final = 5
LONGEST: Final = 20.0
"""Seconds for one page with all its redirects."""
_FOR_ONE_STEP: Final = 10.0
"""Seconds to connect, or to wait for the next bytes."""

_READABLE: Final = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
_IN_WORDS: Final = {"application/pdf": "a PDF", "image": "a picture", "video": "a video", "audio": "a sound"}
_STATUSES: Final = {
    401: "the site wants a login (401)",
    402: "the site wants a payment (402)",
    403: "the site refuses us (403)",
    404: "there is no such page (404)",
    410: "the page is gone for good (410)",
    429: "the site asks us to wait (429)",
    451: "the page is blocked for legal reasons (451)",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where it was found in the end, its declared charset, its bytes."""

    url: str
    charset: str | None
    content_type: str
    data: bytes


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections only to addresses that the gatekeeper admits; Host and TLS names stay those of the link."""

    def __init__(self, gatekeeper: Gatekeeper) -> None:
        self._gatekeeper = gatekeeper
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = self._gatekeeper.admit(host, port)
        return self._backend.connect_tcp(address, port, timeout, local_address, socket_options)


def make_client(gatekeeper: Gatekeeper) -> httpx.Client:
    """A client that uses no proxy and no other setting of the environment, and follows no redirect by itself."""
    transport = httpx.HTTPTransport(trust_env=False)
    # httpx has no public way to give its pool another network; the pool is httpcore's public class.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=ssl.create_default_context(), network_backend=GuardedBackend(gatekeeper)
    )
    return httpx.Client(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=_FOR_ONE_STEP,
        headers={
            "User-Agent": f"OnRecord/{version('onrecord')} (self-hosted news briefing bot)",
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
            "Accept-Encoding": "gzip, deflate",
        },
    )


def fetch_article(url: str, client: httpx.Client) -> Article:
    """The article at an address; raises a SourceError that says in words why there is none."""
    fetched = fetch(url, client)
    ending = ".txt" if fetched.content_type == "text/plain" else ".html"
    return article_of(fetched.data, ending, fetched.url, fetched.charset)


def fetch(url: str, client: httpx.Client) -> Fetched:
    """The page at an address, redirects followed one by one."""
    deadline = time.monotonic() + LONGEST
    for _ in range(MOST_REDIRECTS + 1):
        checked = _check(url)
        try:
            with client.stream("GET", checked) as response:
                if not response.is_redirect:
                    return _read(response, deadline)
                url = str(response.url.join(response.headers.get("location", "")))
        except httpx.TimeoutException as error:
            raise SourceUnreadable("the site does not answer in time") from error
        except (httpx.InvalidURL, ValueError) as error:
            raise SourceUnreadable("this address cannot be understood") from error
        except httpx.HTTPError as error:
            raise SourceUnreadable(_trouble(error)) from error
    raise SourceUnreadable(f"more than {MOST_REDIRECTS} redirects")


def _check(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise SourceUnreadable("this address cannot be understood") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise SourceForbidden("only http and https addresses can be read")
    if parsed.userinfo:
        raise SourceForbidden("an address with a user name or password is not fetched")
    return parsed.copy_with(fragment=None)


def _read(response: httpx.Response, deadline: float) -> Fetched:
    if response.status_code != httpx.codes.OK:
        raise SourceUnreadable(_status_in_words(response.status_code))
    content_type = response.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if content_type not in _READABLE:
        raise SourceUnreadable(f"this is {_in_words(content_type)}, not a page that can be read")
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > MOST_BYTES:
            raise SourceUnreadable(f"the page has more than {MOST_BYTES // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise SourceUnreadable("the site does not answer in time")
    return Fetched(str(response.url), response.charset_encoding, content_type, bytes(data))


def _status_in_words(status: int) -> str:
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return f"the site is in trouble ({status})"
    return _STATUSES.get(status, f"the site answers with status {status}")


def _in_words(content_type: str) -> str:
    family = content_type.partition("/")[0]
    return _IN_WORDS.get(content_type) or _IN_WORDS.get(family) or f"of type {content_type!r}"


def _trouble(error: httpx.HTTPError) -> str:
    if "CERTIFICATE" in str(error).upper() or "SSL" in str(error).upper():
        return "the site's certificate cannot be trusted"
    return "the site cannot be reached"
