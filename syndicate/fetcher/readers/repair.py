"""Broken XML text → text that a strict parser may take. Pure; linear in the text's length.

`tidy` mends what changes nothing: prolog, entities, control characters, undeclared prefixes.
`cut` takes a document apart into its entries, so that one broken entry costs only itself, and
`mend` guesses what the author of such an entry meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import NamedTuple

from syndicate.fetcher.readers.elements import URIS
from syndicate.markup.text import xml_safe

ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|RDF|channel)(?=[\s>/])", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|RDF|channel)\s*>", re.IGNORECASE)
_START_TAG = re.compile(r"<[A-Za-z_](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>")
# Both begin with a fixed character, which regular expressions find ten times as fast.
_TAG_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,30}):[A-Za-z_]")
_ATTRIBUTE_NAME = re.compile(r":[A-Za-z_][\w.-]{0,60}\s*=")
_ATTRIBUTE_PREFIX = re.compile(r"\s([A-Za-z_][\w.-]{0,30})\Z")
_DECLARED = re.compile(r"\sxmlns:([\w.-]+)\s*=")
_NAMESPACE = re.compile(r"\s(xmlns(?::[\w.-]+)?)\s*=\s*(\"[^\"<]*\"|'[^'<]*')")

# Ampersands that XML can't leave as they are: of HTML's entities, of characters that may be
# illegal, and bare ones.
_REFERENCE = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos);)"
    r"(?:(?P<name>[A-Za-z][A-Za-z0-9]{0,31});|#(?P<dec>[0-9]{1,7});"
    r"|#[xX](?P<hex>[0-9A-Fa-f]{1,6});)?"
)
_BARE_LESS = re.compile(r"<(?![A-Za-z_/!?])")

_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_OPENED_BY = re.compile(r"<([\w:.-]+)(?:\s[^<>]*)?>\s*\Z")
_EDGE = re.compile(r"<!\[CDATA\[|<(/?)(?:[\w.-]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)

# Elements that hold HTML: what looks like markup in them was left unescaped.
_HOLDS_HTML = re.compile(
    r"<(?P<name>(?!media:content)(?:[\w.-]+:)?"
    r"(?:description|encoded|content|summary|subtitle|title|rights|copyright))"
    r"(?:\s[^<>]*)?(?<!/)>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'|=\s*(?P<bare>[^\s\"'<>]+)")


class Cut(NamedTuple):
    """Hold a document in pieces: what stands before its entries, and the entries.

    `wrap` is the start tag under which an entry's prefixes are declared; `truncated` says that
    the last entry was never closed.
    """

    head: str
    entries: list[str]
    wrap: str
    truncated: bool


def tidy(text: str) -> str:
    """Return the root element alone, without what XML knows nothing of.

    Prolog (with any DOCTYPE) and epilog off, illegal characters off, HTML's entities as
    characters, an ampersand or less-than sign that begins nothing escaped.
    """
    text = xml_safe(text)
    found = ROOT.search(text)
    start = found.start() if found else 0
    end = max((match.end() for match in _ROOT_END.finditer(text, start)), default=len(text))
    return _declare(_outside_cdata(text[start:end], tidy_markup))


def tidy_markup(markup: str) -> str:
    """Escape what begins neither a reference nor a tag; HTML's entities as characters."""
    return _BARE_LESS.sub("&lt;", _REFERENCE.sub(_reference, markup))


