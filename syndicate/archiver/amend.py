"""An article rewritten where it lies, without a new version: images brought home, defects mended.

What its source sent is remembered as it was, so that the same text sent again is no news; what
changed of the keys counts as a person's word and stays. Lines that nobody touched stay as typed.
Pure.
"""

from __future__ import annotations

from dataclasses import replace

from syndicate.archiver import sidecar as sidecars
from syndicate.archiver.draft import document_of, draft, version_of
from syndicate.archiver.fields import local_images
from syndicate.archiver.ondisk import OnDisk, digest
from syndicate.archiver.profiles import Files, image
from syndicate.archiver.revise import Plan, kept_lines
from syndicate.model import Article


def amended(article: Article, ondisk: OnDisk, files: Files) -> Plan:
    """Say what to write so that the present version shows `article`."""
    sent, old, signature = draft(article, files), ondisk.version, ondisk.signature
    names = local_images(article.assets)
    revision = replace(old.revision, file=files.document, hash=sent.hash, images=names)
    kept = kept_lines(sent, ondisk, files.profile)
    data = document_of(sent, revision, files, None, kept)
    version = version_of(sent, revision, data)
    written = replace(version.written, text=signature.text, keys=signature.keys)
    if (sent.article.image or "").startswith(image("")):
        shown = {name: sent.keys[name] for name in ("image", "images") if name in sent.keys}
        written = replace(written, keys={**signature.keys, **shown})
    before = replace(signature, document=digest(ondisk.raw))
    version = replace(version, written=written, before=before)
    if data == ondisk.raw and (version.assets, sent.hash) == (old.assets, signature.body):
        return Plan(kind="unchanged")
    versions = tuple(version if item is old else item for item in ondisk.finished)
    facts = sidecars.dumps(replace(ondisk.sidecar, versions=versions))
    writes = (files.sidecar, facts), (files.main, data)
    return Plan(kind="touched", images=names, writes=writes)
