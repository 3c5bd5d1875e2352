"""Text out of markup, and text made harmless: one linear scan each, no tree.

For titles, summaries and names, where a whole HTML parser would cost more than the rest of the
feed. Every search that found nothing is remembered, so that no input makes it quadratic.
"""

from __future__ import annotations

import html
import re

from syndicate.markup import tags

# A browser reads the first kind as text up to their end tag or the end of all, so what follows
# an unclosed one is not shown; the second kind is dropped only when it is closed.
_RAW = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "xmp"})
_DROPPED = _RAW | {"object", "svg", "template"}
_END_TAGS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _DROPPED}

_MARKUP = re.compile(r"<(?:(/?)([A-Za-z][^\s/>\x00]*)|!--|[!?])")
_VALUE_OR_END = re.compile(r"=\s*[\"']|>")
_BLANK_RUN = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n\s*")
# int() refuses more than 4,300 digits by raising; no character has more than seven.
_ABSURD_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{7,});?")
# References to punctuation and numeric ones: 505 of 30,197 titles of one archive showed such.
_ESCAPED_TWICE = re.compile(
    r"&(?:amp|quot|apos|[lr][sd]quo|[mn]dash|hellip|#(?:\d{2,5}|x[\da-f]{2,4}));", re.IGNORECASE
)

# C0, C1, soft hyphen, zero-width space, word joiner, byte-order mark, bidirectional controls.
# U+200C and U+200D stay: Persian, Indic scripts and emoji are spelled with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n?|\x85")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(markup: str) -> str:
    """Return the text of an HTML fragment, a line per block.

    Scripts, styles and comments are dropped; entities are unescaped once; ``<`` before
    anything but a tag is text.
    """
    if "<" not in markup:
        return _tidied(unescape(markup))
    return _tidied("".join(_pieces(markup)))


def squash(text: str) -> str:
    """Fold white space to single blanks and drop control and invisible characters."""
    # All of what is invisible is unprintable as well, and most text is neither.
    return " ".join((text if text.isprintable() else _INVISIBLE.sub("", text)).split())


def visible(text: str) -> str:
    """Drop control and invisible characters from text whose blanks stand as they are.

    What ends a line (CR, CR LF, NEL) is a line feed.
    """
    return _INVISIBLE.sub("", _LINE_END.sub("\n", xml_safe(text)))


def xml_safe(text: str) -> str:
    """Drop what XML 1.0 forbids (production 2, Char), lone surrogates among it."""
    return _NOT_XML.sub("", text)


def unescape(text: str) -> str:
    """Replace character references once, as a browser does; never raises."""
    if "&" not in text:
        return text
    return html.unescape(_ABSURD_REFERENCE.sub("\ufffd", text))


def unescape_again(text: str) -> str:
    """Replace references that were escaped twice, where nobody means to show them.

    Those to markup stay: a title may be about ``&nbsp;`` or ``&lt;``.
    """
    return _ESCAPED_TWICE.sub(lambda found: unescape(found[0]), text)


def _tidied(text: str) -> str:
    return _BLANK_LINES.sub("\n", _BLANK_RUN.sub(" ", text)).strip()


def _pieces(markup: str) -> list[str]:
    """Return the text between the tags, and a line break for every block's edge."""
    pieces: list[str] = []
    scan = _Scan(markup)
    position = 0
    while found := _MARKUP.search(markup, position):
        pieces.append(unescape(markup[position : found.start()]))
        closing, name = found[1], (found[2] or "").lower()
        end = scan.end_of(found)
        if end < 0:
            # An unfinished tag at the end hides what follows, as in a browser; an unfinished
            # comment does not: truncated feeds end in the middle of one.
            position = len(markup) if name else found.end()
            continue
        if name in tags.BLOCKS:
            pieces.append("\n")
        position = end if closing or name not in _DROPPED else scan.after_element(name, end)
    pieces.append(unescape(markup[position:]))
    return pieces


class _Scan:
    """Find where constructs end, remembering what is nowhere ahead."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._absent: set[str] = set()

    def end_of(self, found: re.Match[str]) -> int:
        """Return the index after the tag, comment or declaration; -1 when it never ends."""
        if found[2] is not None:
            return self._end_of_tag(found.end())
        if found[0] == "<!--":
            after = self._after("-->", found.end() - 2)
            return after if after >= 0 else self._after(">", found.end())
        return self._after(">", found.end())

    def after_element(self, name: str, position: int) -> int:
        """Return the index where the end tag of `name` begins, or where reading goes on."""
        if name not in self._absent:
            if found := _END_TAGS[name].search(self._markup, position):
                return found.start()
            self._absent.add(name)
        return len(self._markup) if name in _RAW else position

    def _after(self, mark: str, position: int) -> int:
        if mark in self._absent:
            return -1
        found = self._markup.find(mark, position)
        if found < 0:
            self._absent.add(mark)
            return -1
        return found + len(mark)

    def _end_of_tag(self, position: int) -> int:
        start = position
        while found := _VALUE_OR_END.search(self._markup, position):
            if found[0] == ">":
                return found.end()
            position = self._after(found[0][-1], found.end())
            if position < 0:
                return self._after(">", start)
        return -1
