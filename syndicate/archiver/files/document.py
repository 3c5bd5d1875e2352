"""Markdown files with front matter, byte for byte.

    read:  bytes ─▶ split ─▶ nodes ─▶ values of known keys, others as found
    write: values, lines to keep ─▶ front matter ─▶ bytes

python-frontmatter's defaults strip the body, sort keys and read a file without front matter as
an empty one; its handler is replaced here by one that is exact and says what is wrong. Every
damage is an ArchiveError with its reason. Lines that need not change are never rewritten: a
person's comments, quotes and numbers stay as they were typed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeGuard

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from syndicate import dates
from syndicate.archiver.files import nodes
from syndicate.archiver.files.fitting import fit
from syndicate.archiver.files.nodes import Line
from syndicate.archiver.files.profiles import Key, Profile
from syndicate.archiver.files.scalars import Style, Value, lines, scalar, whole
from syndicate.errors import ArchiveError

FRONT_LIMIT = 64 * 1024
"""Bytes of front matter: thirty times the largest of 30,000 real ones."""

_OPENING = "---\n"
_CLOSING = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
# YAML reads no key of 1,024 characters as one; ours are far below, and are not read to be sure.
_PLAIN_KEY, _PLAIN_NUMBER = 100, 10**18


@dataclass(frozen=True, slots=True)
class Loaded:
    """Hold what a document says.

    `values` are those of known keys, `extra` those of all others in their order. `blocks` are
    the lines of every key as they stand in the file, `body` everything after the front matter.
    """

    values: Mapping[str, Value]
    extra: Mapping[str, object]
    blocks: Mapping[str, str]
    body: str


class Handler(YAMLHandler):
    """Split, read and write front matter exactly, for `frontmatter.dumps` and for us.

    Raises ValueError with the reason, in the words of an error message's end.
    """

    def __init__(self, style: Style = "plain") -> None:
        super().__init__()
        self._style = style

    def split(self, text: str) -> tuple[str, str]:
        """Return the front matter's lines and the body, untouched."""
        if not text.startswith(_OPENING):
            raise ValueError(_why_unopened(text))
        closing = _CLOSING.search(text, len(_OPENING))
        if closing is None:
            raise ValueError("its front matter is not closed by a line ---")
        front = text[len(_OPENING) : closing.start()]
        if len(front.encode()) > FRONT_LIMIT:
            raise ValueError(f"its front matter has more than {FRONT_LIMIT} bytes")
        if "\r" in front:
            raise ValueError("its front matter has CR line ends")
        return front, text[closing.end() :]

    def load(self, fm: str, **_: object) -> dict[str, object]:
        """Return the front matter as Python values."""
        return {line.key: nodes.construct(line.value) for line in nodes.compose(fm)}

    def export(self, metadata: Mapping[str, object], **_: object) -> str:
        """Return the front matter's lines; a value that is already a block of lines stays."""
        return "".join(_block(key, value, self._style) for key, value in metadata.items())

    def format(self, post: frontmatter.Post, **_: object) -> str:
        """Return the document; its body is taken as it is."""
        front = self.export(post.metadata)
        if len(front.encode()) > FRONT_LIMIT:
            front = self.export(_fitted(post.metadata, self._style))
        if (size := len(front.encode())) > FRONT_LIMIT:
            raise ValueError(f"its front matter would have {size} bytes, {FRONT_LIMIT} at most")
        return f"{_OPENING}{front}---\n{post.content}"


class Block(str):
    """Hold lines of front matter that are written as they are."""

    __slots__ = ()


HANDLER = Handler()
HANDLERS: Mapping[Style, Handler] = {"plain": HANDLER, "double": Handler("double")}


def loads(data: bytes, profile: Profile, *, path: str = "") -> Loaded:
    """Read an article's document; raise ArchiveError where it is damaged.

    Known keys are those that carry a fact.
    """
    with _damage_of(path):
        return _loaded(data, profile)


# What is written is read again at once to be sure, and an imported file under two names.
@lru_cache(maxsize=4)
def _loaded(data: bytes, profile: Profile) -> Loaded:
    return _read(data, [key for key in profile.keys if key.carries])


# While one article is put its text is hashed time and again, as read from here and from there.
@lru_cache(maxsize=4)
def hash_of(body: str) -> str:
    """Return sha256 (hex) of a body, whatever its line ends, trailing blanks, blank edges."""
    text = whole(body).replace("\r\n", "\n").replace("\r", "\n")
    if " \n" in text or "\t\n" in text:
        text = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    return hashlib.sha256(text.rstrip(" \t").strip("\n").encode()).hexdigest()


def write(
    metadata: Mapping[str, object], body: str, *, style: Style = "plain", path: str = ""
) -> bytes:
    """Write front matter in the order given, and the body as it is.

    A `Block` among the values stands for itself; an empty one leaves the key out, and so does
    a value that could not be read again. Lists and texts give way where all together would be
    too long; raises ArchiveError only where the blocks alone are.
    """
    handler = HANDLERS[style]
    post = frontmatter.Post(body, handler)
    for key, value in metadata.items():
        post.metadata.setdefault(whole(key), value)
    try:
        return frontmatter.dumps(post, handler).encode(errors="ignore")
    except ValueError as error:
        raise ArchiveError(f"could not write {path}: {error}", path=path) from error


