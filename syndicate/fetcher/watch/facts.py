"""A document → what it looks like in numbers. Pure, and cheap: it is done for every new one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median

from syndicate.model import Document, Entry, Facts

SAMPLE = 200
"""Entries that are looked at: a sitemap has 50,000, which look like its first ones."""

_LETTERS = 300
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
# Calendars announce what is a year away.
_AHEAD = timedelta(days=400)
_GARBLED = re.compile(
    r"[\ufffd\x80-\x9f\ue000-\uf8ff]|[\u00c2\u00c3][\u00a0-\u00bf]|â[€\u0080-\u00bf]|\?{3,}"
    r"|[\u00a1-\u00ff]{4,}"
)
_SCRIPTS = (
    ("Latin", re.compile(r"[A-Za-z\u00c0-\u024f]+")),
    ("Han", re.compile(r"[\u3400-\u9fff]+")),
    ("Kana", re.compile(r"[\u3040-\u30ff]+")),
    ("Hangul", re.compile(r"[\uac00-\ud7af]+")),
    ("Cyrillic", re.compile(r"[\u0400-\u04ff]+")),
    ("Greek", re.compile(r"[\u0370-\u03ff]+")),
    ("Arabic", re.compile(r"[\u0600-\u06ff]+")),
    ("Hebrew", re.compile(r"[\u0590-\u05ff]+")),
    ("Devanagari", re.compile(r"[\u0900-\u097f]+")),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]+")),
)
_RULES = 0.8


def of(document: Document, now: datetime, fresh: int = 0) -> Facts:
    """Return what a document looks like; `fresh` of its entries were never seen."""
    entries = document.entries[:SAMPLE]
    dates = [moment for each in entries if (moment := each.published or each.updated)]
    sane = [moment for moment in dates if _OLDEST <= moment <= now + _AHEAD]
    parts: Mapping[str, Sequence[object]] = {
        "title": [each.title for each in entries if each.title],
        "link": [each.url for each in entries if each.url],
        "date": sane,
        "text": [each for each in entries if _text(each)],
    }
    repeated = _repeated(document)
    common = {part: _common(parts[part]) for part in ("title", "link", "date")}
    sample = " ".join(f"{each.title or ''} {_text(each)[:_LETTERS]}" for each in entries)
    return Facts(
        items=len(document.entries) + repeated,
        fresh=fresh,
        title=_median([len(each.title) for each in entries if each.title]),
        text=_median([len(text) for each in entries if (text := _text(each))]),
        shares={part: len(some) / max(1, len(entries)) for part, some in parts.items()},
        common=common | {"link": max(common["link"], _merged(document, repeated))},
        newest=max((moment for moment in sane if moment <= now), default=None),
        garbled=_garbled(sample),
        script=_script(sample),
    )


def _text(entry: Entry) -> str:
    return entry.content or entry.summary or ""


def _median(lengths: Sequence[int]) -> float:
    return float(median(lengths)) if lengths else 0.0


def _common(values: Collection[object]) -> float:
    """Return how much of the values the commonest one is."""
    return Counter(values).most_common(1)[0][1] / len(values) if values else 0.0


def _repeated(document: Document) -> int:
    """Return how many items of a list were merged, because they had one address."""
    listed = document.hits.get("items", 0)
    return max(0, listed - document.dropped - len(document.entries))


def _merged(document: Document, repeated: int) -> float:
    return (repeated + 1) / (repeated + len(document.entries)) if repeated else 0.0


def _garbled(sample: str) -> float:
    # Two of the three are not ASCII: most English feeds need no search.
    if sample.isascii() and "???" not in sample:
        return 0.0
    found = sum(len(each) for each in _GARBLED.findall(sample))
    return found / len(sample) if sample else 0.0


def _script(sample: str) -> str:
    """Return the script of most letters, "" where none has four of five."""
    plain = re.sub(r"<[^<>]*>|https?://\S+", " ", sample)
    # Ten searches, letter by letter, took longer than reading the whole feed.
    some = _SCRIPTS[:1] if plain.isascii() else _SCRIPTS
    counts = {name: sum(map(len, letters.findall(plain))) for name, letters in some}
    name = max(counts, key=lambda each: counts[each])
    return name if counts[name] > _RULES * sum(counts.values()) else ""
