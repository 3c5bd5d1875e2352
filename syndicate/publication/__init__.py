"""One publication: what the archive holds, as feeds and pages under public/, only if changed.

    what is stale ─▶ plans ─▶ history, pages of articles, in the order of time
                          ─▶ pages of feeds ─▶ subscription documents ─▶ lists ─▶ what is gone

A run without news costs a query. What a document refers to is written before it, and what nothing
refers to any more goes last, so that no reader ever finds a hole. What state remembers is written
when all files are: a publication that was killed is done again, and ends with the same bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from syndicate.archiver.files.cards import Card
from syndicate.errors import ArchiveError
from syndicate.generator import changes, health
from syndicate.generator.paths import feed_path, feed_stem
from syndicate.model import Feed, Ping
from syndicate.model.listed import Said
from syndicate.parts import Parts
from syndicate.publication import articles, documents, lists, notices, planning, work
from syndicate.publication.documents import Writer
from syndicate.publication.output import Output
from syndicate.publication.planning import Plan
from syndicate.publication.work import Work
from syndicate.report import Built, Event

__all__ = ["publish"]


NOTICES = (health.FEED, changes.FEED)


async def publish(parts: Parts, *, check: bool = False, force: bool = False) -> Built:
    """Write what changed of feeds and pages, with `force` all of them.

    What is published no more is removed. With `check` nothing is written: the result says what
    would be. What could not be shown is among its problems, and is tried again the next time.
    """
    output = Output(parts=parts, check=check)
    cards = await asyncio.to_thread(_cards, output)
    await planning.learn(parts)
    todo = await work.found(output, cards, force=force or check)
    told = await _notices(output, todo)
    ended = [feed for feed in NOTICES if feed.id in todo.before and feed not in told]
    if todo.is_anything or output.written or ended:
        await _write(output, todo, told, ended)
    if not check:
        await _remember(output, todo, told)
        _tell(parts, output)
    return Built(
        written=tuple(output.written),
        unchanged=output.unchanged,
        removed=tuple(output.removed),
        recut=tuple(output.recut),
        problems=tuple(output.problems),
    )


async def _notices(output: Output, todo: Work) -> Mapping[Feed, str]:
    """Write the feeds of what became of something; return those there are, with their digests."""
    sources = await notices.of_sources(output, todo.before, todo.renderings)
    revised = await notices.of_articles(output, todo.before, todo.renderings)
    known = {health.HEALTH: health.FEED, changes.CHANGES: changes.FEED}
    return {known[name]: digest for name, digest in {**sources, **revised}.items()}


async def _write(
    output: Output, todo: Work, told: Mapping[Feed, str], ended: Sequence[Feed]
) -> None:
    parts = output.parts
    if todo.before and not todo.anew:
        recent = {said.path for plan in todo.plans for said in _recent(plan)}
        todo.renderings.know(await parts.memory.shown(recent))
    images = {name: card.image for name, card in todo.cards.items() if card.image}
    writer = Writer(output, todo.renderings, images)
    counts = await lists.counts(parts)
    feeds = (*todo.feeds, *told)
    await asyncio.to_thread(_files, output, todo, writer, feeds, counts)
    await asyncio.to_thread(_clear, output, todo, feeds, ended)


def _files(
    output: Output, todo: Work, writer: Writer, feeds: Sequence[Feed], counts: lists.Counts
) -> None:
    """Write the files, each before what refers to it."""
    if todo.anew:
        lists.write_statics(output)
    history = [
        (document.said[0].announced, partial(writer.history, plan, document))
        for plan in todo.plans
        for document in plan.changed
    ]
    pages = [
        (said.announced, partial(articles.write, output, todo.renderings, said))
        for said in todo.pages
    ]
    # In the order of time, so that documents that show the same article come one after another.
    for _, write in sorted((*history, *pages), key=lambda each: each[0]):
        write()
    for plan in todo.plans:
        if plan.shown or plan.feed.kind != "tag":
            writer.page(plan)
    for plan in todo.plans:
        writer.subscription(plan)
    lists.write(output, feeds, todo.plans, counts, todo.renderings)


def _clear(output: Output, todo: Work, feeds: Sequence[Feed], ended: Sequence[Feed]) -> None:
    """Remove what is published no more; what a person put there has other names.

    `ended` are feeds of notices that have nothing to tell any more.
    """
    for feed in ended:
        for format in feed.formats:
            output.remove(feed_path(feed, format))
    for path in todo.gone:
        articles.remove(output, path)
    for plan in todo.plans:
        for key in documents.gone(plan):
            output.remove(key)
        if plan.feed.kind == "tag" and not plan.shown:
            output.remove(f"{feed_stem(plan.feed)}.html")
    if todo.anew or todo.left or any(plan.anew for plan in todo.plans):
        lists.clear(output, todo, feeds)
    output.tell_gone()
    if not output.check:
        output.parts.public.commit()


async def _remember(output: Output, todo: Work, told: Mapping[Feed, str]) -> None:
    memory = output.parts.memory
    if todo.is_anything:
        await memory.set_shown(todo.renderings.fresh)
        for plan in todo.plans:
            kept = [
                replace(each, digest="") if _is_faulty(document.shown, output) else each
                for document, each in zip(plan.documents, plan.written, strict=True)
            ]
            await memory.set_documents(feed_stem(plan.feed), plan.start, kept)
    digests = {**todo.digests, **{feed.id: digest for feed, digest in told.items()}}
    fresh = {name: it for name, it in digests.items() if todo.before.get(name) != it}
    gone = [name for name in todo.before if name not in digests]
    if fresh or gone or todo.is_anything:
        await memory.set_published(fresh, gone, mark=todo.mark)
    if output.told:
        site, now = output.parts.site.base_url, output.parts.clock.now()
        owing = [Ping(hub=hub, topic=site + key, since=now) for hub, key in output.told]
        await memory.owe(owing)
    # What a turn found damaged is looked at again with every run, until somebody mends it.
    damaged = (each.path for each in output.parts.damage if isinstance(each, ArchiveError))
    faulty = output.faulty.union(*map(_paths, damaged))
    if faulty:
        await memory.again(sorted(faulty))


def _paths(file: str) -> set[str]:
    """Return the paths that an article may have to which a damaged file belongs."""
    return {file, file.rpartition("/")[0], file.removesuffix(".md")}


def _is_faulty(shown: Sequence[Said], output: Output) -> bool:
    return any(said.path in output.faulty for said in shown)


def _recent(plan: Plan) -> Sequence[Said]:
    """Return what the documents show that change with every announcement."""
    last = plan.documents[-1].said if plan.documents and not plan.documents[-1].closed else ()
    return (*plan.shown, *last)


def _cards(output: Output) -> dict[str, Card]:
    """Return every source's card: articles outlive the following of their source."""
    cards = {}
    for found in output.parts.archive.cards():
        if isinstance(found, ArchiveError):
            output.complain(None, found.message, damage=found)
        else:
            cards[found.source] = found
    return cards


def _tell(parts: Parts, output: Output) -> None:
    if output.written or output.removed:
        counts = {
            "written": len(output.written),
            "unchanged": output.unchanged,
            "removed": len(output.removed),
        }
        parts.report(Event(kind="published", at=parts.clock.now(), counts=counts))
