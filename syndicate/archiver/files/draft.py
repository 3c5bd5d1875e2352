"""What a source sends, as it would be written: a draft, its record and its document. Pure.

A draft carries the digests by which it is compared with what was written before, without either
text at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from syndicate import dates
from syndicate.archiver.files import bodies, document, fronts, stored
from syndicate.archiver.files.bodies import Body, body_of
from syndicate.archiver.files.document import hash_of
from syndicate.archiver.files.fields import local_images, values
from syndicate.archiver.files.fronts import digests, own
from syndicate.archiver.files.ondisk import digest
from syndicate.archiver.files.profiles import FIELDS, Files, Profile, image
from syndicate.archiver.files.scalars import Value, whole
from syndicate.archiver.files.sidecar import Signature, Version
from syndicate.archiver.markdown.escape import destination
from syndicate.model import Article, Asset, Revision


@dataclass(frozen=True, slots=True)
class Stamp:
    """Hold what a version written now is stamped with."""

    now: datetime
    announce: datetime
    extractor: str
    batch: str | None = None
    capture: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Hold what the source sends: the article, its document's parts, and digests to compare by.

    `body` is the document's body, `hash` that of the text which reads back from it, `text` that
    of the upstream text. `keys` are digests of facts, `front` those of the document's lines,
    None where they say each fact as it is. `facts` are those which the document would not tell.
    `raw` is a document to write as it is.
    """

    article: Article
    body: str
    hash: str
    text: str
    keys: Mapping[str, str]
    front: Mapping[str, str] | None
    facts: Mapping[str, Value | None]
    raw: bytes | None = None

    @property
    def lines(self) -> Mapping[str, str]:
        """Return the digests of the document's lines."""
        return self.keys if self.front is None else self.front


def draft(article: Article, files: Files, raw: bytes | None = None) -> Draft:
    """Return the article as it would be written, its lead image local where it can be.

    Instants that can't be written in UTC are unknown. `raw` is the document instead of our own
    where it reads as the article's text. Raises ArchiveError for a text that no document can hold:
    comparing it with what stands would take a minute.
    """
    stored.check(files.main, article.markdown)
    article = _settled(article, files.profile)
    found = values(article)
    lines = fronts.lines(found, article, files)
    sent = _as_found(raw, article, found, lines, files) if raw is not None else None
    return sent or _as_ours(article, found, lines, files)


def _as_ours(
    article: Article, found: Mapping[str, Value], lines: Mapping[str, Value], files: Files
) -> Draft:
    """Return the draft of a document that we write ourselves."""
    profile = files.profile
    body = bodies.written(article, files)
    read = bodies.read(body, files)
    facts = fronts.beyond(found, _told(fronts.facts(lines, files), read))
    return Draft(
        article=article,
        body=body,
        hash=hash_of(read.markdown),
        text=_text(article.markdown, article.assets),
        keys=digests(found, FIELDS),
        front=None if profile.literal else digests(lines, profile.keys),
        facts={**facts, **_exact(article.markdown, read.markdown)},
    )


def _as_found(
    raw: bytes,
    article: Article,
    found: Mapping[str, Value],
    lines: Mapping[str, Value],
    files: Files,
) -> Draft | None:
    """Return the draft of a document that is kept as it is, None where it has another text.

    A line that says the same in other words counts as ours, any other as somebody's own.
    """
    loaded = document.loads(raw, files.profile, path=files.main)
    read = bodies.read(loaded.body, files)
    if hash_of(read.markdown) != hash_of(article.markdown):
        return None
    told = _told(fronts.facts(loaded.values, files), read)
    there = digests(own(loaded, files.profile), files.profile.keys)
    alike = {
        key.name: there[key.name]
        for key in files.profile.keys
        if key.carries and key.name in there and told.get(key.what) == found.get(key.what)
    }
    return Draft(
        article=article,
        body=loaded.body,
        hash=hash_of(read.markdown),
        text=_text(article.markdown, article.assets),
        keys=digests(found, FIELDS),
        front={**digests(lines, files.profile.keys), **alike},
        facts={**fronts.beyond(found, told), **_exact(article.markdown, read.markdown)},
        raw=raw,
    )


def _told(facts: Mapping[str, Value], body: Body) -> Mapping[str, Value]:
    return {**facts, "link": body.link} if body.link else facts


