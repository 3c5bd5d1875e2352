"""What is kept of a source: its card, and the page that site generators show for it.

The card, JSON in `.syndicate/sources/`, is the truth. `<source>/_index.md` shows it; a person may
change that page, and whatever differs from the last card is theirs and stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields

from syndicate import log
from syndicate.archiver.files import document, shapes, stored
from syndicate.archiver.files.document import Block, Loaded
from syndicate.archiver.files.profiles import SECTION
from syndicate.archiver.files.scalars import Value, whole
from syndicate.archiver.files.shapes import many, mapping, number, optional, reason, text
from syndicate.errors import ArchiveError
from syndicate.storage.base import Storage

FOLDER = ".syndicate/sources"

_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Hold what a source last said of itself.

    `link` is its site, `feed` the address that is followed. `passed` are the sorted 16 hex
    digits of the names of entries that were passed over, `refused` of those among them that a
    filter did not want. The others lie beyond the limit of the first run, which took `backfill`
    entries; None when it left none, or nobody knows what it left.
    """

    source: str
    title: str | None = None
    link: str | None = None
    feed: str | None = None
    rights: str | None = None
    lang: str | None = None
    image: str | None = None
    passed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    backfill: int | None = None


def get(storage: Storage, source: str) -> Card | None:
    """Read the card, None when there is none; raise ArchiveError when it is damaged."""
    key = key_of(source)
    data = stored.read(storage, key)
    if data is None:
        return None
    try:
        found = mapping(json.loads(data))
        return Card(
            source=text(found["source"]),
            title=optional(text, found, "title"),
            link=optional(text, found, "link"),
            feed=optional(text, found, "feed"),
            rights=optional(text, found, "rights"),
            lang=optional(text, found, "lang"),
            image=optional(text, found, "image"),
            passed=many(text, found.get("passed", [])),
            refused=many(text, found.get("refused", [])),
            backfill=optional(number, found, "backfill"),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ArchiveError(f"{key} is damaged: {reason(error)}", path=key) from error


def every(storage: Storage) -> Iterator[Card | ArchiveError]:
    """Yield all cards, in the order of their files; damage is yielded in the card's place."""
    for key in storage.keys(FOLDER):
        try:
            card = get(storage, key.rpartition("/")[2].removesuffix(".json"))
        except ArchiveError as error:
            yield error
        else:
            if card is not None:
                yield card


def put(storage: Storage, card: Card, *, page: str = "_index.md") -> bool:
    """Write the page, if it has a name, and the card where they changed; tell whether any did.

    The page goes first: a crash in between leaves values that the next put finds to be its own.
    News of a source whose page is gone does not bring it back: that it is gone tells that more
    may be. The same card again does.
    """
    old = get(storage, card.source)
    key = f"{card.source}/{page}"
    is_lost = old not in (None, card) and not storage.exists(key)
    paged = bool(page) and not is_lost and _put_page(storage, card, old, key)
    return storage.write(key_of(card.source), shapes.seal(dumps(card))) or paged


def dumps(card: Card) -> bytes:
    """Write the card without its sum: the same value, the same bytes."""
    found = {each.name: getattr(card, each.name) for each in fields(card)}
    return shapes.dump(shapes.present(found))


def key_of(source: str) -> str:
    """Return the key of a source's card."""
    return f"{FOLDER}/{source}.json"


def _put_page(storage: Storage, card: Card, old: Card | None, key: str) -> bool:
    there = stored.read(storage, key)
    if there is None:
        return storage.write(key, document.write(dict(values(card)), "", path=key))
    try:
        loaded = document.read(there, SECTION, path=key)
    except ArchiveError as error:
        _log.warning("source page left alone", source=card.source, reason=error.message)
        return False
    return storage.write(key, _merge(card, old, loaded, key))


def values(card: Card) -> dict[str, Value]:
    """Return what the page about a source says of it."""
    found = {
        "title": card.title or card.source,
        "canonical_url": card.link,
        "feed": card.feed,
        "lang": card.lang,
        "image": card.image,
        "rights": card.rights,
    }
    return {name: whole(value) for name, value in found.items() if value}


def _merge(card: Card, old: Card | None, loaded: Loaded, key: str) -> bytes:
    """Return the page with the card's news; lines that a person changed stay."""
    before, now = values(old) if old else {}, values(card)
    lines: dict[str, object] = {}
    for name in (item.name for item in SECTION):
        there = loaded.values.get(name)
        if there != before.get(name) or now.get(name) == before.get(name):
            lines[name] = Block(loaded.blocks.get(name, ""))
        elif name in now:
            lines[name] = now[name]
    others = {name: Block(loaded.blocks[name]) for name in loaded.extra}
    return document.write({**lines, **others}, loaded.body, path=key)
