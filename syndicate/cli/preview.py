"""``syndicate preview``: what an address would become, without anything being kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

import click

from syndicate import app
from syndicate.archiver.images import remote_images
from syndicate.cli import answers, lists, naming
from syndicate.cli.configuration import config_or_defaults, load_config
from syndicate.cli.exits import Failure
from syndicate.cli.following import address
from syndicate.cli.kinds import Reading, folder_url, reading_of, reading_options, stranger
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, clip, moment, plural
from syndicate.clock import machine_clock
from syndicate.config import Config
from syndicate.errors import RuleError
from syndicate.fetcher.readers.saved import HOME
from syndicate.model import Article, Document, Select, Source
from syndicate.report import Draft, Preview, Reread
from syndicate.state.base import Selection
from syndicate.upkeep import keeping

LINES = 12
"""Lines of an article's text that are shown without --full."""

_TIERS = {
    "tidy": ", not well-formed: mended",
    "split": ", not well-formed: read entry by entry",
    "feedparser": ", of a rare or broken format",
}
"""What a document was like, where that is worth knowing."""


@command("preview")
@click.argument("target", metavar="URL|ID")
@reading_options
@click.option(
    "--pick", type=click.IntRange(min=1), metavar="N", help="The N-th list of the page itself."
)
@click.option("--limit", type=click.IntRange(min=1), default=3, help="How many entries (3).")
@click.option("--offline", is_flag=True, help="Of what was kept of archived articles' pages.")
@click.option("--full", is_flag=True, help="Show the whole text of each.")
@click.pass_context
def preview_command(
    context: click.Context,
    target: str,
    pick: int | None,
    limit: int,
    offline: bool,
    full: bool,
) -> None:
    """Show what a source or URL says, and what its newest entries would become.

    Nothing is written. Of a page without a feed its lists are shown, the best first. With --kind
    and --select an address that is no feed can be tried; the same options of "syndicate add"
    write what was found good. With --offline, of a source or an archived article, nothing is
    asked for: it is shown what the pages that were kept would become now.
    """
    settings = context.ensure_object(Settings)
    if offline:
        _offline(settings, target, reading_of(context), limit, full)
        return
    config = config_or_defaults(settings)
    with app.open_app(config, lock=False) as opened:
        source = _wanted(opened, config, target, reading_of(context))
        if (
            source.kind in ("auto", "listing")
            and not source.select.items
            and config.source(target) is None
        ):
            source = _looked_up(opened, settings, source, reading_of(context), pick)
        try:
            found = opened.preview(source, limit)
        except RuleError as error:
            if not settings.json:
                _explain_rules(source, error.hits)
            raise _here(error) from error
    if settings.json:
        _print(found)
    else:
        _explain(source, found)
        for draft in found.drafts:
            _show(draft, full)
    for selector in dict.fromkeys(missed for draft in found.drafts for missed in draft.missed):
        settings.note(f"{selector} found nothing in the page of an article")


def _offline(settings: Settings, target: str, reading: Reading, limit: int, full: bool) -> None:
    """Show what articles would become of what is kept of their pages."""
    config = load_config(settings)
    known = config.source(target)
    with app.open_app(config, lock=False) as opened:
        if known is not None:
            rows = opened.list(Selection(sources=(known.id,), limit=limit))
        else:
            rows = [naming.article(opened, target)]
        source = reading.of(known) if known else None
        found = keeping.foretell(config, opened.archive, machine_clock(), rows, source)
    for each in found:
        if isinstance(each, Reread):
            settings.note(f"{each.path}: {each.reason}")
        elif settings.json:
            answers.line("article", each.article)
        else:
            _show(each, full)
    if not any(isinstance(each, Draft) for each in found):
        raise Failure(f"of {target} there is no page that could be read again")


def _wanted(opened: app.App, config: Config, target: str, reading: Reading) -> Source:
    """Return a source that is followed, or one for an address that nobody follows yet."""
    known = config.source(target)
    if known is not None:
        return reading.of(known)
    if reading.kind == "folder":
        return reading.of(Source(id="preview", url=folder_url(target)))
    url = address(target)
    if url is None:
        names = ", ".join(source.id for source in config.sources) or "none"
        raise stranger(target, f"a source (there are: {names})")
    return reading.of(Source(id="preview", url=url))


