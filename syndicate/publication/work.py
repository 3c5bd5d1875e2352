"""What a publication has to do: decided from what state knows before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from syndicate import __version__, identity
from syndicate.archiver.files.cards import Card
from syndicate.generator import select
from syndicate.generator.paths import FEED_LIST, INDEX, OPML, feed_stem, tag_name
from syndicate.model import Feed
from syndicate.model.listed import Said, Selection, Stale
from syndicate.parts import Parts
from syndicate.publication import planning
from syndicate.publication.documents import tag_feed
from syndicate.publication.notices import is_there
from syndicate.publication.output import Output
from syndicate.publication.planning import Plan
from syndicate.publication.renderings import Renderings

SITE = "*site"
ORIGIN = "*of "
"""How state calls what is no feed: the site, and what is said of a source."""

SINGLE = (INDEX, OPML, FEED_LIST, "sources.html", "tags.html", "search.html", "404.html")
"""Files of which there is one, always: without them somebody cleared the folder."""

EVERY_TAG = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Hold what is to be done; `digests` is what state remembers once it is.

    With `anew` all of it is. `pages` are the articles whose pages are to be written, `gone` the
    paths of those that have none any more, `left` the feeds that there are no more, by their
    stems.
    """

    feeds: tuple[Feed, ...]
    cards: Mapping[str, Card]
    plans: tuple[Plan, ...]
    pages: tuple[Said, ...]
    gone: tuple[str, ...]
    left: tuple[str, ...]
    renderings: Renderings
    before: Mapping[str, str]
    digests: Mapping[str, str]
    mark: int
    anew: bool

    @property
    def is_anything(self) -> bool:
        """Tell whether there is anything to do."""
        return bool(self.plans or self.pages or self.gone or self.left or self.anew)


async def found(output: Output, cards: Mapping[str, Card], *, force: bool) -> Work:
    """Return what is to be done; with `force` everything is."""
    parts = output.parts
    titles = {name: card.title for name, card in cards.items() if card.title}
    imported = [name for name, card in cards.items() if card.feed is None]
    feeds = select.feeds(tuple(parts.sources.values()), parts.feeds, titles, imported, parts.hub)
    renderings = Renderings(output, cards, feeds)
    before = await parts.memory.published()
    digests = {
        SITE: identity.digest(__version__, repr(parts.site), parts.theme.digest),
        **{feed_stem(feed): _digest(parts, feed) for feed in feeds},
        **{ORIGIN + name: renderings.digest(name) for name in sorted({*cards, *parts.sources})},
    }
    is_whole = all(parts.public.exists(name) for name in SINGLE)
    other_site = before.get(SITE) != digests[SITE] or not is_whole
    anew = force or other_site
    stale = await parts.memory.stale()
    renamed = [
        name
        for name in {*cards, *parts.sources}
        if before.get(ORIGIN + name) not in (None, digests[ORIGIN + name])
    ]
    if anew or renamed:
        stale = Stale(lists=None, pages=stale.pages, mark=stale.mark)
    plans = []
    for feed in feeds:
        stem = feed_stem(feed)
        is_new = anew or before.get(stem) != digests[stem] or not is_there(parts, feed)
        selection = select.selection(feed, tuple(parts.sources.values()))
        if where := planning.span(selection, stale, anew=is_new):
            plans.append(await planning.plan(parts, feed, selection, where, renderings))
    for tag in await _tags(parts, stale):
        # What stands there says so itself: sources that are tagged in config.toml have feeds.
        feed = tag_feed(tag, tag_name(tag))
        selection = select.selection(feed, ())
        if where := planning.span(selection, stale, anew=anew):
            plans.append(await planning.plan(parts, feed, selection, where, renderings))
    pages, gone = await _pages(parts, stale, renamed, anew=anew)
    return Work(
        feeds=feeds,
        cards=cards,
        plans=tuple(plans),
        pages=tuple(pages),
        gone=tuple(gone),
        left=tuple(stem for stem in before if "/" in stem and stem not in digests),
        renderings=renderings,
        before={} if force else before,
        digests=digests,
        mark=stale.mark,
        anew=anew,
    )


def _digest(parts: Parts, feed: Feed) -> str:
    """Return what changes whenever the feed is another one."""
    whole = select.selection(feed, tuple(parts.sources.values())).whole
    return identity.digest(__version__, repr(feed), whole)


async def _tags(parts: Parts, stale: Stale) -> Sequence[str]:
    """Return the tags whose pages may have changed."""
    if stale.lists is not None:
        return [name for kind, name in stale.lists if kind == "tag"]
    return [name for name, _ in await parts.memory.tally("tag", EVERY_TAG)]


async def _pages(
    parts: Parts, stale: Stale, renamed: Iterable[str], *, anew: bool
) -> tuple[Sequence[Said], Sequence[str]]:
    """Return the articles whose pages are to be written, and the paths that have none any more."""
    memory = parts.memory
    if anew:
        (rows,) = await memory.latest([Selection(limit=None)])
    else:
        wanted = [Selection(sources=tuple(renamed), limit=None)] if renamed else []
        rows = [row for found in await memory.latest(wanted) for row in found]
        known = {row.path for row in rows}
        rows = [*rows, *await memory.rows(sorted(stale.pages - known))]
    there = {row.path for row in rows}
    return [planning.said(row) for row in rows], sorted(stale.pages - there)
