"""A page → the article in it: one parse, then pure steps in this order.

    bytes ─ decode ─▶ text ─ is it a page at all? (kinds) ─ tree.parse ─▶ tree
    tree ─┬─ structured.read, seen.read ─ metadata.choose ─▶ facts
          ├─ paging.find ─▶ where it goes on
          ├─ content.choose ─ flow.read ─ edges ─▶ blocks, what the page shows
          └─ embedded.find ─▶ what its scripts hold, if that is more ─ clean, as above ─▶ blocks
    blocks ─ convert ─▶ Markdown

`content.choose` alone decides what of the shown is the article, unless a person's selector or a
site's rule does (`rules.apply` then stands in for tree.parse); it can be replaced without touching
the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import NamedTuple

from syndicate import urls
from syndicate.archiver.markdown import flow, landmarks
from syndicate.archiver.markdown.blocks import Block, Note, pieces, without_notes
from syndicate.archiver.markdown.convert import Converted, convert
from syndicate.archiver.markdown.notes import Notes
from syndicate.archiver.markdown.pieces import words
from syndicate.archiver.markdown.text import first_words, normalized
from syndicate.archiver.media import pictures
from syndicate.archiver.page import (
    clean,
    closing,
    edges,
    embedded,
    kinds,
    metadata,
    paging,
    sections,
    seen,
    signals,
)
from syndicate.archiver.page import content as choice
from syndicate.archiver.page.embedded import Shown
from syndicate.archiver.page.measure import weigh
from syndicate.archiver.page.metadata import Metadata
from syndicate.archiver.page.paging import Pages
from syndicate.archiver.rules import apply as rules
from syndicate.archiver.rules.apply import Ruled
from syndicate.archiver.rules.rule import Rule
from syndicate.errors import ExtractError
from syndicate.markup import structured, tree
from syndicate.markup.decode import decode
from syndicate.markup.structured import Linked
from syndicate.model import Extraction

_DESCRIPTION = 200
_BUILT = "if scripts build the page, have a program run them: docs/how-to/kinds-of-source.md, exec"
# A gallery may stand above the text, each picture with a caption.
_ABOVE = 40


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str = "",
    zone: tzinfo = UTC,
    now: datetime | None = None,
    content: str | None = None,
    remove: Sequence[str] = (),
    rule: Rule | None = None,
) -> Extraction:
    """Return the article of a page.

    `url` is where the page was found: links and images become absolute against it (and the
    page's own ``<base>``); without it, against the address that the page gives itself
    (``rel=canonical``), and where it gives none relative ones stay. `zone` is that of dates which name
    none; `now` is when the page was fetched, without which dates like 3小时前 are not read.
    `content` (CSS, or XPath where it begins with ``/``, ``./`` or ``(``) is what a person says the
    article is: all that it matches is kept, in order; if it matches nothing, the article is
    looked for as ever. What `remove` matches is taken out first. `rule` is what is known of the
    site: it says what `content` leaves open. Selectors without a match, and parts that a rule
    names and does not find, are in `Extraction.missed`. Raises ExtractError when the page holds
    no article or is none, such as a picture or a feed, and for what is no selector.
    """
    text = _text(html, url, content_type)
    ruled = _ruled(rule, text, url, content, remove, now) if rule else None
    root = ruled.root if ruled else tree.parse(text)
    found = structured.read(root)
    url = url or metadata.own_address(found, urls.absolute(None, found.base))
    facts = metadata.choose(found, seen.read(root), url, zone, now)
    if rule and ruled:
        facts = rules.over(facts, rule, ruled.said, zone, now)
    base = urls.absolute(url, found.base) or url if found.base else url
    pages = paging.find(found, url, base)
    reasons = {**signals.of_pages(found, pages, base), **facts.reasons}
    facts = replace(facts, reasons=reasons)
    page = _Page(found.scripts, found.linked, facts, base, url, pages)
    if rule and ruled:
        notes = landmarks.prepare(ruled.cut.body, text)
        return _by_rule(rule, ruled, page._replace(notes=notes))
    cut = _cut(text, content, remove, url) if content or remove else _whole(root, url)
    page = page._replace(notes=landmarks.prepare(cut.body, text))
    written = _picked(cut, page) if cut.picked else _found(cut, page)
    return replace(_extraction(page, written, cut.missed), picked=cut.picked)


def own_address(html: bytes | str, content_type: str = "") -> str | None:
    """Return the address that a page gives itself, None where it gives none, or is no page."""
    text = _text(html, None, content_type)
    found = structured.read(tree.parse(text))
    return metadata.own_address(found, urls.absolute(None, found.base))


class _Page(NamedTuple):
    """Hold a page as it was read: its scripts and what they describe, what is believed of it, where it is and goes on."""

    scripts: tuple[str, ...]
    linked: tuple[Linked, ...]
    facts: Metadata
    base: str | None
    url: str | None
    pages: Pages
    notes: Notes = MappingProxyType({})


class _Written(NamedTuple):
    """Hold an article's Markdown, its captions, how sure its choice is, and what chose it."""

    article: Converted
    captions: frozenset[str]
    score: float
    reason: str


def _text(html: bytes | str, url: str | None, content_type: str) -> str:
    """Return what a page says; raise ExtractError for what is evidently none."""
    body = html if isinstance(html, bytes) else None
    text = html if isinstance(html, str) else decode(html, content_type)
    if not text.strip():
        raise _no_article(url, "it is empty")
    if what := kinds.of(text, body, content_type):
        raise _no_article(url, f"this is {what}")
    return text


def _ruled(
    rule: Rule,
    text: str,
    url: str | None,
    content: str | None,
    remove: Sequence[str],
    now: datetime | None,
) -> Ruled:
    try:
        return rules.apply(rule, text, url, content=content, remove=remove, now=now)
    except ValueError as error:
        raise _no_selector(url, error) from error


def _by_rule(rule: Rule, ruled: Ruled, page: _Page) -> Extraction:
    """Write what a rule picked; what it does not find is looked for, if it lets us."""
    cut, chosen, missed = ruled.cut, ruled.chosen, ruled.missed
    if chosen and rule.prunes:
        cut = cut._replace(body=clean.strip(cut.body))
    picker = f"{rule.name}: {chosen}" if chosen else "select.content"
    written = _written(cut, page, picker) if cut.picked else None
    if written is None and rule.content and not rule.guesses:
        raise _no_article(page.url, f"{rule.name} names its content, which is not there")
    if written is None and cut.picked:
        cut = _whole(ruled.root, page.url)
        missed = (*missed, f"{rule.name}: content")
    extraction = _extraction(page, written or _found(cut, page), missed)
    links = {"next_page": ruled.said.next_page, "single_page": ruled.said.single_page}
    picked = {name: rule.name for name, address in links.items() if address}
    found = replace(
        extraction,
        picked=written is not None,
        next_page=ruled.said.next_page or (extraction.next_page if rule.follows else None),
        single_page=ruled.said.single_page or extraction.single_page,
    )
    reasons = {**extraction.reasons, **picked, **ruled.said.reasons}
    # What a rule takes away from the page's own facts has no reason any more.
    kept = {name: why for name, why in reasons.items() if getattr(found, name, True)}
    return replace(found, reasons=kept)


def _whole(root: tree.Element, url: str | None) -> tree.Cut:
    for each in root.children:
        if isinstance(each, tree.Element) and each.tag == "body":
            return tree.Cut(each)
    raise _no_article(url, "it has no body")


def _cut(text: str, content: str | None, remove: Sequence[str], url: str | None) -> tree.Cut:
    try:
        return tree.cut(text, content, remove)
    except ValueError as error:
        raise _no_selector(url, error) from error


def _picked(cut: tree.Cut, page: _Page) -> _Written:
    """Write all that a person picked, but for the title that the metadata says already."""
    written = _written(cut, page, "select.content")
    if written is None:
        raise _no_article(page.url, "what select.content matches shows nothing")
    return written


def _written(cut: tree.Cut, page: _Page, picker: str) -> _Written | None:
    article = convert(_read(cut.body, page))
    captions = pictures.captions(cut.body)
    return _Written(article, captions, 1.0, picker) if article.markdown else None


def _found(cut: tree.Cut, page: _Page) -> _Written:
    """Choose the article in the body, unless the page holds more of it than it shows."""
    body = paging.without_pager(cut.body, page.pages, page.url, page.base)
    chosen = choice.choose(body, page.facts.title or "")
    text, told = _told(chosen.element, page)
    held = embedded.find(page.scripts, _shown([*text, *told], page.facts), page.linked)
    if held:
        element = clean.strip(held.element)
        text, told = _told(element, page._replace(notes=landmarks.prepare(element)))
        article = convert([*sections.headed(text), *told])
        captions = pictures.captions(element)
        return _Written(article, captions, held.score, "a script of the page")
    article = convert([*sections.headed(text), *told])
    weight, _ = weigh(article.markdown)
    if weight < chosen.least and not article.images:
        raise _too_short(page)
    captions = pictures.captions(chosen.element)
    return _Written(article, captions, chosen.score, signals.of_content(chosen.element))


def _told(element: tree.Element, page: _Page) -> tuple[list[Block], list[Note]]:
    """Return the blocks of an element that are the article's, and the notes to them."""
    text, notes = without_notes(_read(element, page))
    text = edges.without_tail(edges.without_asides(text))
    return closing.without_closing(text, page.facts.title), notes


def _read(element: tree.Element, page: _Page) -> list[Block]:
    """Return the blocks of an element below what the metadata says already."""
    return edges.without_head(flow.read(element, page.base, page.notes), page.facts)


def _shown(blocks: Sequence[Block], facts: Metadata) -> Shown:
    return Shown([words(pieces([block])) for block in blocks], facts.title, facts.description)


def _extraction(page: _Page, written: _Written, missed: tuple[str, ...]) -> Extraction:
    facts, (article, captions, score, reason) = page.facts, written
    first = _first_words(article.markdown, captions)
    drawn = {"description": "the text's first words"} if first and not facts.description else {}
    if article.images and not facts.image:
        drawn["image"] = "the text's first picture"
    return Extraction(
        title=facts.title,
        authors=facts.authors,
        date=facts.date,
        modified=facts.modified,
        site=facts.site,
        lang=facts.lang,
        description=facts.description or first or None,
        image=facts.image or next(iter(article.images), None),
        images=article.images,
        tags=facts.tags,
        canonical_url=facts.canonical_url,
        rights=facts.rights,
        noarchive=facts.noarchive,
        markdown=article.markdown,
        score=score,
        missed=missed,
        next_page=page.pages.next_page,
        single_page=page.pages.single_page,
        reasons={**drawn, **facts.reasons, "content": reason},
        reckoned=facts.reckoned,
    )


def _first_words(markdown: str, captions: frozenset[str]) -> str:
    """Return how the text begins, below pictures at its head and what is said of them."""
    *above, rest = markdown.split("\n\n", _ABOVE)
    for index, block in enumerate(above):
        if (said := normalized(block)) and said not in captions:
            rest = "\n\n".join([*above[index:], rest])
            break
    return first_words(rest, _DESCRIPTION)


def _too_short(page: _Page) -> ExtractError:
    """Say that there is no article, and what helps where scripts may have more to show."""
    if not page.scripts:
        return _no_article(page.url, "its text is shorter than an error page's")
    why = "it shows less text than an error page, and has scripts, which are not run"
    return _no_article(page.url, why, hint=_BUILT)


def _no_selector(url: str | None, error: ValueError) -> ExtractError:
    return _no_article(url, f"select.content or select.remove is no selector: {error}")


def _no_article(url: str | None, why: str, *, hint: str | None = None) -> ExtractError:
    said = f"found no article in {url or 'the page'}: {why}"
    return ExtractError(said, url=url or "", transient=False, hint=hint)
