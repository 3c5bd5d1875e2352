"""``syndicate add``: find the feed behind an address, show it, write it into config.toml.

::

    address ─▶ discover ─▶ show ─▶ (choose) ─▶ adopt ─▶ config.toml
    address with --kind, --select ─▶ read so ─▶ show ─▶ adopt ─▶ config.toml
    file ────▶ read OPML or urls ──────────────────────▶ config.toml

Addresses are looked at one by one; the feeds of a file are written unseen, the next run asks
them. The answer that showed the feed is handed to state: it isn't asked for twice.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from syndicate import app, config, urls
from syndicate.app import App
from syndicate.cli import answers, exits, lists
from syndicate.cli.configuration import checker, load_config
from syndicate.cli.exits import Failure
from syndicate.cli.failures import tell
from syndicate.cli.following import address, block, free_id
from syndicate.cli.kinds import Reading, folder_url, reading_of, reading_options, stranger
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, clip, moment, plural
from syndicate.config import Config, edit
from syndicate.config.edit import Block
from syndicate.config.sources import usual_backfill
from syndicate.config.values import BadValue, backfill, identifier
from syndicate.errors import SourceError
from syndicate.fetcher.folder import path_of
from syndicate.fetcher.subscriptions import Listed, Subscription, read_opml, read_urls
from syndicate.model import Entry, Source
from syndicate.report import Found

NEWEST = 5
"""Titles shown of a feed: enough to see that it is the right one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Hold the options that go for every source of one call."""

    name: str | None
    tags: tuple[str, ...]
    backfill: int | str | None
    ask: bool
    dry: bool
    pick: int | None
    reading: Reading


def _read_backfill(
    context: click.Context, option: click.Parameter, value: str | None
) -> int | str | None:
    if value is None or value == "all":
        return value
    try:
        return backfill(int(value) if value.isdecimal() else value)
    except BadValue as wrong:
        raise click.BadParameter(f"{value} {wrong}") from wrong


def _read_id(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else identifier(value)
    except BadValue as wrong:
        raise click.BadParameter(f"{value} {wrong}") from wrong


@command("add")
@click.argument("targets", nargs=-1, required=True, metavar="URL|FILE|FOLDER...")
@click.option("--as", "name", metavar="ID", callback=_read_id, help="Call the source this.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Give its articles this tag.")
@click.option(
    "--backfill",
    "entries",
    metavar="N|all",
    callback=_read_backfill,
    help="How many entries the first run takes (20; all of a folder).",
)
@reading_options
@click.option(
    "--pick",
    type=click.IntRange(min=1),
    metavar="N",
    help="Follow the N-th list of the page itself, as preview counts them.",
)
@click.option("-y", "--yes", is_flag=True, help="Never ask: take the best feed, or list.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Show what was found; write nothing.")
@click.pass_context
def add_command(
    context: click.Context,
    targets: tuple[str, ...],
    name: str | None,
    tags: tuple[str, ...],
    entries: int | str | None,
    pick: int | None,
    yes: bool,
    dry: bool,
) -> int:
    """Follow what a URL publishes: the feed it is, declares, links to or has at a common path.

    Of a page without a feed it follows the list of articles, if it is sure which that is. With
    --kind and --select it follows what is no feed; "syndicate preview" takes the same. An
    OPML file or newsboat's urls file adds every feed that it lists, and --kind folder takes the
    pages that were saved in a FOLDER.
    """
    settings = context.ensure_object(Settings)
    if name and len(targets) > 1:
        raise click.UsageError("--as names one source, but several targets were given")
    ask = not yes and sys.stdin.isatty() and not settings.json
    reading = reading_of(context)
    wishes = Wishes(
        name=name, tags=tags, backfill=entries, ask=ask, dry=dry, pick=pick, reading=reading
    )
    failed = [target for target in targets if not _add(settings, target, wishes)]
    if not failed:
        if not dry:
            settings.hint("Next: syndicate run")
        return exits.OK
    return exits.FAILED if len(failed) == len(targets) else exits.SOME_SOURCES_FAILED


def _add(settings: Settings, target: str, wishes: Wishes) -> bool:
    """Add one target; tell why when it can't be, and return False."""
    path = Path(target)
    if path.is_file() and not wishes.reading.is_said:
        _add_file(settings, path, wishes)
        return True
    is_folder = wishes.reading.kind == "folder"
    url = folder_url(target) if is_folder else address(target)
    if url is None:
        raise stranger(target, "a file")
    if not is_folder and "://" not in target:
        settings.note(f"{target}: taken as {url}")
    try:
        _add_url(settings, url, wishes, target)
    except SourceError as error:
        tell(error, as_json=settings.json)
        return False
    return True


