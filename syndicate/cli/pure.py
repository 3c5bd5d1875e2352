"""``syndicate extract`` and ``syndicate parse``: the pure halves, for other programs.

They need no config.toml and no archive. A file is read, ``-`` is standard input, a URL is
fetched once under the same rules as a source.
"""

from __future__ import annotations

import re
import sys
from dataclasses import fields, replace
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

import syndicate
from syndicate import urls
from syndicate.cli import answers, explaining
from syndicate.cli.configuration import config_or_defaults, defaults
from syndicate.cli.exits import Failure
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean
from syndicate.model import Document, Entry, Extraction, Page

HIDDEN = frozenset({
    "noarchive", "missed", "next_page", "single_page", "reasons", "reckoned", "picked",
})  # fmt: skip
"""Fields of an extraction that are the archive's or a source's business."""

_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_OTHER_TEXT = frozenset({".md", ".markdown", ".rst", ".txt"})


def _take_url(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is not None and urls.absolute(None, value) is None:
        raise click.BadParameter(f"{value!r} is no http or https address", context, option)
    return value


_url = partial(click.option, "--url", callback=_take_url)


@command("extract")
@click.argument("target", metavar="FILE|-|URL")
@_url(help="Where the page comes from: makes links absolute.")
@click.option("--timezone", help="The zone of dates without one, e.g. Asia/Shanghai.")
@click.option("--json", "as_json", is_flag=True, help="All that was found, as one JSON object.")
@click.option(
    "--rules",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of site rules.",
)
@click.option("--explain", is_flag=True, help="Tell on stderr what chose each field.")
@click.pass_obj
def extract_command(
    settings: Settings,
    target: str,
    url: str | None,
    timezone: str | None,
    as_json: bool,
    rules: Path | None,
    explain: bool,
) -> None:
    """Turn a page into Markdown."""
    settings.json = settings.json or as_json
    if Path(target).suffix.lower() in _OTHER_TEXT and not _SCHEME.match(target):
        settings.note(f"{target} is read as HTML: its Markdown or lines are not understood")
    found = _article(settings, target, url, zone=_zone(timezone), rules=rules)
    if settings.json:
        why = explaining.reasons(found) if explain else {}
        answers.bare({**_as_object(found), **why})
        return
    if explain:
        for line in explaining.lines(found):
            click.echo(line, err=True)
    answers.foreign(found.markdown)


@command("parse")
@click.argument("target", metavar="FILE|-|URL")
@_url(help="Where the feed comes from: makes links absolute.")
@click.option("--timezone", help="The zone of dates without one, e.g. Asia/Shanghai.")
@click.option("--details", is_flag=True, help="Say how texts, people, tags and links were written.")
@click.pass_obj
def parse_command(
    settings: Settings, target: str, url: str | None, timezone: str | None, details: bool
) -> None:
    """Turn a feed into JSON lines: the feed itself, then its entries."""
    zone = _zone(timezone)
    page = _read(settings, target)
    found: Document = syndicate.parse_feed(
        page.body, url or page.url or None, zone=zone, details=details
    )
    _line("feed", replace(found, entries=()))
    for entry in found.entries:
        _line("entry", entry)


def _line(kind: str, said: Document | Entry) -> None:
    """Print a feed or an entry; of its details only those that it has."""
    answers.line(kind, answers.fields_of(said) | {"details": _known(answers.plain(said.details))})


def _known(value: object) -> object:
    if isinstance(value, dict):
        found = {key: _known(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item not in (None, [], {}, False)}
    return [_known(item) for item in value] if isinstance(value, list) else value


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise click.BadParameter(f"{name} is no time zone", param_hint="--timezone") from error


def _article(
    settings: Settings, target: str, url: str | None, *, zone: tzinfo, rules: Path | None
) -> Extraction:
    """Return the article of a page; of one that is fetched, with those on which it goes on."""

    def read(page: Page) -> Extraction:
        return syndicate.extract(
            page.body,
            url or page.url or None,
            content_type=page.content_type,
            zone=zone,
            rules=rules,
            now=page.fetched,
        )

    if url is not None or not _WEB.match(target):
        found = read(_read(settings, target))
        if rules and not (url or found.canonical_url or _WEB.match(target)):
            settings.note("No site's rule is heard: say with --url where the page comes from")
        return found
    from syndicate import app

    loaded = config_or_defaults(settings, level="warning")
    with app.open_app(loaded, lock=False) as opened:
        found, failure = opened.extract(target, read, rules)
    if failure:
        click.echo(f"The article goes on, but {clean(failure.message)}", err=True)
    return found


def _read(settings: Settings, target: str) -> Page:
    """Return what the target holds; a file has neither URL nor media type."""
    if _WEB.match(target):
        from syndicate import app

        loaded = config_or_defaults(settings, level="warning")
        with app.open_app(loaded, lock=False) as opened:
            return opened.fetch(target)
    if _SCHEME.match(target):
        raise click.BadParameter(f"{target}: only http and https are fetched; a file is its path")
    defaults(settings, level="warning")
    try:
        body = sys.stdin.buffer.read() if target == "-" else Path(target).read_bytes()
    except OSError as error:
        raise Failure(f"{target} cannot be read: {error.strerror}") from error
    return Page(url="", body=body)


def _as_object(found: Extraction) -> dict[str, object]:
    names = (field.name for field in fields(found) if field.name not in HIDDEN)
    return {name: getattr(found, name) for name in names}
