from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from helpers.states import NOW, article, pending
from hypothesis import given
from hypothesis import strategies as st

from syndicate.model import Asset, Enclosure, Entry, Hints, Offer, Pending, Validators
from syndicate.state import codec

# Any string that a JSON feed can hold: lone surrogates and NUL among them.
texts = st.text(st.characters(codec=None), max_size=30)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=zones)
enclosures = st.builds(
    Enclosure, url=texts, type=st.none() | texts, length=st.none() | st.integers(0, 2**63)
)
entries = st.builds(
    Entry,
    guid=st.none() | texts,
    url=st.none() | texts,
    title=st.none() | texts,
    published=st.none() | moments,
    updated=st.none() | moments,
    authors=st.lists(texts, max_size=3).map(tuple),
    summary=st.none() | texts,
    content=st.none() | texts,
    lang=st.none() | texts,
    tags=st.lists(texts, max_size=3).map(tuple),
    image=st.none() | texts,
    enclosures=st.lists(enclosures, max_size=3).map(tuple),
    rights=st.none() | texts,
    page=st.none() | texts,
    edition=st.none() | texts,
)


def stored(text: str) -> str:
    """Put a text through SQLite, as the state does."""
    connection = sqlite3.connect(":memory:")
    (back,) = connection.execute("SELECT ?", (text,)).fetchone()
    connection.close()
    return back


@given(entries, st.frozensets(st.sampled_from(["guid", "url"])))
def test_an_announcement_comes_back_as_it_was(entry, ambiguous):
    item = Pending(
        source="a", name="1", entry=entry, ambiguous=ambiguous, fingerprint="f", retry_at=NOW
    )

    assert codec.load_pending(stored(codec.dump_pending(item))) == (entry, ambiguous)


hints = st.builds(
    Hints,
    ttl=st.none() | st.timedeltas(),
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(texts),
    gap=st.none() | st.timedeltas(),
    offer=st.none() | st.builds(Offer, hub=texts.filter(bool), topic=texts),
)


@given(hints)
def test_hints_come_back_as_they_were(said):
    assert codec.load_hints(stored(codec.dump_hints(said))) == said


def test_hints_from_before_gaps_were_known_are_read():
    assert codec.load_hints("[null,[3],[]]") == Hints(skip_hours=frozenset([3]))


@given(moments)
def test_a_date_keeps_its_offset(date):
    item = pending(published=date)

    entry, _ = codec.load_pending(codec.dump_pending(item))

    assert entry.published.utcoffset() == date.utcoffset()


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_exact_to_the_microsecond(moment):
    assert codec.moment(codec.instant(moment)) == moment


def test_an_instant_at_the_end_of_time_is_a_number_too():
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))

    assert codec.instant(last) > codec.instant(datetime.max.replace(tzinfo=UTC))


validators = st.builds(
    Validators,
    url=texts,
    etag=st.none() | texts,
    last_modified=st.none() | texts,
    digest=st.none() | texts,
)


@given(validators, st.lists(validators, max_size=2).map(tuple))
def test_validators_come_back_byte_for_byte(latest, others):
    known = replace(latest, others=others)

    assert codec.load_validators(stored(codec.dump_validators(known))) == known


def test_validators_of_one_address_are_written_as_they_always_were():
    known = Validators(url="https://a.example/", etag='"1"', digest="d")

    assert codec.dump_validators(known) == '["https://a.example/","\\"1\\"",null,"d"]'


def test_no_validators_are_none():
    assert codec.load_validators(None) is None


@given(st.lists(texts).map(tuple))
def test_lists_of_texts_come_back(values):
    assert codec.load_texts(codec.dump_texts(values)) == values


def test_a_digest_does_not_depend_on_how_a_zone_is_spelled():
    from zoneinfo import ZoneInfo

    named = article(pending(), date=NOW.astimezone(ZoneInfo("Asia/Shanghai")))
    fixed = article(pending(), date=NOW.astimezone(timezone(timedelta(hours=8))))

    assert codec.article_digest(named) == codec.article_digest(fixed)


def test_a_digest_knows_images_by_what_is_shown_and_not_by_their_bytes():
    asset = Asset(url="http://a.example/i.png", name="0.png", body=b"png")
    known = Asset(url="http://a.example/i.png", name="0.png")
    other = Asset(url="http://a.example/i.png", name="1.png")

    digests = [codec.article_digest(article(pending(), assets=(each,))) for each in (asset, known)]

    assert digests[0] == digests[1]
    assert codec.article_digest(article(pending(), assets=(other,))) != digests[0]
