"""No connection to a private address, whatever the way it was written.

The guard sits where the socket is made: it sees the address that is really dialled, after every redirect and every answer
of the name server, so that no spelling (decimal, mapped, NAT64) and no rebinding between a check and the dialling gets
round it. A source with leave uses another session for its own host, never this one: not even a pooled connection is shared.
A proxy dials out of the guard's sight: there only the spelling of a host can be checked.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import Any

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
#: What ``is_global`` calls global and no feed is served from (IANA special-purpose registries).
_SPECIAL = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "2001::/23", "100::/64", "5f00::/16"))
)


REFUSAL = "refuses to connect to the private address"


class PrivateAddressError(OSError):
    """A connection that was refused before it was made."""

    def __init__(self, address: str) -> None:
        super().__init__(errno.EACCES, f"{REFUSAL} {address}")
        self.address = address


def guarded_socket(addr_info: Any) -> socket.socket:
    """A socket for an address, if that address may be dialled. For aiohttp's ``socket_factory``."""
    family, kind, proto, _, sockaddr = addr_info
    if not is_public(sockaddr[0]):
        raise PrivateAddressError(sockaddr[0])
    made = socket.socket(family=family, type=kind, proto=proto)
    made.setblocking(False)
    return made


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network, looking into every form that carries another address."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = embedded_ipv4(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (
        ip.is_multicast
        or ip.is_reserved
        or ip.is_unspecified
        or any(ip in net for net in _SPECIAL if net.version == ip.version)
    )


def is_private_name(host: str) -> bool:
    """Whether a host is private by its spelling alone: an address in any form, or a name of this machine.

    For what goes through a proxy, which does the looking up and the dialling out of our sight.
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not is_public(str(ipaddress.ip_address(name)))
    except ValueError:
        pass
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(name)))
    except (OSError, UnicodeError):
        return False


def embedded_ipv4(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a mapped, compatible, 6to4, Teredo or NAT64 address leads to."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if any(ip in network for network in _NAT64) or int(ip) >> 32 == 0:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
