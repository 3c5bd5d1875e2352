"""``syndicate import``, ``export`` and ``localize``: what goes into an archive, and out of it."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from syndicate import app
from syndicate.cli import answers, exits, progress
from syndicate.cli.configuration import load_config
from syndicate.cli.exits import Failure
from syndicate.cli.look import subscriptions
from syndicate.cli.run import named
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, plural, table
from syndicate.errors import ArchiveError
from syndicate.model.listed import Form
from syndicate.report import Exported, Imported, Localized, Problem

_FOLDER = click.Path(exists=True, path_type=Path)

# With it each image would have a reason of its own.
_ADDRESS = re.compile(r"^https?://\S+ ")

_SHOWN = 10
"""Sources that an import names; of more it says how many there are."""

_MANY = {"new": "new articles", "revised": "revised articles", "version": "earlier versions"}
_TOLD = {
    "new": "new article",
    "revised": "revised article",
    "version": "earlier version",
    "touched": "changed in its details",
    "kept": "kept beside your edit",
    "unchanged": "unchanged",
    "known": "already there",
    "skipped": "left out",
    "damaged": "could not be read",
}


@command("import")
@click.argument("folder", type=_FOLDER, metavar="DIR")
@click.option("--profile", metavar="NAME", help="How the files are written; else found out.")
@click.option("--source", metavar="ID", help="Whose all of them are; else found in each.")
@click.option("--in-place", is_flag=True, help="DIR lies in the archive: only adopt it.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Show what would come; write nothing.")
@click.pass_obj
def import_command(
    settings: Settings,
    folder: Path,
    profile: str | None,
    source: str | None,
    in_place: bool,
    dry: bool,
) -> int:
    """Bring a folder of Markdown into the archive: Hugo, Jekyll, Obsidian, or any other.

    A file is what `export --feed` wrote: everything of that archive that is not here comes.

    Texts stay as they are, local pictures come along, and so does front matter that means
    nothing here. The same import again writes nothing. Exits 1 when a file could not be read.
    """
    if folder.is_file() and (profile or source or in_place):
        raise click.UsageError("a feed says itself what it holds: only -n goes with it")
    config = load_config(settings)
    with app.open_app(config, lock=not dry) as opened:
        done = opened.bring(
            folder.absolute(), profile=profile, source=source, in_place=in_place, dry=dry
        )
    if settings.json:
        answers.document(dry=dry, **answers.fields_of(done))
    else:
        _tell_import(settings, done, dry)
    return exits.FAILED if done.counts.get("damaged") else exits.OK


def _tell_import(settings: Settings, done: Imported, dry: bool) -> None:
    for file in done.files:
        grave = file.kind == "damaged" or (file.kind in ("version", "kept") and not settings.quiet)
        if settings.verbose or grave:
            notes = f": {'; '.join(file.notes)}" if file.notes else ""
            to = f" of {file.to}" if file.kind == "version" and file.to else ""
            click.echo(clean(f"{file.path}: {_TOLD[file.kind]}{to}{notes}"), err=True)
    for note, (count, first) in done.notes.items():
        if not settings.quiet:
            click.echo(clean(f"{plural(count, 'file')}: {note} ({first})"), err=True)
    if settings.quiet or not (sys.stdout.isatty() or dry):
        return
    _tell_sources(done.documents)
    said = ", ".join(_counted(kind, count) for kind, count in _ordered(done.counts))
    verb = "Would come" if dry else "Came"
    tree = f"{'an' if done.tree[0] in 'aeiou' else 'a'} {done.tree} tree"
    click.secho(f"{verb} from {tree}: {said or 'nothing'}", bold=True)
    if not dry and done.counts.get("new"):
        settings.hint("Next: syndicate build, and syndicate doctor")


def _tell_sources(documents: Mapping[str, int]) -> None:
    for name, count in list(documents.items())[:_SHOWN]:
        click.echo(f"{clean(name)}: {plural(count, 'document')}")
    if len(documents) > _SHOWN:
        click.echo(f"and {plural(len(documents) - _SHOWN, 'more source')}")


def _counted(kind: str, count: int) -> str:
    return f"{count} {_TOLD[kind] if count == 1 else _MANY.get(kind, _TOLD[kind])}"


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(kind, counts[kind]) for kind in _TOLD if counts.get(kind)]


@command("export")
@click.argument(
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=False,
    metavar="DIR",
)
@click.option(
    "--opml",
    type=click.Path(dir_okay=False),
    metavar="FILE|-",
    help="The sources instead, as OPML.",
)
@click.option(
    "--jsonl",
    type=click.Path(dir_okay=False),
    metavar="FILE|-",
    help="The articles as JSON Lines instead.",
)
@click.option(
    "--feed",
    type=click.Path(dir_okay=False),
    metavar="FILE|-",
    help="The whole archive as one feed instead.",
)
@click.option("--bag", is_flag=True, help="DIR becomes a BagIt bag of the archive as it is.")
@click.option("--profile", metavar="NAME", help="How to lay it out; else as the archive is.")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only of this source.")
@click.option("--with-history", "history", is_flag=True, help="Earlier versions and records too.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="Write nothing; say how much would be.")
@click.pass_obj
def export_command(
    settings: Settings,
    folder: Path | None,
    opml: str | None,
    jsonl: str | None,
    feed: str | None,
    bag: bool,
    profile: str | None,
    sources: tuple[str, ...],
    history: bool,
    dry: bool,
) -> int:
    """Write the archive's articles, with their pictures, into another folder and profile.

    The folder is empty, or one that an export wrote: that is brought up to date. With --opml
    what is followed is written, for another reader; with --jsonl the articles, for a program;
    with --feed all that there is, for `import` elsewhere, and for any reader to look at.
    """
    files = [each for each in (opml, jsonl, feed) if each is not None]
    laid_out = folder or profile or dry or bag
    if len(files) + bool(laid_out) != 1 or (history and jsonl is None and not laid_out):
        raise click.UsageError("either DIR and how to write it, or one of --opml, --jsonl, --feed")
    if opml is not None:
        return _write_list(settings, opml, sources)
    if jsonl is not None or feed is not None:
        form: Form = "feed" if jsonl is None else "versions" if history else "articles"
        return _write_stream(settings, files[0], form, sources)
    if folder is None:
        raise click.UsageError("DIR is missing: where to write it")
    if bag and (profile or history):
        raise click.UsageError("a bag holds the archive as it is, with its history")
    config = load_config(settings)
    with app.open_app(config, lock=False) as opened:
        done = opened.export(
            folder.absolute(),
            profile=profile,
            sources=sources,
            history=history,
            bag=bag,
            dry=dry,
        )
    if settings.json:
        answers.document(dry=dry, **answers.fields_of(done))
    else:
        _tell_export(settings, done, dry)
    return exits.FAILED if done.problems else exits.OK


def _write_stream(settings: Settings, name: str, form: Form, sources: tuple[str, ...]) -> int:
    """Write articles into one file, or out; exit 1 where one could not be read."""
    config = load_config(settings)
    damage: list[ArchiveError] = []
    with app.open_app(config, lock=False) as opened, _written(name) as stream:
        pieces = opened.stream(form, sources, damage.append)
        stream.writelines(map(answers.shown, pieces) if name == "-" else pieces)
    for error in damage:
        click.echo(clean(error.message), err=True)
    return exits.FAILED if damage else exits.OK


@contextmanager
def _written(name: str) -> Iterator[IO[bytes]]:
    """Open what is written whole or not at all, or stdout."""
    try:
        with click.open_file(name, "wb", atomic=name != "-") as stream:
            yield stream
    except BrokenPipeError:
        raise  # whoever read it has enough
    except OSError as error:
        raise Failure(f"{name} cannot be written: {error.strerror}") from error


def _write_list(settings: Settings, name: str, sources: tuple[str, ...]) -> int:
    """Write what is followed as OPML into a file, or out."""
    config = load_config(settings)
    wanted = {named(config, source) for source in sources}
    chosen = [each for each in config.sources if not wanted or each.id in wanted]
    content = subscriptions(settings, config, chosen)
    with _written(name) as stream:
        stream.write(answers.shown(content) if name == "-" else content)
    return exits.OK


def _tell_export(settings: Settings, done: Exported, dry: bool) -> None:
    _tell_problems(done.problems)
    if (sys.stdout.isatty() or dry) and not settings.quiet:
        removed = f", {done.removed} removed" if done.removed else ""
        verb = "would be written" if dry else "written"
        click.echo(
            f"{plural(done.articles, 'article')}: {plural(done.written, 'file')} {verb}, "
            f"{done.unchanged} unchanged{removed}"
        )


def _tell_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        where = f"{problem.source}: " if problem.source else ""
        click.echo(clean(f"{where}{problem.reason}"), err=True)


@command("localize")
@click.argument("articles", nargs=-1, metavar="[ID]...")
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only of this source.")
@click.option("--retry", is_flag=True, help="Ask for images that were gone (404, 410), too.")
@click.option("-n", "--dry-run", "dry", is_flag=True, help="List the images; ask for none.")
@click.pass_obj
def localize_command(
    settings: Settings, articles: tuple[str, ...], sources: tuple[str, ...], retry: bool, dry: bool
) -> int:
    """Fetch the images of articles that show them from elsewhere, and keep them beside the text.

    Nothing is announced. Images that can't be had stay where they are; the same command again
    asks for them again, but for those that are gone, and for no other. With -n it counts what is
    missing by host and reason; -v lists each. Exits 1 when one could not be had.
    """
    config = load_config(settings)
    report = progress.json_line if settings.json else progress.event_line
    ids = frozenset(named(config, name) if config.source(name) else name for name in sources)
    with app.open_app(config, lock=not dry) as opened:
        listener = report if settings.json or settings.verbose else (lambda event: None)
        done = opened.localize(articles, sources=ids, dry=dry, retry=retry, report=listener)
    if settings.json:
        answers.line("summary", done)
    else:
        _tell_problems(done.problems)
        _tell_images(settings, done, dry=dry)
    return exits.FAILED if done.left and not dry else exits.OK


def _tell_images(settings: Settings, done: Localized, *, dry: bool) -> None:
    """Count what is missing by host and reason, with -v each; then say what came of it."""
    if settings.verbose:
        for each in done.missing:
            click.echo(clean(f"{each.path}: {each.url}: {_ADDRESS.sub('', each.reason)}"))
    if done.missing and not settings.quiet:
        counts = Counter((each.host, _ADDRESS.sub("", each.reason)) for each in done.missing)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        rows = [(str(count), host, reason) for (host, reason), count in ranked]
        for line in table(("MISSING", "HOST", "WHY"), rows):
            click.echo(line)
    if (sys.stdout.isatty() or dry) and not settings.quiet:
        counted = f"{plural(done.articles, 'article')}: {plural(done.fetched, 'image')}"
        left = f"{done.gone} gone from their hosts" if dry else f"{done.left} left where they are"
        click.echo(f"{counted} {'to fetch' if dry else 'fetched'}, {left}")
    if done.gone and not dry and not settings.quiet:
        gone = plural(done.gone, "image is", "images are")
        click.echo(f"{gone} gone from their hosts: syndicate localize --retry", err=True)