def read(data: bytes, keys: Sequence[Key], *, path: str = "") -> Loaded:
    """Read a document whose known keys are `keys`; raise ArchiveError where it is damaged."""
    with _damage_of(path):
        return _read(data, keys)


@contextmanager
def _damage_of(path: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, yaml.YAMLError) as error:
        raise ArchiveError(f"{path} is damaged: {_reason(error)}", path=path) from error


def _read(data: bytes, keys: Sequence[Key]) -> Loaded:
    front, body, found = _taken_apart(data)
    known = {key.name: key for key in keys}
    values = ((it.key, _value(it.value, known[it.key])) for it in found if it.key in known)
    return Loaded(
        values={name: value for name, value in values if value},
        extra={it.key: nodes.construct(it.value) for it in found if it.key not in known},
        blocks=_blocks(front, found),
        body=body,
    )


# An imported file is read as anybody's first, and as the archive's own right after that.
@lru_cache(maxsize=4)
def _taken_apart(data: bytes) -> tuple[str, str, Sequence[Line]]:
    front, body = HANDLER.split(data.decode())
    return front, body, nodes.compose(front)


def _why_unopened(text: str) -> str:
    if text.startswith("\ufeff"):
        return "it begins with a byte order mark"
    if text.startswith("---\r"):
        return "its front matter has CR line ends"
    return "it has no front matter"


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"its front matter is not YAML, line {error.problem_mark.line + 2}: {error.problem}"
    return str(error)


def _value(node: yaml.Node, key: Key) -> Value | None:
    """Return the value of a known key as it was typed: ``title: 1.10`` is no number."""
    if key.kind == "list":
        return _items(node, key.name)
    text = _text(node, key.name)
    if text is None or key.kind == "text":
        return text
    return _instant(text, key.name) if key.kind == "instant" else _number(text, key.name)


def _text(node: yaml.Node, name: str) -> str | None:
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == nodes.NULL else str(node.value)
    raise ValueError(f"the value of {name!r} is not text")


def _items(node: yaml.Node, name: str) -> tuple[str, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return tuple(filter(None, (_text(item, name) for item in nodes)))


def _instant(text: str, name: str) -> datetime:
    """Return the instant; one without an offset is in UTC, as in YAML 1.1 and Hugo."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        if found := dates.parse(text, UTC):
            return found
        raise ValueError(f"the value of {name!r} is not a date: {text!r}") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if dates.in_utc(moment) is None:
        raise ValueError(f"the value of {name!r} is a date that UTC has not: {text!r}")
    return moment


def _number(text: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise ValueError(f"the value of {name!r} is not a number: {text!r}")
    return int(text)


def _blocks(front: str, found: Sequence[Line]) -> dict[str, str]:
    """Return each key's lines; comments belong to the key above, those on top to the first."""
    ends = [*(line.start for line in found[1:]), len(front)]
    return {line.key: front[line.start : end] for line, end in zip(found, ends, strict=False)}


def _fitted(metadata: Mapping[str, object], style: Style) -> dict[str, object]:
    """Return values that fit beside the blocks, which stay."""
    blocks = {key: value for key, value in metadata.items() if isinstance(value, Block)}
    values = {key: value for key, value in metadata.items() if key not in blocks}
    room = FRONT_LIMIT - sum(len(block.encode()) for block in blocks.values())
    kept = {
        **fit(values, lambda key, value: len(_block(key, value, style).encode()), room),
        **blocks,
    }
    return {key: kept[key] for key in metadata if key in kept}


def _block(key: str, value: object, style: Style) -> str:
    if isinstance(value, Block):
        return value
    if isinstance(value, datetime) and value.tzinfo and dates.in_utc(value) is None:
        return ""
    if style == "double" and isinstance(value, list):
        value = tuple(value)
    try:
        if len(key) <= _PLAIN_KEY and _is_plain(value):
            return lines(key, value, style)
        block = scalar(key) + _dump(list(value) if isinstance(value, tuple) else value)
        HANDLER.load(HANDLER.split(f"{_OPENING}{block}---\n")[0])
    except (ValueError, OverflowError, RecursionError, yaml.YAMLError):
        return ""
    return block


def _is_plain(value: object) -> TypeGuard[Value]:
    """Tell whether each YAML reader takes the value as we write it ourselves."""
    if isinstance(value, tuple):
        return all(isinstance(item, str) for item in value)
    if isinstance(value, int):
        return abs(value) < _PLAIN_NUMBER
    return isinstance(value, str) or (isinstance(value, datetime) and value.tzinfo is not None)


def _dump(value: object) -> str:
    block: str = yaml.dump(
        {"x": value}, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=-1
    )
    return block.removeprefix("x")
