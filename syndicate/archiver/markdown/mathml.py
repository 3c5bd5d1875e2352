"""MathML → TeX, for formulas whose author's TeX the page does not keep. Pure.

Presentation MathML only. Signs stay the characters that they are (``≤``, ``∑``, ``α``): TeX
renderers of today read them. What it does not know becomes its content, so that no sign is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from syndicate.archiver.markdown.escape import visible
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

_SPECIAL = re.compile(r"[#$%&_{}]")
# Function application, invisible times, separator and plus: they have no sign.
_INVISIBLE = re.compile("[\u2061-\u2064]")
_FUNCTIONS = frozenset({
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim",
    "exp", "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min",
    "sec", "sin", "sinh", "sup", "tan", "tanh",
})  # fmt: skip
_ACCENTS = {
    "^": "hat", "\u02c6": "hat", "~": "tilde", "\u02dc": "tilde", "¯": "bar", "\u203e": "overline", "\u0305": "overline",
    "→": "vec", "\u20d7": "vec", "˙": "dot", ".": "dot", "¨": "ddot", "⏞": "overbrace", "_": "underline", "⏟": "underbrace",
}  # fmt: skip
# Their limits stand above and below them in TeX as well.
_LARGE = re.compile(r"[∏∐∑⋀⋁⋂⋃⨀⨁⨂]|\\(?:lim|max|min|sup|inf|det|gcd|limsup|liminf)")
_LETTERED = re.compile(r"\\[A-Za-z]+$")


def tex(element: Element) -> str:
    """Return what a MathML element says as TeX; "" for nothing."""
    if reader := _READERS.get(element.tag):
        return reader(element)
    return _row(element)


def _row(element: Element) -> str:
    said: list[str] = []
    for child in element.children:
        part = tex(child) if isinstance(child, Element) else _spelled(child)
        if said and part[:1].isalpha() and _ends_lettered(said[-1]):
            part = f" {part}"
        said += [part] if part else []
    return "".join(said)


def _ends_lettered(text: str) -> bool:
    """Tell whether a text ends with a command that a letter behind it would become part of."""
    return _LETTERED.match(text, max(0, text.rfind("\\"))) is not None


def _spelled(text: str) -> str:
    text = _INVISIBLE.sub("", squash(visible(text))).replace("−", "-").replace("\\", r"\backslash ")
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def _identifier(element: Element) -> str:
    name = _spelled(element.text())
    if name in _FUNCTIONS:
        return f"\\{name}"
    return f"\\mathrm{{{name}}}" if len(name) > 1 and name.isalpha() else name


def _text(element: Element) -> str:
    text = visible(element.text()).strip("\n")
    return f"\\text{{{_spelled(text)}}}" if text.strip() else " "


def _parts(element: Element, count: int) -> list[str]:
    """Return an element's first `count` operands, "" for what is missing."""
    found = [tex(child) for child in element.children if isinstance(child, Element)]
    return [*found, *[""] * count][:count]


def _group(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _sub(element: Element) -> str:
    base, below = _parts(element, 2)
    return f"{_base(base)}_{_group(below)}"


def _super(element: Element) -> str:
    base, above = _parts(element, 2)
    return f"{_base(base)}^{_group(above)}"


def _both(element: Element) -> str:
    base, below, above = _parts(element, 3)
    return f"{_base(base)}_{_group(below)}^{_group(above)}"


def _base(text: str) -> str:
    """Return an operand as what a script binds to: all of it."""
    is_one = (
        len(text) == 1 or _LETTERED.fullmatch(text) or text.startswith((r"\mathrm{", r"\text{"))
    )
    return text if is_one else f"{{{text}}}"


def _over(element: Element) -> str:
    base, above = _parts(element, 2)
    if accent := _ACCENTS.get(above.lstrip("\\")):
        return f"\\{accent}{{{base}}}"
    return (
        f"{base}^{_group(above)}" if _LARGE.fullmatch(base) else f"\\overset{{{above}}}{{{base}}}"
    )


def _under(element: Element) -> str:
    base, below = _parts(element, 2)
    if accent := _ACCENTS.get(below.lstrip("\\")):
        return f"\\{accent}{{{base}}}"
    return (
        f"{base}_{_group(below)}" if _LARGE.fullmatch(base) else f"\\underset{{{below}}}{{{base}}}"
    )


def _under_over(element: Element) -> str:
    base, below, above = _parts(element, 3)
    return f"{base}_{_group(below)}^{_group(above)}"


def _fraction(element: Element) -> str:
    above, below = _parts(element, 2)
    if element.get("linethickness") in ("0", "0px", "0pt"):
        return f"\\binom{{{above}}}{{{below}}}"
    return f"\\frac{{{above}}}{{{below}}}"


def _root(element: Element) -> str:
    base, index = _parts(element, 2)
    return f"\\sqrt[{index}]{{{base}}}"


def _table(element: Element) -> str:
    rows = [child for child in element.children if isinstance(child, Element)]
    lines = (" & ".join(_parts(row, _operands(row))) for row in rows)
    return r"\begin{matrix}" + r" \\ ".join(lines) + r"\end{matrix}"


def _operands(element: Element) -> int:
    return sum(isinstance(child, Element) for child in element.children)


def _fenced(element: Element) -> str:
    inner = ",".join(_parts(element, _operands(element)))
    opening, closing = element.attrs.get("open", "("), element.attrs.get("close", ")")
    return f"\\left{_spelled(opening) or '.'}{inner}\\right{_spelled(closing) or '.'}"


def _operator(element: Element) -> str:
    name = _spelled(element.text())
    return f"\\{name} " if name in _FUNCTIONS else name


def _enclosed(element: Element) -> str:
    inner = _row(element)
    return f"\\overline{{{inner}}}" if element.get("notation") == "top" else inner


_READERS: dict[str, Callable[[Element], str]] = {
    "annotation": lambda _: "", "annotation-xml": lambda _: "", "menclose": _enclosed, "mfenced": _fenced,
    "mfrac": _fraction, "mi": _identifier, "mo": _operator, "mover": _over, "mroot": _root,
    "mspace": lambda _: " ", "msqrt": lambda each: f"\\sqrt{{{_row(each)}}}", "msub": _sub,
    "msubsup": _both, "msup": _super, "mtable": _table, "mtext": _text, "munder": _under,
    "munderover": _under_over, "mphantom": lambda _: "",
}  # fmt: skip