def _reference(reference: re.Match[str]) -> str:
    if name := reference["name"]:
        return html5.get(f"{name};") or f"&amp;{name};"
    digits = reference["dec"] or reference["hex"]
    if not digits:
        return "&amp;"
    number = int(digits, 10 if reference["dec"] else 16)
    return f"&#{number};" if number <= 0x10FFFF and xml_safe(chr(number)) else ""


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to the text between CDATA sections; an unclosed one reaches to the end."""
    pieces: list[str] = []
    position = 0
    while (start := text.find(_CDATA, position)) >= 0:
        pieces.append(change(text[position:start]))
        end = text.find(_CDATA_END, start)
        position = end + len(_CDATA_END) if end >= 0 else len(text)
        pieces.append(text[start:position])
    pieces.append(change(text[position:]))
    return "".join(pieces)


def _declare(text: str) -> str:
    """Declare on the root element the prefixes that the author forgot."""
    root = ROOT.match(text)
    if root is None:
        return text
    used = _prefixes(text) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    missing = (f' xmlns:{prefix}="{URIS.get(prefix.lower(), prefix)}"' for prefix in sorted(used))
    return text[: root.end()] + "".join(missing) + text[root.end() :]


def _prefixes(text: str) -> set[str]:
    """Return the prefixes of tags, and of what looks like attributes."""
    found = set(_TAG_PREFIX.findall(text))
    for name in _ATTRIBUTE_NAME.finditer(text):
        before = _ATTRIBUTE_PREFIX.search(text, max(0, name.start() - 32), name.start())
        if before:
            found.add(before[1])
    return found


def cut(text: str) -> Cut:
    """Take a tidied document apart at the edges of its entries."""
    text = _close_cdata(text)
    spans = list(_spans(text))
    head = text[: spans[0][0]] if spans else text
    declarations = dict(_NAMESPACE.findall("".join(_START_TAG.findall(head))))
    wrap = "<r" + "".join(f" {name}={value}" for name, value in declarations.items()) + ">"
    entries = [text[start:end] for start, end in spans]
    truncated = bool(spans) and spans[-1][1] == len(text)
    return Cut(head, entries, wrap, truncated)


def _close_cdata(text: str) -> str:
    """End each CDATA section that does not end before the next one begins.

    Its text goes up to the end tag of the element that it stands in.
    """
    pieces: list[str] = []
    position = 0
    start = text.find(_CDATA)
    while start >= 0:
        following = text.find(_CDATA, start + len(_CDATA))
        limit = following if following >= 0 else len(text)
        if text.find(_CDATA_END, start, limit) < 0:
            opened = _OPENED_BY.search(text, max(0, start - 300), start)
            end = text.find(f"</{opened[1]}", start, limit) if opened else -1
            end = end if end >= 0 else limit
            pieces += (text[position:end], _CDATA_END)
            position = end
        start = following
    pieces.append(text[position:])
    return "".join(pieces)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the entries begin and end, not counting those that an article quotes."""
    begun: int | None = None
    position = 0
    while found := _EDGE.search(text, position):
        position = found.end()
        if found[1] is None:
            end = text.find(_CDATA_END, position)
            position = end if end >= 0 else len(text)
            continue
        if begun is not None:
            yield begun, found.start()
        begun = None if found[1] else found.start()
    if begun is not None:
        yield begun, len(text)


def mend(entry: str) -> str:
    """Return one entry's markup with the HTML in it escaped and its attributes quoted."""
    pieces: list[str] = []
    endless: set[str] = set()
    position = 0
    while found := _HOLDS_HTML.search(entry, position):
        pieces.append(_outside_cdata(entry[position : found.end()], quote_values))
        end = -1 if found["name"] in endless else entry.find(f"</{found['name']}", found.end())
        if end < 0:
            endless.add(found["name"])
        position = max(end, found.end())
        pieces.append(_escape(entry[found.end() : position]))
    pieces.append(_outside_cdata(entry[position:], quote_values))
    return "".join(pieces)


def _escape(content: str) -> str:
    if "<" not in content or _CDATA in content:
        return content
    return content.replace("&", "&amp;").replace("<", "&lt;")


def quote_values(markup: str) -> str:
    """Put attribute values that have none into quotation marks."""
    return _TAG.sub(lambda tag: _VALUE.sub(_quote_value, tag[0]), markup)


def _quote_value(value: re.Match[str]) -> str:
    return value[0] if value["bare"] is None else f'="{value["bare"]}"'
