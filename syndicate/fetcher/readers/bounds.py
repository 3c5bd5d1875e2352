"""Entry → entry, document → document: what a feed says, none of it longer than any honest one's.

Readers of every format go through here. Addresses were bounded by `urls.absolute`, summary and
content by the document they came in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from syndicate import urls
from syndicate.markup import limits
from syndicate.markup.limits import few, short
from syndicate.model import Document, Enclosure, Entry


def document(found: Document) -> Document:
    """Return the document with its facts bounded, and those of its entries."""
    return replace(
        found,
        title=short(found.title),
        description=short(found.description),
        rights=short(found.rights),
        links=_links(found.links),
        entries=tuple(map(_entry, found.entries)),
    )


def _entry(found: Entry) -> Entry:
    # Nearly every entry: asking costs less than a tenth of making it anew.
    if _is_small(found):
        return found
    return replace(
        found,
        guid=_guid(found.guid),
        title=short(found.title),
        authors=few(found.authors),
        tags=few(found.tags),
        enclosures=tuple(map(_enclosure, found.enclosures[: limits.MANY])),
        rights=short(found.rights),
    )


def _is_small(found: Entry) -> bool:
    """Tell whether all the facts together are within the limit of one."""
    if found.enclosures or len(found.authors) + len(found.tags) > limits.MANY:
        return False
    texts = (found.guid or "", found.title or "", found.rights or "", *found.authors, *found.tags)
    return sum(map(len, texts)) <= limits.TEXT


def _guid(name: str | None) -> str | None:
    """Return the guid, or a name made of its digest (RFC 6920 §3) that tells it apart as well."""
    if name is None or len(name) <= urls.LONGEST:
        return name
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).digest()
    return f"ni:///sha-256;{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _enclosure(file: Enclosure) -> Enclosure:
    if file.type is None or len(file.type) <= limits.MEDIA_TYPE:
        return file
    return replace(file, type=None)


def _links(found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    named = ((rel, several) for rel, several in found.items() if len(rel) <= limits.TEXT)
    return {rel: several[: limits.MANY] for rel, several in islice(named, limits.MANY)}
