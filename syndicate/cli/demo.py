"""``syndicate demo``: everything once, on a sample site that comes with the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from syndicate.cli import answers, progress
from syndicate.cli.run import code_of
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import moment, plural
from syndicate.report import Demo, Event
from syndicate.sample.site import VISITS
from syndicate.wiring.demo import PORT, demo, serve


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
    events: list[Event] = []
    listener = events.append
    if settings.json or settings.verbose:
        listener = progress.json_line if settings.json else progress.event_line
    done = demo(Path(folder), listener)
    if settings.json:
        answers.line("demo", done)
    elif not settings.quiet:
        _show(done, events)
    return max(code_of(visit) for visit in done.visits)


def _show(done: Demo, events: Sequence[Event]) -> None:
    for instant, visit in zip(VISITS, done.visits, strict=True):
        click.secho(f"{moment(instant)}  {progress.total(visit)}", bold=True)
        for event in events:
            if event.at == instant and (line := progress.told(event)):
                click.echo(f"  {line}")
    folder = done.directory
    click.echo(f"\n{plural(done.articles, 'article')} in {folder / 'archive'}")
    click.echo(f"{plural(len(done.feeds), 'feed document')} in {folder / 'public'}:")
    for path in dict.fromkeys(path.with_suffix("") for path in done.feeds):
        forms = (found.suffix for found in done.feeds if found.with_suffix("") == path)
        click.echo(f"  {path}  {' '.join(forms)}")
    click.echo(f"\nRead them:  syndicate -C {folder} list")
    click.echo(f"Serve them: syndicate -C {folder} serve")
    click.echo("Your own:   syndicate init, then syndicate add URL")
