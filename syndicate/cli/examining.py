"""``syndicate doctor ID``: what is amiss with a source, and the rules by which it works again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import click

from syndicate import app
from syndicate.cli import answers, exits, lists
from syndicate.cli.configuration import checker
from syndicate.cli.settings import Settings
from syndicate.cli.text import clean, clip, plural
from syndicate.config import Config, edit
from syndicate.config.edit import Value
from syndicate.model import Inferred, Source
from syndicate.report import Examined, Moved

_WELL = ("ok", "quiet")


def examine(
    settings: Settings, loaded: Config, source: Source, *, apply: bool, accept: bool
) -> int:
    """Tell how a source is; write the rules that were found, or forget what was usual."""
    with app.open_app(loaded, lock=False) as opened:
        found = opened.diagnose(source, accept=accept)
    is_applied = apply and _write(loaded, source, found)
    if settings.json:
        answers.document(applied=is_applied, **_fields(found))
    else:
        _tell(settings, source, found, is_applied=is_applied)
    return exits.OK if is_applied or found.condition in _WELL else exits.FAILED


def _write(loaded: Config, source: Source, found: Examined) -> bool:
    """Write what was found again; tell whether anything was."""
    number, check = loaded.sources.index(source), checker(loaded)
    if found.repaired is not None:
        rules = _rules(found.repaired)
        edit.change_rules(loaded.path, number, found.repaired.kind, rules, check)
    elif found.moved is not None:
        edit.change_address(loaded.path, number, source.id, found.moved.url, check)
    return found.repaired is not None or found.moved is not None


def _rules(found: Inferred) -> Mapping[str, Value]:
    return {name: value for name, value in asdict(found.select).items() if value}


def _fields(found: Examined) -> dict[str, object]:
    repaired = lists.as_object(found.repaired) if found.repaired else None
    return {**answers.fields_of(found), "repaired": repaired}


def _tell(settings: Settings, source: Source, found: Examined, *, is_applied: bool) -> None:
    usual = f"; usual: {found.usual}" if found.usual is not None else ""
    click.secho(f"{source.id}: {found.condition}", bold=True)
    click.echo(f"  {plural(found.entries, 'item')}{usual}")
    # What was found again is the next step itself.
    step = None if found.repaired or found.moved else found.hint
    for name, text in (("why", found.reason), ("next step", step), ("hub", found.hub)):
        if text:
            click.echo(f"  {name}: {clean(text)}")
    if found.repaired is not None:
        _show(found.repaired)
    elif found.moved is not None:
        _show_feed(found.moved)
    else:
        if found.condition == "broken rule":
            settings.note("no list there has two of the archived articles")
        return
    if is_applied:
        settings.hint(f"Written. Next: syndicate run {source.id}")
    else:
        settings.hint(f"To write it into config.toml: syndicate doctor {source.id} --apply")


def _show_feed(found: Moved) -> None:
    click.echo(f"  found again: {clean(found.url)}")
    named = f"{clean(found.title)} · " if found.title else ""
    entries = plural(found.entries, "entry", "entries")
    archived = f"{found.archived} of them in the archive"
    click.echo(click.style(f"    {named}{entries} · {archived}", dim=True))


def _show(found: Inferred) -> None:
    count = plural(len(found.document.entries), "item")
    click.echo(f"  found again: {count} · confidence {found.confidence:.2f} · {clean(found.why)}")
    for name, selector in _rules(found).items():
        click.echo(click.style(f"    {name:8}{clean(str(selector))}", dim=True))
    for entry in found.document.entries[: lists.TITLES]:
        click.echo(f"    {clip(clean(entry.title or entry.url or ''), 70)}")
