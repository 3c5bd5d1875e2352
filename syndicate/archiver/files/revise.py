"""What becomes of an article on disk when its source sends it again: decided here, done elsewhere.

    draft + nothing there          ─▶ new
    draft + on disk, same content  ─▶ unchanged, or touched: details only, no new version
    draft + on disk, noise only    ─▶ the same; and so where a source goes to and fro
    draft + on disk, other content ─▶ revised: the old bytes move to the revisions
                                   │  a person's edit elsewhere in the text is joined with it
                                   └▶ kept: a person changed the same part; the draft goes there

Content is the body and the keys that a profile calls so: title, date, authors, enclosures,
status. A key that a person changed stays, and so does every line whose upstream value did not
change. A whole article never becomes partial. Pure: files in, files out, in the order of writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from syndicate.archiver.files import bodies, document
from syndicate.archiver.files import sidecar as sidecars
from syndicate.archiver.files.changes import is_flapping, is_noise, is_other, is_same, quiet
from syndicate.archiver.files.document import Block, hash_of
from syndicate.archiver.files.draft import (
    Draft,
    Stamp,
    document_of,
    revision_of,
    version_of,
    with_images,
)
from syndicate.archiver.files.fields import local_images
from syndicate.archiver.files.fronts import digests
from syndicate.archiver.files.joining import joined
from syndicate.archiver.files.ondisk import OnDisk, by_hand, digest
from syndicate.archiver.files.profiles import FIELDS, Files, Profile
from syndicate.archiver.files.scalars import Value
from syndicate.archiver.files.sidecar import Sidecar, Signature, Version
from syndicate.errors import ArchiveError
from syndicate.model import Revision

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
    sent: Draft,
    ondisk: OnDisk | None,
    left: Sidecar | None,
    stamp: Stamp,
    files: Files,
    before: Draft | None = None,
) -> Plan:
    """Say what to write; `left` is the sidecar of a document that is missing.

    `before` is what today's rules make of that from which the present version was made: where
    the source sends the same again, or noise beside it, only our reading of it has changed, and
    nothing is written.
    """
    if ondisk is None:
        return _first(sent, left, stamp, files)
    if _is_lesser(sent, ondisk):
        return _learn(sent, ondisk, files)
    if is_other(sent, ondisk.known.written):
        if before is not None and is_same(sent, before):
            return _learn(sent, ondisk, files)
        if is_flapping(sent, ondisk):
            return _learn(sent, ondisk, files)
        if is_noise(sent, ondisk):
            return _touch(quiet(sent, ondisk, files), ondisk, stamp, files, stays=True)
        return _revise(sent, ondisk, stamp, files, before)
    if ondisk.known is not ondisk.version:
        return _learn(sent, ondisk, files)
    return _touch(sent, ondisk, stamp, files)


def reapply(sent: Draft, ondisk: OnDisk, stamp: Stamp, files: Files) -> Plan:
    """Say what to write so that the present version is what today's rules make of its page.

    It counts as what the source sent; a text that a person edited stays.
    """
    return _touch(sent, ondisk, stamp, files, stays=ondisk.edited)


def _is_lesser(sent: Draft, ondisk: OnDisk) -> bool:
    return sent.article.status == "partial" and "status" not in ondisk.known.written.keys


def _first(sent: Draft, left: Sidecar | None, stamp: Stamp, files: Files) -> Plan:
    """Write version 1; a sidecar left by a killed writer lends its stamps to the same draft."""
    if left and [item.revision.file for item in left.versions] != [files.document]:
        raise ArchiveError(f"{files.main} is missing beside its sidecar", path=files.main)
    unfinished = left.versions[0] if left else None
    revision = revision_of(sent, 1, files.document, stamp, unfinished)
    data = sent.raw or document_of(sent, revision, files)
    version = version_of(sent, revision, data)
    names = left or Sidecar(key=sent.article.key)
    facts = _named(replace(names, versions=(version,)), sent)
    return Plan(kind="new", images=revision.images, writes=_both(facts, data, files))


def _learn(sent: Draft, ondisk: OnDisk, files: Files) -> Plan:
    """Keep the names under which the article came, and nothing else."""
    facts = _named(replace(ondisk.sidecar, versions=_history(ondisk, files.document, files)), sent)
    return _amend(facts, ondisk.raw, ondisk, files)


def _touch(
    sent: Draft, ondisk: OnDisk, stamp: Stamp, files: Files, *, stays: bool | None = None
) -> Plan:
    """Write details into the version that is there; its announcement stays.

    Only where anything is written is it from now on made of what the stamp names.
    """
    plan = _touched(sent, ondisk, ondisk.version.revision, files, stays=stays)
    if plan.kind == "unchanged":
        return plan
    old = ondisk.version.revision
    capture = stamp.capture or old.capture
    made = replace(old, extractor=stamp.extractor, capture=capture)
    return _touched(sent, ondisk, made, files, stays=stays)


def _touched(
    sent: Draft, ondisk: OnDisk, made: Revision, files: Files, *, stays: bool | None
) -> Plan:
    old, signature = ondisk.version, ondisk.signature
    if stays is None:
        stays = ondisk.edited or not _brings_images(sent, ondisk)
    sent = with_images(sent, ondisk.version.assets, files)
    sent = _standing(sent, ondisk) if stays else sent
    revision = replace(
        made,
        file=files.document,
        hash=sent.hash,
        lastmod=sent.article.lastmod,
        images=local_images(sent.article.assets),
    )
    kept = kept_lines(sent, ondisk, files.profile)
    is_same = stays and ondisk.signature.front is not None and _is_all(kept, sent, ondisk, files)
    data = ondisk.raw if is_same else document_of(sent, revision, files, kept)
    version = replace(version_of(sent, revision, data), facts=_facts(sent, ondisk))
    if data == ondisk.raw:
        lines = signature.front if is_same else version.written.front
        written = replace(version.written, document=signature.document, front=lines)
        version = replace(version, written=written, before=old.before)
    else:
        version = replace(version, before=replace(signature, document=digest(ondisk.raw)))
    versions = tuple(version if item is old else item for item in ondisk.finished)
    facts = _named(replace(ondisk.sidecar, versions=versions), sent)
    return replace(_amend(facts, data, ondisk, files), images=revision.images)


def _revise(sent: Draft, ondisk: OnDisk, stamp: Stamp, files: Files, before: Draft | None) -> Plan:
    """Write a new version over the document, whose bytes move to the revisions."""
    same_text = sent.text == ondisk.known.written.text
    if ondisk.edited and not same_text:
        both = joined(sent, ondisk, before, files)
        if both is None:
            return _keep(sent, ondisk, stamp, files)
        sent = both
    elif ondisk.edited or (same_text and sent.raw is None and not _brings_images(sent, ondisk)):
        sent = _standing(with_images(sent, ondisk.version.assets, files), ondisk)
    number = ondisk.known.revision.number + 1
    revision = revision_of(sent, number, files.document, stamp, ondisk.unfinished)
    kept = kept_lines(sent, ondisk, files.profile)
    data = sent.raw or document_of(sent, revision, files, kept)
    if not _shows_more(data, sent, ondisk, files):
        return _keep(sent, ondisk, stamp, files)
    old = files.revision(ondisk.version.revision.number)
    version = replace(version_of(sent, revision, data), before=_replaced(sent, ondisk))
    versions = (*_history(ondisk, old, files), version)
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
    kept = replace(version_of(sent, revision, data), sha256=digest(data))
    versions = (*_history(ondisk, files.document, files), kept)
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
        written, raw = ondisk.signature, digest(ondisk.raw)
        moved = replace(moved, revision=record, written=written, before=None, sha256=raw)
    return tuple(moved if item is shown else item for item in ondisk.finished)


def kept_lines(sent: Draft, ondisk: OnDisk, profile: Profile) -> Mapping[str, object]:
    """Return lines that stay: other people's keys, changed ones, those with nothing new."""
    blocks, before = ondisk.loaded.blocks, ondisk.signature.lines
    changed = by_hand(ondisk.loaded, ondisk.signature, profile)
    known = {key.name: key.role for key in profile.keys}
    stays = {
        name
        for name in {*blocks, *changed}
        if name not in known
        or name in changed
        or (known[name] != "record" and before.get(name) == sent.lines.get(name))
    }
    ordered = (*blocks, *sorted(changed - set(blocks)))
    return {name: Block(blocks.get(name, "")) for name in ordered if name in stays}


