"""What there is one of: the lists of feeds, sources and tags, the map for search engines, the
files that are as they are, and the list of what is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from syndicate.generator import opml
from syndicate.generator.paths import (
    ARTICLES,
    FEED_LIST,
    FEEDS,
    OPML,
    PRIVATE,
    TAGS,
    article_page,
    changes_page,
    feed_page,
    feed_path,
    feed_stem,
    is_document,
    is_secret,
    tag_name,
)
from syndicate.generator.site import maps, pages
from syndicate.generator.site.values import Entry
from syndicate.model import Feed
from syndicate.parts import Parts
from syndicate.publication.documents import SHARDS
from syndicate.publication.output import PACKED, Output
from syndicate.publication.planning import Plan
from syndicate.publication.renderings import Renderings
from syndicate.publication.work import Work

TAGS_LISTED = 500
"""Tags on the page of tags, those with most articles: an archive has thousands, most of them once."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Hold how many articles each source has, and the tags with most."""

    sources: Sequence[tuple[str, int]]
    tags: Sequence[tuple[str, int]]


async def counts(parts: Parts) -> Counts:
    """Return how much there is of what."""
    return Counts(
        sources=await parts.memory.tally("source", 1_000_000),
        tags=await parts.memory.tally("tag", TAGS_LISTED),
    )


def write(
    output: Output,
    feeds: Sequence[Feed],
    plans: Sequence[Plan],
    found: Counts,
    renderings: Renderings,
) -> None:
    """Write the lists; private feeds are in none of them."""
    site, theme = output.parts.site, output.parts.theme
    shown = [feed for feed in feeds if not feed.private]
    output.write(OPML, opml.opml(site, shown))
    output.write(FEED_LIST, pages.feeds(theme, site, shown))
    many = dict(found.sources)
    sources = [
        Entry(path=feed_page(feed), title=feed.title, count=many.get(feed.sources[0], 0))
        for feed in shown
        if feed.kind == "source"
    ]
    tags = [
        Entry(path=f"{TAGS}/{tag_name(tag)}.html", title=tag, count=count)
        for tag, count in found.tags
    ]
    output.write("sources.html", pages.entries(theme, site, "sources.html", "sources", sources))
    output.write("tags.html", pages.entries(theme, site, "tags.html", "tags", tags))
    everything = next((plan for plan in plans if plan.feed.kind == "all"), None)
    if everything is not None and site.visibility == "public":
        _map(output, everything)


def write_statics(output: Output) -> None:
    """Write what changes with the theme and the site alone."""
    site, theme = output.parts.site, output.parts.theme
    for name, body in theme.statics().items():
        output.write(name, body)
    output.write("search.html", pages.search(theme, site))
    output.write("404.html", pages.missing(theme, site))
    output.write("opensearch.xml", maps.opensearch(site))
    output.write("robots.txt", maps.robots(site))


def _map(output: Output, plan: Plan) -> None:
    """Write the maps of what was announced, one for each document of its history."""
    site = output.parts.site
    for document in plan.changed:
        pages_ = [(article_page(each.path), each.announced) for each in document.shown]
        output.write(f"sitemaps/{document.name}.xml", maps.sitemap(site, pages_))
    latest = [(article_page(each.path), each.announced) for each in plan.shown]
    output.write("sitemaps/latest.xml", maps.sitemap(site, latest))
    names = [f"sitemaps/{name}.xml" for name in ("latest", *plan.names)]
    output.write("sitemap.xml", maps.index(site, names))
    for name in plan.gone:
        output.remove(f"sitemaps/{name}.xml")


def clear(output: Output, todo: Work, feeds: Sequence[Feed]) -> None:
    """Remove the files of feeds that are gone or have other formats, and with everything made
    anew all others that are ours and that nothing refers to.
    """
    public = output.parts.public
    planned = {feed_stem(plan.feed): plan for plan in todo.plans}
    stems = {feed_stem(feed) for feed in feeds}
    folders = [FEEDS, PRIVATE, *([TAGS] if todo.anew else [])]
    for key in [key for folder in folders for key in public.keys(folder)]:
        stem = _stem_of(key.removesuffix(PACKED))
        if not is_document(key.removesuffix(PACKED)):
            continue
        if (
            stem not in stems
            and stem not in planned
            or stem in planned
            and planned[stem].anew
            and key.removesuffix(PACKED) not in _expected(planned[stem])
        ):
            output.remove(key)
    _clear_private(output, feeds)
    if todo.anew:
        _clear_pages(output, todo)
        _clear_maps(output, todo)


def _clear_private(output: Output, feeds: Sequence[Feed]) -> None:
    """Remove all that lies in the folders of private feeds that there are no more, pictures too."""
    kept = tuple(f"{feed.folder}/" for feed in feeds if feed.private)
    for key in [*output.parts.public.keys(PRIVATE)]:
        if is_secret(key) and not key.startswith(kept):
            output.remove(key)


def _clear_maps(output: Output, todo: Work) -> None:
    """Remove maps for search engines of what is not there, and of a private site all."""
    public = output.parts.public
    is_public = output.parts.site.visibility == "public"
    everything = next((plan for plan in todo.plans if plan.feed.kind == "all"), None)
    names = {"latest", *(everything.names if everything else ())} if is_public else set()
    kept = {f"sitemaps/{name}.xml" for name in names}
    for key in [*public.keys("sitemaps")]:
        if key.removesuffix(PACKED) not in kept:
            output.remove(key)
    if not is_public and public.exists("sitemap.xml"):
        output.remove("sitemap.xml")


def _clear_pages(output: Output, todo: Work) -> None:
    public = output.parts.public
    expected = {page(said.path) for said in todo.pages for page in (article_page, changes_page)}
    for key in [*public.keys(ARTICLES)]:
        if key.removesuffix(PACKED) not in expected:
            output.remove(key)
    everything = next((plan for plan in todo.plans if plan.feed.kind == "all"), None)
    names = set(everything.names if everything else ())
    for key in [*public.keys(SHARDS)]:
        name = key.removeprefix(f"{SHARDS}/").removesuffix(PACKED).removesuffix(".json")
        if name not in names | {"latest"}:
            output.remove(key)


def _expected(plan: Plan) -> Iterable[str]:
    stem = feed_stem(plan.feed)
    names = [stem, *(f"{stem}/{name}" for name in plan.names)]
    return {
        *(feed_path(plan.feed, format) for format in plan.feed.formats),
        *(f"{name}.{format}" for name in names for format in (*plan.feed.formats, "html")),
    }


def _stem_of(key: str) -> str:
    """Return the stem of the feed to which a document belongs."""
    parts = key.split("/")
    depth = 3 if parts[0] == PRIVATE else 2
    if len(parts) > depth:
        return "/".join(parts[:depth])
    return key.rpartition(".")[0]
