"""Formulas: every way in which a page holds TeX, and TeX as Markdown carries it. Pure.

MathML with its author's TeX or without, KaTeX, MathJax of all versions, pictures of formulas.
In Markdown a formula stands between dollar signs, as GitHub, Obsidian, Pandoc and MkDocs read it;
there it is TeX as it was, but for what other readers of Markdown would take for markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote_plus

from syndicate.archiver.markdown import mathml
from syndicate.archiver.markdown.escape import visible
from syndicate.markup import tags, tree
from syndicate.markup.tree import Element

TAG = "#math"
"""The tag of a formula that was read, with TeX for its text: no page's own tag begins so."""

ATTRIBUTES = frozenset({
    "data-equation", "data-formula", "data-katex", "data-latex", "data-math", "data-tex"
})  # fmt: skip
"""Where elements keep the TeX of what they show."""

_DRAWN = frozenset({"math", "mjx-container"})
_WRAPPERS = re.compile(
    r"(?:^|\s)(?:katex(?:-display|-block|-mathml)?|MathJax(?:_\w+)?|mathjax\w*)(?=\s|$)"
)
_RENDERED = re.compile(r"(?:^|\s)(?:MathJax|mjx-)")
_DISPLAY = re.compile(r"display|block", re.IGNORECASE)
# What draws formulas says so in the picture's class, or is asked for TeX in its address.
_PICTURE = re.compile(r"(?:^|\s)(?:latex|tex|math|mathtex|math-?image)(?=\s|$)")
_SERVICE = re.compile(
    r"(?:[?&](?:chl|tex|latex|formula|eq|math)=|(?:latex|\.cgi|\.image|equation)\?(?:\w+=)?)([^&#]+)|/([^/?#]+)$"
)
# Signs that may delimit formulas: of 2,158 pages one has 7,000, nearly all in its scripts.
_MOST = 20_000
_BLOCKS = tags.HEADINGS | {"article", "blockquote", "ol", "p", "pre", "section", "ul"}
# Elements that draw one formula: a page of it has some 2,000.
_LARGEST = 5_000
_COMMAND = re.compile(r"\\[A-Za-z]{2,}|[_^]\{")
# As Pandoc has it, so that sums of money are none: no blank inside, no digit after.
DOLLARS = r"\$(?=[^\s$])(?P<dollars>[^$\n]{0,300}?[^\s$\\])\$(?!\d)"
_DELIMITED = re.compile(
    r"\\\((?P<inline>(?:[^\\]|\\[^()]){1,2000}+)\\\)"
    r"|\\\[(?P<display>(?:[^\\]|\\[^\[\]]){1,5000}+)\\\]"
    rf"|\$\$(?P<twice>[^$]{{1,5000}})\$\$|{DOLLARS}",
    re.DOTALL,
)
# A dollar sign may still be one: a formula between two has a sign of TeX, or is a single letter.
_TEX_SIGN = re.compile(r"[\\^_=+<>{}]|^[A-Za-z]$")
_STYLE = re.compile(r"^\{\s*\\(?:display|text)style\s+(?P<inner>.*)\}$", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_BLANKS = re.compile(r"\s+")


def _star(found: re.Match[str]) -> str:
    return found[1] or r"\ast "


_SAFE: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<!\\)\$"), ""),
    # What reaches out of a formula: MathJax makes links and styles of these, of scripts too.
    (
        re.compile(
            r"\\(?:bbox|class|cssId|data|href|html[A-Z][a-z]+|includegraphics|mmlToken|require"
            r"|style|url)(?![A-Za-z])\s*(?:\{[^{}]*\})?\s*(?:\[[^\[\]]*\])?"
        ),
        " ",
    ),
    (re.compile("`"), "'"),
    (re.compile(r"<\s*"), r"\\lt "),
    (re.compile(r"&(?=#?\w)"), "& "),
    (re.compile(r"\](?=[(\[:])"), "] "),
    (re.compile(r"\[(?=\^)"), "[ "),
    # A star that is no part of a name, and an underscore that would open emphasis.
    (re.compile(r"(\\[A-Za-z]+\*|\\\*|\*\})|\*"), _star),
    (re.compile(r"(?<![^\W_])(?<!\\)_(?=\S)"), "_ "),
)


class Formula(NamedTuple):
    """Hold a formula's TeX, and whether it stands on a line of its own."""

    tex: str
    is_display: bool = False

    def element(self) -> Element:
        """Return the formula as an element of the tree."""
        return Element(TAG, {"display": "block"} if self.is_display else {}, [self.tex])


