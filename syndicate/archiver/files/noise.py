"""Whether two texts of an article differ only in what nobody reads an article for. Pure.

    text ─▶ lines ─▶ those of which only one side has the form ─▶ furniture? ─▶ paired without
         counters and clocks ─▶ asides? ─▶ what is left is real; and so is another order of prose

Noise is what a page shows of its visitors, its clock, its advertisers and its other pages:
counters, times of day, relative times, promotions, lists of links, tracking in addresses, the way
in which punctuation is written. A number in prose is none: "12 dead" → "13 dead" is news. Where
in doubt a difference is real, for a version too many loses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from syndicate.archiver.files import asides
from syndicate.archiver.files.furniture import is_furniture, settled
from syndicate.archiver.files.lines import Line, form, lines


def is_noise(old: str, new: str) -> bool:
    """Tell whether nothing but noise differs between two texts in Markdown."""
    if old == new:
        return True
    before, after = lines(old), lines(new)
    same = Counter(before) & Counter(after)
    gone, come = _apart(_without(before, same), _without(after, same), _form)
    gone, come = _real(gone), _real(come)
    gone, come = _apart(gone, come, _settled)
    kept = [line for line in after if line in same]
    if not asides.strangers(gone, come, kept).issuperset((*gone, *come)):
        return False
    return _is_in_order([line for line in before if line in same], kept)


def _without(here: Sequence[Line], same: Counter[Line]) -> list[Line]:
    """Return the lines that are not in both texts as they are, as often as there are more."""
    left = same.copy()
    found = []
    for line in here:
        if left[line]:
            left[line] -= 1
        else:
            found.append(line)
    return found


def _apart(
    here: Sequence[Line], there: Sequence[Line], key: Callable[[Line], object]
) -> tuple[list[Line], list[Line]]:
    """Return the lines whose key the other side has not, or not so often."""
    return _more(here, there, key), _more(there, here, key)


def _more(here: Iterable[Line], there: Iterable[Line], key: Callable[[Line], object]) -> list[Line]:
    left = Counter(map(key, there))
    found = []
    for line in here:
        name = key(line)
        if left[name]:
            left[name] -= 1
        else:
            found.append(line)
    return found


def _form(line: Line) -> str:
    return line.text if line.kind == "code" else form(line.text)


def _settled(line: Line) -> str:
    return line.text if line.kind == "code" else form(settled(line.text))


def _real(found: Iterable[Line]) -> list[Line]:
    return [line for line in found if line.kind == "code" or not is_furniture(line.text)]


def _is_in_order(one: Sequence[Line], two: Sequence[Line]) -> bool:
    """Tell whether the prose of both sides stands in one order: what is beside it, in any."""
    if one == two:
        return True
    one, two = _real(one), _real(two)
    strange = asides.strangers(one, two, two)
    left = ([line for line in side if line not in strange] for side in (one, two))
    return next(left) == next(left)
