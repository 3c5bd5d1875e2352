"""``syndicate backfill``: what a source published before it was followed."""

from __future__ import annotations

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from syndicate import app
from syndicate.cli import answers, progress
from syndicate.cli.configuration import load_config
from syndicate.cli.run import code_of, conclude, enabled, named
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural
from syndicate.report import Backfilled, Wish

_DAY = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"])

_TOLD = {
    "archive": "archive documents (RFC 5005)",
    "pages": "the feed's further pages",
    "wordpress": "WordPress' API",
    "paged": "WordPress' numbered feed pages",
    "list": "the list's further pages",
    "sitemap": "sitemaps",
}


@command("backfill")
@click.argument("source", metavar="ID")
@click.option("--until", type=_DAY, metavar="DATE", help="Back to this day and no further.")
@click.option(
    "--max", "most", type=click.IntRange(min=1), metavar="N", help="At most N entries this time."
)
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Show the way there; write nothing.")
@click.pass_obj
def backfill_command(
    settings: Settings, source: str, until: datetime | None, most: int | None, dry: bool
) -> int:
    """Bring in a source's history: archive documents, further pages, WordPress, sitemaps.

    As politely as a run, newest first. Stopped or killed, the same command goes on where it
    was. Exits 4 when the way could not be walked on.
    """
    config = load_config(settings)
    name = enabled(config, named(config, source))
    followed = next(each for each in config.sources if each.id == name)
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=ZoneInfo(followed.timezone))
    wish = Wish(since=until, most=most)
    with (
        app.open_app(config, lock=not dry) as opened,
        progress.watching(settings, 1) as report,
    ):
        done = opened.backfill(followed, wish, dry=dry, report=report)
    _tell(settings, done, dry)
    return code_of(done.run)


def _tell(settings: Settings, done: Backfilled, dry: bool) -> None:
    if settings.json:
        answers.line("backfill", done)
        return
    if done.run.sources:
        conclude(settings, done.run, onward=False)
    if settings.quiet or not (sys.stdout.isatty() or dry):
        return
    told = _TOLD.get(done.way or "")
    if dry and told:
        click.echo(clean(f"Through {told}; first page: {plural(done.entries, 'entry', 'entries')}"))
    elif told:
        rest = "all there is" if done.is_whole else "the same command goes on"
        pages, entries = plural(done.pages, "page"), plural(done.entries, "entry", "entries")
        click.echo(clean(f"Through {told}: {pages}, {entries}; {rest}"))
    if done.until is not None:
        click.echo(f"Its server asked not to be asked before {done.until:%Y-%m-%d %H:%M} UTC")
