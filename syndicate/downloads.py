"""Media files of articles, downloaded where the operator wants them, when the turns are over.

    memory.lacking ─▶ due? ─▶ its host's slot ─▶ session.save ─▶ Part, whole ─▶ archive.fill
                       ▲                            │ more to come     ─▶ archive.attach ─▶ memory.adopt
                       └────────────────────────────┘

One file of a host at a time, for two minutes a session: between two of them its feeds are asked.
What was received stays in `.syndicate/partial`, and the next session, run or process goes on
there. A file that can't be had says so in the sidecar, and is left alone until somebody asks.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import mimetypes
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from syndicate import identity, urls
from syndicate.archiver.files import attachments
from syndicate.errors import (
    ArchiveError,
    BadStatus,
    FetchError,
    Postponed,
    SourceError,
    StateError,
    StorageError,
)
from syndicate.fetcher import pace
from syndicate.fetcher.partial import Part
from syndicate.model import Article, Enclosure, Turn
from syndicate.parts import Parts
from syndicate.report import Event, Kind, Problem
from syndicate.state.base import Row
from syndicate.turns.slots import Slots

BUDGET = timedelta(seconds=120)
"""How long one session lasts: as a turn's."""

TRIES = 5
"""Requests in a row that bring nothing, after which a file counts as not to be had."""

HOSTS = 4
"""Hosts that are asked for files at the same time: they take up the line, not the machine."""

STALE = timedelta(days=30)
"""After which what was received of a file that nobody goes on with is removed."""

STEP = 100_000
"""Bytes more than ever before that are worth another session at once."""

# The types that every Python knows: none of what this machine has besides.
_TYPES = mimetypes.MimeTypes()


@dataclass(frozen=True, slots=True)
class Job:
    """Name a file of an article that is to be downloaded."""

    path: str
    source: str
    title: str
    referer: str | None
    enclosure: Enclosure


@dataclass(slots=True)
class Done:
    """Count what was downloaded, and what was not."""

    files: int = 0
    size: int = 0
    left: int = 0
    problems: list[Problem] = field(default_factory=list)


async def work_off(
    parts: Parts, *, only: Collection[str] | None = None, until: datetime | None = None
) -> Done:
    """Download what articles lack, those of the sources `only`; begin nothing after `until`.

    Raises StorageError where the disk can't take it.
    """
    await asyncio.to_thread(_sweep, parts)
    wanted = parts.downloads.sources if parts.downloads else frozenset[str]()
    chosen = wanted if only is None else wanted & frozenset(only)
    rows = await parts.memory.lacking(chosen) if chosen else ()
    jobs = await asyncio.to_thread(lambda: [*_jobs(parts, rows, again=False)])
    return await _all(parts, [job for job in jobs if _is_due(parts, job)], until)


async def bring(parts: Parts, rows: Sequence[Row], *, dry: bool) -> Done:
    """Download what these articles lack, also what was given up; with `dry` only count it."""
    wanted = parts.downloads.sources if parts.downloads else frozenset[str]()
    chosen = [row for row in rows if row.source in wanted]
    jobs = await asyncio.to_thread(lambda: [*_jobs(parts, chosen, again=True)])
    return Done(files=len(jobs)) if dry else await _all(parts, jobs, None)


def _jobs(parts: Parts, rows: Sequence[Row], *, again: bool) -> Iterator[Job]:
    """Yield the files to download; with `again` those, too, that can't be had, or were lost."""
    for row in rows:
        try:
            article = parts.archive.get(row.path)
        except ArchiveError as error:
            parts.complain(error)
            continue
        there = {key.rpartition("/")[2] for key in parts.archive.media(row.path)}
        for each in {each.url: each for each in article.enclosures}.values():
            if each.name not in there and (again or not (each.name or each.problem)):
                yield _job(article, each)


def _job(article: Article, enclosure: Enclosure) -> Job:
    return Job(
        path=article.path or "",
        source=article.source,
        title=article.title,
        referer=article.link or article.canonical_url,
        enclosure=enclosure,
    )


def _part(parts: Parts, job: Job) -> Part:
    folder = parts.downloads.folder if parts.downloads else Path()
    url = job.enclosure.url
    return Part(folder / identity.short(f"{job.path}\n{url}"), url)


def _sweep(parts: Parts) -> None:
    """Remove what was received long ago, as of articles that were withdrawn or moved since."""
    old = (parts.clock.now() - STALE).timestamp()
    folder = parts.downloads.folder if parts.downloads else None
    with contextlib.suppress(OSError):
        for path in [*folder.iterdir()] if folder else ():
            if path.lstat().st_mtime < old:
                path.unlink()


def _is_due(parts: Parts, job: Job) -> bool:
    until = _part(parts, job).facts.not_before
    return not until or datetime.fromisoformat(until) <= parts.clock.now()


async def _all(parts: Parts, jobs: Sequence[Job], until: datetime | None) -> Done:
    """Work off all jobs, each host's one after the other."""
    done, places = Done(), asyncio.Semaphore(HOSTS)
    hosts: defaultdict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        hosts[urls.host_of(job.enclosure.url)].append(job)

    async def ask(host: str, some: Sequence[Job]) -> None:
        async with places:
            for job in some:
                await _download(parts, host, job, done, until)

    async with asyncio.TaskGroup() as group:
        for host, some in hosts.items():
            group.create_task(ask(host, some))
    return done


