"""``syndicate build``: the published files anew, from the archive alone."""

from __future__ import annotations

import sys

import click

from syndicate import app
from syndicate.cli import answers, exits, progress
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural
from syndicate.report import Built


@command("build")
@click.option(
    "-n", "--dry-run", "--check", "check", is_flag=True, help="Write nothing; exit 6 if needed."
)
@click.pass_obj
def build_command(settings: Settings, check: bool) -> int:
    """Write the published feeds anew from the archive, without the network.

    Files that would not change are left alone, documents of feeds that are gone removed.
    """
    config = load_config(settings)
    with app.open_app(config, lock=not check) as opened:
        built = opened.build(check=check)
    if settings.json:
        answers.document(check=check, **_fields(built))
    else:
        _tell(settings, built, check)
    if built.damaged:
        return exits.ARCHIVE_DAMAGED
    return exits.CHANGES_PENDING if check and (built.written or built.removed) else exits.OK


def _tell(settings: Settings, built: Built, check: bool) -> None:
    for problem in built.problems:
        where = f"{problem.source}: " if problem.source else ""
        hint = f" ({problem.hint})" if problem.hint else ""
        click.echo(clean(f"{where}{problem.reason}{hint}"), err=True)
    if check or settings.verbose:
        for verb, keys in (("write", built.written), ("remove", built.removed)):
            for key in keys:
                click.echo(f"would {verb} {clean(key)}" if check else f"{verb} {clean(key)}")
    elif sys.stdout.isatty() and not settings.quiet:
        removed = f", {len(built.removed)} removed" if built.removed else ""
        written = plural(len(built.written), "file")
        click.echo(f"{written} written, {built.unchanged} unchanged{removed}")
        for line in progress.recut(built.recut):
            click.echo(line)


def _fields(built: Built) -> dict[str, object]:
    return {
        "written": built.written,
        "removed": built.removed,
        "recut": built.recut,
        "unchanged": built.unchanged,
        "problems": built.problems,
    }
