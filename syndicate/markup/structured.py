"""What a page says about itself for machines: JSON-LD, Open Graph, meta, microdata, times, links.

Reads everything and decides nothing: which of two answers is right is the archiver's business.
Values are text as found, entities resolved, blanks folded, and no more or longer than `limits`
allows; an article's own text (`Linked.body`) is handed on whole, as it is written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from syndicate.markup import jsontext, limits, tags
from syndicate.markup.jsontext import Json
from syndicate.markup.text import plain, squash
from syndicate.markup.tree import Element

# Objects of one page; more is a catalogue, or an attack.
_OBJECTS = 500
_ARTICLE = re.compile(
    r"Article$|^(?:BlogPosting|DiscussionForumPosting|LiveBlogPosting|Recipe|Report|Review"
    r"|SocialMediaPosting)$"
)
# What stands on a page of its own as an article does, and beside one as a part of it.
_WORK = re.compile(r"^(?:HowTo|Question|VideoObject|PodcastEpisode)$")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:(?:-->|//\s*+\]\]>|\]\]>)\s*+;?|;)\s*+$"
)
_APART = frozenset({"br", "div", "p", "li", "h2", "h3", "time", "small"})
_UNREAD = frozenset({"script", "style", "svg", "rt", "rp", "button"})
# The sign that documentation puts beside its headings for their address.
_ANCHOR = "¶"
_TAGS = sorted(tags.INLINE | tags.BLOCKS | _UNREAD | {"img"})
# What begins like a tag and is none of HTML's: types of a program, addresses of people.
_NO_TAG = re.compile(rf"<(?![/!]?(?:{'|'.join(_TAGS)})[\s/>]|!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Hold the facts of one JSON-LD object that describes an article or a page."""

    is_article: bool
    is_page: bool = False
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    description: str = ""
    images: tuple[str, ...] = ()
    publisher: str = ""
    lang: str = ""
    tags: tuple[str, ...] = ()
    rights: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """Hold all that was found.

    `linked` puts articles before pages. `meta` maps lower-case names (name, property, itemprop,
    http-equiv) to their values, `links` a rel to its targets. `times` are ``<time>`` values,
    those marked as the publication's first. `headings` are the texts of the page's h1,
    `subheadings` those of h2 and h3. `anchors` and `scripts` are what later steps look through:
    all ``<a>`` of the page, and what its scripts say, in document order.
    """

    linked: tuple[Linked, ...] = ()
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    times: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    subheadings: tuple[str, ...] = ()
    title: str = ""
    lang: str = ""
    base: str = ""
    anchors: tuple[Element, ...] = ()
    scripts: tuple[str, ...] = ()


def read(root: Element) -> Structured:
    """Return what the document states, in one walk over it."""
    found = _Found()
    for element in root.elements():
        if element.tag in _READERS:
            _READERS[element.tag](element, found)
        if "itemprop" in element.attrs and element.tag != "meta":
            _item(element, found)
    return Structured(
        linked=_linked(found.linked),
        meta=_frozen(found.meta),
        items=_frozen(found.items),
        links=_frozen(found.links),
        times=_few(found.marked_times + found.times),
        headings=_few(found.headings),
        subheadings=_few(found.subheadings),
        title=found.title[: limits.VALUE],
        lang=(root.get("lang") or root.get("xml:lang"))[: limits.VALUE],
        base=found.base[: limits.VALUE],
        anchors=tuple(found.anchors),
        scripts=tuple(found.scripts),
    )


class _Found:
    def __init__(self) -> None:
        self.anchors: list[Element] = []
        self.scripts: list[str] = []
        self.linked: list[str] = []
        self.meta: dict[str, list[str]] = defaultdict(list)
        self.items: dict[str, list[str]] = defaultdict(list)
        self.links: dict[str, list[str]] = defaultdict(list)
        self.marked_times: list[str] = []
        self.times: list[str] = []
        self.headings: list[str] = []
        self.subheadings: list[str] = []
        self.title = ""
        self.base = ""


def _frozen(values: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: _few(each) for name, each in values.items()}


def _few(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[: limits.VALUE] for value in values))[: limits.MANY]


def _add(values: dict[str, list[str]], name: str, value: str) -> None:
    if name in values or (len(values) < limits.NAMES and len(name) <= limits.VALUE):
        values[name].append(value)


def _script(element: Element, found: _Found) -> None:
    text = element.text()
    found.scripts.append(text)
    if element.get("type").partition(";")[0].strip().lower() == "application/ld+json":
        found.linked.append(text)


def _meta(element: Element, found: _Found) -> None:
    value = squash(element.get("content"))
    if not value:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        for name in element.get(attribute).lower().split():
            _add(found.meta, name, value)


def _link(element: Element, found: _Found) -> None:
    address = element.get("href")
    for rel in element.get("rel").lower().split() if address else ():
        _add(found.links, rel, address)


def _anchor(element: Element, found: _Found) -> None:
    found.anchors.append(element)
    if "rel" not in element.attrs:
        return
    rels = element.get("rel").lower().split()
    for rel in ("author", "tag"):
        if rel in rels and (text := squash(element.text())):
            _add(found.items, f"rel-{rel}", text)
    if "license" in rels and (address := element.get("href")):
        _add(found.links, "license", address)


