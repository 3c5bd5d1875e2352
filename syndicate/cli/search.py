"""``syndicate search``: the articles that have every word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from syndicate import app, clock
from syndicate.cli import answers, naming
from syndicate.cli.configuration import load_config
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, moment
from syndicate.config.values import BadValue, span
from syndicate.state.base import Row, Selection
from syndicate.wiring.searching import Hit, Order, Piece

_FORMS = ("text", "json", "jsonl", "urls")


def _read_since(
    context: click.Context, option: click.Parameter, value: str | None
) -> datetime | None:
    """Read a day, an instant, or how long ago."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found if found.tzinfo else found.astimezone()
    except ValueError:
        pass
    try:
        return clock.machine_clock().now() - span(value)
    except (BadValue, OverflowError) as wrong:
        raise click.BadParameter(f'"{value}" is no day (2026-03-01) and no time (7d)') from wrong


@command("search")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only of this source.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only with this tag.")
@click.option(
    "--since", metavar="WHEN", callback=_read_since, help="Archived since a day, or within 7d."
)
@click.option("--rank", is_flag=True, help="The best first, not the newest.")
@click.option("--limit", type=click.IntRange(min=0), default=20, help="At most so many; 0: all.")
@click.option("--format", "form", type=click.Choice(_FORMS), help="text, json, jsonl or urls.")
@click.pass_obj
def search_command(
    settings: Settings,
    words: tuple[str, ...],
    sources: tuple[str, ...],
    tags: tuple[str, ...],
    since: datetime | None,
    limit: int,
    form: str | None,
    *,
    rank: bool,
) -> None:
    """Find the articles that have every WORD, newest first; quotation marks hold a phrase together.

    Also: tea OR coffee, NOT decaf, sail*, title:tea, author:lee, source:ID, tag:x, lang:zh,
    since:2026-01, until:2026-03, date:2026-02-13. Case, width and accents make no difference;
    Chinese words are found inside longer ones.
    """
    config = load_config(settings)
    with app.open_app(config, lock=False) as opened:
        ids = naming.sources(opened, sources)
        selection = Selection(sources=ids, tags=tags, since=since, limit=None)
        try:
            order: Order = "rank" if rank else "newest"
            hits = opened.search(_query(words), selection, limit or None, order)
        except ValueError as error:
            raise click.UsageError(f"can't be looked for: {error}") from error
        files = [naming.file(opened, hit.document) for hit in hits]
    _print(hits, files, form or ("json" if settings.json else "text"))
    if not hits:
        settings.hint("Nothing found.")
        settings.hint_at_start(followed=bool(config.sources))


def _query(words: Sequence[str]) -> str:
    """Return what was typed as one query: the shell took the quotation marks of a phrase away."""
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)


def _print(hits: Sequence[Hit[Row]], files: Sequence[str], form: str) -> None:
    if form == "json":
        answers.document(articles=list(map(_as_object, hits, files)))
    elif form == "jsonl":
        for hit, file in zip(hits, files, strict=True):
            answers.line("article", _as_object(hit, file))
    elif form == "urls":
        for hit in hits:
            if hit.document.url:
                click.echo(clean(hit.document.url))
    else:
        for hit, file in zip(hits, files, strict=True):
            _tell(hit, file)


def _as_object(hit: Hit[Row], file: str) -> dict[str, object]:
    excerpt = "".join(piece.text for piece in hit.excerpt)
    return {**answers.fields_of(hit.document), "file": file, "excerpt": excerpt}


def _tell(hit: Hit[Row], file: str) -> None:
    """Print a hit in three lines; colour is taken out where nobody sees it."""
    row = hit.document
    date = moment(row.date or row.announced)[:10]
    click.echo(f"{date}  {_styled(hit.title, bold=True)}")
    if hit.excerpt:
        click.echo(f"    {_styled(hit.excerpt)}")
    click.echo(click.style(f"    {clean(file)}", dim=True))


def _styled(pieces: Sequence[Piece], *, bold: bool = False) -> str:
    # A blank at a piece's edge separates it from the next one: `clean` would take it.
    return "".join(
        click.style(_shown(piece.text), bold=bold or piece.found, fg="red" if piece.found else None)
        for piece in pieces
    )


def _shown(text: str) -> str:
    kept = clean(text)
    before = " " if text[:1].isspace() and kept else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{kept}{after}"
