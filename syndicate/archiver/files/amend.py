"""An article rewritten where it lies, without a new version: images brought home, defects mended.

What its source sent is remembered as it was, so that the same text sent again is no news; what
changed of the keys counts as a person's word and stays. Lines that nobody touched stay as typed.
Pure.
"""

from __future__ import annotations

from dataclasses import replace

from syndicate.archiver.files import sidecar as sidecars
from syndicate.archiver.files.draft import Draft, document_of, draft, version_of
from syndicate.archiver.files.fields import local_images, values
from syndicate.archiver.files.fronts import digests
from syndicate.archiver.files.ondisk import OnDisk, by_hand, digest, shown
from syndicate.archiver.files.profiles import FIELDS, Files, image
from syndicate.archiver.files.revise import Plan, kept_lines
from syndicate.archiver.files.sidecar import Signature, Version
from syndicate.model import Article


def amended(article: Article, ondisk: OnDisk, files: Files) -> Plan:
    """Say what to write so that the present version shows `article`."""
    sent, old, signature = draft(article, files), ondisk.version, ondisk.signature
    names = local_images(article.assets)
    revision = replace(old.revision, file=files.document, hash=sent.hash, images=names)
    kept = kept_lines(sent, ondisk, files.profile)
    data = document_of(sent, revision, files, kept)
    version = version_of(sent, revision, data)
    before = replace(signature, document=digest(ondisk.raw))
    version = replace(version, written=_signed(version, sent, ondisk, files), before=before)
    if data == ondisk.raw and (version.assets, sent.hash) == (old.assets, signature.body):
        return Plan(kind="unchanged")
    versions = tuple(version if item is old else item for item in ondisk.finished)
    facts = sidecars.dumps(replace(ondisk.sidecar, versions=versions))
    writes = (files.sidecar, facts), (files.main, data)
    return Plan(kind="touched", images=names, writes=writes)


def _signed(version: Version, sent: Draft, ondisk: OnDisk, files: Files) -> Signature:
    """Return what tells the amended document from one that its source or a person changed."""
    signature, now = ondisk.signature, version.written
    persons = by_hand(ondisk.loaded, signature, files.profile)
    home = _brought_home(sent, signature)
    keys = {name: now.keys[name] for name in home if name in now.keys and name not in persons}
    signed = replace(now, text=signature.text, keys={**signature.keys, **keys})
    if now.front is None:
        return signed
    was = digests(values(shown(ondisk, files)), FIELDS)
    changed = {name for name in {*was, *sent.keys} if was.get(name) != sent.keys.get(name)}
    stays = persons | {
        key.name for key in files.profile.keys if key.what in changed.difference(home)
    }
    fresh = {name: found for name, found in now.front.items() if name not in stays}
    old = {name: found for name, found in signature.lines.items() if name in stays}
    return replace(signed, front={**fresh, **old})


def _brought_home(sent: Draft, signature: Signature) -> tuple[str, ...]:
    """Return the keys that say where an image of the source's is now.

    A lead image that the source never sent was chosen here: sent again without one, it stays.
    """
    if not (sent.article.image or "").startswith(image("")):
        return ()
    return ("image", "images") if "image" in signature.keys else ("images",)
