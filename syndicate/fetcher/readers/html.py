"""HTML as feeds carry it: escaped, as child elements, as plain text, in base64.

What leaves here is a fragment of HTML whose links are absolute.
"""

from __future__ import annotations

import base64
import binascii
import re
from html import escape
from typing import NamedTuple

from lxml import etree

from syndicate import urls
from syndicate.fetcher.readers.elements import XML_BASE, Element, Fields
from syndicate.markup.decode import decode
from syndicate.markup.text import unescape

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
    "track", "wbr",
})  # fmt: skip
_ATOM_1 = "{http://www.w3.org/2005/Atom}"
_HTML_TYPES = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
_KNOWN_TYPES = _HTML_TYPES | {"text", "xml", "application/xml"}
_MEDIA_TYPES = {
    "": "text/plain", "text": "text/plain", "plain": "text/plain", "html": "text/html",
    "xhtml": "application/xhtml+xml",
}  # fmt: skip
# Text that was declared plain, or not declared at all, is HTML when an author evidently meant it.
_EVIDENT = re.compile(r"</[A-Za-z][A-Za-z0-9]*\s*>|<(?:br|p|img|hr)\b[^<>]*>", re.IGNORECASE)
# An attribute that holds an address which is not absolute. Anchored at "=", which regular
# expressions find ten times as fast as any of the names before it.
_NAMES = ("href", "src", "srcset", "poster", "data-original")
_RELATIVE = re.compile(
    r"=(?<=[fctrlFCTRL]=)(?:" + "|".join(rf"(?<=[\s-]{name}=)" for name in _NAMES) + r")\s*"
    r"(?![\"']?\s*(?:[a-z][a-z0-9+.-]*:|\#))"
    r"(?:\"(?P<double>[^\"<>]*)\"|'(?P<single>[^'<>]*)'|(?P<bare>[^\s\"'<>]+))",
    re.IGNORECASE,
)
# How far before an attribute its tag may begin; farther, it is left alone.
_TAG_REACH = 4096


class Body(NamedTuple):
    """Hold a text of an entry as HTML, and the element that it was found in under `name`."""

    name: str
    element: Element
    markup: str


def body(fields: Fields, names: tuple[str, ...], *, is_typed: bool) -> Body | None:
    """Return the first text that says something; `is_typed` as for `written`."""
    for name in names:
        if name not in fields:
            continue
        for element in fields[name]:
            has_type = is_typed or name.startswith("atom:")
            if markup := typed(element) if has_type else loose(element):
                return Body(name, element, markup)
    return None


def loose(element: Element) -> str:
    """Return an RSS element's HTML: escaped, in CDATA, or (against the rules) as elements."""
    return inner(element) if len(element) else (element.text or "").strip()


def typed(element: Element) -> str:
    """Return an Atom text construct or content as HTML (RFC 4287 §3.1, §4.1.3; Atom 0.3 mode)."""
    kind = (element.get("type") or "text").strip().lower()
    mode = (element.get("mode") or "").strip().lower()
    if len(element):
        return inner(element, kind)
    text = (element.text or "").strip()
    if _is_base64(element, kind):
        return _from_base64(text, kind)
    if kind in _HTML_TYPES or mode == "escaped" or _EVIDENT.search(text):
        return text
    return escape(text, quote=False)


def written(element: Element, text: str | None, *, is_typed: bool) -> tuple[str, str]:
    """Return the media type of an element's text, and the text in that type.

    `text` is the element's own; `is_typed` says that its vocabulary has types, as Atom's has:
    RSS's texts are as they look.
    """
    if not len(element) and not element.attrib:
        text = (text or "").strip()
        return "text/html" if _EVIDENT.search(text) else "text/plain", text
    declared = (element.get("type") or "").strip().lower()
    if len(element):
        return kind_of(element, "", is_typed=is_typed), inner(element, declared)
    text = (text or "").strip()
    if is_typed and _is_base64(element, declared or "text"):
        text = _from_base64(text, "text/html")
    return kind_of(element, text, is_typed=is_typed), text


