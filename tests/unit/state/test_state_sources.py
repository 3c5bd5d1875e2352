"""What a turn asks of the database: it may not grow with the articles of its sources."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicate.model import Source
from syndicate.state import schema, sources

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
STEPS = 5
"""SQLite's instructions per call of the counter: enough to see a walk over a hundred articles."""


def instructions(connection, function, *arguments):
    counted = []
    connection.set_progress_handler(lambda: counted.append(STEPS), STEPS)
    function(connection, *arguments)
    connection.set_progress_handler(None, 0)
    return sum(counted)


def test_opening_a_turn_costs_the_same_however_many_articles_the_source_has():
    connection = schema.connect(":memory:")
    sources.sync(connection, [Source(id="a", url="https://a.example/feed")], NOW)
    without = instructions(connection, sources.opened, "a.example", NOW, None)

    connection.executemany(
        "INSERT INTO place (kind, name, announced, id, article) VALUES ('source', 'a', ?, ?, ?)",
        ((number, f"urn:{number}", number) for number in range(100)),
    )

    beside = instructions(connection, sources.opened, "a.example", NOW, None)
    assert abs(beside - without) <= STEPS
    assert instructions(connection, sources.standings, None) > without + 100
    connection.close()
