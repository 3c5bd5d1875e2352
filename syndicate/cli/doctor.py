"""``syndicate doctor``: what is wrong in an archive, counted and mended."""

from __future__ import annotations

from pathlib import Path

import click

from syndicate import app
from syndicate.cli import answers, exits
from syndicate.cli.configuration import config_or_defaults, load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural, table
from syndicate.report import Diagnosis


@command("doctor")
@click.option("--archive", "whole", is_flag=True, help="Look at every article. Required.")
@click.argument(
    "folder",
    required=False,
    metavar="[DIR]",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--fix", is_flag=True, help="Mend what can be mended without the network.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="With --fix: name them, write nothing.")
@click.pass_obj
def doctor_command(
    settings: Settings, whole: bool, folder: Path | None, fix: bool, dry: bool
) -> int:
    """Count the defects of all articles by their class, each with an example.

    With DIR those of a folder that other programs wrote. A text that you edited is not mended,
    and nothing is announced.
    """
    if not whole:
        raise click.UsageError("say what to look at: --archive")
    if fix and folder is not None:
        raise click.UsageError("--fix mends this archive alone: import the folder first")
    if dry and not fix:
        raise click.UsageError("--dry-run belongs to --fix")
    config = config_or_defaults(settings) if folder else load_config(settings)
    with app.open_app(config, lock=fix and not dry) as opened:
        found = opened.mend(dry=dry) if fix else opened.examine(folder and folder.absolute())
    if settings.json:
        answers.document(dry=dry, **answers.fields_of(found))
    else:
        _tell(settings, found, fix, dry)
    return exits.OK


def _tell(settings: Settings, found: Diagnosis, fix: bool, dry: bool) -> None:
    head = ("ARTICLES", "TIMES", "DEFECT", "WHAT", "FOR EXAMPLE")
    cells = [
        (str(each.articles), str(each.times), each.name, each.says, each.paths[0])
        for each in found.classes
    ]
    if cells and not (settings.quiet and fix):
        for line in table(head, cells, flexible=4):
            click.echo(line)
    click.echo(f"{plural(found.articles, 'article')} looked at", err=True)
    if fix:
        verb = "would be mended" if dry else "mended"
        click.echo(f"{plural(len(found.mended), 'article')} {verb}", err=True)
    elif any(each.mendable for each in found.classes):
        settings.hint("To mend what can be: syndicate doctor --archive --fix")
    for path in found.kept:
        click.echo(clean(f"{path}: you edited it, so it stays"), err=True)
    if dry:
        for path in found.mended:
            click.echo(clean(f"would mend {path}"))
