"""From an address to a page: politely, within limits, and never to where a stranger's link must not lead."""

import ssl
import time
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import version
from typing import Any, Final

import httpcore
import httpx

from bot.addresses import Gatekeeper
from bot.errors import SourceError, SourceForbidden, SourceGone, SourceMissing, SourceUnreachable, SourceUnreadable
from bot.model import Found
from bot.sources import Source, article_of

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
PAGES: Final = tuple(_ENDINGS)
"""Content types of pages that can be read."""
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
_MOVED_FOR_GOOD: Final = (httpx.codes.MOVED_PERMANENTLY, httpx.codes.PERMANENT_REDIRECT)
_LONGEST_VALIDATOR: Final = 500
"""Characters; sites refuse requests with much larger headers, even where they asked for them."""
_ABOUT: Final = "self-hosted news briefing bot"
_LAST_PORT: Final = 65_535
_PACKED: Final = ("gzip", "x-gzip", "deflate")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site said of the state that we have, given back to be told whether there is another."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where it was found in the end, its declared type and charset, its bytes, unpacked.

    `data` is None where the page has not changed since the validators were given. `moved_to` is where the address asked
    for has moved for good, if it has.
    """

    url: str
    content_type: str
    charset: str | None
    data: bytes | None
    validators: Validators = Validators()
    moved_to: str | None = None


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


def fetch_article(url: str, gatekeeper: Gatekeeper, contact: str | None = None) -> Found:
    """The article at an address; raises a SourceError that says in words why there is none."""
    fetched = fetch(url, gatekeeper, contact=contact)
    return article_of(fetched.data or b"", _ENDINGS[fetched.content_type], fetched.url, fetched.charset)


def source_of(fetched: Fetched) -> Source:
    """A page that was fetched, to be read somewhere else."""
    data, ending = fetched.data or b"", _ENDINGS[fetched.content_type]
    return Source(fetched.url, fetched.url, url=fetched.url, data=data, ending=ending, charset=fetched.charset)


def fetch(
    url: str,
    gatekeeper: Gatekeeper,
    longest: float = LONGEST,
    content_types: Collection[str] | None = PAGES,
    known: Validators = Validators(),
    contact: str | None = None,
) -> Fetched:
    """What is at an address, redirects followed one by one, in at most `longest` seconds.

    `content_types` are those that are taken, None for any; `contact` is where whoever runs the site learns who we are.
    Raises SourceForbidden for an address that must not be
    fetched, SourceMissing for a page that is not there, SourceUnreachable where the site does not give it, and
    SourceUnreadable where it gives something else.
    """
    lasting, moved_to = True, None
    with _make_client(gatekeeper, time.monotonic() + longest, contact) as client:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                with client.stream("GET", _check(url), headers=_conditions(known)) as response:
                    if not response.has_redirect_location:
                        return replace(_read(response, content_types), moved_to=moved_to)
                    url = str(response.url.join(response.headers["location"]))
                    lasting = lasting and response.status_code in _MOVED_FOR_GOOD
                    moved_to = url if lasting else moved_to
            except httpx.InvalidURL as error:
                raise SourceUnreadable("the site leads to an address that cannot be understood") from error
            except httpx.HTTPError as error:
                raise SourceUnreachable(_trouble(error)) from error
    raise SourceUnreachable(f"the site leads on and on, more than {MOST_REDIRECTS} times")


def _make_client(gatekeeper: Gatekeeper, deadline: float, contact: str | None) -> httpx.Client:
    """A client for one page, so that no cookie outlives it; it uses no proxy and nothing else of the environment."""
    transport = httpx.HTTPTransport(verify=_tls(), trust_env=False)
    # httpx has no public way to give its pool another network; the pool is httpcore's public class.
    transport._pool = httpcore.ConnectionPool(ssl_context=_tls(), network_backend=_GuardedBackend(gatekeeper, deadline))
    return httpx.Client(
        transport=transport,
        trust_env=False,
        timeout=_FOR_ONE_STEP,
        headers={
            "User-Agent": f"OnRecord/{version('onrecord')} ({_ABOUT}{f'; +{contact}' if contact else ''})",
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
            "Accept-Encoding": "gzip, deflate",
        },
    )


def _conditions(known: Validators) -> dict[str, str]:
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in given.items() if value}


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


def _read(response: httpx.Response, content_types: Collection[str] | None) -> Fetched:
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    validators = Validators(_validator(response, "etag"), _validator(response, "last-modified"))
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return Fetched(str(response.url), content_type, None, None, validators)
    if response.status_code != httpx.codes.OK:
        raise _refusal(response)
    if content_types is not None and content_type not in content_types:
        raise SourceUnreadable(f"this is {_in_words(content_type)}, not a page that can be read")
    data = bytearray()
    for piece in _unpacked(response):
        data += piece
        if len(data) > MOST_BYTES:
            raise SourceUnreadable(f"the page has more than {MOST_BYTES // 1_000_000} MB")
    return Fetched(str(response.url), content_type, response.charset_encoding, bytes(data), validators)


def _validator(response: httpx.Response, header: str) -> str | None:
    """What can be given back as it came; the standard has ASCII alone (RFC 9110, 8.8)."""
    value: str = response.headers.get(header, "")
    return value if value.isascii() and 0 < len(value) <= _LONGEST_VALIDATOR else None


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


def _refusal(response: httpx.Response) -> SourceError:
    status = response.status_code
    in_trouble = status >= httpx.codes.INTERNAL_SERVER_ERROR
    words = _STATUSES.get(status, "the site is in trouble" if in_trouble else "the site gives no page")
    if status == httpx.codes.GONE:
        return SourceGone(f"{words} ({status})")
    if status == httpx.codes.NOT_FOUND:
        return SourceMissing(f"{words} ({status})")
    return SourceUnreachable(f"{words} ({status})", status, _wait(response.headers.get("retry-after", "")))


def _wait(retry_after: str) -> float | None:
    """Seconds that a site asks us to wait, from the number or the date that it gives (RFC 9110, 10.2.3)."""
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):  # the year, or the zone, may have any number of digits
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


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
