from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing

import pytest
from helpers.states import LEASE, NOW, VALIDATORS, Desk, outcome, pending, source

from syndicate.errors import StateDamaged, StateError
from syndicate.state import feeds, hosts, selection, sources
from syndicate.state.base import Selection
from syndicate.state.schema import VERSION, connect
from syndicate.state.sqlite import Sqlite


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.db"


@pytest.fixture
def desk(path):
    with asyncio.Runner() as runner:
        desk = Desk(lambda: Sqlite.open(path), runner)
        yield desk
        desk.close()


def filled(path):
    """Write a database of several pages and close it."""
    with asyncio.Runner() as runner:
        desk = Desk(lambda: Sqlite.open(path), runner)
        desk.frontier.sync([source("a")], NOW)
        items = [pending(str(number)) for number in range(500)]
        desk.memory.discover(desk.turn(), "a", VALIDATORS, items, {}, NOW)
        desk.close()
    return path


def test_a_commit_survives_power_loss_and_readers_do_not_block_writers(path):
    connection = connect(path)

    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
    connection.close()


def test_everything_is_still_there_in_the_next_process(desk):
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn()
    desk.memory.discover(turn, "a", VALIDATORS, [pending()], {"0": "-"}, NOW)

    desk.reopen()

    assert desk.frontier.open("a.example", "w", NOW, LEASE) is None
    assert desk.memory.pending(turn, NOW, 10) == [pending()]
    desk.frontier.close(turn, [outcome()], NOW)
    assert desk.memory.known("a") == {"0": "-", "1": "print of 1"}


def test_a_new_state_says_that_it_was_never_filled_from_an_archive(desk):
    assert not desk.state.restored

    desk.memory.restore([], {})
    desk.reopen()

    assert desk.state.restored


def test_a_distrusted_state_says_so_until_it_is_trusted_again(desk):
    desk.memory.restore([], {})

    desk.memory.distrust()
    desk.reopen()
    assert not desk.state.restored

    desk.memory.trust()
    desk.reopen()
    assert desk.state.restored


@pytest.mark.parametrize("size", [10, 512, 4096, 20_000])
def test_a_truncated_file_is_damaged(path, size):
    with filled(path).open("r+b") as file:
        file.truncate(size)

    with pytest.raises(StateDamaged, match=str(path)) as raised:
        Sqlite.open(path)

    assert "rebuilt from the archive" in raised.value.hint


def test_a_kilobyte_of_noise_in_a_page_is_damage(path):
    noise = random.Random(7).randbytes(1024)
    with filled(path).open("r+b") as file:
        file.seek(3 * 4096)
        file.write(noise)

    with pytest.raises(StateDamaged):
        Sqlite.open(path)


def test_what_is_no_database_is_damaged(path):
    path.write_text("Dear diary, today I was a state database. " * 100)

    with pytest.raises(StateDamaged, match="not a database"):
        Sqlite.open(path)


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        ("DROP TABLE place", "table place"),
        ("ALTER TABLE source DROP COLUMN validators", "table source"),
        ("DROP INDEX host_ready", "index host_ready"),
        ("ALTER TABLE entry RENAME TO entries", "table entry"),
    ],
)
def test_a_table_or_column_that_is_missing_is_damage(path, harm, what):
    harmed = sqlite3.connect(filled(path))
    harmed.execute(harm)
    harmed.close()

    with pytest.raises(StateDamaged, match=what) as raised:
        Sqlite.open(path)

    assert "rebuilt from the archive" in raised.value.hint


def test_what_sqlite_notes_of_its_own_is_no_damage(path):
    noted = sqlite3.connect(filled(path))
    noted.execute("ANALYZE")
    noted.close()

    connect(path).close()


def test_another_programs_database_is_not_ours(path):
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.close()

    with pytest.raises(StateDamaged, match="another program"):
        Sqlite.open(path)

    with closing(sqlite3.connect(path)) as untouched:
        assert untouched.execute("SELECT count(*) FROM theirs").fetchone() == (0,)


def test_a_database_from_before_histories_just_gets_their_tables(path):
    connect(path).close()
    with closing(sqlite3.connect(path)) as older:
        for table in ("shown", "document", "asked"):
            older.execute(f"DROP TABLE {table}")

    with closing(connect(path)) as found:
        assert found.execute("SELECT count(*) FROM document").fetchone()[0] == 0


