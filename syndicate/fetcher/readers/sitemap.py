"""Sitemaps (sitemaps.org 0.9) → Document: urlset, with news and pictures, and plain text. Pure.

Entries come newest first, by ``lastmod``. A sitemap index names further sitemaps: which of them
are to be asked is decided here, asking is the client's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from io import BytesIO
from itertools import islice

from lxml import etree

from syndicate import dates, identity, urls
from syndicate.errors import ParseError
from syndicate.fetcher.readers import drafts, pieces, xml
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup.text import squash
from syndicate.model import Document, Entry, Select

LIMIT = 50_000
"""Addresses that are read: those of one sitemap (sitemaps.org, § Protocol), which has no order."""

CHILDREN = 10
"""Sitemaps that are read of an index: the newest of them hold what is new."""

# Elements until an address is whole: the protocol allows it 1,000 pictures, of five facts each.
# Half a megabyte of others takes as much memory as the rest of a run.
_BETWEEN = 20_000

_ROOT = re.compile(r"<(?:[\w.-]+:)?(?P<kind>urlset|sitemapindex)[\s>/]")
_NEWS = re.compile(r"news|post|article|blog|stor(?:y|ies)", re.IGNORECASE)
_OLD = datetime.min.replace(tzinfo=UTC)
_NO_CONTEXT = Context(base=None, home="")


@dataclass(slots=True)
class _Address:
    """Hold one url or sitemap element: the texts of its children by name, and pictures apart."""

    texts: dict[str, str] = field(default_factory=dict)
    image: str = ""


def is_sitemap(text: str) -> bool:
    """Tell whether XML is a sitemap, or an index of some."""
    return bool(_ROOT.search(text, 0, 4096))


def is_feed(text: str) -> bool:
    """Tell whether XML is something else, which the protocol lets be a feed (§ Other formats)."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") and not is_sitemap(text)


def children(text: str, base: str | None) -> Sequence[tuple[str, datetime | None]]:
    """Return the sitemaps that an index names, those first that hold what is new.

    Without ``lastmod`` that is the last one: numbered sitemaps are filled one after the other.
    Empty for what is no index.
    """
    found = _ROOT.search(text, 0, 4096)
    if found is None or found["kind"] != "sitemapindex":
        return ()
    named = (
        (urls.absolute(base, each.texts.get("loc", "")), _moment(each, _NO_CONTEXT))
        for each in _addresses(text[found.start() :], "sitemap", base)
    )
    known = {url: moment for url, moment in named if url}
    ranked = sorted(known.items(), key=lambda item: (item[1] or _OLD, bool(_NEWS.search(item[0]))))
    return ranked[::-1]


def read(texts: Iterable[str], select: Select, context: Context, *, url: str) -> Document:
    """Return the addresses of one or several sitemaps, the newest first, each once.

    Raises RuleError when `select.items`, a pattern of addresses, fits none, ParseError when
    there is none.
    """
    found: dict[str, Entry] = {}
    everything = (entry for text in texts for entry in _entries(text, context))
    for entry in islice(everything, LIMIT + 1):
        found.setdefault(entry.url or "", entry)
    if not found:
        raise ParseError("the sitemap names no address", url=url)
    entries = [entry for entry in found.values() if _is_wanted(entry, select.items)]
    if not entries:
        raise _nothing_wanted(url, select.items, len(found))
    entries = _without_build_time(entries)
    entries.sort(key=lambda entry: entry.published or entry.updated or _OLD, reverse=True)
    return Document(
        format="sitemap",
        tier="strict",
        entries=tuple(entries[:LIMIT]),
        hits={"items": len(entries)},
        notes=(f"addresses beyond {LIMIT} were not read",) if len(found) > LIMIT else (),
    )


def _nothing_wanted(url: str, pattern: str | None, count: int) -> ParseError:
    if pattern:
        return drafts.broken(url, f'select.items "{pattern}" fits none of the {count} addresses')
    return ParseError("the sitemap names no page but the front page", url=url)


def _is_wanted(entry: Entry, pattern: str | None) -> bool:
    """Leave the front page out, which is no article, and what does not fit the pattern."""
    url = entry.url or ""
    if pattern:
        return fnmatchcase(url, pattern) or fnmatchcase(url, f"*{pattern}")
    return not identity.is_front_page(url)


def _without_build_time(entries: Sequence[Entry]) -> list[Entry]:
    """Forget ``lastmod`` where all are the same: that is when the sitemap was made."""
    moments = {entry.updated for entry in entries}
    if len(entries) < 2 or len(moments) > 1:
        return list(entries)
    return [replace(entry, updated=None) for entry in entries]


def _entries(text: str, context: Context) -> Iterator[Entry]:
    found = _ROOT.search(text, 0, 4096)
    if found is None:
        yield from _lines(text, context)
        return
    for each in _addresses(text[found.start() :], "url", context.base):
        if url := urls.absolute(context.base, each.texts.get("loc", "")):
            yield _entry(url, each, context)


def _entry(url: str, found: _Address, context: Context) -> Entry:
    said = found.texts
    return Entry(
        url=url,
        title=pieces.title(said.get("title")),
        published=dates.parse(said.get("publication_date", ""), context.zone, None),
        updated=_moment(found, context),
        lang=pieces.language(said.get("language")),
        tags=pieces.unique(squash(word) for word in said.get("keywords", "").split(",")),
        image=urls.absolute(context.base, found.image) if found.image else None,
    )


def _moment(found: _Address, context: Context) -> datetime | None:
    return dates.parse(found.texts.get("lastmod", ""), context.zone, None)


def _lines(text: str, context: Context) -> Iterator[Entry]:
    """Read a sitemap that is plain text: an address a line."""
    if "<" in text:
        raise ParseError("this is no sitemap", url=context.base or "")
    for line in text.splitlines():
        if url := urls.absolute(None, line.strip()):
            yield Entry(url=url)


def _addresses(text: str, name: str, base: str | None) -> Iterable[_Address]:
    """Walk over the elements called `name`; what was read is forgotten, for there are many.

    The text begins at the root, so that no DOCTYPE is processed and no entity is defined.
    Raises ParseError for what would only fill the memory.
    """
    if xml.has_monster_tag(text):
        raise ParseError(f"a start tag is longer than {xml.LONGEST_TAG} characters", url=base or "")
    walk = etree.iterparse(
        BytesIO(text.encode("utf-8", "replace")),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    others = 0
    for _, element in walk:
        others += 1
        if others > _BETWEEN:
            raise ParseError(f"{_BETWEEN} elements name no address", url=base or "")
        if _local(element.tag) == name and element.getparent() is not None:
            others = 0
            yield _address(element)
            parent = element.getparent()
            element.clear()
            while element.getprevious() is not None:
                del parent[0]


def _address(element: etree._Element) -> _Address:
    found = _Address()
    for each in element.iter(etree.Element):
        text, parent = (each.text or "").strip(), each.getparent()
        if not text or parent is None:
            continue
        is_picture = _local(parent.tag) == "image"
        if is_picture:
            found.image = found.image or (text if _local(each.tag) == "loc" else "")
        elif _local(parent.tag) not in ("video", "publication") or _local(each.tag) == "language":
            found.texts.setdefault(_local(each.tag), text)
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()