async def _download(parts: Parts, host: str, job: Job, done: Done, until: datetime | None) -> None:
    """Download one file, session after session as long as more of it comes."""
    part = await asyncio.to_thread(_part, parts, job)
    try:
        while until is None or parts.clock.now() < until:
            resumes = bool(part.range())
            try:
                if not part.facts.is_whole:
                    await _session(parts, host, job, part)
                await _keep(parts, job, part, done)
                return
            except Postponed:
                break
            except SourceError as error:
                anew = resumes and not part.size
                if not (anew or _goes_on(part)):
                    await _put_off(parts, job, part, error)
                    break
    except ArchiveError as error:
        parts.complain(error)
    except (StateError, StorageError) as error:
        done.problems.append(Problem(source=job.source, reason=f"{job.title}: {error.message}"))
    done.left += 1


async def _session(parts: Parts, host: str, job: Job, part: Part) -> None:
    """Ask for a file for as long as one session lasts."""
    source, url = parts.sources.get(job.source), job.enclosure.url
    followed = source is not None and urls.host_of(source.url) == host
    turn = Turn(host=host, token=f"download {host}", sources=(), waiting=False)
    gate, delay = Slots(parts.frontier, turn, parts.clock), 0.0
    limit = parts.downloads.limit if parts.downloads else 0
    await gate.enter(host)
    try:
        seconds = BUDGET.total_seconds()
        opened = parts.fetcher.session(host, gate, parts.clock, deadline=seconds, followed=followed)
        async with opened as session:
            asking = session.on_behalf(source) if source else session
            await asking.save(url, part, referer=job.referer, limit=limit)
            delay = session.delay
    except BadStatus as error:
        if error.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.forget()
        raise
    finally:
        await gate.leave(host, delay=delay, not_before=None)
    if _is_page(part.facts.type) and not _is_page(job.enclosure.type or ""):
        part.forget()
        raise FetchError(f"{url} sent a web page in place of the file", url=url)


def _goes_on(part: Part) -> bool:
    """Note how far a session got, and tell whether it is worth another one at once."""
    gained = part.size - part.facts.most
    if gained > 0:
        part.note(most=part.size, tries=0)
    return gained >= STEP


async def _put_off(parts: Parts, job: Job, part: Part, error: SourceError) -> None:
    """Let a file wait that could not be had, or give it up."""
    now, tries = parts.clock.now(), part.facts.tries
    reason = f"{job.enclosure.url}: {error.message}"
    if not error.transient or tries + 1 >= TRIES:
        lost = replace(job.enclosure, problem=error.message)
        await _attach(parts, job, lost)
        part.discard()
        _tell(parts, job, "missing", reason=reason)
        return
    until = pace.retry_at(tries, now, not_before=error.not_before, name=job.enclosure.url)
    part.note(tries=tries + 1, not_before=until.isoformat())
    _tell(parts, job, "missing", reason=reason, until=until)


async def _keep(parts: Parts, job: Job, part: Part, done: Done) -> None:
    """Put a whole file beside its article."""
    kind = part.facts.type.partition(";")[0].strip().lower()
    sha256 = await asyncio.to_thread(_sum, part)
    name = f"{sha256[:16]}.{_ext(job.enclosure.url, kind)}"
    await asyncio.to_thread(parts.archive.get, job.path)
    await asyncio.to_thread(parts.archive.fill, job.path, name, part.pieces())
    kept = replace(job.enclosure, name=name, size=part.size, sha256=sha256, problem=None)
    await _attach(parts, job, kept)
    done.files, done.size = done.files + 1, done.size + part.size
    _tell(parts, job, "downloaded", counts={"bytes": part.size})
    part.discard()


async def _attach(parts: Parts, job: Job, enclosure: Enclosure) -> None:
    """Record what became of a file; not while a turn writes the article."""
    async with parts.mint.lock:
        article = await asyncio.to_thread(parts.archive.attach, job.path, [enclosure])
    await parts.memory.adopt([article])


def _tell(
    parts: Parts,
    job: Job,
    kind: Kind,
    *,
    reason: str | None = None,
    until: datetime | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    event = Event(
        kind=kind,
        at=parts.clock.now(),
        source=job.source,
        title=job.title,
        url=job.enclosure.url,
        path=job.path,
        reason=reason,
        until=until,
        counts=counts or {},
    )
    parts.report(event)


def _sum(part: Part) -> str:
    found = hashlib.sha256()
    for piece in part.pieces():
        found.update(piece)
    return found.hexdigest()


def _is_page(kind: str) -> bool:
    return kind.partition(";")[0].strip().lower() in ("text/html", "application/xhtml+xml")


def _ext(url: str, kind: str) -> str:
    """Return the end of a file's name: as its address has it, else by its type."""
    said = urlsplit(url).path.rpartition(".")[2].lower()
    guessed = (_TYPES.guess_extension(kind) or "")[1:]
    return next((end for end in (said, guessed) if end in attachments.ENDINGS), "bin")
