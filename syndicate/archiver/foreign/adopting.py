"""One foreign file becomes an article: which facts its front matter, its name and its text give. Pure.

    Foreign ─▶ facts (meanings) ─▶ title, date, language, source, address ─▶ identity ─▶ Article

The front matter is kept whole: what the article's own fields don't hold goes along as `extra`.
The body is the file's; local pictures are shown from elsewhere only once they were brought along.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from syndicate import identity, urls
from syndicate.archiver.files import bodies, document, fields, fronts
from syndicate.archiver.files.document import Loaded
from syndicate.archiver.files.profiles import Files, Profile
from syndicate.archiver.foreign import meanings, trees
from syndicate.archiver.foreign.meanings import Facts
from syndicate.archiver.foreign.notation import words
from syndicate.archiver.foreign.reading import Foreign
from syndicate.archiver.markdown.text import first_words
from syndicate.errors import ArchiveError
from syndicate.markup.text import squash
from syndicate.model import Article, Entry, Identity

_DESCRIPTION = 200
"""Characters of a description that we cut ourselves, as of fetched articles."""

_HEADING = re.compile(r"\s*#[ \t]+([^\n]+)")
_LABELS = (
    r"source|original|originally (?:published|posted)(?: (?:at|on|by))?|via|read (?:more|the original)"
    r"|link|permalink|canonical|原文(?:链接|鏈接|連結|网址|地址)?|来源|來源|出处|出處|链接|連結|转载自|轉載自"
)
# The last paragraph where it is one link, named as a source's is or announced by a word for it.
_TRAILER = re.compile(
    rf"\[(?P<name>[^\[\]\n]{{0,200}})\]\(<?(?P<url>https?://[^\n]*?)>?\)\s*\Z"
    rf"|(?:[*_(（]*(?:{_LABELS})[*_]*[:：\s]\s*)"
    r"(?:\[[^\[\]\n]*\]\(<?(?P<told>https?://[^\s<>]+?)>?\)|<?(?P<bare>https?://[^\s<>]+)>?)"
    r"[)）*_.。]*\s*\Z",
    re.IGNORECASE,
)
_ID = re.compile(r"[^a-z0-9._-]+")
_ID_LIMIT = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Hold what tells a file's article apart from all others, found without reading its text.

    `sure` tells that the address is the article's own by name; without that two files with one
    address and different titles are two articles. `name` is what the source is called.
    """

    title: str
    date: datetime | None
    source: str
    name: str
    guid: str | None
    address: str | None
    sure: bool
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """Hold what a file becomes, and what whoever imports it ought to know."""

    article: Article
    notes: tuple[str, ...] = ()


NO_ADDRESS = "no address of its own was found"
NO_TEXT = "its text is empty"
NO_ZONE = "its date has no zone"
NO_DATE = "it has no date"
BAD_TRAILER = "its link to the source is no link in Markdown"


def outline(
    file: Foreign, kind: trees.Kind, profile: Profile, zone: tzinfo, *, source: str | None = None
) -> Outline:
    """Return what tells apart the article of a file that was written as `profile` writes.

    `source` is the id of all sources where somebody said so.
    """
    found = _facts(file, kind, zone)
    return _outline(file, found, _trailer(file.body, found, file.path), kind, profile, source)


def _outline(
    file: Foreign,
    found: Facts,
    trailer: _Trailer | None,
    kind: trees.Kind,
    profile: Profile,
    source: str | None,
) -> Outline:
    address = found.url or (trailer.url if trailer else None)
    name = _source_name(file, found, address)
    named = trailer is not None and address == trailer.url
    return Outline(
        title=found.title or _title(_text(file, profile)) or trees.title_in_name(file.path, kind),
        date=found.date,
        source=source or source_id(name) or "imported",
        name=name,
        guid=found.guid,
        address=address,
        sure=named or _is_named(file.front, address),
        draft=found.draft,
    )


def adopt(
    file: Foreign, kind: trees.Kind, profile: Profile, zone: tzinfo, *, source: str | None = None
) -> Adopted:
    """Return the article of a file, without names yet; see `outline` and `identified`."""
    found = _facts(file, kind, zone)
    trailer = _trailer(file.body, found, file.path)
    told = _outline(file, found, trailer, kind, profile, source)
    body = _text(file, profile)
    article = Article(
        key="",
        id="",
        source=told.source,
        title=told.title,
        markdown=body,
        date=found.date,
        lastmod=found.lastmod,
        authors=found.authors,
        description=found.description or first_words(words(body), _DESCRIPTION) or None,
        tags=tuple(dict.fromkeys((*found.tags, *found.categories))),
        lang=found.lang or trees.language(file.path),
        image=found.image,
        canonical_url=told.address,
        link=trailer.written if trailer and profile.trailer else None,
        rights=found.rights,
        guids=(found.guid,) if found.guid else (),
        status="whole" if body.strip() else "partial",
    )
    return Adopted(article=article, notes=(*file.notes, *_notes(article, found, trailer)))


def _facts(file: Foreign, kind: trees.Kind, zone: tzinfo) -> Facts:
    return meanings.facts(_dated(file), zone, blanks=kind == "jekyll")


