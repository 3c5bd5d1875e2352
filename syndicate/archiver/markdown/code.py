"""Preformatted text as its author typed it, and the language it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.archiver.markdown.escape import visible
from syndicate.markup.tree import Element

_PREFIXED = re.compile(r"(?:language|lang|highlight-source|highlight-text)-(.+)")
# After these the next class name is the language: highlight.js, SyntaxHighlighter, Pandoc.
_ANNOUNCING = frozenset({"highlight", "brush:", "sourceCode"})
_NO_LANGUAGE = frozenset(
    {"none", "highlight", "plaintext", "text", "txt", "code", "hljs", "source"}
)
_NAME = re.compile(r"[A-Za-z][\w+#.-]{0,20}")
_GUTTER = re.compile(
    r"(?:^|\s)(?:gutter|rouge-gutter|lineno|linenos|line-?numbers?(?:-rows)?|blob-num|hljs-ln-n)(?=\s|$)"
)
_LINES = frozenset({"div", "li", "ol", "p", "tr", "ul"})


def language(element: Element) -> str:
    """Return the language that an element's attributes, or those of its ``<code>``, name."""
    inner = element.find("code") if element.tag == "pre" else None
    for each in (element, inner):
        if each is None:
            continue
        named = each.get("data-lang") or each.get("data-language") or _by_class(each.get("class"))
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


def is_gutter(element: Element) -> bool:
    """Tell whether an element only numbers lines of code."""
    names = element.attrs.get("class")
    return bool(names) and element.tag in _GUTTERS and bool(_GUTTER.search(names or ""))


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
        elif not is_gutter(child) and child.tag not in ("script", "style", "button"):
            if child.tag in _LINES and not ends_line:
                yield "\n"
            inner = "".join(_typed(child))
            yield inner
            ends_line = inner.endswith("\n")
            if child.tag in _LINES and not ends_line:
                yield "\n"
                ends_line = True
