"""A rule in our own words (``example.org.toml``): a few keys, CSS or XPath, checked as one file.

The keys are those of a source's ``select``. Here ``content`` may name alternatives, and what it
finds is kept as it is: a person who writes such a file says what the article is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import TypeVar

from syndicate.archiver.rules.rule import Edit, Link, Reading, Remark, Rule, Trial
from syndicate.config.lines import Place, fault, line_of
from syndicate.config.reading import Table
from syndicate.config.values import checked, listing, text
from syndicate.markup import selection

T = TypeVar("T")


def read(source: str, name: str) -> Reading:
    """Return the rule that a file's text says, `name` being the file's."""
    problems: list[tuple[Place, str]] = []
    try:
        table = Table(tomllib.loads(source), problems, {})
    except tomllib.TOMLDecodeError as error:
        line, what = fault(source, error)
        return Reading(rule=Rule(name=name), wrong=(Remark(line, f"is not valid TOML: {what}"),))
    rule = _rule(table, name)
    table.close()
    wrong = tuple(sorted(Remark(line_of(source, place), why) for place, why in problems))
    return Reading(rule=rule, wrong=wrong)


def _rule(table: Table, name: str) -> Rule:
    def selectors(key: str) -> tuple[str, ...]:
        return table.take(key, _some(_selector), ())

    pages = table.take("test_url", _some(text), ())
    contains = table.take("test_contains", _some(text), ())
    return Rule(
        name=name,
        content=selectors("content"),
        title=selectors("title"),
        author=selectors("author"),
        date=selectors("date"),
        next_page=tuple(Link(each) for each in selectors("next_page")),
        single_page=tuple(Link(each) for each in selectors("single_page")),
        edits=tuple(Edit("remove", each) for each in selectors("remove")),
        tests=tuple(Trial(page, contains) for page in pages),
    )


def _check(selector: str) -> None:
    selection.check(selector, in_item=False)


_selector = checked(_check, "selector")


def _some(read: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """Return a reader for a list of values, or for one value alone."""
    several = listing(read)
    return lambda value: several(value) if isinstance(value, list) else (read(value),)
