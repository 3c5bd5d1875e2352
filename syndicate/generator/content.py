"""From an article's Markdown to HTML that a stranger's reader may show.

Three steps, the order matters: addresses are made absolute while they are still tokens, the
tokens are rendered, and the sanitizer comes last, so that nothing after it can bring text back
to life. Elements and attributes are listed here, all else is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

import nh3
from markdown_it.token import Token

from syndicate import urls
from syndicate.generator import commonmark
from syndicate.markup.text import squash, unescape_again, xml_safe
from syndicate.model import Article

LOCAL = "images/"

_INLINE = {"a", "br", "code", "em", "img", "s", "strong", "sup"}
_BLOCK = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_TABLE = {"table", "tbody", "td", "th", "thead", "tr"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
}
_SCHEMES = {"http", "https", "mailto"}
_CONTROL = re.compile("[\x00-\x20\x7f-\x9f]")

# An excerpt goes back this far to end between two words; Chinese has no blank to go back to.
_LONGEST_WORD = 24
# Characters of Markdown read for each character of an excerpt: links and images take room.
_MARKDOWN_PER_CHARACTER = 16
# Characters of text for each character of an excerpt: blanks are pressed together.
_SQUASHED = 4


def html(article: Article, *, images_url: str | None) -> str:
    """Render the article's Markdown as a safe HTML fragment with absolute URLs.

    Local images are found below `images_url`; with None they are shown from their origin. One
    without an address is its alternative text.
    """
    tokens, notes = commonmark.parse(article.markdown)
    return _html([*tokens, *notes], article, images_url)


def both(article: Article, limit: int, *, images_url: str | None) -> tuple[str, str]:
    """Return what `html` and `summary` do, of a text that is read once."""
    tokens, notes = commonmark.parse(article.markdown)
    beginning = _described(article) or _paragraphs(tokens, limit)
    return _html([*tokens, *notes], article, images_url), excerpt(beginning, limit)


def _html(tokens: Sequence[Token], article: Article, images_url: str | None) -> str:
    for token in tokens:
        if token.children:
            token.children = list(_addressed(token.children, article, images_url))
    return clean(commonmark.render(tokens))


def clean(fragment: str) -> str:
    """Return the HTML fragment without anything active, forbidden in XML, or not listed here."""
    safe: str = nh3.clean(
        xml_safe(fragment),
        tags=_INLINE | _BLOCK | _TABLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_without_controls,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return xml_safe(safe)


def summary(article: Article, limit: int) -> str:
    """Return plain text of at most `limit` characters: the description, else how the text begins."""
    return excerpt(_described(article) or _beginning(article.markdown, limit), limit)


def _described(article: Article) -> str:
    """Return the description; those of other programs' documents may have been escaped twice."""
    return unescape_again(article.description or "")


def excerpt(text: str, limit: int) -> str:
    """Cut text to `limit` characters with an ellipsis, between words where there are words."""
    text = squash(xml_safe(text))
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    blank = head.rfind(" ")
    if 0 < blank >= len(head) - _LONGEST_WORD and text[limit - 1] != " ":
        head = head[:blank]
    while head and _joins(text[len(head)]):
        head = head[:-1]
    return head.rstrip(" ,;:、，；：") + "…"


def image_url(article: Article, name: str | None, images_url: str | None) -> str | None:
    """Return the absolute address of one of the article's images.

    `name` is as the article writes it: ``images/<name>``, or the address of an image that was
    never downloaded.
    """
    if not name:
        return None
    if not name.startswith(LOCAL):
        return urls.absolute(article.canonical_url, name)
    file = name.removeprefix(LOCAL)
    if images_url is not None:
        return urls.absolute(images_url, file)
    origins = (asset.url for asset in article.assets if asset.name == file)
    return urls.absolute(None, next(origins, ""))


def _addressed(
    tokens: Sequence[Token], article: Article, images_url: str | None
) -> Iterator[Token]:
    """Yield inline tokens with absolute addresses; an image that has none becomes its alt text."""
    for token in tokens:
        if token.type == "link_open":
            token.attrs["href"] = _link(article, str(token.attrs.get("href", "")))
        elif token.type == "image":
            source = image_url(article, str(token.attrs.get("src", "")), images_url)
            if source is None:
                yield from token.children or ()
                continue
            token.attrs["src"] = source
        yield token


def _link(article: Article, href: str) -> str:
    """Return the absolute address; an unusable one stays as it is, for the sanitizer to drop."""
    if href.lower().startswith("mailto:"):
        return href
    return urls.absolute(article.canonical_url, href) or href


def _without_controls(tag: str, attribute: str, value: str) -> str | None:
    """Drop an address with blanks or control characters: parsers disagree where it leads."""
    if attribute in ("href", "src") and _CONTROL.search(value):
        return None
    return value


def _beginning(markdown: str, limit: int) -> str:
    """Return the text of the first paragraphs, without headings, images and code blocks."""
    enough = limit * _MARKDOWN_PER_CHARACTER
    head = markdown[:enough].rpartition("\n\n")[0] if len(markdown) > enough else markdown
    text = _paragraphs(commonmark.beginning(head), limit)
    if len(text) > limit or head is markdown:
        return text
    return _paragraphs(commonmark.beginning(markdown), limit)


def _paragraphs(tokens: Sequence[Token], limit: int) -> str:
    """Return the text of the first paragraphs: more than `limit` characters, or all there are."""
    found: list[str] = []
    size = 0
    for token, inside in pairwise(tokens):
        if token.type == "paragraph_open" and (text := _text(inside.children or ())):
            found.append(text)
            size += len(text)
            if size > limit * _SQUASHED:
                break
    return " ".join(found)


def _text(tokens: Sequence[Token]) -> str:
    """Return what a person reads of inline tokens."""
    breaks = ("softbreak", "hardbreak")
    shown = ("text", "code_inline", "text_special", "formula")
    words = (
        " " if token.type in breaks else token.content
        for token in tokens
        if token.type in shown or token.type in breaks
    )
    return "".join(words).strip()


def _joins(character: str) -> bool:
    """Tell whether the character belongs to the one before it (accent, joiner, variant)."""
    return bool(unicodedata.combining(character)) or character in "\u200d\ufe0e\ufe0f"
