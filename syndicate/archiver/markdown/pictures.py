"""Pictures and figures: what of them a reader sees, and what its text is.

Which file an ``<img>`` shows is `page.lazy`'s to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from syndicate.archiver.markdown.pieces import PLAIN, Piece
from syndicate.archiver.markdown.stream import Flow, Style
from syndicate.archiver.page import lazy
from syndicate.markup.tree import Element

_EMOJI = re.compile(
    "[\u20e3\u2190-\u2bff\u3030\u3297\u3299\ufe0f\u200d\U0001f000-\U0001faff]{1,10}"
)


def image(element: Element, style: Style, flow: Flow, sources: Iterable[Element] = ()) -> None:
    """Say what an ``<img>`` shows; `sources` are those of a ``<picture>`` around it."""
    alt = element.get("alt")
    if _EMOJI.fullmatch(alt):
        # Emoji drawn as pictures are characters again.
        flow.say(Piece(alt, "text", style.marks, style.link))
        return
    url = lazy.picture(element, sources, style.base)
    flow.showed = bool(url)
    if url and not lazy.is_icon(element):
        link = "" if style.link == url else style.link
        flow.say(Piece(alt, "image", PLAIN, link, url))


def picture(element: Element, style: Style, flow: Flow) -> None:
    """Show one picture of those that a ``<picture>`` offers."""
    own = element.find("img") or Element("img", dict(element.attrs))
    image(own, style, flow, [each for each in element.elements() if each.tag == "source"])


def noscript(element: Element, style: Style, flow: Flow) -> None:
    """Show the pictures of a <noscript> whose scripted twin showed none, or a preview of them."""
    for own in [each for each in element.elements() if each.tag == "img"]:
        if flow.showed:
            flow.sharpen(lazy.picture(own, (), style.base))
        else:
            image(own, style, flow)


def captions_last(figure: Element) -> Element:
    """Return a figure as a plain block that shows what it holds, then its captions."""
    captions = [each for each in figure.children if _is_caption(each)]
    rest = [each for each in figure.children if not _is_caption(each)]
    return Element("div", figure.attrs, [*rest, *captions])


def _is_caption(node: Element | str) -> bool:
    return isinstance(node, Element) and node.tag == "figcaption"
