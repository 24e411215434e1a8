from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import AllowedHosts, Gatekeeper, is_public, resolve
from bot.errors import SourceForbidden, SourceUnreachable

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
