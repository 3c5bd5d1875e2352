"""The defects of an archive, or of a tree that other programs wrote: counted, and mended where asked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from syndicate import urls
from syndicate.archiver import defects
from syndicate.archiver.archive import Archive
from syndicate.archiver.foreign import adopting, trees
from syndicate.archiver.foreign import reading as foreign
from syndicate.errors import ArchiveError, StorageError
from syndicate.model import Article
from syndicate.report import Class, Diagnosis
from syndicate.upkeep.importing import Wanted

_FILE_CLASSES = {
    "unreadable": "the file can't be read",
    "cr": "its line ends are CR",
    "byte-order-mark": "it begins with a byte order mark",
    "encoding": "it is not UTF-8",
    "no-zone": "its date has no zone",
    "no-date": "it has no date",
    "no-source-link": "its link to the source is missing, or is no link in Markdown",
    "same-address": "an older file has the same address",
    "same-text": "another file has the same text",
    "same-title": "another file in its language has the same title",
}
_NOTED = {
    foreign.CR: "cr",
    foreign.MARK: "byte-order-mark",
    foreign.LATIN: "encoding",
    adopting.NO_ZONE: "no-zone",
    adopting.NO_DATE: "no-date",
    adopting.NO_ADDRESS: "no-source-link",
    adopting.BAD_TRAILER: "no-source-link",
}


@dataclass(slots=True)
class Examination:
    """Collect what is found in one article after the other."""

    articles: int = 0
    _times: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def note(self, name: str, path: str, times: int = 1) -> None:
        """Count a defect of the file at `path`."""
        self._times[name] += times
        self._paths[name].append(path)

    def look(self, article: Article, path: str) -> None:
        """Count all defects of an article, and whether it repeats one before."""
        self.articles += 1
        for name, times in defects.found(article).items():
            self.note(name, path, times)
        text = hashlib.sha256(article.markdown.strip().encode()).hexdigest()
        self._twice("same-text", text, path)
        if article.canonical_url:
            self._twice("same-address", urls.canonical(article.canonical_url), path)
        self._twice("same-title", f"{article.lang}\n{article.title}", path)

    def _twice(self, name: str, value: str, path: str) -> None:
        if (name, value) in self._seen:
            self.note(name, path)
        self._seen.add((name, value))

    def result(self, mended: Sequence[str] = (), kept: Sequence[str] = ()) -> Diagnosis:
        """Return the classes in which something was found, the most common first."""
        says = _FILE_CLASSES | {each.name: each.says for each in defects.DEFECTS}
        classes = [
            Class(
                name=name,
                says=says[name],
                articles=len(paths),
                times=self._times[name],
                mendable=name in defects.NAMES and defects.NAMES[name].remedy is not None,
                paths=tuple(paths),
            )
            for name, paths in self._paths.items()
        ]
        classes.sort(key=lambda each: (-each.articles, each.name))
        return Diagnosis(
            articles=self.articles,
            classes=tuple(classes),
            mended=tuple(mended),
            kept=tuple(kept),
        )


def tree(wanted: Wanted) -> Diagnosis:
    """Examine a tree that other programs wrote."""
    found = Examination()
    keys = tuple(wanted.tree.keys())
    taken, _ = trees.documents(keys, wanted.kind)
    for key in taken:
        try:
            file = foreign.read(wanted.tree.read(key) or b"", path=key)
            adopted = adopting.adopt(file, wanted.kind, wanted.profile, wanted.zone)
        except (ArchiveError, StorageError):
            found.note("unreadable", key)
            continue
        for note in adopted.notes:
            if note in _NOTED:
                found.note(_NOTED[note], key)
        found.look(adopted.article, key)
    return found.result()


def archive(articles: Iterable[Article | ArchiveError]) -> Diagnosis:
    """Examine an archive of ours."""
    found = Examination()
    for article in _sound(articles, found):
        found.look(article, article.path or "")
    return found.result()


def _sound(articles: Iterable[Article | ArchiveError], found: Examination) -> Iterator[Article]:
    for article in articles:
        if isinstance(article, ArchiveError):
            found.note("unreadable", article.path)
        else:
            yield article


def mend(home: Archive, *, dry: bool) -> tuple[Diagnosis, Sequence[Article]]:
    """Rewrite what can be mended; return what was found before, and the articles as they are now.

    A text that a person edited stays.
    """
    found = Examination()
    done: list[str] = []
    kept: list[str] = []
    now: list[Article] = []
    for article in _sound(home.articles(), found):
        path = article.path or ""
        found.look(article, path)
        mended = defects.mended(article)
        if mended == article:
            continue
        if article.edited:
            kept.append(path)
            continue
        if not dry:
            put = home.amend(mended, path, assets={})
            now.append(put.article)
        done.append(path)
    return found.result(done, kept), now
