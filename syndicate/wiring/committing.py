"""An archive in git, committed by whoever changed it: what came is in the history, article by article.

    paths of ours ─ git add ─▶ what is staged ─ rows ─▶ a message ─▶ git commit of these paths alone

Nothing came, nothing is committed. What else is staged or changed in the repository stays as it
is; its hooks and its signing count as for any commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from syndicate.config import Config
from syndicate.errors import HookError
from syndicate.markup.text import squash
from syndicate.parts import Parts
from syndicate.report import Problem
from syndicate.wiring.gitmode import NAME, article_of
from syndicate.wiring.repository import Repository

LINES = 100
"""Articles that a message names."""

_WORDS = {"A": "Archive", "M": "Change", "D": "Remove"}


@dataclass(frozen=True, slots=True)
class Changed:
    """Name an article whose document is staged: how ("A", "M", "D"), and what it is called."""

    how: str
    path: str
    title: str


async def commit(config: Config, parts: Parts) -> Problem | None:
    """Commit what changed of the archive; return why it could not be."""
    try:
        await _commit(config, parts)
    except HookError as error:
        hint = "see git status; what came is kept, and goes into the next commit"
        return Problem(source=None, reason=f"not committed: {error.message}", hint=hint)
    return None


async def _commit(config: Config, parts: Parts) -> None:
    git, ours = Repository(config.root), _ours(config)
    if not await git.is_dirty(ours):
        return
    await git.add(ours)
    found = await _changed(config, parts, await git.staged(ours))
    await git.commit(ours, message(found))


def _ours(config: Config) -> list[str]:
    """Return what belongs to us, as far as it is there: git refuses what it doesn't know."""
    root = config.root
    paths = (config.archive.path, root / ".gitignore", config.state_path.parent / NAME)
    return [str(path) for path in paths if path.exists()]


async def _changed(
    config: Config, parts: Parts, staged: Sequence[tuple[str, str]]
) -> list[Changed]:
    """Return the articles whose documents are staged."""
    profile, root = parts.archive.profile, config.archive.path
    how: dict[str, str] = {}
    for status, name in staged:
        place = config.root / name
        key = place.relative_to(root).as_posix() if place.is_relative_to(root) else ""
        is_document = key.endswith(".md")
        if is_document and (path := article_of(key, profile)) is not None:
            how[path] = status
    rows = {row.path: row.title for row in await parts.memory.rows(list(how))}
    return [Changed(status, path, rows.get(path) or "") for path, status in sorted(how.items())]


def message(found: Sequence[Changed]) -> str:
    """Return what a commit says: how many articles, then which."""
    counts = [(word, sum(each.how == letter for each in found)) for letter, word in _WORDS.items()]
    told = [f"{word} {count} article{'s' * (count != 1)}" for word, count in counts if count]
    subject = ", ".join([told[0], *(each.lower() for each in told[1:])]) if told else ""
    lines = [_line(each) for each in found[:LINES]]
    more = [f"… and {len(found) - LINES} more"] if len(found) > LINES else []
    body = "".join(f"\n{line}" for line in (*lines, *more))
    return (
        f"{subject or 'Keep what was learned of sources'}\n{body}\n"
        if body
        else (f"{subject or 'Keep what was learned of sources'}\n")
    )


def _line(each: Changed) -> str:
    title = squash(each.title)
    return f"{_WORDS.get(each.how, 'Change').lower()} {each.path}{f': {title}' if title else ''}"
