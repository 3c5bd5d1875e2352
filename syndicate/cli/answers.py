"""Answers for programs: one JSON document, or JSON lines with a `type` each.

Keys are the product's own names. Instants are RFC 3339, durations seconds. `schema` rises when
a key changes its meaning; new keys don't raise it.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from pathlib import Path

import click

from syndicate.cli.text import escaped, harmless
from syndicate.dates import rfc3339

SCHEMA = 1


def document(**answer: object) -> None:
    """Print one document."""
    _print({"schema": SCHEMA, **answer}, indent=2)


def bare(value: object) -> None:
    """Print a value alone, where its keys are the contract."""
    _print(plain(value), indent=2)


def line(kind: str, answer: object) -> None:
    """Print one line: its `type`, and the fields of `answer` that are known."""
    found = plain(answer)
    fields = found if isinstance(found, dict) else {}
    known = {key: value for key, value in fields.items() if value not in (None, [], {})}
    _print({"type": kind} | known, indent=None)


def foreign(text: str) -> None:
    """Print a text that somebody else wrote: exact into a file, harmless on a terminal."""
    # As bytes: click would take escape sequences out of what goes into a file.
    click.echo(shown(text.rstrip("\n").encode("utf-8", "replace")))


def shown(data: bytes) -> bytes:
    """Return what somebody else wrote as stdout may have it: on a terminal, harmless."""
    if not sys.stdout.isatty():
        return data
    return harmless(data.decode("utf-8", "replace")).encode("utf-8")


def fields_of(value: object) -> dict[str, object]:
    """Return what a value of ours holds, without what its repr keeps to itself."""
    if not dataclasses.is_dataclass(value):
        return {}
    return {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.repr}


def plain(value: object) -> object:
    """Return what JSON can hold of a value."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if dataclasses.is_dataclass(value):
        return {name: plain(item) for name, item in fields_of(value).items()}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(str(item) for item in value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Path | bytes) else value


def dumped(value: object, indent: int | None = None) -> str:
    """Return JSON that no terminal obeys: what would steer one is escaped, so nothing is lost."""
    return escaped(json.dumps(plain(value), ensure_ascii=False, indent=indent))


def _print(value: object, indent: int | None) -> None:
    # As bytes, whatever the terminal's encoding; a lone surrogate is no text in any.
    click.echo(dumped(value, indent).encode("utf-8", "replace"))
