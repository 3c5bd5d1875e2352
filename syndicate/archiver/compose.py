"""Entry + page → article: which text and which facts are kept, a pure decision.

What a source announces of an entry wins over what is found in its page, because a person or a
system wrote it for machines; the page fills the gaps. The result still shows remote images.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from syndicate import identity, urls
from syndicate.archiver import fulltext
from syndicate.archiver.cards import Card
from syndicate.archiver.convert import Converted
from syndicate.archiver.text import first_words, text_length
from syndicate.markup.text import plain, squash
from syndicate.model import Article, Claim, Entry, Extraction, Identity, Pending, Source, Verdict

DESCRIPTION = 200
"""Characters of a description that we cut ourselves: what search results and readers show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Hold everything gathered for one entry: its own text as Markdown, and its page's article.

    `problem` says why the page gave nothing, `url` where it was really found.
    """

    entry: Entry
    feed: Converted
    page: Extraction | None = None
    url: str | None = None
    problem: str | None = None

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

    A text is partial when the page was wanted and gave nothing.
    """
    wanted = fulltext.want(source, material.entry, learned)
    feed, page = material.lengths
    if material.page and page and not (feed and _feed_wins(wanted, feed, page)):
        return Choice(markdown=material.page.markdown, origin="page", whole=True)
    whole = wanted != "page" and feed > 0
    if feed and material.entry.content and not fulltext.is_cut(material.entry.content):
        whole = whole or (material.page is not None and fulltext.prefers_feed(feed, page))
    text = material.feed.markdown if feed else announcement(material.entry)
    return Choice(markdown=text, origin="feed", whole=whole)


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


def identify(pending: Pending, page: Extraction | None, *, alias: bool = True) -> Identity:
    """Return the names under which the article may be known, and those it gets if it is new.

    A page's rel=canonical counts unless `alias` is False or it names the site's front page,
    which some sites put on every page.
    """
    entry = pending.entry
    told_by_guid, told_by_url = ("guid" not in pending.ambiguous, "url" not in pending.ambiguous)
    own = urls.canonical(entry.url) if entry.url and told_by_url else None
    canonical = _canonical(page) if alias and told_by_url else None
    best = canonical or own
    key = identity.key(pending.source, pending.name, best)
    return Identity(
        source=pending.source,
        key=key,
        guid=entry.guid if told_by_guid else None,
        urls=tuple(dict.fromkeys(url for url in (canonical, own) if url)),
        ids=identity.ids(entry, guid=told_by_guid, article_key=key),
    )


def _canonical(page: Extraction | None) -> str | None:
    if page is None or page.canonical_url is None:
        return None
    url = urls.canonical(page.canonical_url)
    return None if url == urls.canonical(urls.origin(url)) else url


def same(known: Article, pending: Pending, draft: Article) -> bool:
    """Tell whether a known article is this entry's, when only rel=canonical says so.

    Sites that put one canonical URL on many pages would otherwise fold them into one article.
    """
    entry = pending.entry
    if entry.guid and "guid" not in pending.ambiguous and entry.guid in known.guids:
        return True
    if entry.url and urls.canonical(entry.url) in known.urls:
        return True
    return squash(known.title).casefold() == squash(draft.title).casefold()


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
        image=entry.image or page.image,
        canonical_url=_link(material),
        publisher=page.site or source.title or card.title,
        rights=entry.rights or page.rights or card.rights,
        enclosures=entry.enclosures,
        guids=(entry.guid,) if entry.guid else (),
        urls=(urls.canonical(entry.url),) if entry.url else (),
        status="whole" if choice.whole else "partial",
        noarchive=page.noarchive,
    )


def settle(article: Article, claim: Claim, known: Article | None, names: Identity) -> Article:
    """Give the draft its identity; an article known from another source keeps its own source.

    `via` names every source that announced it, once there is more than one.
    """
    home = known.source if known else article.source
    via = (*known.via, home, article.source) if known else (home,)
    sources = tuple(dict.fromkeys(via))
    guid = (names.guid,) if names.guid else ()
    return replace(
        article,
        key=claim.key,
        id=claim.id,
        path=claim.path,
        source=home,
        via=sources if len(sources) > 1 else (),
        guids=tuple(dict.fromkeys((*(known.guids if known else ()), *guid))),
        urls=tuple(dict.fromkeys((*(known.urls if known else ()), *names.urls))),
    )


def _title(entry: Entry, page: Extraction, markdown: str) -> str:
    return entry.title or page.title or first_words(markdown, 60) or entry.url or "(untitled)"


def _description(entry: Entry, page: Extraction, choice: Choice) -> str | None:
    if entry.summary and (text := squash(plain(entry.summary))):
        return first_words(text, DESCRIPTION)
    return page.description or first_words(choice.markdown, DESCRIPTION) or None


def _link(material: Material) -> str | None:
    """Return the address to show: the page's own canonical one, else the announced one's.

    A fragment stays: it may be what tells two entries of one page apart.
    """
    if material.page and (canonical := _canonical(material.page)):
        return canonical
    url, _, fragment = (material.entry.url or "").partition("#")
    return (urls.canonical(url) + (f"#{fragment}" if fragment else "")) if url else None


def _later(date: datetime | None, *changes: datetime | None) -> datetime | None:
    """Return the newest change, None when there is none after the article's date."""
    known = [change for change in changes if change and (date is None or change > date)]
    return max(known, default=None)
