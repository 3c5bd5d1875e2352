"""Pictures and figures: what of them a reader sees, and what its text is.

Which file an ``<img>`` shows is `media.lazy`'s to say, and whether it says anything is
`media.pictures`'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from syndicate.archiver.markdown.pieces import PLAIN, Piece
from syndicate.archiver.markdown.stream import Flow, Style
from syndicate.archiver.media import lazy
from syndicate.archiver.media.addresses import enlarged
from syndicate.archiver.media.candidates import mentioned
from syndicate.archiver.media.pictures import is_portrait, spoken
from syndicate.markup.tree import Element

_SHOWING = (
    "img",
    "amp-img",
    "picture",
    "video",
    "iframe",
    "object",
    "embed",
    "audio",
    "pre",
    "table",
)
# Two lines of signs may lay out a page; a table of data has more.
_ROWS = 3


def image(element: Element, style: Style, flow: Flow, sources: Iterable[Element] = ()) -> None:
    """Say what an ``<img>`` shows; `sources` are those of a ``<picture>`` around it."""
    if text := spoken(element):
        # Emoji drawn as pictures are characters again.
        flow.say(Piece(text, "text", style.marks, style.link))
        return
    url = lazy.picture(element, sources, style.base)
    flow.shown = url
    flow.is_preview = lazy.is_preview(element)
    if url and not is_portrait(element) and (style.icons or not lazy.is_icon(element)):
        _show(element, url, style, flow)


def _show(element: Element, url: str, style: Style, flow: Flow) -> None:
    """Show a picture; the larger file that it links to is the picture."""
    large = enlarged(url, style.link)
    link = "" if large or style.link == url else style.link
    flow.say(Piece(element.get("alt"), "image", PLAIN, link, large or url))


def picture(element: Element, style: Style, flow: Flow) -> None:
    """Show one picture of those that a ``<picture>`` offers."""
    own = element.find("img") or Element("img", dict(element.attrs))
    image(own, style, flow, [each for each in element.elements() if each.tag == "source"])


def noscript(element: Element, style: Style, flow: Flow) -> None:
    """Show the pictures of a <noscript> whose scripted twin showed none, or a preview of them."""
    for own in [each for each in element.elements() if each.tag == "img"]:
        url = lazy.picture(own, (), style.base)
        was_preview = bool(flow.shown) and flow.is_preview
        if url and not flow.sharpen(url, anyway=was_preview) and not flow.shown:
            image(own, style, flow)
            flow.shown = ""


def backdrop(element: Element, style: Style, flow: Flow) -> None:
    """Show what an empty element has as its background, if that is a picture of the article.

    A script may fill the element otherwise; what follows doesn't repeat a picture before it.
    """
    flow.shown = ""
    if url := lazy.backdrop(element, style.base):
        flow.say(Piece(element.get("aria-label"), "image", PLAIN, style.link, url))


def arranged(figure: Element, base: str | None) -> Element:
    """Return a figure as a plain block that shows what it holds, then its captions.

    A figure that scripts would fill shows the file that one of its attributes names.
    """
    captions = [each for each in figure.children if _is_caption(each)]
    rest = [each for each in figure.children if not _is_caption(each)]
    # What lies in a figure inside is that one's to show.
    if figure.find(*_SHOWING, "figure") is None:
        urls = (mentioned(each, base) for each in (figure, *figure.elements()))
        rest += [Element("img", {"src": url}) for url in [next(filter(None, urls), "")] if url]
    return Element("div", figure.attrs, [*rest, *captions])


def _is_caption(node: Element | str) -> bool:
    return isinstance(node, Element) and node.tag == "figcaption"


def are_data(rows: Sequence[Sequence[Element]]) -> bool:
    """Tell whether signs that stand alone in cells are data: ticks, flags, ratings."""
    if len(rows) < _ROWS or any(len(row) < 2 for row in rows):
        return False
    return not any(cell.find("table") for row in rows for cell in row)
