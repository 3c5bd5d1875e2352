"""A rule and a page → what the rule says of it, and its body as the rule wants it. Pure.

    text ─ replace ─▶ text ─ parse ─▶ document ─┬─ copied ──────────────────────▶ the whole page
                                                ├─ title, author, date, links ─▶ what it says
                                                └─ edits ─ content ────────────▶ the body

Facts are read before anything is taken away, as the format's programs do. A selector that fails
on a page, because only there one of its parts is reached, finds nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from itertools import islice

from syndicate import dates, log, urls
from syndicate.archiver.page import byline
from syndicate.archiver.page.metadata import Metadata
from syndicate.archiver.rules.rule import Edit, Link, Rule
from syndicate.markup import reshape, selection, tree
from syndicate.markup.limits import few, short
from syndicate.markup.selection import Page
from syndicate.markup.tree import Element

Texts = tuple[str, ...]

_JSON_LD = "script[type='application/ld+json' i]"
# More is a selector that finds a page's texts, not its authors.
_MANY = 20

_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Hold what a rule says of a page before it is changed, each with the selector that found it.

    `authors` are single names, `dates` as they are written there; addresses are absolute.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    next_page: str | None = None
    single_page: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """Hold what a rule makes of a page: all of it as `root`, and what is left of its body.

    `chosen` is the rule's selector that picked the body's content, None where none did.
    """

    root: Element
    said: Said
    cut: tree.Cut
    chosen: str | None = None
    missed: tuple[str, ...] = ()


def apply(
    rule: Rule,
    html: str,
    url: str | None,
    *,
    content: str | None = None,
    remove: Sequence[str] = (),
    now: datetime | None = None,
) -> Ruled:
    """Return what a rule makes of a page.

    `content` and `remove` are a source's own selectors: what its `content` finds is the article,
    whatever the rule says. `now` is as for `over`. Raises ValueError for what of them is no selector.
    """
    page = selection.parse(_replaced(html, rule.replace), url)
    if not rule.believes_json_ld:
        reshape.remove(page, _JSON_LD)
    root, said = tree.whole(page.document), _said(page, rule, url, now)
    for edit in rule.edits:
        _edit(page, edit)
    own = content is not None and reshape.shows(page, content)
    chosen = None if own else _first_shown(page, rule.content)
    cut = tree.cut_from(page.document, content if own else chosen, remove)
    missed = (*([content] if content and not own else ()), *cut.missed)
    named = (("title", rule.title, said.title), ("content", rule.content, own or chosen))
    missed += tuple(f"{rule.name}: {part}" for part, wanted, found in named if wanted and not found)
    return Ruled(root=root, said=said, cut=cut, chosen=chosen, missed=missed)


def over(
    facts: Metadata, rule: Rule, said: Said, zone: tzinfo, now: datetime | None = None
) -> Metadata:
    """Return a page's facts with what a rule says in their place.

    What a rule names and does not find is the page's own, or unknown where the rule does not
    guess. `zone` is that of dates that name none; those that count back from `now` come last.
    """
    exact = next(filter(None, (dates.parse(text, zone) for text in said.dates)), None)
    date = exact or next(filter(None, (dates.parse(text, zone, now) for text in said.dates)), None)
    keeps = rule.guesses
    return replace(
        facts,
        title=short(said.title) or (facts.title if keeps or not rule.title else None),
        authors=few(said.authors) or (facts.authors if keeps or not rule.author else ()),
        date=date or (facts.date if keeps or not rule.date else None),
        reckoned=_reckoned(facts.reckoned, exact, date),
    )


def _reckoned(
    names: frozenset[str], exact: datetime | None, date: datetime | None
) -> frozenset[str]:
    if date is None:
        return names
    return names - {"date"} if exact else names | {"date"}


def _replaced(html: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        html = html.replace(old, new)
    return html


def _said(page: Page, rule: Rule, url: str | None, now: datetime | None) -> Said:
    def dated(texts: Texts) -> Texts:
        return tuple(text for text in texts if dates.parse(text, UTC, now))

    found = {
        "title": _first_texts(page, rule.title, lambda texts: texts[:1]),
        "authors": _first_texts(page, rule.author, byline.names),
        "date": _first_texts(page, rule.date, dated),
    }
    reasons = {
        part: f"{rule.name}: {selector}" for part, (selector, texts) in found.items() if texts
    }
    if clue := next((each for each in rule.advert if _exists(page, each)), None):
        reasons["advertisement"] = f"{rule.name}: {clue}"
    return Said(
        title=next(iter(found["title"][1]), None),
        authors=found["authors"][1],
        dates=found["date"][1],
        next_page=_link(page, rule.next_page, url),
        single_page=_link(page, rule.single_page, url),
        reasons=reasons,
    )


def _first_texts(
    page: Page, selectors: Iterable[str], usable: Callable[[Texts], Texts]
) -> tuple[str, Texts]:
    """Return the first selector that finds texts which can be used, and them."""
    found = ((selector, usable(_texts(page, selector))) for selector in selectors)
    return next((each for each in found if each[1]), ("", ()))


def _texts(page: Page, selector: str) -> tuple[str, ...]:
    try:
        return tuple(islice(reshape.texts(page, selector), _MANY))
    except ValueError as error:
        _failed(selector, error)
        return ()


def _link(page: Page, links: Iterable[Link], url: str | None) -> str | None:
    """Return the first address that the links lead to; not the page's own."""
    for link in links:
        if link.condition is not None and not _exists(page, link.condition):
            continue
        try:
            address = reshape.address(page, link.selector)
        except ValueError as error:
            _failed(link.selector, error)
            continue
        there = urls.absolute(page.base, address) if address else None
        if there and (url is None or urls.canonical(there) != urls.canonical(url)):
            return there
    return None


def _exists(page: Page, selector: str) -> bool:
    try:
        return reshape.exists(page, selector)
    except ValueError as error:
        _failed(selector, error)
        return False


def _first_shown(page: Page, selectors: Iterable[str]) -> str | None:
    for selector in selectors:
        try:
            if reshape.shows(page, selector):
                return selector
        except ValueError as error:
            _failed(selector, error)
    return None


def _edit(page: Page, edit: Edit) -> None:
    try:
        match edit.act:
            case "wrap":
                reshape.wrap(page, edit.selector, edit.into)
            case "move":
                reshape.move(page, edit.selector, edit.into)
            case "remove":
                reshape.remove(page, edit.selector)
            case "dissolve":
                reshape.dissolve(page, edit.selector)
            case "load":
                reshape.load(page, edit.selector)
    except ValueError as error:
        _failed(edit.selector, error)


def _failed(selector: str, error: ValueError) -> None:
    _log.warning("selector of a rule failed", selector=selector, reason=str(error))
