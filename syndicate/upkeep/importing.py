"""A folder of Markdown becomes part of the archive: the order of an import.

    tree ─▶ look (whose?) ─▶ read every file ─▶ lineage (versions, order)
    a batch at a time: locate ─▶ each: read again ─▶ pictures ─▶ archive.put ─▶ memory.adopt

Every file is read twice, so that memory holds no texts but those of one article. State is distrusted
while articles come: a killed import is followed by a rebuild, and the same import again ends with
the same bytes. What was fetched is never replaced by a file.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from syndicate import identity, log, tombs, urls
from syndicate.archiver.archive import Archive, Put
from syndicate.archiver.files.cards import Card
from syndicate.archiver.files.profiles import Files, Profile
from syndicate.archiver.files.tombstones import Tombstones
from syndicate.archiver.foreign import adopting, lineage, pictures, trees
from syndicate.archiver.foreign import reading as foreign
from syndicate.archiver.foreign.adopting import Adopted
from syndicate.archiver.foreign.embeds import Tree
from syndicate.archiver.foreign.lineage import Leaf, Step
from syndicate.archiver.foreign.reading import Foreign
from syndicate.errors import ArchiveError, StorageError
from syndicate.model import Article, Identity
from syndicate.parts import Parts
from syndicate.report import File, Imported
from syndicate.state.base import Row, Selection
from syndicate.storage.base import Storage
from syndicate.storage.grouped import Grouped

IMPORTER = "import/1"
"""What wrote a version that came from a file, kept in its record."""

BEGUN = ".syndicate/import"
"""What is there while an import is not done: the name of its batch, if it has one."""

REMOVED = "it was removed from this archive"

BATCH = 500
"""Files between two transactions, and two flushes of the disk."""

_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Say what is to be imported, and how it is to be read.

    Keys of `tree` below `prefix` are taken. `in_place` says that it is the archive itself.
    """

    tree: Storage
    prefix: str
    kind: trees.Kind
    profile: Profile
    zone: ZoneInfo
    source: str | None = None
    in_place: bool = False


@dataclass(slots=True)
class _Run:
    """Collect what an import did."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: dict[str, tuple[int, str]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    sizes: Counter[str] = field(default_factory=Counter)
    filled: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    placed: dict[str, str] = field(default_factory=dict)
    last: datetime | None = None

    def tell(self, path: str, kind: str, to: str | None = None, notes: Sequence[str] = ()) -> None:
        """Count a file; name it where it did not simply become an article."""
        self.counts[kind] += 1
        for note in notes:
            count, first = self.notes.get(note, (0, path))
            self.notes[note] = (count + 1, first)
        if kind not in ("new", "unchanged", "touched"):
            self.files.append(File(path=path, kind=kind, to=to, notes=tuple(notes)))


async def bring(parts: Parts, wanted: Wanted, storage: Grouped, *, dry: bool) -> Imported:
    """Import a tree; with `dry` only say what would be done.

    `storage` is the archive's: what was written is made durable before state knows of it.
    """
    run = _Run()
    keys = tuple(await asyncio.to_thread(lambda: list(wanted.tree.keys(wanted.prefix))))
    leaves = await asyncio.to_thread(_survey, wanted, keys, run)
    steps = lineage.order(leaves)
    last = await parts.memory.last_announced()
    now = parts.clock.now()
    (rows,) = await parts.memory.latest([Selection(limit=None)])
    begun = await asyncio.to_thread(storage.read, BEGUN)
    goes_on = begun is not None and await asyncio.to_thread(_goes_on, parts.archive, rows, last)
    fresh = None if last is None else f"import-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    batch = (begun or b"").decode() or None if goes_on else fresh
    run.taken = {identity.folded(row.path) for row in rows}
    run.last = last
    removed = await tombs.removed(parts)
    work = _Work(parts.archive, wanted, Tree(keys), run, now, batch, removed)
    if not dry:
        await parts.memory.distrust()
        await asyncio.to_thread(storage.write, BEGUN, (batch or "").encode())
    for some in _batches(steps):
        named = await asyncio.to_thread(work.names, some)
        located = await parts.memory.locate(named)
        if dry:
            await asyncio.to_thread(work.foretell, some, named, located)
            continue
        written = await asyncio.to_thread(work.put, some, named, located)
        await asyncio.to_thread(storage.commit)
        await parts.memory.adopt(written)
    if not dry:
        await asyncio.to_thread(_put_cards, parts.archive, run)
        await asyncio.to_thread(storage.commit)
        await parts.memory.trust()
        await asyncio.to_thread(storage.delete, BEGUN)
    return Imported(
        tree=wanted.kind,
        counts=dict(run.counts),
        notes=run.notes,
        files=tuple(run.files),
        sources=tuple(sorted(run.names)),
        documents=dict(sorted(run.sizes.items())),
        batch=batch if run.counts["new"] or run.counts["revised"] else None,
    )


def _goes_on(archive: Archive, rows: Sequence[Row], last: datetime | None) -> bool:
    """Tell whether nothing else was announced since the import that was killed."""
    newest = (row.path for row in rows if row.announced == last)
    return all(archive.versions(path)[-1].extractor == IMPORTER for path in newest)


def _survey(wanted: Wanted, keys: Sequence[str], run: _Run) -> Sequence[Leaf]:
    """Read every document once, for what tells it apart; what is none is told."""
    taken, left = trees.documents(keys, wanted.kind)
    for key, reason in left.items():
        run.tell(key, "skipped", notes=(reason,))
    sidecars = {key for key in keys if key.endswith(".json")} if wanted.in_place else set()
    leaves = []
    for key in taken:
        here = _why_not_here(key, sidecars, wanted.profile) if wanted.in_place else None
        if here:
            run.tell(key, "skipped", notes=(here,))
        elif (leaf := _leaf(wanted, key, run)) is not None:
            leaves.append(leaf)
    return leaves


def _why_not_here(key: str, sidecars: set[str], profile: Profile) -> str | None:
    """Say why a document can't be adopted where it lies."""
    files = Files(_path(key, profile) or "", profile)
    if files.main != key:
        return f"the profile {profile.name} has no article of that name"
    return "it is in the archive already" if files.sidecar in sidecars else None


