"""Which hub a document names, and under which topic (WebSub §4): pure.

Link headers win over what the document says; the first hub with TLS is taken, as it is told a
secret (§5.1), or one on this machine. None gets it in the clear.
Without a `self` the topic is the address that answered: many feeds leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from syndicate import urls
from syndicate.fetcher.address import literal
from syndicate.model import Document, Offer, Page, Request, Source

LONGEST = 2_048
"""Characters of an address: more would not fit the query with which a hub verifies."""

_LINES = 16_384
"""Characters of Link headers that are read: a site's whole preload list takes 4,000."""

_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^;,<>\"]+(?:\"[^\"]*\")?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_ASKED = frozenset({"auto", "feed", "listing", "page", "json"})


def offer(page: Page, document: Document) -> Offer | None:
    """Return the hub and the topic that an answer names, None where it names no usable hub."""
    said = links(page.link, page.url)
    named = _usable(said.get("hub") or document.links.get("hub", ()))
    hubs = [each for each in named if _keeps_secrets(each)]
    if not hubs:
        return None
    topics = _usable(said.get("self") or document.links.get("self", ()))
    hub = next((each for each in hubs if each.startswith("https:")), hubs[0])
    return Offer(hub=hub, topic=topics[0] if topics else page.url)


def links(lines: Iterable[str], base: str) -> Mapping[str, Sequence[str]]:
    """Return rel → absolute addresses of Link headers (RFC 8288), junk left out."""
    found: dict[str, list[str]] = {}
    for address, parameters in _targets(",".join(lines)[:_LINES]):
        named = _REL.search(parameters)
        target = urls.absolute(base, address.strip())
        if named is None or target is None:
            continue
        for rel in (named[1] or named[2] or "").lower().split():
            found.setdefault(rel, []).append(target)
    return found


def may_subscribe(source: Source) -> bool:
    """Tell whether a hub may hear of a source: not of one that is asked with what is not public."""
    return (
        source.enabled
        and source.websub
        and source.kind in _ASKED
        and not (source.command or source.secrets)
        and source.request == Request()
    )


def _targets(text: str) -> Iterator[tuple[str, str]]:
    return ((match[1], match[2]) for match in _LINK.finditer(text))


def _usable(addresses: Sequence[str]) -> Sequence[str]:
    return [each for each in addresses if len(each) <= LONGEST and _is_web(each)]


def _keeps_secrets(hub: str) -> bool:
    if hub.startswith("https:"):
        return True
    number = literal(urlsplit(hub).hostname or "")
    return number is not None and number.is_loopback


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment
