"""Markdown → tokens → HTML: what the archive writes, in a time that its length bounds.

The parser is pure CommonMark with tables, strikethrough and what `dialect` knows, and takes no
HTML. It is kept from two things that a hostile text makes of it: nesting that it drops in silence or that meets
Python's own limit, and floods of opening brackets, at each of which it looks ahead (a minute
for a megabyte). Both limits cost structure, never text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from syndicate.generator import dialect
from syndicate.markup.text import xml_safe

# markdown-it drops, in silence, whatever is nested deeper than its limit; without a limit it
# meets Python's own. A prefix of 96 columns opens 96 levels at most (">" is one level a column,
# a list two levels every two), so cutting prefixes there keeps all text inside a limit of 100.
_DEEPEST_PREFIX = 96
_MAX_NESTING = 100
_PREFIX = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*")

# Every one of those 96 columns is one of these characters, and a tab is four: a text without a line
# that begins with 24 of them has none to be cut, and almost no text has one.
_PREFIXED = re.compile(r"^[ \t>\-*+0-9.)]{24}", re.MULTILINE)

# Where a rule of inline text may begin. Half of the lines of an article have none of them.
_MARKED = re.compile(r"[\n\\`~*_\[\]!<&$]")

# Brackets, emphasis and strikethrough within one another; beyond that they are text. At each
# bracket the parser looks ahead through as many levels: with 100, a megabyte of "[" took 54 s.
_MAX_INLINE_NESTING = 12


def parse(markdown: str) -> tuple[list[Token], list[Token]]:
    """Return the tokens of a document, and those of the list of its notes, which stands below."""
    text, notes = dialect.notes_apart(xml_safe(markdown))
    numbered = dialect.Numbered(notes)
    tokens = _parsed(text, numbered)
    # The order grows while it is walked: a note may refer to another one.
    told = [_parsed(notes[label], numbered) for label in numbered.order]
    told += [_parsed(note, numbered) for label, note in notes.items() if numbered.is_new(label)]
    return tokens, dialect.listed(told)


def beginning(markdown: str) -> list[Token]:
    """Return the tokens of a document without its notes."""
    text, notes = dialect.notes_apart(xml_safe(markdown))
    return _parsed(text, dialect.Numbered(notes))


def _parsed(markdown: str, numbered: dialect.Numbered) -> list[Token]:
    tokens = _parser().parse(_shallow(markdown), {dialect.NOTES: numbered})
    dialect.boxed(tokens)
    return tokens


def render(tokens: Sequence[Token]) -> str:
    """Return the HTML of tokens."""
    parser = _parser()
    html: str = parser.renderer.render(tokens, parser.options, {})
    return html


@cache
def _parser() -> MarkdownIt:
    parser = _commonmark(_MAX_NESTING)
    parser.core.ruler.at("inline", _inline)
    parser.block.ruler.before("table", "alone", _alone)
    return parser


@cache
def _inline_parser() -> MarkdownIt:
    return _commonmark(_MAX_INLINE_NESTING)


def _commonmark(nesting: int) -> MarkdownIt:
    options = {"html": False, "maxNesting": nesting}
    return dialect.extend(MarkdownIt("commonmark", options).enable(["table", "strikethrough"]))


def _alone(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """Take a line that begins with a letter and stands alone: it can be nothing but a paragraph.

    All else that a line may begin has another sign, or goes on with the next line. Most lines of
    an article are such, and ten rules would look at each.
    """
    start = state.bMarks[line] + state.tShift[line]
    goes_on = line + 1 < state.lineMax and not state.isEmpty(line + 1)
    if silent or goes_on or state.is_code_block(line) or not state.src[start].isalpha():
        return False
    state.line = line + 1
    state.push("paragraph_open", "p", 1).map = [line, state.line]
    inline = state.push("inline", "", 0)
    inline.content = mdTrim(state.src[start : state.eMarks[line]])
    inline.map = [line, state.line]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _inline(state: StateCore) -> None:
    """Parse the text of each block, as markdown-it's own rule of that name does."""
    inner = _inline_parser()
    for token in state.tokens:
        if token.type != "inline":
            continue
        children: list[Token] = []
        if token.content and not _MARKED.search(token.content):
            children.append(Token("text", "", 0, content=token.content))
        else:
            inner.inline.parse(token.content, inner, state.env, children)
        token.children = children


def _shallow(markdown: str) -> str:
    """Cut the quote marks, bullets and blanks before a line to as many as can be nested."""
    if not _PREFIXED.search(markdown):
        return markdown
    return "\n".join(map(_shallow_line, markdown.split("\n")))


def _shallow_line(line: str) -> str:
    found = _PREFIX.match(line)
    prefix = found[0] if found else ""
    columns = prefix.expandtabs(4)
    if len(columns) <= _DEEPEST_PREFIX:
        return line
    return columns[:_DEEPEST_PREFIX] + line[len(prefix) :]