def _is_all(kept: Mapping[str, object], sent: Draft, ondisk: OnDisk, files: Files) -> bool:
    """Tell whether no line is left to write anew."""
    lines = {*sent.lines, *ondisk.loaded.blocks}
    ours = (key.name for key in files.profile.keys if key.role != "record")
    return all(name in kept for name in ours if name in lines)


def _standing(sent: Draft, ondisk: OnDisk) -> Draft:
    """Return the draft with the text that is there, a person's, mended, or with images at home."""
    exact = (
        {"markdown": ondisk.version.facts["markdown"]} if "markdown" in ondisk.version.facts else {}
    )
    facts = {name: value for name, value in sent.facts.items() if name != "markdown"}
    return replace(
        sent,
        body=ondisk.loaded.body,
        hash=ondisk.signature.body,
        facts={**facts, **exact},
        raw=None,
    )


def _facts(sent: Draft, ondisk: OnDisk) -> Mapping[str, Value | None]:
    """Return what the document does not tell: of what did not change, as it was."""
    before, old = ondisk.signature.keys, ondisk.version.facts
    names = [key.name for key in FIELDS]
    known = {name: old if before.get(name) == sent.keys.get(name) else sent.facts for name in names}
    known["markdown"] = sent.facts
    return {name: found[name] for name, found in known.items() if name in found}


def _replaced(sent: Draft, ondisk: OnDisk) -> Signature | None:
    """Return what tells the bytes that are there apart, where documents have no number."""
    if sent.front is None:
        return None
    number = ondisk.version.revision.number
    return replace(ondisk.signature, document=digest(ondisk.raw), revision=number)


def _shows_more(data: bytes, sent: Draft, ondisk: OnDisk, files: Files) -> bool:
    """Tell whether a document shows a reader anything else than the one that is there.

    What the profile has no line for, or says less exactly, nobody can have changed by hand.
    """
    new, old = document.loads(data, files.profile, path=files.main), ondisk.loaded
    lines = [key for key in files.profile.keys if key.role == "content"]
    if digests(new.values, lines) != digests(old.values, lines):
        return True
    mine = by_hand(old, ondisk.signature, files.profile)
    taken = {key.what for key in lines if key.name in mine}
    before = ondisk.known.written.keys
    for name in (key.name for key in FIELDS if key.role == "content"):
        if name not in taken and sent.keys.get(name) != before.get(name):
            return True
    text = bodies.read(new.body, files).markdown
    return hash_of(text) != hash_of(ondisk.body.markdown)


def _brings_images(sent: Draft, ondisk: OnDisk) -> bool:
    """Tell whether the draft's text is that which is there, but for more images being local."""
    return set(local_images(ondisk.version.assets)) < set(local_images(sent.article.assets))
