"""The demo: the sample magazine on loopback goes through exactly what `run` does.

Two visits at fixed instants, between which an article is corrected. Every byte that is written
depends on the visits alone, so that a second demo in the same folder changes nothing.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from syndicate.app import open_app
from syndicate.clock import FixedClock
from syndicate.config import NAME, Config, load
from syndicate.errors import SyndicateError
from syndicate.generator.paths import feed_path
from syndicate.report import Demo, Event, Summary, nobody
from syndicate.sample.server import SampleServer
from syndicate.sample.site import VISITS
from syndicate.state.base import Selection

HOST = "sample.example:80"

PORT = 8486
"""Where ``demo --serve`` answers, and where the written config.toml looks for the sample."""

CONFIG = f"""\
# The demo's configuration. The sample site lives in the program itself: start it with
#     syndicate demo --serve
# and, in another terminal, follow it from this folder with
#     syndicate run
[site]
title = "The Sample, archived"
base_url = "http://127.0.0.1:8484/"

[fetch]
connect_to = {{ "{HOST}" = "127.0.0.1:{PORT}" }}

[[source]]
id = "sample"
url = "http://sample.example/feed.xml"
timezone = "Asia/Shanghai"

[[source]]
id = "sample-zh"
url = "http://sample.example/zh.xml"
timezone = "Asia/Shanghai"

[[feed]]
id = "craft"
title = "Craft · 手艺"
tags = ["Craft", "手艺"]
"""


def demo(
    directory: Path,
    report: Callable[[Event], None] = nobody,
    *,
    visits: Sequence[datetime] = VISITS,
) -> Demo:
    """Follow the sample on its visits, in `directory`; return what there is then.

    A folder of an earlier demo goes on where it stands; a folder of something else is refused
    with SyndicateError.
    """
    path = directory / NAME
    _prepare(path)
    summaries: list[Summary] = []
    for instant in visits:
        with SampleServer(at=instant) as server:
            config = _through(load(path, os.environ), server.port)
            with open_app(config, clock=FixedClock(instant), lock=True) as app:
                summaries.append(app.run(report=report))
    articles = len(app.list(Selection(limit=None)))
    public = directory / app.config.publish.path.relative_to(app.config.root)
    feeds = [public / feed_path(feed, form) for feed, _ in app.feeds() for form in feed.formats]
    return Demo(directory=directory, visits=tuple(summaries), articles=articles, feeds=tuple(feeds))


def serve(port: int = PORT, *, on_ready: Callable[[int], None]) -> None:
    """Serve the sample on loopback until interrupted, as it stands now."""
    try:
        server = SampleServer(at=max(datetime.now(UTC), VISITS[-1]), port=port)
    except OSError as error:
        raise SyndicateError(
            f"cannot listen on 127.0.0.1 port {port}: {error.strerror}",
            hint="choose another one with --port",
        ) from error
    with server:
        on_ready(server.port)
        threading.Event().wait()


def _prepare(path: Path) -> None:
    if not path.exists():
        if path.parent.exists() and any(path.parent.iterdir()):
            raise SyndicateError(
                f"{path.parent} is not empty and not a demo's folder",
                hint="name a new folder: syndicate demo DIR",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CONFIG, encoding="utf-8")
    elif path.read_text(encoding="utf-8") != CONFIG:
        raise SyndicateError(
            f"{path} is not a demo's configuration, or was changed since",
            hint="name a new folder: syndicate demo DIR",
        )


def _through(config: Config, port: int) -> Config:
    """Return the configuration with the sample on the port that it really has."""
    ways = {**config.fetch.connect_to, HOST: f"127.0.0.1:{port}"}
    return replace(config, fetch=replace(config.fetch, connect_to=ways))
