"""Whether what a source answered is what it usually says: between reading it and keeping it.

    answer ─ read ─▶ document ─ judge ─▶ Watched (baseline, what is amiss)
           └ fails ─▶ unmask ─▶ FaultError: the page stands in for the document

Raises before anything is kept, so that a captcha never becomes a list, nor a login an article.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from syndicate.errors import FaultError, ParseError, RuleError
from syndicate.fetcher.readers.feed import inflated
from syndicate.fetcher.watch import diagnose, facts, impostors, learn
from syndicate.markup.decode import decode
from syndicate.model import Baseline, Document, Fault, Finding, Page, Source, Standing

_HTML = ("<!doctype html", "<html")
_ANSWERED: Fault = "page instead of feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Hold what is known of a source after a check, and what is amiss with it."""

    baseline: Baseline | None = None
    finding: Finding = field(default_factory=Finding)


def judge(
    source: Source, standing: Standing, page: Page, document: Document, fresh: int, now: datetime
) -> Watched:
    """Compare a document with the source's baseline; `fresh` of its entries were never seen.

    Raises FaultError for one of which nothing is to be kept.
    """
    if source.kind in ("page", "folder") or (source.allow_empty and not document.entries):
        return Watched()
    known = learn.of_source(standing.baseline, source)
    today = facts.of(document, now, fresh)
    found = diagnose.diagnose(known, today, source)
    is_strange = today.items > 0 and fresh >= today.items and known.checks > 0
    if (found.fault or is_strange) and (fault := _stand_in(page, source)):
        raise _error(diagnose.impostor(fault, source), page)
    if found.is_hard:
        raise _error(found, page)
    if found.fault and diagnose.is_new(known, found):
        times = known.doubted + 1 if known.doubt == found.fault else 1
        doubted = learn.doubted(known, today, now)
        return Watched(baseline=replace(doubted, doubt=found.fault, doubted=times), finding=found)
    learned = learn.learn(known, today, now)
    return Watched(baseline=learned, finding=_silence(learned, now))


def unchanged(source: Source, standing: Standing, now: datetime) -> Watched:
    """Say where a source stands whose answer is that of last time: a doubt about it stays."""
    known = learn.of_source(standing.baseline, source)
    if known.doubt is None or known.doubted >= diagnose.ACCEPTED:
        taught = learn.unchanged(known)
        return Watched(baseline=taught if taught != known else None, finding=_silence(known, now))
    before = Finding(
        condition=diagnose.condition(known.doubt, source),
        fault=known.doubt,
        reason=standing.reason,
        hint=f"syndicate doctor {source.id}",
    )
    return Watched(baseline=replace(known, doubted=known.doubted + 1), finding=before)


def unmask(source: Source, page: Page, error: ParseError) -> Document:
    """Return the empty document that a source may answer; raise what a failed answer really is.

    Raises FaultError for a page that stands in for it, else the error.
    """
    if fault := _stand_in(page, source):
        raise _error(diagnose.impostor(fault, source), page) from error
    if source.allow_empty and isinstance(error, RuleError) and error.hits.get("items") == 0:
        return Document(format=source.kind, link=page.url, hits={"items": 0})
    raise error


def replaced(
    source: Source, standing: Standing | None, page: Page, error: ParseError
) -> ParseError:
    """Return the error for a web page where a feed was before, else the error as it is."""
    was_there = standing is not None and standing.baseline is not None
    if not was_there or source.kind not in ("auto", "feed") or source.select.items:
        return error
    if isinstance(error, FaultError) or not _is_html(_text(page)):
        return error
    return _error(diagnose.impostor(_ANSWERED, source), page)


def require_article(page: Page, asked: str, source: Source, title: str | None) -> None:
    """Raise FaultError for a page that stands in for that of the article which is called so."""
    fault = impostors.of(_text(page), page.url, asked, title)
    if fault:
        raise _error(diagnose.impostor(fault, source), page)


def require_itself(source: Source, page: Page) -> None:
    """Raise FaultError where another page stands in for one that is followed itself."""
    if source.kind == "page" and (fault := _stand_in(page, source)):
        raise _error(diagnose.impostor(fault, source), page)


def _stand_in(page: Page, source: Source) -> Fault | None:
    if not page.body or page.parts or source.kind == "folder":
        return None
    text = _text(page)
    return impostors.of(text, page.url) if _is_html(text) or _is_fragment(text) else None


def _is_fragment(text: str) -> bool:
    """Tell whether text is markup that says of itself neither that it is HTML nor XML."""
    start = text.lstrip("\ufeff \t\r\n")[:5]
    return start[:1] == "<" and start != "<?xml" and "<rss" not in text[:500]


def _is_html(text: str) -> bool:
    return any(each in text[:500].lower() for each in _HTML)


def _text(page: Page) -> str:
    try:
        return decode(inflated(page.body, page.url), page.content_type)
    except ParseError:
        return ""


def _error(found: Finding, page: Page) -> FaultError:
    return FaultError(found.reason or "", url=page.url, fault=found.fault or "", hint=found.hint)


def _silence(known: Baseline, now: datetime) -> Finding:
    if not learn.is_quiet(known, now):
        return Finding()
    days = known.gap / 86_400
    usual = f"{days:.0f} days" if days >= 2 else f"{known.gap / 3600:.0f} hours"
    since = f"{known.news_at:%Y-%m-%d}" if known.news_at else ""
    return Finding(condition="quiet", reason=f"nothing new since {since}; usual: every {usual}")