def _text(file: Foreign, profile: Profile) -> str:
    return bodies.read(file.body, _files(file, profile)).markdown


def with_extra(article: Article, file: Foreign, profile: Profile) -> Article:
    """Return the article with what the profile would not write for it itself."""
    files = _files(file, profile)
    return replace(article, extra=_extra(file, article, files))


def _files(file: Foreign, profile: Profile) -> Files:
    return Files(file.path.removesuffix(".md").removesuffix("/index"), profile)


def _extra(file: Foreign, article: Article, files: Files) -> Mapping[str, object]:
    loaded = _loaded(file, files.profile)
    if loaded is None:
        return file.front
    written = fronts.lines(fields.values(article), article, files)
    own = fronts.overrides(loaded, written, files.profile)
    return {name: _plain(value) for name, value in own.items() if value is not None}


def reads(file: Foreign, profile: Profile) -> bool:
    """Tell whether the file, as it is, can be a document of an archive in that profile."""
    return _loaded(file, profile) is not None


def _loaded(file: Foreign, profile: Profile) -> Loaded | None:
    """Return the file as a document, None where no archive of ours would hold such."""
    if file.form != "yaml":
        return None
    try:
        return document.loads(file.text.encode(), profile, path=file.path)
    except ArchiveError:
        return None


def _plain(value: object) -> object:
    """Return a list of texts as the profile's own lists are, which are written in its style."""
    texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return tuple(value) if isinstance(value, list) and texts else value


def identity_of(told: Outline, path: str, profile: Profile, *, by_address: bool) -> Identity:
    """Return the names of the article, from its address or, without one, from its place.

    The same file gets the same names every time. Where the profile names files by the source's
    own name for the article, the file's name is that.
    """
    place = trees.stem(path)
    guid = posixpath.basename(place) if "{id}" in profile.path else told.guid
    url = told.address if by_address else None
    key = identity.key(told.source, place, url)
    return Identity(
        source=told.source,
        key=key,
        guid=guid,
        urls=(urls.canonical(url),) if url else (),
        ids=identity.ids(Entry(guid=guid), guid=True, article_key=key)[:1],
        paths=(),
    )


def identified(article: Article, names: Identity) -> Article:
    """Return the article under its names."""
    guids = (names.guid,) if names.guid else ()
    return replace(article, key=names.key, id=names.ids[0], guids=guids, urls=names.urls)


def source_id(name: str) -> str:
    """Return a name as the id of a source: ``Dow Jones Newswires`` is dow-jones-newswires."""
    folded = squash(name).casefold()
    return _ID.sub("-", folded).strip("-._")[:_ID_LIMIT].rstrip("-._")


def _dated(file: Foreign) -> Mapping[str, object]:
    """Return the front matter, with the date that the file's name states where it has none."""
    stated = trees.date_in_name(file.path)
    if stated is None or meanings.facts(file.front, UTC).date:
        return file.front
    return {**file.front, "date": stated}


def _source_name(file: Foreign, found: Facts, address: str | None) -> str:
    """Return whose the article is: as it says itself, as it is shelved, where it came from."""
    named = (found.source, *found.categories[:1], trees.shelf(file.path))
    for name in named:
        if name and source_id(name):
            return name
    return urls.host_of(address or "").removeprefix("www.") or "imported"


def _title(body: str) -> str | None:
    found = _HEADING.match(body)
    return squash(found[1].strip("# ")) if found else None


@dataclass(frozen=True, slots=True)
class _Trailer:
    """Hold the address in the last line: made whole, as written, and whether it is a link."""

    url: str
    written: str
    sound: bool


def _trailer(body: str, found: Facts, path: str) -> _Trailer | None:
    """Return the address in the last line, where that says that it is the article's own."""
    last = body.rstrip().rpartition("\n")[2]
    match = _TRAILER.fullmatch(last)
    if match is None:
        return None
    written = match["url"] or match["told"] or match["bare"]
    names = {found.source, *found.categories, *found.tags, trees.shelf(path)}
    if match["url"] and not _is_name(match["name"], written, names):
        return None
    url = urls.absolute(None, written)
    return _Trailer(url, written, not re.search(r"\s", written)) if url else None


def _is_name(label: str, url: str, names: Collection[str | None]) -> bool:
    """Tell whether a link's label names a source, or is a word for it."""
    folded = label.strip().casefold()
    host = urls.host_of(url)
    known = {name.casefold() for name in names if name} | {host, host.removeprefix("www.")}
    return folded in known or bool(re.fullmatch(_LABELS, folded, re.IGNORECASE))


def _is_named(front: Mapping[str, object], address: str | None) -> bool:
    """Tell whether a key that means nothing else gives the address."""
    return address is not None and any(
        urls.absolute(None, value) == address
        for name in meanings.OWN_ADDRESS
        if isinstance(value := front.get(name), str)
    )


def _notes(article: Article, found: Facts, trailer: _Trailer | None) -> list[str]:
    told = {
        NO_TEXT: article.status == "partial",
        NO_DATE: article.date is None,
        NO_ZONE: found.zoneless,
        NO_ADDRESS: article.canonical_url is None,
        BAD_TRAILER: trailer is not None and not trailer.sound,
    }
    return [note for note, holds in told.items() if holds]
