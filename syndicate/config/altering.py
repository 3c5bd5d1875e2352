"""What is done to what a source says: [[source.rewrite]], [hooks] and [source.hooks]."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

from syndicate.config.asking import PatternCheck, SelectorCheck, pattern, selector
from syndicate.config.reading import Table
from syndicate.config.values import BadValue, command, listing, one_of, span, text
from syndicate.model import AddTags, Hooks, Mended, Remove, Replace, Rewrite

LONGEST = 1_000
"""Characters of an expression or a replacement."""

MOST_GROUPS = 10
"""Groups that a replacement may name: so many times longer it can make a text, at most."""

MOST = timedelta(seconds=100)
"""What a hook may take: a turn has 120 seconds."""

_ACTIONS = ("replace", "remove", "tag")
_PLACES: tuple[Mended, ...] = ("title", "content", "url")
_GROUP = re.compile(r"\\([0-9\\])")


def rewrites(
    tables: Sequence[Table], check: PatternCheck | None, of_page: SelectorCheck | None
) -> tuple[Rewrite, ...]:
    """Read every [[source.rewrite]]: one that does one thing."""
    read = [_rewrite(table, check, of_page) for table in tables]
    return tuple(rule for rule in read if rule is not None)


def _rewrite(
    table: Table, check: PatternCheck | None, of_page: SelectorCheck | None
) -> Rewrite | None:
    named = [action for action in _ACTIONS if table.has(action)]
    if len(named) != 1:
        table.complain(f"says {' and '.join(named) or 'nothing'}: one of {', '.join(_ACTIONS)}")
        return None
    rule: Rewrite
    match named[0]:
        case "replace":
            rule = _replace(table, check)
        case "remove":
            rule = Remove(selector=table.take("remove", selector(of_page, False), ""))
        case _:
            tags = table.take("tag", _some, ())
            rule = AddTags(tags=tags, when=table.take("when", pattern(check), None))
    table.close()
    return rule


def _replace(table: Table, check: PatternCheck | None) -> Replace:
    groups: list[int] = []
    find, literal = table.take("replace", _find(check, groups), ("", False))
    return Replace(
        find=find,
        literal=literal,
        by=table.take("with", _by(None if literal or not groups else groups[0]), ""),
        place=table.take("in", one_of(*_PLACES), "content"),
    )


def _find(check: PatternCheck | None, groups: list[int]) -> Callable[[object], tuple[str, bool]]:
    """Return a reader for an expression, or ``{ text = … }``; `groups` learns how many it has."""

    def read(value: object) -> tuple[str, bool]:
        if isinstance(value, dict):
            if list(value) != ["text"]:
                raise BadValue("is neither an expression nor { text = … }")
            return _phrase(value["text"]), True
        found = _phrase(value)
        try:
            if check:
                groups.append(check(found))
        except ValueError as wrong:
            raise BadValue(f"is no regular expression: {wrong}") from wrong
        return found, False

    return read


def _phrase(value: object) -> str:
    """Accept a text as it stands, blanks at its ends and line breaks too."""
    if not isinstance(value, str) or not value:
        raise BadValue("is not text")
    if len(value) > LONGEST:
        raise BadValue(f"is longer than {LONGEST:,} characters")
    return value


def _by(groups: int | None) -> Callable[[object], str]:
    """Return a reader for a replacement that names no more than so many groups."""

    def read(value: object) -> str:
        found = _phrase(value) if value != "" else ""
        named = [int(each) for each in _GROUP.findall(found) if each != "\\"]
        if groups is not None and max(named, default=0) > groups:
            raise BadValue(f"names group {max(named)}, and the expression has {groups}")
        if groups is not None and len(named) > MOST_GROUPS:
            raise BadValue(f"names more than {MOST_GROUPS} groups")
        return found

    return read


def _some(value: object) -> tuple[str, ...]:
    """Accept one tag or a list of them."""
    tags = listing(text)(value if isinstance(value, list) else [value])
    if not tags:
        raise BadValue("names nothing")
    return tags


def hooks(table: Table, usual: Hooks) -> Hooks:
    """Read [hooks] or [source.hooks]; what it does not say itself is as `usual`."""
    found = Hooks(
        entry=table.take("entry", _program, usual.entry),
        article=table.take("article", _program, usual.article),
        archived=table.take("archived", _program, usual.archived),
        source=table.take("source", _program, usual.source),
        timeout=table.take("timeout", _timeout, usual.timeout),
    )
    table.close()
    return found


def _program(value: object) -> tuple[str, ...]:
    """Accept a program with its arguments; of a source, ``[]`` is none where others have one."""
    return () if value == [] else command(value)


def _timeout(value: object) -> timedelta:
    found = span(value)
    if found > MOST:
        raise BadValue(f"is longer than {MOST.seconds} seconds")
    return found
