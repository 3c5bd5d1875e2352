"""The command line's root: which commands there are, and how every ending is told.

The map holds each command's one line of help, so that showing all of them imports none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from syndicate import __version__
from syndicate.cli import exits
from syndicate.cli.settings import Settings, options
from syndicate.errors import SyndicateError

COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Commands": {
        "init": ("init", "Begin an archive: write a config.toml."),
        "add": ("add", "Follow a URL, or every feed of an OPML file."),
        "run": ("run", "Fetch what is due, archive it, publish the feeds."),
        "daemon": ("run", "Do that for ever, on schedule."),
        "status": ("status", "Show how each source is doing."),
        "serve": ("serve", "Serve the published feeds."),
    },
    "Look": {
        "list": ("look", "List articles, sources or feeds."),
        "show": ("look", "Show an article."),
        "log": ("log", "Show versions of an article, or the newest of all."),
        "diff": ("diff", "Show what a version changed, word by word."),
        "search": ("search", "Find articles by what stands in them."),
    },
    "Keep": {
        "verify": ("verify", "Check every file of the archive."),
        "rebuild": ("rebuild", "Make state, feeds and site again from the files."),
        "import": ("keep", "Bring a folder of Markdown into the archive."),
        "export": ("keep", "Write the archive out in another profile."),
        "backfill": ("backfill", "Bring in what a source published before."),
        "localize": ("keep", "Fetch the images that articles show from elsewhere."),
        "withdraw": ("withdraw", "Remove articles for good; no source brings them back."),
        "merge": ("merge", "Settle what a git merge left of the archive."),
        "reextract": ("reextract", "Make articles anew from the pages kept of them."),
        "doctor": ("doctor", "Count what is wrong in the archive, and mend it."),
    },
    "Help": {
        "demo": ("demo", "See it all work, without the internet."),
        "preview": ("preview", "Show what a URL would become; write nothing."),
        "build": ("build", "Write the published feeds anew from the archive."),
        "extract": ("pure", "Turn a page into Markdown."),
        "parse": ("pure", "Turn a feed into JSON lines."),
        "config": ("config", "Check, show or find config.toml."),
    },
}
"""Section → command → module of this package and one line of help."""

_UNFOLLOW = "edit config.toml; see docs/how-to/unfollow.md"
BY_HAND = dict.fromkeys(("unfollow", "unsubscribe", "remove", "rm", "delete"), _UNFOLLOW)
"""What people look for in other programs, and where it is done here."""


class Root(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command, in the order of the help page."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; None for a name that isn't one."""
        for section in COMMANDS.values():
            if cmd_name in section:
                module = import_module(f"syndicate.cli.{section[cmd_name][0]}")
                found: click.Command = getattr(module, f"{cmd_name}_command")
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; suggest one for a name that resembles it."""
        names = self.list_commands(ctx)
        if args[0] in BY_HAND:
            raise click.UsageError(f'No such command "{args[0]}": {BY_HAND[args[0]]}', ctx)
        if args[0] not in names and not args[0].startswith("-"):
            from syndicate.config.reading import meant  # only whoever mistypes pays for it

            ctx.fail(f'No such command "{args[0]}"{meant(args[0], names)}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page's sections without importing a command."""
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in section.items()])


@click.group(
    cls=Root,
    params=[*options()],
    epilog="First: syndicate init, then syndicate add URL, then syndicate run.",
)
@click.version_option(__version__, message="syndicate %(version)s", allow_from_autoenv=False)
def root() -> None:
    """Follow anything that publishes, keep it as plain Markdown, publish it again."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code. What is a bug rises."""
    settings = Settings()
    try:
        ended = root.main(
            None if arguments is None else list(arguments),
            prog_name="syndicate",
            standalone_mode=False,
            auto_envvar_prefix="SYNDICATE",
            obj=settings,
        )
        sys.stdout.flush()
        return ended if isinstance(ended, int) else exits.OK
    except (click.ClickException, SyndicateError) as error:
        from syndicate.cli.failures import tell  # only whoever fails pays for it

        tell(error, as_json=settings.json)
        return exits.code_of(error)
    except (click.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except BrokenPipeError:
        # The interpreter flushes stdout once more when it ends; that must not be heard either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.FAILED
