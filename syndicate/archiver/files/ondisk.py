"""What is on disk of an article: document and sidecar read together, and the article they make.

The document's own `revision`, or else a digest, says which of the sidecar's versions it is; a
newer version whose file is the document is one that a killed writer recorded and never wrote, and
is not shown.
Whether a person changed something is told here, without any other memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from syndicate.archiver.files import bodies, document, fronts
from syndicate.archiver.files import sidecar as sidecars
from syndicate.archiver.files.bodies import Body
from syndicate.archiver.files.document import Loaded, hash_of
from syndicate.archiver.files.fronts import digests, own
from syndicate.archiver.files.profiles import Files, Key, Profile
from syndicate.archiver.files.scalars import Value
from syndicate.archiver.files.sidecar import Sidecar, Signature, Version
from syndicate.errors import ArchiveError
from syndicate.model import Article, Enclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDisk:
    """Hold an article as it stands on disk.

    `version` is the record of what the document shows, `known` that of the newest version the
    source is known to have sent, `unfinished` one that was recorded and not written.
    `signature` is what the archive wrote last into the bytes that are there.
    """

    raw: bytes
    loaded: Loaded
    body: Body
    sidecar: Sidecar
    version: Version
    known: Version
    unfinished: Version | None
    signature: Signature

    @property
    def finished(self) -> tuple[Version, ...]:
        """Return the versions whose files are there."""
        return tuple(item for item in self.sidecar.versions if item is not self.unfinished)

    @property
    def edited(self) -> bool:
        """Tell whether a person changed the body."""
        return hash_of(self.body.markdown) != self.signature.body


def digest(data: bytes) -> str:
    """Return sha256 (hex) of a file."""
    return hashlib.sha256(data).hexdigest()


def stand(raw: bytes, sidecar: bytes | None, files: Files) -> OnDisk:
    """Read what is there together; raise ArchiveError where it does not fit together."""
    document.loads(raw, files.profile, path=files.main)
    if sidecar is None:
        raise ArchiveError(f"{files.sidecar} is missing beside its document", path=files.sidecar)
    return together(raw, sidecars.loads(sidecar, path=files.sidecar), files)


def together(raw: bytes, facts: Sidecar, files: Files) -> OnDisk:
    """Read a document by its sidecar; raise ArchiveError where it does not fit it."""
    loaded = document.loads(raw, files.profile, path=files.main)
    body = bodies.read(loaded.body, files)
    facts = _following(facts, files)
    version = _shown(raw, loaded, body, facts, files)
    unfinished = _unfinished(facts, files)
    if unfinished is version:
        unfinished = None
    known = facts.versions[-2 if unfinished else -1]
    return OnDisk(
        raw=raw,
        loaded=loaded,
        body=body,
        sidecar=facts,
        version=version,
        known=known,
        unfinished=unfinished,
        signature=_signature(raw, version),
    )


def _following(facts: Sidecar, files: Files) -> Sidecar:
    """Return the sidecar with the names of now, where a person renamed it with its document."""
    names = [version.revision.file for version in facts.versions]
    old = next((name for name in names if "/" not in name), files.document)
    if files.document in names or old == files.document:
        return facts
    before = Files(old.removesuffix(".md"), files.profile)
    renamed = {old: files.document} | {
        before.revision(it.revision.number): files.revision(it.revision.number)
        for it in facts.versions
    }
    versions = tuple(
        replace(it, revision=replace(it.revision, file=renamed.get(it.revision.file, name)))
        for it, name in zip(facts.versions, names, strict=True)
    )
    return replace(facts, versions=versions)


def _shown(raw: bytes, loaded: Loaded, body: Body, facts: Sidecar, files: Files) -> Version:
    newest = next((it for it in facts.versions if it.revision.file == files.document), None)
    number: Value | None = loaded.values.get("revision")
    if newest and newest.written.front is not None:
        number = _by_digest(raw, body, newest)
    for version in facts.versions:
        if version.revision.number == number:
            return version
    raise ArchiveError(
        f"{files.main} is version {number or 'unknown'}, of which {files.sidecar} knows nothing",
        path=files.main,
    )


def _by_digest(raw: bytes, body: Body, newest: Version) -> int:
    """Return the version that a document shows which does not say so itself.

    It is the newest, unless bytes or text are those that the newest was about to replace.
    """
    number, before = newest.revision.number, newest.before
    if before is None or before.revision is None or digest(raw) == newest.written.document:
        return number
    text = hash_of(body.markdown)
    is_old = text == before.body and text != newest.written.body
    return before.revision if is_old or digest(raw) == before.document else number


def _unfinished(facts: Sidecar, files: Files) -> Version | None:
    newest = facts.versions[-1]
    return newest if newest.revision.file == files.document else None


def _signature(raw: bytes, version: Version) -> Signature:
    before = version.before
    return before if before and before.document == digest(raw) else version.written


def by_hand(loaded: Loaded, signature: Signature, profile: Profile) -> frozenset[str]:
    """Return the profile's keys that a person changed, added or removed."""
    there = digests(own(loaded, profile), profile.keys)
    names = (key.name for key in profile.keys if key.role != "record")
    return frozenset(name for name in names if there.get(name) != signature.lines.get(name))


