"""``syndicate rebuild``: state, feeds and site anew, from the archive's files alone."""

from __future__ import annotations

import sys

import click

from syndicate import app
from syndicate.cli import answers, exits
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural
from syndicate.clock import machine_clock
from syndicate.upkeep import rebuilding
from syndicate.upkeep.rebuilding import Rebuilt


@command("rebuild")
@click.option("--state", "only_state", is_flag=True, help="Only .syndicate/state.db.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Write nothing; exit 6 if needed.")
@click.pass_obj
def rebuild_command(settings: Settings, only_state: bool, dry: bool) -> int:
    """Make state, feeds and site again from the archive's files, without the network.

    What was learned of sources (when to ask them, what they last said) stays where the state is
    sound. Exits 5 when an article could not be read: the others are there.
    """
    config = load_config(settings)
    with app.open_app(config, lock=not dry) as opened:
        done = rebuilding.rebuild(
            config, opened.archive, machine_clock(), only_state=only_state, dry=dry
        )
    if settings.json:
        answers.document(dry=dry, **_answer(done))
    else:
        _tell(settings, done, dry)
    if done.damage:
        return exits.ARCHIVE_DAMAGED
    return exits.CHANGES_PENDING if dry and done.is_pending else exits.OK


def _answer(done: Rebuilt) -> dict[str, object]:
    built = done.built
    return {
        "articles": done.articles,
        "changed": done.changed,
        "damaged": [{"path": each.path, "reason": each.message} for each in done.damage],
        "written": built.written if built else (),
        "removed": built.removed if built else (),
    }


def _tell(settings: Settings, done: Rebuilt, dry: bool) -> None:
    for error in done.damage:
        click.echo(clean(f"left out: {error.message}"), err=True)
    if done.damage:
        settings.note("To see all that is wrong: syndicate verify")
    if (sys.stdout.isatty() or dry) and not settings.quiet:
        told = plural(done.articles, "article")
        if dry:
            told += f", {done.changed} of which state knows nothing or otherwise"
        if done.built is not None:
            verb = " would be" if dry else ""
            written, removed = len(done.built.written), len(done.built.removed)
            told += f"; {plural(written, 'file')}{verb} written, {removed} removed"
        click.echo(told)
