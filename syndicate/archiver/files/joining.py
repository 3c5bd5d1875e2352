"""A person's edit and what the source sends now, joined into one text.

The base is what the present version was made of, read anew; only where its digest is that of the
text which was written is it believed. The joined text still counts as edited, so that the next
one from the source is joined with it too.
"""

from __future__ import annotations

from dataclasses import replace

from syndicate.archiver.files import bodies
from syndicate.archiver.files.draft import Draft, at_origin, with_images
from syndicate.archiver.files.merge import merged
from syndicate.archiver.files.ondisk import OnDisk
from syndicate.archiver.files.profiles import Files, image
from syndicate.archiver.markdown.escape import destination
from syndicate.model import Article


def joined(sent: Draft, ondisk: OnDisk, before: Draft | None, files: Files) -> Draft | None:
    """Return the draft with both changes in its body, None where that cannot be had."""
    if before is None or sent.raw is not None or before.text != ondisk.signature.text:
        return None
    known = with_images(sent, ondisk.version.assets, files)
    text = merged(
        _plain(before.article),
        at_origin(ondisk.body.markdown, ondisk.version.assets).strip("\n"),
        _plain(sent.article),
    )
    if text is None:
        return None
    article = replace(known.article, markdown=_at_home(text, known.article))
    facts = {name: value for name, value in known.facts.items() if name != "markdown"}
    return replace(known, body=bodies.written(article, files), hash=sent.hash, facts=facts)


def _plain(article: Article) -> str:
    return at_origin(article.markdown, article.assets).strip("\n")


def _at_home(text: str, article: Article) -> str:
    for asset in article.assets:
        if asset.name:
            text = text.replace(f"]({destination(asset.url)})", f"]({image(asset.name)})")
    return text
