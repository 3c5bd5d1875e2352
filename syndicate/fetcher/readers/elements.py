"""A feed's XML elements under one set of names, whatever namespaces and cases its author used.

What belongs to the feed's own vocabulary is bare (``title``, ``pubdate``); of other vocabularies
we know the names that feeds really use (``dc:creator``, ``media:thumbnail``). Names are lower
case. A prefix that nobody declared stands for its usual vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"

# Namespaces as `_spelled` spells them: feeds get case, the last "/" or "#" and "https" wrong.
_ATOM = frozenset({"http://www.w3.org/2005/atom", "http://purl.org/atom/ns"})
_RSS = frozenset({
    "", "rss", "http://purl.org/rss/1.0", "http://my.netscape.com/rdf/simple/0.9",
    "http://channel.netscape.com/rdf/simple/0.9", "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss",
})  # fmt: skip
_PREFIXES = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns": "atom",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://podlove.org/simple-chapters": "psc",
    "http://backend.userland.com/creativecommonsrssmodule": "cc",
    "http://web.resource.org/cc": "cc",
    "http://creativecommons.org/ns": "cc",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "cc",
}
# What an undeclared prefix stands for.
URIS = {prefix: uri for uri, prefix in reversed(_PREFIXES.items())}
_USUAL_PREFIXES = {"atom10": "atom", "a10": "atom", "creativecommons": "cc"}


class Element(Protocol):
    """Say what we use of an lxml element, which has no types of its own."""

    @property
    def tag(self) -> str:
        """Return the name, as ``{namespace}local`` when it has a namespace."""
        ...

    @property
    def text(self) -> str | None:
        """Return the text before the first child."""
        ...

    @property
    def tail(self) -> str | None:
        """Return the text between the element and the next."""
        ...

    @property
    def attrib(self) -> Mapping[str, str]:
        """Return the attributes, named as tags are."""
        ...

    def get(self, key: str) -> str | None:
        """Return an attribute, None when it is absent."""
        ...

    def itertext(self) -> Iterator[str]:
        """Yield all the text within, in document order."""
        ...

    def iter(self) -> Iterator[Element]:
        """Yield the element and all below it, in document order."""
        ...

    def remove(self, element: Element) -> None:
        """Take a child out."""
        ...

    def __iter__(self) -> Iterator[Element]: ...
    def __len__(self) -> int: ...


Fields = dict[str, list[Element]]


def namespace_of(element: Element) -> str:
    """Return the namespace URI of an element, "" when it has none."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


@lru_cache(maxsize=4096)
def name_of(tag: str, home: str) -> str:
    """Return our name for a tag; `home` is the namespace of the feed's own vocabulary."""
    if not tag.startswith("{"):
        prefix, colon, local = tag.lower().rpartition(":")
        return f"{_USUAL_PREFIXES.get(prefix, prefix)}{colon}{local}"
    uri, _, local = tag[1:].partition("}")
    local = local.lower()
    if uri == home:
        return local
    uri, home = _spelled(uri), _spelled(home)
    if uri == home or (uri in _ATOM and home in _ATOM) or (uri in _RSS and home not in _ATOM):
        return local
    return f"{_PREFIXES.get(uri, '?')}:{local}"


def _spelled(uri: str) -> str:
    return uri.lower().rstrip("/#").replace("https:", "http:", 1)


def children(element: Element, home: str) -> Fields:
    """Return the child elements by name, in document order; media groups are dissolved."""
    found: Fields = {}
    for child in element:
        name = name_of(child.tag, home)
        if name == "media:group":
            for key, members in children(child, home).items():
                found.setdefault(key, []).extend(members)
        elif name in found:
            found[name].append(child)
        else:
            found[name] = [child]
    return found


def text_of(element: Element) -> str:
    """Return the text of an element and of all below it, stripped."""
    text = "".join(element.itertext()) if len(element) else element.text
    return text.strip() if text else ""


def first(fields: Fields, *names: str) -> str | None:
    """Return the first text that is not empty, looking under `names` in their order."""
    for name in names:
        if name in fields:
            for element in fields[name]:
                if text := text_of(element):
                    return text
    return None


def attribute(element: Element, *names: str) -> str | None:
    """Return the first of the named attributes that is not blank, stripped."""
    for name in names:
        if value := (element.get(name) or "").strip():
            return value
    return None
