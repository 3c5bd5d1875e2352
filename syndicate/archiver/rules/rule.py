"""A site's rule as a value: where its pages have what, and what is done to them before.

Selectors are CSS, or XPath where they begin as no CSS does (`markup.selection`). Those of one
part are alternatives: the first one that finds something is believed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Act = Literal["wrap", "move", "remove", "dissolve", "load"]
"""What is done to a page: elements are put into a new one, or into another one; taken away with
all they hold, or without it; an attribute becomes an image's address."""


class Edit(NamedTuple):
    """Do `act` to all that `selector` finds; `into` is a tag to wrap in, a selector to move to."""

    act: Act
    selector: str
    into: str = ""


class Link(NamedTuple):
    """Hold where a page links to; `condition` must find something for the link to count."""

    selector: str
    condition: str | None = None


class Trial(NamedTuple):
    """Hold a page, and texts that its article has."""

    url: str
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Hold what a file says of the pages of its hosts.

    `name` is the file's. `replace` is done to the page's text before it is parsed, in order.
    `headers` are sent with requests for its pages. `advert` finds what only paid pages have.
    Furniture is taken out of what `content` finds where the rule `prunes`; what it names and
    does not find is looked for as in any page where it `guesses`. Unless it `follows`, no next
    pages are looked for that it does not name; unless it believes JSON-LD, that is not there.
    """

    name: str
    content: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    next_page: tuple[Link, ...] = ()
    single_page: tuple[Link, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    edits: tuple[Edit, ...] = ()
    advert: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    prunes: bool = False
    guesses: bool = True
    follows: bool = True
    believes_json_ld: bool = True
    tests: tuple[Trial, ...] = ()

    def selectors(self) -> tuple[str, ...]:
        """Return all selectors of the rule, those of places to move to too."""
        facts = (*self.title, *self.author, *self.date, *self.advert)
        links = (*self.next_page, *self.single_page)
        found = [each for link in links for each in link if each]
        found += [each for edit in self.edits if edit.act != "load" for each in edit[1:] if each]
        return (*self.content, *facts, *found)


class Remark(NamedTuple):
    """Say of a line of a rule's file what a person may want to know of it."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Hold a rule as it was read, what is `wrong` in its file, and what is known but not done."""

    rule: Rule
    wrong: tuple[Remark, ...] = ()
    undone: tuple[Remark, ...] = ()


def with_general(rule: Rule, general: Rule) -> Rule:
    """Return a rule with the general one behind it: its selectors come first, its texts too."""
    return replace(
        rule,
        title=(*rule.title, *general.title),
        author=(*rule.author, *general.author),
        date=(*rule.date, *general.date),
        content=(*rule.content, *general.content),
        next_page=(*rule.next_page, *general.next_page),
        single_page=(*rule.single_page, *general.single_page),
        replace=(*rule.replace, *general.replace),
        edits=(*rule.edits, *general.edits),
        advert=(*rule.advert, *general.advert),
        headers=_headers(rule, general),
    )


def _headers(rule: Rule, general: Rule) -> tuple[tuple[str, str], ...]:
    own = {name for name, _ in rule.headers}
    return (*rule.headers, *(line for line in general.headers if line[0] not in own))
