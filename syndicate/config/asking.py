"""How a source is asked and read: the keys of [[source]] beyond its address and rhythm."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from syndicate.config.reading import Table
from syndicate.config.values import BadValue, checked, listing, one_of, text, url
from syndicate.model import Filter, Pattern, Request, Select, SourceKind, Subject

PatternCheck = Callable[[str], int]
"""Return how many groups a regular expression has; raise ValueError when it is wrong."""

SelectorCheck = Callable[[str, bool], object]
"""Raise ValueError for what is no selector of HTML, within an item (True) or in a whole page."""

QueryCheck = Callable[[str], object]
"""Raise ValueError for what nothing can be looked for with."""

KINDS: tuple[SourceKind, ...] = (
    "auto",
    "feed",
    "listing",
    "page",
    "sitemap",
    "json",
    "folder",
    "exec",
)

_WITH_ITEMS: tuple[SourceKind, ...] = ("listing", "json")

# What most sources say nothing of is one value, made once.
_NO_SELECT = Select()
NO_FILTER = Filter()
_NO_REQUEST = Request()

_KIND = one_of(*KINDS)
_SUBJECTS: tuple[Subject, ...] = ("title", "text", "author", "tag")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# What the transport itself decides, and what would change who is asked.
_OURS = frozenset(
    [
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "if-modified-since",
        "if-none-match",
        "proxy-authorization",
        "proxy-connection",
        "range",
    ]
)


def kind(table: Table) -> SourceKind:
    """Read what sort of document the source has, and that it says what its sort needs."""
    usual: SourceKind = "auto"
    found = table.take("kind", _KIND, usual)
    if found == "exec" and not table.has("command"):
        table.complain('kind = "exec" needs a command', "kind")
    if found == "folder" and table.has("command"):
        table.complain('kind = "folder" has no command', "command")
    return found


def place(root: Path, kind: SourceKind) -> Callable[[object], str]:
    """Return a reader for the source's address: of a folder, a path relative to `root`."""
    return (lambda value: _folder(root, value)) if kind == "folder" else url


def shown(table: Table, kind: SourceKind) -> str | None:
    """Return the address as it was written, where what it means should not be told.

    Where a folder lies is nobody's business but this machine's.
    """
    return table.take("url", text, None) if kind == "folder" else table.written("url")


def _folder(root: Path, value: object) -> str:
    # One that is missing may be a disk that is not mounted: its source fails, and no other.
    return (root / Path(text(value)).expanduser()).resolve().as_uri()


def select(source: Table, kind: SourceKind, check: SelectorCheck | None) -> Select:
    """Read [source.select]; only of what is evidently HTML selectors can be checked."""
    if source.lacks("select") and kind not in _WITH_ITEMS:
        return _NO_SELECT
    table = source.table("select")
    of_page = selector(check, False)
    in_item = selector(check, True) if kind == "listing" else text
    parts = {
        name: table.take(name, in_item, None)
        for name in ("id", "title", "link", "date", "summary", "image", "author", "tags")
    }
    found = Select(
        **parts,
        items=table.take("items", of_page if kind == "listing" else text, None),
        content=table.take("content", text if kind == "json" else of_page, None),
        remove=table.take("remove", listing(of_page), ()),
    )
    if kind in _WITH_ITEMS and not table.has("items"):
        table.complain(f'needs items, for kind = "{kind}"')
    table.close()
    return found


def selector(check: SelectorCheck | None, in_item: bool) -> Callable[[object], str]:
    """Return a reader for selectors, as good as `check` is."""
    return checked((lambda written: check(written, in_item)) if check else None, "selector")


def filters(source: Table, check: PatternCheck | None) -> Filter:
    """Read [source.filter]: texts are looked for anywhere, ``{ title = … }`` in one place."""
    if source.lacks("filter"):
        return NO_FILTER
    table = source.table("filter")
    read = pattern(check)
    found = Filter(
        keep=table.take("keep", listing(read), ()), block=table.take("block", listing(read), ())
    )
    table.close()
    return found


def pattern(check: PatternCheck | None) -> Callable[[object], Pattern]:
    """Return a reader for what is looked for in an entry or an article."""
    expression = checked(check, "regular expression")

    def read(value: object) -> Pattern:
        if isinstance(value, dict):
            if len(value) != 1 or next(iter(value)) not in _SUBJECTS:
                raise BadValue("is not one of title, text, author, tag and what to find in it")
            ((name, inner),) = value.items()
            return Pattern(regex=expression(inner), subject=name)
        return Pattern(regex=expression(value))

    return read


def request(table: Table, root: Path) -> Request:
    """Read what is sent with every request to the source's own origin."""
    if table.lacks("body", "headers", "credentials", "cookies"):
        return _NO_REQUEST
    cookies = table.take("cookies", text, None)
    found = Request(
        body=table.take("body", _body, None),
        headers=table.take("headers", _headers, {}),
        credentials=table.take("credentials", _credentials, None),
        cookies=root / cookies if cookies else None,
    )
    if found.cookies and not found.cookies.is_file():
        table.complain(f"cookies: there is no file {found.cookies}", "cookies")
    named = {name.lower() for name in found.headers}
    for key, header in (("credentials", "authorization"), ("cookies", "cookie")):
        if table.has(key) and header in named:
            table.complain(f"names both {key} and a header {header.title()}", key)
    return found


def _body(value: object) -> str:
    """Accept a text of any number of lines."""
    if not isinstance(value, str) or not value.strip():
        raise BadValue("is not text: put it in quotes")
    return value


def _headers(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise BadValue('is not a table: write { "Name" = "value" }')
    return {_header(name): text(content) for name, content in value.items()}


def _header(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise BadValue(f"names a header that can't be one: {name!r}")
    if name.lower() in _OURS:
        raise BadValue(f"names {name}, which Syndicate decides itself")
    return name


def _credentials(value: object) -> str:
    pair = text(value)
    if ":" not in pair:
        raise BadValue('is not "user:password"')
    return pair
