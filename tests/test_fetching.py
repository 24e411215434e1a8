"""Pages over real connections to servers on this machine, which the gatekeeper lets through where a test allows it."""

import gzip
import shutil
import socket
import ssl
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.addresses import AllowedHosts, Gatekeeper
from bot.errors import SourceError, SourceMissing, SourceUnreachable, SourceUnreadable
from bot.fetching import fetch, fetch_article
from tests.connections import LOCAL, NAMED, PAGE, OnConnection, server
from tests.sites import Site


def test_page_comes_with_its_type_and_charset(site: Site) -> None:
    url = site.puts("/1", "“Yes”".encode("cp1252"), Content_Type="Text/HTML; charset=windows-1252")
    page = fetch(url, LOCAL)
    assert (page.url, page.content_type, page.charset) == (url, "text/html", "windows-1252")
    assert page.data == "“Yes”".encode("cp1252")


def test_article_is_read_from_the_page(site: Site) -> None:
    article = fetch_article(site.puts("/1?a=b", PAGE, Content_Type="text/html") + "#part", LOCAL).article
    assert article.publisher == "The Harbour Courier"
    assert "Nobody has shown us where the money comes from" in article.text


@pytest.mark.parametrize(("content_type", "title"), [("text/plain", None), ("text/markdown", "Vote"), ("", "Vote")])
def test_text_is_read_as_text(content_type: str, title: str | None, site: Site) -> None:
    url = site.puts("/1", b"# Vote\nThe council voted.\r\n", Content_Type=content_type)
    article = fetch_article(url, LOCAL).article
    assert (article.url, article.title, article.text) == (url, title, "# Vote\nThe council voted.\r\n")


def test_request_says_honestly_who_asks(site: Site) -> None:
    fetch(site.puts("/1", PAGE), LOCAL)
    headers = site.requests[0][1]
    assert headers["user-agent"].startswith("OnRecord/")
    assert "cookie" not in headers
    assert headers["host"] == site.address.removeprefix("http://")


def test_redirects_are_followed_to_the_page(site: Site) -> None:
    site.puts("/1", status=301, Location="/2", Set_Cookie="consent=1")
    site.puts("/2", status=307, Location="3?a=ü")
    site.puts("/3?a=%C3%BC", PAGE)
    assert fetch(site.address + "/1", LOCAL).url == site.address + "/3?a=%C3%BC"
    assert site.requests[-1][1]["cookie"] == "consent=1"


def test_cookie_lives_for_one_page_only(site: Site) -> None:
    url = site.puts("/1", PAGE, Set_Cookie="reader=7")
    fetch(url, LOCAL)
    fetch(url, LOCAL)
    assert not any("cookie" in headers for _, headers in site.requests)


@pytest.mark.parametrize(
    ("given", "kept"), [('W/"7"', 'W/"7"'), ('"\xe97"', None), ('"' + "7" * 40_000 + '"', None), ("", None)]
)
def test_only_an_etag_that_can_be_given_back_is_kept(given: str, kept: str | None, site: Site) -> None:
    assert fetch(site.puts("/1", PAGE, ETag=given), LOCAL).validators.etag == kept


def test_redirects_without_end_are_left(site: Site) -> None:
    url = site.puts("/1", status=302, Location="/1")
    with pytest.raises(SourceUnreachable, match="more than 5 times"):
        fetch(url, LOCAL)
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "url",
    [
        "http://[",
        "http://a b/",
        "http://news.example:99999999/",
        "http://\x00/",
        "https://" + "a" * 70_000,
    ],
)
def test_address_that_makes_no_sense_is_refused_in_words(url: str) -> None:
    with pytest.raises(SourceUnreadable, match="cannot be understood"):
        fetch(url, Gatekeeper())


