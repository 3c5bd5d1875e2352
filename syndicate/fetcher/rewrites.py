"""What an operator mends in what a source says: [[source.rewrite]], in the order written. Pure.

    document   an entry's address, before it gets its name   replace in url
    pruned     the HTML that an entry brings along           remove
    selectors  what is taken out of an entry's page          remove
    article    what is about to be written                   replace in title, content; tag

A filter judges what the source itself said. Only the address is part of what an entry is known
by: any other rewrite changes articles that are written from now on, and makes no entry news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from syndicate import urls
from syndicate.fetcher import expressions, filters
from syndicate.markup import reshape, selection
from syndicate.model import AddTags, Article, Document, Entry, Mended, Remove, Replace, Rewrite


def document(rules: Sequence[Rewrite], said: Document) -> Document:
    """Return a document whose entries have the addresses that `rules` make of theirs.

    One that would be no address of the web stays, and a note says so.
    """
    mending = _replaces(rules, "url")
    if not mending:
        return said
    entries, bad = [], 0
    for entry in said.entries:
        url = _address(mending, entry.url)
        bad += entry.url is not None and url is None
        entries.append(_moved(entry, url or entry.url))
    note = f"{bad} addresses were left: what their rewrite gives is none of the web"
    return replace(said, entries=tuple(entries), notes=(*said.notes, note) if bad else said.notes)


def pruned(html: str, unwanted: Sequence[str]) -> str:
    """Return a fragment of HTML without the elements that the selectors find."""
    if not unwanted or not html.strip():
        return html
    page = selection.parse(html, None)
    if not sum(reshape.remove(page, selector) for selector in unwanted):
        return html
    body = selection.items(page, "body")
    return selection.inner_html(body[0]) if body else ""


def selectors(rules: Sequence[Rewrite]) -> Sequence[str]:
    """Return what `rules` take out of pages and texts."""
    return [rule.selector for rule in rules if isinstance(rule, Remove)]


def article(rules: Sequence[Rewrite], said: Article) -> Article:
    """Return an article as `rules` mend it; a title or text of which nothing is left stays."""
    for rule in rules:
        match rule:
            case Replace(place="title"):
                said = replace(said, title=_replaced(rule, said.title).strip() or said.title)
            case Replace(place="content"):
                text = _replaced(rule, said.markdown)
                said = replace(said, markdown=text if text.strip() else said.markdown)
            case AddTags() if rule.when is None or filters.holds(said, rule.when):
                said = replace(said, tags=tuple(dict.fromkeys((*said.tags, *rule.tags))))
    return said


def _replaces(rules: Sequence[Rewrite], place: Mended) -> Sequence[Replace]:
    return [rule for rule in rules if isinstance(rule, Replace) and rule.place == place]


def _replaced(rule: Replace, text: str) -> str:
    if rule.literal:
        return expressions.literally(rule.find, rule.by, text)
    return expressions.replaced(rule.find, rule.by, text)


def _address(mending: Sequence[Replace], url: str | None) -> str | None:
    """Return the mended address; None where it is none."""
    for rule in mending:
        url = _replaced(rule, url) if url else url
    return urls.absolute(None, url) if url else None


def _moved(entry: Entry, url: str | None) -> Entry:
    return entry if url == entry.url else replace(entry, url=url)
