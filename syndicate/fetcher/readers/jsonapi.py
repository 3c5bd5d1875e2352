"""The JSON of an API → Document, by paths that a person wrote. Pure.

A path names members and indexes, dots between them (``data.list``, ``pic.urls.0``); ``*`` is
every member or item, ``.`` the value itself. In ``https://example.org/{id}`` a path stands in
braces; ``{id:.8}`` is what it leads to, cut after eight characters. What no path names is taken
from the names that APIs commonly give it. Of a web page the JSON is what its scripts hold: the
first value in which the path of the items leads to a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from syndicate.errors import ParseError
from syndicate.fetcher.readers import drafts, scripts
from syndicate.fetcher.readers.drafts import Shown
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import jsontext, limits, selection
from syndicate.markup.jsontext import Json
from syndicate.model import Document, Select

# What keeps other sites from running an answer as a script, and what lets them (JSONP).
_GUARD = re.compile(r"\)\]\}'[^\n]*\n|while\s*\(1\);|for\s*\(;;\);")
_CALL = re.compile(
    r"(?:/\*\*/)?\s*[\w.$\[\]]+\s*\(|(?:var|let|const|window\.)?\s*[\w.$]+\s*=(?=\s*[\[{])"
)
_CALL_END = re.compile(r"\s*\)?\s*;?\s*\Z")
# How far lists are looked for below the document, and how many are named.
_DEEP = 4
BEST = 5
_PLACE = re.compile(r"\{(?P<path>[^{}]+?)(?::\.(?P<most>\d{1,4}))?\}", re.ASCII)

_COMMON: Mapping[str, Sequence[str]] = {
    "id": ("id", "guid", "uuid", "_id", "article_id"),
    "title": ("title", "headline", "name", "subject"),
    "link": ("url", "link", "permalink", "html_url", "web_url", "href", "share_url"),
    "date": (
        "published_at", "published", "publish_time", "publishTime", "date_published", "pubDate",
        "pub_date", "publishDate", "publishedAt", "datePublished", "date", "created_at", "createdAt",
        "created", "ctime", "time",
    ),
    "summary": ("summary", "description", "abstract", "excerpt", "intro", "digest"),
    "image": ("image", "thumbnail", "cover", "image_url", "thumb", "img"),
    "author": ("author.name", "author", "authors.*.name", "authors", "byline"),
    "tags": ("tags.*.name", "tags", "keywords", "categories"),
}  # fmt: skip


def read(text: str, select: Select, context: Context, *, url: str, limit: int) -> Document:
    """Return what the items of a JSON document announce. Raises RuleError, else ParseError."""
    whole = _of_page(text, select, url) if _is_page(text) else _loaded(text, url)
    if select.items is None and isinstance(whole, dict):
        why = f"select.items is needed: the document has {_names(whole)}"
        raise drafts.broken(url, why, instead=lists(whole))
    path = select.items or "."
    found = [item for value in at(whole, path) for item in _listed(value)]
    items = [item for item in found if isinstance(item, dict | list)]
    if found and not items:
        why = f'select.items "{path}" leads to no list of objects'
        raise drafts.broken(url, why, {"items": 0}, lists(whole))
    if not items:
        missing = f"there is {_known(whole, path)}" if not at(whole, path) else "the list is empty"
        why = f'select.items "{path}" matched nothing: {missing}'
        raise drafts.broken(url, why, {"items": 0}, lists(whole))
    shown = [_shown(item, select) for item in items[:limit]]
    return drafts.document(shown, select, context, form="json", url=url, total=len(items))


def lists(whole: Json) -> Sequence[str]:
    """Return the paths of the longest lists of objects, with their lengths: ``data.list ×20``."""
    found: list[tuple[int, str]] = []
    level: list[tuple[str, Json]] = [("", whole)]
    for _ in range(_DEEP):
        for path, value in level:
            if isinstance(value, list) and any(isinstance(item, dict) for item in value):
                found.append((len(value), path or "."))
        level = [
            (f"{path}.{name}" if path else name, inner)
            for path, value in level
            if isinstance(value, dict)
            for name, inner in islice(value.items(), limits.MANY)
        ]
    return [f"{path} ×{count}" for count, path in sorted(found, key=lambda item: -item[0])[:BEST]]


def _is_page(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n\0")[:1] == "<"


def _of_page(text: str, select: Select, url: str) -> Json:
    """Return the value of a page's scripts that has the items, else the first with any list."""
    values = list(scripts.states(selection.parse(text, url)))
    if not values:
        raise ParseError("reading JSON failed: this is a page, and its scripts hold none", url=url)
    having = (value for value in values if select.items and at(value, select.items))
    listing = (value for value in values if lists(value))
    return next(having, None) or next(listing, values[0])


