"""What ``log`` and ``diff`` both know: an article's versions, and what one changed of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicate.app import App
from syndicate.archiver.files import differ
from syndicate.cli.text import moment
from syndicate.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Hold what one version changed of another: facts as (name, before, now), and words."""

    facts: tuple[tuple[str, str, str], ...]
    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold a version as the log shows it; `kept` ones lie beside a person's edit."""

    path: str
    number: int
    title: str
    archived: datetime | None
    edited: bool
    kept: bool
    change: Change | None


def change(old: Article, new: Article) -> Change:
    """Return what `new` changed of `old`."""
    added, removed = differ.count(differ.pieces(old.markdown, new.markdown))
    before, now = _facts(old), _facts(new)
    facts = tuple((name, before[name], now[name]) for name in now if before[name] != now[name])
    return Change(facts=facts, added=added, removed=removed)


def entries(opened: App, path: str, most: int | None = None) -> list[Entry]:
    """Return the versions of an article, newest first."""
    shown = opened.article(path)
    numbers = [record.number for record in opened.versions(path)]
    numbers = numbers[-most:] if most else numbers
    found: list[Entry] = []
    for number in reversed(numbers):
        here = opened.article(path, number)
        old = opened.article(path, number - 1) if number > 1 else None
        found.append(
            Entry(
                path=path,
                number=number,
                title=here.title,
                archived=here.archived,
                edited=here.edited,
                kept=number > (shown.revision or number),
                change=change(old, here) if old else None,
            )
        )
    return found


def told(entry: Entry) -> str:
    """Return a version's change in words."""
    if entry.change is None:
        said = ["first"]
    else:
        said = [
            name if name == "authors" else f"{name}: {now}" for name, _, now in entry.change.facts
        ]
        if entry.change.added or entry.change.removed:
            said.append(f"text +{entry.change.added} −{entry.change.removed}")
    marks = [("edited by hand", entry.edited), ("kept beside your edit", entry.kept)]
    return ", ".join([*(said or ["text"]), *(mark for mark, is_so in marks if is_so)])


def _facts(article: Article) -> dict[str, str]:
    return {
        "title": article.title,
        "date": moment(article.date),
        "authors": ", ".join(article.authors),
        "status": article.status,
        "enclosures": " ".join(item.url for item in article.enclosures),
    }
