"""What chose each fact of an article, and its text: told, never decided. Pure.

Knows by which name a statement of a page is told to people (``og:site_name``, ``JSON-LD
publisher``); title, authors and dates come with their signals from where they are chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from syndicate import urls
from syndicate.archiver.page.metadata import Metadata
from syndicate.archiver.page.paging import Pages
from syndicate.markup.limits import short
from syndicate.markup.structured import Linked, Structured
from syndicate.markup.tree import Element

_Said = tuple[str, str]

_SITE = ("og:site_name", "application-name", "al:android:app_name")
_LANG = ("content-language", "dc.language", "og:locale")
_DESCRIPTION = ("og:description", "description", "twitter:description", "dc.description")
_IMAGE = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_TAGS = ("article:tag", "keywords")
_RIGHTS = ("dc.rights", "dcterms.rights", "copyright", "rights")
_CLASSES = 2


def of_facts(
    found: Structured, facts: Metadata, pages: Pages, base: str | None
) -> Mapping[str, str]:
    """Return for each fact that a page states which of its statements says the same."""
    article = next(iter(found.linked), Linked(is_article=False))

    def absolute(value: str) -> str | None:
        return urls.absolute(base, value)

    def begins(value: str) -> str:
        return value.replace("_", "-").lower()[: len(facts.lang or "")]

    lang = (facts.lang or "").lower()
    said = {
        "site": _first(_sites(found, article), facts.site, short),
        "lang": _first(_langs(found, article), lang, begins),
        "description": _first(_descriptions(found, article), facts.description, short),
        "image": _first(_images(found, article), facts.image, absolute),
        "canonical_url": _first(_links(found, "canonical"), facts.canonical_url, absolute),
        "rights": _first(_rights(found, article, base), facts.rights, short),
        "tags": next((signal for signal, _ in _tags(found, article)), "") if facts.tags else "",
        "next_page": _first(_links(found, "next"), pages.next_page, absolute)
        or _if(pages.next_page, "a link of the page"),
        "single_page": _if(pages.single_page, "a link of the page"),
    }
    return {name: signal for name, signal in said.items() if signal}


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


def _first(said: Iterable[_Said], value: str | None, read: Callable[[str], str | None]) -> str:
    return (
        next((signal for signal, text in said if text and read(text) == value), "") if value else ""
    )


def _if(value: str | None, signal: str) -> str:
    return signal if value else ""


def _metas(found: Structured, names: Sequence[str]) -> Iterator[_Said]:
    return ((name, value) for name in names for value in found.meta.get(name, ()))


def _links(found: Structured, rel: str) -> Iterator[_Said]:
    return ((f"link rel={rel}", address) for address in found.links.get(rel, ()))


def _sites(found: Structured, article: Linked) -> Iterator[_Said]:
    yield from _metas(found, _SITE[:1])
    yield "JSON-LD publisher", article.publisher
    yield from _metas(found, _SITE[1:])


def _langs(found: Structured, article: Linked) -> Iterator[_Said]:
    yield "lang of the document", found.lang
    yield "JSON-LD inLanguage", article.lang
    yield from _metas(found, _LANG)


def _descriptions(found: Structured, article: Linked) -> Iterator[_Said]:
    yield "JSON-LD description", article.description
    yield from _metas(found, _DESCRIPTION)


def _images(found: Structured, article: Linked) -> Iterator[_Said]:
    yield from _metas(found, _IMAGE)
    yield from (("JSON-LD image", each) for each in article.images)
    yield from _links(found, "image_src")
    yield from (("itemprop image", each) for each in found.items.get("image", ()))


def _tags(found: Structured, article: Linked) -> Iterator[_Said]:
    yield from (("JSON-LD keywords", each) for each in article.tags)
    yield from _metas(found, _TAGS)
    yield from (("link rel=tag", each) for each in found.items.get("rel-tag", ()))


def _rights(found: Structured, article: Linked, base: str | None) -> Iterator[_Said]:
    yield "JSON-LD license", article.rights
    for signal, address in _links(found, "license"):
        yield signal, urls.absolute(base, address) or ""
    yield from _metas(found, _RIGHTS)
