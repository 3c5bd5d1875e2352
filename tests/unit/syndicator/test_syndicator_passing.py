"""What a card keeps of the entries that were passed over."""

from __future__ import annotations

import pytest

from syndicate.archiver.files.cards import Card
from syndicate.fetcher.intake import Intake
from syndicate.identity import PASSED, short
from syndicate.model import Document, Entry, Source
from syndicate.turns import passing

DOCUMENT = Document(format="rss")


def source(backfill: int | None = 2) -> Source:
    return Source(id="tea", url="https://tea.example/feed", backfill=backfill)


def hashes(*names: str) -> tuple[str, ...]:
    return tuple(sorted(map(short, names)))


def first_run(*left: str, refused: tuple[str, ...] = (), backfill: int | None = 2) -> Card:
    objections = tuple((Entry(guid=name), "block") for name in refused)
    found = Intake(skipped=(*refused, *left), refused=refused, objections=objections)
    return passing.card(source(backfill), DOCUMENT, None, found)


def test_a_first_run_keeps_what_it_left_and_how_many_it_took():
    card = first_run("old", "older", refused=("noise",))

    assert card.passed == hashes("old", "older", "noise")
    assert card.refused == hashes("noise")
    assert card.backfill == 2
    assert passing.beyond(card).names == {short("old"), short("older")}


@pytest.mark.parametrize("backfill", [2, None])
def test_a_first_run_that_left_nothing_keeps_no_limit(backfill):
    card = first_run(refused=("noise",), backfill=backfill)

    assert card.backfill is None
    assert passing.beyond(card) is None


def test_nothing_is_known_to_be_beyond_a_limit_where_the_card_names_none():
    assert passing.beyond(None) is None
    assert passing.beyond(Card(source="tea", passed=hashes("old"))) is None


@pytest.mark.parametrize(("limit", "kept"), [(5, 5), (1, 2), (None, None)])
def test_a_limit_is_kept_as_far_as_it_was_ever_raised(limit, kept):
    card = passing.card(source(limit), DOCUMENT, first_run("old"), Intake())

    assert card.backfill == kept


def test_what_came_back_is_passed_over_no_more():
    found = Intake(resumed=("old",))

    card = passing.card(source(3), DOCUMENT, first_run("old", "older"), found)

    assert card.passed == hashes("older")


def test_what_is_passed_over_is_known_by_its_hash_or_its_name():
    card = first_run("old", "older")

    found = passing.known(card, {"old": PASSED, "new": "abc"})

    assert found["old"] == PASSED
    assert found[f"#{short('older')}"] == PASSED
    assert found["new"] == "abc"


@pytest.mark.parametrize("name", ["old", f"#{short('old')}"])
def test_what_the_card_lets_go_memory_does_not_hold_back(name):
    # Killed between the card and memory, the entry would be lost.
    card = passing.card(source(3), DOCUMENT, first_run("old"), Intake(resumed=("old",)))

    assert name not in passing.known(card, {name: PASSED})


def test_without_a_card_memory_is_believed():
    assert passing.known(None, {"old": PASSED}) == {"old": PASSED}
