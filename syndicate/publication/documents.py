"""The documents of a feed: its history, its page and what readers subscribe to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syndicate.generator import render
from syndicate.generator.envelope import envelope
from syndicate.generator.history import Document
from syndicate.generator.paths import INDEX, TAGS, feed_page, feed_path, feed_stem
from syndicate.generator.site import pages
from syndicate.generator.site.values import Listing
from syndicate.model import Feed
from syndicate.publication.output import Output
from syndicate.publication.planning import Plan
from syndicate.publication.renderings import Made, Renderings

SHARDS = "search"
"""The folder of what the search in a browser reads: the history of everything."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Write documents of feeds."""

    output: Output
    renderings: Renderings
    images: dict[str, str]
    """The pictures that sources have for themselves."""

    def history(self, plan: Plan, document: Document) -> None:
        """Write a document of a feed's history in each format, and its page."""
        is_open = not document.closed
        made = self.renderings.of(document.shown, plan.feed, keep=is_open)
        stem, site = feed_stem(plan.feed), self.output.parts.site
        said = envelope(
            plan.feed,
            site,
            updated=max(each.announced for each in document.said),
            lang=render.common([each.lang for each in made]),
            name=document.name,
            closed=document.closed,
            older=document.older,
            newer=document.newer,
        )
        was_closed = document.name in plan.closed
        for format in plan.feed.formats:
            key = f"{stem}/{document.name}.{format}"
            body = render.document(said, [each.entries[format] for each in made], format)
            there = was_closed and self.output.parts.public.exists(key)
            if self.output.write(key, body) and there:
                self.output.recut.append(key)
        page = self._listing(plan, made, document)
        self.output.write(page.path, pages.listing(self.output.parts.theme, site, page))
        if plan.feed.kind == "all":
            older = f"{document.older}.json" if document.older else None
            shard = pages.shard(page.lines, page.sources, older)
            self.output.write(f"{SHARDS}/{document.name}.json", shard)

    def page(self, plan: Plan) -> None:
        """Write the page about a feed."""
        made = self.renderings.of(plan.shown, plan.feed, keep=True)
        page = self._listing(plan, made, None)
        site = self.output.parts.site
        self.output.write(page.path, pages.listing(self.output.parts.theme, site, page))
        if plan.feed.kind == "all":
            older = f"{plan.older}.json" if plan.older else None
            shard = pages.shard(page.lines, page.sources, older)
            self.output.write(f"{SHARDS}/latest.json", shard)

    def subscription(self, plan: Plan) -> None:
        """Write the documents that readers subscribe to; the hub is to hear of those that changed."""
        made = self.renderings.of(plan.shown, plan.feed, keep=True)
        said = envelope(
            plan.feed,
            self.output.parts.site,
            updated=max((each.announced for each in plan.shown), default=render.NEVER),
            lang=render.common([each.lang for each in made]),
            older=plan.older,
            complete=plan.complete,
            ttl=plan.ttl,
            hub=plan.feed.hub,
            image=self._image(plan.feed),
        )
        for format in plan.feed.formats:
            key = feed_path(plan.feed, format)
            entries = [each.entries[format] for each in made]
            changed = self.output.write(key, render.document(said, entries, format))
            if changed and plan.feed.hub:
                self.output.told.append((plan.feed.hub, key))

    def _listing(self, plan: Plan, made: Sequence[Made], document: Document | None) -> Listing:
        feed, stem = plan.feed, feed_stem(plan.feed)
        start = feed_page(feed)

        def at(name: str | None) -> str | None:
            return f"{stem}/{name}.html" if name else None

        newer: str | None = None
        if document is not None:
            newer = at(document.newer) or start
        return Listing(
            path=at(document.name if document else None) or start or INDEX,
            feed=feed,
            lines=[each.headline for each in made],
            sources={
                name: self.renderings.origin(name).title
                for name in {each.headline.source for each in made}
            },
            paged=frozenset(self.renderings.own),
            name=document.name if document else None,
            older=at(document.older if document else plan.older),
            newer=newer,
            link=self.renderings.origin(feed.sources[0]).link if feed.kind == "source" else None,
            rights=self.renderings.origin(feed.sources[0]).rights
            if feed.kind == "source"
            else None,
        )

    def _image(self, feed: Feed) -> str | None:
        return self.images.get(feed.sources[0]) if feed.kind == "source" and feed.sources else None


def gone(plan: Plan) -> Iterator[str]:
    """Yield the paths of documents that a feed has no more."""
    stem = feed_stem(plan.feed)
    for name in plan.gone:
        for format in (*plan.feed.formats, "html"):
            yield f"{stem}/{name}.{format}"
        if plan.feed.kind == "all":
            yield f"{SHARDS}/{name}.json"


def tag_feed(tag: str, name: str) -> Feed:
    """Return the feed of a tag, of which there are pages only."""
    return Feed(id=name, title=tag, folder=TAGS, tags=(tag,), formats=(), kind="tag")
