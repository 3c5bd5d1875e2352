"""Neutral Markdown as the body of a profile's document, and back. Pure.

    write: markdown ─▶ templates made safe ─▶ images as the profile refers to them ─▶ trailer
    read:  the same steps, undone in the opposite order

What was written reads back as it was, but for text that already looks like the profile's own
way; who writes compares, and keeps such a text elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from syndicate.archiver.files import guards
from syndicate.archiver.files.profiles import Files, image
from syndicate.archiver.files.profiles.files import PLACEHOLDER, fill
from syndicate.archiver.files.scalars import whole
from syndicate.model import Article

_NAME = r"[0-9a-f]{16}\.[a-z0-9]{1,5}"
_LOCAL = re.compile(rf"\]\(images/({_NAME})(?=[)\s])")
_MARK = "\x00"


@dataclass(frozen=True, slots=True)
class Body:
    """Hold what a document's body says: its neutral text, and the address of its trailer."""

    markdown: str
    link: str | None = None


def body_of(markdown: str) -> str:
    """Return the body of a document that shows `markdown`: LF, and nothing but it."""
    text = whole(markdown).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return f"\n{text}\n" if text else ""


def written(article: Article, files: Files) -> str:
    """Return the body of the article's document."""
    profile = files.profile
    text = guards.protect(article.markdown, profile.escape)
    if files.profile.pictures.link != image("{name}"):
        text = _LOCAL.sub(lambda found: f"]({files.link(found[1])}", text)
    link = article.link or article.canonical_url
    # A link to nowhere would lead to the site's own page.
    if profile.trailer and (link or "{link}" not in profile.trailer):
        values = {"source": article.source, "link": link or ""}
        text = f"{text.strip(_NEWLINES)}\n\n{fill(profile.trailer, values)}"
    return body_of(text)


def read(body: str, files: Files) -> Body:
    """Return what a body says."""
    profile = files.profile
    text, link = body.strip("\n"), None
    if profile.trailer:
        text, link = _without_trailer(text, profile.trailer)
    if files.profile.pictures.link != image("{name}"):
        text = _linked(files.link(_MARK)).sub(rf"]({image('')}\1", text)
    return Body(guards.restore(text, profile.escape), link)


_NEWLINES = "\r\n"


def _without_trailer(text: str, trailer: str) -> tuple[str, str | None]:
    before, blank, last = text.rpartition("\n\n")
    found = _trailed(trailer).fullmatch(last)
    if not found or (before and not blank):
        return text, None
    return before.strip("\n"), found.groupdict().get("link") or None


@lru_cache
def _trailed(trailer: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(trailer)
    seen: set[str] = set()
    pattern = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            pattern += re.escape(part)
        else:
            pattern += f"(?P={part})" if part in seen else f"(?P<{part}>.*)"
            seen.add(part)
    return re.compile(pattern)


@lru_cache
def _linked(link: str) -> re.Pattern[str]:
    """Return what an image is shown with; `link` has a mark in the place of its name."""
    before, _, after = link.partition(_MARK)
    after = after.replace(_MARK, "")
    return re.compile(rf"\]\({re.escape(before)}({_NAME}){re.escape(after)}(?=[)\s])")
