"""Where an article lives: folder names that any file system, shell and site generator takes.

    title ─▶ slug ─▶ <source>/<yyyy>/<mm>/<dd>-<slug>-<hex>

Pure. The hex comes from the article's key, so that titles may be equal, empty or hostile; the
slug is for people only. A path never changes once the article is written.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import UTC, datetime

from syndicate.archiver.profiles import NEUTRAL, Profile
from syndicate.model import Article

SLUG_LIMIT = 60
"""Bytes: twenty Chinese characters, and four-byte ones stay far below a name's 255 bytes."""

HEX = (6, 12)
"""Digits of the key's digest: six tell most articles of one day and slug apart, twelve all."""

# Letters (Lo) and marks (Mn) that show nothing: fillers, joiners, variation selectors.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0") | {
    chr(code) for block in (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)) for code in block
}


def slug(title: str) -> str:
    """Return the title's letters and digits of any script, words joined by hyphens.

    NFC, case folded, at most `SLUG_LIMIT` bytes of UTF-8; empty when there is no letter or digit.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).casefold())
    words: list[str] = [""]
    for char in folded:
        if _is_part(char, words[-1]):
            words[-1] += char
        elif words[-1] and char not in _INVISIBLE:
            words.append("")
    return _cut("-".join(filter(None, words)))


def _is_part(char: str, word: str) -> bool:
    """Tell whether the character goes on with the word; a mark needs a letter before it."""
    category = unicodedata.category(char)[0]
    return char not in _INVISIBLE and (category in "LN" or (category == "M" and word != ""))


def _cut(text: str) -> str:
    return text.encode()[:SLUG_LIMIT].decode(errors="ignore").rstrip("-")


def folder(
    source: str, day: datetime, title: str, key: str, *, digits: int, profile: Profile = NEUTRAL
) -> str:
    """Return the path for an article of that day; `day` counts in its own offset."""
    name = slug(title)
    return profile.place.format(
        source=source,
        year=f"{day.year:04d}",
        month=f"{day.month:02d}",
        day=f"{day.day:02d}",
        slug=f"-{name}" if name else "",
        hex=hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:digits],
    )


def places(article: Article, now: datetime, profile: Profile = NEUTRAL) -> tuple[str, ...]:
    """Return candidate paths, best first.

    An article without a date goes by when it was archived, `now` if it is yet to be, in UTC.
    """
    day = article.date or (article.archived or now).astimezone(UTC)
    return tuple(
        folder(article.source, day, article.title, article.key, digits=digits, profile=profile)
        for digits in HEX
    )
