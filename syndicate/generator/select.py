"""Which feeds there are, and which articles they may show whole. Pure decisions.

A free licence is recognised from what the article itself says of its rights. The text is
written by others, so recognition is narrow: whatever restricts, excepts or denies wins.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from syndicate.generator.paths import feed_stem
from syndicate.model import Article, Feed, FeedKind, Publish, Site, Source
from syndicate.model.listed import Selection

EVERYTHING = "all"

_FREE = re.compile(
    r"""
    creativecommons\.org/ (?: licenses/by(?:-sa)?/ | publicdomain/ )
    | \b cc [\s_-]* (?: by (?: [\s_-]* sa )? | 0 | zero ) (?! [\s_-]* [a-z] )
    | \b creative \s commons \s attribution \b
    | \b public \s domain \b
    | 公有领域 | 公共领域 | 知识共享署名
    """,
    re.IGNORECASE | re.VERBOSE,
)

_RESTRICTED = re.compile(
    r"""
    \b (?: nc | nd ) \b | non [\s-]? commercial | no [\s-]? deriv
    | all \s rights \s reserved | \b (?: not | no | except | unless | other \s than ) \b | n't \b
    | 非商业 | 禁止演绎 | 禁止改作 | 保留所有权利 | 版权所有 | 除外 | 除非 | 不得 | 未经
    """,
    re.IGNORECASE | re.VERBOSE,
)


def feeds(
    sources: Sequence[Source],
    definitions: Sequence[Feed],
    titles: Mapping[str, str],
    imported: Collection[str] = (),
    hub: str | None = None,
) -> tuple[Feed, ...]:
    """Return every feed to publish: `all`, one per source, then what the operator defined.

    A definition whose id is `all` or a source's takes that feed's place. `titles` holds what
    sources call themselves; the operator's title comes before it, the id after it. `imported`
    sources never were followed: they have their feeds behind the others'. `hub` is told of the
    news of feeds that name no other one.
    """
    followed = {source.id: source.title or titles.get(source.id) or source.id for source in sources}
    kept = {name: titles.get(name, name) for name in sorted(imported) if name not in followed}
    everything = Feed(id=EVERYTHING, title="All articles")
    own = [
        Feed(id=name, title=title, sources=(name,)) for name, title in {**followed, **kept}.items()
    ]
    found = {feed.id: feed for feed in (everything, *own, *definitions)}
    kinds: dict[str, FeedKind] = {EVERYTHING: "all", **{feed.id: "source" for feed in own}}
    return tuple(
        replace(feed, kind=kinds.get(feed.id, "own"), hub=_hub(feed, hub))
        for feed in found.values()
    )


def _hub(feed: Feed, usual: str | None) -> str | None:
    """Return who is told of a feed's news; of a private one nobody who isn't named."""
    named = (None if feed.private else usual) if feed.hub is None else feed.hub
    return named or None


def selection(feed: Feed, sources: Sequence[Source]) -> Selection:
    """Return which articles a feed shows: all of a source that bears one of its tags now.

    Articles bear the tags that their source had when they came in, and keep those.
    """
    wanted = set(feed.tags)
    whole = [
        source.id
        for source in sources
        if wanted.intersection(source.tags) and (not feed.sources or source.id in feed.sources)
    ]
    return Selection(
        sources=feed.sources,
        tags=feed.tags,
        whole=tuple(whole),
        langs=feed.langs,
        query=feed_stem(feed) if feed.query else None,
        limit=feed.limit,
    )


_WAYS: Sequence[Publish] = ("link", "summary", "full")


def way(feed: Feed, source: Source | None, site: Site, article: Article) -> Publish:
    """Return how much of an article a feed shows: what it wants, and no more than it may.

    `source` is None when nobody follows it any more.
    """
    allowed = "full" if feed.private and not article.noarchive else may(source, site, article)
    return min(feed.content, allowed, key=_WAYS.index)


def may(source: Source | None, site: Site, article: Article) -> Publish:
    """Return how much of an article may be published.

    A page's noarchive is always obeyed; then the operator's word counts, then who can read the
    site, then the article's licence.
    """
    said = source.publish if source is not None else None
    if article.noarchive:
        return "link" if said == "link" else "summary"
    if said is not None:
        return said
    return "full" if site.visibility == "private" or is_free(article.rights) else "summary"


def is_free(rights: str | None) -> bool:
    """Tell whether `rights` names a licence to republish: CC BY, CC BY-SA, CC0, public domain."""
    return bool(rights and _FREE.search(rights) and not _RESTRICTED.search(rights))
