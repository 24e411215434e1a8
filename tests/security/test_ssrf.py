"""Links that lead to where no stranger's link may lead: this machine, its network, and what clouds keep there."""

import socket
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import AllowedHosts, Gatekeeper, is_public, resolve
from bot.commands import handle
from bot.errors import FeedUnreadable, SourceError, SourceForbidden, SourceUnreachable, SourceUnreadable
from bot.fetching import fetch
from bot.model import Notice, Request
from bot.readers import Reader
from bot.refreshing import Fetch, discover
from bot.settings import Settings
from bot.wiring import open_bot
from tests.connections import LOCAL, PAGE
from tests.fakes import MovingClock
from tests.sites import Site

PRIVATE = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "2001:db8::1", "3fff::1"),
    *("::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::8.8.8.8", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
    *("2001:0:7f00:1::", "5f00::1"),
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


def asks(*addresses: str) -> Gatekeeper:
    """A gatekeeper whose resolver gives these addresses for every name."""
    return Gatekeeper(resolve=lambda host, port: addresses)


@pytest.mark.parametrize("address", PRIVATE)
def test_address_that_is_not_of_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(SourceForbidden, match=r"news\.example is not on the public internet; ONRECORD_ALLOWED_HOSTS"):
        asks(address).admit("news.example", 443)


@pytest.mark.parametrize("address", PUBLIC)
def test_address_of_the_open_internet_is_admitted(address: str) -> None:
    assert asks(address).admit("news.example", 443) == [str(ip_address(address))]


@given(st.integers(0, 2**32 - 1).map(ip_address))
def test_forms_of_an_address_in_ipv6_are_as_public_as_the_address(address: object) -> None:
    plain = ip_address(str(address))
    assert is_public(ip_address(f"::ffff:{plain}")) == is_public(ip_address(f"64:ff9b::{plain}")) == is_public(plain)


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "localhost", "127.0.0.1", "::1", "[::1]"]
)
def test_spellings_of_an_address_are_seen_through(host: str) -> None:
    with pytest.raises(SourceForbidden):
        Gatekeeper().admit(host.strip("[]"), 80)


def test_one_private_address_among_public_ones_closes_the_host() -> None:
    with pytest.raises(SourceForbidden):
        asks("8.8.8.8", "10.0.0.1").admit("news.example", 80)


@pytest.mark.parametrize("port", [22, 25, 8080, 5432])
def test_only_the_ports_of_the_web_are_admitted(port: int) -> None:
    with pytest.raises(SourceForbidden, match=f"port {port}"):
        asks("8.8.8.8").admit("news.example", port)


@pytest.mark.parametrize(
    ("setting", "addresses", "admitted"),
    [
        ("10.0.0.0/8", ["10.1.2.3"], ["10.1.2.3"]),
        ("10.0.0.0/8", ["8.8.8.8", "10.1.2.3", "192.168.0.1"], ["10.1.2.3"]),
        ("fd00::/8", ["fd00::1"], ["fd00::1"]),
        ("[::1]", ["::1"], ["::1"]),
        ("News.Example.", ["10.1.2.3", "::1"], ["10.1.2.3", "::1"]),
    ],
)
def test_allowed_hosts_are_admitted_on_any_port(setting: str, addresses: list[str], admitted: list[str]) -> None:
    gatekeeper = Gatekeeper(AllowedHosts.of([setting]), lambda host, port: addresses)
    assert gatekeeper.admit("news.example", 8080) == admitted


@pytest.mark.parametrize("setting", ["10.0.0.0/8", "other.example", "example", "sub.news.example"])
def test_other_private_hosts_stay_closed(setting: str) -> None:
    with pytest.raises(SourceForbidden):
        Gatekeeper(AllowedHosts.of([setting]), lambda host, port: ["192.168.0.1"]).admit("news.example", 80)


def test_host_without_an_address_cannot_be_reached() -> None:
    with pytest.raises(SourceUnreachable, match="no site"):
        asks().admit("news.example", 80)


