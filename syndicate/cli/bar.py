"""The bar that moves while a run lasts. The only importer of rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from syndicate.report import Event

_HEARD_FROM = frozenset({"checked", "unchanged", "failed", "waiting"})


@contextmanager
def drawn(sources: int) -> Iterator[Callable[[Event], None]]:
    """Draw a bar on stderr that counts sources heard from; what is printed moves above it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("sources", total=sources)
        heard: set[str] = set()

        def advance(event: Event) -> None:
            if event.source and event.kind in _HEARD_FROM:
                heard.add(event.source)
                progress.update(task, completed=len(heard), total=max(sources, len(heard)))

        yield advance