def _add_url(settings: Settings, url: str, wishes: Wishes, target: str) -> None:
    loaded = load_config(settings)
    with app.open_app(loaded, lock=False) as opened:
        found, reading = _found(opened, settings, url, wishes)
    known = _following(loaded, found.url)
    if known is not None:
        settings.note(f"{found.url} is followed already, as {known}")
        return
    name = _name(loaded, found, wishes)
    place = _place(loaded, found.url, target)
    new = block(name, place, tags=wishes.tags, backfill=wishes.backfill)
    if reading.is_said:
        new = {**new, **reading.keys(found.document)}
    if not settings.json:
        _show(found, _limit(new))
    changed = _foreseen(loaded, [new])
    source = changed.source(name)
    if source is not None and not wishes.dry:
        # Before the file says so: a daemon that watches it asks at once, and would ask for all.
        # An app of the new configuration: the one that looked knows nothing of this source.
        with app.open_app(changed, lock=False) as opened:
            opened.adopt(source, found.page)
    _write(settings, loaded, [new], wishes)


def _found(opened: App, settings: Settings, url: str, wishes: Wishes) -> tuple[Found, Reading]:
    """Return what is at an address, and how it is read."""
    reading = wishes.reading
    if lists.are_wanted(reading, wishes.pick):
        found = opened.lists(url)
    elif reading.is_said:
        return _read_so(opened, url, reading), reading
    else:
        found = _chosen(opened, opened.discover(url), wishes)
    if not found.lists:
        return found, reading
    if not settings.json:
        lists.show(found, err=True)
    chosen = lists.choose(found, wishes.pick, ask=wishes.ask)
    reading = lists.reading(chosen, reading)
    if wishes.reading.select:
        return _read_so(opened, url, reading), reading
    return replace(found, document=chosen.document, lists=()), reading


def _read_so(opened: App, url: str, reading: Reading) -> Found:
    """Read an address as it was said that it is to be read."""
    seen = opened.preview(reading.of(Source(id="preview", url=url)), limit=0)
    return Found(url=url, document=seen.document, page=seen.page)


def _place(loaded: Config, url: str, target: str) -> str:
    """Return an address as config.toml has it: of a folder, its path from there or the whole."""
    if not url.startswith("file:"):
        return url
    given = Path(target).expanduser()
    return str(given) if given.is_absolute() else os.path.relpath(path_of(url), loaded.root)


def _name(loaded: Config, found: Found, wishes: Wishes) -> str:
    taken = {source.id for source in loaded.sources}
    if wishes.name in taken:
        raise Failure(f'"{wishes.name}" is another source', hint="choose another --as ID")
    return wishes.name or free_id(found.url, found.document.title, taken)


def _add_file(settings: Settings, path: Path, wishes: Wishes) -> None:
    loaded = load_config(settings)
    listed = _listed(path)
    for problem in listed.problems:
        settings.note(f"{path}: {clean(problem)}")
    blocks = _blocks(loaded, listed, wishes)
    known = len(listed.subscriptions) - len(blocks)
    if known:
        settings.note(f"{path}: {plural(known, 'feed')} followed already")
    if blocks:
        _write(settings, loaded, blocks, wishes)


