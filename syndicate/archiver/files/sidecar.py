"""The sidecar beside a document: what the front matter can't hold, as deterministic JSON.

It names the article (key, guids, URLs) and records each version. A version's `Signature` says
what the archive wrote, so that a person's later change is told apart from it without any other
memory; `before` is that of the bytes which a rewrite in place was about to replace, so that a
crash between sidecar and document is not taken for a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from syndicate.archiver.files import shapes
from syndicate.archiver.files.fronts import KINDS
from syndicate.archiver.files.scalars import Value
from syndicate.archiver.files.shapes import (
    Json,
    file,
    instant,
    many,
    mapping,
    number,
    optional,
    present,
    reason,
    text,
)
from syndicate.dates import rfc3339
from syndicate.errors import ArchiveError
from syndicate.model import Asset, Enclosure, Revision

FORMAT = 1

ANNOUNCEMENTS = 20
"""Announcements of an article that are kept: each source's last, and guids that change at whim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Hold digests of what was written: whole document, body, text, and each compared key.

    `document` and `body` are sha256 (hex) of the file and of `document.hash_of` its body. `text`
    is that of the upstream text with its images' origins, `keys` of upstream values: they tell
    whether the source changed something. `front` are those of the document's own lines, None
    where they say each fact as it is, under its name. `revision` is the version that replaced
    bytes showed, where the document does not say so itself.
    """

    document: str
    body: str
    text: str
    keys: Mapping[str, str] = field(default_factory=dict)
    front: Mapping[str, str] | None = None
    revision: int | None = None

    @property
    def lines(self) -> Mapping[str, str]:
        """Return the digests of the document's lines."""
        return self.keys if self.front is None else self.front


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Hold the record of one version of an article.

    `facts` are those that its document does not tell, or not exactly; None is unknown. Among
    them ``markdown``, of a text that would not read back from it. `sha256` is that of its file
    once another version has taken its place: a person may have changed it before.
    """

    revision: Revision
    written: Signature
    before: Signature | None = None
    assets: tuple[Asset, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    noarchive: bool = False
    facts: Mapping[str, Value | None] = field(default_factory=dict)
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """Hold an article's names and its versions, oldest first.

    `id` is None in sidecars of before it was kept here: the document's own counts then.
    `announcements` are those of `model.Article`, the one that changed last at the end; `seal` is
    the sum that its file bears.
    """

    key: str
    id: str | None = None
    guids: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    announcements: Mapping[str, str] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    seal: str | None = field(default=None, compare=False)


def dumps(sidecar: Sidecar) -> bytes:
    """Write the sidecar: the same value, the same bytes."""
    found: dict[str, object] = {
        "format": FORMAT,
        "key": sidecar.key,
        **present({"id": sidecar.id}),
        "guids": sidecar.guids,
        "urls": sidecar.urls,
        **({"announcements": dict(sidecar.announcements)} if sidecar.announcements else {}),
        "versions": [_version_out(version) for version in sidecar.versions],
    }
    return shapes.seal(shapes.dump(found))


def loads(data: bytes, *, path: str = "") -> Sidecar:
    """Read a sidecar; raise ArchiveError where it is damaged or from a newer Syndicate."""
    try:
        found = mapping(json.loads(data))
        if found["format"] != FORMAT:
            raise ValueError(f"it has format {found['format']}, this Syndicate knows {FORMAT}")
        return Sidecar(
            key=text(found["key"]),
            id=optional(text, found, "id"),
            guids=many(text, found["guids"]),
            urls=many(text, found["urls"]),
            announcements=_texts(found.get("announcements", {})),
            versions=many(_version_in, found["versions"]),
            seal=optional(text, found, "sum"),
        )
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise ArchiveError(f"{path} is damaged: {reason(error)}", path=path) from error


def merged(before: Mapping[str, str], sent: Mapping[str, str]) -> Mapping[str, str]:
    """Return the newest announcements: what changed goes to the end, the oldest go."""
    stays = {name: value for name, value in before.items() if sent.get(name, value) == value}
    kept = [*stays.items(), *((name, sent[name]) for name in sent if name not in stays)]
    return dict(kept[-ANNOUNCEMENTS:])


def _texts(value: object) -> Mapping[str, str]:
    return {text(name): text(member) for name, member in mapping(value).items()}


def _version_out(version: Version) -> Json:
    revision = version.revision
    found: dict[str, object] = {
        "number": revision.number,
        "file": revision.file,
        "sha256": version.sha256,
        "announced": rfc3339(revision.announced),
        "archived": rfc3339(revision.archived),
        "lastmod": rfc3339(revision.lastmod) if revision.lastmod else None,
        "batch": revision.batch,
        "extractor": revision.extractor,
        "capture": revision.capture,
        "noarchive": version.noarchive or None,
        "hash": revision.hash,
        "images": [present(_asset_out(asset)) for asset in version.assets],
        "enclosures": [present(_enclosure_out(item)) for item in version.enclosures],
        "written": _signature_out(version.written),
        "before": _signature_out(version.before) if version.before else None,
    }
    facts = {name: _fact_out(value) for name, value in version.facts.items()}
    return {**present(found), **({"facts": facts} if facts else {})}


def _version_in(value: object) -> Version:
    found = mapping(value)
    assets = many(_asset_in, found.get("images", []))
    return Version(
        revision=Revision(
            number=number(found["number"]),
            file=file(found["file"]),
            announced=instant(found["announced"]),
            archived=instant(found["archived"]),
            lastmod=optional(instant, found, "lastmod"),
            batch=optional(text, found, "batch"),
            extractor=optional(text, found, "extractor"),
            capture=optional(text, found, "capture"),
            hash=text(found["hash"]),
            images=tuple(dict.fromkeys(asset.name for asset in assets if asset.name)),
        ),
        written=_signature_in(found["written"]),
        before=optional(_signature_in, found, "before"),
        assets=assets,
        enclosures=many(_enclosure_in, found.get("enclosures", [])),
        noarchive=bool(found.get("noarchive")),
        facts={name: _fact_in(name, it) for name, it in mapping(found.get("facts", {})).items()},
        sha256=optional(text, found, "sha256"),
    )


def _fact_out(value: Value | None) -> object:
    return rfc3339(value) if isinstance(value, datetime) else value


def _fact_in(name: str, value: object) -> Value | None:
    if value is None:
        return None
    match KINDS.get(text(name), "text"):
        case "instant":
            return instant(value)
        case "list":
            return many(text, value)
    return text(value)


def _signature_out(signature: Signature) -> Json:
    return {
        "document": signature.document,
        "body": signature.body,
        "text": signature.text,
        "keys": dict(signature.keys),
        **({} if signature.front is None else {"front": dict(signature.front)}),
        **present({"revision": signature.revision}),
    }


def _signature_in(value: object) -> Signature:
    found = mapping(value)
    return Signature(
        document=text(found["document"]),
        body=text(found["body"]),
        text=text(found["text"]),
        keys=_texts(found["keys"]),
        front=optional(_texts, found, "front"),
        revision=optional(number, found, "revision"),
    )


def _asset_out(asset: Asset) -> Json:
    names = ("url", "name", "type", "size", "width", "height", "sha256", "alt", "problem", "status")
    return {name: getattr(asset, name) for name in names}


def _asset_in(value: object) -> Asset:
    found = mapping(value)
    return Asset(
        url=text(found["url"]),
        name=optional(file, found, "name"),
        type=optional(text, found, "type"),
        size=optional(number, found, "size"),
        width=optional(number, found, "width"),
        height=optional(number, found, "height"),
        sha256=optional(text, found, "sha256"),
        alt=optional(text, found, "alt"),
        problem=optional(text, found, "problem"),
        status=optional(number, found, "status"),
    )


def _enclosure_out(enclosure: Enclosure) -> Json:
    names = ("url", "type", "length", "name", "size", "sha256", "problem")
    return {name: getattr(enclosure, name) for name in names}


def _enclosure_in(value: object) -> Enclosure:
    found = mapping(value)
    return Enclosure(
        url=text(found["url"]),
        type=optional(text, found, "type"),
        length=optional(number, found, "length"),
        name=optional(file, found, "name"),
        size=optional(number, found, "size"),
        sha256=optional(text, found, "sha256"),
        problem=optional(text, found, "problem"),
    )
