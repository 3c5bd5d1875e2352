"""config.toml as values: read once, checked whole, every default applied.

All problems are reported together, each with its line. No part of the product receives a
`Config` but app.py and the face; the parts get their own values. The sections stand in
`sections` and `sources`, what one value may be in `values`, how a table is read in `reading`, how
the file is written in `edit`.
"""

from __future__ import annotations

import gc
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from syndicate.config import altering, sections, sources
from syndicate.config.asking import PatternCheck, QueryCheck, SelectorCheck
from syndicate.config.lines import Place, fault, line_of
from syndicate.config.reading import Table
from syndicate.config.sections import (
    ArchiveSettings,
    CronCheck,
    FetchSettings,
    HealthSettings,
    LogSettings,
    PublishSettings,
    ServerSettings,
)
from syndicate.errors import ConfigError
from syndicate.model import Feed, Hooks, Site, Source

NAME = "config.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Hold what the operator wants; `root` is the folder of config.toml, absolute."""

    path: Path
    root: Path
    site: Site
    archive: ArchiveSettings
    fetch: FetchSettings
    publish: PublishSettings
    health: HealthSettings
    hooks: Hooks
    server: ServerSettings
    log: LogSettings
    sources: tuple[Source, ...] = ()
    feeds: tuple[Feed, ...] = ()

    @property
    def state_path(self) -> Path:
        """Return where schedule and memory are kept."""
        return self.root / ".syndicate" / "state.db"

    @property
    def lock_path(self) -> Path:
        """Return the file that the one writing process holds."""
        return self.root / ".syndicate" / "lock"

    @property
    def token_path(self) -> Path:
        """Return the file of the secret path under which private feeds are served."""
        return self.root / ".syndicate" / "token"

    def source(self, name: str) -> Source | None:
        """Return the source with this id or URL, as it was written or as it is."""
        return next(
            (each for each in self.sources if name in (each.id, each.label, each.url)), None
        )


def load(
    path: Path,
    environ: Mapping[str, str],
    *,
    cron: CronCheck | None = None,
    pattern: PatternCheck | None = None,
    selector: SelectorCheck | None = None,
    query: QueryCheck | None = None,
) -> Config:
    """Read the file; raise ConfigError with all its problems, each with its line.

    ``${NAME}`` in a string is taken from `environ`. `cron` checks crontab expressions, `pattern`
    regular expressions, `selector` those of HTML, `query` what feeds look for; each is called only
    when there is one.
    """
    return parse(
        read(path), path, environ, cron=cron, pattern=pattern, selector=selector, query=query
    )


def read(path: Path) -> str:
    """Return the file's text, without a byte-order mark; raise ConfigError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text: {error.reason}") from error


def parse(
    content: str,
    path: Path,
    environ: Mapping[str, str],
    *,
    cron: CronCheck | None = None,
    pattern: PatternCheck | None = None,
    selector: SelectorCheck | None = None,
    query: QueryCheck | None = None,
) -> Config:
    """Check the text of a config.toml as if it stood at `path`; raise as `load` does."""
    problems: list[tuple[Place, str]] = []
    with _uncollected():
        document = Table(tables(content, path), problems, environ)
        config = _read(document, path.absolute(), cron, pattern, selector, query)
        document.close()
    if problems:
        lines = sorted({(line_of(content, place), problem) for place, problem in problems})
        raise ConfigError(*(f"{path.name}:{line}: {problem}" for line, problem in lines))
    return config


def tables(content: str, path: Path) -> dict[str, object]:
    """Return the tables as written, unchecked; raise ConfigError where the text is no TOML."""
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        number, what = fault(content, error)
        raise ConfigError(f"{path.name}:{number}: is not valid TOML: {what}") from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: tables hold no circles, and 100,000 cost a second to walk."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(
    document: Table,
    path: Path,
    cron: CronCheck | None,
    pattern: PatternCheck | None,
    selector: SelectorCheck | None,
    query: QueryCheck | None,
) -> Config:
    root = path.parent
    fetch = sections.fetch(document.table("fetch"), root, cron)
    hooks = altering.hooks(document.table("hooks"), Hooks())
    followed = sources.sources(
        document.tables("source"), fetch, root, cron, pattern, selector, hooks
    )
    archive = sections.archive(document.table("archive"), root)
    server = sections.server(document.table("server"))
    publish = sections.publish(document.table("publish"), root, archive.path)
    return Config(
        path=path,
        root=root,
        site=sections.site(document.table("site"), server),
        archive=archive,
        fetch=fetch,
        publish=publish,
        health=sections.health(document.table("health")),
        hooks=hooks,
        server=server,
        log=sections.log(document.table("log")),
        sources=followed,
        feeds=sources.feeds(document.tables("feed"), followed, query),
    )
