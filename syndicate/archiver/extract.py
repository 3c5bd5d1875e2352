"""A page → the article in it: one parse, then pure steps in this order.

    bytes ─ decode ─▶ text ─ tree.parse ─▶ tree ─┬─ structured.read, byline.find ─ metadata.choose ─▶ facts
                                                 └─ clean.strip ─ content.choose ─ flow.read
                                                        ─ edges ─▶ blocks ─ convert ─▶ Markdown

`content.choose` alone decides what the article is; it can be replaced without touching the rest.
"""

from __future__ import annotations

from datetime import UTC, tzinfo

from syndicate import urls
from syndicate.archiver import byline, clean, content, edges, flow, metadata
from syndicate.archiver.convert import convert
from syndicate.archiver.metadata import Metadata
from syndicate.archiver.text import first_words
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
) -> Extraction:
    """Return the article of a page.

    `url` is where the page was found: links and images become absolute against it (and the
    page's own ``<base>``); without it relative ones stay. `zone` is that of dates which name
    none. Raises ExtractError when the page holds no article.
    """
    text = decode(html, content_type) if isinstance(html, bytes) else html
    root = tree.parse(text)
    found = structured.read(root)
    facts = metadata.choose(found, byline.find(root), url, zone)
    base = urls.absolute(url, found.base) or url if found.base else url
    body = next((each for each in root.children if _is_body(each)), None)
    if not isinstance(body, tree.Element):
        raise _no_article(url, "it has no body")
    return _article(body, facts, base, url)


def _is_body(node: tree.Element | str) -> bool:
    return isinstance(node, tree.Element) and node.tag == "body"


def _article(body: tree.Element, facts: Metadata, base: str | None, url: str | None) -> Extraction:
    chosen = content.choose(*clean.strip(body))
    blocks = edges.without_head(flow.read(chosen.element, base), facts.title)
    blocks = edges.without_tail(blocks)
    written = convert(blocks)
    weight, _ = clean.weigh(written.markdown)
    if chosen.prose < content.LEAST and weight < content.LEAST and not written.images:
        raise _no_article(url, "its text is shorter than an error page's")
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
        score=chosen.score,
    )


def _no_article(url: str | None, why: str) -> ExtractError:
    where = url or "the page"
    return ExtractError(f"found no article in {where}: {why}", url=url or "", transient=False)