def _time(element: Element, found: _Found) -> None:
    value = element.get("datetime") or squash(element.text())
    marks = f"{element.get('itemprop')} {element.get('class')}".lower()
    is_marked = "pubdate" in element.attrs or "publi" in marks or "dt-published" in marks
    if value:
        (found.marked_times if is_marked else found.times).append(value)


def _heading(element: Element, found: _Found) -> None:
    if text := _heading_text(element):
        (found.headings if element.tag == "h1" else found.subheadings).append(text)


def _heading_text(element: Element) -> str:
    """Return what a heading says: its lines apart, without readings of characters and its anchor."""
    return squash("".join(_pieces(element))).rstrip(_ANCHOR).rstrip()


def _pieces(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag in _APART:
            yield " "
            yield from _pieces(child)
            yield " "
        elif child.tag not in _UNREAD:
            yield from _pieces(child)


def _title(element: Element, found: _Found) -> None:
    found.title = found.title or squash(element.text())


def _base(element: Element, found: _Found) -> None:
    found.base = found.base or element.get("href")


def _item(element: Element, found: _Found) -> None:
    names = element.get("itemprop").lower().split()
    if "articlebody" in names:
        return
    value = element.get("content") or element.get("datetime") or squash(element.text())
    for name in names:
        if value and len(value) <= 500:
            _add(found.items, name, value)


_READERS = {
    "a": _anchor, "base": _base, "h1": _heading, "h2": _heading, "h3": _heading,
    "link": _link, "meta": _meta,
    "script": _script, "time": _time, "title": _title,
}  # fmt: skip


def _linked(scripts: list[str]) -> tuple[Linked, ...]:
    objects = [each for script in scripts for each in _objects(_loaded(script))][:_OBJECTS]
    by_id = {str(each["@id"]): each for each in objects if "@id" in each and len(each) > 1}
    described = [_describe(each, by_id) for each in objects if _kinds(each)]
    return tuple(sorted(described, key=lambda each: (not each.is_article, not each.is_page)))


def _loaded(script: str) -> Json:
    """Parse JSON as sites write it: control characters in strings, wrapped in comments."""
    text = _WRAPPING.sub("", script.strip())
    try:
        return jsontext.loads(text)
    except ValueError:
        return None


def _objects(value: Json, depth: int = 0) -> Iterator[dict[str, Json]]:
    """Walk over objects in lists, in @graph and in mainEntity."""
    if depth > 5:
        return
    if isinstance(value, list):
        for each in value:
            yield from _objects(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(name), dict | list):
                yield from _objects(value[name], depth + 1)


def _kinds(value: dict[str, Json]) -> list[str]:
    """Return the types of an object that describes this page, none for any other."""
    kind = value.get("@type")
    kinds = [str(each).rpartition("/")[2] for each in (kind if isinstance(kind, list) else [kind])]
    return [
        each
        for each in kinds
        if _ARTICLE.search(each) or _WORK.search(each) or each.endswith("Page")
    ]


def _describe(value: dict[str, Json], by_id: Mapping[str, dict[str, Json]]) -> Linked:
    kinds = _kinds(value)

    def names(*keys: str) -> tuple[str, ...]:
        found = (name for key in keys for name in _names(value.get(key), by_id))
        return _few(found)

    def first(*keys: str) -> str:
        return next(iter(names(*keys)), "")

    return Linked(
        is_article=any(_ARTICLE.search(each) for each in kinds),
        is_page=any(each.endswith("Page") for each in kinds),
        title=first("headline") or first("name"),
        authors=names("author") or names("creator"),
        published=first("datePublished", "pubDate", "dateCreated", "uploadDate"),
        modified=first("dateModified", "upDate"),
        description=first("description"),
        images=_few(_addresses(value.get("image"), by_id)),
        publisher=first("publisher"),
        lang=first("inLanguage"),
        tags=names("keywords"),
        rights=first("license", "copyrightNotice"),
        body=body if isinstance(body := value.get("articleBody"), str) else "",
    )


def _names(value: Json, by_id: Mapping[str, dict[str, Json]], depth: int = 0) -> Iterator[str]:
    """Walk over the texts, or the names of the things, that a property holds."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        if text := squash(plain(_NO_TAG.sub("&lt;", str(value)))):
            yield text
    elif isinstance(value, list) and depth < 3:
        for each in value:
            yield from _names(each, by_id, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        thing = value if "name" in value else by_id.get(str(value.get("@id")), value)
        for key in ("name", "alternateName", "url", "@value"):
            if key in thing:
                yield from _names(thing[key], by_id, depth + 1)
                return


def _addresses(value: Json, by_id: Mapping[str, dict[str, Json]], depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, list) and depth < 3:
        for each in value:
            yield from _addresses(each, by_id, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        thing = value if "url" in value else by_id.get(str(value.get("@id")), value)
        yield from _addresses(thing.get("url") or thing.get("contentUrl"), by_id, depth + 1)
