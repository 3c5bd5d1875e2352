"""The wiring: a Config becomes parts. The only room that names a backend, and chooses the clock.

Everything is sync on the outside: the face calls, an event loop lives as long as the call.
This half only looks, and loads nothing that fetches or renders; the other half, workshop.py, is
loaded when it is needed, so that `status` answers at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from syndicate import urls
from syndicate.clock import Clock, machine_clock
from syndicate.config import Config
from syndicate.errors import ArchiveError, SourceError
from syndicate.model import Article, Extraction, Feed, Page, Revision, Source, Standing
from syndicate.model.listed import Form
from syndicate.report import (
    Backfilled,
    Built,
    Diagnosis,
    Event,
    Examined,
    Exported,
    Found,
    Imported,
    Localized,
    Preview,
    Summary,
    Wish,
    nobody,
)
from syndicate.state.base import Row, Selection
from syndicate.state.lock import Lock
from syndicate.wiring import memories

if TYPE_CHECKING:
    from syndicate.archiver.archive import Archive
    from syndicate.archiver.files.cards import Card
    from syndicate.wiring.searching import Hit, Order


def open_app(config: Config, *, clock: Clock | None = None, lock: bool) -> App:
    """Return the app of a configuration; with `lock` as the one process that may write.

    Raises LockedError at once when another process holds the lock.
    """
    return App(config, clock or machine_clock(), memories.lock(config) if lock else None)


class App:
    """Do what the face asks, for one configuration."""

    def __init__(self, config: Config, clock: Clock, lock: Lock | None = None) -> None:
        self.config = config
        self._clock = clock
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            self._lock.close()

    @cached_property
    def archive(self) -> Archive:
        """Return the archive; it works without state."""
        from syndicate.wiring import layout

        return layout.archive(self.config)

    def run(
        self,
        only: frozenset[str] | None = None,
        *,
        due_only: bool = True,
        force: bool = False,
        dry: bool = False,
        report: Callable[[Event], None] = nobody,
    ) -> Summary:
        """Give every due host its turns, then publish; return what came of it.

        `only` names sources, which are asked whether due or not; so are all of them unless
        `due_only`. `force` ignores what servers asked for. With `dry` nothing is written.
        """
        from syndicate.wiring import workshop

        scope = workshop.Scope(only, due_only, force, dry)
        return workshop.run(self.config, self.archive, self._clock, report, scope)

    def build(self, *, check: bool = False) -> Built:
        """Write every published file anew from the archive; with `check` only compare."""
        from syndicate.wiring import workshop

        return workshop.build(self.config, self.archive, self._clock, check=check)

    def bring(
        self,
        folder: Path,
        *,
        profile: str | None = None,
        source: str | None = None,
        in_place: bool = False,
        dry: bool = False,
    ) -> Imported:
        """Import a folder of Markdown that was written as `profile` (None: look) writes.

        A file is an archive's feed. With `in_place` it lies in the archive, and only sidecars are written.
        """
        from syndicate.upkeep import keeping

        return keeping.bring(
            self.config,
            self.archive,
            self._clock,
            folder,
            profile=profile,
            source=source,
            in_place=in_place,
            dry=dry,
        )

    def export(
        self,
        folder: Path,
        *,
        profile: str | None = None,
        sources: Collection[str] = (),
        history: bool = False,
        bag: bool = False,
        dry: bool = False,
    ) -> Exported:
        """Write the articles into a folder as `profile` (None: its own) has them, or as a `bag`."""
        from syndicate.upkeep import keeping

        return keeping.export(
            self.config,
            self.archive,
            self._clock,
            folder,
            profile=profile,
            sources=sources,
            history=history,
            bag=bag,
            dry=dry,
        )

    def stream(
        self, form: Form, sources: Collection[str], damaged: Callable[[ArchiveError], None]
    ) -> Iterator[bytes]:
        """Yield articles of the sources, all if empty, as JSON Lines or as an archive's feed."""
        from syndicate.upkeep import keeping

        return keeping.stream(self.config, self.archive, form, sources, damaged)

    def backfill(
        self, source: Source, wish: Wish, *, dry: bool, report: Callable[[Event], None] = nobody
    ) -> Backfilled:
        """Bring in a source's history, as much as is wished for. Raises SourceError."""
        from syndicate.wiring import backfilling

        return backfilling.run(
            self.config, self.archive, self._clock, report, source, wish, dry=dry
        )

    def localize(
        self,
        names: Sequence[str] = (),
        *,
        sources: Collection[str] = (),
        dry: bool = False,
        retry: bool = False,
        report: Callable[[Event], None] = nobody,
    ) -> Localized:
        """Bring images home (no names: of all, or of `sources`), with `retry` those gone too."""
        from syndicate.upkeep import keeping

        return keeping.localize(
            self.config, self.archive, self._clock, report, names, sources, dry=dry, retry=retry
        )

    def examine(self, folder: Path | None = None) -> Diagnosis:
        """Count the defects of the archive, or of a folder that other programs wrote."""
        from syndicate.upkeep import keeping

        return keeping.examine(self.config, self.archive, folder)

    def diagnose(self, source: Source, *, accept: bool = False) -> Examined:
        """Ask a source now and say what is amiss; with `accept` what it says is how it is."""
        from syndicate.wiring import doctoring

        return doctoring.look(self.config, self.archive, self._clock, source, accept=accept)

    def mend(self, *, dry: bool = False) -> Diagnosis:
        """Rewrite what can be mended without the network; nothing is announced."""
        from syndicate.upkeep import keeping

        return keeping.mend(self.config, self.archive, self._clock, dry=dry)

    def daemon(self, report: Callable[[Event], None] = nobody, *, serve: bool = False) -> None:
        """Run on schedule until SIGTERM or SIGINT; with `serve` serve the feeds as well."""
        from syndicate.wiring import service

        service.run(self.config, self.archive, self._clock, report, serve=serve)

    def serve(self, host: str, port: int, on_ready: Callable[[str], None]) -> None:
        """Serve the published files until SIGINT; `on_ready` gets the address."""
        from syndicate.wiring import service

        service.serve(self.config, host, port, on_ready)

    def status(self) -> Sequence[Standing]:
        """Return where every configured source stands, in the order of config.toml."""

        async def look() -> Sequence[Standing]:
            async with memories.opened(self.config, lambda: self.archive) as state:
                return await state.frontier.standings()

        found = {standing.id: standing for standing in asyncio.run(look())}
        return [found.get(source.id) or self._untouched(source) for source in self.config.sources]

    def list(self, selection: Selection) -> Sequence[Row]:
        """Return the selected articles, newest announcement first."""

        async def look() -> Sequence[Row]:
            async with memories.opened(self.config, lambda: self.archive) as state:
                return (await state.memory.latest([selection]))[0]

        return asyncio.run(look())

    def find(self, name: str) -> Sequence[Row]:
        """Return the articles whose id, URL or path is `name`, or begins with it."""

        async def look() -> Sequence[Row]:
            async with memories.opened(self.config, lambda: self.archive) as state:
                return await state.memory.find(name)

        return asyncio.run(look())

    def search(
        self, query: str, selection: Selection, limit: int | None, order: Order = "newest"
    ) -> Sequence[Hit[Row]]:
        """Return the first `limit` of the selected articles that have what the query asks for.

        Raises ValueError when it asks for nothing.
        """
        from syndicate.wiring import searching

        async def look() -> Sequence[Hit[Row]]:
            async with memories.opened(self.config, lambda: self.archive) as state:
                at = searching.place(self.config, self.archive)
                return await searching.search(state.memory, at, query, selection, limit, order)

        return asyncio.run(look())

    def article(self, path: str, revision: int | None = None) -> Article:
        """Return an archived article, or one of its earlier versions."""
        if revision is None:
            return self.archive.get(path)
        return self.archive.version(path, revision)

    def versions(self, path: str) -> Sequence[Revision]:
        """Return the records of an article's versions, oldest first."""
        return self.archive.versions(path)

    def raw(self, path: str, revision: int | None = None) -> bytes:
        """Return an article's file, byte for byte."""
        return self.archive.raw(path, revision)

    def file(self, path: str) -> Path:
        """Return where an article's document lies."""
        from syndicate.archiver.files.profiles import Files

        return self.config.archive.path.absolute() / Files(path, self.archive.profile).main

    def unfollowed(self) -> Sequence[Card]:
        """Return what the archive keeps of sources that config.toml does not name."""
        cards = self.archive.readable_cards()
        return [card for card in cards if self.config.source(card.source) is None]

    def feeds(self) -> Sequence[tuple[Feed, tuple[str, ...]]]:
        """Return every feed that is published, with its addresses."""
        from syndicate.wiring import feeding

        return feeding.feeds(self.config, self.archive)

    def subscriptions(self, sources: Sequence[Source]) -> bytes:
        """Return sources as an OPML list, with what each says of itself."""
        from syndicate.wiring import feeding

        return feeding.subscriptions(self.config, self.archive, sources)

    def discover(self, url: str) -> Found:
        """Find the feed behind a URL, else its lists; nothing is remembered. Raises SourceError."""
        from syndicate.wiring import workshop

        return workshop.discover(self.config, url, self._clock)

    def lists(self, url: str) -> Found:
        """Find the lists of a page, whatever feeds there are. Raises SourceError for none."""
        from syndicate.wiring import workshop

        return workshop.lists(self.config, url, self._clock)

    def fetch(self, url: str) -> Page:
        """Return what a URL answers, under the configuration's manners. Raises FetchError."""
        from syndicate.wiring import workshop

        return workshop.fetch(self.config, url, self._clock)

    def extract(
        self, url: str, read: Callable[[Page], Extraction], rules: Path | None = None
    ) -> tuple[Extraction, SourceError | None]:
        """Return the article at a URL with its further pages, and why some are missing.

        `read` finds the article of one page. What the site rules in the folder `rules` want to
        be sent is sent. Raises SourceError when the first one fails, OSError where the folder
        can't be read.
        """
        from syndicate.wiring import workshop

        return workshop.extract(self.config, url, read, self._clock, rules)

    def adopt(self, source: Source, page: Page) -> None:
        """Hand the answer that led to adding a source to state: it isn't asked for again."""
        from syndicate.wiring import workshop

        workshop.adopt(self.config, self.archive, self._clock, source, page)

    def preview(self, source: Source, limit: int = 3) -> Preview:
        """Return what a source says and its newest entries would become; nothing is written."""
        from syndicate.wiring import workshop

        return workshop.preview(self.config, source, limit, self._clock)

    def _untouched(self, source: Source) -> Standing:
        return Standing(id=source.id, host=urls.host_of(source.url), due=self._clock.now())
