"""``syndicate diff``: what one version of an article changed of another, word by word."""

from __future__ import annotations

import click

from syndicate import app
from syndicate.app import App
from syndicate.archiver.files import differ
from syndicate.archiver.files.differ import Piece
from syndicate.cli import answers, naming, versions
from syndicate.cli.configuration import load_config
from syndicate.cli.exits import Failure
from syndicate.cli.settings import Settings, command
from syndicate.cli.text import clean, harmless
from syndicate.clock import machine_clock
from syndicate.model import Article
from syndicate.report import Reread
from syndicate.state.base import Row

MARKS = {"removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
"""How git marks words, and their colours."""

AROUND = 1
"""Lines shown beside a changed one: articles have a paragraph in each."""


@command("diff")
@click.argument("article")
@click.argument("old", type=click.IntRange(min=1), required=False)
@click.argument("new", type=click.IntRange(min=1), required=False)
@click.option("--stat", is_flag=True, help="Only what changed, and how many words.")
@click.pass_obj
def diff_command(
    settings: Settings, article: str, old: int | None, new: int | None, stat: bool
) -> None:
    """Show what changed in an article: between its last two versions, or OLD and NEW."""
    config = load_config(settings)
    with app.open_app(config, lock=False) as opened:
        row = naming.article(opened, article)
        path = row.path
        before, after = _two(opened, row, old, new)
    found = versions.change(before, after)
    pieces = differ.pieces(before.markdown, after.markdown)
    if settings.json:
        texts = {} if stat else {"text": pieces}
        answers.document(path=path, old=before.revision, new=after.revision, change=found, **texts)
        return
    for name, was, now in found.facts:
        click.echo(f"{name}: {_marked('removed', was)}{_marked('added', now)}")
    if stat:
        click.echo(f"text: +{found.added} −{found.removed}")
    else:
        _text(pieces)


def _two(opened: App, row: Row, old: int | None, new: int | None) -> tuple[Article, Article]:
    """Return what to compare: without numbers the newest version and the one before it."""
    path = row.path
    numbers = [record.number for record in opened.versions(path)]
    for number in (old, new):
        if number is not None and number not in numbers:
            has = ", ".join(map(str, numbers))
            raise Failure(f"no version {number}", hint=f"there are {has}: syndicate log {path}")
    if old is None and len(numbers) == 1:
        return _edit(opened, row)
    last = numbers[-1] if new is None else new
    first = numbers[-2] if old is None else old
    return opened.article(path, first), opened.article(path, last)


def _edit(opened: App, row: Row) -> tuple[Article, Article]:
    """Return the only version as it was written, read again of what was kept, and as it is now."""
    path = row.path
    edited = opened.article(path)
    if not edited.edited:
        raise Failure(
            "there is only one version, nothing to compare", hint=f"syndicate show {path}"
        )
    from syndicate.upkeep import keeping  # reads pages: nothing that other diffs need

    (found,) = keeping.foretell(opened.config, opened.archive, machine_clock(), [row], None)
    if isinstance(found, Reread):
        raise Failure(f"your edit can't be compared with what was written: {found.reason}")
    written = opened.archive.unedited(path, found.article)
    if written is None:
        raise Failure(
            "your edit can't be compared with what was written: today's rules read its page"
            " otherwise",
            hint=f"syndicate preview --offline {path}",
        )
    return written, edited


def _marked(kind: str, text: str) -> str:
    if not text:
        return ""
    left, right, colour = MARKS[kind]
    return click.style(f"{left}{clean(text)}{right}", fg=colour)


def _text(pieces: tuple[Piece, ...]) -> None:
    """Print the changed lines and those around them; marks never go over a line's end."""
    lines: list[tuple[bool, str]] = []
    line, changed = "", False
    for piece in pieces:
        for part in piece.text.splitlines(keepends=True):
            body = part.rstrip("\r\n")
            if piece.kind == "same":
                line += harmless(body)
            elif part:
                line += _marked(piece.kind, body)
                changed = True
            if body != part:
                lines.append((changed, line))
                line, changed = "", False
    if line:
        lines.append((changed, line))
    _print([item for item in lines if item[0] or item[1].strip()])


def _print(lines: list[tuple[bool, str]]) -> None:
    last = -1
    for place, (_, line) in enumerate(lines):
        near = lines[max(0, place - AROUND) : place + AROUND + 1]
        if any(changed for changed, _ in near):
            if place != last + 1:
                click.secho("…", dim=True)
            click.echo(line)
            last = place