def _blocks(loaded: Config, listed: Listed, wishes: Wishes) -> Sequence[Block]:
    """Return a block for each feed that nobody follows yet."""
    taken = {source.id for source in loaded.sources}
    followed = {urls.canonical(source.url) for source in loaded.sources}
    blocks: list[Block] = []
    for feed in listed.subscriptions:
        if urls.canonical(feed.url) not in followed:
            followed.add(urls.canonical(feed.url))
            name = _own_id(feed, taken) or free_id(feed.url, feed.title, taken)
            taken.add(name)
            title, tags = clean(feed.title or ""), [*feed.tags, *wishes.tags]
            blocks.append(block(name, feed.url, title=title, tags=tags, backfill=wishes.backfill))
    return blocks


def _own_id(feed: Subscription, taken: Collection[str]) -> str | None:
    """Return the id that a list of ours gives a feed, unless it is another's by now."""
    try:
        name = identifier(feed.id)
    except BadValue:
        return None
    return None if name in taken else name


def _listed(path: Path) -> Listed:
    """Read an OPML file or a list of URLs."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}") from error
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_opml(content)
    return read_urls(content.decode("utf-8", "replace"))


def _chosen(opened: App, found: Found, wishes: Wishes) -> Found:
    """Ask which feed is meant when there are several and somebody to ask."""
    if not wishes.ask or len(found.candidates) < 2:
        return found
    for number, candidate in enumerate(found.candidates, 1):
        click.echo(f"[{number}] {clean(candidate.title or '')}  {candidate.url}", err=True)
    number = click.prompt(
        "Which one", type=click.IntRange(1, len(found.candidates)), default=1, err=True
    )
    url = found.candidates[number - 1].url
    return found if number == 1 else opened.discover(url)


def _following(loaded: Config, url: str) -> str | None:
    wanted = urls.canonical(url)
    known = (source for source in loaded.sources if urls.canonical(source.url) == wanted)
    return next((source.id for source in known), None)


def _limit(new: Block) -> int | None:
    """Return how many entries the first run takes of the source that a block makes."""
    said = new.get("backfill")
    if said is None:
        return usual_backfill("folder" if new.get("kind") == "folder" else "auto")
    return said if isinstance(said, int) else None


def _show(found: Found, limit: int | None) -> None:
    """Show what was found, on stderr: the result is what is written."""
    document = found.document
    count = plural(len(document.entries), "entry", "entries")
    click.secho(clean(document.title or found.url), bold=True, err=True)
    click.echo(f"{found.url} · {document.format} · {count}", err=True)
    for entry in _newest(document.entries):
        date = moment(entry.published or entry.updated)[:10] or "no date"
        title = clip(clean(entry.title or entry.url or entry.guid or ""), 70)
        click.echo(f"  {date:10}  {title}", err=True)
    if limit is not None and limit < len(document.entries):
        click.echo(
            f"The first run takes the newest {limit} of {len(document.entries)} (backfill)",
            err=True,
        )
    others = [candidate.url for candidate in found.candidates if candidate.url != found.url]
    if others:
        click.echo("Also there: " + ", ".join(others), err=True)


def _newest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the newest entries; a feed without dates is taken at its own order."""
    oldest = datetime.min.replace(tzinfo=UTC)
    dated = sorted(entries, key=lambda e: e.published or e.updated or oldest, reverse=True)
    return dated[:NEWEST]


def _foreseen(loaded: Config, blocks: Sequence[Block]) -> Config:
    """Return the configuration as it will be with these sources."""
    return checker(loaded)(edit.with_sources(config.read(loaded.path), blocks))


def _write(settings: Settings, loaded: Config, blocks: Sequence[Block], wishes: Wishes) -> None:
    """Write the sources into config.toml, and say so; a dry run says what it would write."""
    if wishes.dry:
        _foreseen(loaded, blocks)
    else:
        edit.add_sources(loaded.path, blocks, checker(loaded))
    for new in blocks:
        if settings.json:
            answers.line("added", {**new, "dry": wishes.dry})
        else:
            verb = "Would follow" if wishes.dry else "Follows"
            click.echo(f"{verb} {new['id']}  {new['url']}")
