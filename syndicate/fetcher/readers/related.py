"""The Atom links of a feed or an entry, by relation: read once, asked several times."""

from __future__ import annotations

from collections.abc import Sequence

from syndicate import urls
from syndicate.fetcher.readers.elements import Element, Fields, text_of

Linked = Sequence[tuple[str, str, Element]]
"""The Atom links of a feed or an entry: relation, absolute URL, element."""


def links(fields: Fields, base: str | None) -> Linked:
    """Return the Atom links in document order, RSS feeds carry them too."""
    found = []
    for name in ("link", "atom:link"):
        if name not in fields:
            continue
        for element in fields[name]:
            # RSS's own, whose address is its text, is the usual one.
            if not element.attrib:
                continue
            rel = element.get("rel")
            href = element.get("href") or (rel and text_of(element))
            if href and (url := urls.absolute(base, href)):
                found.append(((rel or "alternate").strip().lower(), url, element))
    return found


def first(found: Linked, rel: str) -> str | None:
    """Return the first address that stands in one relation."""
    return next((url for each, url, _ in found if each == rel), None)


def standing(fields: Fields, base: str | None) -> str | None:
    """Return what relative URLs stand on in a feed that came without its own address."""
    if base:
        return base
    found = links(fields, None)
    return first(found, "self") or first(found, "alternate")


def relations(found: Linked) -> dict[str, tuple[str, ...]]:
    """Return all the addresses by relation, each once."""
    by_relation: dict[str, dict[str, None]] = {}
    for rel, url, _ in found:
        by_relation.setdefault(rel, {})[url] = None
    return {rel: tuple(several) for rel, several in by_relation.items()}
