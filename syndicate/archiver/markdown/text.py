"""The plain text of our Markdown: to compare versions, to measure, to describe.

Promises linear time and the text a reader sees, without images. Knows the Markdown that the
`markdown` module writes; of anything else it keeps the characters.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from syndicate.archiver.markdown import scan

HEADS = (600, 1_500, 4_000)
"""Characters in which the beginning is looked for, one after the other: the first does mostly."""

_BLANKS = re.compile(r"\s+")
_PREFIX = re.compile(
    r"^\*\*\*$|^\[\^\d+\]:|^(?:[ >]|[-+*](?= |$)|\d{1,9}[.)](?= |$))*(?:\#{1,6}(?= |$)|\[[ x]\] )?",
    re.MULTILINE,
)
_DELIMITER_ROW = re.compile(r"^[ >]*\|(?: *:?-+:? *\|)+[ \t]*$", re.MULTILINE)
# Text never starts a line with a bare "|": what does is a row of a table.
ROW_START = re.compile(r"(?:[ >]|[-+*] |\d{1,9}[.)] )*\|")
_ROW = re.compile(rf"^{ROW_START.pattern}.*$", re.MULTILINE)
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"`{3,}|~{3,}")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MARKUP = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<entity>&(?:lt|amp|#37|#36);)|(?P<star>(?<=\s)\*(?=\s))|(?<!\\)\[\^\d+\]|\*+|~~"
    rf"|\[(?P<label>(?:\\.|[^\[\]\\])*+)\]\({scan.DESTINATION}\)"
)
_SENTENCE_END = re.compile(r"[。！？…；]+[”’」』）)\"']*|[.!?]+[”’)\"']*(?=\s)")
_JOINERS = "\u200d\ufe0e\ufe0f"


def text_length(markdown: str) -> int:
    """Count the characters that a document shows, blanks and images left out.

    The same in every script.
    """
    return len(_BLANKS.sub("", _shown(markdown)))


def normalized(markdown: str) -> str:
    """Return the text on one line in NFC: equal for versions that read the same."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", _shown(markdown))).strip()


def flowing(markdown: str, *, between: str) -> str:
    """Return the text on one line, its blocks joined by `between`."""
    lines = (_BLANKS.sub(" ", line).strip() for line in _shown(markdown).split("\n"))
    return between.join(filter(None, lines))


def first_words(markdown: str, limit: int) -> str:
    """Return the start of the text in at most `limit` characters.

    Cut after a sentence when that leaves at least half of them, else after a word with "…",
    never inside a character that is made of several. Headings, code and tables are passed over
    where there is other text.
    """
    text = _prose_start(markdown, limit)
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, limit + 1)]
    best = max((end for end in ends if end <= limit), default=0)
    if best * 2 >= limit:
        return text[:best]
    return text[: _word_edge(text, limit - 1)].rstrip(" ,;:，、；：—-") + "…"


def _prose_start(markdown: str, limit: int) -> str:
    """Return more than `limit` characters of the text's prose, or all that there is to tell."""
    for part in beginnings(markdown):
        text = _BLANKS.sub(" ", _shown(_prose(part))).strip()
        if len(text) > limit:
            return text
    return text or normalized(markdown)


def beginnings(markdown: str) -> Iterator[str]:
    """Yield more and more of the first blocks, at last the text: few need all of it."""
    for size in HEADS:
        if len(markdown) > size and (end := markdown.rfind("\n\n", 0, size)) > 0:
            yield markdown[: end + 1]
    yield markdown


def _prose(markdown: str) -> str:
    """Leave out fenced code, and the lines of headings and tables."""
    kept = "".join(part.raw for part in scan.parts(markdown) if part.kind != "fence")
    return "\n".join(line for line in kept.split("\n") if not line.startswith(("#", "|")))


def _word_edge(text: str, at: int) -> int:
    """Return the last place up to `at` where `text` may be cut."""
    blank = text.rfind(" ", 0, at + 1)
    if blank * 2 >= at:
        return blank
    while at > 0 and _belongs(text, at):
        at -= 1
    return at


def _belongs(text: str, at: int) -> bool:
    """Tell whether the character at `at` and the one before it are shown as one."""
    after, before = text[at : at + 1], text[at - 1]
    if not after:
        return False
    if unicodedata.combining(after) or after in _JOINERS or before == "\u200d":
        return True
    both_flags = all("\U0001f1e6" <= each <= "\U0001f1ff" for each in (before, after))
    return both_flags or "\U0001f3fb" <= after <= "\U0001f3ff"


def _shown(markdown: str) -> str:
    text = _DELIMITER_ROW.sub("", "".join(_escaped(markdown)))
    text = _ROW.sub(lambda found: _CELL_EDGE.sub(" ", found[0]), text)
    return _MARKUP.sub(_content, _PREFIX.sub("", text))


def _escaped(markdown: str) -> Iterator[str]:
    """Walk over the text with code turned into escaped text, and without images."""
    line = ""
    for part in scan.parts(markdown):
        if part.kind == "text":
            yield part.raw
            # Enough of the line to tell whether it is a row.
            line = (part.raw if "\n" in part.raw else line + part.raw).rpartition("\n")[2][:80]
        elif part.kind == "code":
            ticks = len(part.raw) - len(part.raw.lstrip("`"))
            code = part.raw[ticks:-ticks].strip(" ")
            code = code.replace("\\|", "|") if ROW_START.match(line) else code
            yield _PUNCTUATION.sub(r"\\\1", code)
        elif part.kind == "fence":
            yield _PUNCTUATION.sub(r"\\\1", _fenced(part.raw)) + "\n"


def _fenced(raw: str) -> str:
    """Return the code of a fenced block, without what the list or quotation round it indents."""
    first, *lines = raw.rstrip("\n").split("\n")
    found = _FENCE.search(first)
    width = found.start() if found else 0
    closed = bool(lines) and bool(_FENCE.match(lines[-1].lstrip(" >")))
    kept = lines[:-1] if closed else lines
    return "\n".join(line if line[:width].strip(" >") else line[width:] for line in kept)


def _content(found: re.Match[str]) -> str:
    if found["label"] is not None:
        return _MARKUP.sub(_content, found["label"])
    if found["entity"] is not None:
        return html.unescape(found["entity"])
    return found["escaped"] or ("*" if found["star"] else "")
