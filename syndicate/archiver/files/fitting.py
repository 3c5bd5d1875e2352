"""What fits into front matter: lists grow shorter, then the largest values go. Pure.

Nobody's honest article comes here; a hostile one must leave a document that can be read. The
sidecar holds the enclosures, images and names in full.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

_T = TypeVar("_T")


def fit(values: Mapping[str, _T], size: Callable[[str, _T], int], room: int) -> dict[str, _T]:
    """Return the values that take `room` bytes together, `size` counting those of one.

    The longest list loses its second half, over and over; then the largest value goes.
    """
    kept = dict(values)
    sizes = {name: size(name, value) for name, value in values.items()}
    while kept and sum(sizes.values()) > room:
        name = max(kept, key=lambda each: (_has_many(kept[each]), sizes[each]))
        half = _half(kept.pop(name))
        del sizes[name]
        if half is not None:
            kept[name], sizes[name] = half, size(name, half)
    return {name: kept[name] for name in values if name in kept}


def _has_many(value: object) -> bool:
    return isinstance(value, tuple) and len(value) > 1


def _half(value: _T) -> _T | None:
    """Return a list's first half, None of what has no two items."""
    if not isinstance(value, tuple) or len(value) < 2:
        return None
    return cast(_T, value[: len(value) // 2])
