"""What holds for every command: the global options.

The options may stand before the command's name or behind it. `Settings` is filled while click
parses, and only read afterwards.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import partial
from typing import Any

import click
from click.core import ParameterSource


@dataclass(slots=True)
class Settings:
    """Hold the global options."""

    config: str | None = None
    moved: bool = False
    quiet: bool = False
    verbose: int = 0
    json: bool = False
    color: str = "auto"
    no_progress: bool = False

    def hint(self, text: str) -> None:
        """Tell a person at a terminal what to do next; scripts don't want to know."""
        if not (self.quiet or self.json) and sys.stderr.isatty():
            click.secho(text, err=True, dim=True)

    def hint_at_start(self, *, followed: bool) -> None:
        """Tell how to begin where nothing is there and, unless `followed`, nothing can come."""
        if not followed:
            self.hint("Nothing is followed yet. To begin: syndicate add URL")

    def note(self, text: str) -> None:
        """Say on stderr what whoever called ought to know."""
        if not self.quiet:
            click.echo(text, err=True)


class Command(click.Command):
    """A command that takes the global options behind its name too, without listing them again."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        own = {name for param in self.params for name in param.opts}
        shared = (option for option in options(hidden=True) if not own.intersection(option.opts))
        self.params.extend(shared)


command = partial(click.command, cls=Command)
"""Declare a command of this program."""


def options(*, hidden: bool = False) -> list[click.Option]:
    """Return the global options."""
    add = partial(click.Option, expose_value=False, hidden=hidden)
    return [
        add(
            ["-c", "--config"], metavar="FILE", callback=_take_config, help="Use this config.toml."
        ),
        add(
            ["-C", "--directory"],
            metavar="DIR",
            type=click.Path(exists=True, file_okay=False),
            callback=_move,
            is_eager=True,
            help="Work in this folder.",
        ),
        add(["-q", "--quiet"], is_flag=True, callback=_take, help="Show errors only."),
        add(["-v", "--verbose"], count=True, callback=_take, help="Show more; -vv: everything."),
        add(["--json"], is_flag=True, callback=_take, help="Answer in JSON, for programs."),
        add(
            ["--color"],
            metavar="WHEN",
            type=click.Choice(["auto", "always", "never"]),
            callback=_color,
            help="auto, always or never.",
        ),
        add(["--no-progress"], is_flag=True, callback=_take, help="Show no progress bar."),
    ]


def _take(context: click.Context, option: click.Parameter, value: bool | int) -> None:
    if value and option.name:
        setattr(context.ensure_object(Settings), option.name, value)


def _take_config(context: click.Context, option: click.Parameter, value: str | None) -> None:
    settings = context.ensure_object(Settings)
    from_environment = _source(context, option) is ParameterSource.ENVIRONMENT
    # A folder named on the command line is meant more than a file named in the environment.
    if value and not (from_environment and (settings.moved or settings.config)):
        settings.config = value


def _move(context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value:
        os.chdir(value)
        moved = _source(context, option) is ParameterSource.COMMANDLINE
        context.ensure_object(Settings).moved = moved


def _color(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Decide for every later echo: the option, else NO_COLOR, FORCE_COLOR and TERM."""
    if value:
        context.ensure_object(Settings).color = value
    elif context.parent is not None:
        return
    decided = {"always": True, "never": False}.get(value or "auto")
    if value is None and (os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"):
        decided = False
    elif value is None and os.environ.get("FORCE_COLOR"):
        decided = True
    context.color = decided


def _source(context: click.Context, option: click.Parameter) -> ParameterSource | None:
    return context.get_parameter_source(option.name or "")
