"""What the archive's Markdown has beyond CommonMark, for readers of feeds: notes, formulas, boxes.

    Markdown ─ notes_apart ─▶ text and notes ─ parser with `extend` ─▶ tokens ─ boxed ─▶ tokens

Readers of feeds typeset no TeX and follow no links inside an entry: a formula stays the TeX that
it is, a reference is its number, and the notes are a list below the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

NOTES = "notes"
"""The key under which a parser's environment holds how notes are numbered."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DEFINITION = re.compile(r"\[\^(?P<label>[^\s\[\]^]{1,40})\]:[ \t]*(?P<first>.*)")
_REFERENCE = re.compile(r"\[\^([^\s\[\]^]{1,40})\]")
# As Pandoc has it, so that sums of money are none: no blank inside, no digit after. Nor is what
# holds a link: that is two sums.
_FORMULA = re.compile(
    r"\$\$(?:(?!\]\()[^$\n]){1,5000}\$\$"
    r"|\$(?![\s$])(?:(?!\]\()[^$\n]){0,1000}?(?<![\s\\])\$(?!\d)"
)
_BOX = re.compile(r"\[!([A-Za-z]{2,20})\](?: |$)")
_INDENT = "    "


class Numbered:
    """Number notes in the order of the first references to them."""

    def __init__(self, labels: Collection[str]) -> None:
        self.order: list[str] = []
        self._labels = labels
        self._numbers: dict[str, int] = {}

    def number(self, label: str) -> int | None:
        """Return a note's number, None for a note that isn't there."""
        if label in self._labels and self.is_new(label):
            self.order.append(label)
            self._numbers[label] = len(self.order)
        return self._numbers.get(label)

    def is_new(self, label: str) -> bool:
        """Tell whether nothing has referred to a note."""
        return label not in self._numbers


def notes_apart(markdown: str) -> tuple[str, dict[str, str]]:
    """Return the text without its notes, and the Markdown of the notes by their labels."""
    if "[^" not in markdown:
        return markdown, {}
    text: list[str] = []
    notes: dict[str, list[str]] = {}
    into, fence = text, ""
    for line in markdown.split("\n"):
        found = None if fence else _DEFINITION.match(line)
        if found:
            into = notes.setdefault(found["label"], [])
            into.append(found["first"])
            continue
        if into is not text and line.strip() and not line.startswith(_INDENT):
            into = text
        if into is text:
            fence = _fenced(line, fence)
        into.append(line.removeprefix(_INDENT) if into is not text else line)
    return "\n".join(text), {label: "\n".join(lines) for label, lines in notes.items()}


def _fenced(line: str, fence: str) -> str:
    """Return the mark of the code block that is open after a line, "" for none."""
    found = _FENCE.match(line)
    if not fence:
        return found[1] if found else ""
    is_end = found and found[1].startswith(fence) and not line.strip(" `~")
    return "" if is_end else fence


def extend(parser: MarkdownIt) -> MarkdownIt:
    """Teach a parser references to notes and formulas."""
    parser.inline.ruler.before("link", "note", _reference)
    parser.inline.ruler.before("link", "formula", _formula)
    parser.add_render_rule("note", _render_note)
    parser.add_render_rule("formula", RendererHTML.text)
    return parser


def _reference(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos)
    number = state.env[NOTES].number(found[1]) if found else None
    if not found or number is None:
        return False
    if not silent:
        state.push("note", "sup", 0).content = str(number)
    state.pos = found.end()
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    found = _FORMULA.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("formula", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _render_note(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    return f"<sup>[{tokens[index].content}]</sup>"


def listed(notes: Sequence[Sequence[Token]]) -> list[Token]:
    """Return the tokens of a list of notes, below a line."""
    if not notes:
        return []
    items = [
        [Token("list_item_open", "li", 1, block=True), *note, Token("list_item_close", "li", -1)]
        for note in notes
    ]
    return [
        Token("hr", "hr", 0, block=True),
        Token("ordered_list_open", "ol", 1, block=True),
        *(token for item in items for token in item),
        Token("ordered_list_close", "ol", -1, block=True),
    ]


def boxed(tokens: Sequence[Token]) -> None:
    """Make the first line of a quotation that is a callout its title."""
    for opening, _, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = inline.children or []
        found = _BOX.match(children[0].content) if children else None
        if opening.type == "blockquote_open" and found and children[0].type == "text":
            inline.children = _titled(children, found)


def _titled(children: Sequence[Token], found: re.Match[str]) -> list[Token]:
    """Return a callout's first paragraph with its title, or else its kind, in strong."""
    at = next((at for at, each in enumerate(children) if each.type == "softbreak"), len(children))
    said = Token("text", "", 0, content=children[0].content[found.end() :] or found[1].capitalize())
    title = [said, *children[1:at]]
    rest = [Token("hardbreak", "br", 0), *children[at + 1 :]] if children[at + 1 :] else []
    return [Token("strong_open", "strong", 1), *title, Token("strong_close", "strong", -1), *rest]
