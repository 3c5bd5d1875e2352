"""How a source is to be read, said on the command line: ``--kind`` and ``--select``.

`preview` tries it, `add` writes it: the same options, so that one becomes the other by changing
a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TypeVar

import click

from syndicate.config.asking import KINDS
from syndicate.config.edit import Value
from syndicate.model import Document, Select, Source, SourceKind

Command = TypeVar("Command", bound=Callable[..., object])

PARTS = tuple(each.name for each in fields(Select))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Hold what was said: None and nothing leave it to what is found."""

    kind: SourceKind | None = None
    select: Mapping[str, Value] | None = None

    @property
    def is_said(self) -> bool:
        """Tell whether anything was said at all."""
        return bool(self.kind or self.select)

    def of(self, source: Source) -> Source:
        """Return the source as it is to be read."""
        selectors = {
            name: tuple(value) if name == "remove" and not isinstance(value, int | str) else value
            for name, value in (self.select or {}).items()
        }
        # Names were checked when the option was read; replace() knows the types, mypy can't.
        selected = replace(source.select, **selectors)  # type: ignore[arg-type]  # see above
        return replace(source, kind=self.kind or source.kind, select=selected)

    def keys(self, document: Document) -> Mapping[str, Value | Mapping[str, Value]]:
        """Return the keys of a [[source]] that say the same, the kind that was found with them."""
        found = document.format if document.format in KINDS else "feed"
        kind = self.kind if self.kind and self.kind != "auto" else found
        return {"kind": kind, **({"select": self.select} if self.select else {})}


def reading_options(command: Command) -> Command:
    """Give a command --kind and --select; it gets them as `reading`."""
    select = click.option(
        "--select",
        "pairs",
        multiple=True,
        metavar="PART=SELECTOR",
        expose_value=False,
        callback=_take_select,
        help="Where a part of an item is: items, title, link, date … (CSS, XPath, JSON path).",
    )
    kind = click.option(
        "--kind",
        type=click.Choice(KINDS),
        expose_value=False,
        callback=_take_kind,
        help="What the address is, when it is no feed.",
    )
    return kind(select(command))


def reading_of(context: click.Context) -> Reading:
    """Return what --kind and --select said."""
    found = context.meta.get(_KEY)
    return found if isinstance(found, Reading) else Reading()


_KEY = "syndicate.cli.kinds"


def _take_kind(context: click.Context, option: click.Parameter, value: SourceKind | None) -> None:
    context.meta[_KEY] = replace(reading_of(context), kind=value)


def _take_select(context: click.Context, option: click.Parameter, value: Sequence[str]) -> None:
    context.meta[_KEY] = replace(reading_of(context), select=_selectors(value))


def _selectors(pairs: Sequence[str]) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    removed: list[str] = []
    for pair in pairs:
        name, mark, selector = pair.partition("=")
        name, selector = name.strip(), selector.strip()
        if name not in PARTS or not mark or not selector:
            raise click.BadParameter(f'"{pair}" is no PART=SELECTOR; parts are {", ".join(PARTS)}')
        if name == "remove":
            removed.append(selector)
        else:
            found[name] = selector
    return found | ({"remove": removed} if removed else {})


def stranger(target: str, what: str) -> click.UsageError:
    """Return the error of a target that is no URL; of a folder it names the ways on."""
    if Path(target).expanduser().is_dir():
        return click.UsageError(
            f'"{target}" is a folder: follow the pages saved in it with --kind folder,'
            f' or bring its Markdown along with "syndicate import {target}"'
        )
    return click.UsageError(f'"{target}" is neither a URL nor {what}')


def folder_url(target: str) -> str:
    """Return the file: URL of a folder that somebody named."""
    path = Path(target).expanduser()
    if not path.is_dir():
        raise click.UsageError(f'"{target}" is no folder')
    return path.resolve().as_uri()
