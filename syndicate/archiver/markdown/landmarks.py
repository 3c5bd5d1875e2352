"""A tree before anything is cut from it: its formulas read, its notes taken to their references.

    body ─ one walk ─▶ formulas in place of what drew them, landmarks ─ notes.take ─▶ notes by name

What chooses the article would cut both: formulas stand in scripts and in hidden elements, notes in
footers, asides and lists of links. The tree is changed.
"""

from __future__ import annotations

from syndicate.archiver.markdown import callouts, formulas, notes
from syndicate.archiver.markdown.notes import Notes
from syndicate.archiver.markdown.references import Landmarks
from syndicate.markup.tree import Element

# Nothing in these is the text of a page.
_CLOSED = frozenset(
    {"head", "noscript", "script", "select", "style", "svg", "template", "textarea"}
)
_TYPED = frozenset({"code", "kbd", "listing", "pre", "samp", "tt", "xmp"})
_DRAWN = frozenset({"img", "math", "mjx-container", "script"})


def prepare(body: Element, *, is_typeset: bool = False) -> Notes:
    """Read formulas and take out notes below `body`; return the notes by their references' names.

    With `is_typeset`, text between TeX's delimiters is a formula too.
    """
    marks = Landmarks()
    _visit(body, marks, is_typeset=is_typeset)
    return notes.take(marks)


def _visit(element: Element, marks: Landmarks, *, is_typeset: bool) -> None:
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            kept += _text(child) if is_typeset else [child]
        elif formula := _formula(child):
            if child.tag == "script":
                _drop_renderings(kept)
            kept.append(formula.element())
        else:
            kept.append(child)
            if child.tag not in _CLOSED:
                marks.note(child, element)
                if child.tag == "aside" and callouts.kind_of(child):
                    child.tag = "div"
                _visit(child, marks, is_typeset=is_typeset and child.tag not in _TYPED)
    element.children = kept


def _text(text: str) -> list[Element | str]:
    if "$" not in text and "\\" not in text:
        return [text]
    return [part if isinstance(part, str) else part.element() for part in formulas.delimited(text)]


def _formula(element: Element) -> formulas.Formula | None:
    attrs = element.attrs
    if element.tag in _DRAWN or not formulas.ATTRIBUTES.isdisjoint(attrs):
        return formulas.read(element)
    names = attrs.get("class")
    return formulas.read(element) if names and formulas.wraps(names) else None


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
