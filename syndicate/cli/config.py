"""``syndicate config``: what the configuration is, whether it is right, and where."""

from __future__ import annotations

import click

from syndicate import config
from syndicate.archiver.rules import shelf
from syndicate.archiver.rules.shelf import Shelf
from syndicate.cli import answers
from syndicate.cli.configuration import check_selector, config_path, load_config
from syndicate.cli.settings import Command, Settings
from syndicate.cli.text import plural
from syndicate.config import edit


@click.group("config")
def config_command() -> None:
    """Check, show or find config.toml."""


@config_command.command("check", cls=Command)
@click.pass_obj
def check_command(settings: Settings) -> None:
    """Check config.toml: every problem with its line, exit 78 when there is one.

    Lines of site rules that can't be understood are told too; rules go on without them.
    """
    from syndicate.wiring import layout

    loaded = load_config(settings, selector=check_selector)
    layout.profile(loaded)
    left_out = _left_out(layout.rules(loaded))
    if settings.json:
        answers.document(
            path=loaded.path,
            sources=len(loaded.sources),
            feeds=len(loaded.feeds),
            problems=[],
            left_out=left_out,
        )
    elif not settings.quiet:
        sources, feeds = plural(len(loaded.sources), "source"), plural(len(loaded.feeds), "feed")
        click.echo(f"{loaded.path}: right ({sources}, {feeds} of its own)")
        for line in left_out:
            click.echo(f"left out: {line}", err=True)


def _left_out(rules: Shelf | None) -> list[str]:
    """Return the lines of rules that nobody understands, each with its file and number."""
    readings = [(path, shelf.read(path)) for path in rules.paths()] if rules else []
    return [f"{path}:{line}: {text}" for path, reading in readings for line, text in reading.wrong]


@config_command.command("show", cls=Command)
@click.pass_obj
def show_command(settings: Settings) -> None:
    """Show every setting in effect; ${NAME} stays as it was written."""
    loaded = load_config(settings)
    written = config.tables(config.read(loaded.path), loaded.path)
    if settings.json:
        answers.bare(edit.effective(loaded, written))
    else:
        click.echo(edit.shown(loaded, written), nl=False)


@config_command.command("path", cls=Command)
@click.pass_obj
def path_command(settings: Settings) -> None:
    """Print where config.toml is, or would be."""
    path = config_path(settings)
    if settings.json:
        answers.document(path=path, exists=path.is_file())
    else:
        click.echo(path)
