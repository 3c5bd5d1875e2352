"""The pages of articles, and what changed in them."""

from __future__ import annotations

from collections.abc import Sequence

from syndicate.archiver.files import differ
from syndicate.errors import ArchiveError
from syndicate.generator.announcement import announce
from syndicate.generator.paths import article_page, changes_page
from syndicate.generator.site import pages
from syndicate.generator.site.values import ArticlePage, Version
from syndicate.model import Article, Feed
from syndicate.model.listed import Said
from syndicate.publication.output import Output
from syndicate.publication.renderings import Renderings

VERSIONS = 20
"""Versions that an article's pages tell of: a page that changes daily has hundreds."""

_PAGE = Feed(id="page", title="")
"""What an article's own page shows of it: as much as may be."""


def write(output: Output, renderings: Renderings, said: Said) -> None:
    """Write an article's page, and with several versions the one of what changed."""
    article = renderings.article(said)
    path = article_page(said.path)
    if article is None:
        return
    try:
        item = renderings.item(article, _PAGE)
        announced = announce(item, output.parts.site)
    except (ValueError, OverflowError):
        # The feeds tell why nothing can be said of it.
        remove(output, said.path)
        return
    found = _versions(output, article, item.way == "full") if article.earlier else []
    page = ArticlePage(
        path=path,
        said=announced,
        html=item.html if announced.html is not None else "",
        archived=article.archived,
        revision=article.revision,
        edited=article.edited,
        partial=article.status == "partial",
        feed=renderings.own.get(article.source),
        versions=found,
    )
    site, theme = output.parts.site, output.parts.theme
    output.write(path, pages.article(theme, site, page))
    if found:
        output.write(changes_page(said.path), pages.changes(theme, site, page))
    else:
        output.remove(changes_page(said.path))


def remove(output: Output, path: str) -> None:
    """Remove the pages of an article that is not there any more."""
    output.remove(article_page(path))
    output.remove(changes_page(path))


def _versions(output: Output, article: Article, full: bool) -> Sequence[Version]:
    """Return the last versions, newest first; one that can't be read ends the list."""
    archive = output.parts.archive
    found: list[Version] = []
    newer = article
    for record in reversed(article.earlier[-VERSIONS:]):
        try:
            older = archive.version(article.path or "", record.number)
        except ArchiveError as error:
            output.complain(article.source, error.message, article.path, error)
            return ()
        found.append(_version(older, newer, full))
        newer = older
    first = newer.archived or newer.announced
    if first and len(article.earlier) <= VERSIONS:
        found.append(Version(number=newer.revision, archived=first))
    return found


def _version(older: Article, newer: Article, full: bool) -> Version:
    pieces = differ.pieces(older.markdown, newer.markdown)
    added, removed = differ.count(pieces)
    facts = [
        ("title", older.title, newer.title),
        ("date", str(older.date or ""), str(newer.date or "")),
        ("authors", ", ".join(older.authors), ", ".join(newer.authors)),
        ("status", older.status, newer.status),
    ]
    archived = newer.archived or newer.announced
    if archived is None:
        raise ValueError("a version was archived at some time")
    return Version(
        number=newer.revision,
        archived=archived,
        facts=[fact for fact in facts if fact[1] != fact[2]] if full else [],
        pieces=[(piece.kind, piece.text) for piece in pieces] if full else [],
        added=added,
        removed=removed,
    )
