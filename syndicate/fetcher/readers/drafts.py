"""What the items of a list show → Document: what HTML lists and JSON lists have in common. Pure.

    item ─ listing | jsonapi ─▶ Shown (texts by part of `Select`) ─ document ─▶ Document

A list that became another one is an error, never an empty success: `document` raises RuleError
when a selector that says who an item is, or when, finds nothing in any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from syndicate import dates, urls
from syndicate.errors import RuleError
from syndicate.fetcher.readers import html, pieces
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import limits
from syndicate.markup.text import plain, squash, xml_safe
from syndicate.model import Document, Entry, Select

PARTS = ("id", "title", "link", "date", "summary", "image", "author", "tags")
"""The parts of an item that `Select` names."""

Shown = Mapping[str, Sequence[str]]
"""The texts that an item shows, by part; `summary` is HTML, and `content`, which not all have."""

HINT = "syndicate preview shows what each selector finds"

# Without these an article is lost, doubled, undated or empty. An item may well have no picture.
_NEEDED = ("id", "title", "link", "date", "content")

_BYLINE = re.compile(r"(?:by\s+|(?:作者|来源|來源|记者|記者|文)\s*[:：/|｜]\s*)", re.IGNORECASE)
_GAP = re.compile(r"\s*(?:[|｜·•—–]|[:：](?!\d)|\n|\s{2,})\s*")
# A date in the midst of other words: "Source: Post 2026-03-04 08:00 (3 comments)".
_WITHIN = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?[日号]?"
    r"(?:[T\s]+\d{1,2}:\d\d(?::\d\d)?)?(?!\d)"
    r"|(?<![\d./-])\d{1,2}(?:\.\s?\d{1,2}\.\s?|/\d{1,2}/|-\d{1,2}-)(?:19|20)\d\d"
    r"(?:,?\s+\d{1,2}:\d\d)?(?![\d./-])"
    r"|(?<![\d年])\d{1,2}\s?月\s?\d{1,2}\s?[日号](?:\s+\d{1,2}:\d\d)?"
)
_EVIDENT = re.compile(r"</[a-z][a-z0-9]*\s*>|<(?:br|p|img|hr)\b[^<>]*>", re.IGNORECASE)


def document(
    shown: Sequence[Shown], select: Select, context: Context, *, form: str, url: str, total: int
) -> Document:
    """Return what the items, of which there are some, announce; `total` is how many there were.

    Raises RuleError when none shows what a selector promises.
    """
    hits = {part: sum(1 for item in shown if item.get(part)) for part in shown[0]}
    seen = {"items": total, **hits}
    for part in _NEEDED:
        if (selector := getattr(select, part)) and not hits.get(part, 1):
            raise broken(
                url, f'select.{part} "{selector}" matched in none of {_items(shown)}', seen
            )
    entries = [_entry(item, context) for item in shown]
    if select.date and not any(entry.published for entry in entries):
        example = next(text for item in shown for text in item.get("date", ()))
        found = squash(example)[:60]
        raise broken(url, f'select.date "{select.date}" finds no date: "{found}" is none', seen)
    named = [entry for entry in entries if entry.url or entry.title]
    if not named:
        raise broken(url, f"none of {_items(shown)} has a link or a title", seen)
    single = _each_once(named)
    return Document(
        format=form,
        tier="select",
        entries=tuple(single),
        dropped=total - len(named),
        hits={"items": total, **{part: count for part, count in hits.items() if count}},
        notes=_notes(total - len(shown), len(shown) - len(named), len(named) - len(single)),
    )


def broken(
    url: str,
    why: str,
    hits: Mapping[str, int] | None = None,
    instead: Sequence[str] = (),
) -> RuleError:
    """Return the error that says which selector no longer fits."""
    return RuleError(why, url=url, hint=HINT, hits=hits, instead=tuple(instead))


def as_html(text: str) -> str:
    """Return text as HTML: as it is where it evidently is, else a paragraph per line."""
    text = xml_safe(text).strip()
    if _EVIDENT.search(text):
        return text
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)


def _items(shown: Sequence[Shown]) -> str:
    return "the 1 item" if len(shown) == 1 else f"the {len(shown)} items"


def _entry(shown: Shown, context: Context) -> Entry:
    moment, is_rough = _moment(shown.get("date", ()), context)
    link = _address(shown.get("link", ()), context.base)
    summary, content = ("\n".join(shown.get(part, ())) for part in ("summary", "content"))
    return Entry(
        guid=next((squash(xml_safe(text)) for text in shown.get("id", ())), None) or None,
        url=link,
        title=pieces.title(next((xml_safe(text) for text in shown.get("title", ())), None)),
        published=moment,
        authors=pieces.unique(_name(text) for text in shown.get("author", ())),
        summary=html.absolute_links(summary, link or context.base) or None,
        content=html.absolute_links(content, link or context.base) or None,
        tags=pieces.unique(squash(plain(text)) for text in shown.get("tags", ())),
        image=_address(shown.get("image", ()), context.base),
        edition="" if is_rough else None,
    )


def _name(text: str) -> str:
    return _BYLINE.sub("", squash(plain(text)), count=1)


def _address(texts: Sequence[str], base: str | None) -> str | None:
    found = (urls.absolute(base, text.strip()) for text in texts if text.strip())
    return next((url for url in found if url), None)


def _moment(texts: Sequence[str], context: Context) -> tuple[datetime | None, bool]:
    """Return the date, and whether it was reckoned back from the present one."""
    parts = [part for text in texts for part in (text, *_GAP.split(text), *_WITHIN.findall(text))]
    # Only there, and where nobody says which English it is, the month comes before the day.
    american = (context.lang or "").replace("_", "-").lower() == "en-us"
    for now in (None, context.now):
        for piece in filter(str.strip, parts):
            if moment := dates.parse(squash(piece), context.zone, now, month_first=american):
                return moment, now is not None
    return None, False


def _each_once(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Join the items of one address: pages show their picture, then their headline, as links."""
    joined: dict[str, Entry] = {}
    for number, entry in enumerate(entries):
        name = entry.guid or (urls.canonical(entry.url) if entry.url else f"#{number}")
        first = joined.get(name)
        if first is None or (entry.title and not first.title):
            joined[name] = entry
    return list(joined.values())


def _notes(beyond: int, nameless: int, repeated: int) -> tuple[str, ...]:
    said = (
        (beyond, "beyond the limit"),
        (nameless, "without a link or a title"),
        (repeated, "of an address that was there before"),
    )
    return tuple(f"{count} item{'s' * (count > 1)} {what}" for count, what in said if count)[
        : limits.MANY
    ]
