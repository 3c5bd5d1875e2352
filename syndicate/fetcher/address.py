"""May we connect to this IP address? Pure: addresses in, a verdict out.

An address that carries another one inside (v4-mapped, v4-compatible, NAT64) is judged by the one
inside. 6to4 and Teredo tunnels are refused: where they end is not ours to know.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from syndicate.addresses import Address

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))
# RFC 4291 §2.4: the only block that global unicast addresses have been given out of. `is_global`
# alone calls site-local fec0::/10 and all unassigned space global.
_UNICAST = IPv6Network("2000::/3")


@lru_cache(maxsize=4096)
def literal(host: str) -> Address | None:
    """Return the address that a URL's host is, without brackets; None when it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def plain(address: Address) -> Address:
    """Return the IPv4 address that a v4-mapped one is; any other as it is."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_public(address: Address) -> bool:
    """Tell whether the address is one of the public Internet's, whatever it is wrapped in."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    tunnelled = any(address in tunnel for tunnel in _TUNNELS)
    return address in _UNICAST and address.is_global and not tunnelled


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that the last 32 bits are, where the prefix says so."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
