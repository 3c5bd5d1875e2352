"""The Sample's HTML: stories and templates in, pages out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from string import Template

from syndicate.sample.magazine import ORIGIN, Story, text

# How a day is written in each layout: the old one shows no zone, as old pages don't.
_DAYS = {"en": "{0.day} {0:%B %Y}", "zh": "{0:%Y-%m-%d %H:%M}", "old": "{0:%Y年%m月%d日 %H:%M}"}


def article(story: Story, others: Sequence[Story]) -> str:
    """Return a story's page, with teasers of the others in its margin."""
    return fill(
        story.layout,
        {
            "title": escape(story.title),
            "author": escape(story.author),
            "summary": escape(story.summary),
            "url": story.url,
            "lang": story.lang,
            "charset": story.charset,
            "published": story.published.isoformat(),
            "day": _DAYS[story.layout].format(story.published),
            "tags": escape(", ".join(story.tags)),
            "head": "\n".join(_HEADS[kind](story) for kind in story.head),
            "body": story.html,
            "related": "\n".join(_teaser(other) for other in others),
        },
    )


def front(stories: Sequence[Story]) -> str:
    """Return the front page: every story, and the feed by a link element."""
    return fill("front", {"teasers": "\n".join(_teaser(story) for story in stories)})


def fill(template: str, values: Mapping[str, str] | None = None) -> str:
    """Return a template with its names replaced; raise KeyError for one without a value."""
    return Template(text(f"templates/{template}.html")).substitute(values or {})


def _teaser(story: Story) -> str:
    picture = f'<img src="/images/{story.image}" alt="" width="120">'
    link = f'<a href="/articles/{story.slug}">{picture} {escape(story.title)}</a>'
    return f'<li lang="{story.lang}">{link} <span>{escape(story.summary)}</span></li>'


def _json_ld(story: Story) -> str:
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified.isoformat(),
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "Organization", "name": "The Sample"},
        "image": [f"{ORIGIN}images/{story.image}"],
        "inLanguage": story.lang,
        "keywords": list(story.tags),
        "mainEntityOfPage": story.url,
    }
    # "<" would end the script element early if a title held "</script>".
    payload = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{payload}</script>'


def _open_graph(story: Story) -> str:
    facts = [
        ("og:type", "article"),
        ("og:site_name", "The Sample"),
        ("og:title", story.title),
        ("og:description", story.summary),
        ("og:url", story.url),
        ("og:image", f"{ORIGIN}images/{story.image}"),
        ("article:published_time", story.published.isoformat()),
        ("article:modified_time", story.modified.isoformat()),
        ("article:author", story.author),
        *(("article:tag", tag) for tag in story.tags),
    ]
    return "\n".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in facts)


_HEADS = {"json-ld": _json_ld, "open graph": _open_graph}
