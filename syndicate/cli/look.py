"""``syndicate list`` and ``syndicate show``: what was archived, followed and published."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from shutil import get_terminal_size

import click

from syndicate import app
from syndicate.app import App
from syndicate.archiver.files.cards import Card
from syndicate.cli import answers, naming
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.standing import usual
from syndicate.cli.text import clean, moment, plural, table
from syndicate.config import Config
from syndicate.model import Article, Feed, Source
from syndicate.state.base import Row, Selection

SHOWN = 50
"""How much is listed unless somebody asks for more: what a terminal scrolls through."""


@command("list")
@click.argument(
    "what", type=click.Choice(["articles", "sources", "feeds"]), default="articles", metavar="WHAT"
)
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only of this source.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only with this tag.")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many (50); 0: all.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl", "urls", "opml"]),
    help="table, json, jsonl, urls; sources: opml.",
)
@click.pass_obj
def list_command(
    settings: Settings,
    what: str,
    sources: tuple[str, ...],
    tags: tuple[str, ...],
    limit: int | None,
    form: str | None,
) -> None:
    """List articles (newest first), sources or feeds."""
    if form == "opml" and what != "sources":
        raise click.UsageError("OPML lists sources: syndicate list sources --format opml")
    config = load_config(settings)
    # A list that another reader imports has all of them, or it would lose some silently.
    some = limit if limit is not None else 0 if form == "opml" else SHOWN
    with app.open_app(config, lock=False) as opened:
        ids = naming.sources(opened, sources)
        selection = Selection(sources=ids, tags=tags, limit=some or None)
        if what == "articles":
            rows = opened.list(selection)
            _articles(opened, rows, _form(settings, form))
            settings.hint_at_start(followed=bool(rows or config.sources))
        elif form == "opml":
            content = subscriptions(settings, config, _selected(config, selection))
            click.echo(answers.shown(content), nl=False)
        elif what == "sources":
            _sources(opened, selection, _form(settings, form))
        else:
            _feeds(_chosen(opened.feeds(), selection), _form(settings, form))


@command("show")
@click.argument("article")
@click.option("--raw", "form", flag_value="raw", help="The file as it is, byte for byte.")
@click.option("--path", "form", flag_value="path", help="Where the file is.")
@click.option("--html", "form", flag_value="html", help="As feeds show it.")
@click.option("--meta", "form", flag_value="meta", help="What is known of it, without the text.")
@click.option("--revision", type=click.IntRange(min=1), help="An earlier version.")
@click.pass_obj
def show_command(settings: Settings, article: str, form: str | None, revision: int | None) -> None:
    """Show an article, named by its file, address, id or title, or the beginning of one."""
    if form == "path" and revision is not None:
        raise click.UsageError("--path is the file of the present version")
    config = load_config(settings)
    with app.open_app(config, lock=False) as opened:
        row = naming.article(opened, article)
        if form == "path":
            click.echo(naming.file(opened, row))
        elif form == "raw":
            click.echo(answers.shown(opened.raw(row.path, revision)), nl=False)
        else:
            _show(settings, opened.article(row.path, revision), naming.file(opened, row), form)


def _show(settings: Settings, found: Article, file: str, form: str | None) -> None:
    if form == "html":
        from syndicate.generator import content  # renders: nothing that a plain show needs

        answers.foreign(content.html(found, images_url=None))
    elif settings.json:
        answers.bare(found)
    else:
        click.secho(clean(found.title), bold=True)
        for name, value in _facts(found, file):
            click.echo(f"{click.style(name + ':', dim=True)} {clean(value)}")
        if form != "meta":
            answers.foreign("\n" + found.markdown)


def _facts(found: Article, file: str) -> list[tuple[str, str]]:
    facts = {
        "date": moment(found.date),
        "changed": moment(found.lastmod),
        "authors": ", ".join(found.authors),
        "source": found.source,
        "also from": ", ".join(via for via in found.via if via != found.source),
        "link": found.canonical_url or "",
        "tags": ", ".join(found.tags),
        "language": found.lang or "",
        "rights": found.rights or "",
        "status": found.status if found.status != "whole" else "",
        "revision": str(found.revision),
        "edited": "by hand" if found.edited else "",
        "images": str(len(found.assets)) if found.assets else "",
        "file": file,
        "id": found.id,
    }
    return [(name, value) for name, value in facts.items() if value]


def _form(settings: Settings, form: str | None) -> str:
    return form or ("json" if settings.json else "table")


def _selected(config: Config, selection: Selection) -> Sequence[Source]:
    wanted = set(selection.tags)
    return [
        source
        for source in config.sources
        if (not selection.sources or source.id in selection.sources)
        and (not wanted or wanted.intersection(source.tags))
    ][: selection.limit]


def subscriptions(settings: Settings, config: Config, sources: Sequence[Source]) -> bytes:
    """Return sources as OPML; say how many of them are no feeds that a reader could follow."""
    listed = [source for source in sources if _is_listed(source)]
    left = len(sources) - len(listed)
    if left:
        what = plural(left, "source")
        settings.note(f"{what} left out: no feed that another reader could follow")
    with app.open_app(config, lock=False) as opened:
        return opened.subscriptions(listed)


def _is_listed(source: Source) -> bool:
    """Tell whether a plain request gets a feed there, or may."""
    return source.kind in ("auto", "feed") and not source.command and source.request.body is None


def _articles(opened: App, rows: Sequence[Row], form: str) -> None:
    files = [naming.file(opened, row) for row in rows]
    things = [
        {**answers.fields_of(row), "file": file} for row, file in zip(rows, files, strict=True)
    ]
    cells = [
        (moment(row.date or row.announced), row.title, file)
        for row, file in zip(rows, files, strict=True)
    ]
    _print(things, "articles", form, [row.url for row in rows], ("DATE", "TITLE", "FILE"), cells)


def _sources(opened: App, selection: Selection, form: str) -> None:
    sources = _selected(opened.config, selection)
    kept = _kept(opened, selection)[: _left(selection, len(sources))]
    cells = [(source.id, usual(source), source.label) for source in sources]
    cells += [(card.source, "not followed", card.link or "") for card in kept]
    urls = [source.label for source in sources]
    shown = [replace(source, url=source.label, shown=None) for source in sources]
    things = [{**answers.fields_of(source), "followed": True} for source in shown]
    things += [{"id": card.source, "title": card.title, "followed": False} for card in kept]
    _print(things, "sources", form, urls, ("SOURCE", "WHEN", "URL"), cells)


def _kept(opened: App, selection: Selection) -> Sequence[Card]:
    """Return what is in the archive and not followed; only who is followed has tags."""
    if selection.tags:
        return ()
    return [
        card
        for card in opened.unfollowed()
        if not selection.sources or card.source in selection.sources
    ]


def _left(selection: Selection, taken: int) -> int | None:
    return None if selection.limit is None else max(0, selection.limit - taken)


def _chosen(
    feeds: Sequence[tuple[Feed, Sequence[str]]], selection: Selection
) -> Sequence[tuple[Feed, Sequence[str]]]:
    """Return the feeds that show one of the sources, and ask for one of the tags."""
    sources, tags = set(selection.sources), set(selection.tags)
    return [
        (feed, urls)
        for feed, urls in feeds
        if (not sources or sources.intersection(feed.sources))
        and (not tags or tags.intersection(feed.tags))
    ][: selection.limit]


def _feeds(feeds: Sequence[tuple[Feed, Sequence[str]]], form: str) -> None:
    cells = [(feed.id, feed.title, url) for feed, urls in feeds for url in urls]
    things = [{"id": feed.id, "title": feed.title, "urls": urls} for feed, urls in feeds]
    urls = [url for *_, url in cells]
    _print(things, "feeds", form, urls, ("FEED", "TITLE", "URL"), cells)


def _print(
    things: Sequence[object],
    name: str,
    form: str,
    urls: Sequence[str | None],
    head: Sequence[str],
    cells: Sequence[Sequence[str]],
) -> None:
    """Print things in one of the forms; `cells` are those of the table."""
    if form == "json":
        answers.document(**{name: things})
    elif form == "jsonl":
        for thing in things:
            answers.line(name.removesuffix("s"), thing)
    elif form == "urls":
        for url in filter(None, urls):
            click.echo(clean(url))
    elif cells:
        size = get_terminal_size().columns if sys.stdout.isatty() else None
        first, *lines = table(head, cells, cells=size, flexible=1)
        click.secho(first, bold=True)
        for text in lines:
            click.echo(text)
    else:
        click.echo(f"No {name} to list.", err=True)