def kind_of(element: Element, text: str, *, is_typed: bool) -> str:
    """Return the media type of an element's text, by what it looks like where nothing is said."""
    kind, mode = "text/plain", None
    if element.attrib:
        declared, mode = (element.get("type") or "").strip().lower(), element.get("mode")
        kind = _MEDIA_TYPES.get(declared, declared)
        if is_typed and not len(element) and _is_base64(element, declared or "text"):
            kind = kind if kind.startswith("text/") else "text/plain"
    if len(element):
        return kind if is_html(kind) else "application/xhtml+xml"
    if kind != "text/plain":
        return kind
    return "text/html" if mode == "escaped" or _EVIDENT.search(text) else kind


def is_html(kind: str) -> bool:
    """Tell whether texts of a media type hold markup of HTML's vocabulary."""
    return kind in _HTML_TYPES


def _is_base64(element: Element, kind: str) -> bool:
    mode = (element.get("mode") or "").strip().lower()
    return mode == "base64" or (kind not in _KNOWN_TYPES and not kind.startswith("text/"))


def _from_base64(text: str, kind: str) -> str:
    """Return the decoded text of a media type we can show, "" of any other."""
    try:
        body = base64.b64decode("".join(text.split()).encode(), validate=True)
    except (binascii.Error, ValueError):
        # Declared as some media type, but written as it is.
        return text
    if kind in _HTML_TYPES:
        return decode(body)
    is_text = kind in _KNOWN_TYPES or kind.startswith("text/")
    if not is_text and kind != "application/octet-stream":
        return ""
    found = decode(body)
    if _EVIDENT.search(found):
        return found
    return escape(found, quote=False) if is_text else ""


def inner(element: Element, kind: str = "xhtml") -> str:
    """Return the markup below an element as HTML, without the div that Atom wraps xhtml in.

    A div around text that calls itself HTML holds escaped HTML, as it would without the div.
    """
    if (wrapper := _wrapper(element, kind)) is not None:
        if kind == "html" and not len(wrapper):
            return (wrapper.text or "").strip()
        element = wrapper
    pieces = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node is not element:
                pieces.append(_start_tag(node))
            pieces.append(escape(node.text or "", quote=False))
        elif node is not element:
            if _local(node.tag) not in _VOID:
                pieces.append(f"</{_local(node.tag)}>")
            pieces.append(escape(node.tail or "", quote=False))
    return "".join(pieces).strip()


def _wrapper(element: Element, kind: str) -> Element | None:
    """Return the div around all that is in an Atom construct, which is none of its text.

    In Atom 0.3, whose `kind` is a media type, a div is the author's own.
    """
    if kind == "application/xhtml+xml" and not element.tag.startswith(_ATOM_1):
        return None
    only = list(element)
    if len(only) != 1 or _local(only[0].tag) != "div":
        return None
    beside = (element.text, only[0].tail)
    return None if any(text and not text.isspace() for text in beside) else only[0]


def _start_tag(node: etree._Element) -> str:
    attributes = "".join(
        f' {_local(name)}="{escape(value)}"'
        for name, value in node.attrib.items()
        if name != XML_BASE
    )
    return f"<{_local(node.tag)}{attributes}>"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def absolute_links(markup: str, base: str | None) -> str:
    """Resolve the links and images of a fragment against `base`."""
    if not base or "<" not in markup:
        return markup

    def resolve(link: re.Match[str]) -> str:
        start = link.start()
        tag = markup.rfind("<", max(0, start - _TAG_REACH), start)
        if tag < 0 or markup.find(">", tag, start) >= 0:
            return link[0]
        value = unescape(link["double"] or link["single"] or link["bare"] or "")
        is_set = markup[start - 6 : start].lower() == "srcset"
        return f'="{escape(_resolved_set(value, base) if is_set else _resolved(value, base))}"'

    return _RELATIVE.sub(resolve, markup)


def _resolved(value: str, base: str) -> str:
    return urls.absolute(base, value) or value


def _resolved_set(value: str, base: str) -> str:
    """Resolve the candidates of a srcset attribute, which commas separate."""
    candidates = (candidate.split(None, 1) for candidate in re.split(r",\s+|,$", value))
    return ", ".join(
        " ".join([_resolved(parts[0], base), *parts[1:]]) for parts in candidates if parts
    )
