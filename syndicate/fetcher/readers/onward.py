"""What a document shows of the older ones behind it: links, WordPress' API, sitemaps. Pure.

a list page     rel=next │ what it calls its next page │ the number after its own
a feed          Document.links (RFC 5005) are read by the feed reader; WordPress is told here
a site          <link rel="https://api.w.org/"> │ Sitemap: lines of robots.txt
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from glob import escape
from itertools import pairwise
from os.path import commonprefix
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from syndicate import identity, urls
from syndicate.markup import selection

POSTS = 50
"""Posts of one answer of WordPress' API: it gives 100 at most, and 15 MB hold long ones."""

_FIELDS = "id,date_gmt,modified_gmt,guid,link,title,content,excerpt"
_API = "https://api.w.org/"
_MADE_BY_WORDPRESS = re.compile(rb"<generator>\s*https?://wordpress\.(?:org|com)/", re.IGNORECASE)
_MAIN_FEED = re.compile(r"/feed(?:/(?:rss2?|atom|rdf))?/?\Z")
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)

# What links to older pages are called, whole or with an arrow: a link of an article that
# merely begins with "next" is none.
_NEXT = re.compile(
    r"\W*(?:next(?: page)?|older(?: (?:posts?|entries|articles|stories))?|previous (?:posts|entries)|more"
    r"|下一[页頁]|下页|后一页|上一[页頁]的?旧文|较早的?文章|次へ|次のページ|다음"
    r"|weiter|nächste(?: seite)?|ältere (?:beiträge|artikel)|suivante?|page suivante|siguiente"
    r"|successiv[ao]|próxima|volgende|следующая|далее)\W*|[›»→>]+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[1-9]\d{0,4}")
_MOST_LINKS = 3_000
"""Links of a page that are looked at: those to its other pages stand among the last."""


def next_page(html: str, url: str) -> str | None:
    """Return the address of the list page that comes after the one at `url`.

    Only a page of the same site, and no address that this page itself has.
    """
    page = selection.parse(html, url)
    links = selection.select(page.document, "a[href], link[href]")[-_MOST_LINKS:]
    found = [
        (address, selection.attribute(link, "rel").lower().split(), selection.text(link))
        for link in links
        if not isinstance(link, str)
        and (address := urls.absolute(url, selection.attribute(link, "href")))
    ]
    own = urls.canonical(url)
    others = [
        each
        for each in found
        if urls.host_of(each[0]) == urls.host_of(url) and urls.canonical(each[0]) != own
    ]
    return (
        next((address for address, rel, _ in others if "next" in rel), None)
        or next((address for address, _, text in others if _NEXT.fullmatch(text.strip())), None)
        or _numbered(found, url)
    )


def _numbered(found: Sequence[tuple[str, Sequence[str], str]], url: str) -> str | None:
    """Return the link after the present page's in a row of numbers that are in their addresses.

    The present page is linked, or is the gap in the row; counts of comments are no such row.
    """
    host, own = urls.host_of(url), urls.canonical(url)
    row = [
        (int(text), address)
        for address, _, text in ((address, rel, text.strip()) for address, rel, text in found)
        if _NUMBER.fullmatch(text) and urls.host_of(address) == host
        if text == "1" or re.search(rf"(?<!\d){text}(?!\d)", _path_of(address))
    ]
    is_linked = any(urls.canonical(address) == own for _, address in row)
    if not is_linked and row and row[0][0] == 2:
        return row[0][1]
    for (number, address), (after, target) in pairwise(row):
        step = (1 if urls.canonical(address) == own else 0) if is_linked else 2
        if step and after == number + step:
            return target
    return None


def _path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def is_wordpress(body: bytes) -> bool:
    """Tell whether a feed says that WordPress made it."""
    return bool(_MADE_BY_WORDPRESS.search(body, 0, 16_384))


def is_main_feed(url: str) -> bool:
    """Tell whether a WordPress feed is the whole site's: not a category's, not of a search."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if parts.path.strip("/") == "":
        return set(query) == {"feed"} and not query["feed"].startswith("comments")
    before = _MAIN_FEED.sub("", parts.path)
    return before != parts.path and before.count("/") <= 1 and not query


def wordpress_api(html: str, url: str) -> str | None:
    """Return the root of the API that a page declares."""
    page = selection.parse(html, url)
    for link in selection.select(page.document, f'link[rel="{_API}"]'):
        if not isinstance(link, str):
            return urls.absolute(url, selection.attribute(link, "href"))
    return None


def posts(api: str, number: int = 1) -> str:
    """Return the address of a page of posts, newest first."""
    route, mark = ("wp/v2/posts", "&" if "?" in api else "?")
    root = api if api.endswith("/") else f"{api}/"
    return f"{root}{route}{mark}per_page={POSTS}&page={number}&_fields={_FIELDS}"


def paged(url: str, name: str = "paged") -> str:
    """Return the address with its page number, 1 where it has none, raised by one."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    numbers = [value for key, value in query if key == name and _NUMBER.fullmatch(value)]
    after = (name, str(int(numbers[0]) + 1 if numbers else 2))
    changed = [after if key == name else (key, value) for key, value in query]
    # Commas stay as they were written: some servers know their lists by nothing else.
    written = urlencode(changed if after in changed else [*changed, after], safe=",")
    return urlunsplit(parts._replace(query=written))


def sitemaps(robots: str, base: str) -> Sequence[str]:
    """Return the sitemaps that a robots.txt names, each once."""
    named = (urls.absolute(base, url) for url in _SITEMAP.findall(robots))
    return tuple(dict.fromkeys(url for url in named if url))


def usual_sitemaps(base: str) -> Sequence[str]:
    """Return where a site's sitemap lies when nobody says so."""
    return [f"{urls.origin(base)}{path}" for path in ("/sitemap.xml", "/sitemap_index.xml")]


def shared_path(addresses: Iterable[str]) -> str | None:
    """Return a pattern (fnmatch) of the addresses that articles with these ones share; None: none.

    That of two articles in one month says which month they are of: numbers at its end go. A
    site whose articles lie beside everything else has no such pattern.
    """
    known = sorted({url for url in addresses if not identity.is_front_page(url)})
    if not known:
        return None
    origin = urls.origin(known[0])
    shared = commonprefix(known) if len(known) > 1 else known[0]
    if not shared.startswith(f"{origin}/"):
        return None
    shared = shared[: shared.rindex("/") + 1]
    home = re.sub(r"(?<=/)(?:\d+/)+\Z", "", shared)
    by_number = all(url[len(home) : len(home) + 1].isdigit() for url in known)
    if home == f"{origin}/" and not by_number:
        return None
    return f"{escape(home)}[0-9]*" if by_number else f"{escape(home)}*"
