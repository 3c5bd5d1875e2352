"""Images of archived articles brought home: the same manners as in a run, no new version.

    archive.get ─▶ images on the web ─▶ its host's slot ─▶ gathering.show ─▶ archive.amend ─▶ memory.adopt

One host's articles at a time, their images through the gate of every other host. What can't be
had stays where it is, with the reason in the sidecar; asking again asks for that alone, and with
`retry` for what is gone from its host. An article that a person edited is left to that person.
Whose turn it is follows from the source in config.toml: what an article says of its own address
opens no way into the operator's network.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from syndicate import downloads, urls
from syndicate.archiver import images
from syndicate.errors import ArchiveError, Postponed
from syndicate.model import Article, Asset, Turn
from syndicate.model.listed import Missing
from syndicate.parts import Parts
from syndicate.report import Event, Localized, Problem
from syndicate.state.base import Row
from syndicate.turns.gathering import Shown, show
from syndicate.turns.slots import Slots

BUDGET = timedelta(seconds=120)
"""How long one session lasts: as a turn's."""

_TOKEN = "localize"

_Host = tuple[str, bool]
"""A host, and whether a source in config.toml is asked there."""


@dataclass(slots=True)
class _Run:
    """Count what was fetched, and what was not."""

    retry: bool
    articles: int = 0
    fetched: int = 0
    left: int = 0
    missing: list[Missing] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def result(self) -> Localized:
        return Localized(
            articles=self.articles,
            fetched=self.fetched,
            left=self.left,
            gone=0 if self.retry else sum(each.gone for each in self.missing),
            problems=tuple(self.problems),
        )


async def localize(
    parts: Parts, rows: Sequence[Row], *, dry: bool, retry: bool = False
) -> Localized:
    """Bring home the images of the rows' articles, and wanted media; with `dry` only list.

    With `retry` also those that were gone from their hosts.
    """
    run = _Run(retry)
    waiting = await asyncio.to_thread(_waiting, parts, rows, run)
    if dry:
        run.articles = sum(map(len, waiting.values()))
        run.fetched = sum(len(_due(each, run)) for some in waiting.values() for each in some)
        run.fetched += (await downloads.bring(parts, rows, dry=True)).files
        return replace(run.result(), missing=tuple(run.missing))
    for host, articles in waiting.items():
        todo = list(articles)
        while todo:
            try:
                await _session(parts, host, todo, run)
            except Postponed as error:
                run.problems.append(Problem(source=None, reason=error.message))
                run.left += sum(len(_due(article, run)) for article in todo)
                break
    loaded = await downloads.bring(parts, rows, dry=False)
    run.fetched, run.left = run.fetched + loaded.files, run.left + loaded.left
    run.problems += loaded.problems
    return run.result()


def remote(article: Article) -> tuple[str, ...]:
    """Return the addresses of an article's images that are not in the archive."""
    lead = (article.image,) if article.image and article.image.startswith("http") else ()
    return tuple(dict.fromkeys((*images.remote_images(article.markdown), *lead)))


def _due(article: Article, run: _Run) -> tuple[str, ...]:
    """Return the addresses of an article's images that are to be asked for."""
    gone = {asset.url for asset in article.assets if asset.is_gone and not run.retry}
    return tuple(url for url in remote(article) if url not in gone)


def _missing(article: Article) -> Iterator[Missing]:
    known = {asset.url: asset for asset in article.assets}
    for url in remote(article):
        asset = known.get(url, Asset(url=url))
        yield _listed(article, url, asset.problem, gone=asset.is_gone)


def _media(parts: Parts, article: Article) -> Iterator[Missing]:
    if parts.downloads and article.source in parts.downloads.sources:
        for each in {each.url: each for each in article.enclosures}.values():
            if not each.name:
                yield _listed(article, each.url, each.problem, gone=False)


def _listed(article: Article, url: str, problem: str | None, *, gone: bool) -> Missing:
    return Missing(
        path=article.path or "",
        source=article.source,
        host=urls.host_of(url),
        url=url,
        reason=problem or images.UNASKED,
        gone=gone,
    )


def _waiting(parts: Parts, rows: Sequence[Row], run: _Run) -> Mapping[_Host, Sequence[Article]]:
    """Return the articles with remote images, by the host that they are of."""
    found: dict[_Host, list[Article]] = defaultdict(list)
    for row in rows:
        try:
            article = parts.archive.get(row.path)
        except ArchiveError as error:
            run.problems.append(Problem(source=row.source, reason=error.message))
            continue
        run.missing += [*_missing(article), *_media(parts, article)]
        shown = _due(article, run)
        if shown and article.edited:
            reason = f"{row.path}: its text was edited by hand, its images are left alone"
            run.problems.append(Problem(source=row.source, reason=reason))
        elif shown:
            found[_host(parts, article, shown[0])].append(article)
    return found


def _host(parts: Parts, article: Article, shown: str) -> _Host:
    source = parts.sources.get(article.source)
    followed = urls.host_of(source.url) if source else ""
    own = urls.host_of(article.link or article.canonical_url or shown)
    return (followed, True) if followed else (own or urls.host_of(shown), False)


async def _session(parts: Parts, whose: _Host, todo: list[Article], run: _Run) -> None:
    """Work off articles of one host, as many as fit into one session."""
    host, followed = whose
    clock, opened = parts.clock, parts.fetcher.session
    turn = Turn(host=host, token=_TOKEN, sources=(), waiting=False)
    gate = Slots(parts.frontier, turn, clock)
    await gate.enter(host)
    until, delay = clock.now() + BUDGET, 0.0
    try:
        seconds = BUDGET.total_seconds()
        async with opened(host, gate, clock, deadline=seconds, followed=followed) as session:
            while todo and clock.now() < until:
                article = todo.pop(0)
                lead = article.image if article.image in remote(article) else None
                source = parts.sources.get(article.source)
                shown = await show(
                    session.on_behalf(source) if source else session,
                    "download",
                    replace(article, image=lead),
                    article,
                    article.link or article.canonical_url,
                    retry=run.retry,
                )
                await _keep(parts, article, shown, run)
            delay = session.delay
    finally:
        await gate.leave(host, delay=delay, not_before=None)


async def _keep(parts: Parts, article: Article, shown: Shown, run: _Run) -> None:
    """Write what came home beside the article, and tell what did not."""
    new = {asset.url for asset in shown.article.assets}
    kept = (asset for asset in article.assets if asset.url not in new)
    home = replace(
        shown.article,
        image=shown.article.image or article.image,
        assets=(*kept, *shown.article.assets),
    )
    path = article.path or ""
    try:
        put = await asyncio.to_thread(parts.archive.amend, home, path, assets=shown.bodies)
    except ArchiveError as error:
        run.problems.append(Problem(source=article.source, reason=error.message))
        return
    await parts.memory.adopt([put.article])
    due = _due(article, run)
    missing = [asset for asset in shown.article.assets if asset.problem and asset.url in due]
    run.articles += 1
    run.fetched += len(shown.bodies)
    run.left += len(missing)
    for asset in missing:
        reason = f"{path}: {asset.url}: {asset.problem}"
        run.problems.append(Problem(source=article.source, reason=reason))
    counts = {"images": len(shown.bodies), "left": len(missing)}
    parts.report(
        Event(
            kind="localized",
            at=parts.clock.now(),
            source=article.source,
            title=article.title,
            path=path,
            counts=counts,
        )
    )
