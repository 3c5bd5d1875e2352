from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.model import Carried, Hints, Source, Standing, Validators
from syndicate.wiring import ledger

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LAKE = Source(id="lake", url="https://lake.example/feed")
HILL = Source(id="hill", url="https://hill.example/feed")
SECRET = Source(
    id="lake",
    url="https://lake.example/feed?key=hunter2",
    shown="https://lake.example/feed?key=${KEY}",
)


def carried(source=LAKE, **fields):
    standing = {
        "id": source.id,
        "host": f"{source.id}.example",
        "due": NOW + timedelta(hours=1),
        "checked_at": NOW,
        "articles": 2,
        "validators": Validators(url=source.label, etag='W/"1"', digest="d1"),
    }
    beside = {name: fields.pop(name) for name in list(fields) if name in Carried.__slots__}
    return Carried(standing=Standing(**(standing | fields)), **({"schedule": "3600 0.1"} | beside))


def written(*known, sources=(LAKE,), before=b""):
    old = ledger.loads(before, sources).lines
    return ledger.dumps(known, sources, old)


FULL = carried(
    condition="failing",
    reason="lake.example answered 503\u2028\ud800",
    failures=3,
    since=NOW - timedelta(days=1),
    changed_at=NOW,
    moved_to="https://new.example/feed",
    moved_since=NOW,
    learned="page",
    votes=4,
    hints=Hints(
        ttl=timedelta(minutes=90),
        skip_hours=frozenset({3, 4}),
        skip_days=frozenset({"monday"}),
        gap=timedelta(hours=7),
    ),
    validators=Validators(
        url="https://cdn.example/f", last_modified="Sun, 01 Mar 2026", digest="d"
    ),
    asked=NOW + timedelta(days=1),
    announced=NOW + timedelta(microseconds=1),
    passed=7,
    retries={"!0123456789abcdef": (2, NOW)},
    lost={"tag:lake.example,2026:9": "0123456789abcdef"},
)


def test_what_was_written_is_read_again_whole():
    [line] = ledger.loads(written(FULL), [LAKE]).lines.values()

    assert line.said == FULL


def test_a_line_for_each_source_in_the_order_of_ids():
    text = written(carried(), carried(HILL), sources=(LAKE, HILL)).decode()

    assert [json.loads(line)["id"] for line in text.splitlines()] == ["hill", "lake"]


@pytest.mark.parametrize(
    "same",
    [
        {"checked_at": NOW + timedelta(hours=1)},
        {"due": NOW + timedelta(hours=9)},
        {"validators": Validators(url=LAKE.url, etag='W/"2"', digest="d2")},
        {"hints": Hints(ttl=timedelta(hours=2))},
        {"votes": 9},
        {"asked": NOW + timedelta(days=2)},
        {"changed_at": NOW},
    ],
)
def test_without_news_a_line_stays_as_it_is(same):
    before = written(carried())

    assert written(carried(**same), before=before) == before


@pytest.mark.parametrize(
    "other",
    [
        {"articles": 3},
        {"announced": NOW},
        {"passed": 1},
        {"condition": "quiet"},
        {"failures": 1},
        {"moved_to": "https://new.example/"},
        {"learned": "feed"},
        {"pending": 1},
        {"lost": {"1": "0"}},
        {"retries": {"!1": (1, NOW)}},
    ],
)
def test_news_change_the_line(other):
    before = written(carried())

    assert written(carried(**other), before=before) != before


def test_each_failure_moves_the_next_attempt():
    before = written(carried(failures=1))

    assert written(carried(failures=1, due=NOW + timedelta(days=1)), before=before) != before


def test_validators_are_held_back_while_entries_wait():
    [line] = ledger.loads(written(carried(pending=1)), [LAKE]).lines.values()

    assert line.said.standing.validators is None


@pytest.mark.parametrize("known", [(), (carried(checked_at=None),)])
def test_a_source_that_was_not_asked_keeps_its_line(known):
    before = written(carried())

    assert written(*known, before=before) == before


