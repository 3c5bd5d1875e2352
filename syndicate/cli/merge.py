"""``syndicate merge``: two machines' archives, where git could not put them together."""

from __future__ import annotations

import click

from syndicate import app
from syndicate.cli import answers, exits
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural
from syndicate.wiring import merging


@command("merge")
@click.pass_obj
def merge_command(settings: Settings) -> int:
    """Settle what git merge, pull or rebase left unmerged of the archive, and stage it.

    Of an article that both sides changed all files are those of one side: the one with more
    versions, else the one that was edited by hand, else the one that announced it first. Exits 1
    while anything else is unmerged: that is yours. Then commit, or go on with the rebase.
    """
    config = load_config(settings)
    with app.open_app(config, lock=True) as opened:
        done = merging.merge(config, opened.archive.profile)
    if settings.json:
        answers.document(**answers.fields_of(done))
    else:
        for line in done.edits:
            click.echo(clean(line), err=True)
        for name in done.left:
            click.echo(clean(f"still unmerged: {name}"), err=True)
        settings.note(
            f"settled: {plural(len(done.articles), 'article')},"
            f" {plural(len(done.files), 'other file')}"
        )
        if not done.left:
            settings.hint("To end it: git commit, or git rebase --continue")
    return exits.FAILED if done.left else exits.OK
