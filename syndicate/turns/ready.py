"""An article between its making and its writing, where a hook may still have a say."""

from __future__ import annotations

from dataclasses import dataclass

from syndicate.archiver import compose
from syndicate.archiver.files.cards import Card
from syndicate.errors import SourceError
from syndicate.model import Article, Pending, Source, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Hold an article that is about to be written, without identity and with remote images.

    `pending` is the entry as it waits, `item` as a hook changed it; `learned` and `card` are what
    was known of its source.
    """

    pending: Pending
    item: Pending
    source: Source
    material: compose.Material
    article: Article
    failure: SourceError | None = None
    verdict: Verdict | None = None
    learned: Verdict | None = None
    card: Card | None = None
