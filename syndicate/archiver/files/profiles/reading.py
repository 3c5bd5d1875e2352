"""A profile's TOML file as a value: read once, checked whole, every problem with its line.

path = "{source}/{title}{again}.md"     see `names` for what may stand in braces
again = " {hex}"
style = "double"

[images]
mode = "download"
file = "{folder}/pictures/{name}"
link = "pictures/{name}"

[keys]                                  in the order in which they are written
title = "title"                         a fact of the article
day = { from = "date", dates = "day" }
draft = { value = false }               always the same
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from syndicate.archiver.files.profiles.files import PLACEHOLDER
from syndicate.archiver.files.profiles.shape import (
    DERIVED,
    FIELDS,
    Dates,
    Escape,
    Form,
    Key,
    Kind,
    Pictures,
    Profile,
    field_of,
    image,
)
from syndicate.archiver.files.scalars import Style, Value
from syndicate.config.lines import Place, line_of
from syndicate.config.reading import Table, meant
from syndicate.config.values import BadValue, flag, one_of, text
from syndicate.errors import ConfigError
from syndicate.model import Images

BUILT_IN = ("neutral", "hugo", "jekyll", "mainroad", "obsidian")

PATH_NAMES = (
    *("source", "lang", "year", "month", "day", "slug", "-slug", "title", "id", "hex", "again"),
)
"""What may stand in braces in a path."""

_PLACES = ("folder", "below", "stem")
"""What may stand in braces in a picture's place, beside its name."""

_FOLDER = Path(__file__).parent
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_MODES: tuple[Images, ...] = get_args(Images)
_STYLES: tuple[Style, ...] = get_args(Style)
_ESCAPES: tuple[Escape, ...] = get_args(Escape)
_DATES: tuple[Dates, ...] = get_args(Dates)
_FORMS: tuple[Form, ...] = get_args(Form)


def load(
    name_or_path: str, *, images: Images | None = None, zone: ZoneInfo | None = None
) -> Profile:
    """Return a built-in profile, or that of a file whose name ends in ``.toml``.

    `images` and `zone` are the operator's own choice. Raises ConfigError with every problem of
    the file.
    """
    profile = _read(name_or_path)
    if images is not None:
        profile = replace(profile, pictures=replace(profile.pictures, mode=images))
    return replace(profile, zone=zone) if zone else profile


@cache
def _built_in(name: str) -> Profile:
    path = _FOLDER / f"{name}.toml"
    return parse(path.read_text(encoding="utf-8"), path)


