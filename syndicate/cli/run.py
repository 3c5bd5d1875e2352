"""``syndicate run`` and ``syndicate daemon``: one pass, and passes for ever."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from syndicate import app
from syndicate.cli import answers, exits, progress
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean
from syndicate.config import Config
from syndicate.config.reading import meant
from syndicate.errors import ArchiveError
from syndicate.report import Event, Summary, nobody


@command("run")
@click.argument("sources", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Ask every source, due or not.")
@click.option("--force", is_flag=True, help="Even where a server, or a failed entry, is to wait.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Ask, but write nothing.")
@click.pass_obj
def run_command(
    settings: Settings, sources: tuple[str, ...], everything: bool, force: bool, dry: bool
) -> int:
    """Fetch the sources that are due, archive what is new, publish the feeds.

    With an ID (or URL) those sources, due or not. What a server asked for (max-age,
    Retry-After) is obeyed unless --force.

    Says nothing on success when nobody watches. Exits 3 when some sources failed, 4 when all.
    """
    config = load_config(settings)
    only = frozenset(enabled(config, named(config, name)) for name in sources) or None
    if not config.sources:
        settings.hint_at_start(followed=False)
        if not config.archive.path.is_dir():
            return exits.OK
    possible = len(only) if only else sum(source.enabled for source in config.sources)
    due_only = not (only or everything or force)
    with (
        app.open_app(config, lock=not dry) as opened,
        progress.watching(settings, possible) as report,
    ):
        summary = _run(settings, opened, only, report, due_only=due_only, force=force, dry=dry)
    conclude(settings, summary)
    return code_of(summary)


def _run(
    settings: Settings,
    opened: app.App,
    only: frozenset[str] | None,
    report: Callable[[Event], None],
    **how: bool,
) -> Summary:
    """Run, and tell what was met on the way also when it ends in damage."""
    from syndicate.wiring.runs import Tally

    tally = Tally(report)
    try:
        return opened.run(only, report=tally, **how)
    except ArchiveError:
        if not settings.json:
            conclude(settings, tally.total(), onward=False)
        raise


@command("daemon")
@click.option("--serve", is_flag=True, help="Serve the published feeds as well.")
@click.pass_obj
def daemon_command(settings: Settings, serve: bool) -> None:
    """Fetch, archive and publish on schedule until SIGTERM or SIGINT.

    SIGHUP, or a changed config.toml, is taken up at the next tick. A second daemon exits 11.
    """
    config = load_config(settings, level="info")
    # The log tells the same story; events are for programs that asked for JSON.
    report = progress.json_line if settings.json else nobody
    with app.open_app(config, lock=True) as opened:
        opened.daemon(report, serve=serve)


def named(config: Config, name: str) -> str:
    """Return the id of the source that `name`, its id or URL, means."""
    source = config.source(name)
    if source is None:
        raise click.UsageError(f'no source "{name}"{meant(name, (s.id for s in config.sources))}')
    return source.id


def enabled(config: Config, name: str) -> str:
    """Return the id of a source that is not switched off."""
    source = config.source(name)
    if source is not None and not source.enabled:
        raise click.UsageError(f'"{name}" is switched off: enabled = false in {config.path.name}')
    return name


def conclude(settings: Settings, summary: Summary, *, onward: bool = True) -> None:
    """Tell the sum, and each problem with the next command; and `onward` the one for all."""
    if settings.json:
        answers.line("summary", summary)
        return
    for problem in summary.problems:
        where = f"{problem.source}: " if problem.source else ""
        hint = f" ({problem.hint})" if problem.hint else ""
        click.echo(clean(f"{where}{problem.reason}{hint}"), err=True)
    if sys.stdout.isatty() and not settings.quiet:
        if summary.removed:
            click.echo(f"Removed, for no source or feed defines them: {', '.join(summary.removed)}")
        for line in progress.recut(summary.recut):
            click.echo(line)
        click.secho(progress.total(summary), bold=True)
    if summary.failed and onward:
        settings.hint("Next: syndicate status --failing")


def code_of(summary: Summary) -> int:
    """Return the exit code of a run."""
    if not summary.failed:
        return exits.OK
    everything = summary.failed >= summary.sources
    return exits.ALL_SOURCES_FAILED if everything else exits.SOME_SOURCES_FAILED
