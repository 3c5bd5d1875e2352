"""How defects of archived articles are mended without asking anybody. Pure: article → article.

Every remedy is idempotent, leaves code as it is, and changes nothing where nothing is wrong. What
it can't be sure of it leaves: a defect that stays is found again, a text that was lost is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from syndicate import urls
from syndicate.archiver.foreign.prose import changed
from syndicate.archiver.images import drop_images
from syndicate.archiver.markdown import scan
from syndicate.archiver.markdown.escape import destination, heading_end
from syndicate.archiver.markdown.text import normalized
from syndicate.markup.text import squash, unescape
from syndicate.model import Article

Remedy = Callable[[Article], Article]

# ZWNJ and ZWJ stay between letters and in emoji: Persian, Indic scripts, families need them.
_UNSEEN = re.compile("[\u200b\u2060\ufeff]+|(?:(?<=\\s)|^)[\u200c\u200d]+|[\u200c\u200d]+(?=\\s|$)")
_NBSP = re.compile("[ \t]*+\u00a0[ \t\u00a0]*")
_BLANK_RUN = re.compile(r"\n(?:[ \t]*\n){3,}")
_EMPTY_MARKS = re.compile(r"(?<![*\\])(?:\*{4})+(?!\*)")
_STRONG = re.compile(r"(?<![*\\])\*\*(?!\*)")
_OTHER_STARS = re.compile(r"(?<!\*)\*(?!\*)|\*{3,}")
_LINE = re.compile(r"={3,}[ \t]*|-{3,}[ \t]*")
# A line that begins so is no paragraph, and what stands under it no underline.
_NO_PARAGRAPH = re.compile(r"\s|[-+*>#|=<]|\d{1,9}[.)][ \t]|$")
# A code span in there was hidden: it is no destination then.
_LINK = re.compile(rf"(?<!\\)\]\((?![^()\s]*\0)(?P<to>{scan.DESTINATION})(?=[ \t]+\"|\))")
_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|#|images/|$")
_NBSP_ENTITY = re.compile(r"(?<!\\)&nbsp;")
_AND_ENTITY = re.compile(r"(?<!\\)&amp;(?!#?\w{1,32};)")
_PAIRS = dict(zip("“‘「『（《〈【([«", "”’」』）》〉】)]»", strict=True))


def title(article: Article) -> Article:
    """Unescape the title once, and fold its blanks."""
    return replace(article, title=squash(unescape(article.title)) or article.title)


def first_image(markdown: str) -> str | None:
    """Return the address of the first image that is in the archive, or on the web."""
    shown = scan.images(markdown)
    return next((url for url in shown if url.startswith(("http", "images/"))), None)


def lead_image(article: Article) -> Article:
    """Take the first image of the text for the lead image where there is none."""
    return replace(article, image=article.image or first_image(article.markdown))


def images(article: Article) -> Article:
    """Take out images without an address, and those that are data: URIs."""
    return replace(article, markdown=drop_images(article.markdown, _shows_nothing))


def _shows_nothing(url: str) -> bool:
    return not url or url.lower().startswith("data:")


def addresses(article: Article) -> Article:
    """Resolve relative addresses against the article's own, where that is known."""
    base = article.canonical_url

    def whole(url: str) -> str | None:
        if _WHOLE.match(url):
            return None
        return urls.absolute(base or "https://localhost/" if url.startswith("//") else base, url)

    def link(found: re.Match[str]) -> str:
        to = whole(found["to"].strip("<>"))
        return f"]({destination(to)}" if to else found[0]

    return _changed(article, lambda text: _LINK.sub(link, text))


def emphasis(article: Article) -> Article:
    """Move punctuation and blanks out of bold text at edges where no reader sees its marks."""

    def lines(text: str) -> str:
        return "\n".join(map(_settled, text.split("\n")))

    return _changed(article, lines)


def _settled(line: str) -> str:
    """Return the line with its bold stretches readable; one whose marks don't pair stays."""
    pieces = _STRONG.split(line)
    if len(pieces) < 3 or len(pieces) % 2 == 0 or _OTHER_STARS.search(line):
        return line
    for at in range(1, len(pieces), 2):
        head, inner, tail = _edges(pieces[at], pieces[at - 1][-1:], pieces[at + 1][:1])
        pieces[at] = f"{head}**{inner}**{tail}" if inner else head + tail
    return "".join(pieces)


