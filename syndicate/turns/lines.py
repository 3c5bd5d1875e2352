"""What a hook is told, a line of JSON for each thing, and what its lines may change. Pure.

    {"event": "entry", "id": …, "title": …}  ─▶ program ─▶  the same line, changed or not
                                                           no line: the entry is dropped

A line that comes back names the `id` that it is about, and may leave out what stays. What an
entry is known by never changes: a line that says something else about its address is an error.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from syndicate.dates import rfc3339
from syndicate.errors import HookError
from syndicate.identity import digest
from syndicate.model import Article, Entry, Pending

Hooked = Literal["entry", "article", "archived", "source"]
Line = Mapping[str, object]

_SHORT = 16
_OF_ENTRY = frozenset({"title", "authors", "tags", "date", "summary", "content"})
_OF_ARTICLE = frozenset({"title", "authors", "tags", "date", "markdown"})


def name(pending: Pending) -> str:
    """Return the `id` under which a hook is told of an entry: the same at every try."""
    return digest(pending.source, pending.name)[:_SHORT]


def of_entry(pending: Pending) -> Line:
    """Return what is told of an entry before its page is asked for."""
    entry = pending.entry
    return {
        "event": "entry",
        "id": name(pending),
        "source": pending.source,
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "authors": list(entry.authors),
        "tags": list(entry.tags),
        "date": _date(entry.published),
        "lang": entry.lang,
        "summary": entry.summary,
        "content": entry.content,
    }


def of_article(pending: Pending, article: Article) -> Line:
    """Return what is told of an article before it is written; its pictures are still remote."""
    return {"event": "article", "id": name(pending), **_article(article)}


def of_archived(article: Article, kind: str) -> Line:
    """Return what is told of an article that was written; `kind` is new or revised."""
    said = {"id": article.id, "path": article.path, "kind": kind, "revision": article.revision}
    return {"event": "archived", **said, **_article(article)}


def _article(article: Article) -> Line:
    return {
        "source": article.source,
        "url": article.canonical_url,
        "title": article.title,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "date": _date(article.date),
        "lang": article.lang,
        "description": article.description,
        "image": article.image,
        "status": article.status,
        "markdown": article.markdown,
    }


def _date(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None


def dump(told: Collection[Line]) -> bytes:
    """Return lines of JSON in ASCII: a lone surrogate of a feed's survives it."""
    return "".join(f"{json.dumps(line)}\n" for line in told).encode()


def answers(printed: bytes, asked: Collection[str]) -> Mapping[str, Line]:
    """Return what a hook said, by id. Raises HookError for what is no answer to what was asked."""
    said: dict[str, Line] = {}
    for number, line in enumerate(printed.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise HookError(f"it printed line {number}, which is no JSON") from error
        about = found.get("id") if isinstance(found, dict) else None
        if not isinstance(about, str) or about not in asked:
            raise HookError(f"it printed line {number} without an id that it was given")
        if about in said:
            raise HookError(f"it printed two lines about {about}")
        said[about] = found
    return said


def entry_as(told: Line, said: Line, entry: Entry) -> Entry:
    """Return an entry as a hook wants it. Raises HookError for what it may not say."""
    new = _changes(told, said, _OF_ENTRY)
    return replace(
        entry,
        title=_text(new, "title", entry.title),
        authors=_list(new, "authors", entry.authors),
        tags=_list(new, "tags", entry.tags),
        published=_moment(new, entry.published),
        summary=_text(new, "summary", entry.summary),
        content=_text(new, "content", entry.content),
    )


def article_as(told: Line, said: Line, article: Article) -> Article:
    """Return an article as a hook wants it. Raises HookError for what it may not say."""
    new = _changes(told, said, _OF_ARTICLE)
    return replace(
        article,
        title=_text(new, "title", article.title) or article.title,
        authors=_list(new, "authors", article.authors),
        tags=_list(new, "tags", article.tags),
        date=_moment(new, article.date),
        markdown=_text(new, "markdown", article.markdown) or article.markdown,
    )


def _changes(told: Line, said: Line, may: Collection[str]) -> Line:
    """Return what a line says otherwise than what was told."""
    new = {key: value for key, value in said.items() if key not in told or told[key] != value}
    for key in new:
        if key not in told:
            raise HookError(f'it says "{key}", which nothing of it is called')
        if key not in may:
            raise HookError(f"it changes {key}, which no hook may")
    return new


def _text(new: Line, key: str, before: str | None) -> str | None:
    if key not in new:
        return before
    value = new[key]
    if not isinstance(value, str) or not value.strip():
        raise HookError(f"it makes {key} something that is no text")
    return value


def _list(new: Line, key: str, before: tuple[str, ...]) -> tuple[str, ...]:
    if key not in new:
        return before
    value = new[key]
    if not isinstance(value, list) or not all(isinstance(x, str) and x.strip() for x in value):
        raise HookError(f"it makes {key} something that is no list of texts")
    return tuple(dict.fromkeys(value))


def _moment(new: Line, before: datetime | None) -> datetime | None:
    if "date" not in new:
        return before
    value = new["date"]
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
        if found.tzinfo is not None:
            # The first and the last day of the calendar are on no clock everywhere.
            found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise HookError("it makes date something that is no RFC 3339 date") from error
    if found.tzinfo is None:
        raise HookError("it makes date something without a zone")
    return found
