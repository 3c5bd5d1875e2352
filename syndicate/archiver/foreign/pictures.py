"""The pictures that lie beside a foreign file, brought along: files of its tree become assets.

A picture is told by its bytes. What is none that may be kept, or is not there, stays in the text
as it was and is noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from syndicate.archiver import images
from syndicate.archiver.files.profiles import image
from syndicate.archiver.foreign import embeds
from syndicate.archiver.foreign.embeds import Tree
from syndicate.errors import StorageError
from syndicate.model import Article, Asset, Page
from syndicate.storage.base import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Hold an article that shows local pictures from the archive, and their bytes by name."""

    article: Article
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


MISSING = "a picture that it shows is not there"
REFUSED = "a picture that it shows"
STAYS = "a picture stays where it lies, and no feed shows it"


def bring(article: Article, document: str, tree: Tree, storage: Storage) -> Brought:
    """Return the article with the pictures of its text, and its lead image, at home."""
    found = _Pictures(document, tree, storage)
    markdown = embeds.rewritten(article.markdown, found.place)
    lead = article.image
    if lead and not lead.startswith(image("")) and embeds.local(lead):
        lead = found.place(lead)
    assets = tuple(found.assets.values())
    known = {asset.url for asset in assets}
    kept = (asset for asset in article.assets if asset.url not in known)
    return Brought(
        article=replace(article, markdown=markdown, image=lead, assets=(*kept, *assets)),
        bodies={asset.name: asset.body for asset in assets if asset.name},
        notes=tuple(found.notes),
    )


def left(article: Article, document: str, tree: Tree, storage: Storage) -> Brought:
    """Return the article as it is, with a note of each picture that only its document shows."""
    found = bring(article, document, tree, storage)
    shown = (asset.url for asset in found.article.assets if asset.name in found.bodies)
    return Brought(article=article, notes=(*found.notes, *(f"{STAYS}: {key}" for key in shown)))


class _Pictures:
    """Read the pictures that one document refers to, each once."""

    def __init__(self, document: str, tree: Tree, storage: Storage) -> None:
        self._document = document
        self._tree = tree
        self._storage = storage
        self.assets: dict[str, Asset] = {}
        self.notes: list[str] = []

    def place(self, reference: str) -> str | None:
        """Return where the archive shows a picture from, None for one that stays as it is."""
        key = self._tree.find(reference, self._document)
        if key is None:
            if reference.lower().endswith(embeds.PICTURES):
                self.notes.append(f"{MISSING}: {reference}")
            return None
        if key not in self.assets:
            try:
                body = self._storage.read(key) or b""
                self.assets[key] = images.asset(Page(url=key, body=body), key)
            except (ValueError, StorageError) as error:
                self.notes.append(f"{REFUSED} {error}: {key}")
                return None
        name = self.assets[key].name
        return image(name) if name else None
