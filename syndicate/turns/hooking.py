"""Programs that have a say in what is archived, and that are told of it: one run of each per turn.

    entries waiting ─▶ entry ─▶ pages ─▶ article ─▶ written ─▶ archived
                         └─ no line: passed over ─┘     turn closed ─▶ source

What fails costs no article: the entries that it was asked about stay as they are, wait with the
reason, and are asked about again, ever more rarely. What was only told is reported, and lost.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from syndicate import hooks
from syndicate.archiver import recognize
from syndicate.archiver.files.cards import Card
from syndicate.dates import rfc3339
from syndicate.errors import HookError
from syndicate.identity import PASSED
from syndicate.model import Article, Entry, Outcome, Pending, Source, Standing, Turn
from syndicate.parts import Parts, tell
from syndicate.report import Event
from syndicate.turns import lines, passing
from syndicate.turns.archiving import Archiving
from syndicate.turns.lines import Hooked, Line
from syndicate.turns.ready import Ready

HINT = "see [hooks] in config.toml, or the source's own; syndicate run --force tries again at once"

# What comes back is as long as what was told, but for what a program adds to it.
_TIMES, _MORE = 4, 1_000_000

_T = TypeVar("_T")


class Hooking:
    """Ask the hooks of one turn's sources what becomes of its entries and articles."""

    def __init__(self, parts: Parts, turn: Turn, archiving: Archiving) -> None:
        self._parts = parts
        self._turn = turn
        self._archiving = archiving

    async def entries(self, waiting: Sequence[Pending]) -> Sequence[tuple[Pending, Entry]]:
        """Return the entries to go on with, each beside what its hook makes of it."""
        asked = [item for item in waiting if self._parts.sources[item.source].hooks.entry]
        said = await self._said("entry", asked, [lines.of_entry(item) for item in asked])
        kept = []
        for item in waiting:
            entry: Entry | None = item.entry
            if self._parts.sources[item.source].hooks.entry:
                entry = await self._judged("entry", item, said, lines.entry_as, item.entry)
            if entry is not None:
                kept.append((item, entry))
        return kept

    async def articles(self, ready: Sequence[Ready]) -> Sequence[Ready]:
        """Return what is to be written, as the hooks want it; all have one."""
        told = [lines.of_article(each.pending, each.article) for each in ready]
        said = await self._said("article", [each.pending for each in ready], told)
        kept = []
        for each in ready:
            article = await self._judged(
                "article", each.pending, said, lines.article_as, each.article
            )
            if article is not None:
                kept.append(replace(each, article=article))
        return kept

    async def _said(
        self, event: Hooked, items: Sequence[Pending], told: Sequence[Line]
    ) -> Mapping[str, tuple[Line, Line | None]]:
        """Return by id what was told and what came back; what failed is not in it."""
        groups: defaultdict[_Program, list[tuple[Pending, Line]]] = defaultdict(list)
        for item, line in zip(items, told, strict=True):
            source = self._parts.sources[item.source]
            groups[_program(source, event), source.hooks.timeout.total_seconds()].append(
                (item, line)
            )
        found: dict[str, tuple[Line, Line | None]] = {}
        for program, group in groups.items():
            try:
                printed = await _run(self._parts, event, program, [line for _, line in group])
                said = lines.answers(printed, {lines.name(item) for item, _ in group})
            except HookError as error:
                for item, _ in group:
                    await self._archiving.fail(item, _of(event, error))
                continue
            for item, line in group:
                found[lines.name(item)] = (line, said.get(lines.name(item)))
        return found

    async def _judged(
        self,
        event: Hooked,
        item: Pending,
        said: Mapping[str, tuple[Line, Line | None]],
        apply: Callable[[Line, Line, _T], _T],
        before: _T,
    ) -> _T | None:
        """Return what the hook makes of one thing, None when it dropped it, or failed."""
        told, answer = said.get(lines.name(item), (None, None))
        if told is None:
            return None
        if answer is None:
            await self._drop(item, event)
            return None
        try:
            return apply(told, answer, before)
        except HookError as error:
            await self._archiving.fail(item, _of(event, error))
            return None

    async def _drop(self, item: Pending, event: Hooked) -> None:
        """Pass an entry over for good; of one that was archived, only its change."""
        parts, turn = self._parts, self._turn
        (path,) = await parts.memory.locate([recognize.identify(item, None)])
        if path is None:
            card = await asyncio.to_thread(parts.archive.card, item.source)
            said = passing.dropped(card or Card(source=item.source), [item.name])
            await asyncio.to_thread(parts.archive.put_card, said)
            now = parts.clock.now()
            passed = {item.name: PASSED}
            await parts.memory.discover(turn, item.source, None, (), passed, now)
        await parts.memory.settle(turn, item)
        source, entry = parts.sources[item.source], item.entry
        why = f"its {event} hook dropped it"
        tell(parts, "passed", source, title=entry.title, url=entry.url, reason=why)


_Program = tuple[tuple[str, ...], float]


async def tell_archived(parts: Parts, written: Iterable[tuple[Article, str]]) -> None:
    """Tell hooks of the articles that a turn has written; their failure is reported."""
    told = [
        (parts.sources[article.source], lines.of_archived(article, kind))
        for article, kind in written
    ]
    await _tell(parts, "archived", told)


async def tell_changed(
    parts: Parts, turn: Turn, outcomes: Iterable[Outcome], hints: Mapping[str, str]
) -> None:
    """Tell hooks of the sources whose condition a turn has changed; their failure is reported."""
    before = {standing.id: standing for standing in turn.sources}
    told = [
        (source, _change(source, before[each.source], each, hints.get(each.source)))
        for each in outcomes
        if (source := parts.sources.get(each.source)) and source.hooks.source
        if each.source in before and before[each.source].condition != each.condition
    ]
    await _tell(parts, "source", told)


def _change(source: Source, before: Standing, outcome: Outcome, hint: str | None) -> Line:
    return {
        "event": "source",
        "source": source.id,
        "url": source.label,
        "before": before.condition,
        "after": outcome.condition,
        "failures": outcome.failures,
        "reason": outcome.reason,
        "since": rfc3339(outcome.since) if outcome.since else None,
        "hint": hint,
    }


async def _tell(parts: Parts, event: Hooked, told: Sequence[tuple[Source, Line]]) -> None:
    groups: defaultdict[_Program, list[Line]] = defaultdict(list)
    for source, line in told:
        groups[_program(source, event), source.hooks.timeout.total_seconds()].append(line)
    for program, group in groups.items():
        try:
            await _run(parts, event, program, group)
        except HookError as error:
            failed = _of(event, error)
            why = f"{failed.message}; not told of {len(group)}"
            now = parts.clock.now()
            parts.report(Event(kind="failed", at=now, reason=why, hint=failed.hint))


async def _run(parts: Parts, event: Hooked, program: _Program, told: Sequence[Line]) -> bytes:
    command, seconds = program
    stdin = await asyncio.to_thread(lines.dump, told)
    return await hooks.run(
        command,
        stdin=stdin,
        environ={"SYNDICATE_EVENT": event},
        timeout=seconds,
        limit=_TIMES * len(stdin) + _MORE,
        cwd=parts.root,
    )


def _program(source: Source, event: Hooked) -> tuple[str, ...]:
    match event:
        case "entry":
            return source.hooks.entry
        case "article":
            return source.hooks.article
        case "archived":
            return source.hooks.archived
        case "source":
            return source.hooks.source


def _of(event: Hooked, error: HookError) -> HookError:
    return HookError(f"the {event} hook: {error.message}", hint=error.hint or HINT)
