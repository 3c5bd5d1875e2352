"""The page at the root of the published folder: which feeds there are, and what is new.

No scripts, no fonts, nothing fetched from anywhere. Links to our own files are relative, so
that the page works below any address, a secret one too; feeds are shown with the address a
reader needs. Its words are English or Chinese, after the site's language.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Protocol

from syndicate import urls
from syndicate.generator.announcement import UNTITLED, language
from syndicate.generator.opml import opml
from syndicate.generator.paths import MEDIA_TYPES, OPML, feed_path, feed_url
from syndicate.markup.text import squash, xml_safe
from syndicate.model import Feed, Site

__all__ = ["Headline", "index", "opml"]

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "feeds": "Feeds",
        "latest": "Latest articles",
        "hint": "Copy an address into your feed reader, or import all of them as {opml}.",
        "empty": "Nothing has been published yet.",
    },
    "zh": {
        "feeds": "订阅",
        "latest": "最新文章",
        "hint": "把地址复制到阅读器中即可订阅，也可以一次导入全部：{opml}。",
        "empty": "还没有发布任何文章。",
    },
}
_NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --quiet: #666; --link: #0b57d0 }
@media (prefers-color-scheme: dark) { :root { --quiet: #aaa; --link: #8ab4f8 } }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.1rem; margin-top: 2.5rem }
a { color: var(--link) } ul { list-style: none; padding: 0 }
li { border-top: 1px solid var(--line); padding: .6rem 0; overflow-wrap: anywhere }
li b { display: block } .quiet { color: var(--quiet); font-size: .875rem }
code { font-size: .8125rem; user-select: all }
"""


class Headline(Protocol):
    """Say what the index shows of an article; the rows that state keeps do."""

    @property
    def title(self) -> str:
        """Its title, as plain text."""
        ...

    @property
    def url(self) -> str | None:
        """The original's address."""
        ...

    @property
    def date(self) -> datetime | None:
        """The day it bears, in its own zone."""
        ...

    @property
    def source(self) -> str:
        """The id of its source."""
        ...


def index(site: Site, feeds: Sequence[Feed], latest: Sequence[Headline]) -> bytes:
    """Return ``index.html`` with every feed's address, autodiscovery, and the latest articles."""
    words = _WORDS["zh" if (site.language or "").lower().startswith("zh") else "en"]
    title = _text(site.title)
    lines = (
        "<!doctype html>",
        f'<html lang="{"zh" if words is _WORDS["zh"] else "en"}">',
        *_head(site, feeds, title),
        f"<body>\n<header><h1{_lang(site.language)}>{title}</h1></header>\n<main>",
        *_feed_list(site, feeds, words),
        *_article_list(latest, {feed.id: feed.title for feed in feeds}, words),
        "</main>\n</body>\n</html>",
    )
    return ("\n".join(lines) + "\n").encode()


def _head(site: Site, feeds: Sequence[Feed], title: str) -> Iterable[str]:
    yield '<head>\n<meta charset="utf-8">'
    yield f"<title>{title}</title>"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
    yield '<meta name="referrer" content="no-referrer">'
    if site.visibility == "private":
        yield '<meta name="robots" content="noindex">'
    for feed in feeds:
        for format in feed.formats:
            href, type_ = escape(feed_path(feed.id, format)), MEDIA_TYPES[format]
            name = f"{_text(feed.title)} ({_NAMES[format]})"
            yield f'<link rel="alternate" type="{type_}" title="{name}" href="{href}">'
    yield f'<link rel="alternate" type="text/x-opml" title="OPML" href="{OPML}">'
    yield f"<style>{_STYLE}</style>\n</head>"


def _policy() -> str:
    """Return the policy under which the page's own style is all that counts."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _feed_list(site: Site, feeds: Sequence[Feed], words: Mapping[str, str]) -> Iterable[str]:
    yield f"<section>\n<h2>{words['feeds']}</h2>"
    yield f"<p>{words['hint'].format(opml=_opml_link())}</p>\n<ul>"
    for feed in feeds:
        yield f"<li><b>{_text(feed.title)}</b>"
        for format in feed.formats:
            href = escape(feed_path(feed.id, format))
            address = escape(feed_url(site, feed, format))
            yield f'<div><a href="{href}">{_NAMES[format]}</a> <code>{address}</code></div>'
        yield "</li>"
    yield "</ul>\n</section>"


def _opml_link() -> str:
    return f'<a href="{OPML}">OPML</a>'


def _article_list(
    latest: Sequence[Headline], names: Mapping[str, str], words: Mapping[str, str]
) -> Iterable[str]:
    yield f"<section>\n<h2>{words['latest']}</h2>"
    if not latest:
        yield f'<p class="quiet">{words["empty"]}</p>'
    else:
        yield "<ul>"
        for headline in latest:
            yield _article(headline, names.get(headline.source, headline.source))
        yield "</ul>"
    yield "</section>"


def _article(headline: Headline, source: str) -> str:
    title = _text(headline.title) or UNTITLED
    address = urls.absolute(None, headline.url or "")
    if address:
        title = f'<a href="{escape(address)}" rel="noopener noreferrer">{title}</a>'
    date = headline.date
    when = f'<time datetime="{date.isoformat()}">{date:%Y-%m-%d}</time> · ' if date else ""
    about = f'<span class="quiet">{when}{_text(source)}</span>'
    return f"<li><b>{title}</b>{about}</li>"


def _lang(tag: str | None) -> str:
    """Return a lang attribute where the site's own texts are in another language than ours."""
    known = language(tag)
    return f' lang="{known}"' if known else ""


def _text(text: str) -> str:
    return escape(squash(xml_safe(text)))
