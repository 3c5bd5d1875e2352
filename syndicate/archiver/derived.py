"""Facts that some profiles want and that are made of others: Article → text, pure.

`excerpt` is the beginning that a site's generator would cut itself, `summary` the source's own
description or else a beginning that ends well.
"""

from __future__ import annotations

import re
import unicodedata

from syndicate.archiver.text import first_words, flowing
from syndicate.model import Article

WORDS = 50
"""Words that an excerpt has, or characters of Chinese."""

WHOLE = 80
"""Characters of Chinese below which a text is its own excerpt."""

SUMMARY = 200
"""Characters of a summary: what search results show."""

LONGEST = 2_000
"""Characters of an excerpt: fifty words of any language have fewer, hostile ones have not."""

# What a tag may hold in Obsidian; a slash nests.
_NO_LABEL = re.compile(r"[^\w/-]+")


def value(what: str, article: Article) -> str:
    """Return a derived fact by its name; empty when there is none."""
    if what == "excerpt":
        return excerpt(article.markdown, article.lang)
    return article.description or first_words(article.markdown, SUMMARY)


def excerpt(markdown: str, lang: str | None) -> str:
    """Return the beginning of the text: Chinese by characters, else by words."""
    if lang and lang.lower().startswith("zh"):
        text = flowing(markdown, between="")
        return text if len(text) < WHOLE else f"{text[:WORDS]}..."
    words = flowing(markdown, between=" ").split()
    cut = "..." if len(words) >= WORDS else ""
    return " ".join(words[:WORDS])[:LONGEST] + cut


def label(tag: str) -> str:
    """Return the tag without what ends one in Obsidian; digits alone are none there."""
    text = _NO_LABEL.sub("-", unicodedata.normalize("NFC", tag)).strip("-/")
    return f"_{text}" if text.isdigit() else text
