"""What every `Frontier` must do, whatever it is made of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from helpers.states import (
    HOLD,
    LEASE,
    NOW,
    VALIDATORS,
    article,
    identity,
    outcome,
    pending,
    source,
)

from syndicate.errors import StateError
from syndicate.model import Filter, Hints, Pattern, Remove, Request, Select
from syndicate.state.base import Selection

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


# sync


def test_a_new_source_is_due_at_once_and_has_not_started(desk):
    desk.frontier.sync([source("b", "b.example"), source("a")], NOW)

    first, second = desk.frontier.standings()

    assert (first.id, first.host, first.due) == ("a", "a.example", NOW)
    assert (first.started, first.condition, first.articles, first.pending) == (False, "ok", 0, 0)
    assert second.id == "b"
    assert desk.frontier.standings(["b", "unknown"]) == [second]
    assert desk.frontier.standings([]) == []
    assert desk.frontier.due(NOW, 10) == ["a.example", "b.example"]


@pytest.mark.parametrize("configured", [[], [source("a", enabled=False)]], ids=["left", "disabled"])
def test_a_source_that_is_configured_no_more_is_never_due(desk, configured):
    desk.frontier.sync([source("a")], NOW)

    desk.frontier.sync(configured, NOW)

    assert desk.frontier.due(NOW + DAY, 10) == []
    assert desk.frontier.standings() == []
    assert desk.frontier.next_due(NOW) is None


def test_what_was_learned_of_a_source_that_comes_back_is_still_there(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    desk.memory.discover(turn, "a", VALIDATORS, [], {"1": "-"}, NOW)
    desk.memory.learn(turn, "a", "feed", 3)
    desk.frontier.close(turn, [outcome()], NOW)
    desk.frontier.sync([], NOW)

    desk.frontier.sync([source("a")], NOW)

    (standing,) = desk.frontier.standings()
    assert (standing.learned, standing.votes, standing.started) == ("feed", 3, True)
    assert standing.validators == VALIDATORS
    assert standing.due == NOW + HOUR


def test_a_changed_address_forgets_validators_and_failures_and_is_due(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    failed = outcome(
        condition="failing", reason="404", failures=3, since=NOW, validators=VALIDATORS
    )
    desk.frontier.close(turn, [failed], NOW)

    desk.frontier.sync([source("a", url="http://new.example/feed")], NOW + SECOND)

    (standing,) = desk.frontier.standings()
    assert (standing.validators, standing.failures, standing.condition) == (None, 0, "ok")
    assert (standing.host, standing.due) == ("new.example", NOW + SECOND)
    assert desk.frontier.due(NOW + DAY, 10) == ["new.example"]


def test_a_changed_rhythm_is_due_now_but_not_before_what_its_server_asked_for(desk):
    desk.frontier.sync([source("a"), source("b", "b.example")], NOW)
    for name in ("a", "b"):
        turn = desk.turn(f"{name}.example")
        asked = {"b": NOW + 2 * HOUR} if name == "b" else {}
        desk.frontier.close(turn, [outcome(name, NOW + DAY)], NOW, asked=asked)

    quicker = [source("a", interval=HOUR / 2), source("b", "b.example", interval=HOUR / 2)]
    desk.frontier.sync(quicker, NOW + HOUR)

    assert [each.due for each in desk.frontier.standings()] == [NOW + HOUR, NOW + 2 * HOUR]


@pytest.mark.parametrize(
    "rules",
    [
        {"kind": "listing", "select": Select(items="li")},
        {"filter": Filter(block=(Pattern(regex="Ad"),))},
        {"request": Request(headers={"Accept-Language": "de"})},
        {"request": Request(credentials="a:b")},
        {"timezone": "Asia/Shanghai"},
        {"backfill": None},
        {"command": ("python", "print.py")},
        {"rewrite": (Remove(selector="aside"),)},
    ],
    ids=lambda rules: next(iter(rules)),
)
def test_a_source_under_new_rules_is_due_now_and_asked_whole(desk, rules):
    desk.frontier.sync([source("a")], NOW)
    failed = outcome(
        due=NOW + DAY, condition="broken rule", reason="no items", validators=VALIDATORS
    )
    desk.frontier.close(desk.turn(), [failed], NOW, asked={"a": NOW + HOUR})

    desk.frontier.sync([source("a", **rules)], NOW + SECOND)

    (standing,) = desk.frontier.standings()
    assert (standing.due, standing.validators) == (NOW + HOUR, None)
    assert standing.condition == "broken rule"


@pytest.mark.parametrize(
    "same", [{"title": "A"}, {"tags": ("a",)}, {"publish": "full"}, {"interval": HOUR}], ids=str
)
def test_what_does_not_change_how_a_source_is_read_leaves_its_validators(desk, same):
    desk.frontier.sync([source("a", interval=HOUR)], NOW)
    desk.frontier.close(desk.turn(), [outcome(due=NOW + DAY, validators=VALIDATORS)], NOW)

    desk.frontier.sync([source("a", **({"interval": HOUR} | same))], NOW + SECOND)

    (standing,) = desk.frontier.standings()
    assert (standing.due, standing.validators) == (NOW + DAY, VALIDATORS)


def test_another_secret_is_no_new_rule(desk):
    def knowing(secret):
        sent = Request(headers={"X-Key": f"key {secret}"})
        return source("a", request=sent, secrets={"KEY": secret})

    desk.frontier.sync([knowing("old")], NOW)
    desk.frontier.close(desk.turn(), [outcome(due=NOW + DAY)], NOW)

    desk.frontier.sync([knowing("new")], NOW + SECOND)

    assert desk.frontier.next_due(NOW) == NOW + DAY


def test_syncing_the_same_sources_changes_nothing(desk):
    desk.frontier.sync([source("a")], NOW)
    desk.frontier.close(desk.turn(), [outcome()], NOW)

    desk.frontier.sync([source("a")], NOW + SECOND)

    assert desk.frontier.next_due(NOW) == NOW + HOUR


# due


def test_hosts_come_longest_waiting_first_ties_by_name_within_the_limit(desk):
    desk.frontier.sync([source("z", "z.example")], NOW - HOUR)
    every = [source("z", "z.example"), source("b", "b.example"), source("a")]
    desk.frontier.sync(every, NOW)

    assert desk.frontier.due(NOW, 10) == ["z.example", "a.example", "b.example"]
    assert desk.frontier.due(NOW, 2) == ["z.example", "a.example"]
    assert desk.frontier.due(NOW - 2 * HOUR, 10) == []


@pytest.mark.parametrize(
    "pause",
    [
        {"delay": 5.0},
        {"not_before": NOW + 5 * SECOND},
        {"delay": 2.0, "not_before": NOW + 5 * SECOND},
        {"delay": 5.0, "not_before": NOW + 2 * SECOND},
    ],
)
def test_a_host_is_not_due_before_its_delay_and_its_retry_after(desk, pause):
    desk.frontier.sync([source("a"), source("a2")], NOW)
    desk.frontier.close(desk.turn(), [outcome("a")], NOW, **pause)

    assert desk.frontier.due(NOW + 4 * SECOND, 10) == []
    assert desk.frontier.open("a.example", "w", NOW + 4 * SECOND, LEASE) is None
    assert desk.frontier.next_due(NOW) == NOW + 5 * SECOND
    assert desk.frontier.due(NOW + 5 * SECOND, 10) == ["a.example"]


def test_a_host_is_due_again_when_an_entrys_retry_time_has_come(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    item = pending(retry_at=NOW + 10 * SECOND)
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)
    desk.frontier.close(turn, [outcome()], NOW)

    assert desk.frontier.due(NOW + 9 * SECOND, 10) == []
    assert desk.frontier.next_due(NOW) == NOW + 10 * SECOND
    later = desk.turn(now=NOW + 10 * SECOND)
    assert later.sources == ()
    assert desk.memory.pending(later, NOW + 10 * SECOND, 10) == [item]


def test_hosts_can_be_asked_for_and_the_limit_counts_only_those(desk):
    every = [source(name, f"{name}.example") for name in "abcd"]
    desk.frontier.sync(every, NOW)
    desk.turn("c.example")

    wanted = frozenset({"b.example", "c.example", "d.example", "unknown.example"})

    assert desk.frontier.due(NOW, 10, hosts=wanted) == ["b.example", "d.example"]
    assert desk.frontier.due(NOW, 1, hosts=frozenset({"d.example"})) == ["d.example"]
    assert desk.frontier.due(NOW, 10, hosts=frozenset()) == []


def test_next_due_is_now_when_a_host_already_is_due(desk):
    desk.frontier.sync([source("a")], NOW - HOUR)

    assert desk.frontier.next_due(NOW) == NOW


# turns


def test_a_turn_holds_its_due_sources_and_nobody_else_gets_the_host(desk):
    desk.frontier.sync([source("a"), source("a2"), source("b", "b.example")], NOW)
    desk.frontier.close(desk.turn(), [outcome("a")], NOW)

    turn = desk.turn()

    assert [standing.id for standing in turn.sources] == ["a2"]
    assert desk.frontier.open("a.example", "other", NOW, LEASE) is None
    assert desk.frontier.due(NOW, 10) == ["b.example"]


def test_only_names_the_sources_of_a_turn_due_or_not(desk):
    desk.frontier.sync([source("a"), source("a2"), source("a3")], NOW)
    desk.frontier.close(desk.turn(), [outcome("a")], NOW)

    turn = desk.turn(only=frozenset({"a", "elsewhere"}))

    assert [standing.id for standing in turn.sources] == ["a"]
    assert desk.frontier.open("a.example", "w", NOW, LEASE, only=frozenset({"a"})) is None


def test_only_does_not_overrule_what_a_server_asked_for(desk):
    desk.frontier.sync([source("a")], NOW)
    desk.frontier.close(desk.turn(), [outcome()], NOW, asked={"a": NOW + HOUR})

    assert desk.turn(only=frozenset({"a"})).sources == ()


def test_an_unknown_host_has_no_turn(desk):
    assert desk.frontier.open("nowhere.example", "w", NOW, LEASE) is None


def test_the_host_of_a_crashed_worker_is_free_once_its_lease_has_run_out(desk):
    desk.frontier.sync([source("a")], NOW)
    crashed = desk.turn()

    assert desk.frontier.due(NOW + LEASE - SECOND, 10) == []
    assert desk.frontier.due(NOW + LEASE, 10) == ["a.example"]

    taken = desk.turn(now=NOW + LEASE)
    assert taken.token != crashed.token


def test_a_lease_that_ran_out_but_was_taken_by_nobody_still_belongs_to_its_turn(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()

    desk.memory.discover(turn, "a", VALIDATORS, [pending()], {}, NOW + 2 * LEASE)
    desk.frontier.close(turn, [outcome()], NOW + 2 * LEASE)

    assert desk.memory.known("a") == {"1": "print of 1"}


def stale_calls(desk, turn):
    item = pending()
    return {
        "close": lambda: desk.frontier.close(turn, [outcome()], NOW),
        "discover": lambda: desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW),
        "pending": lambda: desk.memory.pending(turn, NOW, 1),
        "claim": lambda: desk.memory.claim(turn, identity(item), NOW),
        "record": lambda: desk.memory.record(turn, item, article(item), NOW),
        "fail": lambda: desk.memory.fail(turn, item, "no", None, NOW),
        "postpone": lambda: desk.memory.postpone(turn, item, NOW + HOUR, NOW),
        "learn": lambda: desk.memory.learn(turn, "a", "feed", 1),
    }


CALLS = ["close", "discover", "pending", "claim", "record", "fail", "postpone", "learn"]


@pytest.mark.parametrize("call", CALLS)
def test_a_turn_whose_lease_has_passed_on_can_write_nothing(desk, call):
    desk.frontier.sync([source("a")], NOW)
    stale = desk.turn()
    desk.turn(now=NOW + LEASE)
    before = desk.frontier.standings()

    with pytest.raises(StateError, match=r"turn of a\.example is over"):
        stale_calls(desk, stale)[call]()

    assert desk.frontier.standings() == before
    assert desk.memory.known("a") == {}
    assert desk.memory.latest([Selection()]) == [[]]


@pytest.mark.parametrize("call", CALLS)
def test_a_closed_turn_can_write_nothing(desk, call):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    desk.frontier.close(turn, [outcome()], NOW)

    with pytest.raises(StateError, match="is over"):
        stale_calls(desk, turn)[call]()


def test_closing_remembers_each_outcome_and_keeps_what_it_does_not_name(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    desk.memory.learn(turn, "a", "page", 2)
    moved = outcome(
        changed=True, validators=VALIDATORS, moved_to="http://b.example/", moved_since=NOW
    )
    desk.frontier.close(turn, [moved], NOW)
    turn = desk.turn(now=NOW + HOUR)
    failed = outcome(
        due=NOW + DAY,
        condition="failing",
        reason="503",
        failures=1,
        since=NOW + HOUR,
        checked_at=NOW + HOUR,
    )
    desk.frontier.close(turn, [failed], NOW + HOUR)

    (standing,) = desk.frontier.standings()

    assert (standing.condition, standing.reason, standing.failures) == ("failing", "503", 1)
    assert (standing.due, standing.since) == (NOW + DAY, NOW + HOUR)
    assert (standing.checked_at, standing.changed_at) == (NOW + HOUR, NOW)
    assert standing.validators == VALIDATORS
    assert (standing.learned, standing.votes) == ("page", 2)
    assert (standing.moved_to, standing.moved_since) == (None, None)


HINTS = Hints(
    ttl=timedelta(minutes=90, microseconds=1),
    skip_hours=frozenset({0, 23}),
    skip_days=frozenset({"saturday"}),
)


def test_what_a_document_said_of_its_rhythm_holds_until_another_one_says_otherwise(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    assert turn.sources[0].hints == Hints()

    desk.frontier.close(turn, [outcome(due=NOW, hints=HINTS)], NOW)
    turn = desk.turn()
    assert turn.sources[0].hints == HINTS

    desk.frontier.close(turn, [outcome(due=NOW, condition="failing")], NOW)
    assert desk.frontier.standings()[0].hints == HINTS

    desk.frontier.close(desk.turn(), [outcome(hints=Hints())], NOW)
    assert desk.frontier.standings()[0].hints == Hints()


def test_a_changed_address_forgets_the_rhythm_of_the_one_before(desk):
    desk.frontier.sync([source("a")], NOW)
    desk.frontier.close(desk.turn(), [outcome(hints=HINTS)], NOW)

    desk.frontier.sync([source("a", url="http://a.example/new")], NOW)

    assert desk.turn().sources[0].hints == Hints()


def test_a_source_without_an_outcome_stays_due(desk):
    desk.frontier.sync([source("a"), source("a2")], NOW)
    desk.frontier.close(desk.turn(), [outcome("a")], NOW)

    assert [standing.id for standing in desk.turn().sources] == ["a2"]


def test_a_source_that_got_a_new_address_during_its_turn_is_still_due_there(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    desk.frontier.sync([source("a", "new.example")], NOW)

    desk.frontier.close(turn, [outcome(validators=VALIDATORS)], NOW)

    (standing,) = desk.turn("new.example").sources
    assert (standing.id, standing.validators) == ("a", None)


def test_free_drops_every_lease_slot_and_claim(desk):
    desk.frontier.sync([source("a"), source("b", "b.example")], NOW)
    crashed = desk.turn()
    desk.memory.claim(crashed, identity(pending()), NOW)
    desk.frontier.slot("img.example", crashed.token, NOW, HOLD)

    desk.frontier.free()

    assert desk.frontier.slot("img.example", "other", NOW, HOLD) == NOW
    desk.memory.claim(desk.turn("b.example"), identity(pending()), NOW)
    assert desk.frontier.due(NOW, 10) == ["a.example"]
    with pytest.raises(StateError):
        desk.frontier.close(crashed, [outcome()], NOW)


# hurry


def test_hurry_makes_sources_due_but_respects_what_servers_asked_for(desk):
    desk.frontier.sync([source(name, f"{name}.example") for name in "abc"], NOW)
    asked = {"b": {"asked": {"b": NOW + HOUR}}, "c": {"not_before": NOW + HOUR}}
    for name in "abc":
        turn = desk.turn(f"{name}.example")
        desk.frontier.close(turn, [outcome(name, NOW + DAY)], NOW, **asked.get(name, {}))

    desk.frontier.hurry(None, NOW + SECOND, force=False)

    assert desk.frontier.due(NOW + SECOND, 10) == ["a.example"]
    assert desk.frontier.due(NOW + HOUR, 10) == ["a.example", "b.example", "c.example"]


def test_hurry_by_force_asks_at_once(desk):
    desk.frontier.sync([source(name, f"{name}.example") for name in "ab"], NOW)
    for name in "ab":
        turn = desk.turn(f"{name}.example")
        later = {"asked": {name: NOW + HOUR}, "not_before": NOW + HOUR}
        desk.frontier.close(turn, [outcome(name, NOW + DAY)], NOW, **later)

    desk.frontier.hurry(["a", "unknown"], NOW + SECOND, force=True)

    assert desk.frontier.due(NOW + SECOND, 10) == ["a.example"]
    turn = desk.turn(now=NOW + SECOND, only=frozenset({"a"}))
    assert [standing.id for standing in turn.sources] == ["a"]


@pytest.mark.parametrize(("force", "names"), [(False, []), (True, ["1"])])
def test_hurry_by_force_tries_entries_that_wait_again(desk, force, names):
    desk.frontier.sync([source("a")], NOW)
    turn, item = desk.turn(), pending()
    desk.memory.discover(turn, "a", None, [item], {}, NOW)
    desk.memory.fail(turn, item, "the hook failed", NOW + DAY, NOW)
    desk.frontier.close(turn, [outcome(due=NOW + DAY)], NOW)

    desk.frontier.hurry(["a"], NOW + SECOND, force=force)

    turn = desk.turn(now=NOW + SECOND)
    assert [each.name for each in desk.memory.pending(turn, NOW + SECOND, 10)] == names


def test_hurry_puts_nothing_off_and_wakes_nobody_who_left(desk):
    desk.frontier.sync([source("a"), source("b", "b.example")], NOW)
    desk.frontier.sync([source("a")], NOW)

    desk.frontier.hurry(None, NOW + HOUR, force=True)

    assert desk.frontier.due(NOW, 10) == ["a.example"]


# advance


def test_a_source_is_advanced_but_not_before_what_its_server_asked_for(desk):
    desk.frontier.sync([source(name, f"{name}.example") for name in "ab"], NOW)
    for name, asked in (("a", {}), ("b", {"b": NOW + HOUR})):
        turn = desk.turn(f"{name}.example")
        ended = outcome(name, NOW + DAY, checked_at=NOW)
        desk.frontier.close(turn, [ended], NOW, asked=asked)

    for name in "ab":
        desk.frontier.advance(name, NOW + SECOND, NOW)

    assert desk.frontier.due(NOW + SECOND, 10) == ["a.example"]
    assert desk.frontier.due(NOW + HOUR, 10) == ["a.example", "b.example"]


def test_a_source_that_was_asked_meanwhile_is_not_advanced(desk):
    desk.frontier.sync([source("a")], NOW)
    (seen,) = desk.frontier.standings()
    desk.frontier.close(desk.turn(), [outcome(due=NOW + HOUR, checked_at=NOW)], NOW)

    desk.frontier.advance("a", NOW, seen.checked_at)

    assert desk.frontier.due(NOW, 10) == []
    assert desk.frontier.due(NOW + HOUR, 10) == ["a.example"]


def test_no_source_is_put_off_by_being_advanced(desk):
    desk.frontier.sync([source("a")], NOW)

    desk.frontier.advance("a", NOW + HOUR, None)

    assert desk.frontier.due(NOW, 10) == ["a.example"]


# slots


def test_a_slot_holds_a_host_until_it_is_released(desk):
    assert desk.frontier.slot("img.example", "one", NOW, HOLD) == NOW
    assert NOW < desk.frontier.slot("img.example", "two", NOW, HOLD) <= NOW + HOLD

    desk.frontier.release("img.example", "one", NOW, delay=0)

    assert desk.frontier.slot("img.example", "two", NOW, HOLD) == NOW


def test_a_slot_that_is_never_released_runs_out(desk):
    desk.frontier.slot("img.example", "crashed", NOW, HOLD)

    assert desk.frontier.slot("img.example", "other", NOW + HOLD, HOLD) == NOW + HOLD


def test_two_requests_of_one_turn_do_not_share_a_slot(desk):
    desk.frontier.slot("img.example", "one", NOW, HOLD)

    assert desk.frontier.slot("img.example", "one", NOW, HOLD) > NOW


def test_the_delay_and_the_retry_after_of_a_response_hold_for_everybody(desk):
    desk.frontier.slot("img.example", "one", NOW, HOLD)
    desk.frontier.release("img.example", "one", NOW, delay=1.5, not_before=NOW + 60 * SECOND)

    assert desk.frontier.slot("img.example", "two", NOW + SECOND, HOLD) == NOW + 60 * SECOND
    assert desk.frontier.host("img.example").next_at == NOW + 60 * SECOND


def test_a_late_release_does_not_free_the_next_holder(desk):
    desk.frontier.slot("img.example", "slow", NOW, HOLD)
    desk.frontier.slot("img.example", "next", NOW + HOLD, HOLD)

    desk.frontier.release("img.example", "slow", NOW + HOLD, delay=0)

    assert desk.frontier.slot("img.example", "third", NOW + HOLD, HOLD) > NOW + HOLD


def test_a_slot_waits_for_the_hosts_own_turn_and_the_turn_for_the_slot(desk):
    desk.frontier.sync([source("a"), source("b", "b.example")], NOW)
    turn = desk.turn("a.example")
    assert desk.frontier.slot("b.example", turn.token, NOW, HOLD) == NOW

    assert desk.frontier.due(NOW, 10) == []
    assert desk.frontier.open("b.example", "w", NOW, LEASE) is None
    assert desk.frontier.slot("a.example", "of b", NOW, HOLD) > NOW

    desk.frontier.release("b.example", turn.token, NOW, delay=0)
    assert desk.frontier.open("b.example", "w", NOW, LEASE) is not None


def test_a_host_in_its_own_turn_is_far_away_and_one_that_lends_a_slot_is_near(desk):
    desk.frontier.sync([source("a")], NOW)
    desk.turn("a.example")
    desk.frontier.slot("img.example", "one", NOW, HOLD)

    away = desk.frontier.slot("a.example", "other", NOW, HOLD)
    near = desk.frontier.slot("img.example", "other", NOW, HOLD)

    assert NOW + 30 * SECOND <= away <= NOW + 90 * SECOND
    assert near <= NOW + SECOND
    assert desk.frontier.slot("a.example", "other", NOW + SECOND, HOLD) == away + SECOND


def test_a_pause_of_a_host_in_its_own_turn_is_waited_for_as_well(desk):
    desk.frontier.sync([source("a")], NOW)
    desk.turn("a.example")
    for pause in (SECOND, HOUR):
        desk.frontier.release("a.example", "none", NOW, delay=pause.total_seconds())

        assert desk.frontier.slot("a.example", "other", NOW, HOLD) >= NOW + max(pause, 30 * SECOND)


def test_turns_that_want_each_others_hosts_do_not_come_back_at_one_moment(desk):
    desk.frontier.sync([source("a"), source("b", "b.example")], NOW)
    tokens = {host: desk.turn(host).token for host in ("a.example", "b.example")}
    wanted = {"a.example": tokens["b.example"], "b.example": tokens["a.example"]}

    again = {desk.frontier.slot(host, token, NOW, HOLD) for host, token in wanted.items()}
    many = {desk.frontier.slot("a.example", f"turn {n}", NOW, HOLD) for n in range(50)}

    assert len(again) == 2
    assert max(many) - min(many) > 30 * SECOND


def test_a_host_whose_turn_has_run_out_lends_its_slot_at_once(desk):
    desk.frontier.sync([source("a")], NOW)
    desk.turn("a.example")

    assert desk.frontier.slot("a.example", "other", NOW + LEASE, HOLD) == NOW + LEASE


def test_a_turns_own_host_needs_no_slot_and_releasing_one_does_not_end_the_turn(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()

    assert desk.frontier.slot("a.example", turn.token, NOW, HOLD) == NOW
    desk.frontier.release("a.example", turn.token, NOW, delay=0)

    assert desk.frontier.open("a.example", "other", NOW, LEASE) is None
    desk.frontier.close(turn, [outcome()], NOW)


def test_a_host_that_only_serves_images_is_never_due(desk):
    desk.frontier.slot("img.example", "one", NOW, HOLD)
    desk.frontier.release("img.example", "one", NOW, delay=0)

    assert desk.frontier.due(NOW + DAY, 10) == []


# hosts


def test_an_unknown_host_has_nothing_but_its_name(desk):
    host = desk.frontier.host("new.example")

    assert (host.name, host.next_at, host.robots, host.delay) == ("new.example", None, None, 0.0)


def test_robots_are_remembered_of_any_host_an_empty_one_too(desk):
    desk.frontier.sync([source("a")], NOW)
    desk.frontier.remember_robots("a.example", b"User-agent: *\n", NOW, 10.0)
    desk.frontier.remember_robots("img.example", b"", NOW, 0.0)

    first, second = desk.frontier.host("a.example"), desk.frontier.host("img.example")

    assert (first.robots, first.robots_at, first.delay) == (b"User-agent: *\n", NOW, 10.0)
    assert (second.robots, second.robots_at) == (b"", NOW)
    assert desk.frontier.due(NOW, 10) == ["a.example"]
