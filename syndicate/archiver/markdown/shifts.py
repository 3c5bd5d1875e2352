"""Text set above or below its line, as the characters that Unicode has for it.

Digits that only stood higher would read as others: 10⁶ as 106, H₂O as H2O. Words and what has
no such character ("1st", "2/3") stay as they are.
"""

from __future__ import annotations

from syndicate.markup.tree import Element

_ABOVE = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_BELOW = str.maketrans("0123456789+-−=()ni", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙᵢ")
_SHIFTS = {"sup": _ABOVE, "sub": _BELOW}
# Longer ones are no exponent, and no index of a formula.
_LONGEST = 8
_CLOSING = (")", "]", "}")


def shifted(element: Element, before: str) -> str:
    """Return what a ``<sup>`` or ``<sub>`` behind the text `before` shows; "" if it has no such form."""
    shifts = _SHIFTS.get(element.tag)
    if shifts is None or not (before[-1:].isalnum() or before.endswith(_CLOSING)):
        return ""
    text = element.text().strip()
    is_short = 0 < len(text) <= _LONGEST and element.find("a", "img", "br") is None
    return text.translate(shifts) if is_short and all(ord(each) in shifts for each in text) else ""
