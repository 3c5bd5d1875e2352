"""Which feeds there are, and which articles they may show whole. Pure decisions.

A free licence is recognised from what the article itself says of its rights. The text is
written by others, so recognition is narrow: whatever restricts, excepts or denies wins.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from syndicate.model import Article, Feed, Site, Source

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
) -> tuple[Feed, ...]:
    """Return every feed to publish: `all`, one per source, then what the operator defined.

    A definition whose id is `all` or a source's takes that feed's place. `titles` holds what
    sources call themselves; the operator's title comes before it, the id after it. `imported`
    sources never were followed: they have their feeds behind the others'.
    """
    everything = Feed(id=EVERYTHING, title="All articles")
    own = (
        Feed(
            id=source.id,
            title=source.title or titles.get(source.id) or source.id,
            sources=(source.id,),
        )
        for source in sources
    )
    followed = {source.id for source in sources}
    kept = (
        Feed(id=name, title=titles.get(name, name), sources=(name,))
        for name in sorted(imported)
        if name not in followed
    )
    return tuple({feed.id: feed for feed in (everything, *own, *kept, *definitions)}.values())


def tagged(feed: Feed, sources: Sequence[Source]) -> tuple[str, ...]:
    """Return the sources all of whose articles a feed of tags shows: they bear one of them now.

    Their articles bear the tags that the source had when they came in, and keep those.
    """
    wanted = set(feed.tags)
    if not wanted:
        return ()
    return tuple(
        source.id
        for source in sources
        if wanted.intersection(source.tags) and (not feed.sources or source.id in feed.sources)
    )


def publishes_full(source: Source | None, site: Site, article: Article) -> bool:
    """Tell whether a feed may carry the article whole.

    `source` is None when nobody follows it any more. A page's noarchive is always obeyed; then
    the operator's word counts, then who can read the site, then the article's licence.
    """
    if article.noarchive:
        return False
    if source is not None and source.publish is not None:
        return source.publish == "full"
    return site.visibility == "private" or is_free(article.rights)


def is_free(rights: str | None) -> bool:
    """Tell whether `rights` names a licence to republish: CC BY, CC BY-SA, CC0, public domain."""
    return bool(rights and _FREE.search(rights) and not _RESTRICTED.search(rights))
