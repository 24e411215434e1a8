"""Which addresses a link from a stranger may lead to: public ones, and those that the operator allows."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from bot.errors import SourceForbidden, SourceUnreadable

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
"""From a host and a port to addresses, as numbers."""

_WEB_PORTS: Final = (80, 443)
_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""RFC 6052 and RFC 8215: the last 32 bits are an IPv4 address."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them, decimal and octal spellings of numbers included."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceUnreadable(f"no such host: {host}") from error
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Hosts and networks that may be reached although they are private, on any port."""

    names: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, hosts: Iterable[str]) -> "AllowedHosts":
        """From the words of the setting, hosts and CIDR blocks mixed."""
        names, networks = set(), []
        for host in hosts:
            try:
                networks.append(ip_network(host.strip("[]"), strict=False))
            except ValueError:
                names.add(host.lower().rstrip("."))
        return cls(frozenset(names), tuple(networks))

    def has_name(self, host: str) -> bool:
        return host.lower().rstrip(".") in self.names

    def has_address(self, address: Address) -> bool:
        return any(address in network for network in self.networks if network.version == address.version)


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Resolves a host once and lets through only addresses that may be reached, so that no answer can change later."""

    allowed: AllowedHosts = AllowedHosts()
    resolve: Resolve = resolve

    def admit(self, host: str, port: int) -> str:
        """The address to connect to; raises SourceForbidden where any address of the host is out of bounds."""
        addresses = [ip_address(each.partition("%")[0]) for each in self.resolve(host, port)]
        if not addresses:
            raise SourceUnreadable(f"no such host: {host}")
        for address in addresses:
            self._check(host, address, port)
        return str(addresses[0])

    def _check(self, host: str, address: Address, port: int) -> None:
        if self.allowed.has_name(host) or self.allowed.has_address(address):
            return
        if not is_public(address):
            raise SourceForbidden(f"{host} is not a public address; ONRECORD_ALLOWED_HOSTS may allow it")
        if port not in _WEB_PORTS:
            raise SourceForbidden(f"port {port} may not be reached; only 80 and 443")


def is_public(address: Address) -> bool:
    """Is the address of the open internet, also behind its mapped, NAT64, 6to4 and Teredo forms?"""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and any(address in network for network in _NAT64):
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
