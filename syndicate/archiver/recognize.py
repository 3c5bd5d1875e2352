"""Which article an entry is: its names, whether a known article is really it, who may change it.

Merging two articles loses one, keeping one twice loses nothing: in doubt they stay apart.
"""

from __future__ import annotations

from dataclasses import replace

from syndicate import identity, urls
from syndicate.markup.text import squash
from syndicate.model import Article, Claim, Extraction, Identity, Pending, Source


def identify(
    pending: Pending, page: Extraction | None, *, alias: bool = True, guid: bool = True
) -> Identity:
    """Return the names under which the article may be known, and those it gets if it is new.

    A page's rel=canonical counts unless `alias` is False or it names the site's front page,
    which some sites put on every page. `guid` False leaves the guid out.
    """
    entry = pending.entry
    told_by_guid = guid and "guid" not in pending.ambiguous
    told_by_url = "url" not in pending.ambiguous
    own = urls.canonical(entry.url) if entry.url and told_by_url else None
    other = canonical(page) if page and alias and told_by_url else None
    key = identity.key(pending.source, pending.name, other or own)
    return Identity(
        source=pending.source,
        key=key,
        guid=entry.guid if told_by_guid else None,
        urls=tuple(dict.fromkeys(url for url in (other, own) if url)),
        ids=identity.ids(entry, guid=told_by_guid, article_key=key),
    )


def canonical(page: Extraction) -> str | None:
    """Return the address that a page calls its own, None for a front page."""
    if page.canonical_url is None or identity.is_front_page(page.canonical_url):
        return None
    return urls.canonical(page.canonical_url)


def same(known: Article, pending: Pending) -> bool:
    """Tell whether the article that bears one of an entry's names is the entry's article.

    Its own address decides; a guid does where it means the same everywhere, or anything else
    agrees: feeds start counting anew. Where only rel=canonical speaks, a guid that the same
    source gave to another entry denies, and the announced title must agree.
    """
    entry = pending.entry
    if entry.url and "url" not in pending.ambiguous:
        own = urls.canonical(entry.url)
        if {own, identity.twin(own)} & set(known.urls):
            return True
    titles_agree = bool(entry.title) and _folded(entry.title) == _folded(known.title)
    guid = entry.guid if "guid" not in pending.ambiguous else None
    if guid and guid in known.guids:
        dates_agree = entry.published is not None and entry.published == known.date
        return identity.is_iri(guid) or entry.url is None or titles_agree or dates_agree
    if guid and known.guids and pending.source in (known.source, *known.via):
        return False
    return titles_agree


def may_change(source: Source, home: Source | None, article: Article) -> bool:
    """Tell whether a source may change an article: its first source may, and its own site's.

    Others only add their names: a planet's, or a stranger's, words for somebody else's article
    are not the article's. When nobody follows the first source any more, any source may.
    """
    if home is None or home.id == source.id:
        return True
    address = article.canonical_url or ""
    return urls.same_site(source.url, address) and not urls.same_site(home.url, address)


def settle(article: Article, claim: Claim, known: Article | None, names: Identity) -> Article:
    """Give the draft its identity; an article known from another source keeps its own source.

    `via` names every source that announced it, once there is more than one.
    """
    home = known.source if known else article.source
    via = (*known.via, home, article.source) if known else (home,)
    sources = tuple(dict.fromkeys(via))
    guid = (names.guid,) if names.guid else ()
    return replace(
        article,
        key=claim.key,
        id=claim.id,
        path=claim.path,
        source=home,
        via=sources if len(sources) > 1 else (),
        guids=tuple(dict.fromkeys((*(known.guids if known else ()), *guid))),
        urls=tuple(dict.fromkeys((*(known.urls if known else ()), *names.urls))),
    )


def steady(article: Article, known: Article, pending: Pending, page: Extraction | None) -> Article:
    """Keep the dates that an article has where those of its draft were counted back from now.

    "2 hours ago" is another instant whenever it is read, and no change.
    """
    reckoned = page.reckoned if page else frozenset()
    published = pending.entry.published
    is_rough = pending.entry.edition == "" if published else "date" in reckoned
    is_changed_roughly = page and "modified" in reckoned and article.lastmod == page.modified
    return replace(
        article,
        date=known.date if is_rough and known.date else article.date,
        lastmod=known.lastmod if is_changed_roughly else article.lastmod,
    )


def _folded(title: str | None) -> str:
    return squash(title or "").casefold()
