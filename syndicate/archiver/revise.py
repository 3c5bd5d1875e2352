"""What becomes of an article on disk when its source sends it again: decided here, done elsewhere.

    draft + nothing there          ─▶ new
    draft + on disk, same content  ─▶ unchanged, or touched: details only, no new version
    draft + on disk, other content ─▶ revised: the old bytes move to the revisions
                                   └▶ kept: a person changed the same part; the draft goes there

Content is the body and the keys that a profile calls so: title, date, authors, enclosures,
status. A key that a person changed stays, and so does every line whose upstream value did not
change. A whole article never becomes partial. Pure: files in, files out, in the order of writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from syndicate.archiver import document
from syndicate.archiver import sidecar as sidecars
from syndicate.archiver.document import Block, hash_of
from syndicate.archiver.draft import Draft, Stamp, document_of, revision_of, version_of, with_images
from syndicate.archiver.fields import digests, local_images
from syndicate.archiver.ondisk import OnDisk, by_hand, digest
from syndicate.archiver.profiles import Files, Profile
from syndicate.archiver.sidecar import Sidecar, Version
from syndicate.errors import ArchiveError

Kind = Literal["new", "revised", "touched", "unchanged", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Hold what to write, in order, as keys of the storage.

    `images` must be there before, by name; `saved` is the file that a kept draft went to.
    """

    kind: Kind
    images: tuple[str, ...] = ()
    writes: tuple[tuple[str, bytes], ...] = ()
    saved: str | None = None


def decide(
    sent: Draft, ondisk: OnDisk | None, left: Sidecar | None, stamp: Stamp, files: Files
) -> Plan:
    """Say what to write; `left` is the sidecar of a document that is missing."""
    if ondisk is None:
        return _first(sent, left, stamp, files)
    if _is_lesser(sent, ondisk):
        return _learn(sent, ondisk, files)
    if _is_other(sent, ondisk.known, files.profile):
        return _revise(sent, ondisk, stamp, files)
    if ondisk.known is not ondisk.version:
        return _learn(sent, ondisk, files)
    return _touch(sent, ondisk, files)


def _is_lesser(sent: Draft, ondisk: OnDisk) -> bool:
    return sent.article.status == "partial" and "status" not in ondisk.known.written.keys


def _is_other(sent: Draft, known: Version, profile: Profile) -> bool:
    """Tell whether the source changed something that readers are told of."""
    names = [key.name for key in profile.keys if key.role == "content"]
    before = known.written
    changed = any(sent.keys.get(name) != before.keys.get(name) for name in names)
    return changed or sent.text != before.text


def _first(sent: Draft, left: Sidecar | None, stamp: Stamp, files: Files) -> Plan:
    """Write version 1; a sidecar left by a killed writer lends its stamps to the same draft."""
    if left and [item.revision.file for item in left.versions] != [files.document]:
        raise ArchiveError(f"{files.main} is missing beside its sidecar", path=files.main)
    unfinished = left.versions[0] if left else None
    revision = revision_of(sent, 1, files.document, stamp, unfinished)
    data = document_of(sent, revision, files)
    version = version_of(sent, revision, data)
    names = left or Sidecar(key=sent.article.key)
    facts = _named(replace(names, versions=(version,)), sent)
    return Plan(kind="new", images=revision.images, writes=_both(facts, data, files))


def _learn(sent: Draft, ondisk: OnDisk, files: Files) -> Plan:
    """Keep the names under which the article came, and nothing else."""
    facts = _named(replace(ondisk.sidecar, versions=_history(ondisk, files.document, files)), sent)
    return _amend(facts, ondisk.raw, ondisk, files)


def _touch(sent: Draft, ondisk: OnDisk, files: Files) -> Plan:
    """Write details into the version that is there; its announcement stays."""
    old, signature = ondisk.version, ondisk.signature
    stays = ondisk.edited or not _brings_images(sent, ondisk)
    sent = with_images(sent, ondisk.version.assets, files.profile)
    body = ondisk.loaded.body if stays else sent.body
    revision = replace(
        old.revision,
        file=files.document,
        hash=signature.body if stays else hash_of(body),
        lastmod=sent.article.lastmod,
        images=local_images(sent.article.assets),
    )
    data = document_of(sent, revision, files, body, _kept(sent, ondisk, files.profile))
    version = version_of(sent, revision, data)
    if data == ondisk.raw:
        written = replace(version.written, document=signature.document)
        version = replace(version, written=written, before=old.before)
    else:
        version = replace(version, before=replace(signature, document=digest(ondisk.raw)))
    versions = tuple(version if item is old else item for item in ondisk.finished)
    facts = _named(replace(ondisk.sidecar, versions=versions), sent)
    return replace(_amend(facts, data, ondisk, files), images=revision.images)


