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
from syndicate.archiver.files.sidecar import Version

RETURNS = 2
"""How often a source may come back to the same: a correction taken back is one, a page that shows
two forms in turn would be a version at every poll."""


def is_other(sent: Draft, known: Version) -> bool:
    """Tell whether the source changed something that readers are told of."""
    names = [key.name for key in FIELDS if key.role == "content"]
    before = known.written
    changed = any(sent.keys.get(name) != before.keys.get(name) for name in names)
    return changed or sent.text != before.text


def is_flapping(sent: Draft, ondisk: OnDisk) -> bool:
    """Tell whether the source goes to and fro: it sent the same, and went on, often before."""
    names = [key.name for key in FIELDS if key.role == "content"]
    same = 0
    for version in ondisk.finished:
        before = version.written
        alike = all(sent.keys.get(name) == before.keys.get(name) for name in names)
        same += alike and sent.text == before.text
    return same >= RETURNS


def is_noise(sent: Draft, ondisk: OnDisk) -> bool:
    """Tell whether nothing but noise in the text differs from what is known to have been sent.

    Of a text that a person edited the one before is not there to be compared with.
    """
    if sent.raw is not None or ondisk.edited or ondisk.known is not ondisk.version:
        return False
    if is_other(replace(sent, text=ondisk.known.written.text), ondisk.known):
        return False
    return noise.is_noise(
        at_origin(_text_of(ondisk), ondisk.version.assets),
        at_origin(sent.article.markdown, sent.article.assets),
    )


def quiet(sent: Draft, ondisk: OnDisk, files: Files) -> Draft:
    """Return the draft with the text, and the images, that are there."""
    assets = ondisk.version.assets
    article = replace(sent.article, markdown=_text_of(ondisk), assets=assets)
    return replace(draft(article, files), text=ondisk.known.written.text)


def _text_of(ondisk: OnDisk) -> str:
    exact = ondisk.version.facts.get("markdown")
    return exact if isinstance(exact, str) else ondisk.body.markdown
