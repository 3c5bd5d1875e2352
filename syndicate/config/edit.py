"""config.toml as text: the first one, a source more, and how the effective one is shown.

A new source is appended, so that not a byte of what a person wrote changes. The only importer
of tomlkit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import tomlkit
from tomlkit.items import AoT, Table

from syndicate.config import Config, read
from syndicate.config.sections import (
    ArchiveSettings,
    FetchSettings,
    HealthSettings,
    LogSettings,
    PublishSettings,
    ServerSettings,
)
from syndicate.config.values import write_duration
from syndicate.errors import ConfigError
from syndicate.model import Feed, Filter, Hooks, Request, Select, Site, Source

Value = str | int | Sequence[str]
Block = Mapping[str, Value | Mapping[str, Value]]
"""The keys of one new [[source]], and of the tables below it."""

_WRITTEN = ("body", "headers", "credentials", "cookies")
"""Keys of a source that are no field of it."""

_UNWRITTEN = ("shown", "secrets", "adaptive")
"""Fields of settings that are no keys of their own."""

_DECIDED = ("folder", "kind")
"""Fields of a feed that nobody writes."""

Section = (
    Site
    | ArchiveSettings
    | FetchSettings
    | PublishSettings
    | HealthSettings
    | ServerSettings
    | LogSettings
    | Source
    | Feed
)

TEMPLATE = """\
# What Syndicate follows, keeps and publishes. Every key is optional but a source's url.
# A key that is commented out shows its default. To check this file: syndicate config check

[site]                                # what the published feeds say about themselves
#title      = "Syndicate"
#base_url   = "http://127.0.0.1:8484/"   # where the published folder is served
#language   = "en"                    # no default
#author     = "Jane Doe"              # no default
#visibility = "private"               # "public": foreign articles as summaries

[archive]
#path    = "archive"                  # Markdown and images, readable without Syndicate
#profile = "neutral"                  # "hugo", "jekyll", "obsidian", "mainroad", "my.toml"
#images  = "download"                 # "download", "hotlink", "none"; no default: by profile
#timezone = "Europe/Berlin"           # of dates that a profile writes without one; no default
#rules   = "rules"                    # a folder of site rules; no default
#captures = "2GB"                     # pages that articles were made of; false: none are kept
#enclosures = "hotlink"               # "download": media files too; may stand in a source
#enclosures_max = "500MB"             # a larger one stays where it is
#git     = false                      # true: what a fresh checkout needs is kept as text
                                      # "commit": and each run commits what it changed

[fetch]                               # interval, cron and jitter may stand in a source too
#interval   = "1h"                    # or "auto": learned from how often a source publishes
#cron       = "*/20 8-22 * * *"       # no default; wins over interval
#jitter     = "10%"                   # spreads requests over a part of the interval
#timeout    = "20s"                   # one request
#min_delay  = "1s"                    # between two requests to one host
#robots     = "discovered"            # "discovered", "all", "none"
#user_agent = "…"                     # default: syndicate/<version>
#allow      = ["127.0.0.1:8000", "10.0.0.0/8"]   # your own network; no default
#connect_to = { "host:port" = "address:port" }   # as curl --connect-to; no default
#ca_file    = "ca.pem"                # no default
#proxy      = "${HTTPS_PROXY}"        # no default

[publish]
#path  = "public"                     # a static site: serve it with anything
#theme = "theme"                      # a folder of templates and styles; default: ours
#hub   = "https://hub.example/"       # told when a feed changes; no default
#compress = true                      # .gz beside each file, for static servers

[health]
#notify = "notify-send"               # run when a source's state changes; no default

[hooks]                               # programs that have a say, or are told
#entry    = "./hooks/entry"           # before an entry's page is asked for; no default
#article  = "./hooks/article"         # before an article is written; no default
#archived = "./hooks/archived"        # after that; no default
#source   = "./hooks/source"          # when a source's condition has changed; no default
#timeout  = "30s"

[server]                              # syndicate serve, daemon --serve
#host = "127.0.0.1"
#port = 8484
#public_url = "https://feeds.example.org/"   # hubs send news there; no default

