"""The feeds of the benchmark: 20 entries with their whole text, about 55 kB, RSS and Atom in turn.

All text is made up from syllables, the same on every machine: a feed is a function of its number
and of how many entries were published after the first twenty.
"""

from __future__ import annotations

import functools
import html
import random
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

ENTRIES = 20
PARAGRAPHS = 5
WORDS = 49

_SYLLABLES = [
    "ba",
    "de",
    "fo",
    "gu",
    "ka",
    "le",
    "mi",
    "no",
    "pa",
    "ri",
    "sta",
    "te",
    "vo",
    "lin",
    "mer",
    "sol",
    "tan",
    "ver",
    "zu",
    "en",
    "ar",
    "or",
    "is",
    "um",
]
_BEGINNING = datetime(2026, 1, 1, 6, tzinfo=UTC)


def feed(number: int, later: int = 0) -> bytes:
    """Return the document of a feed: its twenty newest entries after `later` more were written."""
    last = ENTRIES + later
    numbers = range(last - 1, last - 1 - ENTRIES, -1)
    return (_rss if number % 2 else _atom)(number, numbers)


def _rss(feed: int, numbers: range) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>{_link(feed, entry)}</link>"
        f'<guid isPermaLink="false">{_guid(feed, entry)}</guid>'
        f"<pubDate>{format_datetime(_date(entry))}</pubDate><dc:creator>Ada Brook</dc:creator>"
        f"<category>notes</category><description>{summary}</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
        for entry in numbers
        for title, summary, body in (_text(feed, entry),)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Feed {feed}</title><link>https://example.com/{feed}/</link>"
        f"<description>Notes</description><language>en</language>\n{items}</channel></rss>\n"
    ).encode()


def _atom(feed: int, numbers: range) -> bytes:
    entries = "".join(
        f"<entry><title>{title}</title><id>{_guid(feed, entry)}</id>"
        f'<link href="{_link(feed, entry)}"/><published>{_date(entry).isoformat()}</published>'
        f"<updated>{_date(entry).isoformat()}</updated><author><name>Ada Brook</name></author>"
        f'<category term="notes"/><summary>{summary}</summary>'
        f'<content type="html">{html.escape(body)}</content></entry>\n'
        for entry in numbers
        for title, summary, body in (_text(feed, entry),)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Feed {feed}</title><id>tag:example.com,2026:{feed}</id>"
        f'<link href="https://example.com/{feed}/"/>'
        f"<updated>{_date(numbers[0]).isoformat()}</updated>\n{entries}</feed>\n"
    ).encode()


@functools.cache
def _text(feed: int, entry: int) -> tuple[str, str, str]:
    """Return an entry's title, its summary and its whole text as HTML."""
    chance = random.Random(f"{feed} {entry}")
    paragraphs = (
        f"<p>{_sentences(chance, WORDS)}"
        f' <a href="https://example.com/{feed}/{chance.randrange(9999)}">{_words(chance, 3)}</a>'
        f" {_sentences(chance, 8)}</p>"
        for _ in range(PARAGRAPHS)
    )
    title, summary = _words(chance, 7).capitalize(), _sentences(chance, 20)
    return title, summary, "\n".join(paragraphs)


def text(feed: int, entry: int) -> tuple[str, str]:
    """Return an entry's title and its text as Markdown."""
    title, _, body = _text(feed, entry)
    return title, html.unescape(re.sub(r"<[^>]+>", "", body)).replace("\n", "\n\n")


def _sentences(chance: random.Random, words: int) -> str:
    return _words(chance, words).capitalize() + "."


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_vocabulary(), k=count))


@functools.cache
def _vocabulary() -> list[str]:
    chance = random.Random("vocabulary")
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(4_000)]


def _link(feed: int, entry: int) -> str:
    return f"https://example.com/{feed}/{entry}"


def _guid(feed: int, entry: int) -> str:
    return f"tag:example.com,2026:{feed}/{entry}"


def _date(entry: int) -> datetime:
    return _BEGINNING + timedelta(hours=7 * entry)
