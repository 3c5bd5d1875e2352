"""What a source sends, as it would be written: a draft, its record and its document. Pure.

A draft carries the digests by which it is compared with what was written before, without either
text at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from syndicate import dates
from syndicate.archiver import document
from syndicate.archiver.document import body_of, hash_of
from syndicate.archiver.escape import destination
from syndicate.archiver.fields import digests, local_images, values
from syndicate.archiver.ondisk import digest
from syndicate.archiver.profiles import Files, Profile, image
from syndicate.archiver.scalars import whole
from syndicate.archiver.sidecar import Signature, Version
from syndicate.model import Article, Asset, Revision


@dataclass(frozen=True, slots=True)
class Stamp:
    """Hold what a version written now is stamped with."""

    now: datetime
    announce: datetime
    extractor: str
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Hold what the source sends: the article, its body, and digests to compare it by."""

    article: Article
    body: str
    text: str
    keys: Mapping[str, str]


def draft(article: Article, profile: Profile) -> Draft:
    """Return the article as it would be written, its lead image local where it can be.

    Instants that can't be written in UTC are unknown.
    """
    local = {asset.url: image(asset.name) for asset in article.assets if asset.name}
    lead = local.get(article.image or "", article.image)
    known = {key.name for key in profile.keys}
    extra = {name: value for name, value in article.extra.items() if name not in known}
    guids, urls = _whole(article.guids), _whole(article.urls)
    article = replace(
        article,
        id=whole(article.id),
        date=_known(article.date),
        lastmod=_known(article.lastmod),
        image=lead,
        extra=extra,
        guids=guids,
        urls=urls,
        announcements={whole(name): whole(it) for name, it in article.announcements.items()},
        enclosures=tuple(replace(item, url=whole(item.url)) for item in article.enclosures),
    )
    return Draft(
        article=article,
        body=body_of(article.markdown),
        text=_text(article.markdown, article.assets),
        keys=digests(values(article, profile.keys), profile.keys),
    )


def _known(moment: datetime | None) -> datetime | None:
    return moment if moment and dates.in_utc(moment) else None


def _whole(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(whole(name) for name in names)


def _text(markdown: str, assets: Iterable[Asset]) -> str:
    """Return a digest of the text with its images' origins: where an image lies is no content."""
    for asset in assets:
        if asset.name:
            remote = f"]({destination(asset.url)})"
            markdown = markdown.replace(f"]({image(asset.name)})", remote)
    return hash_of(markdown)


def revision_of(
    sent: Draft, number: int, file: str, stamp: Stamp, unfinished: Version | None
) -> Revision:
    """Return the record of a version; one that was recorded and not written keeps its stamps."""
    fresh = Revision(
        number=number,
        file=file,
        announced=stamp.announce,
        archived=stamp.now,
        hash=hash_of(sent.body),
        lastmod=sent.article.lastmod,
        batch=stamp.batch,
        images=local_images(sent.article.assets),
        extractor=stamp.extractor,
    )
    if unfinished is None or not _is_same(sent, unfinished):
        return fresh
    old = unfinished.revision
    return replace(fresh, announced=old.announced, archived=old.archived, batch=old.batch)


def _is_same(sent: Draft, version: Version) -> bool:
    written = version.written
    return (hash_of(sent.body), sent.text) == (written.body, written.text) and (
        dict(sent.keys) == dict(written.keys)
    )


def version_of(sent: Draft, revision: Revision, data: bytes) -> Version:
    """Return the record of a version whose document is `data`."""
    article = sent.article
    return Version(
        revision=revision,
        written=Signature(
            document=digest(data), body=revision.hash, text=sent.text, keys=sent.keys
        ),
        assets=article.assets,
        enclosures=article.enclosures,
        noarchive=article.noarchive,
    )


def document_of(
    sent: Draft,
    revision: Revision,
    files: Files,
    body: str | None = None,
    kept: Mapping[str, object] | None = None,
) -> bytes:
    """Return the document of a version; lines to keep stand where their keys belong."""
    stamped = replace(
        sent.article,
        archived=revision.archived,
        announced=revision.announced,
        revision=revision.number,
        hash=revision.hash,
    )
    keys = files.profile.keys
    kept = sent.article.extra if kept is None else kept
    lines: dict[str, object] = {**values(stamped, keys), **kept}
    order = {key.name: lines.pop(key.name) for key in keys if key.name in lines}
    text = sent.body if body is None else body
    return document.write({**order, **lines}, text, path=files.main)


def with_images(sent: Draft, shown: Iterable[Asset], profile: Profile) -> Draft:
    """Return the draft with those local images, too, that only the document on disk shows."""
    assets = sent.article.assets
    names = set(local_images(assets))
    more = [item for item in shown if item.name and item.name not in names]
    if not more:
        return sent
    origins = {item.url for item in more}
    kept = (*(item for item in assets if item.url not in origins), *more)
    return draft(replace(sent.article, assets=kept), profile)
