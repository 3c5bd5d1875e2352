"""An archive as one feed: what a reader shows of it, and every file of it, byte for byte.

    feed ── file (what belongs to no article) ── entry ── what readers show ── file …
    file: key, SHA-256, and the bytes as Base64 in pieces that every XML parser takes

A reader passes over `file`, which is in a namespace of our own; another instance makes the same
archive of it again. It is written as it goes: memory holds one article.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from syndicate import __version__
from syndicate.archiver.archive import Archive
from syndicate.archiver.files import foundation
from syndicate.errors import ArchiveError
from syndicate.generator import content
from syndicate.markup.text import squash, xml_safe
from syndicate.model import Site
from syndicate.storage.base import Storage
from syndicate.storage.inmemory import InMemory

NAMESPACE = "urn:x-syndicate:archive"
HEAD = (
    b'<?xml version="1.0" encoding="utf-8"?>\n'
    b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:a="urn:x-syndicate:archive">\n'
)

_PIECE = 3_000_000
"""Bytes in one piece: four million characters, of the ten million that parsers take."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def feed(
    archive: Archive,
    site: Site,
    sources: Collection[str],
    damaged: Callable[[ArchiveError], None],
) -> Iterator[bytes]:
    """Yield the feed of the articles of the `sources`, all if empty, in the order of paths."""
    newest, named, paths = _NEVER, set[str](), list[str]()
    for found in archive.articles():
        if isinstance(found, ArchiveError):
            damaged(found)
        elif not sources or {found.source, *found.via} & set(sources):
            newest = max(newest, found.announced or _NEVER)
            named.add(found.source)
            paths.append(found.path or "")
    yield HEAD + _about(site, newest, archive.profile.name)
    yield from _files(_common(archive, named, whole=not sources))
    for path in paths:
        try:
            entry = [*_entry(archive, path)]
        except ArchiveError as error:
            damaged(error)
        else:
            yield from entry
            yield from _media(archive, path)
            yield b"</entry>\n"
    yield b"</feed>\n"


def _about(site: Site, newest: datetime, profile: str) -> bytes:
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{site.base_url}#archive").urn
    return (
        f"<id>{name}</id>\n<title>{_text(site.title)}</title>\n"
        f"<updated>{newest.isoformat()}</updated>\n"
        f'<generator version="{__version__}">Syndicate</generator>\n'
        f"<author><name>{_text(site.author or site.title)}</name></author>\n"
        f'<a:archive format="{foundation.FORMAT}" profile={quoteattr(profile)}/>\n'
    ).encode()


def _common(
    archive: Archive, named: Collection[str], *, whole: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that belong to no article; names of what was withdrawn with the `whole`."""
    storage: Storage = InMemory()
    copy = Archive(storage, archive.profile)
    copy.prepare()
    for card in archive.readable_cards():
        if whole or card.source in named:
            copy.put_card(card)
    for key in storage.keys(""):
        yield key, storage.read(key) or b""
    key, stones = archive.kept_names()
    if whole and stones is not None:
        yield key, stones


def _entry(archive: Archive, path: str) -> Iterator[bytes]:
    article = archive.get(path)
    shown = content.html(article, images_url=None)
    link = article.canonical_url
    lines = (
        "<entry>",
        f"<id>{_text(article.id)}</id>",
        f"<title>{_text(article.title)}</title>",
        f"<updated>{(article.announced or _NEVER).isoformat()}</updated>",
        f"<published>{article.date.isoformat()}</published>" if article.date else "",
        f"<link rel={quoteattr('alternate')} href={quoteattr(xml_safe(link))}/>" if link else "",
        *(f"<author><name>{_text(author)}</name></author>" for author in article.authors),
        *(f"<category term={quoteattr(_plain(tag))}/>" for tag in article.tags),
        f'<content type="html">{escape(xml_safe(shown))}</content>',
    )
    yield "".join(f"{line}\n" for line in lines if line).encode(errors="ignore")
    yield from _files(archive.files(path))


def _media(archive: Archive, path: str) -> Iterator[bytes]:
    """Yield files that may be larger than memory, read twice: their sum comes first."""
    for key in archive.media(path):
        found = hashlib.sha256()
        for piece in archive.pieces(key):
            found.update(piece)
        yield _opening(key, found.hexdigest())
        for piece in archive.pieces(key):
            yield _piece(piece)
        yield b"</a:file>\n"


def _files(found: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    for key, data in found:
        sum_ = hashlib.sha256(data).hexdigest()
        yield _opening(key, sum_)
        for at in range(0, len(data), _PIECE):
            yield _piece(data[at : at + _PIECE])
        yield b"</a:file>\n"


def _opening(key: str, sum_: str) -> bytes:
    return f'<a:file key={quoteattr(key)} sha256="{sum_}">\n'.encode()


def _piece(data: bytes) -> bytes:
    return b"<a:data>" + base64.b64encode(data) + b"</a:data>\n"


def _text(text: str) -> str:
    return escape(_plain(text))


def _plain(text: str) -> str:
    return squash(xml_safe(text))
