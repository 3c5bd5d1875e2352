"""Markdown of ours, taken apart again: what is code, what is an image, what is text.

Promises that the parts' raw texts joined are the Markdown, and linear time. It knows the subset
that `markdown` and `inline` write, hand edits in the same style included: fences, code spans,
escapes, inline images. Code that shows an image's Markdown is code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Literal, NamedTuple

DESTINATION = r"(?:<[^<>\n]*>|[^\s()<>]*)"

_FENCE = re.compile(r"(?:[ >]|[-+*] |\d{1,9}[.)] )*(?P<mark>`{3,}(?=[^`]*$)|~{3,})")
_RUN = re.compile(r"`+")
_TOKEN = re.compile(
    r"\\.|(?P<ticks>`+)"
    rf"|!\[(?P<alt>(?:\\.|[^\[\]\\\n])*+)\]\((?P<url>{DESTINATION})"
    r"(?P<title>[ \t]+\"(?:\\.|[^\"\\\n])*+\")?\)",
    re.DOTALL,
)


class Part(NamedTuple):
    """Hold a stretch of Markdown: `raw` as it stands, and an image's escaped `alt` and its `url`.

    `title` is an image's title with its quotes and the blank before it.
    """

    kind: Literal["text", "code", "fence", "image"]
    raw: str
    alt: str = ""
    url: str = ""
    title: str = ""


def parts(markdown: str) -> Iterator[Part]:
    """Walk over the parts of a document, in order and without a gap."""
    for fenced, chunk in _chunks(markdown):
        if fenced:
            yield Part("fence", chunk)
        else:
            yield from _inline(chunk)


def images(markdown: str) -> tuple[str, ...]:
    """Return the addresses of all images, in order and once each."""
    urls = (part.url for part in parts(markdown) if part.kind == "image")
    return tuple(dict.fromkeys(urls))


def _chunks(markdown: str) -> Iterator[tuple[bool, str]]:
    """Cut a document into fenced blocks and paragraphs, which no code span crosses."""
    lines: list[str] = []
    closing: re.Pattern[str] | None = None
    for line in markdown.splitlines(keepends=True):
        if closing:
            lines.append(line)
            if closing.match(line):
                yield True, "".join(lines)
                lines, closing = [], None
        elif found := _FENCE.match(line.rstrip("\n")):
            yield False, "".join(lines)
            lines = [line]
            mark = found["mark"]
            closing = re.compile(rf"[ >]*{re.escape(mark[0])}{{{len(mark)},}}\s*$")
        else:
            lines.append(line)
            if not line.strip(" >\n"):
                yield False, "".join(lines)
                lines = []
    yield closing is not None, "".join(lines)


def _inline(chunk: str) -> Iterator[Part]:
    if "`" not in chunk and "![" not in chunk:
        if chunk:
            yield Part("text", chunk)
        return
    ends = _runs(chunk)
    start = position = 0
    while found := _TOKEN.search(chunk, position):
        position = found.end()
        part = _part(found, chunk, ends)
        if part is None:
            continue
        if found.start() > start:
            yield Part("text", chunk[start : found.start()])
        yield part
        start = position = found.start() + len(part.raw)
    if start < len(chunk):
        yield Part("text", chunk[start:])


def _part(found: re.Match[str], chunk: str, ends: dict[int, list[int]]) -> Part | None:
    if found["url"] is not None:
        return Part("image", found[0], found["alt"], found["url"].strip("<>"), found["title"] or "")
    if not found["ticks"]:
        return None
    same = ends[len(found["ticks"])]
    following = bisect_right(same, found.end())
    if following == len(same):
        return None
    return Part("code", chunk[found.start() : same[following]])


def _runs(chunk: str) -> dict[int, list[int]]:
    """Return where runs of backticks end, by their length."""
    ends: dict[int, list[int]] = defaultdict(list)
    for run in _RUN.finditer(chunk):
        ends[run.end() - run.start()].append(run.end())
    return ends