def _edges(text: str, before: str, after: str) -> tuple[str, str, str]:
    """Split bold text into what must stand before its marks, in them, behind them.

    One mark of punctuation outside is enough for the rest to be seen; its partner goes with it.
    """
    start = _loose(text, before)
    end = len(text) - _loose(text[:start:-1], after)
    inner = text[start:end]
    if inner and _PAIRS.get(inner[0]) == text[end : end + 1] and text[end] not in inner:
        start += 1
    elif inner and start and _PAIRS.get(text[start - 1]) == inner[-1] not in inner[:-1]:
        end -= 1
    return text[:start], text[start:end], text[end:]


def _loose(text: str, outside: str) -> int:
    """Count what can't stand at the start of bold text: blanks, punctuation beside a letter."""
    blanks = len(text) - len(text.lstrip())
    if blanks or not text or not _is_word(outside) or not _is_punctuation(text[0]):
        return blanks
    return len(text) - len(text[1:].lstrip())


def _is_word(char: str) -> bool:
    return bool(char) and not char.isspace() and not _is_punctuation(char)


def _is_punctuation(char: str) -> bool:
    """Tell what CommonMark §2.1 calls a Unicode punctuation character (P and S classes)."""
    return unicodedata.category(char)[0] in "PS"


def marks(article: Article) -> Article:
    """Take out marks of bold text around nothing, and between two stretches of it."""
    return _changed(article, lambda text: _EMPTY_MARKS.sub("", text))


def headings(article: Article) -> Article:
    """Write underlined headings with ``#``, and rules of hyphens as ``***``."""
    return _changed(article, lambda text: "\n".join(_without_lines(text.split("\n"))))


def _without_lines(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        before = kept[-1] if kept else ""
        alone = len(kept) < 2 or not kept[-2].strip()
        if not _LINE.fullmatch(line):
            kept.append(line)
        elif alone and not _NO_PARAGRAPH.match(before):
            kept[-1] = f"{'#' if line[0] == '=' else '##'} {heading_end(before.strip())}"
        elif line[0] == "-" and not before.strip():
            kept.append("***")
        else:
            kept.append(line)
    return kept


def blank_runs(article: Article) -> Article:
    """Leave one blank line where three and more stand in a row."""
    return _changed(article, lambda text: _BLANK_RUN.sub("\n\n", text))


def blanks(article: Article) -> Article:
    """Write no-break spaces as blanks, in code too, and none at the ends of lines."""
    if "\u00a0" not in article.markdown:
        return article
    return replace(article, markdown="\n".join(map(_blank, article.markdown.split("\n"))))


def _blank(line: str) -> str:
    if "\u00a0" not in line:
        return line
    indent = len(line) - len(line.lstrip(" \t"))
    return line[:indent] + _NBSP.sub(" ", line[indent:].strip("\u00a0 \t"))


def invisible(article: Article) -> Article:
    """Drop characters of no width; joiners between letters stay."""
    return _changed(article, lambda text: _UNSEEN.sub("", text))


def entities(article: Article) -> Article:
    """Write what ``&nbsp;`` and ``&amp;`` mean, where that reads the same."""
    return _changed(article, lambda text: _AND_ENTITY.sub("&", _NBSP_ENTITY.sub(" ", text)))


def repeated(article: Article) -> Article:
    """Drop the title at the beginning of the text, if something follows it."""
    line, _, rest = article.markdown.lstrip("\n").partition("\n")
    if not rest.strip() or not is_title(line, article.title):
        return article
    return replace(article, markdown=rest.lstrip("\n"))


def is_title(line: str, title: str) -> bool:
    """Tell whether a line of Markdown, a heading or bold text among others, says the title."""
    return bool(title) and _folded(normalized(line)) == _folded(unescape(title))


def _folded(text: str) -> str:
    return squash(text).casefold()


def _changed(article: Article, change: Callable[[str], str]) -> Article:
    """Return the article with its text changed outside of code."""
    mended = changed(article.markdown, change)
    return replace(article, markdown=mended) if mended != article.markdown else article