@pytest.mark.parametrize("host", ["a..b", "a" * 300, "nowhere.invalid"])
def test_name_that_cannot_be_looked_up_is_told_in_words(host: str) -> None:
    with pytest.raises(SourceUnreachable, match="no site"):
        resolve(host, 80)


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://169.254.169.254/latest/meta-data/", SourceForbidden),
        ("http://[::ffff:10.0.0.1]/", SourceForbidden),
        ("http://2852039166/", SourceForbidden),
        ("//10.0.0.1/", SourceForbidden),
        ("file:///etc/passwd", SourceForbidden),
        ("javascript:alert(1)", SourceUnreadable),
        ("http://user:word@127.0.0.1/", SourceForbidden),
        ("http://[", SourceUnreadable),
    ],
)
def test_redirect_to_where_no_link_may_lead_is_refused(location: str, error: type[SourceError], site: Site) -> None:
    with pytest.raises(error):
        fetch(site.puts("/1", status=302, Location=location), LOCAL)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://news.example/1",
            "file:///etc/passwd",
            "gopher://127.0.0.1:25/",
            "https://",
            "//news.example",
            "data:,a",
        ),
        *("http://127.0.0.1/", "http://0x7f.1/", "http://2130706433/", "http://127.1/"),
        *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/"),
        *("http://169.254.169.254/latest/", "http://[fe80::1]/", "http://0/", "http://localhost/", "http://224.0.0.1/"),
        *("http://a:b@8.8.8.8/", "http://user@8.8.8.8/", "http://8.8.8.8:22/", "https://8.8.8.8:8443/"),
    ],
)
def test_address_that_no_link_may_lead_to_is_refused(url: str) -> None:
    with pytest.raises(SourceForbidden):
        fetch(url, Gatekeeper())


@pytest.mark.parametrize(
    "url", ["http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://127.0.0.1%2f@8.8.8.8/", "http://0177.0.0.1/"]
)
def test_disguised_address_is_refused(url: str) -> None:
    with pytest.raises((SourceForbidden, SourceUnreadable, SourceUnreachable)):
        fetch(url, Gatekeeper())


def test_private_site_is_not_even_connected_to(site: Site) -> None:
    with pytest.raises(SourceForbidden):
        fetch(site.puts("/1", PAGE), Gatekeeper())
    assert site.requests == []


def test_name_is_looked_up_once_and_the_checked_address_connected_to(site: Site) -> None:
    asked: list[str] = []

    def rebind(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    port = site.address.rpartition(":")[2]
    site.puts("/1", PAGE)
    fetch(f"http://News.Example:{port}/1", Gatekeeper(AllowedHosts.of(["127.0.0.1"]), rebind))
    assert asked == ["news.example"]
    assert site.requests[0][1]["host"] == f"news.example:{port}"


def test_proxy_of_the_environment_is_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetch(site.puts("/1", PAGE), LOCAL).data == PAGE


@given(st.ip_addresses())
def test_every_address_is_judged_and_a_private_one_is_never_public(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(address) or not (address.is_private or address.is_loopback or address.is_link_local)


@pytest.mark.parametrize(
    "url",
    [
        *("http://[::ffff:0x7f.1]/", "http://[::]/", "http://[::1%25lo]/", "http://[fe80::1%25eth0]/"),
        *(
            "http://127.0.0.1./",
            "http://localhost./",
            "http://LOCALHOST/",
            "http://017700000001/",
            "http://00000177.1/",
        ),
        *(
            "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
            "http://１２７.０.０.１/",
            "http://127.0.0.1\u3002/",
            "http://[::ffff:169.254.169.254]/",
        ),
        *("http://8.8.8.8@127.0.0.1/", "http://8.8.8.8#@127.0.0.1/", "http://127.0.0.1?@8.8.8.8/"),
        *("http://127.0.0.1\\@8.8.8.8/", "http://8.8.8.8\\@127.0.0.1/", "http:127.0.0.1/", "http:///127.0.0.1/"),
        *("HTTP://127.0.0.1/", " http://127.0.0.1/", "http://127.0.0.1:080/", "http://127.0.0.1:00000443/"),
    ],
)
def test_no_way_of_writing_leads_to_this_machine(url: str) -> None:
    with pytest.raises((SourceForbidden, SourceUnreadable, SourceUnreachable)) as caught:
        fetch(url, Gatekeeper(resolve=as_numbers))
    assert "the site" not in str(caught.value), "somebody was asked"


def as_numbers(host: str, port: int) -> list[str]:
    """The addresses of this machine and of numbers, as the system reads them; nothing else is looked up."""
    flags = 0 if host.strip(".").lower() == "localhost" else socket.AI_NUMERICHOST
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)]
    except (OSError, UnicodeError) as error:
        raise SourceUnreachable("nothing is called so here") from error
    if any(is_public(ip_address(each.partition("%")[0])) for each in found):
        raise SourceUnreachable("it leads out, which a test must not")
    return found


