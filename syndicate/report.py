"""What a run tells whoever watches it, and what it ends with: values between app and face.

An `Event` is one thing that happened, handed over while the run goes on; a `Summary` is the
sum of them. Neither knows how it will be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from syndicate.model import Article, Condition, Document, Inferred, Page, Source
from syndicate.model.listed import Missing

Kind = Literal[
    "checking",  # a source is about to be asked
    "checked",  # it sent a document: counts entries, new, passed, filtered
    "unchanged",  # 304, or the bytes of last time
    "archived",  # a new article was written
    "revised",  # a newer version of a known article was written
    "kept",  # a newer version went to the revisions: the article was edited by hand
    "partial",  # an article was written, but not whole: `reason`
    "missed",  # a source's select.content found nothing in an entry's page, once a turn: `reason`
    "passed",  # an entry would be passed over by the source's filter: `reason` (dry runs)
    "failed",  # a source, or with `url` one of its entries, failed: `reason`
    "deleted",  # an article that a person deleted from the archive is remembered as such
    "adopted",  # articles that only the archive knew were taken up: `reason`
    "waiting",  # the source or its host may not be asked before `until`
    "downloaded",  # a media file is kept beside its article: counts bytes
    "missing",  # a media file can't be had: `reason`; with `until` it is asked for again
    "localized",  # an article's images were brought home: counts images, left
    "finished",  # the source's part of its turn ended: counts new, revised, partial, failed
    "published",  # feeds were written: counts written, unchanged, removed
    "subscribed",  # a hub sends from now on what the source publishes, `until` the lease ends
    "renewed",  # it goes on doing so, `until`
    "pushed",  # it sent a document: counts entries, new, passed, filtered
    "refused",  # it won't, or can't: `reason`
    "unsubscribed",  # it stopped, for it was told to
]


def look_again(source: Source) -> str:
    """Return what to do about a document that is not at its address any more."""
    if source.kind in ("auto", "feed"):
        return f"syndicate doctor {source.id} looks for it on its site; else say enabled = false"
    return "look for it again: syndicate add SITE; then change its url, or say enabled = false"


def look_for_rules(source: Source) -> str:
    """Return what to do about a document in which what is selected is not there any more."""
    return (
        f"syndicate preview {source.id} shows what each selector finds,"
        f" syndicate doctor {source.id} looks for the list anew"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Hold one thing that happened in a run, or would have in a dry one; `path` in the archive."""

    kind: Kind
    at: datetime
    source: str | None = None
    title: str | None = None
    url: str | None = None
    path: str | None = None
    reason: str | None = None
    hint: str | None = None
    until: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Hold why a source (None: the whole archive or site) is not well, and the next command."""

    source: str | None
    reason: str
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Hold how a run ended: how many sources were asked or worked on, and what came of it.

    `failed` counts sources, not entries; `partial` articles are in `new` or `revised` too.
    `waiting` sources may not be asked before `waiting_until` (the earliest). `published` counts
    files written under public/; `removed` are documents to which readers subscribed and that no
    feed defines any more, `recut` those of feeds' histories that were closed and are other ones now.
    """

    sources: int = 0
    failed: int = 0
    not_modified: int = 0
    new: int = 0
    revised: int = 0
    partial: int = 0
    waiting: int = 0
    waiting_until: datetime | None = None
    published: int = 0
    removed: tuple[str, ...] = ()
    recut: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Hold what a build wrote, or with check would write: keys relative to public/.

    `recut` are documents of feeds' histories that were closed, and are other ones now.
    """

    damaged: bool = False
    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    recut: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Candidate(Protocol):
    """Name a feed that a page declares or links to."""

    @property
    def url(self) -> str:
        """Return the feed's absolute URL."""
        ...

    @property
    def title(self) -> str | None:
        """Return what the page calls it."""
        ...

    @property
    def type(self) -> str | None:
        """Return the media type that the page gives it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Hold what was found behind a URL that somebody wants to follow.

    `page` is the answer that carried `document`, `candidates` are all feeds, the chosen one
    first. Of a page without one `lists` are its lists; `document` is what the first, best shows.
    """

    url: str
    document: Document
    page: Page
    candidates: tuple[Candidate, ...] = ()
    lists: tuple[Inferred, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Hold what an entry would become: its article, images remote.

    `missed` are selectors of select.content and select.remove that found nothing in its page,
    `problem` is why its page gave nothing.
    """

    article: Article
    missed: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Hold what a source says, and what its newest entries would become.

    `page` is the answer that carried `document`; `objections` are the titles that the source's
    filter passes over, each with the reason.
    """

    document: Document
    page: Page
    drafts: tuple[Draft, ...] = ()
    objections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Hold what the demo did: a summary per visit, and where everything is now."""

    directory: Path
    visits: tuple[Summary, ...]
    articles: int
    feeds: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Hold where a feed that is gone is found again, and how many of its entries are archived."""

    url: str
    title: str | None
    entries: int
    archived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Hold what is amiss with a source now, and by which rules its list is found again.

    `moved` is the feed that stands for one that is gone, `usual` how many items it usually has
    (None: not known), `hub` what is amiss with the hub that should send its news.
    """

    source: str
    condition: Condition
    reason: str | None = None
    hint: str | None = None
    entries: int = 0
    usual: int | None = None
    repaired: Inferred | None = None
    moved: Moved | None = None
    hub: str | None = None


def nobody(event: Event) -> None:
    """Listen to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Hold what became of the file `path` (`to`: of the archive), and what to know of it."""

    path: str
    kind: str
    to: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Hold what an import did: whose tree it was, how often what happened, and what to tell.

    `files` did not simply become an article; `notes` counts what was found in all of them, with
    the first file of each; `documents` how many each source has; `batch` is the announcements'.
    """

    tree: str
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    sources: tuple[str, ...] = ()
    documents: Mapping[str, int] = field(default_factory=dict)
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Hold what an export wrote into its folder, and what it could not."""

    articles: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """Hold a class of defects: in how many articles it was found, how often, and where first."""

    name: str
    says: str
    articles: int
    times: int
    mendable: bool
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Hold what is wrong in an archive or a tree; `mended` articles were rewritten, or would be."""

    articles: int
    classes: tuple[Class, ...] = ()
    mended: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Articles that a person edited: their text is not mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Localized:
    """Hold how many images came home; `gone` weren't asked for, `missing` are a dry run's."""

    articles: int = 0
    fetched: int = 0
    left: int = 0
    gone: int = 0
    missing: tuple[Missing, ...] = ()
    problems: tuple[Problem, ...] = ()


RereadKind = Literal["same", "changed", "refused", "edited", "none"]
"""What came of an article that was to be read anew from its capture; "none" has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """Hold what today's rules make of one article: which `fields`, how many words more and less."""

    kind: RereadKind
    path: str
    source: str
    title: str
    fields: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reextracted:
    """Hold how many articles came out how, and those that are not the same."""

    counts: Mapping[str, int]
    articles: tuple[Reread, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Say how much of a history is wanted: entries `since` an instant, at most `most`."""

    since: datetime | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfilled:
    """Hold how far a source's history was brought in, and by which `way`: `entries` of `pages`.

    `is_whole`: nothing older is to be had or wanted. Else the command goes on after `until`.
    """

    source: str
    way: str | None
    pages: int
    entries: int
    is_whole: bool
    batch: str | None = None
    until: datetime | None = None
    run: Summary = Summary()
