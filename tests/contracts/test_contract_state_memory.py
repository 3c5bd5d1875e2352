"""What every `Memory` must do, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from helpers.states import HOLD, LEASE, NOW, VALIDATORS, article, identity, outcome, pending, source

from syndicate.errors import Postponed, StateError
from syndicate.model import Hints
from syndicate.state.base import Selection

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def turn(desk):
    """A turn of host a, which has the sources a and a2; b is on another host."""
    desk.frontier.sync([source("a"), source("a2"), source("b", "b.example")], NOW)
    return desk.turn()


# entries


def test_discovery_keeps_validators_and_entries_and_starts_the_source(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()

    desk.memory.discover(turn, "a", VALIDATORS, [pending("1")], {"0": "-"}, NOW)

    (standing,) = desk.frontier.standings()
    assert (standing.validators, standing.started, standing.pending) == (VALIDATORS, True, 1)
    assert desk.memory.known("a") == {"0": "-", "1": "print of 1"}
    assert desk.memory.known("b") == {}


def test_discovery_keeps_what_the_document_says_of_its_rhythm(desk):
    desk.frontier.sync([source("a")], NOW)
    turn, hints = desk.turn(), Hints(ttl=HOUR, skip_hours=frozenset({3}))

    desk.memory.discover(turn, "a", VALIDATORS, [], {}, NOW, hints)
    desk.memory.discover(turn, "a", None, [], {}, NOW)

    (standing,) = desk.frontier.standings()
    assert standing.hints == hints


def test_pending_entries_come_oldest_first_then_in_the_order_they_were_given(desk):
    desk.frontier.sync([source("a"), source("a2"), source("b", "b.example")], NOW)
    given = [
        pending("undated 2"),
        pending("undated 1"),
        pending("new", published=NOW),
        pending("old", published=NOW - DAY),
        pending("twin b", published=NOW - HOUR),
        pending("twin a", updated=NOW - HOUR),
    ]
    turn, other = desk.turn(), desk.turn("b.example")
    desk.memory.discover(turn, "a", VALIDATORS, given, {}, NOW)
    later = pending("later", of="a2", published=NOW - HOUR)
    desk.memory.discover(turn, "a2", VALIDATORS, [later], {}, NOW + SECOND)
    desk.memory.discover(other, "b", VALIDATORS, [pending("elsewhere", of="b")], {}, NOW)

    found = desk.memory.pending(turn, NOW, 10)

    order = ["undated 2", "undated 1", "old", "twin b", "twin a", "later", "new"]
    assert [item.name for item in found] == order
    assert [item.name for item in desk.memory.pending(turn, NOW, 2)] == order[:2]
    assert found[2] == given[3]


def test_an_entry_that_is_announced_anew_waits_again(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = pending()
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)
    desk.archive(turn, item)
    assert desk.memory.pending(turn, NOW, 10) == []

    changed = replace(item, fingerprint="print of a correction")
    desk.memory.discover(turn, "a", VALIDATORS, [changed], {}, NOW)

    assert desk.memory.pending(turn, NOW, 10) == [changed]
    assert desk.memory.known("a") == {"1": "print of a correction"}


def test_passing_over_an_unchanged_entry_leaves_it_waiting(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = pending()
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)

    desk.memory.discover(turn, "a", VALIDATORS, [], {"1": item.fingerprint}, NOW)
    assert desk.memory.pending(turn, NOW, 10) == [item]

    desk.memory.discover(turn, "a", VALIDATORS, [], {"1": "-"}, NOW)
    assert desk.memory.pending(turn, NOW, 10) == []


def test_a_failed_entry_waits_and_counts_its_attempts(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = pending()
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)

    desk.memory.fail(turn, item, "503", NOW + HOUR, NOW)

    assert desk.memory.pending(turn, NOW, 10) == []
    (again,) = desk.memory.pending(turn, NOW + HOUR, 10)
    assert again == replace(item, attempts=1, retry_at=NOW + HOUR)


def test_an_entry_given_up_waits_no_more_until_its_announcement_changes(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = pending()
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)

    desk.memory.fail(turn, item, "404", None, NOW)

    assert desk.memory.pending(turn, NOW + DAY, 10) == []
    assert desk.memory.known("a") == {"1": item.fingerprint}
    changed = replace(item, fingerprint="another")
    desk.memory.discover(turn, "a", VALIDATORS, [changed], {}, NOW)
    assert desk.memory.pending(turn, NOW, 10) == [changed]


def test_entries_given_up_are_counted_apart_from_those_that_wait(desk):
    desk.frontier.sync([source("a"), source("a2")], NOW)
    turn = desk.turn()
    items = [pending(name) for name in "1234"]
    desk.memory.discover(turn, "a", VALIDATORS, items, {"0": "-"}, NOW)

    desk.memory.fail(turn, items[0], "404", None, NOW)
    desk.memory.fail(turn, items[1], "503", NOW + HOUR, NOW)
    desk.archive(turn, items[2])
    desk.archive(turn, items[3], status="partial", retry={"reason": "410"})

    counts = {each.id: (each.pending, each.given_up) for each in desk.frontier.standings()}
    assert counts == {"a": (1, 2), "a2": (0, 0)}
    waits = {each.id: (each.pending_at, each.pending_why) for each in desk.frontier.standings()}
    assert waits == {"a": (NOW + HOUR, "503"), "a2": (None, None)}
    changed = replace(items[0], fingerprint="another")
    desk.memory.discover(turn, "a", VALIDATORS, [changed], {}, NOW)
    assert desk.frontier.standings()[0].given_up == 1


def test_an_article_recorded_with_a_retry_leaves_its_entry_waiting_and_counting(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = replace(pending(), ambiguous=frozenset({"guid"}), attempts=2)
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)

    desk.archive(turn, item, status="partial", retry={"retry_at": NOW + HOUR, "reason": "503"})

    expected = replace(item, attempts=3, retry_at=NOW + HOUR)
    assert desk.memory.pending(turn, NOW + HOUR - SECOND, 10) == []
    assert desk.memory.pending(turn, NOW + HOUR, 10) == [expected]
    (standing,) = desk.frontier.standings()
    assert (standing.articles, standing.pending) == (1, 1)
    desk.frontier.close(turn, [outcome(due=NOW + DAY)], NOW)
    assert desk.frontier.due(NOW + HOUR, 10) == ["a.example"]


def test_an_article_recorded_without_a_retry_settles_its_entry(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = pending()
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)
    desk.archive(turn, item, status="partial", retry={"retry_at": NOW + HOUR, "reason": "503"})

    (again,) = desk.memory.pending(turn, NOW + HOUR, 10)
    desk.archive(turn, again)

    assert desk.memory.pending(turn, NOW + DAY, 10) == []
    assert desk.memory.known("a") == {"1": item.fingerprint}


def test_a_postponed_entry_waits_without_counting_an_attempt(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = replace(pending(), ambiguous=frozenset({"guid"}), attempts=2)
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)

    desk.memory.postpone(turn, item, NOW + HOUR, NOW)

    assert desk.memory.pending(turn, NOW + HOUR - SECOND, 10) == []
    assert desk.memory.pending(turn, NOW + HOUR, 10) == [replace(item, retry_at=NOW + HOUR)]
    desk.frontier.close(turn, [outcome(due=NOW + DAY)], NOW)
    assert desk.frontier.due(NOW + HOUR - SECOND, 10) == []
    assert desk.frontier.due(NOW + HOUR, 10) == ["a.example"]


def test_an_entry_that_waits_no_more_can_not_be_postponed(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = pending()
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)
    desk.archive(turn, item)

    desk.memory.postpone(turn, item, NOW + HOUR, NOW)

    assert desk.frontier.standings()[0].pending == 0
    assert desk.memory.pending(turn, NOW + HOUR, 10) == []


def test_the_entries_of_a_disabled_source_rest(desk):
    desk.frontier.sync([source("a"), source("a2")], NOW)
    turn = desk.turn()
    desk.memory.discover(turn, "a", VALIDATORS, [pending()], {}, NOW)
    desk.frontier.close(turn, [outcome("a"), outcome("a2")], NOW)

    desk.frontier.sync([source("a2")], NOW)
    assert desk.frontier.due(NOW, 10) == []

    rest = desk.turn(now=NOW + HOUR)
    assert [standing.id for standing in rest.sources] == ["a2"]
    assert desk.memory.pending(rest, NOW + HOUR, 10) == []
    desk.frontier.close(rest, [outcome("a2", NOW + DAY)], NOW)

    desk.frontier.sync([source("a"), source("a2")], NOW)
    assert desk.frontier.due(NOW, 10) == ["a.example"]


def test_what_is_learned_is_told_for_the_sources_of_the_turns_host(desk):
    desk.frontier.sync([source("a"), source("a2"), source("b", "b.example")], NOW)
    turn = desk.turn()

    desk.memory.learn(turn, "a", "feed", 2)

    assert desk.memory.learned(turn) == {"a": ("feed", 2), "a2": (None, 0)}


def test_closing_a_turn_leaves_what_was_learned(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    desk.memory.learn(turn, "a", "feed", 2)
    desk.frontier.close(turn, [outcome()], NOW)

    (standing,) = desk.frontier.standings()

    assert (standing.learned, standing.votes) == ("feed", 2)


def test_a_turn_says_whether_entries_of_its_host_wait(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    assert not turn.waiting
    desk.memory.discover(turn, "a", VALIDATORS, [pending("1")], {}, NOW)
    desk.frontier.close(turn, [outcome()], NOW)

    assert desk.turn(now=NOW + HOUR).waiting


def test_entries_whose_time_has_not_come_do_not_wait(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    desk.memory.discover(turn, "a", VALIDATORS, [pending("1")], {}, NOW)
    desk.memory.fail(turn, pending("1"), "no", NOW + 9 * HOUR, NOW)
    desk.frontier.close(turn, [outcome()], NOW)

    assert not desk.turn(now=NOW + HOUR).waiting


# articles


def test_a_new_article_gets_the_first_free_id_and_folder(desk, turn):
    first, second = pending("1"), pending("2")
    names = {"ids": ("urn:same", "urn:uuid:1"), "paths": ("a/same",)}
    others = {"ids": ("urn:same", "urn:uuid:2"), "paths": ("a/same", "a/other")}

    one = desk.memory.claim(turn, identity(first, **names), NOW)
    two = desk.memory.claim(turn, identity(second, **others), NOW)

    assert (one.key, one.id, one.path, one.known) == (first.entry.url, "urn:same", "a/same", False)
    assert (two.id, two.path) == ("urn:uuid:2", "a/other")


@pytest.mark.parametrize("other", ["a/water", "A/Water", "a/WATER"])
def test_folders_differ_by_more_than_case(desk, turn, other):
    desk.memory.claim(turn, identity(pending("1"), paths=("a/Water",)), NOW)

    found = desk.memory.claim(turn, identity(pending("2"), paths=(other, "a/other")), NOW)

    assert found.path == "a/other"


def test_no_free_folder_is_an_error_and_reserves_nothing(desk, turn):
    desk.memory.claim(turn, identity(pending("1"), paths=("a/same",)), NOW)

    with pytest.raises(StateError, match="all of .* are taken"):
        desk.memory.claim(turn, identity(pending("2"), paths=("a/same",)), NOW)

    assert not desk.memory.claim(turn, identity(pending("2")), NOW).known


@pytest.mark.parametrize(
    "names",
    [
        {"key": "other", "urls": ()},
        {"guid": None, "key": "other"},
        {"guid": "other", "key": "other", "urls": ("http://other/", "http://a.example/1")},
        {"guid": None, "urls": ()},
    ],
    ids=["by guid", "by url", "by any url", "by key"],
)
def test_an_article_is_found_again_by_any_of_its_names(desk, turn, names):
    written = desk.archive(turn, pending())

    claim = desk.memory.claim(turn, identity(pending(), **names), NOW)

    assert (claim.key, claim.id, claim.path) == (written.key, written.id, written.path)
    assert claim.known


def test_a_guid_is_another_sources_own_business(desk, turn):
    desk.archive(turn, pending("1"))

    claim = desk.memory.claim(turn, identity(pending("1", of="a2")), NOW)

    assert not claim.known


def test_the_guid_wins_over_the_url_and_the_url_over_the_key(desk, turn):
    by_guid, by_url, by_key = (desk.archive(turn, pending(name)) for name in "123")
    names = {"guid": "1", "urls": by_url.urls, "key": by_key.key}

    assert desk.memory.claim(turn, identity(pending(), **names), NOW).key == by_guid.key
    names["guid"] = None
    assert desk.memory.claim(turn, identity(pending(), **names), NOW).key == by_url.key


def test_a_reservation_outlives_the_crash_of_its_turn(desk, turn):
    before = desk.memory.claim(turn, identity(pending()), NOW)
    desk.frontier.free()

    again = desk.turn()
    renamed = identity(pending(), key="other", ids=("urn:other",), paths=("a/other",))
    after = desk.memory.claim(again, renamed, NOW)

    assert after == before
    assert desk.memory.latest([Selection()]) == [[]]
    assert desk.memory.find(before.path) == []


def test_an_article_wins_over_a_reservation_that_bears_the_same_name(desk, turn):
    shared = "http://a.example/canonical"
    desk.memory.claim(turn, identity(pending("1"), urls=(shared,)), NOW)
    written = desk.archive(turn, pending("2"), urls=(shared, "http://a.example/2"))

    claim = desk.memory.claim(turn, identity(pending("1"), urls=(shared,)), NOW)

    assert claim.key == written.key


def test_an_article_learns_new_names_only_when_it_is_recorded(desk, turn):
    written = desk.archive(turn, pending())
    renamed = pending("new guid", url="http://a.example/new")
    names = {"urls": ("http://a.example/new", "http://a.example/1")}
    desk.memory.claim(turn, identity(renamed, **names), NOW)
    only_new = {"key": "other", "urls": ("http://a.example/new",), "guid": None}
    assert not desk.memory.claim(turn, identity(renamed, **only_new), NOW).known

    both = replace(written, guids=("1", "new guid"), urls=(*written.urls, "http://a.example/new"))
    desk.memory.record(turn, renamed, both, NOW)

    assert desk.memory.claim(turn, identity(renamed, **only_new), NOW).key == written.key
    by_guid = {"key": "other", "urls": ()}
    assert desk.memory.claim(turn, identity(renamed, **by_guid), NOW).key == written.key


def test_a_name_stays_with_the_article_that_bore_it_first(desk, turn):
    first = desk.archive(turn, pending("1"))

    desk.archive(turn, pending("2"), urls=("http://a.example/2", "http://a.example/1"))

    by_url = identity(pending("3"), urls=("http://a.example/1",))
    assert desk.memory.claim(turn, by_url, NOW).key == first.key


def test_two_turns_never_write_one_article_at_once(desk, turn):
    other = desk.turn("b.example")
    same = {"urls": ("http://a.example/1",), "key": "http://a.example/1"}
    claim = desk.memory.claim(turn, identity(pending(), **same), NOW)

    with pytest.raises(Postponed, match="is being written") as raised:
        desk.memory.claim(other, identity(pending(of="b"), **same), NOW)
    assert raised.value.transient
    assert NOW + 30 * SECOND <= raised.value.not_before <= NOW + 90 * SECOND

    written = article(pending(), key=claim.key, id=claim.id, path=claim.path)
    desk.memory.record(turn, pending(), written, NOW)
    assert desk.memory.claim(other, identity(pending(of="b"), **same), NOW).known


@pytest.mark.parametrize("end", ["closed", "run out"])
def test_a_claim_ends_with_its_turn(desk, turn, end):
    other = desk.frontier.open("b.example", "worker", NOW, 2 * LEASE)
    desk.memory.claim(turn, identity(pending()), NOW)
    if end == "closed":
        desk.frontier.close(turn, [], NOW)

    at = NOW if end == "closed" else NOW + LEASE
    claim = desk.memory.claim(other, identity(pending(of="b"), urls=("http://a.example/1",)), at)

    assert claim.key == "http://a.example/1"


def test_a_turn_may_claim_what_it_has_claimed(desk, turn):
    first = desk.memory.claim(turn, identity(pending()), NOW)

    assert desk.memory.claim(turn, identity(pending()), NOW) == first


def test_a_slot_of_the_claiming_turn_does_not_keep_its_claim_alive(desk, turn):
    other = desk.turn("b.example")
    desk.memory.claim(turn, identity(pending()), NOW)
    desk.frontier.close(turn, [], NOW)
    desk.frontier.slot("img.example", turn.token, NOW, HOLD)

    assert desk.memory.claim(other, identity(pending()), NOW).key == "http://a.example/1"


# lists


def test_the_newest_announcement_comes_first_then_the_id(desk, turn):
    for name, minutes in (("1", 1), ("3", 2), ("2", 2)):
        desk.archive(turn, pending(name), announced=NOW + timedelta(minutes=minutes))

    (rows,) = desk.memory.latest([Selection()])

    assert [row.id for row in rows] == ["urn:a:2", "urn:a:3", "urn:a:1"]
    assert desk.memory.last_announced() == NOW + timedelta(minutes=2)


def test_a_row_says_what_selecting_an_article_needs(desk, turn):
    date = NOW.astimezone(timezone(timedelta(hours=8)))
    written = desk.archive(
        turn, pending(), via=("a", "b"), tags=("Tee", "茶"), date=date, status="partial", revision=4
    )

    ((row,),) = desk.memory.latest([Selection()])

    assert (row.id, row.path, row.source) == (written.id, written.path, "a")
    assert (row.via, row.tags) == (("a", "b"), ("Tee", "茶"))
    assert (row.title, row.url) == ("Title 1", "http://a.example/1")
    assert (row.date, row.date.utcoffset()) == (date, timedelta(hours=8))
    assert (row.announced, row.revision, row.status) == (NOW, 4, "partial")


def test_the_digest_changes_with_what_a_feed_shows_and_only_then(desk, turn):
    def digest(**fields):
        desk.archive(turn, pending(), **fields)
        ((row,),) = desk.memory.latest([Selection()])
        return row.digest

    first = digest()

    assert digest(hash="other", extra={"mine": 1}, edited=True) == first
    assert digest(announcements={"a\n1": "0123456789abcdef"}) == first
    shown = [
        {"title": "Other"},
        {"markdown": "Other.\n"},
        {"lastmod": NOW},
        {"authors": ("Ann",)},
        {"rights": "CC0"},
        {"noarchive": True},
        {"announced": NOW + SECOND},
    ]
    assert len({first, *(digest(**fields) for fields in shown)}) == len(shown) + 1


def test_selections_by_source_via_and_tag(desk, turn):
    desk.archive(turn, pending("1"), tags=("tea",), announced=NOW)
    desk.archive(turn, pending("2"), tags=("tea", "maps"), announced=NOW + SECOND)
    desk.archive(turn, pending("3", of="a2"), tags=("maps",), announced=NOW + 2 * SECOND)
    desk.archive(turn, pending("4"), via=("a", "b"), announced=NOW + 3 * SECOND)

    def chosen(**wanted):
        (rows,) = desk.memory.latest([Selection(**wanted)])
        return "".join(row.id[-1] for row in rows)

    assert chosen() == "4321"
    assert chosen(sources=("a",)) == "421"
    assert chosen(sources=("b",)) == "4"
    assert chosen(sources=("a", "a2", "b", "a")) == "4321"
    assert chosen(sources=("a2", "nobody")) == "3"
    assert chosen(tags=("maps",)) == "32"
    assert chosen(tags=("maps", "tea")) == "321"
    assert chosen(sources=("a",), tags=("maps",)) == "2"
    assert chosen(sources=("a", "a2"), tags=("maps", "tea"), limit=2) == "32"
    assert chosen(limit=None) == "4321"
    assert chosen(limit=1, tags=("tea",)) == "2"
    assert chosen(since=NOW + 2 * SECOND) == "43"
    assert chosen(since=NOW + SECOND, tags=("tea",)) == "2"


def test_what_came_in_a_batch_is_left_out_where_that_is_wanted(desk, turn):
    desk.archive(turn, pending("1"), tags=("tea",), announced=NOW)
    desk.archive(turn, pending("2"), tags=("tea",), announced=NOW + SECOND, batch="import-1")
    desk.archive(turn, pending("3", of="a2"), announced=NOW + 2 * SECOND, batch="backfill-1")

    def chosen(**wanted):
        (rows,) = desk.memory.latest([Selection(unbatched=True, **wanted)])
        return "".join(row.id[-1] for row in rows)

    assert chosen() == chosen(limit=1) == chosen(sources=("a",)) == chosen(tags=("tea",)) == "1"
    assert chosen(sources=("a2",)) == ""
    assert chosen(sources=("a",), tags=("tea",)) == "1"
    assert len(desk.memory.latest([Selection()])[0]) == 3


def test_an_article_that_is_announced_again_by_itself_leaves_its_batch(desk, turn):
    first = desk.archive(turn, pending("1"), batch="backfill-1")
    revised = replace(first, revision=2, batch=None)

    desk.memory.adopt([revised])
    assert len(desk.memory.latest([Selection(unbatched=True)])[0]) == 1
    desk.memory.restore([first], {})
    assert desk.memory.latest([Selection(unbatched=True)]) == [[]]
    desk.memory.restore([revised], {})
    assert len(desk.memory.latest([Selection(unbatched=True)])[0]) == 1


def test_a_batched_article_that_is_forgotten_leaves_nothing_behind(desk, turn):
    first = desk.archive(turn, pending("1"), batch="backfill-1")

    desk.memory.forget([first.path])
    desk.archive(turn, pending("2"))

    assert len(desk.memory.latest([Selection(unbatched=True)])[0]) == 1


def test_a_list_of_several_sources_breaks_ties_by_id_too(desk, turn):
    desk.archive(turn, pending("9", of="a"), names={"ids": ("urn:2",)})
    desk.archive(turn, pending("8", of="a2"), names={"ids": ("urn:1",)})

    for sources in (("a", "a2"), ("a2", "a")):
        (rows,) = desk.memory.latest([Selection(sources=sources)])
        assert [row.id for row in rows] == ["urn:1", "urn:2"]


def test_an_article_announced_before_1970_is_listed_too(desk, turn):
    old = NOW.replace(year=1965)

    desk.archive(turn, pending(), announced=old)

    ((row,),) = desk.memory.latest([Selection()])
    assert row.announced == old


def test_each_selection_of_a_call_is_answered_in_its_place(desk, turn):
    desk.archive(turn, pending())

    rows = desk.memory.latest([Selection(tags=("none",)), Selection(), Selection(sources=("a",))])

    assert [len(each) for each in rows] == [0, 1, 1]
    assert desk.memory.latest([]) == []


def test_a_revision_moves_the_article_to_the_front_of_its_lists(desk, turn):
    first = desk.archive(turn, pending("1"), tags=("tea",))
    desk.archive(turn, pending("2"), announced=NOW + SECOND)

    desk.archive(turn, pending("1"), tags=("maps",), announced=NOW + HOUR, revision=2)

    by_source, tea, maps = desk.memory.latest(
        [Selection(sources=("a",)), Selection(tags=("tea",)), Selection(tags=("maps",))]
    )
    assert [row.id for row in by_source] == ["urn:a:1", "urn:a:2"]
    assert (tea, [row.id for row in maps]) == ([], [first.id])
    standing = desk.frontier.standings()[0]
    assert standing.articles == 2


@pytest.mark.parametrize(
    "name",
    ["urn:a:1", "a/2026/03/01-1", "http://a.example/1", "HTTP://a.example:80/1?utm_source=x"],
)
def test_an_article_is_found_by_id_path_and_address(desk, turn, name):
    written = desk.archive(turn, pending("1"))
    desk.archive(turn, pending("10"))

    assert [row.id for row in desk.memory.find(name)] == [written.id]


def test_without_an_exact_match_what_begins_with_the_name_is_found(desk, turn):
    desk.archive(turn, pending("1"))
    desk.archive(turn, pending("2"), announced=NOW + SECOND)

    assert [row.id for row in desk.memory.find("a/2026")] == ["urn:a:2", "urn:a:1"]
    assert [row.id for row in desk.memory.find("http://a.example/2")] == ["urn:a:2"]
    assert desk.memory.find("%") == []
    assert desk.memory.find("") == []


def test_published_digests_are_kept_per_feed(desk):
    desk.memory.set_published({"all": "1", "a": "1"})
    desk.memory.set_published({"all": "2"})

    assert desk.memory.published() == {"all": "2", "a": "1"}


def test_nothing_was_announced_in_an_empty_memory(desk):
    assert desk.memory.last_announced() is None


# restore


def test_restored_articles_are_found_listed_and_adopted(desk):
    one = article(pending("1"), tags=("tea",))
    keyed = article(pending("2"), key="a\nsha256:ff", urls=(), guids=(), canonical_url=None)

    assert desk.memory.restore(iter([one, keyed]), {"a": ["0123456789abcdef"], "b": []}) == 2

    desk.frontier.sync([source("a"), source("b", "b.example"), source("c", "c.example")], NOW)
    assert desk.memory.known("a") == {
        "1": "",
        "http://a.example/1": "",
        "sha256:ff": "",
        "#0123456789abcdef": "-",
    }
    turn = desk.turn()
    claim = desk.memory.claim(turn, identity(pending("1"), key="x", urls=()), NOW)
    assert (claim.key, claim.known) == (one.key, True)
    assert len(desk.memory.latest([Selection(tags=("tea",))])[0]) == 1
    started = {standing.id: standing.started for standing in desk.frontier.standings()}
    assert started == {"a": True, "b": True, "c": False}


def test_articles_that_came_without_a_turn_are_adopted_beside_the_others(desk, turn):
    desk.memory.restore([article(pending("1"))], {})
    new = article(pending("2", of="b"), tags=("tea",))

    desk.memory.adopt([new])
    desk.memory.adopt([replace(new, title="Another title")])

    (rows,) = desk.memory.latest([Selection()])
    assert sorted((row.path, row.title) for row in rows) == sorted(
        [(rows[0].path, rows[0].title), (new.path, "Another title")]
    )
    assert desk.memory.known("b") == {"2": "", new.urls[0]: ""}
    started = {standing.id: standing.started for standing in desk.frontier.standings()}
    assert started == {"a": True, "a2": False, "b": True}


def test_an_adopted_article_that_takes_the_id_of_another_is_left_out(desk, caplog):
    one = article(pending("1"))
    desk.memory.adopt([one])

    desk.memory.adopt([article(pending("2"), id=one.id), article(pending("3"))])

    (rows,) = desk.memory.latest([Selection()])
    assert sorted(row.path for row in rows) == [one.path, article(pending("3")).path]
    assert "article left out" in caplog.text


def test_articles_are_located_by_any_of_their_names(desk, turn):
    one = article(pending("1"), guids=("g1",))
    keyed = article(pending("2"), key="a\nnotes/2", urls=(), guids=(), canonical_url=None)
    desk.memory.restore([one, keyed], {})
    desk.memory.claim(turn, identity(pending("3")), NOW)

    wanted = [
        identity(pending("9"), key="x", guid="g1", urls=()),
        identity(pending("9"), key="x", guid=None, urls=("http://z.example/", *one.urls)),
        identity(pending("9"), key=keyed.key, guid=None, urls=()),
        identity(pending("3")),
        identity(pending("4")),
    ]

    assert desk.memory.locate(wanted) == [one.path, one.path, keyed.path, None, None]


def test_restored_entries_bear_the_print_of_their_last_announcement(desk):
    said = {
        "a\n1": "0123456789abcdef",
        "a\nsha256:f0\nf1": "fedcba9876543210",
        "b\nhttp://a.example/1": "0011223344556677",
    }
    shared = article(pending("1"), via=("a", "b"), guids=("urn:x:1",), announcements=said)

    desk.memory.restore([shared], {})

    assert desk.memory.known("a") == {
        "1": "0123456789abcdef",
        "sha256:f0\nf1": "fedcba9876543210",
        "urn:x:1": "",
        "http://a.example/1": "",
    }
    assert desk.memory.known("b") == {"urn:x:1": "", "http://a.example/1": "0011223344556677"}


def test_a_restored_partial_articles_print_is_not_known_either(desk):
    said = {"a\n1": "0123456789abcdef"}

    desk.memory.restore([article(pending(), status="partial", announcements=said)], {})

    assert desk.memory.known("a") == {}


def test_a_restored_partial_article_is_known_but_its_page_is_tried_again(desk):
    desk.memory.restore([article(pending(), status="partial")], {})
    desk.frontier.sync([source("a")], NOW)

    assert desk.memory.known("a") == {}
    assert desk.memory.claim(desk.turn(), identity(pending()), NOW).known


def test_a_plain_guid_of_an_article_with_two_sources_is_bound_to_neither(desk):
    shared = article(pending("1"), via=("a", "b"), guids=("1", "7", "urn:x:1"))
    desk.memory.restore([shared], {})
    desk.frontier.sync([source("a"), source("b", "b.example")], NOW)

    assert desk.memory.known("b") == {"urn:x:1": "", "http://a.example/1": ""}
    of_b = identity(pending("7", of="b"))
    assert not desk.memory.claim(desk.turn("b.example"), of_b, NOW).known


def test_a_plain_guid_is_bound_to_the_source_that_is_known_to_have_announced_it(desk):
    said = {"a\n7": "0123456789abcdef"}
    shared = article(pending("1"), via=("a", "b"), guids=("1", "7"), announcements=said)
    desk.memory.restore([shared], {})
    desk.frontier.sync([source("a"), source("b", "b.example")], NOW)
    of_a, of_b = (identity(pending("7", of=name)) for name in "ab")

    assert desk.memory.claim(desk.turn(), of_a, NOW).key == shared.key
    assert not desk.memory.claim(desk.turn("b.example"), of_b, NOW).known


def test_restoring_twice_is_restoring_once_and_waiting_entries_go_on_waiting(desk, turn):
    item = pending("9")
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)
    desk.archive(turn, pending("gone"))
    kept = article(pending("1"))

    for _ in range(2):
        assert desk.memory.restore([kept], {}) == 1

    assert [row.id for row in desk.memory.latest([Selection()])[0]] == [kept.id]
    assert desk.memory.find("urn:a:gone") == []
    assert not desk.memory.claim(turn, identity(pending("gone")), NOW).known
    assert desk.memory.pending(turn, NOW, 10) == [item]


@pytest.mark.parametrize("name", ["key", "id", "path"])
def test_one_of_two_restored_documents_with_one_name_is_left_out(desk, caplog, name):
    first = article(pending("1"))
    copy = replace(article(pending("2")), **{name: getattr(first, name)})

    assert desk.memory.restore([first, copy, article(pending("3"))], {}) == 2

    assert [record.message for record in caplog.records] == ["article left out"]
    assert [row.path for row in desk.memory.find(first.id)] == [first.path]


def test_a_copied_folder_does_not_take_the_place_of_the_article_it_is_a_copy_of(desk, caplog):
    first = article(pending("1"), tags=("tea",))
    copy = replace(first, path=f"{first.path}-copy", title="Copy", tags=("maps",))
    renamed = replace(copy, path=f"{first.path}-renamed", id="urn:other")

    assert desk.memory.restore([first, copy, renamed, article(pending("2"))], {}) == 2

    assert [record.message for record in caplog.records] == ["article left out"] * 2
    ((row,),) = desk.memory.latest([Selection(tags=("tea",))])
    assert (row.path, row.title) == (first.path, first.title)
    assert desk.memory.latest([Selection(tags=("maps",))]) == [[]]


def test_an_archive_that_can_not_be_read_restores_nothing(desk):
    desk.memory.restore([article(pending("1"))], {})

    def broken():
        yield article(pending("2"))
        raise StateError("the disk is gone")

    with pytest.raises(StateError, match="the disk is gone"):
        desk.memory.restore(broken(), {})

    assert [row.id for row in desk.memory.latest([Selection()])[0]] == ["urn:a:1"]
