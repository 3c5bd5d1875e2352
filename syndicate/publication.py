"""One publication: what the archive holds, as feeds under public/, written only if changed.

    memory.latest ─▶ archive.get ─▶ render ─▶ images ─▶ feeds ─▶ feeds.opml ─▶ index.html
                  ─▶ documents that no feed defines any more are removed

A feed whose rows and definition are those of last time is not even rendered: its digest is
kept in memory, so that a run without news costs one query per feed. What a document refers to
is written before it, and what nothing refers to any more goes last, so that no reader ever
finds a hole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from syndicate import __version__, identity
from syndicate.archiver.files.cards import Card
from syndicate.errors import ArchiveError
from syndicate.fragments import Fragments
from syndicate.generator import health, select, site
from syndicate.generator.announcement import Item, Origin
from syndicate.generator.paths import FEEDS, IMAGES, INDEX, OPML, feed_path, is_feed_path
from syndicate.generator.render import render
from syndicate.model import Article, Change, Feed
from syndicate.parts import Parts
from syndicate.report import Built, Event, Problem
from syndicate.state.base import Row, Selection

LATEST = 30
"""Articles that the index page lists."""


@dataclass(slots=True)
class _Output:
    """Collect what was written; with `check` nothing is written, only compared."""

    parts: Parts
    check: bool
    written: list[str] = field(default_factory=list)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    """Paths of articles that could not be shown, or not as they should be."""
    fragments: Fragments = field(default_factory=lambda: Fragments({}))

    def write(self, key: str, body: bytes) -> None:
        """Write one file of public/ if it would change."""
        public = self.parts.public
        changed = public.read(key) != body if self.check else public.write(key, body)
        if changed:
            self.written.append(key)
        else:
            self.unchanged += 1

    def remove(self, key: str) -> None:
        """Remove one file of public/."""
        if self.check or self.parts.public.delete(key):
            self.removed.append(key)

    def complain(
        self,
        source: str | None,
        reason: str,
        path: str | None = None,
        damage: ArchiveError | None = None,
    ) -> None:
        """Note what could not be published; `path` is the article's to which it happened."""
        self.problems.append(Problem(source=source, reason=reason))
        if damage is not None and not self.check:
            self.parts.complain(damage)
        if path is not None:
            self.faulty.add(path)


async def publish(parts: Parts, *, check: bool = False, force: bool = False) -> Built:
    """Write the feeds whose articles or definition changed, with `force` all of them.

    Documents that no feed defines any more are removed.

    With `check` nothing is written: the result says what would be. What could not be shown is
    among its problems, and is tried again the next time.
    """
    output = _Output(parts=parts, check=check)
    cards = await asyncio.to_thread(_cards, output)
    titles = {name: card.title for name, card in cards.items() if card.title}
    imported = [name for name, card in cards.items() if card.feed is None]
    feeds = select.feeds(tuple(parts.sources.values()), parts.feeds, titles, imported)
    latest = await _latest(parts)
    shown = await _shown(parts, feeds)
    digests = {feed.id: _digest(parts, feed, own, cards) for feed, own in shown.items()}
    before = {} if force or check else await parts.memory.published()
    dirty = {
        feed: own
        for feed, own in shown.items()
        if before.get(feed.id) != digests[feed.id] or not _is_there(parts, feed)
    }
    if before:
        output.fragments = Fragments(await parts.memory.fragments(_paths(dirty)))
    told = await _health(output, before, titles)
    feeds = (*feeds, health.FEED) if told else feeds
    await asyncio.to_thread(_write, output, dirty, feeds, latest, cards)
    if not check:
        await parts.memory.set_fragments(output.fragments.fresh, keep=_paths(shown))
        await parts.memory.set_published({**_done(dirty, digests, output.faulty), **told})
        _tell(parts, output)
    return Built(
        written=tuple(output.written),
        unchanged=output.unchanged,
        removed=tuple(output.removed),
        problems=tuple(output.problems),
    )