def test_next_address_of_a_host_is_tried_where_one_does_not_answer(site: Site) -> None:
    gatekeeper = Gatekeeper(AllowedHosts.of(["127.0.0.0/8"]), lambda host, port: ["127.0.0.9", "127.0.0.1"])
    url = site.puts("/1", PAGE).replace("127.0.0.1", "news.example")
    assert fetch(url, gatekeeper).data == PAGE


def test_name_in_the_tls_greeting_is_that_of_the_link() -> None:
    greetings: list[bytes] = []
    with (
        server(lambda connection: greetings.append(connection.recv(4096))) as port,
        pytest.raises(SourceUnreachable),
    ):
        fetch(f"https://news.example:{port}/", NAMED)
    assert b"news.example" in greetings[0]


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (404, SourceMissing, r"no such page any more \(404\)"),
        (410, SourceMissing, "gone for good"),
        (401, SourceUnreachable, "wants a login"),
        (403, SourceUnreachable, "refuses us"),
        (429, SourceUnreachable, "asks us to wait"),
        (503, SourceUnreachable, r"in trouble \(503\)"),
        (204, SourceUnreachable, r"gives no page \(204\)"),
        (302, SourceUnreachable, r"gives no page \(302\)"),
    ],
)
def test_status_is_told_in_words(status: int, error: type[SourceError], words: str, site: Site) -> None:
    with pytest.raises(error, match=words):
        fetch(site.puts("/1", PAGE if status > 400 else b"", status), LOCAL)


@pytest.mark.parametrize(
    ("content_type", "words"),
    [
        ("application/pdf", "a PDF"),
        ("image/webp", "a picture"),
        ("application/rss+xml; charset=utf-8", "a feed"),
        ("application/x-thing", "of type 'application/x-thing'"),
    ],
)
def test_what_is_no_page_is_named(content_type: str, words: str, site: Site) -> None:
    with pytest.raises(SourceUnreadable, match=words):
        fetch(site.puts("/1", b"...", Content_Type=content_type), LOCAL)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_packed_page_is_unpacked(pack: Callable[[bytes], bytes], site: Site) -> None:
    packing = "gzip" if pack is gzip.compress else "deflate"
    assert fetch(site.puts("/1", pack(PAGE), Content_Encoding=packing), LOCAL).data == PAGE


@pytest.mark.parametrize(
    "answer",
    [
        lambda connection: connection.recv(1),
        lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n\r\n"),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000),
    ],
)
def test_answer_that_makes_no_sense_is_told_in_words(answer: OnConnection) -> None:
    with server(answer) as port, pytest.raises(SourceUnreachable, match=r"broke off|makes no sense"):
        fetch(f"http://127.0.0.1:{port}/", LOCAL)


def test_site_that_does_not_listen_cannot_be_reached() -> None:
    with server(lambda connection: None) as port:
        socket.create_connection(("127.0.0.1", port)).close()
    with pytest.raises(SourceUnreachable, match="cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/", LOCAL)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate that vouches for itself."""
    openssl, path = shutil.which("openssl"), tmp_path / "self-signed.pem"
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=news.example", "-days", "1"]
    subprocess.run(
        [openssl, *request, "-keyout", path, "-out", tmp_path / "public.pem"], check=True, capture_output=True
    )
    path.write_bytes(path.read_bytes() + (tmp_path / "public.pem").read_bytes())
    return path


def test_certificate_that_nobody_vouches_for_is_told_in_words(certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with (
        server(lambda connection: context.wrap_socket(connection, server_side=True)) as port,
        pytest.raises(SourceUnreachable, match="certificate cannot be trusted"),
    ):
        fetch(f"https://127.0.0.1:{port}/", LOCAL)


def refuse_greeting(connection: socket.socket) -> None:
    """Answers a TLS greeting as a web server without TLS does."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_site_that_speaks_no_tls_is_told_in_words() -> None:
    with server(refuse_greeting) as port, pytest.raises(SourceUnreachable, match="no secure connection"):
        fetch(f"https://127.0.0.1:{port}/", LOCAL)