def _read(name: str) -> Profile:
    if not name.endswith(".toml"):
        if name not in BUILT_IN:
            known = ", ".join(BUILT_IN)
            raise ConfigError(
                f"there is no profile {name!r}{meant(name, BUILT_IN)}; known: {known}"
            )
        return _built_in(name)
    path = Path(name)
    try:
        profile = parse(path.read_text(encoding="utf-8-sig"), path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text: {error.reason}") from error
    if profile.name in BUILT_IN:
        raise ConfigError(f"{path}: {profile.name!r} is a built-in profile: say another name = …")
    return profile


def parse(source: str, path: Path) -> Profile:
    """Read a profile's text; `path` names it in messages and, without ``name``, the profile."""
    problems: list[tuple[Place, str]] = []
    try:
        table = Table(tomllib.loads(source), problems, {})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from error
    profile = _profile(table, path.stem)
    if problems:
        lines = sorted((line_of(source, place), problem) for place, problem in problems)
        raise ConfigError(*(f"{path}:{line}: {problem}" for line, problem in lines))
    return profile


def _profile(table: Table, stem: str) -> Profile:
    profile = Profile(
        name=table.take("name", _name, stem),
        path=table.take("path", _path, ""),
        again=table.take("again", _template((), "hex"), ""),
        style=table.take("style", one_of(*_STYLES), "plain"),
        escape=table.take("escape", one_of(*_ESCAPES), "none"),
        trailer=table.take("trailer", _trailer, ""),
        section=table.take("section", _section, ""),
        pictures=_pictures(table.table("images")),
        keys=_keys(table.table("keys"), table.take("dates", one_of(*_DATES), "rfc3339")),
    )
    if not table.has("path"):
        table.complain('there is no path, such as "{source}/{year}/{slug}-{hex}.md"')
    elif (
        profile.path
        and "{hex}" not in profile.path
        and not (profile.again and "{again}" in profile.path)
    ):
        problem = "path may be the same for two articles: it needs {hex}, or {again} and again"
        table.complain(problem, "path")
    table.close()
    return profile


def _pictures(table: Table) -> Pictures:
    place = _template(_PLACES, "name")
    link = table.take("link", place, image("{name}"))
    front = table.take("front", place, link)
    pictures = Pictures(
        mode=table.take("mode", one_of(*_MODES), "download"),
        file=table.take("file", _file, "{folder}/images/{name}"),
        link=link,
        front=front,
        site=table.take("site", place, front),
    )
    table.close()
    return pictures


def _keys(table: Table, dates: Dates) -> tuple[Key, ...]:
    keys: list[Key] = []
    for name in table.names():
        written = table.take(name, _short, None)
        key = _key(table.table(name), name, dates) if written is None else _of(name, written, dates)
        if key is not None:
            carried = any(key.what == other.what for other in keys if other.carries)
            keys.append(replace(key, carries=key.carries and not carried))
    return tuple(keys)


def _short(value: object) -> str | None:
    """Return the fact that a key without further settings names, None for a table."""
    return None if isinstance(value, dict) else _fact(value)


def _key(table: Table, name: str, dates: Dates) -> Key | None:
    if table.has("value"):
        key = Key(name, "text", "detail", constant=table.take("value", _constant, ""))
    else:
        found = table.take("from", _fact, None)
        if found is None:
            if not table.has("from"):
                table.complain('needs from = "…", a fact of the article, or value = …')
            return None
        key = _of(name, found, table.take("dates", one_of(*_DATES), dates))
        if table.take("list", flag, False):
            key = replace(key, kind="list")
        key = replace(
            key,
            form=table.take("as", one_of(*_FORMS), ""),
            otherwise=table.take("or", one_of(*DERIVED), ""),
            empty=table.take("empty", _constant, None),
        )
    table.close()
    return key


def _of(name: str, what: str, dates: Dates) -> Key:
    field = field_of(what)
    if field is None:
        return Key(name, "text", "detail", what=what)
    is_instant = field.kind == "instant"
    shown = dates if is_instant else "rfc3339"
    kind: Kind = "text" if is_instant and shown != "rfc3339" else field.kind
    return replace(field, name=name, kind=kind, dates=shown)


def _fact(value: object) -> str:
    return one_of(*(key.name for key in FIELDS), *DERIVED)(value)


def _constant(value: object) -> Value:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, str | int):
        return value
    raise BadValue("is no text, whole number, true or false, or list of texts")


def _name(value: object) -> str:
    name = text(value)
    if not _NAME.fullmatch(name):
        raise BadValue("is no name: use a-z, 0-9, '.', '_' and '-'")
    return name


def _section(value: object) -> str:
    name = str(value) if value == "" else text(value)
    if "/" in name or name.startswith(".") or not (name == "" or name.endswith(".md")):
        raise BadValue("is not the name of a Markdown file")
    return name


def _path(value: object) -> str:
    path = text(value)
    if not path.endswith(".md") or not _is_key(path):
        raise BadValue('is not the path of a Markdown file, such as "{source}/{slug}-{hex}.md"')
    _check(path, PATH_NAMES)
    _close(path)
    return path


def _file(value: object) -> str:
    file = _template(_PLACES, "name")(value)
    if not _is_key(file):
        raise BadValue('is not where a picture can lie in the archive, such as "images/{name}"')
    _close(file)
    return file


def _is_key(path: str) -> bool:
    r"""Tell whether it leads to a file below the archive that no program hides or takes apart."""
    return "\\" not in path and all(part and part[0] != "." for part in path.split("/"))


def _close(path: str) -> None:
    """Refuse braces that would be part of a file's name."""
    if left := re.search(r"[{}][^{}/]*[{}]?", PLACEHOLDER.sub("", path)):
        raise BadValue(f"holds {left[0]}, which is none of the names in braces")


def _trailer(value: object) -> str:
    trailer = text(value)
    if "\n" in trailer:
        raise BadValue("is more than one line")
    _check(trailer, ("source", "link"))
    return trailer


def _template(names: Iterable[str], needed: str) -> Callable[[object], str]:
    """Return a reader for a template that holds {needed}, and maybe the other names."""

    def read(value: object) -> str:
        text(value)
        template = str(value)
        _check(template, (*names, needed))
        if f"{{{needed}}}" not in template:
            raise BadValue(f"needs {{{needed}}}")
        return template

    return read


def _check(template: str, names: Iterable[str]) -> None:
    known = tuple(names)
    for name in PLACEHOLDER.findall(template):
        if name not in known:
            options = ", ".join(f"{{{each}}}" for each in known)
            raise BadValue(f"holds {{{name}}}; what may stand there: {options}")
