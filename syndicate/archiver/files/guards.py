"""Text made safe from the templates of site generators and note takers, and back. Pure.

Neutral Markdown is safe in its text; code has no escapes of its own, so each template language's
own way of saying "as it is" is put round what it would run. `restore` is the exact opposite on
what `protect` wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from syndicate.archiver.files.profiles.shape import Escape
from syndicate.archiver.markdown import kramdown, scan

_SHORTCODE = re.compile(r"\{\{([<%])")
_COMMENTED = re.compile(r"\{\{([<%])/\*")
_ENDS = {"<": ">}}", "%": "%}}"}
# An opening without an end stops Hugo's build. A definition that nobody uses shows nothing.
_LAST = "\n\n[//]: # '"
# Hugo cuts a page at the first of these, in code too, and lets any other be.
_DIVIDER = "<!--more-->"
_DIVIDED = f"{_DIVIDER}\n\n"

_LIQUID = re.compile(r"\{\{|\{%")
_RAW = re.compile(r"\{% raw %\}(\{\{|\{%)\{% endraw %\}")

# Mathematics, tags, comments, highlights, links to notes: what Obsidian adds to CommonMark.
# Addresses have no escapes, and an escaped character needs no other.
_ADDRESS = r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>|https?://[^\s<>]*"
_OBSIDIAN = re.compile(
    rf"\\.|{_ADDRESS}|(?P<first>\$|(?<!\S)\#(?=[^\s#]))|(?P<pair>%%|(?<![=\n])==(?!=)|\[\[)",
    re.DOTALL,
)
_OBSIDIAN_SAFE = re.compile(
    rf"\\(?P<first>\$|\#(?=[^\s#]))|(?P<pair>%\\%|=\\=|\\\[\\\[)|\\.|{_ADDRESS}", re.DOTALL
)

# Code that Obsidian or one of its plugins runs instead of showing it: blocks by their language,
# Dataview's spans by their first sign. What it runs may send notes away, in a picture's address.
# A word joiner shows nothing, is no blank that would be trimmed, and part of no such name.
_JOINER = "\u2060"
_PROGRAMS = (
    r"query|dataview(?:js)?|datacore(?:[jt]sx?)?|tasks|templater|js-engine|meta-bind[\w-]*"
    r"|button|run-[\w-]+|custom-frames"
)
_RUNS = re.compile(
    rf"\A(?P<mark>[^`~]*(?:`{{3,}}|~{{3,}})[ \t]*(?={_JOINER}*(?:{_PROGRAMS})(?![\w-]))"
    rf"|`+\s*(?={_JOINER}*\$?=))(?P<joined>{_JOINER}*)",
    re.IGNORECASE,
)


def protect(markdown: str, escape: Escape) -> str:
    """Return the text safe from the templates that `escape` names."""
    match escape:
        case "hugo":
            return _hugo(markdown)
        case "liquid":
            return _LIQUID.sub(r"{% raw %}\g<0>{% endraw %}", kramdown.protect(markdown))
        case "obsidian":
            return _by_part(markdown, _obsidian, _shown)
    return markdown


def restore(text: str, escape: Escape) -> str:
    """Return the neutral Markdown of which `protect` made the text."""
    match escape:
        case "hugo":
            return _hugo_plain(text)
        case "liquid":
            return kramdown.restore(_RAW.sub(r"\1", text))
        case "obsidian":
            return _by_part(text, _plain, _as_it_was)
    return text


def _hugo(markdown: str) -> str:
    """Comment each shortcode out, up to the first end there is, in whatever block."""
    parts, position = [_DIVIDED] if _DIVIDER in markdown else [], 0
    while found := _SHORTCODE.search(markdown, position):
        end = _ENDS[found[1]]
        at = markdown.find(end, found.end())
        parts.append(f"{markdown[position : found.end()]}/*")
        if at < 0:
            return "".join((*parts, markdown[found.end() :], f"{_LAST}*/{end}'"))
        position = at + len(end)
        parts.append(f"{markdown[found.end() : at]}*/{end}")
    return "".join((*parts, markdown[position:]))


def _hugo_plain(text: str) -> str:
    text = text.removeprefix(_DIVIDED)
    parts, position = [], 0
    while found := _COMMENTED.search(text, position):
        end = _ENDS[found[1]]
        at = text.find(f"*/{end}", found.end())
        if at < 0:
            break
        inner = text[found.end() : at]
        parts.append(text[position : found.start()] + f"{{{{{found[1]}")
        position = at + len(f"*/{end}")
        if inner.endswith(_LAST) and text[position:] == "'":
            return "".join((*parts, inner.removesuffix(_LAST)))
        parts.append(inner + end)
    return "".join((*parts, text[position:]))


def _by_part(text: str, change: Callable[[str], str], change_code: Callable[[str], str]) -> str:
    changes = {"text": change, "code": change_code, "fence": change_code}
    return "".join(
        changes[part.kind](part.raw) if part.kind in changes else part.raw
        for part in scan.parts(text)
    )


def _shown(code: str) -> str:
    """Return code that Obsidian shows, whatever language it says it is in."""
    return _RUNS.sub(rf"\g<mark>{_JOINER}\g<joined>", code, count=1)


def _as_it_was(code: str) -> str:
    return _RUNS.sub(lambda found: found["mark"] + found["joined"][1:], code, count=1)


def _obsidian(text: str) -> str:
    return _OBSIDIAN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    if found["first"]:
        return f"\\{found[0]}"
    pair = found["pair"]
    if pair == "[[":
        return "\\[\\["
    return f"{pair[0]}\\{pair[1]}" if pair else found[0]


def _plain(text: str) -> str:
    return _OBSIDIAN_SAFE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    if found["pair"]:
        return found["pair"].replace("\\", "")
    return found["first"] or found[0]
