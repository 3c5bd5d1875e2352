"""What a person calls a source or an article on the command line, and where its file lies.

show TEXT ─▶ id, URL or path of the archive, or its beginning
          ─▶ a file or folder of the disk, as Tab completes it
          ─▶ a title, or its beginning
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from syndicate.app import App
from syndicate.cli.exits import Failure
from syndicate.config import Config
from syndicate.config.reading import meant
from syndicate.state.base import Row, Selection


def sources(app: App, names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of sources, followed or only in the archive; a UsageError for any other."""
    config: Config = app.config
    kept: frozenset[str] | None = None
    ids = []
    for name in names:
        source = config.source(name)
        if source is None and kept is None:
            kept = frozenset(card.source for card in app.unfollowed())
        if source is None and name not in (kept or ()):
            every = [*(each.id for each in config.sources), *sorted(kept or ())]
            raise click.UsageError(f'no source "{name}"{meant(name, every)}')
        ids.append(source.id if source else name)
    return tuple(ids)


def article(app: App, name: str) -> Row:
    """Return the one article that is meant; raise Failure where there is none, or several."""
    for rows in _readings(app, name):
        if len(rows) > 1:
            some = "\n".join(f"  {file(app, row)}  {row.title}" for row in rows[:10])
            raise Failure(f'"{name}" may be any of {len(rows)} articles', hint=f"one of:\n{some}")
        if rows:
            return rows[0]
    raise Failure(f'no article "{name}"', hint="to see them: syndicate list")


def file(app: App, row: Row) -> str:
    """Return where the document lies, relative to the working folder where it is inside."""
    there, here = app.file(row.path), Path.cwd()
    return str(there.relative_to(here) if there.is_relative_to(here) else there)


def _readings(app: App, name: str) -> Iterator[Sequence[Row]]:
    """Yield the articles that the name may mean, the likelier reading first."""
    found = app.find(name)
    yield [row for row in found if name in (row.id, row.url, row.path)]
    for path in _paths(app, name):
        yield [row for row in app.find(path) if row.path == path]
    yield found
    folded = name.casefold()
    titled = [row for row in app.list(Selection(limit=None)) if _begins(row, folded)]
    yield [row for row in titled if row.title.casefold() == folded]
    yield titled


def _begins(row: Row, folded: str) -> bool:
    return bool(folded) and row.title.casefold().startswith(folded)


def _paths(app: App, name: str) -> Iterator[str]:
    """Yield the paths in the archive that a file or folder may stand for."""
    home = app.config.archive.path.absolute()
    for base in (Path.cwd(), app.config.root, home):
        there = (base / name).absolute()
        if there.is_relative_to(home) and there != home and ".." not in there.parts:
            path = there.relative_to(home)
            yield path.as_posix()
            yield (path.parent if path.name == "index.md" else path.with_suffix("")).as_posix()