def _looked_up(
    opened: app.App, settings: Settings, source: Source, reading: Reading, pick: int | None
) -> Source:
    """Return the source behind an address of which nobody said how it is read."""
    if lists.are_wanted(reading, pick):
        found = opened.lists(source.url)
    elif reading.is_said:
        return source
    else:
        found = opened.discover(source.url)
    if not found.lists:
        return replace(source, url=found.url)
    if settings.json:
        for each in found.lists:
            answers.line("list", lists.as_object(each))
    else:
        lists.show(found, err=False)
        click.echo()
    chosen = lists.choose(found, pick or 1, ask=False)
    return lists.reading(chosen, reading).of(source)


def _print(found: Preview) -> None:
    document = found.document
    answers.line(
        "document",
        {
            "format": document.format,
            "tier": document.tier,
            "title": document.title,
            "entries": len(document.entries),
            "dropped": document.dropped,
            "hits": dict(document.hits),
            "notes": list(document.notes),
        },
    )
    for title, why in found.objections:
        answers.line("passed", {"title": title, "reason": why})
    for draft in found.drafts:
        answers.line("article", draft.article)


def _explain(source: Source, found: Preview) -> None:
    """Say how the document was read, what each selector found, and what was left out."""
    document = found.document
    count = plural(len(document.entries), "entry", "entries")
    read = document.format + _TIERS.get(document.tier, "")
    click.secho(clean(f"{document.title or source.label} · {read} · {count}"), bold=True)
    if source.kind != "folder" and document.hits:
        _explain_rules(source, document.hits)
    for note in document.notes or _dropped(document):
        click.echo(f"  {clean(note)}")
    for title, why in found.objections:
        click.echo(f"  passed over: {clip(clean(title), 60)} ({clean(why)})")
    click.echo()


def _dropped(document: Document) -> tuple[str, ...]:
    return (f"{plural(document.dropped, 'item')} dropped",) if document.dropped else ()


def _here(error: RuleError) -> RuleError:
    """Return the error as it is told here, where everybody knows of this command."""
    seen = ", ".join(error.instead)
    hint = f"what repeats there: {seen}" if seen else None
    return RuleError(
        error.message, url=error.url, hint=hint, hits=error.hits, instead=error.instead
    )


def _explain_rules(source: Source, found: Mapping[str, int]) -> None:
    """Say in how many items each selector found something, and that none has a date."""
    total = found.get("items", 0)
    of_pages = {"content", "remove"} - found.keys()
    lists = source.kind in ("listing", "json") and total
    for part in (each.name for each in fields(Select) if each.name not in of_pages):
        selector, hits = getattr(source.select, part), found.get(part, 0)
        if selector or (hits and part != "items") or (lists and part == "date"):
            among = str(total) if part == "items" else f"{hits} of {total}"
            click.echo(f"  {part:8}{among:>12}  {clean(selector or '(by itself)')}")


def _show(draft: Draft, full: bool) -> None:
    article = draft.article
    click.secho(clean(article.title), bold=True)
    click.secho(clean(" · ".join(filter(None, _facts(article)))), dim=True)
    if draft.problem:
        click.secho(f"Its page: {clean(draft.problem)}", dim=True)
    lines = article.markdown.splitlines()
    shown = lines if full else [clip(line, 200) for line in lines[:LINES]]
    # Pictures that came along get these names in the archive.
    answers.foreign("\n".join(shown).replace(HOME, "images/"))
    if len(shown) < len(lines):
        click.secho(f"… {len(lines) - len(shown)} more lines", dim=True)
    click.echo()


def _facts(article: Article) -> list[str]:
    return [
        moment(article.date),
        ", ".join(article.authors),
        article.lang or "",
        article.status if article.status != "whole" else "",
        plural(len(article.markdown), "character"),
        plural(len(remote_images(article.markdown)), "image"),
        article.canonical_url or "",
    ]
