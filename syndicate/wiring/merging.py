"""Two machines' archives merged by git: what it left unmerged is settled, so that the whole is sound.

    unmerged ─▶ of an article: all of its files as one of the two sides has them
             ─▶ a source's card or page, tombstones, sources.jsonl: what both know
             ─▶ anything else: left to a person
    then twins: one article that both archived under two names

A document, its sidecar and its versions belong together, which git, that goes by lines and files,
does not know. The side with more versions has it, among equals the one that a person edited, then
the one that announced it first. What the other had stays in that side's commit.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import cards, sidecar, tombstones
from syndicate.archiver.files.names import IMAGE, path_of
from syndicate.archiver.files.profiles import Files, Profile
from syndicate.config import Config
from syndicate.errors import ArchiveError, HookError, SyndicateError
from syndicate.storage.inmemory import InMemory
from syndicate.storage.local import Local
from syndicate.wiring import gitmode, ledger
from syndicate.wiring.repository import Repository

_OTHERS = ("MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD")
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Hold what was settled: articles, other files; and what a person has to see to.

    `edits` are edits by hand that gave way, with the commit that has them; `left` is unmerged.
    """

    articles: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    edits: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """Hold which files of the archive a commit has, also by the folders that they lie in."""

    commit: str
    keys: frozenset[str]
    folders: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Standing:
    """Hold an article as it stands on one side: its text by keys, and the keys of its `images`.

    Those are named by their bytes, and may be larger than memory: git has brought them.
    """

    commit: str
    files: Mapping[str, bytes]
    images: frozenset[str]
    id: str
    versions: int
    edited: bool
    announced: datetime

    @property
    def rank(self) -> tuple[int, bool, float]:
        """Return by what it is preferred: the greatest is."""
        return self.versions, self.edited, (_EVER - self.announced).total_seconds()


def merge(config: Config, profile: Profile) -> Settled:
    """Settle what git left unmerged and stage it; the commit is left to a person.

    Raises SyndicateError where no merge is under way.
    """

    async def work() -> Settled:
        git = Repository(config.root)
        if not config.archive.path.is_relative_to(config.root):
            raise SyndicateError("the archive does not lie below config.toml's folder")
        other = [found for name in _OTHERS if (found := await git.commit_of(name))]
        if not other:
            raise SyndicateError("no merge is under way", hint="it is needed where git stops")
        ours = await git.commit_of("HEAD") or ""
        return await _Merge(config, profile, git, ours, other[0]).settle()

    try:
        return asyncio.run(work())
    except HookError as error:
        raise SyndicateError(f"could not settle the merge: {error.message}") from error


