"""A tree before anything is cut from it: its formulas read, its notes taken to their references.

    body ─ one walk ─▶ formulas in place of what drew them, landmarks ─ notes.take ─▶ notes by name

What chooses the article would cut both: formulas stand in scripts and in hidden elements, notes in
footers, asides and lists of links. The tree is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from syndicate.archiver.markdown import callouts, formulas, notes, signs, tasks
from syndicate.archiver.markdown.notes import Notes
from syndicate.archiver.markdown.references import Landmarks
from syndicate.markup import tags
from syndicate.markup.tree import Element

# Nothing in these is the text of a page.
_CLOSED = frozenset(
    {"head", "noscript", "script", "select", "style", "svg", "template", "textarea"}
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_TYPED = frozenset({"code", "kbd", "listing", "pre", "samp", "tt", "xmp"})


def prepare(body: Element, html: str = "") -> Notes:
    """Read formulas and take out notes below `body`; return the notes by their references' names.

    `html` is the page: where a script of it typesets formulas, text between TeX's delimiters is
    one.
    """
    sight = _Sight()
    _visit(body, sight)
    is_typeset = sight.has_delimiters and formulas.is_typeset(html)
    if sight.has_formulas or is_typeset:
        _read_formulas(body, is_typeset=is_typeset)
    return notes.take(sight.marks)


@dataclass(slots=True)
class _Sight:
    """Hold what one walk saw: landmarks, whether elements or texts may be formulas."""

    marks: Landmarks = field(default_factory=Landmarks)
    has_formulas: bool = False
    has_delimiters: bool = False


def _visit(element: Element, sight: _Sight, *, boxed: bool = False) -> None:
    """Note what stands where below an element; `boxed` tells that it is in a callout."""
    for child in element.children:
        if isinstance(child, str):
            if "$" in child or "\\" in child:
                sight.has_delimiters = True
            continue
        if not sight.has_formulas and formulas.may_be(child):
            sight.has_formulas = True
        if child.tag in _CLOSED:
            continue
        if child.tag == "dialog" and "open" in child.attrs:
            child.tag = "div"  # which anybody sees, until they close it
        sight.marks.note(child, element)
        is_callout = bool(child.attrs) and bool(callouts.kind_of(child))
        if is_callout:
            _keep(child)
        if boxed or is_callout:
            child.attrs.pop("role", None)
        if child.tag in tags.HEADINGS:
            signs.drop(child)
        elif child.tag == "li":
            tasks.read(child)
        if child.children:
            _visit(child, sight, boxed=boxed or is_callout)


def _keep(callout: Element) -> None:
    """Rid a callout of what makes others furniture: its tag, and that it is folded up."""
    if callout.tag == "aside":
        callout.attrs["data-callout"] = callouts.kind_of(callout)
        callout.tag = "div"
    for each in callouts.folded(callout):
        del each.attrs["style"]


def _read_formulas(element: Element, *, is_typeset: bool) -> None:
    kept: list[Element | str] = []
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            kept += _text(child) if is_typeset else [child]
        elif formulas.may_be(child) and (formula := formulas.read(child)):
            if child.tag == "script":
                _drop_renderings(kept)
            kept.append(formula.element())
        elif not _is_twin(child, element.children[index + 1 : index + 3]):
            kept.append(child)
            if child.tag not in _CLOSED:
                _read_formulas(child, is_typeset=is_typeset and child.tag not in _TYPED)
    element.children = kept


def _text(text: str) -> list[Element | str]:
    if "$" not in text and "\\" not in text:
        return [text]
    return [part if isinstance(part, str) else part.element() for part in formulas.delimited(text)]


def _is_twin(element: Element, following: Sequence[Element | str]) -> bool:
    """Tell whether an element hides, for readers of screens, the formula that a picture shows."""
    if not _HIDDEN.search(element.attrs.get("style", "")) or element.find("math") is None:
        return False
    return any(isinstance(each, Element) and each.tag == "img" for each in following)


def _drop_renderings(nodes: list[Element | str]) -> None:
    """Drop what shows the formula of the script that follows."""
    while nodes:
        last = nodes[-1]
        if isinstance(last, str) and not last.strip() and len(nodes) > 1:
            before = nodes[-2]
            if isinstance(before, Element) and formulas.is_rendering(before):
                nodes.pop()
                continue
        if isinstance(last, str) or not formulas.is_rendering(last):
            return
        nodes.pop()
