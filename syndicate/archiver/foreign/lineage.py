"""Which files of a tree are versions of one article, and in which order all are taken. Pure.

Files that name one address are one article, the newest of them its present version: where the
address is their own by name, or where they agree on the title. Merging two articles loses one,
keeping one twice loses nothing: in doubt they stay apart, each under its place in the tree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from syndicate import identity
from syndicate.archiver.foreign.adopting import Outline
from syndicate.markup.text import squash

_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Hold a file and what tells it apart; `address` is its own, canonical."""

    path: str
    told: Outline
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Say that a file is to be taken: `main` is the newest file of the same article.

    `by_address` tells whether its address names the article.
    """

    leaf: Leaf
    main: str
    by_address: bool = False

    @property
    def path(self) -> str:
        """Return the key of the file."""
        return self.leaf.path

    @property
    def is_older(self) -> bool:
        """Tell whether a newer file of the article follows."""
        return self.path != self.main


def order(leaves: Iterable[Leaf]) -> Sequence[Step]:
    """Return a step for each file, the oldest date first, those without one last."""
    leaves = sorted(leaves, key=lambda leaf: (leaf.told.date or _UNDATED, leaf.path))
    groups = _groups(leaves)
    return [_step(leaf, groups.get(leaf.path, ())) for leaf in leaves]


def _groups(leaves: Sequence[Leaf]) -> Mapping[str, Sequence[Leaf]]:
    """Return the files that are one article with each file that has an address of its own."""
    sharing: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if leaf.address and not identity.is_front_page(leaf.address):
            sharing[leaf.address].append(leaf)
    return {leaf.path: group for group in sharing.values() if _is_one(group) for leaf in group}


def _is_one(group: Sequence[Leaf]) -> bool:
    return (
        all(leaf.told.sure for leaf in group)
        or len({_folded(leaf.told.title) for leaf in group}) == 1
    )


def _folded(title: str) -> str:
    return squash(title).casefold()


def _step(leaf: Leaf, group: Sequence[Leaf]) -> Step:
    newest = group[-1].path if group else leaf.path
    return Step(leaf=leaf, main=newest, by_address=bool(group))
