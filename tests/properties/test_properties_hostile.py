"""Laws of hostile articles: whatever one holds, its files are written and read again."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from helpers.articles import NOW, PATH
from helpers.storages import InMemory
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.document import FRONT_LIMIT, loads
from syndicate.archiver.files.draft import dumps
from syndicate.archiver.files.profiles import NEUTRAL, Files
from syndicate.model import Article, Enclosure

FILES = Files(PATH, NEUTRAL)
ODD = st.sampled_from("x茶😀\0\ud800\U0001fffe\x85'\"\\\n -:#")
HUGE = st.builds(lambda text, count: text * count, st.text(ODD, max_size=3), st.integers(0, 60_000))
TEXT = st.text(max_size=5) | HUGE
MAYBE = st.none() | TEXT
TEXTS = st.builds(
    lambda text, count: tuple(f"{number}{text[:1500]}" for number in range(count)),
    TEXT,
    st.integers(0, 300),
)
OFFSETS = st.builds(
    lambda seconds: timezone(timedelta(seconds=seconds)), st.integers(-86_399, 86_399)
)
INSTANTS = st.none() | st.datetimes(timezones=st.none() | OFFSETS)
VALUES = st.recursive(
    TEXT | st.integers() | st.floats() | st.booleans() | st.none() | INSTANTS | st.binary(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=5,
)
ARTICLES = st.builds(
    Article,
    key=TEXT,
    id=TEXT,
    source=TEXT,
    title=TEXT,
    markdown=TEXT,
    date=INSTANTS,
    lastmod=INSTANTS,
    authors=TEXTS,
    description=MAYBE,
    tags=TEXTS,
    lang=MAYBE,
    image=MAYBE,
    canonical_url=MAYBE,
    publisher=MAYBE,
    rights=MAYBE,
    via=TEXTS,
    enclosures=TEXTS.map(lambda urls: tuple(Enclosure(url=url) for url in urls)),
    guids=TEXTS,
    urls=TEXTS,
    extra=st.dictionaries(TEXT, VALUES, max_size=3),
)
FIRST = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-14)))


def deep(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


@settings(max_examples=60, deadline=None)
@given(ARTICLES)
@example(Article(key="k", id="i", source="s", title="t", markdown="m", date=FIRST, lastmod=LAST))
@example(Article(key="k", id="i" * 100_000, source="s", title="t" * 100_000, markdown="m"))
@example(
    Article(key="k", id="i", source="s", title="t", markdown="m", extra={"a": deep(99), "b": {1}})
)
@example(Article(key="k", id="i", source="s", title="t", markdown="m", extra={"k" * 2000: "v"}))
def test_any_article_is_written_and_read_again(article: Article) -> None:
    data = dumps(article, FILES)

    loaded = loads(data, NEUTRAL)

    assert data.index(b"\n---\n") <= FRONT_LIMIT + 4
    assert loaded.values.keys() <= {key.name for key in NEUTRAL.keys}


@settings(max_examples=30, deadline=None)
@given(ARTICLES)
@example(Article(key="k", id="i", source="s", title="t", markdown="m", date=FIRST, lastmod=LAST))
@example(Article(key="k", id="i" * 100_000, source="s", title="t" * 100_000, markdown="m"))
def test_any_article_is_archived_once(article: Article) -> None:
    archive = Archive(InMemory())
    archive.put(article, PATH, now=NOW, announce=NOW, assets={}, extractor="test/1")
    later = NOW + timedelta(days=1)

    again = archive.put(article, PATH, now=later, announce=later, assets={}, extractor="test/1")

    assert again.kind == "unchanged"
    assert not again.article.edited
