"""What chose the article's text, and where it goes on: told, never decided. Pure.

The facts of a page come with their signals from where they are chosen (`metadata`).
"""

from __future__ import annotations

from collections.abc import Mapping

from syndicate import urls
from syndicate.archiver.page.paging import Pages
from syndicate.markup.structured import Structured
from syndicate.markup.tree import Element

_CLASSES = 2


def of_pages(found: Structured, pages: Pages, base: str | None) -> Mapping[str, str]:
    """Return for each further page what leads to it."""
    declared = {urls.absolute(base, each) for each in found.links.get("next", ())}
    said = {
        "next_page": "link rel=next" if pages.next_page in declared else "a link of the page",
        "single_page": "a link of the page",
    }
    return {name: signal for name, signal in said.items() if getattr(pages, name)}


def of_content(element: Element) -> str:
    """Return how the element that holds the article is told from the rest of its page."""
    if element.tag == "body":
        return "all that the page says"
    held = _last(element)
    if "articleBody" in held.attrs.get("itemprop", "") or held.tag == "article":
        return f"marked as the article: {_name(held)}"
    return f"most of the prose: {_name(held)}"


def _last(element: Element) -> Element:
    """Return what stands below a standfirst that was put before the article."""
    last = element.children[-1] if element.children else None
    return last if not element.attrs and isinstance(last, Element) and last.attrs else element


def _name(element: Element) -> str:
    """Write an element as a CSS selector does, with its first classes."""
    own = element.attrs.get("id", "")
    classes = element.attrs.get("class", "").split()[:_CLASSES]
    return "".join((element.tag, f"#{own}" if own else "", *(f".{each}" for each in classes)))
