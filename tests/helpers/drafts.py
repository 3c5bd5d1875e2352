"""Articles as Hypothesis makes them: any text, any instant, any of the facts missing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from syndicate.archiver.files.profiles import FIELDS
from syndicate.model import Article, Asset, Enclosure

NASTY = st.sampled_from("-:? #'\"\\[]{}&*!|>%@`~=<.09eExyn+,\n\r\t\x85\u2028\ufeff\0😀𠱁茶")
TEXT = st.text(NASTY | st.characters(exclude_categories=["Cs"]), max_size=40)
WORD = TEXT.filter(bool)
WORDS = st.lists(WORD, max_size=3, unique=True).map(tuple)
MAYBE = st.none() | WORD
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1970, 1, 3), datetime(2199, 1, 1), timezones=OFFSETS)
MARKDOWN = st.text(NASTY | st.characters(exclude_categories=["Cs"])).map(
    lambda text: text.replace("\r", "").strip("\n")
)
EXTRA = st.dictionaries(
    WORD.filter(lambda name: name not in {key.name for key in FIELDS}),
    st.booleans() | st.integers(-9999, 9999) | TEXT | st.lists(TEXT) | st.dictionaries(TEXT, TEXT),
    max_size=3,
)
ASSETS = st.lists(
    st.builds(
        Asset,
        url=WORD,
        name=st.none() | st.from_regex(r"[0-9a-f]{16}\.png", fullmatch=True),
        type=MAYBE,
        size=st.none() | st.integers(1, 99),
        alt=MAYBE,
        problem=MAYBE,
    ),
    max_size=2,
    unique_by=lambda asset: asset.url,
).map(tuple)
ARTICLES = st.builds(
    Article,
    key=WORD,
    id=WORD,
    source=WORD,
    title=TEXT,
    markdown=MARKDOWN,
    date=st.none() | INSTANTS,
    lastmod=st.none() | INSTANTS,
    authors=WORDS,
    description=MAYBE,
    tags=WORDS,
    lang=MAYBE,
    image=MAYBE,
    canonical_url=MAYBE,
    publisher=MAYBE,
    rights=MAYBE,
    via=WORDS,
    enclosures=st.lists(
        st.builds(Enclosure, url=WORD, type=MAYBE, length=st.none() | st.integers(1, 9)),
        max_size=2,
        unique_by=lambda item: item.url,
    ).map(tuple),
    assets=ASSETS,
    guids=WORDS,
    urls=WORDS,
    status=st.sampled_from(["whole", "partial"]),
    noarchive=st.booleans(),
    extra=EXTRA,
    announcements=st.dictionaries(WORD, WORD, max_size=3),
)
