"""What a profile's front matter says of an article, and what its lines tell of one. Pure.

    article ─▶ facts (`fields`) ─▶ the profile's keys with their values
    lines of a document ─▶ facts, as far as its keys carry them

A key that shows a derived or constant value carries nothing: what a document says otherwise
there is somebody's own, and stands in `Article.extra`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from syndicate import dates
from syndicate.archiver.files import derived
from syndicate.archiver.files.document import Loaded
from syndicate.archiver.files.profiles import FIELDS, Files, Key, Profile, image
from syndicate.archiver.files.profiles.shape import DERIVED, Dates
from syndicate.archiver.files.scalars import Bare, Value
from syndicate.errors import ArchiveError
from syndicate.model import Article

Fact = Value | None

KINDS = {key.name: key.kind for key in FIELDS}

# What a version's record holds anyway.
_RECORDED = ("images", "enclosures")
_IMAGES = image("")
_NAME = re.compile(r"[0-9a-f]{16}\.[a-z0-9]{1,5}")
_MARK = "\0"
_BREAK = re.compile(r"[\r\n\t]")


def lines(values: Mapping[str, Value], article: Article, files: Files) -> dict[str, Value]:
    """Return what each key of the profile says of an article whose facts are `values`."""
    found: dict[str, Value] = {}
    for key in files.profile.keys:
        value = _line(key, values, article, files)
        if value is not None:
            found[key.name] = value
    return found


def _line(key: Key, values: Mapping[str, Value], article: Article, files: Files) -> Fact:
    if not key.what:
        return key.constant
    if key.what in DERIVED:
        if key.what == "summary" and article.description:
            return article.description
        return derived.value(key.what, article.markdown, article.lang) or key.empty
    value = values.get(key.what)
    if isinstance(value, datetime):
        return _dated(value, key.dates, files.profile.zone)
    shown = _each(value, lambda text: _shown(text, key, files)) if value else None
    if shown:
        return (shown,) if key.kind == "list" and isinstance(shown, str) else shown
    if key.otherwise:
        return derived.value(key.otherwise, article.markdown, article.lang) or key.empty
    return key.empty


def _shown(text: str, key: Key, files: Files) -> str:
    if key.form == "label":
        return derived.label(text)
    if key.what in ("image", "images"):
        name = text.removeprefix(_IMAGES)
        place = files.site if key.form == "site" else files.front
        return text if name == text else place(name)
    return _BREAK.sub(" ", text) if files.profile.style == "double" else text


def _each(value: Value, change: Callable[[str], str]) -> Value:
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(filter(None, map(change, value))))
    return change(value) if isinstance(value, str) else value


def _dated(moment: datetime, style: Dates, zone: tzinfo | None) -> Value:
    if style == "rfc3339":
        return moment
    try:
        local = moment.astimezone(zone) if zone else moment
    except (ValueError, OverflowError):
        local = moment
    if style == "day":
        return Bare(local.date().isoformat())
    text = local.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    if style == "naive":
        return text
    return Bare(f"{text} {local.strftime('%z')[:5]}")


def facts(found: Mapping[str, Value], files: Files) -> dict[str, Value]:
    """Return the facts that the lines of a document tell; raise ArchiveError for no date."""
    told: dict[str, Value] = {}
    for key in files.profile.keys:
        if key.carries and key.name in found:
            value = _fact(found[key.name], key, files)
            if value:
                told[key.what] = value
    return told


def _fact(value: Value, key: Key, files: Files) -> Fact:
    field = KINDS[key.what]
    if field == "instant" and isinstance(value, str):
        return _instant(value, key, files) if value else None
    if key.what in ("image", "images"):
        value = _each(value, lambda text: _named(text, key, files))
    if field == "text" and isinstance(value, tuple):
        return value[0] if value else None
    return (str(value),) if field == "list" and not isinstance(value, tuple) else value


def _named(text: str, key: Key, files: Files) -> str:
    place = files.site if key.form == "site" else files.front
    before, _, after = place(_MARK).partition(_MARK)
    name = text.removeprefix(before).removesuffix(after)
    is_ours = len(name) + len(before) + len(after) == len(text) and _NAME.fullmatch(name)
    return f"{_IMAGES}{name}" if is_ours else text


def _instant(text: str, key: Key, files: Files) -> datetime:
    """Return the instant that a person's date means: in the archive's zone, or in UTC."""
    moment = dates.parse(text, files.profile.zone or UTC)
    if moment is None:
        reason = f"the value of {key.name!r} is not a date: {text!r}"
        raise ArchiveError(f"{files.main} is damaged: {reason}", path=files.main)
    return moment


def own(loaded: Loaded, profile: Profile) -> dict[str, object]:
    """Return the values of a document's lines whose keys are the profile's."""
    return {key.name: line_of(loaded, key) for key in profile.keys if _is_there(loaded, key)}


def line_of(loaded: Loaded, key: Key) -> object:
    """Return the value of a line, None for none."""
    return loaded.values.get(key.name) if key.carries else loaded.extra.get(key.name)


def _is_there(loaded: Loaded, key: Key) -> bool:
    """Tell whether the line is there; an empty one counts where the profile writes such."""
    if not key.carries:
        return key.name in loaded.extra
    return key.name in loaded.values or (key.empty is not None and key.name in loaded.blocks)


def digests(values: Mapping[str, object], keys: Iterable[Key]) -> dict[str, str]:
    """Return 16 hex digits of sha256 for each value that the archive does not write itself.

    Instants count as instants: the same one in another zone is no change.
    """
    compared = (key.name for key in keys if key.role != "record" and key.name in values)
    return {name: digest(values[name]) for name in compared}


def digest(value: object) -> str:
    """Return 16 hex digits of sha256 of a value; nothing and an empty text are the same."""
    if value is None or value == () or value == []:
        value = ""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat()
    if isinstance(value, str | tuple | int):
        return _digest(value)
    return _sum(json.dumps(value, default=str))


@lru_cache(maxsize=256, typed=True)
def _digest(value: Value) -> str:
    """Return the digest of what is the same in most articles: constants, the source, a day."""
    return _sum(json.dumps(value))


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def beyond(values: Mapping[str, Value], told: Mapping[str, Value]) -> dict[str, Fact]:
    """Return the facts that lines do not tell as they are, None for one that is unknown."""
    names = (key.name for key in FIELDS if key.role != "record" and key.name not in _RECORDED)
    return {name: values.get(name) for name in names if not same(values.get(name), told.get(name))}


def same(one: Fact, other: Fact) -> bool:
    """Tell whether two facts are equal, an instant's offset included."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one == other and one.utcoffset() == other.utcoffset()
    return one == other


def overrides(loaded: Loaded, written: Mapping[str, Value], profile: Profile) -> dict[str, object]:
    """Return what a document has beyond the facts: other keys, and its own derived values.

    `written` is what the profile would say itself. A key that it would write and that is not
    there is None.
    """
    known = {key.name for key in profile.keys if key.carries}
    loose = [key.name for key in profile.keys if not key.carries]
    found = {name: value for name, value in loaded.extra.items() if name not in known}
    for name in loose:
        if name not in loaded.extra:
            found[name] = None
        elif digest(loaded.extra[name]) == digest(written.get(name)):
            del found[name]
    return found