def read(element: Element) -> Formula | None:
    """Return the formula that an element is, or None."""
    if element.tag == "math":
        return _made(_mathml(element), element.get("display") == "block")
    if element.tag == "img":
        return _made(_pictured(element), is_display=False)
    if element.tag == "script":
        return _script(element)
    names = element.get("class")
    is_wrapper = element.tag == "mjx-container" or wraps(names)
    said = next((element.get(name) for name in sorted(ATTRIBUTES) if element.get(name)), "")
    if said and _holds_blocks(element):
        return None
    inside = None if said or not is_wrapper else _inside(element)
    if not said and not inside:
        return None
    shows = _DISPLAY.search(names) or element.get("display") in ("true", "block")
    return _made(
        said or (inside.tex if inside else ""), bool(shows or (inside and inside.is_display))
    )


def wraps(names: str) -> bool:
    """Tell whether a class says that an element shows a formula."""
    return bool(_WRAPPERS.search(names))


def _inside(element: Element) -> Formula | None:
    within = islice(element.elements(), _LARGEST)
    found = (read(each) for each in within if each.tag in ("math", "script"))
    return next(filter(None, found), None)


def is_rendering(element: Element) -> bool:
    """Tell whether an element only shows what a formula's script beside it says."""
    return bool(_RENDERED.search(element.get("class"))) and not _holds_blocks(element)


def _holds_blocks(element: Element) -> bool:
    """Tell whether an element holds a part of the text, which no formula does."""
    return any(each.tag in _BLOCKS for each in islice(element.elements(), _LARGEST))


def may_be(element: Element) -> bool:
    """Tell, in little time, whether an element may be a formula."""
    tag, attrs = element.tag, element.attrs
    if tag == "img":
        source, names = attrs.get("src", ""), attrs.get("class")
        spells = "%5" in source or "tex=" in source
        return spells or bool(names and _PICTURE.search(names))
    if tag == "script":
        return attrs.get("type", "").startswith("math")
    if not attrs:
        return tag in _DRAWN
    names = attrs.get("class", "")
    named = "ath" in names or "katex" in names
    return named or tag in _DRAWN or not ATTRIBUTES.isdisjoint(attrs)


def is_typeset(html: str) -> bool:
    """Tell whether a page has its formulas typeset from TeX in its text."""
    typesets = any(name in html for name in ("MathJax", "mathjax", "KaTeX", "katex"))
    return typesets and sum(map(html.count, ("$", "\\(", "\\["))) <= _MOST


def delimited(text: str) -> Iterator[str | Formula]:
    """Cut text of a typeset page into text and the formulas that it delimits."""
    start = 0
    for found in _DELIMITED.finditer(text):
        inline, display = found["inline"] or found["dollars"], found["display"] or found["twice"]
        if found["dollars"] and not _TEX_SIGN.search(found["dollars"]):
            continue
        if formula := _made(inline or display, bool(display)):
            yield from filter(None, [text[start : found.start()]])
            yield formula
            start = found.end()
    yield from filter(None, [text[start:]])


def _made(said: str, is_display: bool) -> Formula | None:
    said = visible(said).strip()
    if styled := _STYLE.match(said):
        said = styled["inner"].strip()
    return Formula(said, is_display) if said else None


def _mathml(element: Element) -> str:
    for each in element.elements():
        if each.tag == "annotation" and "tex" in each.get("encoding").lower():
            return each.text()
    return element.get("alttext") or mathml.tex(element)


def _script(element: Element) -> Formula | None:
    kind = element.get("type").lower()
    if kind.startswith("math/tex"):
        return _made(element.text(), "display" in kind)
    return _written(element.text()) if kind.startswith("math/mml") else None


# What lies in many elements that may show a formula is asked for by each of them.
@lru_cache(maxsize=64)
def _written(text: str) -> Formula | None:
    inner = tree.fragment(text).find("math")
    return read(inner) if inner else None


def _pictured(element: Element) -> str:
    """Return the TeX that a picture's address or its alternative text spells."""
    source, alt = element.get("src"), element.get("alt")
    if found := _SERVICE.search(source):
        asked = unquote_plus(found[1].replace("+", "%2B") if found[1] else found[2]).strip()
        if _COMMAND.search(asked) or "tex=" in source:
            return asked
    named = _PICTURE.search(element.get("class"))
    return alt.strip("$ ") if alt and named else ""


def markdown(tex: str, mark: str) -> str:
    """Return TeX between dollar signs, on one line, nothing in it markup to other readers.

    TeX ignores the blanks that this takes. A backtick would open code: it becomes a quote.
    """
    tex = _BLANKS.sub(" ", _COMMENT.sub("", visible(tex))).strip()
    for pattern, replacement in _SAFE:
        tex = pattern.sub(replacement, tex)
    # A backslash at the end would take the closing dollar sign with it.
    return f"{mark}{tex}{mark}" if (tex := tex.strip().rstrip("\\ ")) else ""