@dataclass(slots=True)
class _Merge:
    """Settle one merge of two commits."""

    config: Config
    profile: Profile
    git: Repository
    ours: str
    theirs: str
    _articles: list[str] = field(default_factory=list)
    _edits: list[str] = field(default_factory=list)
    _touched: dict[str, None] = field(default_factory=dict)
    _buried: set[str] = field(default_factory=set)

    async def settle(self) -> Settled:
        """Settle what can be, and stage it."""
        sides = [await self._side(each) for each in (self.ours, self.theirs)]
        owners, common = dict[str, None](), list[str]()
        for name in await self.git.unmerged():
            owner = self._owner(name, sides)
            if owner is not None:
                owners[owner] = None
            elif self._is_common(name):
                common.append(name)
        for each in (self.ours, self.theirs):
            stones = tombstones.sound(await self._bytes(each, f"{self._home}/{tombstones.KEY}"))
            self._buried |= {stone.id for stone in stones}
        for path in owners:
            found = [await self._standing(side, path) for side in sides]
            await asyncio.to_thread(self._take, path, [each for each in found if each])
        for name in sorted(common, key=lambda each: each.endswith(".json")):
            await self._join(name)
        for one, other in await self._twins(sides):
            await asyncio.to_thread(self._part, one, other)
        await self._bring(sides)
        await self.git.stage(list(self._touched))
        return Settled(
            articles=tuple(self._articles),
            files=tuple(common),
            edits=tuple(self._edits),
            left=tuple(await self.git.unmerged()),
        )

    async def _bring(self, sides: list[_Side]) -> None:
        """Bring back pictures of settled articles that the other side had removed."""
        storage = Local(self.config.archive.path)
        for path in self._articles:
            beside = Files(path, self.profile).image("x").rpartition("/")[0]
            archive = Archive(storage, self.profile)
            try:
                names = {each for it in archive.versions(path) for each in it.images}
            except ArchiveError:
                continue
            for name in sorted(names):
                key = Files(path, self.profile).image(name)
                side = next((each for each in sides if key in each.folders.get(beside, ())), None)
                if side is not None and not storage.exists(key):
                    storage.write(key, await self.git.read(side.commit, f"{self._home}/{key}"))
                    self._touch(key)

    @property
    def _home(self) -> str:
        """Return where the archive lies below the configuration's folder."""
        return self.config.archive.path.relative_to(self.config.root).as_posix()

    async def _side(self, commit: str) -> _Side:
        found = await self.git.files(commit, self._home)
        keys = frozenset(name.removeprefix(f"{self._home}/") for name in found)
        folders = defaultdict[str, list[str]](list)
        for key in sorted(keys):
            folders[key.rpartition("/")[0]].append(key)
        return _Side(commit, keys, folders)

    def _owner(self, name: str, sides: list[_Side]) -> str | None:
        """Return the article to which a file belongs on either side."""
        key = name.removeprefix(f"{self._home}/")
        if key == name:
            return None
        folder, _, last = key.rpartition("/")
        above, _, inner = folder.rpartition("/")
        if inner.endswith(".revisions") and inner.startswith("."):
            stem = inner[1:].removesuffix(".revisions")
            candidates = [above if self.profile.bundles else f"{above}/{stem}".lstrip("/")]
        elif self.profile.bundles:
            candidates = [folder, above]
        else:
            stem = last.removesuffix(".md").removesuffix(".json").lstrip(".")
            candidates = [f"{folder}/{stem}".lstrip("/")]
        there = sides[0].keys | sides[1].keys
        known = (each for each in candidates if Files(each, self.profile).sidecar in there)
        return next(known, None)

    def _is_common(self, name: str) -> bool:
        key = name.removeprefix(f"{self._home}/")
        is_page = bool(self.profile.section) and key.rpartition("/")[2] == self.profile.section
        of_archive = key != name and (
            is_page or key == tombstones.KEY or key.startswith(f"{cards.FOLDER}/")
        )
        return of_archive or self._place(name) == self.config.state_path.parent / gitmode.NAME

    def _place(self, name: str) -> object:
        return self.config.root / name

    async def _standing(self, side: _Side, path: str) -> _Standing | None:
        """Return an article as one side has it, None where it has none that can be read."""
        files = Files(path, self.profile)
        older = side.folders.get(files.at(f".{files.stem}.revisions"), ())
        texts = [key for key in (files.main, files.sidecar) if key in side.keys]
        beside = files.image("x").rpartition("/")[0]
        images = [key for key in side.folders.get(beside, ()) if IMAGE.fullmatch(_name(key))]
        values = {
            key: await self.git.read(side.commit, f"{self._home}/{key}")
            for key in sorted((*texts, *older))
        }
        try:
            archive = Archive(InMemory(values), self.profile)
            article, versions = archive.get(path), archive.versions(path)
        except ArchiveError:
            return None
        first = versions[0].announced
        return _Standing(
            commit=side.commit,
            files=values,
            images=frozenset(images if self.profile.bundles else ()),
            id=article.id,
            versions=len(versions),
            edited=article.edited,
            announced=first,
        )

    def _take(self, path: str, found: list[_Standing]) -> None:
        """Give an article the files of one side; where it was withdrawn, none."""
        storage = Local(self.config.archive.path)
        best = max(found, key=lambda each: each.rank, default=None)
        if best is None:
            return
        if best.id in self._buried:
            best = replace(best, files={}, images=frozenset(), edited=True)
        for each in found:
            if each.edited and each.files != best.files and best.files:
                self._edits.append(f"{path}: an edit by hand stays in {each.commit[:12]}")
            for key in {*each.files, *each.images} - {*best.files, *best.images}:
                storage.delete(key)
                self._touch(key)
        for key, data in best.files.items():
            storage.write(key, data)
            self._touch(key)
        self._articles.append(path)

    async def _join(self, name: str) -> None:
        """Write what both sides know of a file that belongs to no article."""
        one, other = [await self._bytes(commit, name) for commit in (self.ours, self.theirs)]
        key = name.removeprefix(f"{self._home}/")
        storage = Local(self.config.archive.path)
        if key == name:
            joined = ledger.loads(one + b"\n" + other, self.config.sources).lines
            text = "".join(f"{line.text}\n" for _, line in sorted(joined.items()))
            Local(self.config.state_path.parent).write(gitmode.NAME, text.encode())
        elif key == tombstones.KEY:
            storage.write(key, one)
            tombstones.add(storage, tombstones.sound(other))
        elif key.startswith(f"{cards.FOLDER}/"):
            storage.write(key, _card(key, one, other))
        else:
            storage.write(key, one or other)
        self._touched[name] = None

    async def _bytes(self, commit: str, name: str) -> bytes:
        try:
            return await self.git.read(commit, name)
        except HookError:
            return b""

    async def _twins(self, sides: list[_Side]) -> list[tuple[_Standing, _Standing]]:
        """Return pairs of articles with one key that only one side each has, and that are there.

        What one side moved, git has moved: its old place is no second article.
        """
        pairs, known = [], dict[str, str]()
        storage, there = Local(self.config.archive.path), {*await self.git.staging(self._home)}
        for side, other in (sides, sides[::-1]):
            for key in sorted(side.keys - other.keys):
                path, home = path_of(key, self.profile), f"{self._home}/{key}"
                if path is None or not key.endswith(".json") or home not in there:
                    continue
                data = await asyncio.to_thread(storage.read, key)
                name = _key(data or await self.git.read(side.commit, home), key)
                if name is None or known.setdefault(name, path) == path:
                    continue
                found = [await self._standing(each, known[name]) for each in sides]
                twin = next((each for each in found if each), None)
                if twin and (mine := await self._standing(side, path)):
                    pairs.append((twin, mine))
        return pairs

    def _part(self, one: _Standing, other: _Standing) -> None:
        """Keep one of two articles that are the same."""
        storage = Local(self.config.archive.path)
        less = min(one, other, key=lambda each: each.rank)
        for key in (*less.files, *less.images):
            storage.delete(key)
            self._touch(key)
        paths = {path_of(key, self.profile) for each in (one, other) for key in each.files}
        self._articles += sorted(path for path in paths if path)
        if less.edited:
            self._edits.append(f"{min(less.files)}: an edit by hand stays in {less.commit[:12]}")

    def _touch(self, key: str) -> None:
        self._touched[f"{self._home}/{key}"] = None


def _name(key: str) -> str:
    return key.rpartition("/")[2]


def _key(data: bytes, key: str) -> str | None:
    try:
        return sidecar.loads(data, path=key).key
    except ArchiveError:
        return None


def _card(key: str, one: bytes, other: bytes) -> bytes:
    """Return a card that knows what both sides passed over; else it is the first's."""
    source = key.rpartition("/")[2].removesuffix(".json")
    found = []
    for data in (one, other):
        try:
            found.append(cards.get(InMemory({key: data} if data else {}), source))
        except ArchiveError:
            found.append(None)
    mine, theirs = found
    if mine is None or theirs is None:
        return one if mine else other
    storage = InMemory()
    passed = tuple(dict.fromkeys((*theirs.passed, *mine.passed)))
    refused = tuple(dict.fromkeys((*theirs.refused, *mine.refused)))
    cards.put(storage, replace(mine, passed=passed, refused=refused), page="")
    return storage.values[key]
