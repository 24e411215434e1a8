"""Which addresses a link from a stranger may lead to: public ones, and those that the operator allows."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from bot.errors import SourceForbidden, SourceUnreachable

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Iterable[str]]
"""From a host and a port to addresses, as numbers."""

_WEB_PORTS: Final = (80, 443)
_PATIENCE: Final = 10.0
"""Seconds for an answer of the system's resolver, which has no limit of its own."""
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are the IPv4 address that is reached."""
_CLOSED: Final = tuple(
    ip_network(network)
    for network in (
        "168.63.129.16/32",  # the platform's own server on Azure
        "192.0.0.0/24",  # IETF protocol assignments (RFC 6890), and metadata on Oracle's cloud
        "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
        "64:ff9b:1::/48",  # NAT64 of a local network (RFC 8215)
        "2001::/23",  # IETF protocol assignments, among them Teredo, which hides an IPv4 address
        "2002::/16",  # 6to4, likewise
        "3fff::/20",  # documentation (RFC 9637)
        "5f00::/16",  # segment routing (RFC 9602)
        "fec0::/10",  # site-local (RFC 3879)
    )
)
"""What the `ipaddress` module of some supported Python takes for global and is not to be reached."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them, decimal and octal spellings of numbers included."""
    answer: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put([str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            answer.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        found = answer.get(timeout=_PATIENCE)
    except Empty:
        raise SourceUnreachable(f"the name {host} cannot be looked up in time") from None
    if isinstance(found, list):
        return found
    raise SourceUnreachable(f"there is no site of the name {host}, or it cannot be looked up") from found


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Hosts and networks that may be reached although they are private, on any port."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

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
        return any(address in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Resolves a host once and lets through only addresses that may be reached, so that no answer can change later."""

    allowed: AllowedHosts = AllowedHosts()
    resolve: Resolve = resolve

    def admit(self, host: str, port: int) -> list[str]:
        """The addresses to connect to, at least one.

        Those that the operator allows, if there are any; otherwise all must be public. Raises SourceForbidden where one
        is not, and SourceUnreachable where the host has no address.
        """
        addresses = [ip_address(each.partition("%")[0]) for each in self.resolve(host, port)]
        allowed = [each for each in addresses if self.allowed.has_name(host) or self.allowed.has_address(each)]
        if not addresses:
            raise SourceUnreachable(f"there is no site of the name {host}")
        if not allowed and not all(map(is_public, addresses)):
            raise SourceForbidden(f"{host} is not on the public internet; ONRECORD_ALLOWED_HOSTS may allow it")
        if not allowed and port not in _WEB_PORTS:
            raise SourceForbidden(f"port {port} may not be reached, only 80 and 443")
        return [str(each) for each in allowed or addresses]


def is_public(address: Address) -> bool:
    """Is the address of the open internet, also where it is an IPv4 address in the form of IPv6?"""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or (IPv4Address(address.packed[-4:]) if address in _NAT64 else None)
        if inner is not None:
            return is_public(inner)
    closed = address.is_multicast or address.is_reserved or any(address in network for network in _CLOSED)
    return address.is_global and not closed
