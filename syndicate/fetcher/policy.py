"""What the operator decided about the network.

Plain values: nothing here resolves a name or opens a socket. `allow` and `connect_to` are kept
as written; `syndicate.addresses` gives them a meaning, once: a turn that reads them anew costs
as much as the operator has sources, where each has its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from syndicate import __version__
from syndicate.addresses import Address, Rule, route, rule

Robots = Literal["discovered", "all", "none"]


@dataclass(frozen=True, kw_only=True)
class Network:
    """Hold `[fetch]`: sizes in bytes after decoding, durations in seconds.

    `timeout` spans a whole request: resolution, TLS, every redirect and the body, but not the
    waiting that politeness asks for. `min_delay` lies between two requests to one host. `proxy`
    is an http or https address, with user and password where it needs them.
    """

    allow: tuple[str, ...] = ()
    connect_to: Mapping[str, str] = field(default_factory=dict)
    ca_file: Path | None = None
    timeout: float = 20.0
    min_delay: float = 1.0
    robots: Robots = "discovered"
    proxy: str | None = field(default=None, repr=False)
    user_agent: str = f"syndicate/{__version__}"
    # Miniflux's limit for whatever it reads.
    max_feed: int = 15_000_000
    # Parsed by lxml, 5 MB of paragraphs and links take 75 MB: what a worker process can spare.
    max_page: int = 5_000_000
    max_image: int = 10_000_000
    max_redirects: int = 5
    # h11 stops at 100 KiB of headers that do not end; servers accept 8 to 32 KiB from us.
    max_header_bytes: int = 65_536

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return what `allow` means."""
        return tuple(rule(text) for text in self.allow)

    @cached_property
    def routes(self) -> Mapping[tuple[str, int], tuple[Address, int]]:
        """Return what `connect_to` means: who is asked for, and where the connection goes."""
        return dict(route(*pair) for pair in self.connect_to.items())

    @cached_property
    def targets(self) -> frozenset[tuple[Address, int]]:
        """Return where `connect_to` leads."""
        return frozenset(self.routes.values())
