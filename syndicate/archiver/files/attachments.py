"""Media files that were downloaded: recorded in the sidecar alone, whatever the document says. Pure.

Feeds and documents go on naming the file's own address: a download is the archive's copy of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from syndicate.archiver.files import sidecar as sidecars
from syndicate.archiver.files.ondisk import OnDisk
from syndicate.archiver.files.profiles import Files
from syndicate.archiver.files.revise import Plan
from syndicate.archiver.files.sidecar import Version
from syndicate.model import Article, Enclosure

ENDINGS = frozenset(
    [
        "3gp",
        "aac",
        "aif",
        "aiff",
        "avi",
        "avif",
        "epub",
        "flac",
        "flv",
        "gif",
        "jpeg",
        "jpg",
        "m4a",
        "m4b",
        "m4v",
        "mka",
        "mkv",
        "mobi",
        "mov",
        "mp2",
        "mp3",
        "mp4",
        "mpeg",
        "mpg",
        "oga",
        "ogg",
        "ogv",
        "opus",
        "pdf",
        "png",
        "torrent",
        "wav",
        "webm",
        "webp",
        "wma",
        "wmv",
        "zip",
    ]
)
"""Ends of their names. Whatever else it is called, a file of a stranger lies among those that a
site generator publishes: what it, a server or a browser would run is no media file."""


def names(versions: Iterable[Version]) -> tuple[str, ...]:
    """Return the names of the files that versions keep, each once."""
    every = (each.name for version in versions for each in version.enclosures)
    return tuple(dict.fromkeys(name for name in every if name))


def carried(article: Article, ondisk: OnDisk | None) -> Article:
    """Return the article with what is known of its media files: a source tells it of none."""
    if ondisk is None or not article.enclosures:
        return article
    known = {
        each.url: each
        for version in ondisk.sidecar.versions
        for each in version.enclosures
        if each.name or each.problem
    }
    files = tuple(_known(each, known.get(each.url)) for each in article.enclosures)
    return replace(article, enclosures=files)


def attached(enclosures: Sequence[Enclosure], ondisk: OnDisk, files: Files) -> Plan:
    """Say what to write so that the present version knows these of its media files."""
    new = {each.url: each for each in enclosures}
    old = ondisk.version
    there = tuple(new.get(each.url, each) for each in old.enclosures)
    if there == old.enclosures:
        return Plan(kind="unchanged")
    version = replace(old, enclosures=there)
    versions = tuple(version if item is old else item for item in ondisk.sidecar.versions)
    facts = sidecars.dumps(replace(ondisk.sidecar, versions=versions))
    return Plan(kind="touched", writes=((files.sidecar, facts),))


def _known(sent: Enclosure, known: Enclosure | None) -> Enclosure:
    if known is None or sent.name:
        return sent
    return replace(
        sent,
        name=known.name,
        size=known.size,
        sha256=known.sha256,
        problem=known.problem,
    )
