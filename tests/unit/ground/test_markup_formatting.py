"""Pages whose formatting would multiply in the parser."""

from __future__ import annotations

import resource

import pytest

from syndicate.markup import selection, tree
from syndicate.markup.formatting import bounded

OPENED = "".join(f"<b id={each}>" for each in range(480))


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{OPENED}" + "<p>x" * 20_000,
        f"<P>{OPENED.upper()}" + "<P>x" * 20_000,
        f"<table>{OPENED}" + "<tr>x" * 20_000,
        f"<p>{OPENED}" + "<!-- </b> --><p>x" * 10_000,
        f"<p>{OPENED}" + "<p title='<b>x</b>'>x" * 10_000,
        "<p>" + "".join(f"<b id='>x</b>{each}'>" for each in range(480)) + "<p>x" * 20_000,
        f"<p>{OPENED}<table><td>" + "</b>" * 480 + "</table>" + "<p>x" * 20_000,
    ],
    ids=["p", "upper", "table", "comment", "attribute", "in-attribute", "cell"],
)
def test_formatting_that_is_left_open_is_not_opened_anew_in_every_block(page):
    before = peak()

    root = tree.parse(page)

    assert root.text().count("x") >= 5_000
    assert bounded(page).count("<span") >= 480
    assert peak() - before < 200


def test_selectors_see_the_same_page():
    page = selection.parse(f"<p>{OPENED}" + "<p>x" * 20_000, None)

    assert not selection.items(page, "b")


@pytest.mark.parametrize(
    "block",
    [
        "<p>a <b>word</b></p>",
        "<p><b class='x y' title=\"a\">a <a href='/x'>link</a></b></p>",
        "<p><i><b>a</b></i> <strong>b<br>c</strong ></p>",
        "<p><span><em><a href=/x><b>c</b></a></em></span></p>",
    ],
)
def test_formatting_that_is_closed_stays_however_much_there_is(block):
    page = block * 10_000

    assert bounded(page) == page


def test_a_page_of_many_tags_without_formatting_stays():
    page = "<p>x" * 100_000 + "<b>"

    assert bounded(page) == page


@pytest.mark.parametrize(
    "attribute", ["a" * 1_000_000, "'" * 1_000_000, "\"'" * 500_000, "a='" * 300_000]
)
def test_a_tag_that_never_ends_costs_a_look(attribute):
    page = f"<b {attribute}" * 2 + "<b x>" * 8_000

    assert len(bounded(page)) >= len(page)
