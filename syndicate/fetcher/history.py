"""A source's history: by which way it is reached, how far it was walked, what of it is taken. Pure.

    first document ─▶ ways (best first) ─▶ Trail: what is asked next ─▶ sort_out ─▶ onward ─▶ …

A trail goes past a document only when all that it holds was taken or is not wanted: whoever was
killed, or stopped at a limit, goes on at the document where that was. History never revises:
what is known of an entry is newer than what an archive document says of it.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal, get_args

from syndicate import identity
from syndicate.fetcher import filters, intake
from syndicate.fetcher.readers import onward
from syndicate.model import Document, Entry, Page, Pending, Source
from syndicate.report import Wish

Way = Literal["archive", "pages", "wordpress", "paged", "list", "sitemap"]

OWN_FIND: frozenset[Way] = frozenset({"wordpress", "paged", "sitemap"})
"""Ways that no document of the source names: robots.txt is obeyed there."""

NONE = frozenset({"page", "folder", "exec"})
"""Kinds of source whose document is all there is."""

_OVER = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_OLDEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Say by which way a history is walked, what is asked first, and where its articles lie.

    Of a whole site's sitemaps only the addresses that fit `within` (fnmatch) are the source's.
    """

    way: Way
    todo: tuple[str, ...] = ()
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Hold how far a source's history was walked; as JSON it outlives the process.

    `start` is the source's address. Until its own document was looked at there is no `way`;
    then `todo` are the addresses to ask, the next one first, `within` as in `Start`. `batch`
    names the announcements; `pages` documents were read so far.
    """

    start: str
    batch: str
    way: Way | None = None
    todo: tuple[str, ...] = ()
    within: str | None = None
    pages: int = 0

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is left to ask for."""
        return self.way is not None and not self.todo


def dump(trail: Trail) -> str:
    """Return a trail as JSON."""
    return json.dumps({each.name: getattr(trail, each.name) for each in fields(Trail)})


def load(text: str | None, start: str) -> Trail | None:
    """Return the trail that `dump` wrote; None where there is none, or of another address."""
    if text is None:
        return None
    said = json.loads(text)
    trail = Trail(**{**said, "todo": tuple(said["todo"])})
    known = trail.way is None or trail.way in get_args(Way)
    return trail if known and trail.start == start else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """Hold what is taken of a document, oldest first, and what became of the rest.

    `resumed` names had been passed over, `refused` ones the filter does not want. `cut` says
    that the limit left entries for another time, `too_old` that the date did; `ended` that all
    that has a date lies before what is wanted.
    """

    pending: tuple[Pending, ...] = ()
    resumed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    cut: bool = False
    too_old: bool = False
    ended: bool = False


def linked(document: Document) -> Start | None:
    """Return the way that a document's own links show: archives rather than further pages."""
    if older := document.links.get("prev-archive"):
        return Start(way="archive", todo=older[:1])
    if further := document.links.get("next"):
        return Start(way="pages", todo=further[:1])
    return None


def sort_out(
    source: Source,
    entries: Sequence[Entry],
    known: Mapping[str, str],
    *,
    refused: Container[str],
    wish: Wish,
    batch: str,
    now: datetime,
) -> Older:
    """Decide which entries of an older document are taken: those that nobody took before.

    What a first run left is taken up, what a filter refused is not (`refused` holds hashes of
    such names). An entry without a date is taken: nobody knows that it is too old.
    """
    fresh, resumed = [], []
    items = intake.named(source, entries, now)
    for item in items:
        seen = intake.seen_as(known, item.name)
        if seen is None:
            fresh.append(item)
        elif seen == identity.PASSED and identity.short(item.name) not in refused:
            resumed.append(item)
    judged = [(item, filters.objection(source.filter, item.entry)) for item in (*fresh, *resumed)]
    liked = [item for item, why in judged if why is None]
    wanted = [item for item in liked if not _before(item, wish.since)]
    newest = sorted(wanted, key=_moment, reverse=True)
    taken = newest if wish.most is None else newest[: wish.most]
    names = {item.name for item in taken}
    dated = [item for item in items if _moment(item) != _OLDEST]
    return Older(
        pending=tuple(replace(item, batch=batch) for item in reversed(taken)),
        resumed=tuple(item.name for item in resumed if item.name in names),
        refused=tuple(item.name for item, why in judged if why is not None),
        cut=len(taken) < len(wanted),
        too_old=len(wanted) < len(liked),
        ended=bool(dated) and all(_before(item, wish.since) for item in dated),
    )


def _moment(item: Pending) -> datetime:
    return item.entry.published or item.entry.updated or _OLDEST


def _before(item: Pending, since: datetime | None) -> bool:
    moment = _moment(item)
    return since is not None and _OLDEST < moment < since


def after(trail: Trail, document: Document, page: Page, html: str) -> tuple[str, ...]:
    """Return what is asked after a trail's document; `html` is the text of a list page."""
    asked, *rest = trail.todo
    match trail.way:
        case "archive":
            return document.links.get("prev-archive", ())[:1]
        case "pages":
            return document.links.get("next", ())[:1]
        case "list":
            target = onward.next_page(html, page.url)
            return (target,) if target else ()
        case "paged":
            return (onward.paged(asked),) if document.entries else ()
        case "wordpress":
            full = len(document.entries) >= onward.POSTS
            return (onward.paged(asked, "page"),) if full else ()
    return tuple(rest)


def is_end(trail: Trail, status: int | None, *, is_transient: bool) -> bool:
    """Tell whether a failure says that nothing is there, rather than that it can't be had now.

    So do pages behind the last one, where the number was ours, a list page without items
    (`status` None: it was read), and one of many sitemaps that will never be had.
    """
    if trail.way in ("wordpress", "paged"):
        return status in _OVER
    if trail.way == "list":
        return status is None or status in _OVER
    return trail.way == "sitemap" and (status is None or not is_transient)


def skipped(trail: Trail) -> Trail:
    """Return the trail without its next document; what that would have led to is not known."""
    return replace(trail, todo=trail.todo[1:] if trail.way == "sitemap" else ())
