"""What is published of a configuration's sources: their feeds, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence

from syndicate.archiver.archive import Archive
from syndicate.config import Config
from syndicate.generator import health, opml, select
from syndicate.generator.paths import feed_path, feed_url
from syndicate.model import Feed, Source


def feeds(config: Config, archive: Archive) -> Sequence[tuple[Feed, tuple[str, ...]]]:
    """Return every feed that is published, with its addresses."""
    cards = archive.readable_cards()
    titles = {card.source: card.title for card in cards if card.title}
    imported = [card.source for card in cards if card.feed is None]
    defined = select.feeds(config.sources, config.feeds, titles, imported)
    # There is none of how sources are before one of them was ill.
    ill = config.publish.path / feed_path(health.FEED, "atom")
    return [
        (feed, tuple(feed_url(config.site, feed, form) for form in feed.formats))
        for feed in (*defined, *([health.FEED] if ill.is_file() else []))
    ]


def subscriptions(config: Config, archive: Archive, sources: Sequence[Source]) -> bytes:
    """Return sources as an OPML list, with what each says of itself."""
    cards = {card.source: card for card in archive.readable_cards()}
    titles = {name: card.title for name, card in cards.items() if card.title}
    links = {name: card.link for name, card in cards.items() if card.link}
    return opml.subscriptions(config.site, sources, titles, links)
