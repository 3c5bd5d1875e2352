"""Facts that some profiles want and that are made of others: Article → text, pure.

`excerpt` is the beginning that a site's generator would cut itself, `summary` the source's own
description or else a beginning that ends well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from syndicate.archiver.markdown.text import beginnings, first_words, flowing

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


@lru_cache(maxsize=4)
def value(what: str, markdown: str, lang: str | None) -> str:
    """Return a derived fact by its name; empty when there is none."""
    return excerpt(markdown, lang) if what == "excerpt" else first_words(markdown, SUMMARY)


def excerpt(markdown: str, lang: str | None) -> str:
    """Return the beginning of the text: Chinese by characters, else by words."""
    for part in beginnings(markdown):
        if lang and lang.lower().startswith("zh"):
            text = flowing(part, between="")
            found, is_cut = text[:WORDS], len(text) >= WHOLE
        else:
            words = flowing(part, between=" ").split()
            text = " ".join(words)
            found, is_cut = " ".join(words[:WORDS])[:LONGEST], len(words) >= WORDS
        if is_cut:
            return f"{found}..."
    return text


def label(tag: str) -> str:
    """Return the tag without what ends one in Obsidian; digits alone are none there."""
    text = _NO_LABEL.sub("-", unicodedata.normalize("NFC", tag)).strip("-/")
    return f"_{text}" if text.isdigit() else text
