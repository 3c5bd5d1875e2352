"""Articles in a storage: put-if-changed, read back, every version kept.

    put: read what is there ─▶ revise.decide ─▶ images ─▶ old version ─▶ sidecar ─▶ document

A crash between any two of these steps leaves an article that reads as before, and the same put
again ends with the same bytes as one that was never interrupted. Nothing but the files is needed
to read anything. One writer per article at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from syndicate.archiver.files import (
    attachments,
    cards,
    document,
    foundation,
    names,
    stored,
    tombstones,
)
from syndicate.archiver.files import sidecar as sidecars
from syndicate.archiver.files.amend import amended
from syndicate.archiver.files.cards import Card
from syndicate.archiver.files.draft import Stamp, draft, with_images
from syndicate.archiver.files.ondisk import OnDisk, article_of, shown, stand
from syndicate.archiver.files.profiles import NEUTRAL, Files, Profile
from syndicate.archiver.files.revise import Kind, Plan, decide, reapply
from syndicate.archiver.files.sidecar import Version
from syndicate.errors import ArchiveError, StorageError
from syndicate.model import Article, Enclosure, Revision, Tombstone
from syndicate.storage.base import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Hold what a put did, and the article as it stands now.

    new, revised: a version was written; `article.announced` is its own, also when a killed run
    had minted it. touched: details changed, no version. unchanged: no byte. kept: a person's
    edit stays, the upstream version went to `saved`.
    """

    kind: Kind
    article: Article
    saved: str | None = None


