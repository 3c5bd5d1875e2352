"""``syndicate doctor``: what is wrong in an archive, counted and mended; or with one source."""

from __future__ import annotations

from pathlib import Path

import click

from syndicate import app
from syndicate.cli import answers, examining, exits
from syndicate.cli.configuration import config_or_defaults, load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural, table
from syndicate.config import Config
from syndicate.report import Diagnosis


@command("doctor")
@click.option("--archive", is_flag=True, expose_value=False, help="Look at every article (usual).")
@click.argument(
    "target",
    required=False,
    metavar="[ID|DIR]",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended without the network.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="With --fix: name them, write nothing.")
@click.option("--apply", is_flag=True, help="With ID: write the repaired selectors.")
@click.option("--accept", is_flag=True, help="With ID: what it says from now on is right.")
@click.pass_obj
def doctor_command(
    settings: Settings, target: str | None, fix: bool, dry: bool, apply: bool, accept: bool
) -> int:
    """Count the defects of all articles by their class, each with an example.

    With DIR those of a folder that other programs wrote. A text that you edited is not mended,
    and nothing is announced. With the ID of a source: ask it now, say what is amiss, and find
    its list again by the titles and addresses that are archived.
    """
    loaded = config_or_defaults(settings)
    source = loaded.source(target) if target else None
    if source is not None:
        if fix or dry:
            raise click.UsageError("--fix and --dry-run are for articles, not for a source")
        return examining.examine(settings, loaded, source, apply=apply, accept=accept)
    if apply or accept:
        raise click.UsageError("--apply and --accept belong to the ID of a source")
    return _articles(settings, _folder(loaded, target), fix=fix, dry=dry)


def _folder(loaded: Config, target: str | None) -> Path | None:
    if target is None:
        return None
    if not Path(target).is_dir():
        names = ", ".join(source.id for source in loaded.sources) or "none"
        raise click.BadParameter(f"{target} is no folder, and no source (there are: {names})")
    return Path(target)


def _articles(settings: Settings, folder: Path | None, *, fix: bool, dry: bool) -> int:
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
        _tell(settings, found, folder, fix=fix, dry=dry)
    return exits.OK


def _tell(
    settings: Settings, found: Diagnosis, folder: Path | None, *, fix: bool, dry: bool
) -> None:
    """Tell what was mended, then what was found; with -v each article by its path."""
    if fix:
        _tell_mended(settings, found, dry)
    if found.classes and not (settings.quiet and fix):
        _print(found)
    click.echo(f"{plural(found.articles, 'article')} looked at", err=True)
    if not fix and any(each.mendable for each in found.classes):
        first = f"syndicate import {folder}, then " if folder else ""
        settings.hint(f"To mend what can be: {first}syndicate doctor --fix")


def _print(found: Diagnosis) -> None:
    head = ("ARTICLES", "TIMES", "DEFECT", "WHAT", "FOR EXAMPLE")
    cells = [
        (str(each.articles), str(each.times), each.name, each.says, each.paths[0])
        for each in found.classes
    ]
    for line in table(head, cells, flexible=4):
        click.echo(line)


def _tell_mended(settings: Settings, found: Diagnosis, dry: bool) -> None:
    for path in found.kept:
        click.echo(clean(f"{path}: you edited it, so it stays"), err=True)
    for path in found.mended if dry or settings.verbose else ():
        click.echo(clean(f"{'would mend' if dry else 'mended'} {path}"))
    verb = "would be mended" if dry else "mended"
    click.echo(f"{plural(len(found.mended), 'article')} {verb}", err=True)
    if found.mended and not dry:
        settings.hint("Next, for the feeds: syndicate build")
