"""Selectors that a person wrote → what they find in a page: elements, attributes, texts.

CSS, and XPath 1.0 where a selector begins as no CSS does (``/``, ``./``, ``(``, ``@``, an axis, a
function). ``::text`` and ``::attr(x)`` at a CSS selector's end are Scrapy's: the element's own
text, one of its attributes. Inside an item ``//`` begins at the item, and ``.`` is the item.

The engine is that of `markup.tree`, so that a selector finds here what it finds in a browser:
a table has a tbody, a paragraph ends before a block. BeautifulSoup over lxml knows neither. Where
that makes no difference, 200 selectors found the same elements in 20 pages of 77 kB by both;
BeautifulSoup took 52 times the CPU to read a page, 120 times to select in it (one run, 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import turbohtml

from syndicate import urls
from syndicate.markup.formatting import bounded
from syndicate.markup.text import plain, squash

Node = turbohtml.Element
"""An element of the page; nothing but this module looks inside."""

Match = Node | str
"""What a selector finds: an element, or the text of an attribute or a text node."""

_XPATH = re.compile(
    r"[/(@]|\.\.?(?:/|\Z)|(?:ancestor|ancestor-or-self|attribute|child|descendant|parent"
    r"|descendant-or-self|following|following-sibling|preceding|preceding-sibling|self)::"
    r"|(?:concat|normalize-space|string|substring|substring-after|substring-before|translate)\("
)
_PART = re.compile(
    r"\A(?P<css>.*?)\s*::(?:(?P<text>text)|attr\(\s*(?P<name>[^\s()]+)\s*\))\Z", re.DOTALL
)
# What jQuery, and BeautifulSoup under the longer names, have beyond CSS.
_CONTAINS = re.compile(
    r"(?:(?<![\w.#:-])(?P<tag>[A-Za-z][\w-]*))?(?P<name>:(?:-soup-)?contains(?:-own)?)"
    r"\(\s*(?P<text>\"[^\"]*\"|'[^']*'|[^\"'()]*?)\s*\)"
)
_PREAMBLE = re.compile(r"invalid CSS selector \".*\": ", re.DOTALL)
_LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"(?<![\w:.-])([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*\(")
_NO_FUNCTIONS = frozenset(
    {"and", "comment", "div", "mod", "node", "or", "processing-instruction", "text"}
)


class Page(NamedTuple):
    """Hold a parsed page: what relative addresses stand on, and where selectors begin."""

    document: turbohtml.Document
    base: str | None


def parse(html: str, url: str | None) -> Page:
    """Return a page; its ``<base>`` counts."""
    document = turbohtml.parse(bounded(html), positions=False, allow_declarative_shadow_roots=False)
    base = document.select_one("base[href]")
    own = attribute(base, "href") if base is not None else ""
    return Page(document, (urls.absolute(url, own) or url) if own else url)


def select(scope: turbohtml.Document | Node, selector: str) -> Sequence[Match]:
    """Return what `selector` finds in a document or an item, in document order.

    Raises ValueError, with the reason, for what is no selector.
    """
    if is_xpath(selector):
        return _by_xpath(scope, selector)
    if part := _PART.fullmatch(selector):
        found = _by_css(scope, part["css"])
        if part["text"]:
            return [own_text(node) for node in found]
        return [attribute(node, part["name"]) for node in found if part["name"] in node.attrs]
    return _by_css(scope, selector)


def is_slow(selectors: Iterable[str | None]) -> bool:
    """Tell whether one of the selectors may take the cube of a page's size: XPath's axes do.

    2,500 elements beside one another took ``//div[preceding-sibling::div]`` 47 s.
    """
    return any(selector and is_xpath(selector) for selector in selectors)


def is_xpath(selector: str) -> bool:
    """Tell whether a selector is read as XPath: it begins as no CSS does."""
    return _XPATH.match(selector) is not None


def check(selector: str, *, in_item: bool) -> None:
    """Raise ValueError, with the bare reason, for what is no selector in an item, or in a page."""
    page = turbohtml.parse("<div><p>", positions=False)
    item = page.select_one("div") if in_item else None
    try:
        select(page if item is None else item, selector)
        if is_xpath(selector):
            _require_functions(page, selector)
    except ValueError as error:
        raise ValueError(_PREAMBLE.sub("", str(error), count=1)) from error


def _require_functions(page: turbohtml.Document, expression: str) -> None:
    """Call each function alone: within an expression it may only be called on a real page."""
    for name in dict.fromkeys(_CALL.findall(_LITERAL.sub("''", expression))):
        if name in _NO_FUNCTIONS:
            continue
        try:
            page.xpath(f"{name}()")
        except ValueError as error:
            if "unknown function" in str(error):  # else it is known, and wants arguments
                raise


def items(page: Page, selector: str) -> Sequence[Node]:
    """Return the elements that `selector` finds in a whole page."""
    return [found for found in select(page.document, selector) if isinstance(found, Node)]


def one(scope: Node, css: str) -> Node | None:
    """Return the first element that a CSS selector of ours finds below an item."""
    return scope.select_one(css)


def around(scope: Node, css: str) -> Node | None:
    """Return the nearest element that a CSS selector of ours finds around an item."""
    return scope.closest(css)


def parent(node: Node) -> Node | None:
    """Return the element right around an item, None for the outermost."""
    return node.parent if isinstance(node.parent, Node) else None


def children(node: Node) -> Iterator[Match]:
    """Walk over the elements and texts right below an element."""
    for child in node.children:
        if isinstance(child, Node):
            yield child
        elif isinstance(child, turbohtml.Text):
            yield child.data


def tag(node: Node) -> str:
    """Return an element's name, lower-case."""
    return node.tag


