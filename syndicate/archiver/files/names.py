"""Where an article lives: folder names that any file system, shell and site generator takes.

    title ─▶ slug ─▶ <source>/<yyyy>/<mm>/<dd>-<slug>-<hex>

Pure. The hex comes from the article's key, so that titles may be equal, empty or hostile; the
slug is for people only. A path never changes once the article is written.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from datetime import UTC, datetime
from urllib.parse import urlsplit

from syndicate.archiver.files.profiles import NEUTRAL, Profile
from syndicate.archiver.files.profiles.files import fill
from syndicate.model import Article

IMAGE = re.compile(r"[0-9a-f]{16}\.[a-z0-9]{1,5}", re.ASCII)
"""What a file is called that is named by its bytes: a picture, or a media file."""

SLUG_LIMIT = 60
"""Bytes: twenty Chinese characters, and four-byte ones stay far below a name's 255 bytes."""

HEX = (6, 12)
"""Digits of the key's digest: six tell most articles of one day and slug apart, twelve all."""

TITLE_LIMIT = 120
"""Bytes of a title in a file name: encrypted home folders take 143, the revisions' add 11."""

_ID = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,64}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
# What Windows forbids, and what ends or means something in a link to a note.
_UNSAFE = re.compile(r'[\\/:*?"<>|#^\[\]\x00-\x1f\x7f]')
_UNSEEN = ("Cc", "Cf", "Co", "Cs")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE | re.ASCII)

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


def places(article: Article, now: datetime, profile: Profile = NEUTRAL) -> tuple[str, ...]:
    """Return candidate paths, best first.

    An article without a date goes by when it was archived, `now` if it is yet to be, in UTC.
    The plainest has no digits where the profile tells articles apart only when it must.
    """
    values = _values(article, article.date or (article.archived or now).astimezone(UTC))
    digest = hashlib.sha256(article.key.encode(errors="surrogatepass")).hexdigest()
    candidates = [{**values, "hex": digest[: HEX[0]]}] if "{again}" in profile.path else []
    for digits in HEX:
        given = {**values, "hex": digest[:digits]}
        candidates.append({**given, "again": fill(profile.again, given)})
    ending = "/index.md" if profile.bundles else ".md"
    return tuple(fill(profile.path, each).removesuffix(ending) for each in candidates)


def _values(article: Article, day: datetime) -> dict[str, str]:
    """Return what the placeholders of a path stand for; `day` counts in its own offset."""
    # Documents of other programs may have titles with entities, which stay as they are.
    said = html.unescape(article.title)
    name = slug(said)
    return {
        "source": article.source,
        "lang": language(article.lang),
        "year": f"{day.year:04d}",
        "month": f"{day.month:02d}",
        "day": f"{day.day:02d}",
        "slug": name or day.strftime("%H%M%S"),
        "-slug": f"-{name}" if name else "",
        "title": title(said) or f"{day.year:04d}-{day.month:02d}-{day.day:02d}",
        "id": identifier(article),
        "again": "",
    }


def language(lang: str | None) -> str:
    """Return the language as part of a path, ``und`` when it is not known."""
    return lang if lang and _LANGUAGE.fullmatch(lang) else "und"


def identifier(article: Article) -> str:
    """Return the source's own name for the article: its guid, or the end of its address.

    Where neither would be a safe name, the beginning of its key's digest is.
    """
    address = article.link or article.canonical_url or ""
    segment = urlsplit(address).path.rstrip("/").rpartition("/")[2] if address else ""
    for name in (*article.guids[:1], segment):
        if _ID.fullmatch(name):
            return name
    return hashlib.sha256(article.key.encode(errors="surrogatepass")).hexdigest()[: HEX[1]]


def title(text: str) -> str:
    """Return the title as a file name that every system, and every link to it, takes."""
    spaced = _UNSAFE.sub(" ", unicodedata.normalize("NFC", text))
    shown = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
    name = " ".join(shown.split()).lstrip(".-~ ")
    name = name.encode()[:TITLE_LIMIT].decode(errors="ignore").rstrip(". ")
    return f"{name}_" if _RESERVED.match(name) else name


def path_of(key: str, profile: Profile) -> str | None:
    """Return the path of the article whose file this is, None for any other file.

    Without a folder of its own an article is known by its sidecar: a document without one is
    somebody's own.
    """
    folder, _, name = key.rpartition("/")
    if key.startswith(".") and folder or "/." in folder:
        return None
    if profile.bundles:
        return folder if folder and name in ("index.md", ".index.json") else None
    if not (name.startswith(".") and name.endswith(".json")):
        return None
    stem = name[1 : -len(".json")]
    return f"{folder}/{stem}" if folder else stem
