"""Feeds and pages, written small."""

from __future__ import annotations

from xml.sax.saxutils import escape

SENTENCE = (
    "The ferry leaves at seven, and whoever is late walks round the lake, which takes a day. "
)


def rss(*items: str, title: str = "A test feed", link: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<description>d</description>{''.join(items)}</channel></rss>\n"
    )


def item(
    number: int,
    link: str,
    *,
    title: str | None = None,
    summary: str = "",
    content: str = "",
    guid: str | None = None,
    day: int | None = None,
) -> str:
    whole = f"<content:encoded>{escape(content)}</content:encoded>" if content else ""
    date = f"{(day or number):02d} Feb 2026 10:00:00 +0800"
    return (
        f"<item><title>{escape(title or f'Article {number}')}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">{escape(guid or f"tag:test,2026:{number}")}</guid>'
        f"<pubDate>{date}</pubDate><description>{escape(summary)}</description>{whole}</item>"
    )


def page(title: str, text: str = SENTENCE * 8, *, head: str = "", extra: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/about">About</a></nav><article><h1>{title}</h1>'
        f"<p>{text}</p>{extra}</article><footer>Imprint</footer></body></html>"
    )