def _exact(markdown: str, read: str) -> Mapping[str, Value]:
    """Return the text where it would not read back from its document."""
    whole_text = body_of(markdown).strip("\n")
    return {} if read == whole_text else {"markdown": whole_text}


def dumps(article: Article, files: Files) -> bytes:
    """Write an article's document from nothing."""
    sent = draft(article, files)
    return _written(sent.article, files, sent.body, sent.article.extra)


def _settled(article: Article, profile: Profile) -> Article:
    local = {asset.url: image(asset.name) for asset in article.assets if asset.name}
    lead = local.get(article.image or "", article.image)
    carried = {key.name for key in profile.keys if key.carries}
    extra = {name: value for name, value in article.extra.items() if name not in carried}
    link = "".join(whole(article.link or "").split()) or None
    return replace(
        article,
        id=whole(article.id),
        date=_known(article.date),
        lastmod=_known(article.lastmod),
        image=lead,
        link=None if link == article.canonical_url else link,
        extra=extra,
        guids=_whole(article.guids),
        urls=_whole(article.urls),
        announcements={whole(name): whole(it) for name, it in article.announcements.items()},
        enclosures=tuple(replace(item, url=whole(item.url)) for item in article.enclosures),
    )


def _known(moment: datetime | None) -> datetime | None:
    return moment if moment and dates.in_utc(moment) else None


def _whole(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(whole(name) for name in names)


def _text(markdown: str, assets: Iterable[Asset]) -> str:
    """Return a digest of the text with its images' origins: where an image lies is no content."""
    return hash_of(at_origin(markdown, assets))


def at_origin(markdown: str, assets: Iterable[Asset]) -> str:
    """Return a text with the addresses that its local images come from."""
    for asset in assets:
        if asset.name:
            remote = f"]({destination(asset.url)})"
            markdown = markdown.replace(f"]({image(asset.name)})", remote)
    return markdown


def revision_of(
    sent: Draft, number: int, file: str, stamp: Stamp, unfinished: Version | None
) -> Revision:
    """Return the record of a version; one that was recorded and not written keeps its stamps."""
    fresh = Revision(
        number=number,
        file=file,
        announced=stamp.announce,
        archived=stamp.now,
        hash=sent.hash,
        lastmod=sent.article.lastmod,
        batch=stamp.batch,
        images=local_images(sent.article.assets),
        extractor=stamp.extractor,
        capture=stamp.capture,
    )
    if unfinished is None or not _is_same(sent, unfinished):
        return fresh
    old = unfinished.revision
    return replace(fresh, announced=old.announced, archived=old.archived, batch=old.batch)


def _is_same(sent: Draft, version: Version) -> bool:
    written = version.written
    return (sent.hash, sent.text) == (written.body, written.text) and (
        dict(sent.keys) == dict(written.keys)
    )


def version_of(sent: Draft, revision: Revision, data: bytes) -> Version:
    """Return the record of a version whose document is `data`."""
    article = sent.article
    return Version(
        revision=revision,
        written=Signature(
            document=digest(data),
            body=revision.hash,
            text=sent.text,
            keys=sent.keys,
            front=sent.front,
        ),
        assets=article.assets,
        enclosures=article.enclosures,
        noarchive=article.noarchive,
        facts=sent.facts,
    )


def document_of(
    sent: Draft,
    revision: Revision,
    files: Files,
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
    kept = sent.article.extra if kept is None else kept
    return _written(stamped, files, sent.body, kept)


def _written(stamped: Article, files: Files, body: str, kept: Mapping[str, object]) -> bytes:
    profile = files.profile
    lines: dict[str, object] = {**fronts.lines(values(stamped), stamped, files), **kept}
    order = {key.name: lines.pop(key.name) for key in profile.keys if key.name in lines}
    # Nothing in the place of a value of ours says that somebody does not want the key.
    ours = {name: value for name, value in order.items() if value is not None}
    return document.write({**ours, **lines}, body, style=profile.style, path=files.main)


def with_images(sent: Draft, shown: Iterable[Asset], files: Files) -> Draft:
    """Return the draft with those local images, too, that only the document on disk shows."""
    assets = sent.article.assets
    names = set(local_images(assets))
    more = [item for item in shown if item.name and item.name not in names]
    if not more:
        return sent
    origins = {item.url for item in more}
    kept = (*(item for item in assets if item.url not in origins), *more)
    return draft(replace(sent.article, assets=kept), files, sent.raw)
