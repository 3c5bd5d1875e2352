"""State and published files made again from the archive alone.

files ─▶ memories.rebuild: articles, their names, known entries ─▶ workshop.build: feeds, site

The search index is forgotten: it is known to be in step by a count that begins anew with state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from syndicate.archiver.archive import Archive
from syndicate.clock import Clock
from syndicate.config import Config
from syndicate.errors import ArchiveError
from syndicate.report import Built
from syndicate.upkeep import verifying_state
from syndicate.wiring import memories, searching, workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """Hold what was made again: `articles` in state, `changed` of them new or otherwise.

    `changed` is only counted by a dry run. `built` is None where state alone was wanted.
    """

    articles: int
    changed: int = 0
    damage: Sequence[ArchiveError] = ()
    built: Built | None = None

    @property
    def is_pending(self) -> bool:
        """Tell whether a dry run found anything to write."""
        built = self.built
        return bool(self.changed or (built and (built.written or built.removed)))


def rebuild(
    config: Config, archive: Archive, clock: Clock, *, only_state: bool = False, dry: bool = False
) -> Rebuilt:
    """Make state again, then all published files; with `dry` only say what would change.

    A damaged article is left out, and named. Only for whoever holds the lock, unless `dry`.
    """
    done = _compared(config, archive) if dry else state(config, archive)
    if only_state:
        return done
    try:
        built = workshop.build(config, archive, clock, check=dry)
    except ArchiveError as error:
        # What is sound was published before this was raised.
        named = {each.path for each in done.damage}
        more = () if error.path in named else (error,)
        return Rebuilt(articles=done.articles, changed=done.changed, damage=(*done.damage, *more))
    return Rebuilt(articles=done.articles, changed=done.changed, damage=done.damage, built=built)


def state(config: Config, archive: Archive) -> Rebuilt:
    """Fill the state from the archive. Only for whoever holds the lock."""
    searching.forget(searching.place(config, archive))
    articles, damage = memories.rebuild_now(config, archive)
    return Rebuilt(articles=articles, damage=damage)


def _compared(config: Config, archive: Archive) -> Rebuilt:
    """Count the articles that state does not know as they are, and those it knows alone."""
    known, _ = verifying_state.rows(config.state_path)
    left = set(known or ())
    articles, changed, damage = 0, 0, list[ArchiveError]()
    for article in archive.articles():
        if isinstance(article, ArchiveError):
            damage.append(article)
            continue
        articles += 1
        left.discard(article.path or "")
        changed += any(True for _ in verifying_state.row_of(article, known or {}))
    return Rebuilt(articles=articles, changed=changed + len(left), damage=damage)
