"""From an address to a page: politely, within limits, and never to where a stranger's link must not lead."""

import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Final

import httpcore
import httpx

from bot.addresses import Gatekeeper
from bot.errors import SourceError, SourceForbidden, SourceMissing, SourceUnreachable, SourceUnreadable
from bot.sources import article_of
from summarizers.briefing import Article

MOST_BYTES: Final = 10_000_000
"""Of a page, after decompression."""
MOST_REDIRECTS: Final = 5
LONGEST: Final = 20.0
"""Seconds for one page with all its redirects."""
_FOR_ONE_STEP: Final = 10.0
"""Seconds to connect, or to wait for the next bytes."""

_ENDINGS: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "": "",
}
"""Of files that hold what the content types hold."""
_IN_WORDS: Final = {
    "application/pdf": "a PDF",
    "application/msword": "a Word document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word document",
    "application/rss+xml": "a feed",
    "application/atom+xml": "a feed",
    "image": "a picture",
    "video": "a video",
    "audio": "a sound",
}
_STATUSES: Final = {
    401: "the site wants a login",
    402: "the site wants a payment",
    403: "the site refuses us",
    404: "there is no such page any more",
    410: "the page is gone for good",
    429: "the site asks us to wait",
    451: "the page is blocked for legal reasons",
}
_LAST_PORT: Final = 65_535
_PACKED: Final = ("gzip", "x-gzip", "deflate")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where it was found in the end, its declared type and charset, its bytes, unpacked."""

    url: str
    content_type: str
    charset: str | None
    data: bytes


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly bytes keep dripping in."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore.NetworkBackend):
    """Opens connections only to addresses that the gatekeeper admits; Host and TLS names stay those of the link."""

    def __init__(self, gatekeeper: Gatekeeper, deadline: float) -> None:
        self._gatekeeper = gatekeeper
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = self._gatekeeper.admit(host, port)
        for address in others:
            try:
                return self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(address, port, _left(self._deadline, timeout))
        return _TimedStream(stream, self._deadline)


def _left(deadline: float, timeout: float | None) -> float:
    """Seconds that a step may take."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for this page is over")
    return left if timeout is None else min(left, timeout)


def fetch_article(url: str, gatekeeper: Gatekeeper) -> Article:
    """The article at an address; raises a SourceError that says in words why there is none."""
    fetched = fetch(url, gatekeeper)
    return article_of(fetched.data, _ENDINGS[fetched.content_type], fetched.url, fetched.charset)


def fetch(url: str, gatekeeper: Gatekeeper, longest: float = LONGEST) -> Fetched:
    """The page at an address, redirects followed one by one, in at most `longest` seconds.

    Raises SourceForbidden for an address that must not be fetched, SourceMissing for a page that is not there,
    SourceUnreachable where the site does not give it, and SourceUnreadable where it gives something else.
    """
    with _make_client(gatekeeper, time.monotonic() + longest) as client:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                with client.stream("GET", _check(url)) as response:
                    if not response.has_redirect_location:
                        return _read(response)
                    url = str(response.url.join(response.headers["location"]))
            except httpx.InvalidURL as error:
                raise SourceUnreadable("the site leads to an address that cannot be understood") from error
            except httpx.HTTPError as error:
                raise SourceUnreachable(_trouble(error)) from error
    raise SourceUnreachable(f"the site leads on and on, more than {MOST_REDIRECTS} times")


def _make_client(gatekeeper: Gatekeeper, deadline: float) -> httpx.Client:
    """A client for one page, so that no cookie outlives it; it uses no proxy and nothing else of the environment."""
    transport = httpx.HTTPTransport(verify=_tls(), trust_env=False)
    # httpx has no public way to give its pool another network; the pool is httpcore's public class.
    transport._pool = httpcore.ConnectionPool(ssl_context=_tls(), network_backend=_GuardedBackend(gatekeeper, deadline))
    return httpx.Client(
        transport=transport,
        trust_env=False,
        timeout=_FOR_ONE_STEP,
        headers={
            "User-Agent": f"OnRecord/{version('onrecord')} (self-hosted news briefing bot)",
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
            "Accept-Encoding": "gzip, deflate",
        },
    )


@cache
def _tls() -> ssl.SSLContext:
    """Trusts the authorities that httpx brings and those of the system, where a company's own may be."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _check(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceUnreadable("this address cannot be understood") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise SourceForbidden("only http and https addresses can be read")
    if "%" in parsed.host or (parsed.port or 0) > _LAST_PORT:
        raise SourceUnreadable("this address cannot be understood")
    if parsed.userinfo:
        raise SourceForbidden("an address with a user name or password is not fetched")
    return parsed


def _read(response: httpx.Response) -> Fetched:
    if response.status_code != httpx.codes.OK:
        raise _refusal(response.status_code)
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in _ENDINGS:
        raise SourceUnreadable(f"this is {_in_words(content_type)}, not a page that can be read")
    data = bytearray()
    for piece in _unpacked(response):
        data += piece
        if len(data) > MOST_BYTES:
            raise SourceUnreadable(f"the page has more than {MOST_BYTES // 1_000_000} MB")
    return Fetched(str(response.url), content_type, response.charset_encoding, bytes(data))


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    """The bytes of the page, in pieces that never are much larger than a page may be."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing == "identity":
        yield from response.iter_raw()
    elif packing in _PACKED:
        yield from _inflated(response.iter_raw())
    else:
        raise SourceUnreadable("the page is packed in a way that we did not ask for")


def _inflated(packed: Iterable[bytes]) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by the header
    try:
        for piece in packed:
            yield unpacking.decompress(piece, MOST_BYTES + 1)
    except zlib.error as error:
        raise SourceUnreadable("the page came in damaged") from error
    if not unpacking.eof:
        raise SourceUnreadable("the page came in cut off")


def _refusal(status: int) -> SourceError:
    in_trouble = status >= httpx.codes.INTERNAL_SERVER_ERROR
    words = _STATUSES.get(status, "the site is in trouble" if in_trouble else "the site gives no page")
    gone = status in (httpx.codes.NOT_FOUND, httpx.codes.GONE)
    return (SourceMissing if gone else SourceUnreachable)(f"{words} ({status})")


def _in_words(content_type: str) -> str:
    family = content_type.partition("/")[0]
    return _IN_WORDS.get(content_type) or _IN_WORDS.get(family) or f"of type {content_type[:80]!r}"


def _trouble(error: httpx.HTTPError) -> str:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return "the site's certificate cannot be trusted"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "no secure connection to the site can be made"
    if isinstance(error, httpx.TimeoutException):
        return "the site does not answer in time"
    if isinstance(error, httpx.ConnectError):
        return "the site cannot be reached"
    return "the site broke off, or its answer makes no sense"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__  # httpcore cuts causes off
