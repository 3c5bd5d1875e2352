"""A page → the article in it: one parse, then pure steps in this order.

    bytes ─ decode ─▶ text ─ tree.parse ─▶ tree ─┬─ structured.read, byline.find ─ metadata.choose ─▶ facts
                                                 └─ content.choose ─ flow.read
                                                        ─ edges ─▶ blocks ─ convert ─▶ Markdown

`content.choose` alone decides what the article is, unless a person's selector or a site's rule
does (`rules.apply` then stands in for tree.parse); it can be replaced without touching the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, tzinfo

from syndicate import urls
from syndicate.archiver.markdown import flow
from syndicate.archiver.markdown.convert import Converted, convert
from syndicate.archiver.markdown.text import first_words
from syndicate.archiver.page import byline, clean, edges, metadata
from syndicate.archiver.page import content as choice
from syndicate.archiver.page.measure import weigh
from syndicate.archiver.page.metadata import Metadata
from syndicate.archiver.rules import apply as rules
from syndicate.archiver.rules.apply import Ruled
from syndicate.archiver.rules.rule import Rule
from syndicate.errors import ExtractError
from syndicate.markup import structured, tree
from syndicate.markup.decode import decode
from syndicate.model import Extraction

_DESCRIPTION = 200


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str = "",
    zone: tzinfo = UTC,
    content: str | None = None,
    remove: Sequence[str] = (),
    rule: Rule | None = None,
) -> Extraction:
    """Return the article of a page.

    `url` is where the page was found: links and images become absolute against it (and the
    page's own ``<base>``); without it relative ones stay. `zone` is that of dates which name
    none. `content` (CSS, or XPath where it begins with ``/``, ``./`` or ``(``) is what a person
    says the article is: all that it matches is kept, in order; if it matches nothing, the
    article is looked for as ever. What `remove` matches is taken out first. `rule` is what is
    known of the site: it says what `content` leaves open. Selectors without a match, and parts
    that a rule names and does not find, are in `Extraction.missed`. Raises ExtractError when the
    page holds no article, and for what is no selector.
    """
    text = decode(html, content_type) if isinstance(html, bytes) else html
    ruled = _ruled(rule, text, url, content, remove) if rule else None
    root = ruled.root if ruled else tree.parse(text)
    found = structured.read(root)
    facts = metadata.choose(found, byline.find(root), url, zone)
    base = urls.absolute(url, found.base) or url if found.base else url
    if rule and ruled:
        return _by_rule(rule, ruled, rules.over(facts, rule, ruled.said, zone), base, url)
    cut = _cut(text, content, remove, url) if content or remove else _whole(root, url)
    written, score = _picked(cut, facts, base, url) if cut.picked else _found(cut, facts, base, url)
    return _extraction(facts, written, score, cut.missed)


def _ruled(
    rule: Rule, text: str, url: str | None, content: str | None, remove: Sequence[str]
) -> Ruled:
    try:
        return rules.apply(rule, text, url, content=content, remove=remove)
    except ValueError as error:
        raise _no_selector(url, error) from error


def _by_rule(
    rule: Rule, ruled: Ruled, facts: Metadata, base: str | None, url: str | None
) -> Extraction:
    """Write what a rule picked; what it does not find is looked for, if it lets us."""
    cut = ruled.cut
    if ruled.chosen and rule.prunes:
        cut = cut._replace(body=clean.strip(cut.body))
    elif not cut.picked and rule.content and not rule.guesses:
        raise _no_article(url, f"{rule.name} names its content, which is not there")
    written, score = _picked(cut, facts, base, url) if cut.picked else _found(cut, facts, base, url)
    extraction = _extraction(facts, written, score, ruled.missed)
    picked = {"content": f"{rule.name}: {ruled.chosen}"} if ruled.chosen else {}
    return replace(
        extraction,
        next_page=ruled.said.next_page,
        single_page=ruled.said.single_page,
        reasons={**extraction.reasons, **picked, **ruled.said.reasons},
    )


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


def _picked(
    cut: tree.Cut, facts: Metadata, base: str | None, url: str | None
) -> tuple[Converted, float]:
    """Write all that a person picked, but for the title that the metadata says already."""
    written = convert(edges.without_head(flow.read(cut.body, base), facts))
    if not written.markdown:
        raise _no_article(url, "what select.content matches shows nothing")
    return written, 1.0


def _found(
    cut: tree.Cut, facts: Metadata, base: str | None, url: str | None
) -> tuple[Converted, float]:
    """Choose the article in the body, and write it."""
    chosen = choice.choose(cut.body)
    blocks = edges.without_head(flow.read(chosen.element, base), facts)
    written = convert(edges.without_tail(edges.without_asides(blocks)))
    weight, _ = weigh(written.markdown)
    if weight < chosen.least and not written.images:
        raise _no_article(url, "its text is shorter than an error page's")
    return written, chosen.score


def _extraction(
    facts: Metadata, written: Converted, score: float, missed: tuple[str, ...]
) -> Extraction:
    return Extraction(
        title=facts.title,
        authors=facts.authors,
        date=facts.date,
        modified=facts.modified,
        site=facts.site,
        lang=facts.lang,
        description=facts.description or first_words(written.markdown, _DESCRIPTION) or None,
        image=facts.image or next(iter(written.images), None),
        images=written.images,
        tags=facts.tags,
        canonical_url=facts.canonical_url,
        rights=facts.rights,
        noarchive=facts.noarchive,
        markdown=written.markdown,
        score=score,
        missed=missed,
    )


def _no_selector(url: str | None, error: ValueError) -> ExtractError:
    return _no_article(url, f"select.content or select.remove is no selector: {error}")


def _no_article(url: str | None, why: str) -> ExtractError:
    where = url or "the page"
    return ExtractError(f"found no article in {where}: {why}", url=url or "", transient=False)
