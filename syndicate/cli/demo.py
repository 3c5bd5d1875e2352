"""``syndicate demo``: everything once, on a sample site that comes with the program."""

from __future__ import annotations

from pathlib import Path

import click

from syndicate.cli import answers, progress
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import plural
from syndicate.demo import PORT, demo, serve
from syndicate.report import Demo


@command("demo")
@click.argument("folder", default="syndicate-demo", metavar="[DIR]", type=click.Path())
@click.option("--serve", "serving", is_flag=True, help="Only serve the sample site.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=PORT, help=f"With --serve ({PORT})."
)
@click.pass_obj
def demo_command(settings: Settings, folder: str, serving: bool, port: int) -> int | None:
    """Follow a sample site on two visits a day apart: fetch, archive, publish.

    Needs no internet. The same folder again changes no byte.
    """
    if serving:
        serve(port, on_ready=lambda bound: settings.note(f"The sample is at 127.0.0.1:{bound}"))
        return None
    report = progress.json_line if settings.json else progress.silence
    if settings.verbose:
        report = progress.event_line
    done = demo(Path(folder), report)
    if settings.json:
        answers.line("demo", done)
    elif not settings.quiet:
        _show(done)
    return None


def _show(done: Demo) -> None:
    for number, visit in enumerate(done.visits, 1):
        click.echo(f"Visit {number}  {progress.total(visit)}")
        for problem in visit.problems:
            click.echo(f"         {problem.source}: {problem.reason}")
    folder = done.directory
    click.echo(f"\n{plural(done.articles, 'article')} in {folder / 'archive'}")
    click.echo(f"{plural(len(done.feeds), 'feed document')} in {folder / 'public'}:")
    for path in done.feeds:
        click.echo(f"  {path}")
    click.echo(f"\nRead one:   syndicate -C {folder} list")
    click.echo(f"Serve them: syndicate -C {folder} serve")
    click.echo("Your own:   syndicate init, then syndicate add URL")
