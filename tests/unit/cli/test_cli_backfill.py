"""`backfill`: what is wished for, and what is told of it."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicate.report import Backfilled, Problem, Summary


def test_a_wish_is_handed_on_with_the_date_in_the_sources_zone(type_in, fake, config):
    with config.open("a") as stream:
        stream.write('timezone = "Asia/Shanghai"\n')

    answer = type_in("backfill", "maps", "--until", "2024-01-31", "--max", "7")

    assert answer.code == 0
    (call,) = [each for each in fake.calls if each[0] == "backfill"]
    assert (call[1], call[3], call[4]) == ("maps", 7, False)
    assert call[2].astimezone(UTC) == datetime(2024, 1, 30, 16, tzinfo=UTC)


def test_a_terminal_is_told_the_way_and_how_much_came(type_in, fake, config, terminal):
    answer = type_in("backfill", "tea")

    assert "Through archive documents (RFC 5005): 3 pages, 41 entries; all there is" in answer.out


def test_what_is_left_is_said_with_how_to_go_on(type_in, fake, config, terminal):
    fake.backfilled = Backfilled(
        source="tea",
        way="list",
        pages=1,
        entries=1,
        is_whole=False,
        until=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    )

    answer = type_in("backfill", "tea")

    assert "the list's further pages: 1 page, 1 entry; the same command goes on" in answer.out
    assert "not to be asked before 2026-03-01 09:30 UTC" in answer.out


def test_a_dry_run_shows_the_first_page_and_no_sum(type_in, fake, config, terminal):
    fake.backfilled = Backfilled(source="tea", way="paged", pages=1, entries=10, is_whole=False)

    answer = type_in("backfill", "tea", "-n")

    assert answer.out == "Through WordPress' numbered feed pages; first page: 10 entries\n"


def test_a_walk_that_failed_says_why_and_ends_with_4(type_in, fake, config, terminal):
    told = Summary(sources=1, failed=1, problems=(Problem(source="tea", reason="no way back"),))
    fake.backfilled = Backfilled(
        source="tea", way=None, pages=0, entries=0, is_whole=False, run=told
    )

    answer = type_in("backfill", "tea")

    assert answer.code == 4
    assert "tea: no way back" in answer.err
    assert "Through" not in answer.out
    assert "Next:" not in answer.out + answer.err


def test_a_source_that_is_not_there_is_a_wrong_call(type_in, fake, config):
    answer = type_in("backfill", "maos")

    assert answer.code == 2
    assert 'no source "maos"' in answer.err
    assert "maps" in answer.err


def test_json_is_one_line(type_in, fake, config):
    answer = type_in("--json", "backfill", "tea")

    assert '"type": "backfill"' in answer.out
    assert '"entries": 41' in answer.out
