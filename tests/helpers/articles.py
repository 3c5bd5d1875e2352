"""Articles for tests of the archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from syndicate.archiver.archive import Archive, Put
from syndicate.model import Article, Asset, Enclosure

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
MUCH_LATER = NOW + timedelta(days=2)
CHINA = timezone(timedelta(hours=8))
PATH = "tea/2026/02/28-the-water-matters-c0ffee"

POT = Asset(
    url="https://tea.example/pot.png",
    name="0123456789abcdef.png",
    type="image/png",
    size=8,
    width=3,
    height=2,
    sha256="0123456789abcdef" * 4,
    alt="a pot",
)
IMAGES = {"0123456789abcdef.png": b"\x89PNG pot"}

ARTICLE = Article(
    key="https://tea.example/water",
    id="urn:uuid:1b4e28ba-2fa1-51d2-883f-0016d3cca427",
    source="tea",
    title="The water matters: 水 and 😀",
    markdown="Soft water, hard leaves.\n\n![a pot](images/0123456789abcdef.png)",
    date=datetime(2026, 2, 28, 17, 10, 30, tzinfo=CHINA),
    authors=("Ming Zhao", "O'Neil"),
    description="On water.",
    tags=("tea", "no"),
    lang="en-GB",
    image="https://tea.example/pot.png",
    canonical_url="https://tea.example/water",
    publisher="The Tea Paper",
    rights="CC BY 4.0",
    enclosures=(Enclosure(url="https://tea.example/talk.mp3", type="audio/mpeg", length=7),),
    assets=(POT,),
    guids=("tea-1",),
    urls=("https://tea.example/water",),
)


def changed(**fields: Any) -> Article:
    """Return the article with other fields."""
    return replace(ARTICLE, **fields)


def put(archive: Archive, article: Article = ARTICLE, at: datetime = NOW, **more: Any) -> Put:
    """Put the article at its path; announced at the moment of writing."""
    given = {"now": at, "announce": at, "assets": IMAGES, "extractor": "test/1", **more}
    return archive.put(article, PATH, **given)
