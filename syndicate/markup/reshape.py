"""A page before it becomes our tree: what stands where in it, and what is done to it by selector.

Beside `selection`, which finds, it alone changes a document. What can't be done to a match (an
element moved into itself) leaves that match as it is, and ``html`` and ``body`` always stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import turbohtml
from turbohtml import XPathString

from syndicate.markup import selection
from syndicate.markup.selection import Node, Page

_FRAME = frozenset({"html", "body"})


def remove(page: Page, selector: str) -> int:
    """Take away the elements, texts and attributes that a selector finds; return how many.

    Raises ValueError for what is no selector, as all functions here.
    """
    count = 0
    for found in _found(page, selector):
        if isinstance(found, XPathString):
            found.getparent().attrs.pop(found.attrname or "", None)
        else:
            found.decompose()
        count += 1
    return count


def dissolve(page: Page, selector: str) -> int:
    """Put what elements hold in their place; return how many there were."""
    nodes = _elements(page, selector)
    for node in nodes:
        node.unwrap()
    return len(nodes)


def wrap(page: Page, selector: str, tag: str) -> int:
    """Put each element, or text, into a new element of its own; return how many there were."""
    nodes = [each for each in _found(page, selector) if not isinstance(each, XPathString)]
    for node in nodes:
        node.wrap(Node(tag))
    return len(nodes)


def move(page: Page, selector: str, target: str) -> int:
    """Put elements at the end of the first one that `target` finds; return how many came there."""
    found = selection.select(page.document, target)
    home = next((each for each in found if isinstance(each, Node)), None)
    if home is None:
        return 0
    around = [home, *home.ancestors]
    nodes = [each for each in _elements(page, selector) if each not in around]
    for node in nodes:
        home.append(node)
    return len(nodes)


def load(page: Page, attribute: str) -> int:
    """Make an attribute the address of the images that have it; return how many do."""
    images = [each for each in page.document.select("img") if each.attrs.get(attribute)]
    for image in images:
        image.attrs["src"] = selection.attribute(image, attribute)
    return len(images)


def address(page: Page, selector: str) -> str | None:
    """Return the first address that a selector finds: an attribute, a text, an element's link."""
    for match in selection.select(page.document, selector):
        if isinstance(match, str):
            found = match.strip()
        else:
            found = selection.attribute(match, "href") or selection.attribute(match, "src")
        if found:
            return found
    return None


def exists(page: Page, selector: str) -> bool:
    """Tell whether a selector finds anything; what XPath answers with false is nothing."""
    return any(found not in ("", "False") for found in selection.select(page.document, selector))


def shows(page: Page, selector: str) -> bool:
    """Tell whether a selector finds an element with a text or a picture."""
    found = (each for each in selection.select(page.document, selector) if isinstance(each, Node))
    return any(each.text.strip() or each.find(["img", "picture"]) for each in found)


def texts(page: Page, selector: str) -> Iterator[str]:
    """Walk over what a selector finds, a line each: of a ``<meta>`` its content, of a ``<time>``
    its instant."""
    for match in selection.select(page.document, selector):
        stated = "" if isinstance(match, str) else _stated(match)
        if found := stated or selection.text(match):
            yield found


def _stated(node: Node) -> str:
    name = {"meta": "content", "time": "datetime"}.get(node.tag)
    return selection.attribute(node, name) if name else ""


def _elements(page: Page, selector: str) -> list[Node]:
    found = selection.select(page.document, selector)
    return [each for each in found if isinstance(each, Node) and each.tag not in _FRAME]


def _found(page: Page, selector: str) -> list[Node | turbohtml.Text | XPathString]:
    """Return what a selector finds: elements, texts as nodes, attributes with their owners."""
    if not selection.is_xpath(selector):
        return list(_elements(page, selector))
    selection.select(page.document, selector)
    answer = page.document.xpath(selector, smart_strings=True)
    found: list[Node | turbohtml.Text | XPathString] = []
    texts: dict[Node, list[str]] = {}
    for each in answer if isinstance(answer, list) else ():
        if isinstance(each, XPathString) and not each.is_attribute:
            texts.setdefault(each.getparent(), []).append(each)
        elif isinstance(each, XPathString) or (isinstance(each, Node) and each.tag not in _FRAME):
            found.append(each)
    return [*found, *(node for owner, said in texts.items() for node in _text_nodes(owner, said))]


def _text_nodes(owner: Node, said: list[str]) -> Iterator[turbohtml.Text]:
    """Walk over the nodes of texts, which XPath answers as strings that know their element."""
    wanted = Counter(said)
    for child in owner.children:
        if isinstance(child, turbohtml.Text) and wanted[child.data]:
            wanted[child.data] -= 1
            yield child
