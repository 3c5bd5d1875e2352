"""What changed in articles → what the `changes` feed shows of it. Pure.

An entry for each version but the first ones: what it says otherwise than the one before. Whoever
follows a source for how it corrects itself needs nothing else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby

from syndicate.generator.announcement import Item, Origin
from syndicate.markup.text import xml_safe
from syndicate.model import Article, Feed, Publish

CHANGES = "changes"
"""The id that is reserved for it."""

FEED = Feed(id=CHANGES, title="What changed", kind="notices")

AROUND = 120
"""Characters that are shown on either side of a change: about a sentence."""

_MARKS = {"added": "ins", "removed": "del"}


def item(
    before: Article,
    after: Article,
    pieces: Sequence[tuple[str, str]],
    counts: tuple[int, int],
    source: Origin,
    way: Publish,
) -> Item:
    """Return the change from one version to the next as an entry of a feed.

    `pieces` are the stretches of text that stayed ("same"), were "added" and "removed", `counts`
    how many words were. Only `way` says whether the text may be shown.
    """
    facts = [(name, was, now) for name, was, now in _facts(before, after) if was != now]
    summary = _summary(facts, counts)
    shown = [f"<p>{escape(summary, quote=False)}</p>"]
    if way == "full":
        shown += _told(facts)
        shown += [f"<p>{part}</p>" for part in _excerpts(pieces)]
    told = replace(
        after,
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"{after.id}#{after.revision}").urn,
        date=after.announced,
        lastmod=None,
        enclosures=(),
        image=None,
        revision=1,
    )
    return Item(
        article=told,
        html=xml_safe("\n".join(shown)) + "\n",
        summary=summary,
        way=way if way != "link" else "summary",
        source=source,
    )


def _facts(before: Article, after: Article) -> Iterable[tuple[str, str, str]]:
    yield "title", before.title, after.title
    yield "date", str(before.date or ""), str(after.date or "")
    yield "authors", ", ".join(before.authors), ", ".join(after.authors)


def _summary(facts: Sequence[tuple[str, str, str]], counts: tuple[int, int]) -> str:
    said = [f"another {name}" for name, _, _ in facts]
    added, removed = counts
    if added or removed:
        said.append(f"{added} words added, {removed} removed")
    text = ", ".join(said) or "its form changed"
    return text[0].upper() + text[1:] + "."


def _told(facts: Sequence[tuple[str, str, str]]) -> Iterable[str]:
    for name, was, now in facts:
        yield f"<p>{name}: {_marked('removed', was)} {_marked('added', now)}</p>"


def _excerpts(pieces: Sequence[tuple[str, str]]) -> Iterable[str]:
    """Yield each run of changes with some of what stands around it."""
    runs = [list(run) for _, run in groupby(pieces, key=lambda piece: _is_apart(piece))]
    for place, run in enumerate(runs):
        if _is_apart(run[0]):
            continue
        head = runs[place - 1][-1][1][-AROUND:] if place else ""
        tail = runs[place + 1][0][1][:AROUND] if place + 1 < len(runs) else ""
        inside = "".join(_marked(kind, text) for kind, text in run)
        yield f"{_marked('same', head)}{inside}{_marked('same', tail)}".strip()


def _is_apart(piece: tuple[str, str]) -> bool:
    kind, text = piece
    return kind == "same" and len(text) > 2 * AROUND


def _marked(kind: str, text: str) -> str:
    if not text:
        return ""
    shown = escape(text, quote=False).replace("\n", "<br>\n")
    name = _MARKS.get(kind)
    return f"<{name}>{shown}</{name}>" if name else shown
