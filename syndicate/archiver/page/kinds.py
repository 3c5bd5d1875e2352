"""What a document is that is evidently no page: a picture, a program, a feed, data. Pure.

Its content tells, for servers declare anything; what they declare gives a name to what is no text,
and is believed of text in which there is no element of a page.
"""

from __future__ import annotations

import re

from syndicate.markup import jsontext, signs

_FEED = "a feed: syndicate parse reads it"
_JSON_FEED = "https://jsonfeed.org/version/"
# How far a document is looked at: comments and stylesheets stand before an XML document's element.
_HEAD = 4_000
# Random bytes have one control character in ten, programs more, texts none.
_CONTROLS = 0.05
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FEWEST = 8
_GZIP = b"\x1f\x8b"
# The one format whose beginning may hold no control character.
_PDF = b"%PDF-"
_ROOT = re.compile(
    r"\s*+(?:(?:<\?[^>]*+>|<!--(?:[^-]|-(?!->))*+-->|<!doctype[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)\s*+)*+"
    r"<(?P<name>[a-z][\w.-]*+(?::[\w.-]++)?+)",
    re.IGNORECASE,
)
_ROOTS = {
    "rss": _FEED, "feed": _FEED, "rdf:rdf": _FEED, "svg": "an SVG picture",
    "urlset": "a sitemap", "sitemapindex": "a sitemap", "opml": "an OPML outline",
}  # fmt: skip
# RDF says much else.
_RSS_1 = "purl.org/rss/1.0"
_NO_PAGE = re.compile(
    r"(?:image|audio|video|font)/.+"
    r"|(?:text|application)/(?:css|(?:x-)?javascript|ecmascript|json|.+\+json|pdf|zip)"
)
_ELEMENT = re.compile(
    r"<(?:!doctype|html|head|body|title|meta|p|div|article|h[1-6]|br)\b", re.IGNORECASE
)


def of(text: str, body: bytes | None = None, content_type: str = "") -> str | None:
    """Return what a document is, with its article; None when it may be a page."""
    declared = content_type.partition(";")[0].strip().lower()
    head = text[:_HEAD]
    controls = len(_CONTROL.findall(head))
    if body is not None and (known := _signed(body, is_text=not controls)):
        return known
    if controls >= max(_FEWEST, _CONTROLS * len(head)):
        return declared if _NO_PAGE.fullmatch(declared) else "binary data, not text"
    if found := _rooted(head) or _json(text):
        return found
    return declared if _NO_PAGE.fullmatch(declared) and not _ELEMENT.search(head) else None


def _signed(body: bytes, *, is_text: bool) -> str | None:
    """Return what the first bytes say; a text may begin with the letters of a sign too."""
    if body.startswith(_GZIP):
        return "a gzip archive"
    return signs.of(body) if not is_text or body.startswith(_PDF) else None


def _rooted(head: str) -> str | None:
    found = _ROOT.match(head)
    name = found["name"].lower() if found else ""
    if name == "rdf:rdf" and _RSS_1 not in head:
        return None
    return _ROOTS.get(name)


def _json(text: str) -> str | None:
    if text[:_HEAD].lstrip()[:1] not in ("{", "["):
        return None
    try:
        value = jsontext.loads(text)
    except ValueError:
        return None
    version = value.get("version") if isinstance(value, dict) else None
    is_feed = isinstance(version, str) and version.startswith(_JSON_FEED)
    return _FEED if is_feed else "a JSON document"
