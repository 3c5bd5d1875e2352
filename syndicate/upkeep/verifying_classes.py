"""What can be wrong in an archive: a table of classes, and what is found of them.

docs/how-to/verify.md says the same for people; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Level = Literal["damage", "litter", "note"]
"""damage: something is lost or wrong. litter: something is there that nothing needs.
note: nothing is wrong, and a person may want to know."""


@dataclass(frozen=True, slots=True)
class Class:
    """Say what is wrong, how bad it is, what can be done, and whether `verify --repair` tries."""

    name: str
    level: Level
    says: str
    remedy: str
    mendable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold one thing that was found: where, its class, and particulars.

    `sha256` is that of the file that ought to be there, `url` where it came from; both are only
    known of files that can be had again. `article` is the path of the article it belongs to.
    """

    path: str
    kind: str
    detail: str = ""
    article: str | None = None
    sha256: str | None = None
    url: str | None = None

    @property
    def level(self) -> Level:
        """Return how bad it is."""
        return CLASSES[self.kind].level


_BACKUP = "restore it from a backup or from version control"
_FIND = "--repair looks for the same bytes elsewhere; else restore it from a backup"

_MEDIA = (
    "--repair looks for the same bytes elsewhere;"
    " else delete it: syndicate localize downloads it again"
)

_TABLE = (
    Class(
        "document-missing",
        "damage",
        "a sidecar lies there without its document",
        _FIND,
        mendable=True,
    ),
    Class(
        "document-damaged",
        "damage",
        "the document can't be read as an article",
        _FIND,
        mendable=True,
    ),
    Class("document-emptied", "damage", "the document has lost its text", _FIND, mendable=True),
    Class(
        "record-changed",
        "damage",
        "a line that only the archive writes says something else than the sidecar",
        "put the line right by hand: the sidecar says what belongs there",
    ),
    Class("sidecar-missing", "damage", "a document lies there without its sidecar", _BACKUP),
    Class("sidecar-damaged", "damage", "the sidecar can't be read", _BACKUP),
    Class(
        "sidecar-changed",
        "damage",
        "the sidecar can be read, and is not what was written",
        f"{_BACKUP}; if you changed it yourself, take its line sum out",
    ),
    Class("revision-missing", "damage", "an earlier version is not there", _FIND, mendable=True),
    Class(
        "revision-damaged", "damage", "an earlier version is not as it was", _FIND, mendable=True
    ),
    Class(
        "image-missing",
        "damage",
        "a picture of the article is not there",
        "--repair looks for the same bytes elsewhere, then asks its origin for them",
        mendable=True,
    ),
    Class(
        "image-damaged",
        "damage",
        "a picture is not the one that was archived",
        "--repair looks for the same bytes elsewhere, then asks its origin for them",
        mendable=True,
    ),
    Class("media-missing", "damage", "a media file is not there", _MEDIA, mendable=True),
    Class(
        "media-damaged",
        "damage",
        "a media file is not the one that was downloaded",
        _MEDIA,
        mendable=True,
    ),
    Class("image-type", "damage", "a picture is not of the type its name says", _BACKUP),
    Class(
        "twin",
        "damage",
        "two articles have the same key or id",
        "keep one of the two folders, and move the other out of the archive",
    ),
    Class("unreadable", "damage", "the disk does not give the file", _BACKUP),
    Class("card-missing", "damage", "nothing is kept of a source that has articles", _BACKUP),
    Class("card-damaged", "damage", "what is kept of a source can't be read", _BACKUP),
    Class(
        "card-changed",
        "damage",
        "what is kept of a source is not what was written",
        f"{_BACKUP}; if you changed it yourself, take its line sum out",
    ),
    Class(
        "page-missing",
        "damage",
        "the page about a source is not there",
        "--repair writes it again from the card",
        mendable=True,
    ),
    Class("page-damaged", "damage", "the page about a source can't be read", _BACKUP),
    Class(
        "tombstones-damaged",
        "damage",
        "a line of tombstones.jsonl is not what was written",
        f"--repair writes what state knows of it; else {_BACKUP}: what was withdrawn may come back",
        mendable=True,
    ),
    Class(
        "tombstones-missing",
        "damage",
        "lines that state knows are no longer in tombstones.jsonl",
        "--repair writes them again; if you took them out: syndicate rebuild --state",
        mendable=True,
    ),
    Class(
        "format-damaged",
        "damage",
        "a file that says how to read the archive is missing or wrong",
        "--repair writes it again",
        mendable=True,
    ),
    Class(
        "capture-damaged",
        "damage",
        "a page that was kept can't be read, or not to its end",
        f"{_BACKUP}, or delete the file: only reextract misses it",
    ),
    Class(
        "state-damaged",
        "damage",
        "state.db is no sound database",
        "--repair makes it again from the files, as syndicate rebuild --state does",
        mendable=True,
    ),
    Class(
        "row-missing",
        "damage",
        "state does not know an article",
        "--repair takes it up, as syndicate rebuild --state does",
        mendable=True,
    ),
    Class(
        "row-wrong",
        "damage",
        "state knows an article otherwise than its files say",
        "--repair takes up what the files say, as syndicate rebuild --state does",
        mendable=True,
    ),
    Class(
        "search-damaged",
        "damage",
        "the search index is not sound, or not in step with state",
        "--repair deletes it: the next search makes it again",
        mendable=True,
    ),
    Class(
        "source-missing",
        "damage",
        "all that state knows of a source is gone from the archive",
        f"{_BACKUP}; if you deleted it: syndicate rebuild --state",
    ),
    Class(
        "temporary",
        "litter",
        "a killed writer left it",
        "--repair moves it to lost+found",
        mendable=True,
    ),
    Class(
        "orphan",
        "litter",
        "no version of an article names it",
        "--repair moves it to lost+found",
        mendable=True,
    ),
    Class("edited", "note", "a person changed the document", "nothing: what you wrote stays"),
    Class(
        "changed-after",
        "note",
        "an earlier version, or a page about a source, is not as Syndicate wrote it",
        "nothing, if you did it",
    ),
    Class(
        "unfinished",
        "note",
        "a version was recorded, and its writer killed before the document was written",
        "nothing: the next run writes it",
    ),
    Class(
        "row-gone", "note", "an article was deleted by hand", "nothing: the next run lets go of it"
    ),
    Class("state-missing", "note", "there is no state.db", "nothing: the next run makes it"),
    Class("foreign", "note", "a file that is not Syndicate's", "nothing: it is left alone"),
)

CLASSES: Mapping[str, Class] = {each.name: each for each in _TABLE}
