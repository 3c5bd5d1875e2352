"""The lists of a page that has no feed: shown, chosen, and as keys of a [[source]].

::

    Found.lists ─▶ show ─▶ choose (--pick, a person, else the best if it is sure) ─▶ keys
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import click

from syndicate.cli.kinds import Reading
from syndicate.cli.text import clean, clip, moment, plural
from syndicate.config.edit import Value
from syndicate.errors import ParseError
from syndicate.model import Inferred
from syndicate.report import Found

SURE = 0.5
"""The confidence from which nobody is asked: 24 of 25 list pages of our own have more, 14 of 18
real ones, and 6 of 20 real articles, beside which others are listed (2026-11)."""

TITLES = 3
"""Titles shown of each list: enough to tell menus from articles."""


def are_wanted(reading: Reading, pick: int | None) -> bool:
    """Tell whether the page itself is meant, and nobody said where its items are."""
    said = reading.select or {}
    return pick is not None or (reading.kind == "listing" and "items" not in said)


def choose(found: Found, pick: int | None, *, ask: bool) -> Inferred:
    """Return the list that is meant. Raises ParseError where that isn't sure."""
    count = len(found.lists)
    if pick is not None and pick > count:
        raise click.BadParameter(f"there {'are' if count > 1 else 'is'} {plural(count, 'list')}")
    if pick is not None:
        return found.lists[pick - 1]
    if ask and (count > 1 or found.lists[0].confidence < SURE):
        number = click.prompt("Which one", type=click.IntRange(1, count), default=1, err=True)
        return found.lists[number - 1]
    if found.lists[0].confidence < SURE:
        raise ParseError(
            f"{found.url}: no feed, and no list that is surely one of articles;"
            f" {plural(count, 'list')} seen, the best: {', '.join(_titles(found.lists[0]))}",
            url=found.url,
            transient=False,
            hint=f"if it is right: syndicate add {found.url} --pick 1;"
            " else --kind listing --select items=SELECTOR",
        )
    return found.lists[0]


def show(found: Found, *, err: bool) -> None:
    """Show the lists of a page with their numbers, first titles and selectors."""
    for number, each in enumerate(found.lists, 1):
        count = plural(len(each.document.entries), "item")
        sure = f"confidence {each.confidence:.2f}"
        head = click.style(f"[{number}] {count} · {sure} · {each.why}", bold=True)
        click.echo(head, err=err)
        for name, selector in selectors(each).items():
            click.echo(click.style(f"    {name:8}{clean(str(selector))}", dim=True), err=err)
        for entry in each.document.entries[:TITLES]:
            date = moment(entry.published)[:10] or "no date"
            click.echo(f"    {date:10}  {clip(clean(entry.title or entry.url or ''), 70)}", err=err)


def selectors(inferred: Inferred) -> Mapping[str, Value]:
    """Return the selectors of a list that are not left to the reader."""
    return {name: value for name, value in asdict(inferred.select).items() if value}


def reading(inferred: Inferred, said: Reading) -> Reading:
    """Return how a list is to be read; what was said wins."""
    return Reading(kind=inferred.kind, select={**selectors(inferred), **(said.select or {})})


def as_object(inferred: Inferred) -> dict[str, object]:
    """Return a list as other programs read it."""
    entries = inferred.document.entries
    return {
        "kind": inferred.kind,
        "confidence": inferred.confidence,
        "why": inferred.why,
        "select": dict(selectors(inferred)),
        "entries": len(entries),
        "titles": [clean(entry.title or entry.url or "") for entry in entries],
    }


def _titles(inferred: Inferred) -> list[str]:
    some = inferred.document.entries[:TITLES]
    return [f'"{clip(clean(entry.title or entry.url or ""), 40)}"' for entry in some]
