"""The published folder while it is written: each file whole, and only if it would change.

With `check` nothing is written: what would be is told. A file that a static server may send packed
has its packed form beside it, written first, so that neither is ever older than a reader saw.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field

from syndicate.errors import ArchiveError
from syndicate.generator.paths import GONE, is_document, is_secret
from syndicate.parts import Parts
from syndicate.report import Problem

PACKED = ".gz"

_TEXT = frozenset({"atom", "rss", "json", "html", "xml", "opml", "css", "js", "svg", "txt"})
# Below this the packed form saves less than its own header costs.
_WORTH_PACKING = 1024
# Feeds shrink to 32 % at level 4 and to 31 % at 6, which takes twice the time.
_LEVEL = 4
_GROUP = 64_000_000
"""Bytes that are committed together: a commit waits for the whole disk."""


@dataclass(slots=True)
class Output:
    """Collect what was written, what could not be shown, and what is there no more."""

    parts: Parts
    check: bool
    written: list[str] = field(default_factory=list)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    recut: list[str] = field(default_factory=list)
    """Documents that were closed and are other ones now."""
    told: list[tuple[str, str]] = field(default_factory=list)
    """Hubs, each with a document that changed and that its readers hear of through the hub."""
    problems: list[Problem] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    """Paths of articles that could not be shown, or not as they should be."""
    _uncommitted: int = 0

    def write(self, key: str, body: bytes) -> bool:
        """Write one file if it would change; return whether it does."""
        public = self.parts.public
        is_packed = self._is_packed(key, body)
        if self.check:
            changed = public.read(key) != body
        else:
            if not is_packed:
                self._pack(key, body)
            changed = public.write(key, body)
        if changed or not is_packed:
            self.written.append(key)
            self._commit_some(len(body))
        else:
            self.unchanged += 1
        return changed

    def remove(self, key: str) -> None:
        """Remove one file, and its packed form."""
        public = self.parts.public
        there = [name for name in (key, key + PACKED) if public.exists(name)]
        if key in there:
            self.removed.append(key)
        # To delete is to commit first: only where there is something.
        for name in there if not self.check else ():
            public.delete(name)

    def complain(
        self,
        source: str | None,
        reason: str,
        path: str | None = None,
        damage: ArchiveError | None = None,
    ) -> None:
        """Note what could not be published; `path` is the article's to which it happened."""
        problem = Problem(source=source, reason=reason)
        if problem not in self.problems:
            self.problems.append(problem)
        if damage is not None and not self.check:
            self.parts.complain(damage)
        if path is not None:
            self.faulty.add(path)

    def tell_gone(self) -> None:
        """Bring the list of feeds' documents that are gone for good up to date.

        Readers are told to stop asking. Of a withdrawn article not even its name stays here.
        """
        if self.check:
            return
        public = self.parts.public
        before = (public.read(GONE) or b"").decode(errors="replace").split("\n")
        known = (key for key in (*before, *filter(is_document, self.removed)) if key)
        # A private feed's address is a secret, and this file lies beside what everybody may read.
        left = sorted({key for key in known if not is_secret(key) and not public.exists(key)})
        if left:
            public.write(GONE, "".join(f"{key}\n" for key in left).encode())
        elif any(before):
            public.delete(GONE)

    def _commit_some(self, size: int) -> None:
        """Commit a group of files before they take up much of the disk beside those they replace."""
        self._uncommitted += size
        if self._uncommitted > _GROUP and not self.check:
            self.parts.public.commit()
            self._uncommitted = 0

    def _is_packed(self, key: str, body: bytes) -> bool:
        """Tell whether the packed form is as it should be: that of the body, or not there."""
        if key.rpartition(".")[2] not in _TEXT:
            return True
        if not self._is_worth_packing(body):
            return not self.parts.public.exists(key + PACKED)
        packed = self.parts.public.read(key + PACKED)
        return packed is not None and _unpacked(packed) == body

    def _is_worth_packing(self, body: bytes) -> bool:
        return self.parts.compress and len(body) >= _WORTH_PACKING

    def _pack(self, key: str, body: bytes) -> None:
        if self._is_worth_packing(body):
            packed = gzip.compress(body, compresslevel=_LEVEL, mtime=0)
            self.parts.public.write(key + PACKED, packed)
        else:
            self.parts.public.delete(key + PACKED)


def _unpacked(packed: bytes) -> bytes | None:
    """Return what was packed, None for what is damaged."""
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return None
