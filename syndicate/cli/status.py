"""``syndicate status``: where each source stands, in a word, a shape and a reason."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from shutil import get_terminal_size

import click

from syndicate import app, clock
from syndicate.cli import answers, exits, hubs
from syndicate.cli.configuration import load_config
from syndicate.cli.run import named
from syndicate.cli.settings import Settings, command
from syndicate.cli.standing import facts
from syndicate.cli.text import ago, clean, pad, plural, table, until, width, wrap
from syndicate.config import Config
from syndicate.model import Condition, Standing

SHAPES: Mapping[Condition, tuple[str, str]] = {
    "ok": ("●", "green"),
    "quiet": ("▲", "yellow"),
    "broken rule": ("◆", "red"),
    "failing": ("■", "red"),
    "blocked": ("■", "red"),
    "gone": ("✕", "red"),
}
"""A shape and a colour each: the word says it too, colour alone never does."""

FAILING: frozenset[Condition] = frozenset({"broken rule", "failing", "blocked", "gone"})

_HEAD = ("STATE", "SOURCE", "ARTICLES", "CHECKED", "NEXT")
_WHY = "WHY"

_READABLE = 32
"""Cells from which a reason may stand beside its row: in less, it is a column of single words."""


@command("status")
@click.argument("sources", nargs=-1, metavar="[ID]...")
@click.option("--failing", is_flag=True, help="Only those that need somebody.")
@click.pass_obj
def status_command(settings: Settings, sources: tuple[str, ...], failing: bool) -> int:
    """Show how each source is doing, with one ID that source in full.

    Exits 3 when one of those shown fails.
    """
    config = load_config(settings)
    wanted = {named(config, name) for name in sources}
    with app.open_app(config, lock=False) as opened:
        standings = opened.status()
    shown = [
        standing
        for standing in standings
        if (not wanted or standing.id in wanted) and (not failing or standing.condition in FAILING)
    ]
    if settings.json:
        answers.document(sources=[_as_object(config, standing) for standing in shown])
    elif not config.sources:
        settings.hint_at_start(followed=False)
    elif len(wanted) == 1 and shown:
        _print_one(config, shown[0], clock.machine_clock().now())
    else:
        _print(config, shown, clock.machine_clock().now())
    failed = any(standing.condition in FAILING for standing in shown)
    return exits.SOME_SOURCES_FAILED if failed else exits.OK


def _print(config: Config, shown: Sequence[Standing], now: datetime) -> None:
    rows = [_row(config, standing, now) for standing in shown]
    if not rows:
        click.echo("Nothing to show.", err=True)
        return
    head, *lines = table(_HEAD, [row[:-1] for row in rows])
    left = max(map(width, [head, *lines]))
    click.secho(f"{pad(head, left)}  {_WHY}", bold=True)
    for standing, line, row in zip(shown, lines, rows, strict=True):
        # Colour goes on last, so that no column has to know of it.
        shape = click.style(line[0], fg=SHAPES[standing.condition][1])
        first, *more = _beside(pad(line[1:], left - 1), clean(row[-1]), left)
        click.echo(shape + first)
        for text in more:
            click.echo(text)


def _print_one(config: Config, standing: Standing, now: datetime) -> None:
    source = config.source(standing.id)
    shape, color = SHAPES[standing.condition]
    click.echo(f"{click.style(shape, fg=color)} {_word(config, standing)}  {standing.id}")
    for name, text in facts(source, standing, now) if source else ():
        click.echo(f"  {name:10}{text}")


def _beside(line: str, why: str, left: int) -> list[str]:
    """Return a row with its reason beside it, or below it where the terminal is too narrow."""
    if not sys.stdout.isatty():
        return [f"{line}  {why}".rstrip()]
    cells = get_terminal_size().columns
    room = cells - left - 2
    if width(why) <= room or room >= _READABLE:
        first, *more = wrap(why, room) or [""]
        return [f"{line}  {first}".rstrip(), *(" " * (left + 2) + text for text in more)]
    return [line.rstrip(), *("    " + text for text in wrap(why, cells - 4))]


def _row(config: Config, standing: Standing, now: datetime) -> tuple[str, ...]:
    disabled = not _enabled(config, standing)
    due = "—" if disabled or standing.condition == "gone" else until(standing.due, now)
    return (
        f"{SHAPES[standing.condition][0]} {_word(config, standing)}",
        standing.id,
        str(standing.articles),
        ago(standing.checked_at, now),
        due,
        _why(standing, now),
    )


def _word(config: Config, standing: Standing) -> str:
    if not _enabled(config, standing):
        return "off"
    return standing.condition if standing.checked_at else "new"


def _why(standing: Standing, now: datetime) -> str:
    times = plural(standing.failures, "failure") if standing.failures > 1 else ""
    since = f"since {standing.since:%d %b}" if standing.since and standing.reason else ""
    waits = f"{_entries(standing.pending)} waiting" if standing.pending else ""
    lost = f"{_entries(standing.given_up)} given up" if standing.given_up else ""
    return " · ".join(filter(None, [standing.reason or "", times, since, waits, lost]))


def _entries(count: int) -> str:
    return plural(count, "entry", "entries")


def _enabled(config: Config, standing: Standing) -> bool:
    source = config.source(standing.id)
    return source is None or source.enabled


def _as_object(config: Config, standing: Standing) -> dict[str, object]:
    return {
        "id": standing.id,
        "condition": standing.condition,
        "enabled": _enabled(config, standing),
        "reason": standing.reason,
        "failures": standing.failures,
        "since": standing.since,
        "checked": standing.checked_at,
        "changed": standing.changed_at,
        "due": standing.due,
        "articles": standing.articles,
        "pending": standing.pending,
        "pending_until": standing.pending_at,
        "pending_reason": standing.pending_why,
        "given_up": standing.given_up,
        "websub": hubs.as_object(standing),
    }
