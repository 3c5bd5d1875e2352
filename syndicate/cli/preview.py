"""``syndicate preview``: what an address would become, without anything being kept."""

from __future__ import annotations

import click

from syndicate import app
from syndicate.archiver.images import remote_images
from syndicate.cli import answers
from syndicate.cli.configuration import config_or_defaults
from syndicate.cli.following import address
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, clip, moment, plural
from syndicate.config import Config
from syndicate.model import Article, Source

LINES = 12
"""Lines of an article's text that are shown without --full."""


@command("preview")
@click.argument("target", metavar="URL|ID")
@click.option("--limit", type=click.IntRange(min=1), default=3, help="How many entries (3).")
@click.option("--full", is_flag=True, help="Show the whole text of each.")
@click.pass_obj
def preview_command(settings: Settings, target: str, limit: int, full: bool) -> None:
    """Show what the newest entries of a source or URL would become; write nothing."""
    config = config_or_defaults(settings)
    with app.open_app(config, lock=False) as opened:
        source = config.source(target) or _temporary(opened, config, target)
        for draft in opened.preview(source, limit):
            if settings.json:
                answers.line("article", draft)
            else:
                _show(draft, full)


def _temporary(opened: app.App, config: Config, target: str) -> Source:
    """Return a source for an address that nobody follows yet."""
    url = address(target)
    if url is None:
        names = ", ".join(source.id for source in config.sources) or "none"
        raise click.UsageError(f'"{target}" is neither a URL nor a source (there are: {names})')
    return Source(id="preview", url=opened.discover(url).url)


def _show(draft: Article, full: bool) -> None:
    click.secho(clean(draft.title), bold=True)
    facts = [
        moment(draft.date),
        ", ".join(draft.authors),
        draft.lang or "",
        draft.status if draft.status != "whole" else "",
        plural(len(draft.markdown), "character"),
        plural(len(remote_images(draft.markdown)), "image"),
        draft.canonical_url or "",
    ]
    click.secho(clean(" · ".join(filter(None, facts))), dim=True)
    lines = draft.markdown.splitlines()
    shown = lines if full else [clip(line, 200) for line in lines[:LINES]]
    answers.foreign("\n".join(shown))
    if len(shown) < len(lines):
        click.secho(f"… {len(lines) - len(shown)} more lines", dim=True)
    click.echo()
