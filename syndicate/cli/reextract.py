"""``syndicate reextract``: articles made anew from the pages that were kept of them."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from syndicate import app
from syndicate.app import App
from syndicate.cli import answers, exits, naming
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural
from syndicate.clock import machine_clock
from syndicate.report import Reextracted, Reread
from syndicate.state.base import Row, Selection
from syndicate.upkeep import keeping

_TOLD = {
    "changed": "changed",
    "refused": "refused",
    "edited": "left to you",
    "none": "no capture",
    "same": "the same",
}


@command("reextract")
@click.argument("articles", nargs=-1, metavar="[ID]...")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only of this source.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Archived since a day."
)
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Say what would change; write nothing.")
@click.pass_obj
def reextract_command(
    settings: Settings,
    articles: tuple[str, ...],
    sources: tuple[str, ...],
    since: datetime | None,
    dry: bool,
) -> int:
    """Make articles anew from the pages kept of them, by today's rules, without the network.

    What changes is written into the version that is there: nothing is announced again, your
    edits stay. A result that lost most of its text is refused. Exits 1 where one was, and 6 with
    -n where something would change.
    """
    config = load_config(settings)
    with app.open_app(config, lock=not dry) as opened:
        rows = _rows(opened, articles, sources, since)
        done = keeping.reextract(config, opened.archive, machine_clock(), rows, dry=dry)
    if settings.json:
        answers.document(dry=dry, **answers.fields_of(done))
    else:
        _tell(settings, done, dry)
    return _code(done, dry)


def _rows(
    opened: App, articles: tuple[str, ...], sources: tuple[str, ...], since: datetime | None
) -> list[Row]:
    if articles:
        return [naming.article(opened, name) for name in articles]
    ids = naming.sources(opened, sources)
    day = since.astimezone() if since else None
    return list(opened.list(Selection(sources=ids, since=day, limit=None)))


def _code(done: Reextracted, dry: bool) -> int:
    if done.problems:
        return exits.ARCHIVE_DAMAGED
    if dry and done.counts.get("changed"):
        return exits.CHANGES_PENDING
    return exits.FAILED if done.counts.get("refused") else exits.OK


def _tell(settings: Settings, done: Reextracted, dry: bool) -> None:
    for problem in done.problems:
        click.echo(clean(problem.reason), err=True)
    for each in done.articles:
        if each.kind == "refused" or (each.kind != "changed" and settings.verbose):
            click.echo(clean(f"{each.path}: {_TOLD[each.kind]}: {each.reason}"), err=True)
        elif each.kind == "changed":
            click.echo(clean(f"{each.path}: {_summary(each)}"))
    if (sys.stdout.isatty() or dry) and not settings.quiet:
        counts = [f"{count} {_TOLD[kind]}" for kind, count in done.counts.items()]
        total = sum(done.counts.values())
        click.echo(f"{plural(total, 'article')}: {', '.join(counts) or 'none'}", err=True)
    if done.counts.get("changed") and not dry:
        settings.hint("Next: syndicate build")


def _summary(each: Reread) -> str:
    words = f" (+{each.added} −{each.removed} words)" if "text" in each.fields else ""
    return f"{', '.join(each.fields) or 'details'}{words}"