async def _shown(parts: Parts, feeds: Sequence[Feed]) -> Mapping[Feed, Sequence[Row]]:
    """Return what each feed shows: what a backfill or an import announced only if no other is there.

    A reader that has followed a source for a year is not to lose its news to a decade of history.
    """
    shown = await _selected(parts, feeds, unbatched=True)
    bare = [feed for feed in feeds if not shown[feed]]
    return {**shown, **await _selected(parts, bare, unbatched=False)} if bare else shown


async def _latest(parts: Parts) -> Sequence[Row]:
    """Return what the index page lists, chosen as for a feed."""
    wanted = [Selection(limit=LATEST, unbatched=True), Selection(limit=LATEST)]
    news, every = await parts.memory.latest(wanted)
    return news or every


async def _selected(
    parts: Parts, feeds: Sequence[Feed], *, unbatched: bool
) -> Mapping[Feed, Sequence[Row]]:
    """Return what each feed selects, and all of a source that bears its tags now."""
    sources = tuple(parts.sources.values())
    whole = {feed: names for feed in feeds if (names := select.tagged(feed, sources))}
    own = [Selection(sources=feed.sources, tags=feed.tags, limit=feed.limit) for feed in feeds]
    more = [Selection(sources=names, limit=feed.limit) for feed, names in whole.items()]
    wanted = [replace(each, unbatched=unbatched) for each in (*own, *more)]
    found = await parts.memory.latest(wanted)
    shown = dict(zip(feeds, found, strict=False))
    for feed, rows in zip(whole, found[len(feeds) :], strict=True):
        shown[feed] = _merged(shown[feed], rows, feed.limit)
    return shown


def _merged(some: Sequence[Row], others: Sequence[Row], limit: int | None) -> Sequence[Row]:
    """Return both without repetitions, in the order of `Memory.latest`."""
    both = {row.path: row for row in (*some, *others)}.values()
    by_name = sorted(both, key=lambda row: row.id)
    return sorted(by_name, key=lambda row: row.announced, reverse=True)[:limit]


def _write(
    output: _Output,
    dirty: Mapping[Feed, Sequence[Row]],
    feeds: Sequence[Feed],
    latest: Sequence[Row],
    cards: Mapping[str, Card],
) -> None:
    items: dict[str, Item | None] = {}
    for feed, rows in dirty.items():
        for row in rows:
            if row.path not in items:
                items[row.path] = _item(output, row, cards)
        _feed(output, feed, [item for row in rows if (item := items[row.path])])
    place = output.parts.site
    output.write(OPML, site.opml(place, feeds))
    output.write(INDEX, site.index(place, feeds, latest))
    _clear(output, feeds)


async def _health(
    output: _Output, before: Mapping[str, str], titles: Mapping[str, str]
) -> Mapping[str, str]:
    """Write the feed of what became of sources, if it would change; return its digest.

    There is none before anything became of one.
    """
    parts = output.parts
    changes = await parts.memory.changes(health.FEED.limit)
    if not changes:
        return {}
    digest = identity.digest(__version__, repr(parts.site), repr(changes), repr(titles))
    if before.get(health.HEALTH) != digest or not _is_there(parts, health.FEED):
        await asyncio.to_thread(_write_health, output, changes, titles)
    return {health.HEALTH: digest}


def _write_health(output: _Output, changes: Sequence[Change], titles: Mapping[str, str]) -> None:
    parts = output.parts
    items = []
    for change in changes:
        source = parts.sources.get(change.source)
        title = (source.title if source else None) or titles.get(change.source) or change.source
        items.append(health.item(change, parts.site, title))
    _feed(output, health.FEED, items)


def _clear(output: _Output, feeds: Sequence[Feed]) -> None:
    """Remove the documents of feeds that are gone; what a person put there has other names."""
    defined = {feed_path(feed.id, form) for feed in feeds for form in feed.formats}
    there = filter(is_feed_path, output.parts.public.keys(FEEDS))
    for key in [key for key in there if key not in defined]:
        output.remove(key)