def named(host: str) -> Fetch:
    """A way to fetch for which all names are this machine's, and only one of them may be reached."""
    return partial(fetch, gatekeeper=Gatekeeper(AllowedHosts.of([host]), lambda name, port: ["127.0.0.1"]))


def port_of(site: Site) -> str:
    return site.address.rpartition(":")[2]


def test_an_allowed_name_opens_nothing_else_on_the_same_address(site: Site) -> None:
    site.puts("/1", PAGE)
    fetch_news = named("news.example")
    assert fetch_news(f"http://news.example:{port_of(site)}/1").data == PAGE
    for other in ("www.news.example", "news.example.evil.example", "evil-news.example", "xnews.example"):
        with pytest.raises(SourceForbidden):
            fetch_news(f"http://{other}:{port_of(site)}/1")
    assert len(site.requests) == 1


def test_a_redirect_is_judged_like_a_link(site: Site) -> None:
    site.puts("/1", status=301, Location=f"http://inner.example:{port_of(site)}/2")
    site.puts("/2", PAGE)
    with pytest.raises(SourceForbidden):
        named("news.example")(f"http://news.example:{port_of(site)}/1")
    assert [path for path, _ in site.requests] == ["/1"]


def test_a_feed_that_a_page_announces_is_judged_like_a_link(site: Site) -> None:
    inner = f"http://inner.example:{port_of(site)}/feed"
    page = f'<html><head><link rel="alternate" type="application/rss+xml" href="{inner}"></head></html>'
    site.puts("/1", page.encode(), Content_Type="text/html")
    with pytest.raises(FeedUnreadable):
        discover(f"http://news.example:{port_of(site)}/1", named("news.example"))
    assert [path for path, _ in site.requests] == ["/1"]


def test_nothing_of_a_running_bot_asks_a_private_site(site: Site, tmp_path: Path) -> None:
    site.puts("/robots.txt", b"User-agent: *")
    url = site.puts("/feed", b"<rss><channel><title>Inner</title></channel></rss>")
    settings = Settings.from_environment({"ONRECORD_DATABASE_URL": f"sqlite:///{tmp_path / 'onrecord.db'}"})
    with open_bot(settings, MovingClock()) as bot:
        assert not bot.refresher.robots.knows(url)
        told = handle(Request(f"feeds add {url}", workspace="T1", manages=True), bot.service)
        assert isinstance(told, Notice)
        assert "not on the public internet" in told.text
        with pytest.raises(SourceForbidden, match="not on the public internet"):
            Reader(settings).fetch_article(url)
        bot.feeds.follow("T1", url, "Inner", bot.service.clock())
        assert bot.refresher.refresh().troubles
    assert site.requests == []


def test_a_page_leads_nowhere_but_by_redirects(site: Site) -> None:
    there = f"{site.address}/2"
    url = site.puts("/1", PAGE, Refresh=f"0; url={there}", Link=f"<{there}>", Content_Location=there, Location=there)
    assert fetch(url, LOCAL).data == PAGE
    assert [path for path, _ in site.requests] == ["/1"]
