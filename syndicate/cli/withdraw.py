"""``syndicate withdraw``: what must not be kept any longer."""

from __future__ import annotations

import sys

import click

from syndicate import app
from syndicate.cli import answers, exits, naming, progress
from syndicate.cli.configuration import load_config
from syndicate.cli.exits import Failure
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural
from syndicate.clock import machine_clock


@command("withdraw")
@click.argument("articles", nargs=-1, required=True, metavar="ID...")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Say what would go; remove nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def withdraw_command(settings: Settings, articles: tuple[str, ...], dry: bool, yes: bool) -> int:
    """Remove articles, their versions, images and captures; no source brings them back.

    What version control and backups hold of them is yours to remove.
    """
    config = load_config(settings)
    with app.open_app(config, lock=not dry) as opened:
        rows = list(
            {row.path: row for row in (naming.article(opened, each) for each in articles)}.values()
        )
        for row in rows:
            click.echo(clean(f"{row.path}: {row.title}"), err=True)
        if not dry and not yes:
            if not sys.stdin.isatty():
                raise Failure("nobody is there to be asked", hint="to go on: -y")
            click.confirm(
                f"Withdraw {plural(len(rows), 'article')} for good?", abort=True, err=True
            )
        if not dry:
            from syndicate.wiring import withdrawing

            built = withdrawing.withdraw(config, opened.archive, machine_clock(), rows)
            for line in progress.recut(built.recut):
                settings.note(line)
    if settings.json:
        answers.document(dry=dry, withdrawn=[row.path for row in rows])
    elif not dry:
        settings.hint("Git history and backups still hold what they held: they are yours to clean")
    return exits.OK
