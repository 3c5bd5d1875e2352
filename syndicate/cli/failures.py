"""How an error is told: what, where, why and the next command, on stderr."""

from __future__ import annotations

import click

from syndicate.cli import answers
from syndicate.cli.exits import code_of
from syndicate.cli.text import clean, harmless
from syndicate.errors import ConfigError, RuleError, SourceError, SyndicateError


def tell(error: click.ClickException | SyndicateError, *, as_json: bool) -> None:
    """Print an error that was raised on purpose, for a person or as one JSON object."""
    if as_json:
        click.echo(answers.dumped(as_object(error)), err=True)
    elif isinstance(error, click.UsageError):
        error.show()
    else:
        for line in lines(error):
            click.echo(line, err=True)


def lines(error: click.ClickException | SyndicateError) -> list[str]:
    """Return the error as a person reads it; what a server sent can't move the cursor."""
    label = click.style("error:", fg="red", bold=True)
    hint = getattr(error, "hint", None)
    if isinstance(error, ConfigError):
        told = [clean(problem) for problem in error.problems]
    else:
        told = [f"{label} {clean(error.message)}"]
    return told + ([click.style(harmless(hint), dim=True)] if hint else [])


def as_object(error: click.ClickException | SyndicateError) -> dict[str, object]:
    """Return the error as other programs read it."""
    found: dict[str, object] = {
        "type": "error",
        "code": code_of(error),
        "kind": "UsageError" if isinstance(error, click.UsageError) else type(error).__name__,
        "message": error.message,
        "hint": getattr(error, "hint", None),
    }
    if isinstance(error, ConfigError):
        found["problems"] = list(error.problems)
    if isinstance(error, SourceError):
        found |= {"url": error.url, "transient": error.transient}
    if isinstance(error, RuleError):
        found |= {"hits": dict(error.hits), "instead": list(error.instead)}
    return found
