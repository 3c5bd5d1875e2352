"""Labelled list pages: which items are found without selectors, and again after a redesign.

The pages of `tune` are those by which thresholds were chosen; `test` is only ever scored.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.redesign import redesigned

from syndicate.fetcher.readers import jsonapi, listing
from syndicate.fetcher.readers.inference.infer import infer
from syndicate.fetcher.readers.inference.refind import Known, refind
from syndicate.fetcher.readers.pieces import Context

CORPUS = Path(__file__).parents[2] / "corpus" / "listings"
HALVES = ("tune", "test")
NOW = datetime(2026, 2, 28, tzinfo=UTC)
BAR = 0.9


def cases(half):
    return sorted((CORPUS / half).iterdir())


def labelled(case):
    return (case / "page.html").read_text("utf-8"), json.loads((case / "expected.json").read_text())


def context(url):
    return Context(base=url, home="", zone=UTC, now=NOW)


def pairs(items):
    return {(item["url"], item["title"]) for item in items}


def shown(found):
    return {(entry.url, entry.title) for entry in found.document.entries} if found else set()


class Score:
    """Add up what was wanted and had, page by page."""

    def __init__(self):
        self.pages, self.right, self.sum = [], 0, 0

    def add(self, wanted, had):
        right, both = len(wanted & had), len(wanted) + len(had)
        self.pages.append(2 * right / both)
        self.right, self.sum = self.right + right, self.sum + both

    @property
    def macro(self):
        return sum(self.pages) / len(self.pages)

    @property
    def micro(self):
        return 2 * self.right / self.sum


def test_there_are_labelled_pages_enough_and_no_page_in_both_halves():
    names = [case.name for half in HALVES for case in cases(half)]

    assert len(names) == len(set(names)) >= 40


@pytest.mark.parametrize("half", HALVES)
def test_the_items_of_list_pages_are_found_without_selectors(half):
    score = Score()

    for case in cases(half):
        html, expected = labelled(case)
        best = next(iter(infer(html, context(expected["url"]), expected["url"])), None)
        score.add(pairs(expected["items"]), shown(best))

    assert score.macro >= BAR
    assert score.micro >= BAR


@pytest.mark.parametrize("half", HALVES)
def test_a_redesigned_list_is_found_again_by_what_the_archive_knows(half):
    score = Score()

    for case in cases(half):
        html, expected = labelled(case)
        page, items = redesigned(html, expected["items"])
        known = [Known(item["title"], item["url"]) for item in expected["items"]]
        score.add(
            pairs(items), shown(refind(page, context(expected["url"]), expected["url"], known))
        )

    assert score.macro >= BAR
    assert score.micro >= BAR


@pytest.mark.parametrize("case", cases("tune"), ids=lambda case: case.name)
def test_what_is_written_reads_what_was_shown(case):
    html, expected = labelled(case)
    url = expected["url"]

    for found in infer(html, context(url), url):
        reader = jsonapi if found.kind == "json" else listing
        again = reader.read(html, found.select, context(url), url=url, limit=500)
        assert shown(found) == {(entry.url, entry.title) for entry in again.entries}


@pytest.mark.parametrize("half", HALVES)
def test_no_selector_names_a_class_that_a_build_made(half):
    for case in cases(half):
        html, expected = labelled(case)
        for found in infer(html, context(expected["url"]), expected["url"]):
            selectors = " ".join(filter(None, (found.select.items, found.select.date)))
            assert not re.search(r"css-\w*\d|__\w{5}(?=[\s>.:]|$)", selectors), case.name


def test_a_redesign_leaves_no_name_and_half_of_the_items(tmp_path):
    html, expected = labelled(CORPUS / "tune" / "blog-articles")

    page, items = redesigned(html, expected["items"])

    assert 'class="post"' not in page
    assert "<article" not in page.replace("<article>", "")
    assert len(pairs(items) & pairs(expected["items"])) == len(items) // 2
    assert all(item["title"] in page for item in items)