def test_a_database_from_before_subscriptions_just_gets_their_table(path):
    connect(path).close()
    with closing(sqlite3.connect(path)) as older:
        older.execute("DROP TABLE subscription")

    with closing(connect(path)) as found:
        assert found.execute("SELECT count(*) FROM subscription").fetchone()[0] == 0


def test_a_database_from_before_pings_just_gets_their_table(path):
    connect(path).close()
    with closing(sqlite3.connect(path)) as older:
        older.execute("DROP TABLE ping")

    with closing(connect(path)) as found:
        assert found.execute("SELECT count(*) FROM ping").fetchone()[0] == 0


def test_a_database_from_before_announcements_is_filled_from_the_archive_anew(desk, path):
    desk.memory.restore([], {})
    desk.close()
    with closing(sqlite3.connect(path)) as older:
        for table in ("brought", "earlier", "once", "tally", "stale", "stale_page"):
            older.execute(f"DROP TABLE {table}")
        for trigger in ("place_added", "place_removed"):
            older.execute(f"DROP TRIGGER {trigger}")
        older.execute("CREATE TABLE batched (article INTEGER PRIMARY KEY)")
        older.execute("CREATE TABLE fragment (path TEXT PRIMARY KEY)")

    desk.reopen()
    assert not desk.state.restored
    desk.memory.restore([], {})
    desk.reopen()

    assert desk.state.restored


def test_a_newer_version_is_refused_and_not_called_damaged(path):
    newer = connect(path)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()

    with pytest.raises(StateError, match="a newer Syndicate wrote it") as raised:
        Sqlite.open(path)

    assert not isinstance(raised.value, StateDamaged)


def test_a_folder_that_is_not_there_is_an_error_and_not_damage(tmp_path):
    with pytest.raises(StateError, match="unable to open") as raised:
        Sqlite.open(tmp_path / "nowhere" / "state.db")

    assert not isinstance(raised.value, StateDamaged)


def test_who_only_looks_does_not_wait_for_a_writer(path):
    writer = connect(path)
    writer.execute("BEGIN IMMEDIATE")

    reader = connect(path)

    assert reader.execute("SELECT count(*) FROM source").fetchone()[0] == 0
    reader.close()
    writer.close()


def plan_of(connection, call):
    """Return how SQLite finds what a call reads."""
    statements = []
    connection.set_trace_callback(statements.append)
    call(connection)
    connection.set_trace_callback(None)
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statements[-1]}")
    return " | ".join(row["detail"] for row in rows)


@pytest.mark.parametrize(
    ("call", "index"),
    [
        (lambda db: hosts.due(db, NOW, 9), "host_ready (ready<?)"),
        (lambda db: hosts.due(db, NOW, 9, frozenset({"a"})), "host_ready (ready<?)"),
        (lambda db: hosts.next_due(db, NOW), "host_ready"),
        (lambda db: selection.latest(db, [Selection()]), "article_latest (announced>?)"),
        (
            lambda db: selection.latest(db, [Selection(sources=("a",))]),
            "SEARCH walked USING PRIMARY KEY (kind=? AND name=? AND announced>?)",
        ),
        (
            lambda db: selection.latest(db, [Selection(unbatched=True)]),
            "article_latest (announced>?)",
        ),
        (
            lambda db: selection.latest(db, [Selection(tags=("a",), unbatched=True)]),
            "SEARCH brought USING INTEGER PRIMARY KEY",
        ),
        (
            lambda db: selection.latest(db, [Selection(langs=("zh-CN",))]),
            "SEARCH walked USING PRIMARY KEY (kind=? AND name=? AND announced>?)",
        ),
        (
            lambda db: selection.latest(db, [Selection(query="feeds/tea")]),
            "SEARCH walked USING PRIMARY KEY (query=? AND announced>?)",
        ),
        (lambda db: feeds.revised(db, 9), "article_revised"),
        (lambda db: selection.last_announced(db), "article_latest"),
        (lambda db: sources.standings(db, None), "entry_given_up (source=?)"),
    ],
)
def test_what_is_read_all_the_time_is_the_head_of_an_index(path, call, index):
    connection = connect(path)

    plan = plan_of(connection, call)

    assert index in plan
    assert "TEMP B-TREE" not in plan
    connection.close()
