"""An article that feeds can be made of, and what the formats say of it, read back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from lxml import etree

from syndicate.generator.announcement import Item, Origin
from syndicate.model import Article, Asset, Enclosure, Feed, Site

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

CHINA = timezone(timedelta(hours=8))
SITE = Site(title="Lake Press", base_url="https://feeds.example/")
FEED = Feed(id="lake", title="The Lake", sources=("lake",))
LAKE = Origin(
    id="lake", title="Lake Journal", feed="https://lake.example/feed", link="https://lake.example/"
)


def article(**changes):
    """Return a Chinese article with everything, changed as told."""
    values = {
        "key": "https://lake.example/ferry",
        "id": "tag:lake.example,2026:ferry",
        "source": "lake",
        "title": "渡船七点开 & 不等人",
        "markdown": "渡船**七点**开。\n\n![船](images/0123456789abcdef.png)\n",
        "date": datetime(2026, 2, 13, 17, 10, 30, tzinfo=CHINA),
        "authors": ("王湖", "Ann Shore"),
        "tags": ("湖", "ferries & boats"),
        "lang": "zh-CN",
        "image": "images/0123456789abcdef.png",
        "canonical_url": "https://lake.example/ferry?day=1&boat=2",
        "rights": "© Lake Journal",
        "assets": (Asset(url="https://img.example/ferry.png", name="0123456789abcdef.png"),),
        "enclosures": (
            Enclosure(url="https://lake.example/horn.mp3", type="audio/mpeg", length=4321),
            Enclosure(url="https://lake.example/map.pdf"),
        ),
        "announced": datetime(2026, 2, 14, 8, 0, 0, 1, tzinfo=UTC),
        "revision": 1,
    }
    return Article(**(values | changes))


def item(
    *,
    html="<p>渡船<strong>七点</strong>开。</p>\n",
    summary="渡船七点开。",
    way="full",
    source=LAKE,
    **changes,
):
    """Return the article ready for a feed."""
    return Item(
        article=article(**changes),
        html=html,
        summary=summary,
        way=way,
        source=source,
        images_url=f"{SITE.base_url}images/",
    )


def seen(body, format):
    """Return title, link, id, date, body, authors and tags of each entry, as a reader sees them."""
    return [_SEEN[format](entry) for entry in entries(body, format)]


def entries(body, format):
    """Return the entries of a document: elements, or dicts for JSON Feed."""
    if format == "json":
        return json.loads(body)["items"]
    root = etree.fromstring(body)
    return root.findall(f"{ATOM}entry" if format == "atom" else "channel/item")


def _atom(entry):
    return {
        "title": entry.findtext(f"{ATOM}title"),
        "link": entry.find(f"{ATOM}link").get("href"),
        "id": entry.findtext(f"{ATOM}id"),
        "date": datetime.fromisoformat(entry.findtext(f"{ATOM}published")),
        "body": entry.findtext(f"{ATOM}content"),
        "authors": [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")],
        "tags": [category.get("term") for category in entry.findall(f"{ATOM}category")],
    }


def _rss(entry):
    return {
        "title": entry.findtext("title"),
        "link": entry.findtext("link"),
        "id": entry.findtext("guid"),
        "date": datetime.strptime(entry.findtext("pubDate"), "%a, %d %b %Y %H:%M:%S %z"),
        "body": entry.findtext(f"{CONTENT}encoded"),
        "authors": [creator.text for creator in entry.findall(f"{DC}creator")],
        "tags": [category.text for category in entry.findall("category")],
    }


def _json(entry):
    return {
        "title": entry["title"],
        "link": entry["url"],
        "id": entry["id"],
        "date": datetime.fromisoformat(entry["date_published"]),
        "body": entry["content_html"],
        "authors": [author["name"] for author in entry["authors"]],
        "tags": entry["tags"],
    }


_SEEN = {"atom": _atom, "rss": _rss, "json": _json}
