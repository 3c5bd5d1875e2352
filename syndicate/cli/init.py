"""``syndicate init``: the first config.toml."""

from __future__ import annotations

from pathlib import Path

import click

from syndicate import config
from syndicate.cli import answers
from syndicate.cli.exits import Failure
from syndicate.cli.settings import Settings, command
from syndicate.config import edit
from syndicate.wiring import gitmode


@command("init")
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(file_okay=False))
@click.pass_obj
def init_command(settings: Settings, folder: str) -> None:
    """Write a commented config.toml, and the .gitignore lines that go with it."""
    place = Path(folder)
    path = place / config.NAME
    if path.exists():
        raise Failure(f"{path} exists already", hint="to follow something: syndicate add URL")
    try:
        place.mkdir(parents=True, exist_ok=True)
        edit.write(path, edit.TEMPLATE)
        gitmode.ignore(place)
    except OSError as error:
        raise Failure(f"{error.filename} cannot be written: {error.strerror}") from error
    if settings.json:
        answers.document(written=path.absolute())
    elif not settings.quiet:
        click.echo(f"Wrote {path}")
    there = "" if place == Path() else f" -C {place}"
    settings.hint(f"Next: syndicate{there} add URL")
