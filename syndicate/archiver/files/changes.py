"""Whether what a source sends is another version of what it sent before.

Content is what a profile calls so and the text; noise in the text is none, and a page that shows
two forms in turn is not followed for ever.
"""

from __future__ import annotations

from dataclasses import replace

from syndicate.archiver.files import noise
from syndicate.archiver.files.draft import Draft, at_origin, draft
from syndicate.archiver.files.ondisk import OnDisk
from syndicate.archiver.files.profiles import FIELDS, Files
from syndicate.archiver.files.sidecar import Signature
from syndicate.model import Article

RETURNS = 2
"""How often a source may come back to the same: a correction taken back is one, a page that shows
two forms in turn would be a version at every poll."""


def is_other(sent: Draft, before: Draft | Signature) -> bool:
    """Tell whether the source changed something that readers are told of."""
    return sent.text != before.text or not _tells_the_same(sent, before)


def is_same(sent: Draft, before: Draft) -> bool:
    """Tell whether what a source sent before, read by the same rules, differs by noise at most."""
    if not is_other(sent, before):
        return True
    if sent.raw is not None or not _tells_the_same(sent, before):
        return False
    return _differ_by_noise(before.article, sent.article)


def is_flapping(sent: Draft, ondisk: OnDisk) -> bool:
    """Tell whether the source goes to and fro: it sent the same, and went on, often before."""
    same = sum(not is_other(sent, version.written) for version in ondisk.finished)
    return same >= RETURNS


def is_noise(sent: Draft, ondisk: OnDisk) -> bool:
    """Tell whether nothing but noise in the text differs from what is known to have been sent.

    Of a text that a person edited the one before is not there: `is_same` is told it.
    """
    if sent.raw is not None or ondisk.edited or ondisk.known is not ondisk.version:
        return False
    if not _tells_the_same(sent, ondisk.known.written):
        return False
    there = replace(sent.article, markdown=_text_of(ondisk), assets=ondisk.version.assets)
    return _differ_by_noise(there, sent.article)


def quiet(sent: Draft, ondisk: OnDisk, files: Files) -> Draft:
    """Return the draft with the text, and the images, that are there."""
    assets = ondisk.version.assets
    article = replace(sent.article, markdown=_text_of(ondisk), assets=assets)
    return replace(draft(article, files), text=ondisk.known.written.text)


def _tells_the_same(sent: Draft, before: Draft | Signature) -> bool:
    names = (key.name for key in FIELDS if key.role == "content")
    return all(sent.keys.get(name) == before.keys.get(name) for name in names)


def _differ_by_noise(old: Article, new: Article) -> bool:
    return noise.is_noise(
        at_origin(old.markdown, old.assets),
        at_origin(new.markdown, new.assets),
    )


def _text_of(ondisk: OnDisk) -> str:
    exact = ondisk.version.facts.get("markdown")
    return exact if isinstance(exact, str) else ondisk.body.markdown