def article_of(
    loaded: Loaded, version: Version, signature: Signature, facts: Sidecar, files: Files
) -> Article:
    """Return the article that a document and the record of its version make.

    What a person wrote into the document wins over the record, but for the id: under another
    one, readers would be told of an article that they know. An article always has a source: a
    document that names none has that of the record.
    """
    revision, body = version.revision, bodies.read(loaded.body, files)
    values = _facts(loaded, body, version, signature, files)
    edited = hash_of(body.markdown) != signature.body
    exact = None if edited else _text(version.facts, "markdown")
    return Article(
        key=facts.key,
        id=facts.id or _text(values, "id") or "",
        source=_text(values, "source") or _recorded_source(facts),
        title=_text(values, "title") or "",
        markdown=body.markdown if exact is None else exact,
        date=_instant(values, "date"),
        lastmod=_instant(values, "lastmod"),
        authors=_texts(values, "authors"),
        description=_text(values, "description"),
        tags=_texts(values, "tags"),
        lang=_text(values, "lang"),
        image=_text(values, "image"),
        canonical_url=_text(values, "canonical_url"),
        link=_text(values, "link"),
        publisher=_text(values, "publisher"),
        rights=_text(values, "rights"),
        via=_texts(values, "via"),
        enclosures=_enclosures(values, version),
        assets=version.assets,
        guids=facts.guids,
        urls=facts.urls,
        status=_status(values),
        noarchive=version.noarchive,
        archived=revision.archived,
        announced=revision.announced,
        revision=revision.number,
        batch=revision.batch,
        hash=signature.body,
        edited=edited,
        path=files.path,
        seal=facts.seal,
        extra=_extra(loaded, signature, files.profile),
        announcements=facts.announcements,
        earlier=tuple(
            each.revision for each in facts.versions if each.revision.number < revision.number
        ),
    )


def _facts(
    loaded: Loaded, body: Body, version: Version, signature: Signature, files: Files
) -> Mapping[str, Value | None]:
    """Return what lines tell, and where nobody changed them what the record knows better."""
    told: dict[str, Value | None] = dict(fronts.facts(loaded.values, files))
    carriers = {key.what: key for key in files.profile.keys if key.carries}
    if body.link:
        told["link"] = body.link
    if "enclosures" not in carriers:
        told["enclosures"] = tuple(item.url for item in version.enclosures)
    for name, value in version.facts.items():
        key = carriers.get(name)
        if key is None or _is_ours(key, loaded, signature):
            told[name] = value
    return told


def _is_ours(key: Key, loaded: Loaded, signature: Signature) -> bool:
    """Tell whether a line is as it was written; one that was left out may still be missing."""
    there = fronts.digest(fronts.line_of(loaded, key))
    return there == signature.lines.get(key.name, fronts.digest(None))


def _extra(loaded: Loaded, signature: Signature, profile: Profile) -> Mapping[str, object]:
    """Return other people's keys, and the profile's own where they don't say what it would."""
    derived = [key for key in profile.keys if not key.carries]
    there = digests(loaded.extra, derived)
    ours = {name for name, found in there.items() if found == signature.lines.get(name)}
    return {name: value for name, value in loaded.extra.items() if name not in ours}


def shown(ondisk: OnDisk, files: Files) -> Article:
    """Return the article that stands on disk."""
    return article_of(ondisk.loaded, ondisk.version, ondisk.signature, ondisk.sidecar, files)


def _recorded_source(facts: Sidecar) -> str:
    """Return the source that a document brought along never named, in no version of it."""
    named = (_text(version.facts, "source") for version in facts.versions)
    return next(filter(None, named), "")


def _enclosures(values: Mapping[str, Value | None], version: Version) -> tuple[Enclosure, ...]:
    """Return the files that the front matter lists, with types and lengths of the record."""
    listed, recorded = _texts(values, "enclosures"), version.enclosures
    if listed == tuple(item.url for item in recorded)[: len(listed)] and listed:
        return recorded
    known = {item.url: item for item in recorded}
    return tuple(known.get(url) or Enclosure(url=url) for url in listed)


def _status(values: Mapping[str, Value | None]) -> Literal["whole", "partial"]:
    return "partial" if values.get("status") == "partial" else "whole"


def _text(values: Mapping[str, Value | None], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) else None


def _texts(values: Mapping[str, Value | None], name: str) -> tuple[str, ...]:
    value = values.get(name)
    return value if isinstance(value, tuple) else ()


def _instant(values: Mapping[str, Value | None], name: str) -> datetime | None:
    value = values.get(name)
    return value if isinstance(value, datetime) else None
