"""Markdown files that other programs wrote, taken apart: front matter of any kind, body, faults. Pure.

    bytes ─▶ text (UTF-8, LF, no byte order mark) ─▶ YAML ``---`` | TOML ``+++`` | none ─▶ values, body

What has to change so that a file can be kept at all is noted, so that whoever imports it can be
told. Bodies are never touched otherwise.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from syndicate.archiver.files import document, nodes
from syndicate.errors import ArchiveError

_YAML = re.compile(r"---[ \t]*\n")
# Names with dots between them, where a line or an inline table begins.
_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+"
_DEEP = re.compile(rf"(?:^|[{{\[,])[ \t]*+(?:{_PART}){{{nodes.DEPTH_LIMIT}}}", re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<front>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

CR = "its line ends were CR"
MARK = "it began with a byte order mark"
LATIN = "it was not UTF-8 but Windows-1252"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """Hold what a file says: its front matter's values, the body behind it, what was changed.

    `text` is the whole file as it can be kept. `form` is that of its front matter, None where
    there is none.
    """

    path: str
    text: str
    front: Mapping[str, object]
    body: str
    form: str | None
    notes: tuple[str, ...] = ()


def read(data: bytes, *, path: str) -> Foreign:
    """Take a file apart; raise ArchiveError where its front matter can't be read."""
    text, notes = _decoded(data)
    form, front, body = _split(text, path)
    return Foreign(path=path, text=text, front=front, body=body, form=form, notes=notes)


def _split(text: str, path: str) -> tuple[str | None, Mapping[str, object], str]:
    if text.startswith("+++") and (found := _TOML.match(text)):
        return "toml", _toml(found["front"], path), text[found.end() :]
    if opening := _YAML.match(text):
        loaded = document.read(f"---\n{text[opening.end() :]}".encode(), (), path=path)
        return "yaml", loaded.extra, loaded.body
    return None, {}, text


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text with LF and without a mark, and notes of what that took."""
    notes = []
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        notes.append(LATIN)
    if text.startswith("\ufeff"):
        text = text.removeprefix("\ufeff")
        notes.append(MARK)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        notes.append(CR)
    return text, tuple(notes)


def _toml(front: str, path: str) -> dict[str, object]:
    try:
        _inspect(front)
        return tomllib.loads(front)
    except (ValueError, RecursionError) as error:
        # ValueError also of a number with too many digits, which the reader lets through.
        reason = f"{path} is damaged: its front matter is not TOML: {error}"
        raise ArchiveError(reason, path=path) from error


def _inspect(front: str) -> None:
    """Refuse what takes long to read: the time grows with the square of a key's depth."""
    if len(front.encode()) > document.FRONT_LIMIT:
        raise ValueError(f"it has more than {document.FRONT_LIMIT} bytes")
    if _DEEP.search(front):
        raise ValueError(f"a key has more than {nodes.DEPTH_LIMIT} parts")
