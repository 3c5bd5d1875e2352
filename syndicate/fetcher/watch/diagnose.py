"""What a source usually says, and what it says now → what is amiss with it. Pure.

    page that is no document ─ impostors ─▶ impostor ─┐
    document ─ facts ─▶ diagnose ─────────────────────┴▶ Finding: condition, reason, next command

Hard findings keep a document out whole: of equal titles, one address for all or wrong letters
nothing may be kept. Soft ones take it in, and say so: half of the items are better than none.
What stays as it is for `ACCEPTED` checks is taken for how the source is now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from syndicate.fetcher.watch.learn import ENOUGH
from syndicate.model import Baseline, Condition, Facts, Fault, Finding, Source

ACCEPTED = 12
"""Checks in a row after which a soft finding is how the source is: half a day, asked hourly."""

MANY = 3
"""Items from which on all of them being equal says something."""

_USUAL, _GONE = 0.8, 0.2
"""A part is usual in four of five items, and gone in less than one of five: what lies between are
lists that mix kinds of items, whose shares swing."""

_SAME, _VARIED = 0.9, 0.5
# Decoded wrongly, English with an accent in every second sentence has 2.4 % of garbled letters,
# German 15 %, Chinese 43 %; read rightly, all have none.
_GARBLED = 0.004
# A tenth of a long text is an excerpt; half of one is a short week.
_TENTH, _TEXTS = 0.1, 200
# With fewer items than this, half of them is an item or two.
_HALVED_FROM = 6
# One batch of old articles happens, a second one in a row hardly.
_STUCK = 2

_BLOCKED: frozenset[Fault] = frozenset({"captcha", "login", "consent wall", "forbidden"})
_KEYS = "headers, credentials and cookies of the source, if it knows you in a browser"
_SCRIPT = 'command = "…" of the source may print what a browser shows, page_command an article\'s'

_SAYS: Mapping[Fault, str] = {
    "captcha": "it shows a captcha",
    "login": "it shows a login",
    "consent wall": "it asks for consent first",
    "forbidden": "it says, with status 200, that access is denied",
    "soft 404": "it says, with status 200, that the page is not there",
    "maintenance": "it says that it is being maintained",
    "parked domain": "the domain is parked or for sale",
    "script shell": "the page is empty before its scripts run",
    "empty page": "the page is empty",
    "page instead of feed": "a web page is where the feed was",
    "list empty": "the list is empty",
}
_STEPS: Mapping[Fault, str] = {
    "captcha": f"ask less often (interval), or {_KEYS}",
    "login": _KEYS,
    "consent wall": _KEYS,
    "forbidden": _KEYS,
    "maintenance": "nothing: it is tried again",
    "script shell": _SCRIPT,
    "parked domain": "enabled = false, or the url that it has moved to",
}


class _Doubt(NamedTuple):
    fault: Fault
    is_hard: bool
    why: Callable[[Baseline, Facts], str | None]


def impostor(fault: Fault, source: Source) -> Finding:
    """Return the finding for a page that stands in for a document, or for an article."""
    step = _STEPS.get(fault, f"syndicate doctor {source.id} looks for it anew")
    return Finding(
        condition=condition(fault, source),
        fault=fault,
        reason=_SAYS[fault],
        hint=step,
        is_hard=True,
    )


def condition(fault: str, source: Source) -> Condition:
    """Return the condition that a fault puts a source in."""
    if fault in _BLOCKED:
        return "blocked"
    is_rule = _selects(source) and (fault not in _SAYS or fault == "list empty")
    return "broken rule" if is_rule else "failing"


def diagnose(known: Baseline, facts: Facts, source: Source) -> Finding:
    """Return what is amiss with a document that was read, `Finding()` when nothing is."""
    if not known.checks:
        return Finding()
    for doubt in _DOUBTS:
        if why := doubt.why(known, facts):
            return Finding(
                condition=condition(doubt.fault, source),
                fault=doubt.fault,
                reason=why,
                hint=f"syndicate doctor {source.id} compares; with --accept it is right as it is",
                is_hard=doubt.is_hard,
            )
    return Finding()


def is_new(known: Baseline, found: Finding) -> bool:
    """Tell whether a soft finding is still one, and not how the source is by now."""
    return known.doubt != found.fault or known.doubted < ACCEPTED


def _selects(source: Source) -> bool:
    return source.kind in ("listing", "json", "sitemap") or source.select.items is not None


def _empty(known: Baseline, facts: Facts) -> str | None:
    if facts.items or min(known.counts, default=0) == 0:
        return None
    return f"the list is empty; it had {known.counts[-1]} items"


def _equal(part: str, name: str) -> Callable[[Baseline, Facts], str | None]:
    def why(known: Baseline, facts: Facts) -> str | None:
        if facts.items < MANY or facts.common.get(part, 0.0) < _SAME:
            return None
        # With a part that few had, one value of it says nothing.
        if known.common.get(part, 1.0) > _VARIED or known.shares.get(part, 0.0) < _USUAL:
            return None
        return f"{facts.common[part]:.0%} of {facts.items} items have the same {name}"

    return why


def _gone(part: str, name: str) -> Callable[[Baseline, Facts], str | None]:
    def why(known: Baseline, facts: Facts) -> str | None:
        if facts.items < MANY or known.shares.get(part, 0.0) < _USUAL:
            return None
        share = facts.shares.get(part, 0.0)
        return (
            f"{share:.0%} of {facts.items} items have a {name}; all had" if share < _GONE else None
        )

    return why


def _garbled(known: Baseline, facts: Facts) -> str | None:
    if facts.garbled < max(_GARBLED, 10 * known.garbled):
        return None
    return f"{facts.garbled:.1%} of its letters are garbled: it was decoded wrongly"


def _language(known: Baseline, facts: Facts) -> str | None:
    if not known.script or not facts.script or facts.script == known.script:
        return None
    if known.checks < ENOUGH:
        return None
    return f"it is written in {facts.script} letters; it was in {known.script}"


def _halved(known: Baseline, facts: Facts) -> str | None:
    least = min(known.counts)
    if len(known.counts) < ENOUGH or least < _HALVED_FROM or 2 * facts.items >= least:
        return None
    return f"it has {facts.items} items; it had {least} at least"


def _frozen(known: Baseline, facts: Facts) -> str | None:
    moved = facts.newest is None or known.newest is None or facts.newest > known.newest
    if moved or not facts.fresh or known.stuck + 1 < _STUCK or known.shares["date"] < _USUAL:
        return None
    return "it has new items, but none is dated after the old ones"


def _short(known: Baseline, facts: Facts) -> str | None:
    if not facts.items or known.text < _TEXTS or facts.text >= _TENTH * known.text:
        return None
    return f"its texts have {facts.text:.0f} characters; they had {known.text:.0f}"


_DOUBTS = (
    _Doubt("list empty", True, _empty),
    # Items of one address are merged, and what is left of them has one title.
    _Doubt("links equal", True, _equal("link", "address")),
    _Doubt("titles equal", True, _equal("title", "title")),
    _Doubt("titles gone", True, _gone("title", "title")),
    _Doubt("links gone", True, _gone("link", "link")),
    _Doubt("encoding", True, _garbled),
    _Doubt("dates gone", True, _gone("date", "date that may be one")),
    _Doubt("dates equal", True, _equal("date", "date")),
    _Doubt("language", False, _language),
    _Doubt("items halved", False, _halved),
    _Doubt("dates frozen", False, _frozen),
    _Doubt("texts gone", False, _short),
)
