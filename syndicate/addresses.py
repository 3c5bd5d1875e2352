"""How an operator writes networks, hosts and endpoints. Pure: texts in, values or ValueError out.

`allow` and `connect_to` of config.toml are written so. The configuration and the network policy
both read them here: what the one accepts has a meaning to the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Hold one entry of `allow`: a network or a host name, and a port unless it means all."""

    target: IPv4Network | IPv6Network | str
    port: int | None = None

    def permits(self, host: str, address: Address, port: int) -> bool:
        """Tell whether a request for `host` may go to `address`, although it is not public."""
        if self.port not in (None, port):
            return False
        if isinstance(self.target, str):
            return self.target == host.rstrip(".")
        return address.version == self.target.version and address in self.target


def rule(text: str) -> Rule:
    """Read ``10.0.0.0/8``, ``127.0.0.1:8000``, ``[::1]:80``, ``nas.local:8080`` or no port.

    Raises ValueError.
    """
    try:
        if "/" in text:
            return Rule(target=ip_network(text))
        host, port = _split(text)
        address = _address(host)
        return Rule(target=ip_network(address) if address else _name(host), port=port)
    except ValueError as error:
        raise ValueError(
            f"{text!r} is no network, address or host, with or without a port: {error}"
        ) from error


def route(wanted: str, target: str) -> tuple[tuple[str, int], tuple[Address, int]]:
    """Read one pair of `connect_to`: who is asked for, and where the connection goes instead.

    Both need a port, the target must be an IP address. Raises ValueError.
    """
    host, port = _split(wanted)
    if port is None:
        raise ValueError(f"{wanted!r} needs a port, such as {wanted}:443")
    address, there = _split(target)
    parsed = _address(address)
    if parsed is None or there is None:
        raise ValueError(f"{target!r} is no address and port, such as 127.0.0.1:8000")
    return ((_address(host) and host) or _name(host), port), (parsed, there)


def _split(text: str) -> tuple[str, int | None]:
    """Cut ``host:port``; an IPv6 address with a port stands in brackets."""
    bracketed = re.fullmatch(r"\[(.+)\](?::(\d+))?", text)
    if bracketed:
        return str(IPv6Address(bracketed[1])), _port(bracketed[2])
    if text.count(":") > 1:
        return text, None
    host, colon, port = text.partition(":")
    return host, _port(port) if colon else None


def _port(digits: str | None) -> int | None:
    if digits is None:
        return None
    if not digits.isascii() or not digits.isdigit() or not 0 < int(digits) < 65_536:
        raise ValueError(f"{digits!r} is no port")
    return int(digits)


def _address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _name(host: str) -> str:
    lowered = host.lower()
    # 127.1 and 0x7f.1 are numbers to the resolver: as names they would never match what they mean.
    if not _NAME.fullmatch(lowered) or lowered.rstrip(".").rpartition(".")[2][:1].isdigit():
        raise ValueError(f"{host!r} is no host name")
    return lowered.rstrip(".")
