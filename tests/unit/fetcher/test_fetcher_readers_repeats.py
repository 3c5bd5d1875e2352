"""What repeats on a page, where the selector of its items is not known."""

from __future__ import annotations

import pytest

from syndicate.fetcher.readers.repeats import BEST, repeated
from syndicate.markup import selection

MENU = (
    "<nav>" + "".join(f'<a class="tab" href="/{name}">{name}</a>' for name in "abcdef") + "</nav>"
)


def seen(html: str) -> tuple[str, ...]:
    return repeated(selection.parse(f"<body>{html}", "https://a.example/"))


def rows(count: int, around: str = "tr", name: str = "row") -> str:
    cell = '<td class="t"><a href="/{0}">A headline that says what happened, {0}</a></td>'
    inner = "".join(f'<{around} class="{name} x">{cell.format(n)}</{around}>' for n in range(count))
    return f"<table><tbody>{inner}</tbody></table>"


def test_the_items_of_a_list_come_before_a_longer_menu():
    assert seen(MENU + rows(5))[0] == "tr.row ×5"


def test_what_stands_around_the_links_comes_before_them():
    assert seen(rows(3)) == ("tr.row ×3", "td.t ×3", "a ×3")


@pytest.mark.parametrize("html", ["", "<p>Nothing", rows(2), "<ul><li>No<li>link<li>at all</ul>"])
def test_what_comes_twice_or_has_no_link_is_no_list(html):
    assert seen(html) == ()


def test_no_more_than_the_best_are_named():
    html = "".join(
        f'<p class="c{number}"><a class="l{number}" href="/{number}/{each}">text</a></p>'
        for number in range(6)
        for each in range(3)
    )

    assert len(seen(html)) == BEST


def test_a_class_that_is_no_name_is_left_out_of_the_selector():
    html = '<div class="md:w-1/2 card"><a href="/1">one</a></div>' * 3

    found = seen(html)

    assert found[0] == "div.card ×3"
    assert all(selection.items(selection.parse(html, None), each.split()[0]) for each in found)
