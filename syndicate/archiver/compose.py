"""Entry + page → article: which text and which facts are kept, a pure decision.

What a source announces of an entry wins over what is found in its page, because a person or a
system wrote it for machines; the page fills the gaps. The result still shows remote images.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from syndicate import urls
from syndicate.archiver import fulltext, recognize
from syndicate.archiver.files.cards import Card
from syndicate.archiver.markdown import scan
from syndicate.archiver.markdown.convert import Converted
from syndicate.archiver.markdown.text import first_words, text_length
from syndicate.markup.text import plain, squash
from syndicate.model import Article, Entry, Extraction, Page, Source, Verdict

DESCRIPTION = 200
"""Characters of a description that we cut ourselves: what search results and readers show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Hold everything gathered for one entry: its own text as Markdown, and its page's article.

    Without `has_page` the entry's link is not its own page's. `problem` says why the page gave
    nothing, or not the whole article, `url` where it was really found. `files` are pictures that came along with the
    page, by the addresses they have in it; `pages` are all that were read, by the addresses that
    were asked.
    """

    entry: Entry
    feed: Converted
    page: Extraction | None = None
    url: str | None = None
    problem: str | None = None
    has_page: bool = True
    files: Mapping[str, bytes] = field(default_factory=dict)
    pages: tuple[tuple[str, Page], ...] = ()

    @property
    def lengths(self) -> tuple[int, int]:
        """Return the characters of the feed's own text and of the page's article."""
        page = text_length(self.page.markdown) if self.page else 0
        return text_length(self.feed.markdown), page


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Hold the text that won, where it came from, and whether it is the whole article."""

    markdown: str
    origin: str
    whole: bool


def choose(material: Material, source: Source, learned: Verdict | None) -> Choice:
    """Pick the text: the wanted one, else the other, else the announcement itself.

    A text is partial when the page was wanted and gave nothing, or not all of it. What a person's
    selector or a site's rule picked is taken as it is, however short.
    """
    wanted = fulltext.want(source, material.entry, learned, has_page=material.has_page)
    feed, page = material.lengths
    picked = material.page is not None and material.page.picked and source.full_text != "feed"
    if material.page and page and (picked or not (feed and _feed_wins(wanted, feed, page))):
        whole = material.problem is None
        return Choice(markdown=material.page.markdown, origin="page", whole=whole)
    whole = wanted != "page" and feed > 0
    if feed and material.entry.content and not fulltext.is_cut(material.entry.content):
        whole = whole or (material.page is not None and fulltext.prefers_feed(feed, page))
    text = material.feed.markdown if feed else announcement(material.entry)
    return Choice(markdown=text, origin="feed", whole=whole)


def verdict(material: Material) -> Verdict | None:
    """Say which text was the better one, None without a page: what was picked there always is."""
    feed, page = material.lengths
    if material.page and material.page.picked:
        return "page"
    return fulltext.judge(feed, page) if page else None


def _feed_wins(wanted: fulltext.Want, feed: int, page: int) -> bool:
    if wanted == "compare":
        return fulltext.judge(feed, page) == "feed"
    return wanted == "feed" or fulltext.prefers_feed(feed, page)


def announcement(entry: Entry) -> str:
    """Return what an entry without any text still says: its title as a link, its files.

    An empty body is never archived; nor is an announced article dropped.
    """
    lines = []
    if entry.url:
        lines.append(f"[{_label(entry.title or entry.url)}](<{entry.url}>)")
    elif entry.title:
        lines.append(_label(entry.title))
    lines += [f"- [{_label(file.url)}](<{file.url}>)" for file in entry.enclosures]
    return "\n\n".join(lines[:1]) + ("\n\n" + "\n".join(lines[1:]) if lines[1:] else "") + "\n"


def _label(text: str) -> str:
    for mark in "\\`*_[]<>&#~":
        text = text.replace(mark, "\\" + mark)
    return squash(text)


def draft(material: Material, choice: Choice, source: Source, card: Card) -> Article:
    """Return the article without identity: facts of the entry first, then the page, the feed."""
    entry, page = material.entry, material.page or Extraction()
    date = entry.published or page.date or entry.updated
    return Article(
        key="",
        id="",
        source=source.id,
        title=_title(entry, page, choice.markdown),
        markdown=choice.markdown,
        date=date,
        lastmod=_later(date, entry.updated, page.modified),
        authors=entry.authors or page.authors,
        description=_description(entry, page, choice),
        tags=tuple(dict.fromkeys((*source.tags, *(entry.tags or page.tags)))),
        lang=source.lang or entry.lang or page.lang or card.lang,
        image=entry.image or page.image or next(iter(scan.images(choice.markdown)), None),
        canonical_url=recognize.canonical(page) or own_link(entry),
        link=entry.url,
        publisher=page.site or source.title or card.title,
        rights=entry.rights or page.rights or card.rights,
        enclosures=entry.enclosures,
        guids=(entry.guid,) if entry.guid else (),
        urls=(urls.canonical(entry.url),) if entry.url else (),
        status="whole" if choice.whole else "partial",
        noarchive=page.noarchive,
    )


def _title(entry: Entry, page: Extraction, markdown: str) -> str:
    return entry.title or page.title or first_words(markdown, 60) or entry.url or "(untitled)"


def _description(entry: Entry, page: Extraction, choice: Choice) -> str | None:
    if entry.summary and (text := squash(plain(entry.summary))):
        return first_words(text, DESCRIPTION)
    return page.description or first_words(choice.markdown, DESCRIPTION) or None


def own_link(entry: Entry) -> str | None:
    """Return the announced address as it is shown: without tracking parameters.

    A fragment stays: it may be what tells two entries of one page apart.
    """
    url, _, fragment = (entry.url or "").partition("#")
    return (urls.canonical(url) + (f"#{fragment}" if fragment else "")) if url else None


def _later(date: datetime | None, *changes: datetime | None) -> datetime | None:
    """Return the newest change, None when there is none after the article's date."""
    known = [change for change in changes if change and (date is None or change > date)]
    return max(known, default=None)
