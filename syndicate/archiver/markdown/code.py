"""Preformatted text as its author typed it, and the language it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.archiver.markdown.escape import visible
from syndicate.markup.tree import Element

_PREFIXED = re.compile(r"(?:language|lang|highlight(?:-source|-text)?|brush)[-:](.+)")
# After these the next class name is the language: highlight.js, SyntaxHighlighter, Pandoc.
_ANNOUNCING = frozenset({"highlight", "hljs", "brush:", "sourceCode"})
_ATTRIBUTES = ("data-lang", "data-language", "data-code-language", "data-enlighter-language")
_NO_LANGUAGE = frozenset(
    {
        "none",
        "highlight",
        "plaintext",
        "text",
        "txt",
        "code",
        "hljs",
        "source",
        "default",
        "plain",
        "auto",
        "undefined",
        "wrap",
        "wrapper",
        "block",
        "container",
        "content",
        "table",
        "numbers",
    }
)
# A language tag; GitHub's renderer puts the language of code there as well.
_SPOKEN = re.compile(r"[a-z]{2}(?:[-_].*)?")
_SHORT = frozenset({"go", "js", "py", "rb", "rs", "sh", "ts"})
_NAME = re.compile(r"[A-Za-z][\w+#.-]{0,20}")
_GUTTER = re.compile(
    r"(?:^|\s)(?:gutter|rouge-gutter|lnt?|lineno|linenos|line-?numbers?(?:-rows)?|blob-num|hljs-ln-n)(?=\s|$)"
)
# Headers, buttons and names of the language on a box of code.
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:clipboard|copy|header|toolbar|lang(?:uage)?-?(?:label|name|tag))(?=[\s_-]|$)"
)
_CHROMED = frozenset({"div", "figcaption", "header", "p"})
# What can't be selected is not the code: line numbers, prompts.
_UNSELECTABLE = re.compile(r"user-select\s*:\s*none", re.IGNORECASE)
_LINES = frozenset({"div", "li", "ol", "p", "tr", "ul"})


def language(element: Element) -> str:
    """Return the language that an element's attributes, or those of its ``<code>``, name."""
    inner = element.find("code") if element.tag == "pre" else None
    for each in (element, inner):
        if each is None:
            continue
        said = next(filter(None, map(each.get, _ATTRIBUTES)), "")
        named = said or _by_class(each.get("class")) or _by_lang(each)
        if _NAME.fullmatch(named) and named.lower() not in _NO_LANGUAGE:
            return named.lower()
    return ""


def _by_class(names: str) -> str:
    previous = ""
    for name in names.split():
        if found := _PREFIXED.fullmatch(name):
            return found[1]
        if previous in _ANNOUNCING and _NAME.fullmatch(name.rstrip(";")):
            return name.rstrip(";")
        previous = name
    return ""


def _by_lang(element: Element) -> str:
    """Return the ``lang`` of code, unless it is that of what its author speaks."""
    named = element.get("lang") if element.tag in ("code", "pre") else ""
    return "" if _SPOKEN.fullmatch(named) and named not in _SHORT else named


def is_gutter(element: Element) -> bool:
    """Tell whether an element only numbers lines of code.

    Code that is to be numbered is called the same, by programs that draw the numbers later.
    """
    names = element.attrs.get("class")
    if not names or element.tag not in _GUTTERS or not _GUTTER.search(names):
        return False
    return element.find("img") is None and not any(map(_SAID.search, element.strings()))


_SAID = re.compile(r"[^\W\d_]{2}")
_GUTTERS = frozenset({"td", "span", "div", "pre", "a"})


def preformatted(element: Element) -> str:
    """Return the text of a ``<pre>`` with its indentation and line breaks."""
    text = visible("".join(_typed(element)).replace("\xa0", " ").replace("\r\n", "\n"))
    lines = [line.rstrip() for line in text.replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def _typed(element: Element) -> Iterator[str]:
    """Walk over the text, a line break for ``<br>`` and after elements that are a line."""
    ends_line = True
    for child in element.children:
        if isinstance(child, str):
            yield child
            ends_line = child.endswith("\n")
        elif child.tag == "br":
            yield "\n"
            ends_line = True
        elif not _is_chrome(child):
            if child.tag in _LINES and not ends_line:
                yield "\n"
            inner = "".join(_typed(child))
            yield inner
            ends_line = inner.endswith("\n")
            if child.tag in _LINES and not ends_line:
                yield "\n"
                ends_line = True


def _is_chrome(element: Element) -> bool:
    """Tell whether an element of a box of code is not the code."""
    if element.tag in ("script", "style", "button") or is_gutter(element):
        return True
    if _UNSELECTABLE.search(element.get("style")):
        return True
    return element.tag in _CHROMED and bool(_CHROME.search(element.get("class")))
