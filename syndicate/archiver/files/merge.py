"""Two texts that came from one, made one again where nobody changed what the other did. Pure.

Lines that both sides kept cut the base into stretches; a stretch that one side left alone is the
other's. Changes that touch one another are a conflict, as they are for git.
"""

from __future__ import annotations

from collections.abc import Sequence

from syndicate.archiver.files.aligned import pairs


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Return the base with both sides' changes, None where they are in conflict."""
    lines, ours, others = (text.split("\n") for text in (base, mine, theirs))
    here, there = dict(pairs(lines, ours)), dict(pairs(lines, others))
    result: list[str] = []
    at, left, right = 0, 0, 0
    kept = [place for place in range(len(lines)) if place in here and place in there]
    for place in [*kept, len(lines)]:
        end, stop = here.get(place, len(ours)), there.get(place, len(others))
        stretch = _one(lines[at:place], ours[left:end], others[right:stop])
        if stretch is None:
            return None
        result += [*stretch, *lines[place : place + 1]]
        at, left, right = place + 1, end + 1, stop + 1
    return "\n".join(result)


def _one(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Sequence[str] | None:
    if mine == base or mine == theirs:
        return theirs
    return mine if theirs == base else None