def _revise(sent: Draft, ondisk: OnDisk, stamp: Stamp, files: Files) -> Plan:
    """Write a new version over the document, whose bytes move to the revisions."""
    if ondisk.edited and sent.text != ondisk.known.written.text:
        return _keep(sent, ondisk, stamp, files)
    body = sent.body
    if ondisk.edited:
        sent = with_images(sent, ondisk.version.assets, files.profile)
        body = ondisk.loaded.body
    number = ondisk.known.revision.number + 1
    revision = revision_of(sent, number, files.document, stamp, ondisk.unfinished)
    data = document_of(sent, revision, files, body, _kept(sent, ondisk, files.profile))
    if not _shows_more(data, ondisk, files):
        return _keep(sent, ondisk, stamp, files)
    old = files.revision(ondisk.version.revision.number)
    versions = (*_history(ondisk, old, files), version_of(sent, revision, data))
    facts = _named(replace(ondisk.sidecar, versions=versions), sent)
    superseded = (files.at(old), ondisk.raw)
    writes = (superseded, *_both(facts, data, files))
    return Plan(kind="revised", images=revision.images, writes=writes)


def _keep(sent: Draft, ondisk: OnDisk, stamp: Stamp, files: Files) -> Plan:
    """Put the draft into the revisions; the document, which a person changed, stays."""
    number = ondisk.known.revision.number + 1
    file = files.revision(number)
    revision = revision_of(sent, number, file, stamp, None)
    data = document_of(sent, revision, files)
    versions = (*_history(ondisk, files.document, files), version_of(sent, revision, data))
    facts = _named(replace(ondisk.sidecar, versions=versions), sent)
    writes = ((files.at(file), data), (files.sidecar, sidecars.dumps(facts)))
    return Plan(kind="kept", images=revision.images, writes=writes, saved=files.at(file))


def _amend(facts: Sidecar, data: bytes, ondisk: OnDisk, files: Files) -> Plan:
    same = data == ondisk.raw and facts == ondisk.sidecar
    return (
        Plan(kind="unchanged") if same else Plan(kind="touched", writes=_both(facts, data, files))
    )


def _both(facts: Sidecar, data: bytes, files: Files) -> tuple[tuple[str, bytes], ...]:
    return (files.sidecar, sidecars.dumps(facts)), (files.main, data)


def _named(facts: Sidecar, sent: Draft) -> Sidecar:
    guids = tuple(dict.fromkeys((*facts.guids, *sent.article.guids)))
    urls = tuple(dict.fromkeys((*facts.urls, *sent.article.urls)))
    return replace(
        facts,
        id=sent.article.id or facts.id,
        guids=guids,
        urls=urls,
        announcements=sidecars.merged(facts.announcements, sent.article.announcements),
    )


def _history(ondisk: OnDisk, file: str, files: Files) -> tuple[Version, ...]:
    """Return the finished versions; the shown one is from now on in `file`, as it is there."""
    shown = ondisk.version
    moved = replace(shown, revision=replace(shown.revision, file=file))
    if file != files.document:
        record = replace(moved.revision, hash=ondisk.signature.body)
        moved = replace(moved, revision=record, written=ondisk.signature, before=None)
    return tuple(moved if item is shown else item for item in ondisk.finished)


def _kept(sent: Draft, ondisk: OnDisk, profile: Profile) -> Mapping[str, object]:
    """Return lines that stay: other people's keys, changed ones, those with nothing new."""
    blocks, before = ondisk.loaded.blocks, ondisk.signature.keys
    changed = by_hand(ondisk.loaded, ondisk.signature, profile)
    known = {key.name: key.role for key in profile.keys}
    stays = {
        name
        for name in {*blocks, *changed}
        if name not in known
        or name in changed
        or (known[name] != "record" and before.get(name) == sent.keys.get(name))
    }
    ordered = (*blocks, *sorted(changed - set(blocks)))
    return {name: Block(blocks.get(name, "")) for name in ordered if name in stays}


def _shows_more(data: bytes, ondisk: OnDisk, files: Files) -> bool:
    """Tell whether a document shows a reader anything else than the one that is there."""
    new, old = document.loads(data, files.profile, path=files.main), ondisk.loaded
    names = [key for key in files.profile.keys if key.role == "content"]
    changed = digests(new.values, names) != digests(old.values, names)
    return changed or hash_of(new.body) != hash_of(old.body)


def _brings_images(sent: Draft, ondisk: OnDisk) -> bool:
    """Tell whether the draft's body differs, which is then for its images being local now."""
    old = set(local_images(ondisk.version.assets))
    return hash_of(sent.body) != ondisk.signature.body and old <= set(
        local_images(sent.article.assets)
    )
