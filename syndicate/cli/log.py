"""``syndicate log``: the versions of an article, or the newest ones of all."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from shutil import get_terminal_size

import click

from syndicate import app
from syndicate.app import App
from syndicate.cli import answers, naming, versions
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import moment, table
from syndicate.cli.versions import Entry
from syndicate.state.base import Selection

SHOWN = 20
"""Versions shown unless somebody asks for more: each is compared with the one before it."""


@command("log")
@click.argument("article", required=False)
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only of this source.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only what came since a day."
)
@click.option(
    "--limit", type=click.IntRange(min=0), default=SHOWN, help="At most so many (20); 0: all."
)
@click.pass_obj
def log_command(
    settings: Settings,
    article: str | None,
    sources: tuple[str, ...],
    since: datetime | None,
    limit: int,
) -> None:
    """Show an article's versions, or the newest version of each article."""
    if article and sources:
        raise click.UsageError("an article has its versions whatever its source: leave --source")
    config = load_config(settings)
    first = since.replace(tzinfo=UTC) if since else None
    with app.open_app(config, lock=False) as opened:
        if article:
            every = versions.entries(opened, naming.article(opened, article).path)
            found = [item for item in every if _is_since(item, first)][: limit or None]
        else:
            wanted = naming.sources(opened, sources)
            found = _newest(opened, Selection(sources=wanted, since=first, limit=limit or None))
    _print(settings, found, one=bool(article))


def _newest(opened: App, selection: Selection) -> list[Entry]:
    """Return the newest version of each article, in the order of their announcements."""
    rows = opened.list(selection)
    return [item for row in rows for item in versions.entries(opened, row.path, most=1)]


def _is_since(entry: Entry, first: datetime | None) -> bool:
    return first is None or (entry.archived is not None and entry.archived >= first)


def _print(settings: Settings, found: list[Entry], *, one: bool) -> None:
    if settings.json:
        answers.document(versions=found)
        return
    if not found:
        click.echo("No versions to list.", err=True)
        return
    cells = [
        (str(item.number), moment(item.archived), versions.told(item) if one else item.title)
        + (() if one else (versions.told(item),))
        for item in found
    ]
    head = ("NO", "ARCHIVED", "CHANGED") if one else ("NO", "ARCHIVED", "TITLE", "CHANGED")
    size = get_terminal_size().columns if sys.stdout.isatty() else None
    title, *lines = table(head, cells, cells=size, flexible=2)
    click.secho(title, bold=True)
    for line in lines:
        click.echo(line)