def members(text: str, url: str) -> Sequence[str]:
    """Return the lists that a JSON document has, else its members. Raises ParseError for none."""
    whole = _loaded(text, url)
    return lists(whole) or ([_names(whole)] if isinstance(whole, dict) and whole else [])


def _names(value: Mapping[str, Json]) -> str:
    return ", ".join(islice(value, 8))[:200]


def _loaded(text: str, url: str) -> Json:
    text = _GUARD.sub("", text.strip("\ufeff \t\r\n\0"), count=1)
    called = _CALL.match(text)
    try:
        if called and not text.startswith(("{", "[")):
            return jsontext.loads(_CALL_END.sub("", text[called.end() :], count=1))
        return jsontext.loads(text)
    except ValueError as error:
        raise ParseError(f"reading JSON failed: {error}", url=url) from error


def at(value: Json, path: str) -> Sequence[Json]:
    """Return the values that a path leads to, none where it leads nowhere."""
    found = [value]
    for step in path.split(".") if path != "." else ():
        found = [inner for each in found for inner in _step(each, step.strip())]
    return found


def _step(value: Json, step: str) -> Sequence[Json]:
    if isinstance(value, dict):
        if step == "*":
            return list(value.values())
        return [value[step]] if value.get(step) is not None else []
    if isinstance(value, list):
        if step == "*":
            return value
        return value[int(step) :][:1] if step.isdecimal() and len(step) < 7 else []
    return []


def _listed(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]


def _known(value: Json, path: str) -> str:
    """Say how far a path leads, and what there is instead."""
    for number, step in enumerate(steps := path.split(".")):
        inner = _step(value, step)
        if not inner:
            where = ".".join(steps[:number]) or "the document"
            names = _names(value) if isinstance(value, dict) else ""
            return f'no "{step}" in {where}' + (f", which has {names}" if names else "")
        value = inner[0]
    return "nothing"


def _shown(item: Json, select: Select) -> Shown:
    shown = {part: _texts(item, getattr(select, part), part) for part in drafts.PARTS}
    if select.content:
        shown["content"] = _texts(item, select.content, "content")
    return shown | {
        part: [drafts.as_html(text) for text in shown[part]]
        for part in ("summary", "content")
        if part in shown
    }


def _texts(item: Json, wanted: str | None, part: str) -> Sequence[str]:
    if wanted is None:
        ways = (strings(at(item, path)) for path in _COMMON[part])
        return next((texts for texts in ways if texts), ())
    if _PLACE.search(wanted):
        filled = _filled(item, wanted)
        return [filled] if filled else ()
    return strings(at(item, wanted))


def _filled(item: Json, template: str) -> str | None:
    """Return the template with its values; None when one of them is missing."""
    values = {place[0]: _value(item, place) for place in _PLACE.finditer(template)}
    if not all(values.values()):
        return None
    return _PLACE.sub(lambda place: values[place[0]], template)


def _value(item: Json, place: re.Match[str]) -> str:
    text = next(iter(strings(at(item, place["path"]))), "")
    return text[: int(place["most"])] if place["most"] else text


def strings(values: Sequence[Json]) -> Sequence[str]:
    """Return texts and numbers as text; of a list each, of an object its address."""
    texts = [text for value in values for each in _listed(value) if (text := _text(each))]
    return texts[: limits.MANY]


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else str(value)
    return _text(value.get("url") or value.get("href") or "") if isinstance(value, dict) else ""
