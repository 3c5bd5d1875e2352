"""The arrays of config.toml: [[source]], what is followed, and [[feed]], what is published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from syndicate.config import altering, asking
from syndicate.config.asking import PatternCheck, QueryCheck, SelectorCheck
from syndicate.config.reading import NO_SECRETS, Table, meant
from syndicate.config.sections import ENCLOSURES, CronCheck, FetchSettings, crontab
from syndicate.config.values import (
    BadValue,
    backfill,
    checked,
    command,
    flag,
    hub,
    identifier,
    language,
    listing,
    one_of,
    pause,
    share,
    text,
    url,
    whole,
    zone,
)
from syndicate.model import Feed, FeedFormat, FullText, Hooks, Publish, Source, SourceKind

RESERVED = ("all", "health", "changes")

_FORMATS: tuple[FeedFormat, ...] = ("atom", "rss", "json")

# What most sources of a long list say of themselves, and no more.
_PLAIN = frozenset(["id", "url", "title", "tags"])

_TEXTS = listing(text)
_FULL_TEXT: Callable[[object], FullText] = one_of("auto", "page", "feed")
_CONTENT: Callable[[object], Publish] = one_of("full", "summary", "link")

Named = TypeVar("Named", Source, Feed)


def sources(
    tables: Sequence[Table],
    fetch: FetchSettings,
    root: Path,
    cron: CronCheck | None,
    pattern: PatternCheck | None = None,
    selector: SelectorCheck | None = None,
    hooks: Hooks | None = None,
) -> tuple[Source, ...]:
    """Read every [[source]]; what it does not say itself it inherits from [fetch] and [hooks].

    Paths are relative to `root`.
    """
    usual = hooks or Hooks()
    read = [
        (
            table,
            _plain(table, fetch, usual)
            if table.says_only(_PLAIN)
            else _source(table, fetch, root, cron, pattern, selector, usual),
        )
        for table in tables
    ]
    _note_doubles(read)
    return tuple(source for _, source in read)


def feeds(
    tables: Sequence[Table], followed: Sequence[Source], query: QueryCheck | None = None
) -> tuple[Feed, ...]:
    """Read every [[feed]]; one named like a source means that source unless it says otherwise."""
    known = {source.id for source in followed}
    read = [(table, _feed(table, known, query)) for table in tables]
    _note_doubles(read)
    return tuple(feed for _, feed in read)


def default_id(address: str) -> str:
    """Return the id of a source that has none: its host without www. and port."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def usual_backfill(kind: SourceKind) -> int | None:
    """Return what a first run takes where nothing else is said: a folder is a person's own."""
    return None if kind == "folder" else 20


def _plain(table: Table, fetch: FetchSettings, hooks: Hooks) -> Source:
    """Read what `_source` reads of a table that says little, in a third of the time."""
    address = table.take("url", url, "")
    source = Source(
        id=_source_id(table, address),
        url=address,
        title=table.take("title", text, None),
        tags=table.take("tags", _TEXTS, ()),
        interval=fetch.interval,
        adaptive=fetch.adaptive,
        cron=fetch.cron,
        jitter=fetch.jitter,
        backfill=usual_backfill("auto"),
        filter=asking.NO_FILTER,
        hooks=hooks,
        secrets=NO_SECRETS,
    )
    table.close()
    return source


def _source(
    table: Table,
    fetch: FetchSettings,
    root: Path,
    check: CronCheck | None,
    pattern: PatternCheck | None,
    selector: SelectorCheck | None,
    hooks: Hooks,
) -> Source:
    kind = asking.kind(table)
    address = table.take("url", asking.place(root, kind), "")
    timezone = table.take("timezone", zone, "UTC")
    interval = table.take("interval", pause, None)
    cron = table.take("cron", crontab(check, timezone), None)
    if cron and interval:
        table.complain("names both cron and interval", "cron")
    source = Source(
        id=_source_id(table, address),
        url=address,
        shown=asking.shown(table, kind),
        kind=kind,
        title=table.take("title", text, None),
        tags=table.take("tags", _TEXTS, ()),
        lang=table.take("lang", language, None),
        timezone=timezone,
        interval=interval if isinstance(interval, timedelta) else fetch.interval,
        adaptive=fetch.adaptive if interval is None else interval == "auto",
        cron=cron or (None if interval else fetch.cron),
        jitter=table.take("jitter", share, fetch.jitter),
        enabled=table.take("enabled", flag, True),
        allow_empty=table.take("allow_empty", flag, False),
        websub=table.take("websub", flag, True),
        full_text=table.take("full_text", _FULL_TEXT, "auto"),
        publish=table.take("publish", _CONTENT, None),
        enclosures=table.take("enclosures", ENCLOSURES, None),
        backfill=table.take("backfill", backfill, usual_backfill(kind)),
        select=asking.select(table, kind, selector),
        filter=asking.filters(table, pattern),
        rewrite=altering.rewrites(table.tables("rewrite"), pattern, selector),
        hooks=hooks if table.lacks("hooks") else altering.hooks(table.table("hooks"), hooks),
        request=asking.request(table, root),
        command=table.take("command", command, ()),
        page_command=table.take("page_command", command, ()),
        secrets=table.variables(),
    )
    table.close()
    return source


def _source_id(table: Table, address: str) -> str:
    if not table.has("url"):
        table.complain("has no url")
    given = table.take("id", _usable, "")
    if table.has("id"):
        return given
    try:
        return _usable(default_id(address)) if address else ""
    except BadValue:
        table.complain("needs an id, for none can be made from its host", "url")
        return ""


def _usable(value: object) -> str:
    name = identifier(value)
    if name in RESERVED:
        raise BadValue("is reserved")
    return name


def _feed(table: Table, known: Collection[str], check: QueryCheck | None) -> Feed:
    name = _feed_id(table)
    tags = table.take("tags", listing(text), ())
    langs = table.take("langs", listing(language), ())
    query = table.take("query", checked(check, "query"), None)
    inherited = (name,) if name in known and not (tags or langs or query) else ()
    feed = Feed(
        id=name,
        title=table.take("title", text, name),
        sources=table.take("sources", listing(_known(known)), inherited),
        tags=tags,
        langs=langs,
        query=query,
        formats=table.take("formats", listing(one_of(*_FORMATS)), _FORMATS),
        limit=table.take("limit", whole(1, 100_000), 50),
        content=table.take("content", _CONTENT, "full"),
        hub=table.take("hub", hub, None),
        private=table.take("private", flag, False),
    )
    if not feed.formats:
        table.complain("formats names nothing", "formats")
    table.close()
    return feed


def _feed_id(table: Table) -> str:
    name = table.take("id", identifier, "")
    if not table.has("id"):
        table.complain("has no id")
    elif name in RESERVED[1:]:
        table.complain(f'id = "{name}" is reserved', "id")
    return name


def _known(known: Collection[str]) -> Callable[[object], str]:
    """Return a reader for ids of configured sources."""

    def read(value: object) -> str:
        name = text(value)
        if name not in known:
            raise BadValue(f"is no source{meant(name, known)}")
        return name

    return read


def _note_doubles(read: Sequence[tuple[Table, Named]]) -> None:
    """Note every id that an earlier table has already."""
    seen: set[str] = set()
    for table, item in read:
        if item.id and item.id in seen:
            table.complain(
                f'id = "{item.id}" is taken by an earlier one'
                if table.has("id")
                else f'needs an id of its own, for "{item.id}" (its host) is taken',
                "id" if table.has("id") else "url",
            )
        seen.add(item.id)
