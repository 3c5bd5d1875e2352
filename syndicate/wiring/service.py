"""What runs until it is stopped: the daemon, and the server of the published files."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from syndicate import config as configuration
from syndicate import deletions, downloads, log, loops, publication
from syndicate.archiver.archive import Archive
from syndicate.clock import Clock
from syndicate.config import Config
from syndicate.errors import ConfigError, SyndicateError
from syndicate.fetcher import expressions
from syndicate.parts import Parts
from syndicate.report import Event, Kind, Problem
from syndicate.scheduler import Scheduler, cron_next
from syndicate.search.query import parse
from syndicate.server import access, files
from syndicate.server.callback import Desk, callbacks
from syndicate.server.run import serve as listen
from syndicate.server.run import serve_until_stopped
from syndicate.state.instants import SLACK
from syndicate.syndicator import Syndicator
from syndicate.wiring import capturing, gitmode, pushes, searching, settings, workshop
from syndicate.wiring.pushes import Pushes
from syndicate.wiring.systemd import Supervisor
from syndicate.wiring.telling import Telling

_GRAVE: frozenset[Kind] = frozenset({"failed", "kept", "partial", "deleted"})
"""Decisions that somebody may have to do something about."""

DOWNLOADS = 60.0
"""Seconds between two looks for media files that are to be downloaded."""

_log = log.get(__name__)


def run(
    config: Config,
    archive: Archive,
    clock: Clock,
    report: Callable[[Event], None],
    *,
    serve: bool,
) -> None:
    """Follow the sources on schedule; see `App.daemon`."""

    def tell(event: Event) -> None:
        _record(event)
        report(event)

    async def work() -> None:
        async with AsyncExitStack() as open_until_the_end:
            opened = workshop.opened(config, archive, clock, tell, writes=True)
            parts = await open_until_the_end.enter_async_context(opened)
            supervisor = Supervisor(os.environ, os.getpid())
            daemon = Daemon(config, parts, supervisor, serves=serve)
            async with daemon.attended() as desk, daemon.downloading(), daemon.telling.attended():
                if serve:
                    await open_until_the_end.enter_async_context(_served(config, desk))
                await daemon.scheduler.run(daemon.start)
            await daemon.leave()

    loops.run(work())


class Daemon:
    """Hold what changes while the daemon lives: the configuration, and the parts made of it."""

    def __init__(
        self, config: Config, parts: Parts, supervisor: Supervisor, *, serves: bool
    ) -> None:
        self._config = config
        self._serves = serves
        self._parts = parts
        self._supervisor = supervisor
        self._seen = _stamp(config.path)
        self._latest = parts.clock.now()
        self._syndicator = Syndicator(parts, workshop.worker())
        self._publishing = asyncio.Lock()
        self._problems: tuple[Problem, ...] = ()
        self.telling = Telling(lambda: self._parts)
        self.scheduler = Scheduler(
            parts.frontier,
            self._turn,
            self._publish,
            self._tidy,
            parts.clock,
            concurrency=workshop.CONCURRENCY,
            changed=self._is_other,
            reload=self._reload,
            beat=supervisor.beat,
            stopping=supervisor.stopping,
        )
        url = config.server.public_url if serves else None
        self.pushes = Pushes(parts, self._syndicator, url, self._publish_now) if url else None

    @asynccontextmanager
    async def attended(self) -> AsyncIterator[Desk | None]:
        """Have hubs attended to meanwhile, where they reach this daemon: at the desk given."""
        if self.pushes is None:
            await pushes.withdraw(self._parts)
            yield None
            return
        async with self.pushes.attended():
            yield self.pushes.subscriber

    @asynccontextmanager
    async def downloading(self) -> AsyncIterator[None]:
        """Download media files meanwhile."""
        task = asyncio.create_task(self._download())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _download(self) -> None:
        """Look for wanted media files for ever; what goes wrong with state or disk is told."""
        while True:
            try:
                until = self._parts.clock.now() + workshop.DOWNLOADING
                loaded = await downloads.work_off(self._parts, until=until)
                for problem in loaded.problems:
                    _log.error("media not kept", source=problem.source, reason=problem.reason)
            except SyndicateError as error:
                _log.error("media not looked for", reason=error.message)
            await asyncio.sleep(DOWNLOADS)

    async def start(self) -> None:
        """Make state fit the configuration, and publish what an earlier process left."""
        await self._follow()
        await self._look_after()
        await self._publish()

    async def _follow(self) -> None:
        """Make state fit the configuration, and say how much is followed."""
        sources = self._config.sources
        await self._parts.frontier.sync(sources, self._parts.clock.now())
        count = sum(source.enabled for source in sources)
        self._supervisor.status(f"Following {count} source{'s' * (count != 1)}")
        if self.pushes is not None:
            await self.pushes.follow()

    async def leave(self) -> None:
        """Write down what failed since the last publication: failures alone bring none."""
        for problem in await workshop.carry(self._config, self._parts):
            _log.error(problem.reason, hint=problem.hint)

    async def _turn(self, host: str) -> bool:
        ended = await self._syndicator.turn(host)
        if ended is not None and self.pushes is not None:
            await self.pushes.follow(ended.sources)
        return ended is not None and ended.changed

    async def _publish(self) -> None:
        """Publish what changed; a problem that lasts is told once."""
        async with self._publishing:
            built = await publication.publish(self._parts)
            uncommitted = await workshop.carry(self._config, self._parts)
        self.telling.note()
        if built.recut:
            _log.info("closed documents changed", documents=len(built.recut), first=built.recut[0])
        for problem in built.problems:
            if problem not in self._problems:
                _log.warning("left out of a feed", source=problem.source, reason=problem.reason)
        for problem in uncommitted:
            if problem not in self._problems:
                _log.error(problem.reason, hint=problem.hint)
        self._problems = (*built.problems, *uncommitted)

    async def _publish_now(self) -> None:
        """Publish at once what a hub sent: whoever waits for it waits for seconds."""
        self.scheduler.note()
        await self.scheduler.publish()

    async def _tidy(self) -> None:
        self.telling.note()
        await self._parts.memory.tidy()
        await asyncio.to_thread(capturing.trim, self._config, self._parts.replays)
        at = searching.place(self._config, self._parts.archive)
        await searching.refresh(self._parts.memory, at)
        if await self._look_after():
            await self._publish()

    async def _look_after(self) -> bool:
        """Take up what was deleted by hand, and tell damage once; say whether anything was."""
        told = len(self._parts.damage)
        deleted = await deletions.take_up(self._parts)
        await gitmode.catch_up(self._config, self._parts)
        for error in self._parts.damage[told:]:
            _log.error("archive damaged", reason=error.message, hint=error.hint)
        return bool(deleted)

    def _is_other(self) -> bool:
        """Tell whether config.toml was written, or the clock put back: state must fit both."""
        now, latest = self._parts.clock.now(), self._latest
        self._latest = now
        return _stamp(self._config.path) != self._seen or latest - now > SLACK

    async def _reload(self) -> None:
        """Take a changed config.toml up, and tell the service manager when that is done."""
        self._supervisor.reloading()
        try:
            await self._read_again()
        finally:
            self._supervisor.ready()

    async def _read_again(self) -> None:
        """Take a changed config.toml up; a wrong one is reported, and the old one stays."""
        self._seen = _stamp(self._config.path)
        try:
            config = configuration.load(
                self._config.path,
                os.environ,
                cron=_check_cron,
                pattern=expressions.check,
                query=partial(parse, leaves_out=True),
            )
            decided = settings.of(config)
        except ConfigError as error:
            self._refuse(error.message)
            return
        if _lasting(config, self._serves) != _lasting(self._config, self._serves):
            self._refuse("[archive], [publish] or what is served changed: restart the daemon")
            return
        self._parts = replace(self._parts, **decided)
        self._config = config
        self._syndicator = Syndicator(self._parts, workshop.worker())
        if self.pushes is not None:
            self.pushes.change(self._parts, self._syndicator)
        await self._follow()
        _log.info("configuration read", sources=len(config.sources))
        await self._publish()

    def _refuse(self, problems: str) -> None:
        _log.error("configuration refused", problems=problems)
        self._supervisor.status("config.toml is refused, the old one stays: see the log")


def serve(config: Config, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve the published files; see `App.serve`."""
    app, inside = _app(config, host)

    def tell(address: str) -> None:
        on_ready(address + inside)

    serve_until_stopped(app, host, port, tell, app.at_hand)