def _item(output: _Output, row: Row, cards: Mapping[str, Card]) -> Item | None:
    """Read an article and make ready what feeds show of it, its images in place."""
    parts = output.parts
    try:
        article = parts.archive.get(row.path)
    except ArchiveError as error:
        named = error.message.startswith(error.path)
        reason = error.message if named else f"{error.path}: {error.message}"
        output.complain(row.source, reason, row.path, error)
        return None
    source = parts.sources.get(article.source)
    full = select.publishes_full(source, parts.site, article)
    if full:
        _images(output, article)
    fragment = output.fragments.of(article, parts.site.base_url + IMAGES if full else None)
    return Item(
        article=article,
        html=fragment.html,
        summary=fragment.summary,
        full=full,
        source=_origin(article.source, cards.get(article.source), parts),
    )


def _images(output: _Output, article: Article) -> None:
    """Put the article's images beside the feeds; a name is its content's hash."""
    parts = output.parts
    for name in dict.fromkeys(asset.name for asset in article.assets if asset.name):
        key = IMAGES + name
        if parts.public.exists(key):
            continue
        body = parts.archive.asset(article.path or "", name)
        if body is None:
            reason = f"{article.path}: images/{name} is missing"
            output.complain(article.source, reason, article.path)
        else:
            output.write(key, body)


def _feed(output: _Output, feed: Feed, items: Sequence[Item]) -> None:
    for form in feed.formats:
        rendered = render(feed, output.parts.site, items, form)
        output.write(feed_path(feed.id, form), rendered.body)
        if form == feed.formats[0]:
            for problem in rendered.problems:
                output.complain(None, f"feed {feed.id}: {problem}")


def _origin(name: str, card: Card | None, parts: Parts) -> Origin:
    source = parts.sources.get(name)
    card = card or Card(source=name)
    return Origin(
        id=name,
        title=(source.title if source else None) or card.title or name,
        feed=(source.label if source else None) or card.feed or parts.site.base_url,
        link=card.link,
        rights=card.rights,
    )


def _cards(output: _Output) -> dict[str, Card]:
    """Return every source's card: articles outlive the following of their source."""
    cards = {}
    for found in output.parts.archive.cards():
        if isinstance(found, ArchiveError):
            output.complain(None, found.message, damage=found)
        else:
            cards[found.source] = found
    return cards


def _digest(parts: Parts, feed: Feed, rows: Sequence[Row], cards: Mapping[str, Card]) -> str:
    """Return what changes whenever the feed's documents may change."""
    shown = [f"{row.id} {row.announced} {row.digest}" for row in rows]
    named = sorted({row.source for row in rows})
    origins = [repr(_origin(name, cards.get(name), parts)) for name in named]
    policies = [str(source.publish) for name in named if (source := parts.sources.get(name))]
    return identity.digest(__version__, repr(feed), repr(parts.site), shown, origins, policies)


def _paths(feeds: Mapping[Feed, Sequence[Row]]) -> frozenset[str]:
    """Return where the articles lie that feeds show."""
    return frozenset(row.path for rows in feeds.values() for row in rows)


def _done(
    dirty: Mapping[Feed, Sequence[Row]], digests: Mapping[str, str], faulty: Collection[str]
) -> Mapping[str, str]:
    """Return what to remember of each feed: nothing while it has a hole, so that it is mended."""
    return {
        feed.id: "" if any(row.path in faulty for row in rows) else digests[feed.id]
        for feed, rows in dirty.items()
    }


def _is_there(parts: Parts, feed: Feed) -> bool:
    return all(parts.public.exists(feed_path(feed.id, form)) for form in feed.formats)


def _tell(parts: Parts, output: _Output) -> None:
    if output.written or output.removed:
        counts = {
            "written": len(output.written),
            "unchanged": output.unchanged,
            "removed": len(output.removed),
        }
        parts.report(Event(kind="published", at=parts.clock.now(), counts=counts))
