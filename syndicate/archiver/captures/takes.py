"""A take: all that one version of an article was made of. Takes ↔ WARC records, pure.

    request ─ response      of each page, in the order in which they were asked
    metadata                what was announced, what was known of its source then, and which
                            pages: it names the take

A page that the file holds already is named and not repeated. Bodies stand as they were read:
decoded, so that Content-Encoding and its like are marked as the original ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from syndicate.archiver.captures import warc
from syndicate.archiver.captures.warc import Record
from syndicate.errors import ArchiveError
from syndicate.model import Page, Verdict

_SECRET = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "cookie2",
        "set-cookie",
        "set-cookie2",
        "authentication-info",
        "proxy-authentication-info",
    }
)
"""Headers that are never kept: they let in whoever has them."""

_CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_ORIGINAL = "X-Archive-Orig-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Hold a page and the address under which it was asked for."""

    url: str
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Hold what a version was made of, and when its entry was archived.

    `entry` is the announcement as JSON, as the state keeps it; `name` the entry's own key in its
    source. `learned` was the verdict on the source's own text, `card` what the source said of
    itself (title, lang, rights). An article that is `alone` does not bear the address that its
    page calls its own. `rules` is a digest of how a source was read that is no feed.
    """

    source: str
    name: str
    entry: str
    at: datetime
    learned: Verdict | None = None
    card: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    rules: str | None = None
    pages: tuple[Asked, ...] = ()


def dumps(take: Take) -> tuple[str, Sequence[Record]]:
    """Return the take's name, and its records in the order of writing."""
    records: list[Record] = []
    told: list[Mapping[str, object]] = []
    for asked in take.pages:
        found = list(_of_page(asked, take.at))
        records += found
        told.append(_facts(asked, found[-1].id))
    facts = {
        "source": take.source,
        "name": take.name,
        "entry": json.loads(take.entry),
        "learned": take.learned,
        "card": dict(take.card),
        "alone": take.alone,
        "pages": told,
        **({"rules": take.rules} if take.rules else {}),
    }
    same = [{**each, "fetched": None} for each in told]
    name = warc.named("metadata", _json({**facts, "pages": same}))
    about = records[-1] if records else None
    records.append(
        Record(
            kind="metadata",
            id=name,
            date=take.at,
            block=_json({**facts, "at": take.at.astimezone(UTC).isoformat()}),
            type="application/json",
            uri=about.uri if about else name,
            of=about.id if about else None,
        )
    )
    return name, records


def loads(name: str, records: Sequence[Record]) -> Take | None:
    """Return the take of that name, None where it is not there whole; raise ArchiveError."""
    there = {record.id: record for record in records}
    if name not in there:
        return None
    try:
        found = json.loads(there[name].block)
        return Take(
            source=str(found["source"]),
            name=str(found["name"]),
            entry=json.dumps(found["entry"], separators=(",", ":")),
            at=datetime.fromisoformat(found["at"]),
            learned=found["learned"],
            card={str(key): str(value) for key, value in found["card"].items()},
            alone=bool(found["alone"]),
            rules=found.get("rules"),
            pages=tuple(_asked(each, there) for each in found["pages"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ArchiveError(f"the capture {name} is damaged: {error}", path=name) from error


def pages(about: Record) -> frozenset[str]:
    """Return the names of the records that the take's own record names, none where it is damaged."""
    try:
        return frozenset(str(each["record"]) for each in json.loads(about.block)["pages"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return frozenset()


def _of_page(asked: Asked, at: datetime) -> Iterator[Record]:
    """Yield the records of a page, the one with its body last."""
    page, uri = asked.page, asked.page.url or asked.url or "urn:syndicate:page"
    date = page.fetched or at
    name = warc.named(
        "response", uri.encode("utf-8", "replace"), page.content_type.encode(), page.body
    )
    if not page.received:
        type_ = page.content_type or "text/html"
        yield Record(kind="resource", id=name, date=date, block=page.body, type=type_, uri=uri)
        return
    yield Record(
        kind="request",
        id=warc.named("request", name.encode()),
        date=date,
        block=warc.message(f"GET {_path(uri)} HTTP/1.1", _sent(uri, page)),
        type="application/http;msgtype=request",
        uri=uri,
        of=name,
    )
    yield Record(
        kind="response",
        id=name,
        date=date,
        block=warc.message(f"HTTP/1.1 {_status(page.status)}", _received(page), page.body),
        type="application/http;msgtype=response",
        uri=uri,
        payload=len(page.body),
    )


def _facts(asked: Asked, record: str) -> Mapping[str, object]:
    page = asked.page
    return {
        "asked": asked.url,
        "url": page.url,
        "type": page.content_type,
        "robots": sorted(page.robots),
        "fetched": page.fetched.isoformat() if page.fetched else None,
        "record": record,
    }


def _asked(found: Mapping[str, object], there: Mapping[str, Record]) -> Asked:
    fetched, robots = found["fetched"], found["robots"]
    if not isinstance(robots, list):
        raise TypeError("robots is no list")
    page = Page(
        url=str(found["url"]),
        body=warc.body_of(there[str(found["record"])]),
        content_type=str(found["type"]),
        robots=frozenset(map(str, robots)),
        fetched=datetime.fromisoformat(str(fetched)) if fetched else None,
    )
    return Asked(url=str(found["asked"]), page=page)


def _sent(uri: str, page: Page) -> Sequence[tuple[str, str]]:
    host = urlsplit(uri).netloc.rpartition("@")[2]
    return (("Host", host), *((name, text) for name, text in page.sent if _is_open(name)))


def _received(page: Page) -> Sequence[tuple[str, str]]:
    lines = [
        (f"{_ORIGINAL}{name}" if name.lower() in _CODED else name, text)
        for name, text in page.received
        if _is_open(name)
    ]
    return (*lines, ("Content-Length", str(len(page.body))))


def _is_open(name: str) -> bool:
    return name.lower() not in _SECRET


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} "


def _path(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}".replace(" ", "%20")


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
