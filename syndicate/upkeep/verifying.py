"""An archive checked whole: every file is read, and what is not as it was written is told.

    every key ─▶ articles: document, sidecar, versions, pictures (verifying_article)
              ─▶ what belongs to the archive itself (verifying_root)
              ─▶ what nobody names: left by a killed writer, superfluous, or somebody's own
    every article ─▶ its row in state (verifying_state)

Nothing is written here. One pass, a file at a time: memory grows with names, not with bytes.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from syndicate.archiver.files import stored, tombstones
from syndicate.archiver.files.cards import key_of
from syndicate.archiver.files.names import IMAGE, path_of
from syndicate.archiver.files.profiles import Files, Profile
from syndicate.config import Config
from syndicate.errors import StorageError
from syndicate.model import Article
from syndicate.storage.local import TEMPORARY, Local
from syndicate.upkeep import verifying_article, verifying_root, verifying_state
from syndicate.upkeep.verifying_classes import Finding
from syndicate.upkeep.verifying_state import Known

_REVISION = re.compile(r"(?:^|/)\.[^/]+\.revisions/[0-9]{4,}\.md\Z", re.ASCII)


@dataclass(slots=True)
class Verified:
    """Hold what was looked at, and everything that was found, in the order of paths."""

    articles: int = 0
    files: int = 0
    image_bytes: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_damaged(self) -> bool:
        """Tell whether something is lost or wrong."""
        return any(finding.level == "damage" for finding in self.findings)


def verify(
    config: Config,
    profile: Profile,
    *,
    only: Collection[str] | None = None,
    sources: Collection[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Check the archive, or of it the articles at the paths `only` or of the `sources` alone."""
    root = config.archive.path
    storage = Local(root)
    known, amiss = verifying_state.rows(config.state_path)
    keys = set(walk(root)) if root.exists() else set()
    done = Verified(files=len(keys))
    wanted = _wanted(keys, profile, known, only, sources)
    seen = _Seen(done, known or {}, has_state=known is not None)
    for number, path in enumerate(sorted(wanted)):
        _article(Files(path, profile), storage, keys, seen)
        if progress and number % 100 == 0:
            progress(number)
    if only is None and not sources:
        done.findings += amiss
        done.findings += verifying_root.check(storage, profile, frozenset(seen.sources))
        buried = verifying_state.tombstones_of(config.state_path, storage)
        done.findings += verifying_root.readable(buried, tombstones.KEY)
        kept = config.state_path.parent / "captures"
        done.findings += verifying_root.captures(Local(kept), f"{kept.parent.name}/captures")
        if known is not None:
            pages = frozenset(
                name for name in _sources(known) if f"{name}/{profile.section}" in keys
            )
            told = pages if profile.section else None
            done.findings += verifying_state.gone(known, frozenset(wanted), told)
        done.findings += _left(keys, profile)
    done.findings.sort(key=lambda finding: (finding.path, finding.kind))
    return done


@dataclass(slots=True)
class _Seen:
    """Hold what only shows when articles are seen together."""

    done: Verified
    known: Known
    has_state: bool
    sources: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    def meet(self, names: Iterable[str], path: str) -> list[Finding]:
        """Return how an article does not fit to those before."""
        for name in names:
            twin = self.names.setdefault(name, path)
            if twin != path:
                return [Finding(path=path, kind="twin", detail=f"as {twin}", article=path)]
        return []

    def meet_read(self, article: Article, *, by_hand: bool) -> list[Finding]:
        """Return how an article does not fit to those before, or to state."""
        self.sources.add(article.source)
        found = self.meet({article.key, article.id}, article.path or "")
        if not found and self.has_state:
            found += verifying_state.row_of(article, self.known, by_hand=by_hand)
        return found


def walk(root: Path) -> Iterator[str]:
    """Yield the key of every file below a folder, whatever it is called; links are followed by none."""
    folders = [""]
    while folders:
        prefix = folders.pop()
        with os.scandir(f"{root}/{prefix}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{prefix}{entry.name}/")
                else:
                    yield f"{prefix}{entry.name}"


def _wanted(
    keys: Iterable[str],
    profile: Profile,
    known: Known | None,
    only: Collection[str] | None,
    sources: Collection[str],
) -> set[str]:
    """Return the paths of the articles to check: those whose files are there, or half of them."""
    found = {path for key in keys if (path := path_of(key, profile)) is not None}
    # Without a folder of its own an article that lost its sidecar is known to state alone.
    found |= {path for path in known or () if Files(path, profile).main in keys}
    if only is not None:
        return found & set(only)
    if sources:
        chosen = set(sources)
        state = known or {}
        return {
            path
            for path in found
            if path in state and state[path].source in chosen or path.partition("/")[0] in chosen
        }
    return found


def _article(files: Files, storage: Local, keys: set[str], seen: _Seen) -> None:
    """Check one article, and take what it names out of the keys."""
    done, unread = seen.done, list[Finding]()

    def read(key: str) -> bytes | None:
        if key not in keys:
            return None
        try:
            is_image = IMAGE.fullmatch(key.rpartition("/")[2])
            return storage.read(key, limit=None if is_image else stored.LARGEST)
        except StorageError as error:
            unread.append(_unreadable(key, error, files))
            return None

    def total(key: str) -> tuple[str, int] | None:
        if key not in keys:
            return None
        found, size = hashlib.sha256(), 0
        try:
            for piece in storage.pieces(key):
                found.update(piece)
                size += len(piece)
        except StorageError as error:
            unread.append(_unreadable(key, error, files))
            return None
        return found.hexdigest(), size

    row = seen.known.get(files.path)
    checked = verifying_article.check(files, read, total, row.seal if row and row.is_sound else "")
    done.articles += 1
    done.image_bytes += checked.image_bytes
    done.findings += checked.findings
    done.findings += unread
    keys -= checked.named
    if row and checked.names:
        done.findings += seen.meet(checked.names, files.path)
        seen.sources.add(row.source)
    if checked.article is not None:
        by_hand = any(finding.kind == "edited" for finding in checked.findings)
        done.findings += seen.meet_read(checked.article, by_hand=by_hand)


def _unreadable(key: str, error: StorageError, files: Files) -> Finding:
    return Finding(path=key, kind="unreadable", detail=error.message, article=files.path)


def _left(keys: Iterable[str], profile: Profile) -> Iterator[Finding]:
    """Yield what no article and nothing else names."""
    ours = verifying_root.keys(profile)
    for key in keys:
        name = key.rpartition("/")[2]
        if TEMPORARY.fullmatch(name):
            yield Finding(path=key, kind="temporary")
        elif IMAGE.fullmatch(name) or _REVISION.search(key):
            yield Finding(path=key, kind="orphan")
        elif key not in ours and not _is_of_source(key, profile):
            yield Finding(path=key, kind="foreign")


def _is_of_source(key: str, profile: Profile) -> bool:
    """Tell whether this is the place of a card, or of a page about a source."""
    folder, _, name = key.rpartition("/")
    if key == key_of(name.removesuffix(".json")):
        return True
    return bool(folder) and name == profile.section and "/" not in folder


def _sources(known: Known) -> set[str]:
    return {row.source for row in known.values()}