def test_a_source_that_is_followed_no_more_loses_its_line():
    before = written(carried(), carried(HILL), sources=(LAKE, HILL))

    assert written(carried(), sources=(LAKE,), before=before) == written(carried())


@pytest.mark.parametrize("url", [SECRET.url, SECRET.label])
def test_an_address_with_a_secret_is_written_as_the_configuration_has_it(url):
    text = written(
        carried(
            SECRET,
            validators=Validators(url=url, etag='"1"'),
            moved_to="https://lake.example/new?key=hunter2",
            reason="GET https://lake.example/feed?key=hunter2: 503",
        ),
        sources=(SECRET,),
    )

    [line] = ledger.loads(text, [SECRET]).lines.values()
    assert b"hunter2" not in text
    assert line.said.standing.validators == Validators(url=SECRET.label, etag='"1"')


def test_validators_of_where_a_secret_address_led_to_are_not_written():
    elsewhere = Validators(url="https://cdn.example/hunter2", etag='"1"')

    assert b"hunter2" not in written(carried(SECRET, validators=elsewhere), sources=(SECRET,))


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        '"lake"',
        '{"id": 7}',
        '{"id": "lake", "url": "https://lake.example/feed", "due": "soon"}',
        '{"id": "lake", "url": "https://lake.example/feed", "due": "2026-03-01T08:00:00"}',
        '{"id": "lake", "url": "https://lake.example/feed", "condition": "fine"}',
        '{"id": "lake", "url": "https://lake.example/feed", "failures": "many"}',
        '{"id": "lake", "url": "https://lake.example/feed", "failures": 1e999}',
        '{"id": "lake", "url": "https://lake.example/feed", "ttl": 9007199254740991}',
        '{"id": "lake", "url": "https://lake.example/feed", "retries": {"!1": [1]}}',
        '{"id": "lake", "url": "https://lake.example/feed", "retries": {"x": [1, "2026-03-01T08Z"]}}',
        '{"id": "lake", "url": "https://lake.example/feed", "retries": [1]}',
        '{"id": "lake", "url": "https://lake.example/feed", "votes": 99999999999999999999}',
        '{"id": "lake", "url": "https://lake.example/feed", "votes": -1}',
        '{"id": "lake", "url": "https://lake.example/feed", "lost": 3}',
        '{"id": "lake", "url": "https://lake.example/feed", "skip_hours": ["x"]}',
        '{"id": "lake", "url": "https://lake.example/feed", "skip_days": 3}',
        "[" * 100_000,
    ],
)
def test_a_damaged_line_is_a_problem_and_costs_no_other(line):
    sound = written(carried(HILL), sources=(HILL,)).decode()

    found = ledger.loads(f"{line}\n{sound}".encode(), [LAKE, HILL])

    assert found.problems == ("line 1 is damaged",)
    assert set(found.lines) == {"hill"}


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> theirs", "||||||| base"])
def test_what_a_merge_left_behind_is_called_so(mark):
    assert ledger.loads(f"{mark}\n".encode(), []).problems == (
        "line 1 is left of a merge conflict",
    )


def test_of_two_lines_the_later_counts_without_its_validators():
    one = written(carried(articles=5, checked_at=NOW + timedelta(hours=1)))
    other = written(carried(articles=3))

    for raw in (one + other, other + one):
        said = ledger.loads(raw, [LAKE]).lines["lake"].said.standing
        assert (said.articles, said.validators) == (5, None)


@pytest.mark.parametrize("source", [HILL, replace(LAKE, url="https://lake.example/other")])
def test_a_line_of_another_source_or_address_says_nothing(source):
    assert ledger.loads(written(carried()), [source]) == ledger.Ledger({})


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(raw):
    ledger.loads(raw, [LAKE])


@given(
    st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=3), st.text(max_size=20)
)
def test_whatever_servers_said_is_written_on_a_line_of_its_own(lost, reason):
    raw = written(carried(lost=lost, reason=reason, condition="failing"))

    [line] = ledger.loads(raw, [LAKE]).lines.values()
    assert raw.count(b"\n") == 1
    assert line.said.lost == lost
