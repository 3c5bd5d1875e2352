"""HTML tree → blocks: what a reader would see, in the order of the page.

Promises that all text which is shown ends up in some block, in order, and that nothing else does.
Recursion is safe because `markup.tree` bounds the depth. Unknown elements are transparent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from syndicate.archiver.markdown import (
    callouts,
    formulas,
    notes,
    pictures,
    players,
    shifts,
    tables,
    tasks,
)
from syndicate.archiver.markdown.blocks import (
    Block,
    Code,
    Heading,
    Listing,
    Note,
    Paragraph,
    Quote,
    Rule,
)
from syndicate.archiver.markdown.callouts import Callout
from syndicate.archiver.markdown.code import is_gutter, language, preformatted
from syndicate.archiver.markdown.notes import Notes
from syndicate.archiver.markdown.pieces import (
    BREAK,
    EM,
    PLAIN,
    STRIKE,
    STRONG,
    Mark,
    Piece,
    tidy,
    with_text,
    words,
)
from syndicate.archiver.markdown.stream import Flow, Noted, Style
from syndicate.archiver.media.links import resolve
from syndicate.markup import tags
from syndicate.markup.tree import Element

HIDDEN = frozenset({
    "applet", "area", "base", "basefont", "button", "canvas", "datalist", "dialog", "head",
    "input", "link", "meta", "meter", "noframes", "optgroup", "option", "param",
    "progress", "rp", "script", "select", "source", "style", "svg", "template", "textarea", "title",
    "track",
})  # fmt: skip
_MARKS: dict[str, Mark] = {
    "b": STRONG, "strong": STRONG, "em": EM, "i": EM, "dfn": EM, "var": EM,
    "del": STRIKE, "s": STRIKE, "strike": STRIKE,
}  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_AROUND = {"q": ("“", "”"), "rt": ("(", ")")}
_LINE = re.compile(r"display\s*:\s*(?:block|flex|grid)\b", re.IGNORECASE)
_FLOATS = re.compile(r"float\s*:", re.IGNORECASE)
_ALERT = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*")
_NO_NOTES: Notes = {}


def read(root: Element, base: str | None, notes: Notes = _NO_NOTES) -> list[Block]:
    """Return the blocks that `root` shows, and then those of `notes` that it refers to.

    `base` is the URL its addresses are relative to.
    """
    flow, noted = Flow(), Noted(notes)
    _children(root, Style(base, noted=noted), flow)
    blocks = flow.finish()
    told: list[Block] = []
    # A note may refer to another one.
    while len(told) < len(noted.labels):
        name, label = list(noted.labels.items())[len(told)]
        told.append(Note(label, _inner(notes[name], Style(base, noted=noted))))
    return blocks + told


def _children(element: Element, style: Style, flow: Flow) -> None:
    for child in element.children:
        if isinstance(child, str):
            flow.say(Piece(child, "text", style.marks, style.link))
        else:
            _element(child, style, flow)


def _element(element: Element, style: Style, flow: Flow) -> None:
    tag = element.tag
    if tag in HIDDEN or (element.attrs and is_gutter(element)):
        return
    if tag in tags.INLINE:
        _inline(element, style, flow)
    elif element.attrs and (callout := callouts.read(element)):
        _callout(callout, style, flow)
    elif handler := _HANDLERS.get(tag):
        handler(element, style, flow)
    else:
        flow.close()
        if not element.children:
            pictures.backdrop(element, style, flow)
            players.stand_in(element, style, flow)
        if element.attrs and (named := language(element)):
            style = style._replace(language=named)
        _children(element, style, flow)
        flow.close()


def _inline(element: Element, style: Style, flow: Flow) -> None:
    tag = element.tag
    if tag in _CODE and element.find("pre", "p", "div", "img") is None:
        _typed(element, style, flow)
        return
    if tag in _MARKS:
        style = style._replace(marks=style.marks | {_MARKS[tag]})
    elif tag == "a":
        style = style._replace(link=_link(element, style) or style.link)
    elif not style.link and (shifted := shifts.shifted(element, flow.last)):
        flow.say(Piece(shifted, "text", style.marks))
        return
    is_line = "style" in element.attrs and _is_line(element.attrs["style"])
    before, after = _AROUND.get(tag, ("", ""))
    if is_line:
        flow.begin_line()
    flow.say(Piece(before, "text", style.marks, style.link))
    _children(element, style, flow)
    flow.say(Piece(after, "text", style.marks, style.link))
    if is_line:
        flow.begin_line()
    elif tag == "a" and not element.children:
        flow.miss()


def _is_line(style: str) -> bool:
    """Tell whether a style makes a line of its own; a letter that floats begins a word."""
    return bool(_LINE.search(style)) and not _FLOATS.search(style)


def _typed(element: Element, style: Style, flow: Flow) -> None:
    """Say code in a line, its own lines apart."""
    lines = preformatted(element).split("\n") if element.find("br") else [element.text()]
    for index, line in enumerate(lines):
        if index:
            _break(element, style, flow)
        flow.say(Piece(line, "code", style.marks, style.link))


def _link(element: Element, style: Style) -> str:
    """Return where an anchor leads; places inside the page itself are none."""
    address = element.get("href")
    return "" if address.startswith("#") else resolve(address, style.base)


def _heading(element: Element, style: Style, flow: Flow) -> None:
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
    flow = Flow()
    _children(element, style, flow)
    return flow.finish()


def _break(_element: Element, style: Style, flow: Flow) -> None:
    flow.say(BREAK._replace(marks=style.marks, link=style.link))


def _formula(element: Element, style: Style, flow: Flow) -> None:
    formula = formulas.read(element) if element.tag == "math" else None
    tex = formula.tex if formula else element.text()
    displays = element.get("display") == "block"
    if not tex.strip():
        return
    if displays:
        flow.close()
    flow.say(Piece(tex, "math", PLAIN, "", "$$" if displays else "$"))
    if displays:
        flow.close()


def _task(element: Element, style: Style, flow: Flow) -> None:
    flow.say(Piece(tasks.mark(element), "task"))
    flow.say(Piece(" ", "text", style.marks))


def _reference(element: Element, style: Style, flow: Flow) -> None:
    if label := style.noted.label(element.get("name")):
        flow.say(Piece(label, "note"))


def _rule(_element: Element, _style: Style, flow: Flow) -> None:
    flow.put(Rule())


def _preformatted(element: Element, style: Style, flow: Flow) -> None:
    text = preformatted(element)
    if text.strip():
        flow.put(Code(text, language(element) or style.language))


def _quote(element: Element, style: Style, flow: Flow) -> None:
    if inner := _inner(element, style):
        flow.put(_alert(inner) or Quote(inner))


def _alert(blocks: list[Block]) -> Quote | None:
    """Return the callout that a quotation's first line spells, as GitHub's Markdown has it."""
    run = list(blocks[0].pieces) if isinstance(blocks[0], Paragraph) else []
    found = _ALERT.match(run[0].text) if run and run[0].kind == "text" else None
    if not found:
        return None
    rest = tidy([with_text(run[0], run[0].text[found.end() :]), *run[1:]])
    return Quote([*([Paragraph(rest)] if rest else []), *blocks[1:]], found[1].lower())


def _callout(callout: Callout, style: Style, flow: Flow) -> None:
    if inner := _inner(callout.body, style):
        flow.put(Quote(inner, callout.kind, callout.title))


def _list(element: Element, style: Style, flow: Flow) -> None:
    items: list[list[Block]] = []
    for child in element.children:
        wrapped = child if isinstance(child, Element) else Element("li", {}, [child])
        if wrapped.tag in HIDDEN:
            continue
        nested = wrapped.tag in ("ol", "ul", "menu")
        # What stands in a list and is no item is read as what it is: a link, a picture, code.
        inner = _inner(wrapped if wrapped.tag == "li" else Element("li", {}, [wrapped]), style)
        if nested and items:
            items[-1] += inner
        elif inner:
            items.append(inner)
    start = element.get("start")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1
    if items:
        flow.put(Listing(items, first if element.tag == "ol" else None))


def _term(element: Element, style: Style, flow: Flow) -> None:
    flow.close()
    _children(element, style._replace(marks=style.marks | {STRONG}), flow)
    flow.close()


def _picture(element: Element, style: Style, flow: Flow) -> None:
    """Show one picture of those offered; without one, nobody closed it, and the page follows."""
    if element.find("img") is None and any(text.strip() for text in element.strings()):
        _children(element, style, flow)
    else:
        pictures.picture(element, style, flow)


def _figure(element: Element, style: Style, flow: Flow) -> None:
    _element(pictures.arranged(element, style.base), style, flow)


def _table(element: Element, style: Style, flow: Flow) -> None:
    flow.close()
    captions, rows = tables.parts(element)
    for caption in captions:
        flow.put(*_inner(caption, style))
    style = style._replace(icons=pictures.are_data(rows))
    shown = (
        [cell for cell in row if not is_gutter(cell) and cell.tag not in HIDDEN] for row in rows
    )
    flow.put(*tables.blocks([[(cell, _inner(cell, style)) for cell in row] for row in shown]))


_HANDLERS = {
    **dict.fromkeys(tags.HEADINGS, _heading),
    tasks.TAG: _task, formulas.TAG: _formula, "math": _formula, notes.TAG: _reference,
    "audio": players.media, "blockquote": _quote, "br": _break, "dt": _term, "figure": _figure,
    "hr": _rule, "iframe": players.media, "img": pictures.image, "listing": _preformatted, "menu": _list,
    "noscript": players.noscript, "ol": _list, "picture": _picture, "plaintext": _preformatted,
    "pre": _preformatted, "table": _table, "ul": _list, "video": players.media, "xmp": _preformatted,
    "amp-img": pictures.image, "amp-anim": pictures.image, "amp-audio": players.media,
    "amp-iframe": players.media, "amp-video": players.media, "embed": players.media,
    "object": players.media, "oembed": players.media,
}  # fmt: skip
