"""A run as it is watched: JSON lines, a bar with a line per source, or nothing at all.

Cron sees nothing: without a terminal only problems are told, and those by the summary.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import click

from syndicate.cli import answers
from syndicate.cli.settings import Settings
from syndicate.cli.text import clean, moment, pad, plural
from syndicate.report import Event, Summary, nobody

Listener = Callable[[Event], None]

OK, WARN, BAD = ("●", "green"), ("▲", "yellow"), ("■", "red")
_TOLD = {
    "archived": ("new", OK),
    "revised": ("revised", OK),
    "kept": ("kept apart", WARN),
    "partial": ("partial", WARN),
    "passed": ("filtered", OK),
    "failed": ("failed", BAD),
}


@contextmanager
def watching(settings: Settings, sources: int) -> Iterator[Listener]:
    """Yield the listener that suits whoever watches; `sources` are how many may be asked."""
    if settings.json:
        yield json_line
    elif settings.verbose:
        yield event_line
    elif settings.quiet or not sys.stdout.isatty():
        yield nobody
    else:
        table = SourceLines()
        with _bar(settings, sources) as advance:

            def both(event: Event) -> None:
                advance(event)
                table(event)

            yield both
        table.close()


def json_line(event: Event) -> None:
    """Print one event for programs."""
    facts = answers.fields_of(event)
    answers.line(str(facts.pop("kind")), facts)


def event_line(event: Event) -> None:
    """Print one event for a person who wants to see each, on stderr."""
    if event.kind == "checking":
        return
    what = event.title or event.url if event.kind in _TOLD else None
    counts = ", ".join(f"{count} {name}" for name, count in event.counts.items() if count)
    until = f"until {moment(event.until)}" if event.until else None
    facts = [event.kind, what, counts if event.kind not in _TOLD else None, until, event.reason]
    line = ": ".join(filter(None, [event.source, " · ".join(filter(None, facts))]))
    click.echo(clean(line), err=True)


def backfilled(event: Event) -> str | None:
    """Return what a first run leaves by its limit, None where it leaves nothing."""
    new, left = event.counts.get("new", 0), event.counts.get("passed", 0)
    if event.kind != "checked" or not left:
        return None
    return f"takes the newest {new} of {new + left} (backfill)"


def told(event: Event) -> str | None:
    """Return the line of an event that concerns one article, None for all others."""
    if event.kind not in _TOLD or not event.title:
        return None
    word, (shape, color) = _TOLD[event.kind]
    reason = f" · {event.reason}" if event.reason else ""
    return f"{click.style(shape, fg=color)} {pad(word, 10)}  {clean(event.title + reason)}"


@dataclass(slots=True)
class SourceLines:
    """Print a line for each source once its part of the run is over.

    Why something failed is told once, with all other problems, when the run is over.
    """

    _counts: dict[str, dict[str, int]] = field(default_factory=dict)
    _notes: dict[str, str] = field(default_factory=dict)

    def __call__(self, event: Event) -> None:
        """Count what belongs to a source; print its line when it is finished."""
        if event.source is None:
            return
        counts = self._counts.setdefault(event.source, {})
        if event.kind == "partial":
            kept = "revised" if event.counts.get("revision", 1) > 1 else "archived"
            counts[kept] = counts.get(kept, 0) + 1
        counts[event.kind] = counts.get(event.kind, 0) + 1
        if event.kind == "waiting" and event.until:
            self._notes.setdefault(event.source, f"waits until {moment(event.until)}")
        if limit := backfilled(event):
            self._notes.setdefault(event.source, limit)
        if event.kind == "finished":
            self._print(event.source)

    def close(self) -> None:
        """Print the lines of sources that nobody declared finished."""
        for source in list(self._counts):
            self._print(source)

    def _print(self, source: str) -> None:
        counts, note = self._counts.pop(source), self._notes.pop(source, "")
        told = [f"{counts[kind]} {word}" for kind, (word, _) in _TOLD.items() if counts.get(kind)]
        grave = "failed" in counts and not (counts.keys() & {"archived", "revised", "unchanged"})
        shape, color = (
            BAD if grave else WARN if counts.keys() & {"failed", "partial", "missed"} else OK
        )
        said = ", ".join(told) or ("not modified" if "unchanged" in counts else "nothing new")
        line = clean(" · ".join(filter(None, [said, note])))
        click.echo(f"{click.style(shape, fg=color)} {click.style(source, bold=True)}  {line}")


def total(summary: Summary) -> str:
    """Return the last line of a run."""
    parts = [
        plural(summary.new, "new article"),
        f"{summary.revised} revised" if summary.revised else "",
        f"{summary.partial} partial" if summary.partial else "",
        f"{summary.not_modified} not modified" if summary.not_modified else "",
        f"{plural(summary.published, 'file')} published" if summary.published else "",
        f"{summary.waiting} waiting until {moment(summary.waiting_until)}"
        if summary.waiting
        else "",
        f"{summary.failed} failed" if summary.failed else "",
    ]
    return f"{plural(summary.sources, 'source')}: " + ", ".join(filter(None, parts))


NAMED = 3
"""Documents that are named: an import that comes late cuts dozens anew."""


def recut(keys: Sequence[str]) -> list[str]:
    """Return a line on closed documents that are other ones now, none where there is none."""
    names = sorted({key.rpartition(".")[0] for key in keys})
    if not names:
        return []
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    told = plural(len(names), "closed document")
    return [f"History: {told} changed: {', '.join(names[:NAMED])}{more}"]


@contextmanager
def _bar(settings: Settings, sources: int) -> Iterator[Listener]:
    """Yield what advances a progress bar on stderr, where somebody can see one."""
    if settings.no_progress or os.environ.get("CI") or not sys.stderr.isatty():
        yield nobody
        return
    from syndicate.cli import bar  # draws with rich: only for who watches

    with bar.drawn(sources) as advance:
        yield advance