@asynccontextmanager
async def _served(config: Config, desk: Desk | None) -> AsyncIterator[None]:
    """Serve the published files meanwhile; raise SyndicateError when the port can't be had."""
    listening = asyncio.Event()
    server = asyncio.create_task(_listen(config, desk, listening))
    ready = asyncio.create_task(listening.wait())
    try:
        await asyncio.wait({server, ready}, return_when=asyncio.FIRST_COMPLETED)
        if server.done():
            await server
        yield
    finally:
        server.cancel()
        ready.cancel()
        await asyncio.gather(server, ready, return_exceptions=True)


async def _listen(config: Config, desk: Desk | None, listening: asyncio.Event) -> None:
    found, inside = _app(config, config.server.host)
    app = callbacks(desk, found) if desk else found

    def tell(address: str) -> None:
        _log.info("serving", address=address + inside)
        listening.set()

    await listen(app, config.server.host, config.server.port, tell, found.at_hand)


def _record(event: Event) -> None:
    """Log what was decided; that a source is about to be asked is no decision yet."""
    if event.kind == "checking":
        return
    facts = {
        "source": event.source,
        "path": event.path,
        "url": event.url,
        **event.counts,
        "reason": event.reason,
        "hint": event.hint,
    }
    write = _log.warning if event.kind in _GRAVE else _log.info
    write(event.kind, **{name: fact for name, fact in facts.items() if fact is not None})


def _app(config: Config, host: str) -> tuple[files.Files, str]:
    """Return the app that serves public/ on `host`, and the path below which it does."""
    token = access.token(config.token_path) if access.needs_token(config.site, host) else None
    app = files.files(
        config.publish.path,
        token=token,
        hosts=access.hosts(config.site, host),
        noindex=config.site.visibility == "private",
    )
    return app, f"{token}/" if token else ""


def _lasting(config: Config, serves: bool) -> tuple[object, ...]:
    """Return what a daemon sets up when it begins, and keeps until it ends."""
    archive, site, server = config.archive, config.site, config.server
    kept = (archive.path, archive.profile, archive.timezone, config.publish.path)
    return (*kept, server, site.visibility, access.hosts(site, server.host)) if serves else kept


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when somebody writes the file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _check_cron(expression: str, timezone: str) -> None:
    cron_next(expression, timezone, datetime.now(UTC))