def _path(key: str, profile: Profile) -> str | None:
    """Return the path of the article whose document the key would be."""
    ending = "/index.md" if profile.bundles else ".md"
    return key.removesuffix(ending) if key.endswith(ending) else None


def _leaf(wanted: Wanted, key: str, run: _Run) -> Leaf | None:
    try:
        file = _read(wanted, key)
        if wanted.in_place and file.notes:
            run.tell(key, "skipped", notes=(*file.notes, "only a copy can be imported"))
            return None
        if file.form is None and wanted.kind not in ("obsidian", "plain"):
            run.tell(key, "skipped", notes=("it has no front matter",))
            return None
        told = adopting.outline(
            file, wanted.kind, wanted.profile, wanted.zone, source=wanted.source
        )
    except ArchiveError as error:
        run.tell(key, "damaged", notes=(error.message,))
        return None
    if told.draft:
        run.tell(key, "skipped", notes=("it is a draft",))
        return None
    run.names.setdefault(told.source, told.name)
    run.sizes[told.source] += 1
    return Leaf(path=key, told=told, address=urls.canonical(told.address) if told.address else None)


def _read(wanted: Wanted, key: str) -> Foreign:
    try:
        data = wanted.tree.read(key)
    except StorageError as error:
        raise ArchiveError(error.message, path=key) from error
    if data is None:
        raise ArchiveError(f"{key} is missing", path=key)
    return foreign.read(data, path=key)


def _adopt(wanted: Wanted, file: Foreign) -> Adopted:
    return adopting.adopt(file, wanted.kind, wanted.profile, wanted.zone, source=wanted.source)


