"""A page's bytes → the feeds it leads to, best first. Pure. The only importer of BeautifulSoup.

A page declares its feeds (``<link rel=alternate>``); when it does not, links that look like feeds
are offered, and at last the paths at which common software puts them. What a candidate really is
shows only when it is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

from syndicate import urls
from syndicate.markup.decode import decode
from syndicate.markup.text import squash

# Most frequent first, so that a guess costs few requests: WordPress, Hugo and Jekyll, Ghost and
# Hexo, Discourse, Substack, JSON Feed.
COMMON_PATHS = (
    "/feed", "/feed.xml", "/index.xml", "/rss.xml", "/atom.xml", "/rss", "/feed/", "/feeds",
    "/rss/", "/atom", "/feed.json", "/feed.atom", "/feed.rss", "/blog/feed", "/blog/rss.xml",
    "/blog/index.xml", "/news/rss", "/posts/index.xml", "/latest.rss", "/index.rdf",
)  # fmt: skip

# In the order in which they are offered: Atom says most, JSON Feed is read by the fewest.
_TYPES = (
    "application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/feed+json",
    "application/xml", "text/xml", "application/json",
)  # fmt: skip
_FEED_TYPES = frozenset(_TYPES[:4])

_FEED_PATH = re.compile(
    r"(?:\.(?:rss|atom|rdf)|(?:^|[/._-])(?:feeds?|rss2?|atom|index\.rdf)(?:\.(?:xml|json|php))?"
    r"|/index\.xml)/?(?:\?|$)"
    r"|[?&](?:feed|format|output|type)=(?:rss2?|atom|feed|json\s?feed)(?:&|$)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comments?\b|评论|評論|回复|replies", re.IGNORECASE)
_MOST = 50
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold the address of what is probably a feed; `type` is "" where the page named none.

    `declared` ones the page names as its feeds, all others are our guess.
    """

    url: str
    title: str = ""
    type: str = ""
    declared: bool = False


def feeds_in(body: bytes, content_type: str, url: str) -> tuple[Candidate, ...]:
    """Return the feeds that the page at `url` leads to, best first, each once.

    Declared ones come before mere links, and those of comments last of all.
    """
    base = url
    declared: dict[str, Candidate] = {}
    linked: dict[str, Candidate] = {}
    for name, attributes, text in _elements(decode(body, content_type)):
        if name == "base":
            base = urls.absolute(url, attributes.get("href", "")) or base
        elif name == "link" and (candidate := _declared(attributes, base)):
            declared.setdefault(candidate.url, candidate)
        elif name == "a" and (candidate := _linked(attributes, text, base)):
            linked.setdefault(candidate.url, candidate)
    found = {**linked, **declared}
    ordered = sorted(found.values(), key=_rank)
    return tuple(ordered[:_MOST])


def _elements(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield what may lead to a feed: name, attributes and text, in the page's order."""
    start = text.find("<")
    while text.startswith("<?xml", start):
        start = text.find("<", start + 1)
    if start < 0:
        return
    soup = BeautifulSoup(text[start:], "lxml", parse_only=SoupStrainer(["base", "link", "a"]))
    for element in soup.select("base[href], link[href], a[href]"):
        attributes = {
            name: value if isinstance(value, str) else " ".join(value)
            for name, value in element.attrs.items()
        }
        yield element.name, attributes, element.get_text(" ")


def _declared(attributes: dict[str, str], base: str) -> Candidate | None:
    """Return what a link element declares (RSS autodiscovery, HTML § alternate)."""
    relations = attributes.get("rel", "").lower().split()
    kind = attributes.get("type", "").lower().partition(";")[0].strip()
    is_feed = "feed" in relations or (
        "alternate" in relations and "stylesheet" not in relations and kind in _TYPES
    )
    address = urls.absolute(base, attributes.get("href", "")) if attributes.get("href") else None
    if not is_feed or address is None:
        return None
    if kind not in _FEED_TYPES and kind and not _FEED_PATH.search(address):
        # WordPress declares its API (application/json, text/xml) as an alternate too.
        return None
    return Candidate(address, squash(attributes.get("title", "")), kind, declared=True)


def _linked(attributes: dict[str, str], text: str, base: str) -> Candidate | None:
    address = urls.absolute(base, attributes.get("href", "")) if attributes.get("href") else None
    if address is None:
        return None
    kind = attributes.get("type", "").lower().partition(";")[0].strip()
    if kind not in _FEED_TYPES and not _FEED_PATH.search(address.partition("#")[0]):
        return None
    title = attributes.get("title") or text[:_LONGEST_TITLE]
    return Candidate(address, squash(title), kind if kind in _FEED_TYPES else "")


def _rank(candidate: Candidate) -> tuple[bool, bool, int]:
    """Return what sorts the better feed first; equals stay in the page's order."""
    comments = _COMMENTS.search(candidate.url) or _COMMENTS.search(candidate.title)
    kind = _TYPES.index(candidate.type) if candidate.type in _TYPES else len(_TYPES)
    return bool(comments), not candidate.declared, kind
