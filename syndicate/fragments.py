"""What feeds show of an article, made once for each version of it.

A feed of 50 entries into which one is put would render 49 again, which was half of what a
publication took. State keeps them under the digest of all that they are made of, so that an
edited file, another address or another version of this program makes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from syndicate import __version__, identity
from syndicate.generator import content
from syndicate.model import Article, Fragment

SUMMARY = 300
"""Characters of an entry's summary: what readers show in a list of articles."""


class Fragments:
    """Give articles their HTML and summary: those that are `known`, and `fresh` ones."""

    def __init__(self, known: Mapping[str, Fragment]) -> None:
        self._known = known
        self.fresh: dict[str, Fragment] = {}

    def of(self, article: Article, images_url: str | None) -> Fragment:
        """Return what feeds show of the article, its local images below `images_url`."""
        path, key = article.path or "", _key(article, images_url)
        known = self._known.get(path)
        if known is not None and known.key == key:
            return known
        made = Fragment(
            key=key,
            html=content.html(article, images_url=images_url),
            summary=content.summary(article, SUMMARY),
        )
        self.fresh[path] = made
        return made


def _key(article: Article, images_url: str | None) -> str:
    """Return a digest of all that `content` reads of an article."""
    origins = [repr((asset.name, asset.url)) for asset in article.assets]
    shown = (article.markdown, article.description, article.canonical_url, images_url)
    return identity.digest(__version__, *map(repr, shown), origins)