def _batches(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    for start in range(0, len(steps), BATCH):
        yield steps[start : start + BATCH]


def _put_cards(archive: Archive, run: _Run) -> None:
    """Keep what each source of an article is called; a card that is there says more."""
    for source in sorted(run.filled):
        if archive.card(source) is None:
            archive.put_card(Card(source=source, title=run.names[source]))


@dataclass(frozen=True, slots=True)
class _Work:
    """Do a batch at a time, in a thread."""

    archive: Archive
    wanted: Wanted
    tree: Tree
    run: _Run
    now: datetime
    batch: str | None
    removed: Tombstones

    def names(self, steps: Sequence[Step]) -> Sequence[Identity]:
        """Return the names of the articles that the files are."""
        profile = self.wanted.profile
        return [
            adopting.identity_of(step.leaf.told, step.main, profile, by_address=step.by_address)
            for step in steps
        ]

    def foretell(
        self, steps: Sequence[Step], named: Sequence[Identity], located: Sequence[str | None]
    ) -> None:
        """Tell what would become of the files."""
        for step, names, path in zip(steps, named, located, strict=True):
            if self._was_removed(names, path):
                self.run.tell(step.path, "skipped", None, (REMOVED,))
                continue
            notes = _adopt(self.wanted, _read(self.wanted, step.path)).notes
            older = "version" if step.is_older else "new"
            self.run.tell(step.path, "known" if path else older, path, notes)

    def put(
        self, steps: Sequence[Step], named: Sequence[Identity], located: Sequence[str | None]
    ) -> Sequence[Article]:
        """Write articles; return them as they stand now."""
        done = map(self._one, steps, named, located)
        return [article for article in done if article is not None]

    def _one(self, step: Step, names: Identity, located: str | None) -> Article | None:
        path = self.run.placed.get(step.main)
        try:
            if path is None and located is not None and (why := self._why_known(step, located)):
                self.run.tell(step.path, "known", located, (why,))
                return None
            if path is None and self._was_removed(names, located):
                self.run.tell(step.path, "skipped", None, (REMOVED,))
                return None
            if self.wanted.in_place and step.is_older:
                self.run.tell(step.path, "skipped", None, (f"{step.main} is newer",))
                return None
            return self._take(step, names, path or located)
        except ArchiveError as error:
            self.run.tell(step.path, "damaged", path or located, (error.message,))
            return None

    def _take(self, step: Step, names: Identity, path: str | None) -> Article:
        """Read a file once more, whole, and write its article."""
        file = _read(self.wanted, step.path)
        adopted = _adopt(self.wanted, file)
        article = adopting.identified(adopted.article, names)
        path = path or self._place(step, article)
        put, notes = self._put(article, file, path)
        self.run.placed[step.main] = path
        self.run.filled.add(article.source)
        self.run.taken.add(identity.folded(path))
        kind = "version" if step.is_older else put.kind
        more = (f"{step.main} is newer",) if step.is_older else ()
        self.run.tell(step.path, kind, put.saved or path, (*adopted.notes, *notes, *more))
        return put.article

    def _was_removed(self, names: Identity, located: str | None) -> bool:
        """Tell whether somebody took the article out; a document put back in place says more."""
        return located is None and not self.wanted.in_place and self.removed.match(names)

    def _why_known(self, step: Step, path: str) -> str | None:
        if step.is_older:
            return "a newer version is in the archive"
        newest = self.archive.versions(path)[-1]
        return None if newest.extractor == IMPORTER else "it was fetched from its source"

    def _place(self, step: Step, article: Article) -> str:
        """Return where a new article goes: where it lay, if that is a place of this profile's."""
        profile, taken = self.archive.profile, self.run.taken
        own = _path(step.main, profile)
        if self.wanted.profile.name == profile.name and own and self._may_lie(own):
            return own
        candidates = self.archive.places(article, self.now)
        free = (path for path in candidates if identity.folded(path) not in taken)
        return next(free, candidates[-1])

    def _may_lie(self, path: str) -> bool:
        """Tell whether no article lies there; what is in place already has no choice."""
        return self.wanted.in_place or identity.folded(path) not in self.run.taken

    def _put(self, article: Article, file: Foreign, path: str) -> tuple[Put, Sequence[str]]:
        bring = pictures.left if self.wanted.in_place else pictures.bring
        found = bring(article, file.path, self.tree, self.wanted.tree)
        same = self.wanted.profile.name == self.archive.profile.name
        stays = self.wanted.in_place or (same and adopting.reads(file, self.wanted.profile))
        raw = file.text.encode() if stays and not found.bodies else None
        brought = found.article
        if raw is None:
            brought = adopting.with_extra(brought, file, self.wanted.profile)
        put = self.archive.put(
            brought,
            path,
            now=self.now,
            announce=self._announce(article),
            assets=found.bodies,
            extractor=IMPORTER,
            batch=self.batch,
            raw=raw,
        )
        announced = put.article.announced
        if announced and (self.run.last is None or announced > self.run.last):
            self.run.last = announced
        return put, found.notes

    def _announce(self, article: Article) -> datetime:
        """Return the instant of a version: into a new archive by its date, else now."""
        last = self.run.last
        wanted = min(article.date or self.now, self.now) if self.batch is None else self.now
        return wanted if last is None else max(wanted, last + timedelta(microseconds=1))
