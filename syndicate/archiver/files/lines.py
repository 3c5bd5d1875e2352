"""A text's lines as they are compared: each with what it is in Markdown, and in a plain form. Pure.

Two lines of one form differ in how they are written: widths, blanks, punctuation, what networks
add to addresses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from syndicate import urls

# Every character of a text may begin a link: none is looked for behind where another begins.
_TARGET = r"\(<?((?<=<)[^<>\s]*+|[^()<>\s]*+)>?(?:\s+\"[^\"]*\")?\)"
IMAGE = re.compile(rf"!\[([^\]]{{0,1000}}+)\]{_TARGET}")
LINK = re.compile(rf"\[([^\[\]]*)\]{_TARGET}")

Kind = Literal[
    "paragraph", "verse", "caption", "heading", "item", "quote", "cells", "code", "image"
]

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
_MARKED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("heading", re.compile(r"#{1,6}\s|\*\*[^*]+\*\*$|__[^_]+__$")),
    ("item", re.compile(r"(?:[-*+]|\d{1,9}[.)])\s")),
    ("quote", re.compile(r">")),
    ("cells", re.compile(r"\|")),
)
_KEPT = ("image", "code")
"""What counts without a word in it."""

_FENCE = re.compile(r"(?:>\s*)*(`{3,}|~{3,})")
# A sign between digits, or before one, tells what the number is.
_SIGNS = re.compile(r"(?<=\d)[.,:/](?=\d)|[-+](?=\d)|[%$€£¥°<>=#@&]")
_WORD = re.compile(r"\w")
_TOKEN = re.compile(r"(?=[^/?&=]*\d)[\w.~%-]{16,}$")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line without needless blanks, and what it is: not the same in another place."""

    text: str
    kind: Kind = field(compare=False)


def lines(text: str) -> list[Line]:
    """Return the lines that have words, in order."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).splitlines()
    return [line for line in _read(plain) if line.kind in _KEPT or _WORD.search(line.text)]


def form(text: str) -> str:
    """Return what is left of a line without addresses' extras, blanks and punctuation."""
    text = IMAGE.sub(lambda it: f" {it[1]} {_image(it[2])} ", text)
    text = LINK.sub(lambda it: f"{it[1]} {_link(it[2])} ", text)
    kept = (
        character if character.isalnum() or unicodedata.combining(character) else " "
        for character in _SIGNS.sub(lambda it: f"\x00{ord(it[0])}\x00", text)
    )
    return "".join("".join(kept).split())


def words_in(text: str) -> float:
    """Count the words; a Chinese, Japanese or Korean character is half of one."""
    return len(_LATIN.findall(_HAN.sub(" ", text))) + len(_HAN.findall(text)) / 2


def _read(plain: list[str]) -> Iterator[Line]:
    fence, before = "", ""
    for place, raw in enumerate(plain):
        mark = _FENCE.match(raw.lstrip())
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
            yield Line(raw.rstrip(), "code")
        elif mark:
            fence = mark[1]
        elif text := " ".join(raw.split()):
            yield Line(text, _kind(text, plain, place, before))
        before = raw if raw.strip() else before


def _kind(text: str, plain: list[str], place: int, before: str) -> Kind:
    """Return what a line is; `before` is the last one above it that is not blank."""
    for kind, pattern in _MARKED:
        if pattern.match(text):
            return kind
    if IMAGE.search(text) and not _WORD.search(LINK.sub(" ", IMAGE.sub(" ", text))):
        return "image"
    around = (*plain[max(place - 1, 0) : place], *plain[place + 1 : place + 2])
    if any(line.strip() for line in around):
        return "verse"
    return "caption" if before.lstrip("[").startswith("![") else "paragraph"


def _image(url: str) -> str:
    """Return the file of an image: delivery networks put sizes into hosts, folders and queries."""
    return _path(url).rpartition("/")[2]


def _link(url: str) -> str:
    """Return an address without what says who follows it, and in which session."""
    if not url.startswith(("http://", "https://")):
        return url
    plain = urls.canonical(url).partition("#")[0].partition("://")[2]
    path, mark, query = plain.partition("?")
    kept = (pair for pair in query.split("&") if not _TOKEN.match(pair.partition("=")[2]))
    return f"{path}{mark}{'&'.join(kept)}"


def _path(url: str) -> str:
    """Return the path of an address, the address itself where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return url