[log]
#level  = "info"                      # "debug", "info", "warning", "error"; by command
#format = "text"                      # "text", "json"

# Each source has a feed of its own and all have one together. More feeds:
#[[feed]]
#id      = "tea"
#title   = "Everything about tea"     # default: the id
#sources = ["example.org"]            # of these; with nothing said of what: everything
#tags    = ["tea"]                    # and with one of these tags
#langs   = ["en", "zh"]               # and in one of these languages
#query   = "green OR title:tea"       # and found so: as "syndicate search" is asked
#formats = ["atom", "rss", "json"]
#limit   = 50
#content = "full"                     # "full", "summary", "link"
#private = false                      # true: at an address that nobody can guess
#hub     = ""                         # default: that of [publish]; "": none

# What is followed. "syndicate add URL" finds the feed and writes this for you:
#[[source]]
#url       = "https://example.org/feed.xml"
#id        = "example.org"            # default: the host without www.
#title     = "Example"                # default: what the feed calls itself
#tags      = ["tea", "maps"]
#lang      = "en"                     # default: what the feed or page says
#timezone  = "UTC"                    # of dates that name none
#interval  = "1h"                     # default: that of [fetch]; so are cron and jitter
#enabled   = true
#allow_empty = false                  # true: a list without items is no fault
#websub    = true                     # false: no hub is asked to send what it publishes
#hooks     = { entry = [] }           # as in [hooks], for this source alone
#kind      = "auto"                   # "feed", "listing", "page", "sitemap", "json", "folder", "exec"
#full_text = "auto"                   # "auto", "page", "feed"
#publish   = "full"                   # "full", "summary", "link"; default: by visibility
#backfill  = 20                       # entries the first run takes, newest first; or "all"
#headers   = { "X-Key" = "${KEY}" }   # sent to the source's own site alone; no default
#credentials = "jane:${PASSWORD}"     # HTTP basic authentication, likewise; no default
#cookies   = "cookies.txt"            # as browsers export them; no default
#body      = '{"page": 1}'            # makes it a POST; no default
#command   = "fetch-it --quiet"       # prints the document, instead of the network; no default
#page_command = "render {url}"        # prints an article's page; no default
#[source.select]                      # where the parts of an item are: CSS, XPath, JSON paths
#items = "ul.news > li"
#title = "h2"
#link  = "a::attr(href)"
#[source.filter]                      # regular expressions; what block matches is passed over
#keep  = ["tea|maps"]
#block = [{ title = "^Advertisement" }]
#[[source.rewrite]]                   # what is mended in its articles; as many as you like
#replace = "^Tea: "                   # or remove = "SELECTOR", or tag = "tea" when = "green"
#in      = "title"                    # "title", "content", "url"
#with    = ""
"""


def source_block(block: Block, newline: str = "\n") -> str:
    """Return the text of one [[source]]."""
    own = {key: value for key, value in block.items() if not isinstance(value, Mapping)}
    text = "[[source]]\n" + _keys(own)
    for key, value in block.items():
        if isinstance(value, Mapping):
            text += f"\n[source.{key}]\n" + _keys(value)
    return text.replace("\n", newline)


def _keys(values: Mapping[str, Value]) -> str:
    entry = tomlkit.document()
    for key, value in values.items():
        entry.add(key, tomlkit.item(value))
    return tomlkit.dumps(entry)


def with_sources(content: str, new: Sequence[Block]) -> str:
    """Return the text of a config.toml with sources appended."""
    newline = "\r\n" if "\r\n" in content else "\n"
    end = "" if content.endswith("\n") or not content else newline
    gap = newline if content.strip() else ""
    return content + end + "".join(gap + source_block(block, newline) for block in new)


def add_sources(path: Path, new: Sequence[Block], check: Callable[[str], Config]) -> Config:
    """Append sources to the file, atomically; return the new configuration.

    `check` sees the new text first, and what it raises leaves the file as it was.
    """
    changed = with_sources(read(path), new)
    config = check(changed)
    write(path, changed)
    return config


def with_rules(content: str, number: int, kind: str, select: Mapping[str, Value]) -> str:
    """Return the text of a config.toml whose source of that number is read by other selectors.

    What the source selects in an article's own page stays, and so does every comment. Raises
    ConfigError where the source is not written as a table of its own.
    """
    document = tomlkit.parse(content)
    table = _table(document, number)
    table["kind"] = kind
    rules = table.setdefault("select", tomlkit.table())
    for name in [name for name in rules if name not in _OF_PAGE and name not in select]:
        del rules[name]
    for name, value in select.items():
        rules[name] = value
    return tomlkit.dumps(document)


_OF_PAGE = ("content", "remove")


def with_address(content: str, number: int, name: str, url: str) -> str:
    """Return the text of a config.toml whose source of that number is at another address.

    Its id, which may follow from the address, is written down as `name`: what is archived stays
    the source's.
    Raises ConfigError where the source is not written as a table of its own.
    """
    document = tomlkit.parse(content)
    table = _table(document, number)
    table["url"] = url
    table["id"] = name
    return tomlkit.dumps(document)


def _table(document: tomlkit.TOMLDocument, number: int) -> Table:
    tables = document.get("source")
    if not isinstance(tables, AoT):
        raise ConfigError("the source is not written as [[source]]: it is left alone")
    return tables[number]


def change_rules(
    path: Path,
    number: int,
    kind: str,
    select: Mapping[str, Value],
    check: Callable[[str], Config],
) -> Config:
    """Write other selectors of a source into the file, atomically, as `add_sources` does."""
    return _change(path, with_rules(read(path), number, kind, select), check)


def change_address(
    path: Path, number: int, name: str, url: str, check: Callable[[str], Config]
) -> Config:
    """Write another address of a source into the file, atomically; its id is `name` as before."""
    return _change(path, with_address(read(path), number, name, url), check)


def _change(path: Path, changed: str, check: Callable[[str], Config]) -> Config:
    config = check(changed)
    write(path, changed)
    return config


def write(path: Path, content: str) -> None:
    """Replace the file at once and durably, keeping its mode; a link stays a link."""
    target = path.resolve()
    temporary: Path | None = None
    try:
        with NamedTemporaryFile("wb", dir=target.parent, delete=False) as file:
            temporary = Path(file.name)
            file.write(content.encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o644)
        temporary.replace(target)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                temporary.unlink()
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error


def shown(config: Config, written: Mapping[str, object]) -> str:
    """Return every setting in effect as TOML."""
    return tomlkit.dumps(effective(config, written))


def effective(config: Config, written: Mapping[str, object]) -> dict[str, object]:
    """Return every setting in effect, by section.

    What was written is shown as it was written: a ``${NAME}`` is never filled in.
    """
    found: dict[str, object] = {}
    for name in ("site", "archive", "fetch", "publish", "health", "hooks", "server", "log"):
        found[name] = _section(getattr(config, name), written.get(name))
    for name, items in _arrays(config).items():
        given = written.get(name)
        tables = given if isinstance(given, list) else []
        if items:
            found[name] = [_section(*pair) for pair in zip(items, tables, strict=True)]
    return found


def _arrays(config: Config) -> Mapping[str, Sequence[Section]]:
    return {"source": config.sources, "feed": config.feeds}


def _section(settings: Section, written: object) -> dict[str, object]:
    given = written if isinstance(written, dict) else {}
    values = {
        field.name: given.get(field.name, _plain(getattr(settings, field.name)))
        for field in fields(settings)
        if field.name not in _UNWRITTEN
        and not (isinstance(settings, Feed) and field.name in _DECIDED)
    }
    if getattr(settings, "adaptive", False):
        values["interval"] = "auto"
    there = {name: value for name, value in values.items() if value is not None}
    return there | {name: given[name] for name in _WRITTEN if name in given}


def _plain(value: object) -> object:
    """Return a setting's default as TOML has it, None for what a file need not say."""
    match value:
        case Select() | Filter() | Request() | Hooks() | ():
            return None
        case timedelta():
            return write_duration(value)
        case Path():
            return str(value)
        case tuple():
            return list(value)
    return value
