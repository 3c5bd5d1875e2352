"""What the operator decided, as the parts take it: read again whenever config.toml changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

from syndicate.archiver.rules.shelf import Shelf
from syndicate.config import Config
from syndicate.fetcher.client import Fetcher
from syndicate.fetcher.policy import Network
from syndicate.generator.site.theme import Theme
from syndicate.model import Downloads, Feed, Images, Site, Source
from syndicate.turns.replaying import Replays
from syndicate.wiring import capturing, feeding, layout


class Settings(TypedDict):
    """What parts take from the configuration, and take anew when it changes."""

    fetcher: Fetcher
    sources: Mapping[str, Source]
    root: Path
    rules: Shelf | None
    notify: tuple[str, ...]
    feeds: tuple[Feed, ...]
    site: Site
    theme: Theme
    hub: str | None
    compress: bool
    images: Images
    replays: Replays | None
    downloads: Downloads


def of(config: Config) -> Settings:
    """Return what the operator decided, as parts take it."""
    return Settings(
        fetcher=fetcher(config),
        sources={source.id: source for source in config.sources},
        root=config.root,
        rules=layout.rules(config),
        notify=config.health.notify,
        feeds=feeding.defined(config),
        site=config.site,
        theme=layout.theme(config),
        hub=config.publish.hub,
        compress=config.publish.compress,
        images=layout.profile(config).images,
        replays=capturing.replays(config),
        downloads=layout.downloads(config),
    )


def fetcher(config: Config) -> Fetcher:
    """Return the door to the network that [fetch] describes."""
    fetch = config.fetch
    network = Network(
        allow=fetch.allow,
        connect_to=fetch.connect_to,
        ca_file=fetch.ca_file,
        timeout=fetch.timeout.total_seconds(),
        min_delay=fetch.min_delay.total_seconds(),
        robots=fetch.robots,
        proxy=fetch.proxy,
        user_agent=fetch.user_agent or Network().user_agent,
    )
    return Fetcher(network)