class Archive:
    """Keep articles in `storage` as `profile` lays them out; a path names an article's files."""

    def __init__(self, storage: Storage, profile: Profile = NEUTRAL) -> None:
        self._storage = storage
        self._profile = profile

    def prepare(self) -> None:
        """Make the archive ready for its one writer: format, profile, notes for people.

        Raises ArchiveError when a newer Syndicate wrote it, ConfigError when it has another
        profile.
        """
        foundation.prepare(self._storage, self._profile)

    def check(self) -> None:
        """Raise ConfigError when the archive has another profile."""
        foundation.check_profile(self._storage, self._profile)

    @property
    def profile(self) -> Profile:
        """Return how articles are laid out."""
        return self._profile

    def places(self, article: Article, now: datetime) -> tuple[str, ...]:
        """Return candidate paths for a new article, best first; other people's files are none."""
        candidates = names.places(article, now, self._profile)
        return tuple(path for path in candidates if not self._is_foreign(path)) or candidates[-1:]

    def get(self, path: str) -> Article:
        """Return the article; raise ArchiveError when it is missing or damaged."""
        return shown(self._standing(path), Files(path, self._profile))

    def put(
        self,
        article: Article,
        path: str,
        *,
        now: datetime,
        announce: datetime,
        assets: Mapping[str, bytes],
        extractor: str,
        batch: str | None = None,
        raw: bytes | None = None,
        capture: str | None = None,
        before: Article | None = None,
        ahead: Callable[[], object] | None = None,
    ) -> Put:
        """Write what changed of the article; `assets` are the bytes of images by their names.

        `raw` becomes the document, byte for byte, where it reads as the article's text; a
        document that is it already, without a sidecar, is adopted. `capture` names what the article was made
        of; `ahead` is called before the first file is written. `before` is what the present
        version would be, made today: the same again is no news. Raises ArchiveError when what
        is there is damaged, or when what would be there could not be read: nothing is written
        then.
        """
        files = Files(path, self._profile)
        there = self._read(files.main)
        beside = self._read(files.sidecar)
        if there is not None and there == raw and beside is None:
            there = None
        left = sidecars.loads(beside, path=files.sidecar) if there is None and beside else None
        ondisk = stand(there, beside, files) if there is not None else None
        stamp = Stamp(now.astimezone(UTC), announce.astimezone(UTC), extractor, batch, capture)
        today = draft(before, files) if before and ondisk else None
        sent = draft(attachments.carried(article, ondisk), files, raw)
        plan = decide(sent, ondisk, left, stamp, files, today)
        after = shown(_after(plan, there, beside, files), files)
        if plan.writes and ahead:
            ahead()
        self._write(plan, assets, files)
        return Put(kind=plan.kind, article=after, saved=plan.saved)

    def amend(self, article: Article, path: str, *, assets: Mapping[str, bytes]) -> Put:
        """Rewrite the present version where it lies: no new one, nothing to announce.

        Raises ArchiveError when what is there is damaged.
        """
        files = Files(path, self._profile)
        ondisk = self._standing(path)
        plan = amended(article, ondisk, files)
        after = shown(_after(plan, ondisk.raw, self._read(files.sidecar), files), files)
        self._write(plan, assets, files)
        return Put(kind=plan.kind, article=after)

    def reapply(self, article: Article, path: str, *, extractor: str, dry: bool = False) -> Put:
        """Make the present version what `article` is: what was kept of its page, read anew.

        No new version, nothing to announce; hand edits stay. With `dry` nothing is written.
        Raises ArchiveError when what is there is damaged.
        """
        files = Files(path, self._profile)
        ondisk = self._standing(path)
        old = ondisk.version.revision
        stamp = Stamp(old.archived, old.announced, extractor)
        sent = draft(attachments.carried(article, ondisk), files)
        plan = reapply(sent, ondisk, stamp, files)
        after = shown(_after(plan, ondisk.raw, self._read(files.sidecar), files), files)
        if not dry:
            self._write(plan, {}, files)
        return Put(kind=plan.kind, article=after)

    def unedited(self, path: str, today: Article) -> Article | None:
        """Return the present version as it was written, where `today` is what it was made of."""
        files, ondisk = Files(path, self._profile), self._standing(path)
        sent = with_images(draft(today, files), ondisk.version.assets, files)
        if sent.text != ondisk.signature.text:
            return None
        return replace(shown(ondisk, files), markdown=sent.article.markdown, edited=False)

    def attach(self, path: str, enclosures: Sequence[Enclosure]) -> Article:
        """Record what became of media files of the present version; the document stays as it is.

        Raises ArchiveError when what is there is damaged.
        """
        files = Files(path, self._profile)
        ondisk = self._standing(path)
        plan = attachments.attached(enclosures, ondisk, files)
        after = shown(_after(plan, ondisk.raw, self._read(files.sidecar), files), files)
        self._write(plan, {}, files)
        return after

    def fill(self, path: str, name: str, pieces: Iterable[bytes]) -> None:
        """Keep a file beside an article, which is attached to it after that."""
        self._storage.fill(Files(path, self._profile).image(name), pieces)

    def media(self, path: str) -> tuple[str, ...]:
        """Return the keys of an article's media files, those of its earlier versions too."""
        files = Files(path, self._profile)
        names = attachments.names(self._standing(path).finished)
        return tuple(key for key in map(files.image, names) if self._storage.exists(key))

    def pieces(self, key: str) -> Iterator[bytes]:
        """Yield a file of any size piece by piece."""
        return self._storage.pieces(key)

    def version(self, path: str, number: int) -> Article:
        """Return one version of the article; raise ArchiveError when there is none."""
        ondisk, files = self._standing(path), Files(path, self._profile)
        if number == ondisk.version.revision.number:
            return shown(ondisk, files)
        version = _version(ondisk, number, files)
        key = files.at(version.revision.file)
        loaded = document.loads(self._present(key), self._profile, path=key)
        return article_of(loaded, version, version.written, ondisk.sidecar, files)

    def versions(self, path: str) -> tuple[Revision, ...]:
        """Return the records of all versions, oldest first.

        One that is newer than the shown version was kept beside a person's edit.
        """
        return tuple(version.revision for version in self._standing(path).finished)

    def raw(self, path: str, number: int | None = None) -> bytes:
        """Return the document's file, or that of one version, byte for byte."""
        files = Files(path, self._profile)
        if number is None:
            return self._present(files.main)
        ondisk = self._standing(path)
        if number == ondisk.version.revision.number:
            return ondisk.raw
        return self._present(files.at(_version(ondisk, number, files).revision.file))

    def files(self, path: str) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the article but media, by its key; images that are missing not.

        Raises ArchiveError when a document is missing or damaged.
        """
        ondisk, files = self._standing(path), Files(path, self._profile)
        for name in dict.fromkeys(each for it in ondisk.finished for each in it.revision.images):
            if (image := self.asset(path, name)) is not None:
                yield files.image(name), image
        for version in ondisk.finished:
            if version is not ondisk.version:
                key = files.at(version.revision.file)
                yield key, self._present(key)
        yield files.sidecar, self._present(files.sidecar)
        yield files.main, ondisk.raw

    def articles(self) -> Iterator[Article | ArchiveError]:
        """Yield every article in path order; damage is yielded in the article's place."""
        for path in self._paths():
            try:
                yield self.get(path)
            except ArchiveError as error:
                yield error

    def asset(self, path: str, name: str) -> bytes | None:
        """Return an image of the article, None when it is not there."""
        key = Files(path, self._profile).image(name)
        return stored.read(self._storage, key, limit=None)

    def card(self, source: str) -> Card | None:
        """Return what is kept of a source, None when it was never read."""
        return cards.get(self._storage, source)

    def cards(self) -> Iterator[Card | ArchiveError]:
        """Yield what is kept of every source; damage is yielded in the card's place."""
        return cards.every(self._storage)

    def readable_cards(self) -> Sequence[Card]:
        """Return the cards but damaged ones, which whoever publishes or verifies reports."""
        return [card for card in self.cards() if not isinstance(card, ArchiveError)]

    def put_card(self, card: Card) -> bool:
        """Keep what a source says of itself; return whether any file changed."""
        return cards.put(self._storage, card, page=self._profile.section)

    def stones(self) -> Sequence[Tombstone]:
        """Return the names of what was removed, an article each; raise ArchiveError on damage."""
        return tombstones.every(self._storage)

    def kept_names(self) -> tuple[str, bytes | None]:
        """Return the file of what was removed, by its key, as it is."""
        return tombstones.KEY, stored.read(self._storage, tombstones.KEY)

    def bury(self, stones: Sequence[Tombstone]) -> None:
        """Keep the names of articles that were removed; those that are there are not repeated."""
        tombstones.add(self._storage, stones)

    def is_gone(self, path: str) -> bool:
        """Tell whether the article has neither a document nor a sidecar any more.

        Raises ArchiveError when the document alone is missing.
        """
        files = Files(path, self._profile)
        if self._storage.exists(files.main):
            return False
        if self._storage.exists(files.sidecar):
            raise ArchiveError(f"{files.main} is missing beside its sidecar", path=files.main)
        return True

    def has_page(self, source: str) -> bool:
        """Tell whether the page about a source is there, where the profile writes one."""
        section = self._profile.section
        return bool(section) and self._storage.exists(f"{source}/{section}")

    def others(self, known: Collection[str]) -> Iterator[Article | ArchiveError]:
        """Yield the articles at other paths than the `known` ones; documents of others are none."""
        for path in self._paths(known if self._profile.bundles else ()):
            if path not in known:
                try:
                    yield self.get(path)
                except ArchiveError as error:
                    if self._storage.exists(Files(path, self._profile).sidecar):
                        yield error

    def _standing(self, path: str) -> OnDisk:
        files = Files(path, self._profile)
        return stand(self._present(files.main), self._read(files.sidecar), files)

    def _read(self, key: str) -> bytes | None:
        return stored.read(self._storage, key)

    def _present(self, key: str) -> bytes:
        data = self._read(key)
        if data is None:
            raise ArchiveError(f"{key} is missing", path=key)
        return data

    def _write(self, plan: Plan, assets: Mapping[str, bytes], files: Files) -> None:
        for name in plan.images:
            if name in assets:
                self._storage.write(files.image(name), assets[name])
        for key, data in plan.writes:
            try:
                self._storage.write(key, data)
            except StorageError as error:
                if isinstance(error.__cause__, IsADirectoryError):
                    raise ArchiveError(f"{key} is damaged: it is a folder", path=key) from error
                raise

    def _is_foreign(self, path: str) -> bool:
        files = Files(path, self._profile)
        return self._storage.exists(files.main) and not self._storage.exists(files.sidecar)

    def _paths(self, but: Collection[str] = ()) -> Iterator[str]:
        last = None
        for key in self._storage.keys("", but=but):
            path = names.path_of(key, self._profile)
            if path is not None and path != last:
                last = path
                yield path


def _after(plan: Plan, raw: bytes | None, beside: bytes | None, files: Files) -> OnDisk:
    """Return what will stand once the plan is carried out: what can't be read is not written."""
    written = dict(plan.writes)
    for key, data in written.items():
        stored.check(key, data)
    return stand(written.get(files.main, raw or b""), written.get(files.sidecar, beside), files)


def _version(ondisk: OnDisk, number: int, files: Files) -> Version:
    for version in ondisk.finished:
        if version.revision.number == number:
            return version
    raise ArchiveError(f"{files.main} has no version {number}", path=files.main)
