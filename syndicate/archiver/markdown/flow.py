"""HTML tree → blocks: what a reader would see, in the order of the page.

Promises that all text which is shown ends up in some block, in order, and that nothing else does.
Recursion is safe because `markup.tree` bounds the depth. Unknown elements are transparent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from syndicate.archiver.markdown import tables
from syndicate.archiver.markdown.blocks import Block, Code, Heading, Listing, Paragraph, Quote, Rule
from syndicate.archiver.markdown.code import is_gutter, language, preformatted
from syndicate.archiver.markdown.links import resolve
from syndicate.archiver.markdown.pieces import (
    BREAK,
    EM,
    PLAIN,
    STRIKE,
    STRONG,
    Mark,
    Piece,
    tidy,
    words,
)
from syndicate.archiver.page import lazy
from syndicate.markup.tree import Element

HIDDEN = frozenset({
    "applet", "area", "base", "basefont", "button", "canvas", "datalist", "dialog", "embed", "head",
    "input", "link", "map", "meta", "meter", "noframes", "object", "optgroup", "option", "param",
    "progress", "rp", "script", "select", "source", "style", "svg", "template", "textarea", "title",
    "track", "annotation", "annotation-xml",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "math", "q", "ruby", "rb", "rt", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "mi", "mo",
    "mn", "mrow", "msup", "msub", "mfrac", "semantics", "mtext", "msqrt",
})  # fmt: skip
_MARKS: dict[str, Mark] = {
    "b": STRONG, "strong": STRONG, "em": EM, "i": EM, "dfn": EM, "var": EM,
    "del": STRIKE, "s": STRIKE, "strike": STRIKE,
}  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_HEADING = re.compile(r"h[1-6]")
_EMOJI = re.compile(
    "[\u20e3\u2190-\u2bff\u3030\u3297\u3299\ufe0f\u200d\U0001f000-\U0001faff]{1,10}"
)
_PLAYER = re.compile(r"/(?:embed|player)\b|[/.]player\.|[?&](?:vid|video)=", re.IGNORECASE)


class Style(NamedTuple):
    """Hold what text inherits from the elements around it."""

    base: str | None
    marks: frozenset[Mark] = PLAIN
    link: str = ""
    language: str = ""


def read(root: Element, base: str | None) -> list[Block]:
    """Return the blocks that `root` shows; `base` is the URL its addresses are relative to."""
    flow = _Flow()
    _children(root, Style(base), flow)
    return flow.finish()


class _Flow:
    """Collect blocks; loose inline content becomes a paragraph at the next block."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pending: list[Piece] = []
        self.showed = False
        """Whether the last image had a picture; a <noscript> after it repeats it then."""

    def say(self, piece: Piece) -> None:
        self._pending.append(piece)

    def put(self, *blocks: Block) -> None:
        self.close()
        self.blocks.extend(blocks)

    def close(self) -> None:
        """End the paragraph that was being collected."""
        if self._pending:
            self.blocks.extend(Paragraph(run) for run in paragraphs(self._pending))
            self._pending = []

    def finish(self) -> list[Block]:
        self.close()
        return self.blocks

    def sharpen(self, url: str) -> None:
        """Show `url` in the place of the last picture, when that is the same file, scaled down."""
        last = self.blocks[-1] if self.blocks and not self._pending else None
        run = list(last.pieces) if isinstance(last, Paragraph) else self._pending
        at = next((at for at in reversed(range(len(run))) if run[at].kind == "image"), None)
        if at is None or _file_name(run[at].url) != _file_name(url):
            return
        run[at] = run[at]._replace(url=url)
        if isinstance(last, Paragraph):
            self.blocks[-1] = Paragraph(run)