def text(match: Match) -> str:
    """Return a match's text as one line, that of all elements below it with it."""
    return squash(match if isinstance(match, str) else plain(match.inner_html))


def own_text(node: Node) -> str:
    """Return the text that stands in an element itself, not in those below it."""
    return " ".join(child.data for child in node.children if isinstance(child, turbohtml.Text))


def inner_html(node: Node) -> str:
    """Return the markup below an element."""
    return node.inner_html


def attribute(node: Node, name: str) -> str:
    """Return an attribute's value without outer blanks; empty when it is absent."""
    value = node.attrs.get(name)
    return (value if isinstance(value, str) else " ".join(value or ())).strip()


def _by_css(scope: turbohtml.Document | Node, css: str) -> Sequence[Node]:
    if css in ("", "."):
        if not isinstance(scope, Node):
            raise ValueError("the whole document is no item")
        return [scope]
    try:
        return scope.select(css)
    except ValueError as error:
        if found := _CONTAINS.search(css):
            raise ValueError(_xpath_instead(found)) from error
        raise


def _xpath_instead(found: re.Match[str]) -> str:
    """Say how XPath asks for elements with a text, which CSS can't."""
    text = found["text"] if found["text"][:1] in ("'", '"') else f'"{found["text"]}"'
    return f"CSS has no {found['name']}(): use XPath, //{found['tag'] or '*'}[contains(., {text})]"


def _by_xpath(scope: turbohtml.Document | Node, expression: str) -> Sequence[Match]:
    within = isinstance(scope, Node) and expression.startswith("//")
    try:
        found = scope.xpath(f".{expression}" if within else expression)
    except TypeError as error:  # a union of what is no set of nodes
        raise ValueError(str(error)) from error
    if isinstance(found, list):
        return [each for each in map(_match, found) if each is not None]
    return [_written(found)]


def _match(found: object) -> Match | None:
    if isinstance(found, Node):
        return found
    if isinstance(found, turbohtml.Text):
        return found.data
    return str(found) if isinstance(found, str) else None


def _written(value: object) -> str:
    """Return what an XPath function answers as text, a whole number without its point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
