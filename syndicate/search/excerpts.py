"""A document as a reader sees it: what is found of it, and what is shown of what was found. Pure.

    file ─▶ values of the keys for people · body ─ readable ─▶ parts ─ words ─▶ the index
                                                            └ marked, excerpt ─▶ whoever searches

No YAML is parsed: what a person reads of the front matter stands in it as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from syndicate.search.query import Part, Phrase, Query
from syndicate.search.words import placed, words

T = TypeVar("T")

BEFORE, AFTER = 30, 80
"""Characters of an excerpt on either side of what was found: about two lines of a terminal."""

SEARCHED = 2_000_000
"""Bytes of a document that are read: a novel has half of it, and more takes over a second."""

_HEAD = re.compile(r"---\n(?P<keys>.*?\n)---\n", re.DOTALL)
# A key with its value: what follows on the line, and the lines that belong to it.
_VALUE = re.compile(r"^(?P<key>[\w-]+):(?P<value>.*(?:\n(?:[ \t]+|- ).*)*)", re.MULTILINE)
_BLOCK = re.compile(r"\A\s*[>|][+-]?\n")
_QUOTED = re.compile(r"\s*(?P<mark>['\"])(?P<text>.*)(?P=mark)\s*", re.DOTALL)

# What emphasis, code and links are made of: it may stand in the middle of a word.
_MARKS = ("*", "_", "`", "~", "\\", "[", "]")

# The target of a link or an image, which nobody reads; parentheses may nest once.
_TARGET = re.compile(r"\]\((?:[^()\\\s]|\\.|\([^()]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)")


@dataclass(frozen=True, slots=True)
class Keys:
    """Name the keys of front matter in which a document's parts stand."""

    authors: frozenset[str] = frozenset({"authors"})
    tags: frozenset[str] = frozenset({"tags"})
    description: frozenset[str] = frozenset({"description"})
    lang: frozenset[str] = frozenset({"lang"})


@dataclass(frozen=True, slots=True)
class Text:
    """Hold what a reader sees of a document."""

    title: str
    authors: str
    tags: str
    description: str
    lang: str
    body: str

    def parts(self) -> Mapping[Part, Sequence[str]]:
        """Return the words of each part; a description is text."""
        told = f"{self.description}\n{self.body}"
        texts: Mapping[Part, str] = {
            "title": self.title,
            "author": self.authors,
            "tag": self.tags,
            "text": told,
        }
        return {part: words(text) for part, text in texts.items()}


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a piece of an excerpt; `found` when it is what was looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """Hold a document that has it all: its title, and an excerpt of what it says, in pieces."""

    document: T
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


def read(title: str, raw: bytes, keys: Keys = Keys()) -> Text:
    """Return what a reader sees of a document with this title."""
    named = keys.authors | keys.tags | keys.description | keys.lang
    values, body = _read(raw, named)

    def told(names: Collection[str]) -> str:
        return readable("\n".join(value for name, value in values.items() if name in names))

    return Text(
        readable(title),
        told(keys.authors),
        told(keys.tags),
        told(keys.description),
        told(keys.lang),
        readable(body),
    )


def readable(markdown: str) -> str:
    """Return Markdown as a reader sees it, on one line: without targets of links, and marks."""
    if "](" in markdown:
        markdown = _TARGET.sub("]", markdown)
    for mark in _MARKS:
        markdown = markdown.replace(mark, "")
    return " ".join(markdown.split())


def shown(document: T, text: Text, query: Query) -> Hit[T]:
    """Return a document that was found as it is shown."""
    chosen = next((each for each in (text.body, text.description) if spans(each, query)), text.body)
    return Hit(document, marked(text.title, query), excerpt(chosen, query))


def spans(text: str, query: Query) -> Sequence[tuple[int, int]]:
    """Return where in a text the phrases stand, in order, none in another."""
    there = list(placed(text))
    found = {
        span
        for phrase in (each for some in query.all for each in some)
        for span in _places(there, phrase)
    }
    apart: list[tuple[int, int]] = []
    for begin, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not apart or begin >= apart[-1][1]:
            apart.append((begin, end))
    return apart


def _places(there: Sequence[tuple[str, int, int]], phrase: Phrase) -> list[tuple[int, int]]:
    first, count = phrase.words[0], len(phrase.words)
    found = []
    for at in range(len(there) - count + 1):
        if there[at][0] != first and not (phrase.begins and there[at][0].startswith(first)):
            continue
        row = [word for word, _, _ in there[at : at + count]]
        last = row.pop()
        is_last = last.startswith(phrase.words[-1]) if phrase.begins else last == phrase.words[-1]
        if is_last and row == list(phrase.words[:-1]):
            begin, end = there[at][1], there[at + count - 1][2]
            # The beginning of a pair is its first character, that of a longer word the word.
            end -= 1 if phrase.begins and len(phrase.words[-1]) == 1 < len(last) == 2 else 0
            found.append((begin, end))
    return found


def _read(raw: bytes, names: frozenset[str]) -> tuple[Mapping[str, str], str]:
    """Return what front matter says under these keys, and the body."""
    text = raw[:SEARCHED].decode("utf-8", "replace")
    found = _HEAD.match(text)
    if found is None:
        return {}, text
    lines = _VALUE.finditer(found["keys"])
    values = {line["key"]: _plain(line["value"]) for line in lines if line["key"] in names}
    return values, text[found.end() :]


def _plain(value: str) -> str:
    """Return a value of YAML as text: without quotation marks, or the sign of a block."""
    value = _BLOCK.sub("", value)
    quoted = _QUOTED.fullmatch(value)
    if quoted is None:
        return value
    return quoted["text"].replace("''", "'") if quoted["mark"] == "'" else quoted["text"]


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """Return a text in pieces: what was looked for, and what stands around it."""
    pieces, at = [], 0
    for begin, end in spans(text, query):
        pieces += [Piece(text[at:begin]), Piece(text[begin:end], found=True)]
        at = end
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def excerpt(text: str, query: Query) -> tuple[Piece, ...]:
    """Return what stands around the first thing found, or a text's beginning."""
    text = unicodedata.normalize("NFC", text)
    begin, end = _window(text, spans(text, query))
    before = "…" if begin else ""
    after = "…" if end < len(text) else ""
    return marked(f"{before}{text[begin:end].strip()}{after}", query)


def _window(text: str, found: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return from where to where an excerpt goes: from the end of a word to that of another."""
    first, last = found[0] if found else (0, 0)
    begin, end = max(0, first - BEFORE), min(len(text), last + AFTER)
    if begin:
        blank = text.find(" ", begin, first)
        begin = begin if blank < 0 else blank
    if end < len(text):
        blank = text.rfind(" ", last, end)
        end = end if blank < 0 else blank
    return begin, end
