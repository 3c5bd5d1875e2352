"""What is published of a configuration's sources: their feeds, and the list of them."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import replace

from syndicate.archiver.archive import Archive
from syndicate.config import Config
from syndicate.generator import changes, health, opml, select
from syndicate.generator.paths import PRIVATE, feed_path, feed_url
from syndicate.model import Feed, Source
from syndicate.server import access


def defined(config: Config) -> tuple[Feed, ...]:
    """Return the feeds that the operator defined, each in its folder.

    A private one lies in a folder of its own whose name nobody can guess: it is made of the same
    secret as the addresses of a private site, so that who replaces that replaces these.
    """
    return tuple(
        replace(feed, folder=_secret_folder(config, feed)) if feed.private else feed
        for feed in config.feeds
    )


def _secret_folder(config: Config, feed: Feed) -> str:
    secret = access.token(config.token_path).encode()
    return f"{PRIVATE}/{hmac.new(secret, feed.id.encode(), 'sha256').hexdigest()[:32]}"


def feeds(config: Config, archive: Archive) -> Sequence[tuple[Feed, tuple[str, ...]]]:
    """Return every feed that is published, with its addresses."""
    cards = archive.readable_cards()
    titles = {card.source: card.title for card in cards if card.title}
    imported = [card.source for card in cards if card.feed is None]
    found = select.feeds(config.sources, defined(config), titles, imported, hub=config.publish.hub)
    # There is none of what became of something before there is something to tell.
    told = [
        feed
        for feed in (health.FEED, changes.FEED)
        if (config.publish.path / feed_path(feed, "atom")).is_file()
    ]
    return [
        (feed, tuple(feed_url(config.site, feed, form) for form in feed.formats))
        for feed in (*found, *told)
    ]


def subscriptions(config: Config, archive: Archive, sources: Sequence[Source]) -> bytes:
    """Return sources as an OPML list, with what each says of itself."""
    cards = {card.source: card for card in archive.readable_cards()}
    titles = {name: card.title for name, card in cards.items() if card.title}
    links = {name: card.link for name, card in cards.items() if card.link}
    return opml.subscriptions(config.site, sources, titles, links)