def _file_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def paragraphs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Cut inline content at double breaks, and round pictures that stand on a line of their own."""
    runs: list[list[Piece]] = [[]]
    breaks = 0
    for piece in pieces:
        if piece.kind == "text" and not piece.text.strip():
            runs[-1].append(piece)
            continue
        breaks = breaks + 1 if piece.kind == "break" else 0
        if breaks == 2:
            runs.append([])
        runs[-1].append(piece)
    return [part for run in runs for part in _pictures_apart(tidy(run)) if part]


def _pictures_apart(pieces: list[Piece]) -> list[list[Piece]]:
    """Give a picture at the edge of a line its own paragraph; icons were told apart before."""
    if all(piece.kind == "image" or not piece.text.strip() for piece in pieces):
        return [[piece] for piece in pieces if piece.kind == "image"]
    parts: list[list[Piece]] = [[]]
    for index, piece in enumerate(pieces):
        around = [pieces[at] for at in (index - 1, index + 1) if 0 <= at < len(pieces)]
        edge = len(around) < 2 or any(each.kind in ("break", "image") for each in around)
        if piece.kind == "image" and edge:
            parts += [[piece], []]
        else:
            parts[-1].append(piece)
    return [tidy(part) for part in parts]


def _children(element: Element, style: Style, flow: _Flow) -> None:
    for child in element.children:
        if isinstance(child, str):
            flow.say(Piece(child, "text", style.marks, style.link))
        else:
            _element(child, style, flow)


def _element(element: Element, style: Style, flow: _Flow) -> None:
    tag = element.tag
    if tag in HIDDEN or is_gutter(element):
        return
    if tag in _INLINE:
        _inline(element, style, flow)
    elif handler := _HANDLERS.get(tag):
        handler(element, style, flow)
    elif _HEADING.fullmatch(tag):
        _heading(element, style, flow)
    else:
        flow.close()
        _children(element, style._replace(language=language(element) or style.language), flow)
        flow.close()


def _inline(element: Element, style: Style, flow: _Flow) -> None:
    tag = element.tag
    if tag in _CODE and element.find("pre", "p", "div", "img") is None:
        flow.say(Piece(element.text(), "code", style.marks, style.link))
        return
    if tag in _MARKS:
        style = style._replace(marks=style.marks | {_MARKS[tag]})
    elif tag == "a":
        style = style._replace(link=_link(element, style) or style.link)
    before, after = ("“", "”") if tag == "q" else ("", "")
    flow.say(Piece(before, "text", style.marks, style.link))
    _children(element, style, flow)
    flow.say(Piece(after, "text", style.marks, style.link))


def _link(element: Element, style: Style) -> str:
    """Return where an anchor leads; places inside the page itself are none."""
    address = element.get("href")
    return "" if address.startswith("#") else resolve(address, style.base)


def _heading(element: Element, style: Style, flow: _Flow) -> None:
    """Make one heading of the text, however many blocks it was cut into; pictures follow it."""
    pieces: list[Piece] = []
    for block in _inner(element, style):
        if isinstance(block, Paragraph):
            pieces += [Piece(" "), *block.pieces]
        else:
            flow.put(*_headed(pieces, int(element.tag[1])), block)
            pieces = []
    flow.put(*_headed(pieces, int(element.tag[1])))


def _headed(pieces: Sequence[Piece], level: int) -> list[Block]:
    shown = tidy(piece for piece in pieces if piece.kind != "image")
    heading: list[Block] = [Heading(level, shown)] if words(shown).strip() else []
    return heading + [Paragraph([piece]) for piece in pieces if piece.kind == "image"]


def _inner(element: Element, style: Style) -> list[Block]:
    flow = _Flow()
    _children(element, style, flow)
    return flow.finish()


def _break(_element: Element, style: Style, flow: _Flow) -> None:
    flow.say(BREAK._replace(marks=style.marks, link=style.link))


def _rule(_element: Element, _style: Style, flow: _Flow) -> None:
    flow.put(Rule())


def _image(element: Element, style: Style, flow: _Flow, sources: Iterable[Element] = ()) -> None:
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


def _picture(element: Element, style: Style, flow: _Flow) -> None:
    image = element.find("img") or Element("img", dict(element.attrs))
    _image(image, style, flow, [each for each in element.elements() if each.tag == "source"])


def _noscript(element: Element, style: Style, flow: _Flow) -> None:
    """Show the pictures of a <noscript> whose scripted twin showed none, or a preview of them."""
    for image in [each for each in element.elements() if each.tag == "img"]:
        if flow.showed:
            flow.sharpen(lazy.picture(image, (), style.base))
        else:
            _image(image, style, flow)


def _preformatted(element: Element, style: Style, flow: _Flow) -> None:
    text = preformatted(element)
    if text.strip():
        flow.put(Code(text, language(element) or style.language))


def _quote(element: Element, style: Style, flow: _Flow) -> None:
    if inner := _inner(element, style):
        flow.put(Quote(inner))


def _list(element: Element, style: Style, flow: _Flow) -> None:
    items: list[list[Block]] = []
    for child in element.children:
        wrapped = child if isinstance(child, Element) else Element("li", {}, [child])
        if wrapped.tag in HIDDEN:
            continue
        nested = wrapped.tag in ("ol", "ul", "menu")
        inner = _inner(Element("li", {}, [wrapped]) if nested else wrapped, style)
        if nested and items:
            items[-1] += inner
        elif inner:
            items.append(inner)
    start = element.get("start")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1
    if items:
        flow.put(Listing(items, first if element.tag == "ol" else None))


def _term(element: Element, style: Style, flow: _Flow) -> None:
    flow.close()
    _children(element, style._replace(marks=style.marks | {STRONG}), flow)
    flow.close()


def _figure(element: Element, style: Style, flow: _Flow) -> None:
    """Show what the figure holds, then its caption."""
    flow.close()
    style = style._replace(language=language(element) or style.language)
    captions = [each for each in _nodes(element) if each.tag == "figcaption"]
    rest = [each for each in element.children if not _is_caption(each)]
    _children(Element("div", {}, rest), style, flow)
    flow.close()
    for caption in captions:
        _children(caption, style, flow)
        flow.close()


def _nodes(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _is_caption(node: Element | str) -> bool:
    return isinstance(node, Element) and node.tag == "figcaption"


def _table(element: Element, style: Style, flow: _Flow) -> None:
    flow.close()
    captions, rows = tables.parts(element)
    for caption in captions:
        flow.put(*_inner(caption, style))
    cells = [[(cell, _inner(cell, style)) for cell in row if not is_gutter(cell)] for row in rows]
    flow.put(*tables.blocks(cells))


def _media(element: Element, style: Style, flow: _Flow) -> None:
    """Leave a link where a player was: to the file, or to the player's own page."""
    source = element.find("source")
    address = element.get("src") or element.get("data-src") or (source.get("src") if source else "")
    url = resolve(address, style.base)
    if element.tag == "iframe" and not _is_player(element, url):
        return
    if url:
        name = element.get("title") or element.get("aria-label") or url
        flow.put(Paragraph(tidy([Piece(name, "text", PLAIN, url)])))


def _is_player(element: Element, url: str) -> bool:
    return "allowfullscreen" in element.attrs or bool(_PLAYER.search(url))


_HANDLERS = {
    "audio": _media, "blockquote": _quote, "br": _break, "dt": _term, "figure": _figure,
    "hr": _rule, "iframe": _media, "img": _image, "listing": _preformatted, "menu": _list,
    "noscript": _noscript, "ol": _list, "picture": _picture, "plaintext": _preformatted,
    "pre": _preformatted, "table": _table, "ul": _list, "video": _media, "xmp": _preformatted,
    "amp-img": _image,
}  # fmt: skip
