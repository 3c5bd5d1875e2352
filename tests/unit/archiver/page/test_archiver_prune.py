from itertools import product

import pytest

from syndicate.archiver.page import content
from syndicate.markup import tree

PROSE = "".join(
    f"<p>The committee met on day {day} to review the findings, and agreed on most of them.</p>"
    for day in range(9)
)


def chosen(html):
    found = tree.parse(f"<body><article>{html}</article>").find("body")
    assert found is not None
    return content.choose(found).element


def test_a_table_of_contents_above_the_text_stays():
    contents = "<div class=toc><ul><li><a href=#first>First findings</a><li><a href=#second>Second findings</a></ul></div>"

    assert "Second findings" in chosen(contents + PROSE).text()


def test_a_menu_above_the_text_goes():
    menu = "<div><ul><li><a href=/first>First findings</a><li><a href=/second>Second findings</a></ul></div>"

    assert "Second findings" not in chosen(menu + PROSE).text()


def test_linked_values_of_a_data_table_above_the_text_stay():
    values = "<ul><li><a href=/en>English</a><li><a href=/mi>Māori language</a></ul>"
    table = f"<table><tr><th>Languages<td><div>{values}</div><tr><th>Population<td>4,900,000 people in the year 2018</table>"

    assert "Māori language" in chosen(table + PROSE).text()


def test_linked_lists_of_a_layout_table_above_the_text_go():
    table = "<table><tr><td><ul><li><a href=/en>English edition</a><li><a href=/mi>Māori edition</a></ul><td></table>"

    assert "Māori edition" not in chosen(table + PROSE).text()


def test_a_picture_whose_caption_is_mostly_links_stays():
    thumb = "<div><a href=/File:r.jpg><img width=220 src=/r.jpg></a><p><a href=/haka>A haka of the battalion</a></p></div>"

    assert chosen(thumb + PROSE).find("img") is not None


def test_notes_whose_addresses_were_made_whole_are_no_teasers():
    notes = "".join(
        f"<li><a href=https://e.org/x#ref-{n}>^</a> <cite><a href=https://f.org/{n}>A long title of work {n}</a><div></div></cite>"
        for n in range(5)
    )

    assert "title of work 3" in chosen(f"{PROSE}<h2>References</h2><ol>{notes}</ol>").text()


def test_values_that_a_row_names_stay_whatever_their_class():
    table = "<table><tr><th>Industry<td class=category>Software<tr><th>Founded<td style='display:none'>1998</table>"

    assert "Software" in chosen(PROSE + table).text()
    assert "1998" not in chosen(PROSE + table).text()


@pytest.mark.parametrize(
    ("tag", "name"),
    [("span", "cta link"), *product(("a", "span"), ("related", "popup"))],
)
def test_a_link_is_text_where_the_item_goes_on_behind_it(tag, name):
    link = f"<{tag} class='{name}'><a href=/a>The price target</a></{tag}>"
    if tag == "a":
        link = f"<a class='{name}' href=/a>The price target</a>"

    assert (
        "The price target" in chosen(f"{PROSE}<ul><li>{link} is now above that of May</ul>").text()
    )
    assert "The price target" not in chosen(f"{PROSE}<ul><li>{link}<li>Of May</ul>").text()


def test_a_link_is_no_label_of_itself():
    link = "<a class='company-report-links' href=/a>Dividends of the company</a>"

    assert "Dividends" in chosen(f"{PROSE}<ul><li>{link}</ul>").text()


def test_a_line_that_begins_with_a_link_and_goes_on_is_a_sentence():
    link = "<a href=/a>The price target of the company for the year</a>"

    assert "price target" in chosen(f"{PROSE}<div>{link} is now above that of May</div>").text()
    assert "price target" not in chosen(f"{PROSE}<div>{link} May 4</div>").text()


LEAD = "<p>The committee published its findings on the old harbour today, after nine days of talks.</p>"


def text_of(html):
    found = tree.parse(f"<body>{html}</body>").find("body")
    assert found is not None
    return content.choose(found).element.text()


@pytest.mark.parametrize(
    "head",
    [
        f"<div><h1>The harbour</h1></div><div class=intro>{LEAD}</div>",
        f"<div><h3>The harbour</h3></div><div class=intro>{LEAD}</div>",
        f"<div><h1>The harbour</h1>{LEAD}</div>",
        f"<header><h1>The harbour</h1>{LEAD}</header>",
        f"<header><div><h2>The harbour</h2></div><div>{LEAD}</div></header>",
    ],
)
def test_a_standfirst_below_the_title_is_part_of_the_text(head):
    page = f"<div>{head}<div itemprop=articleBody>{PROSE}</div></div>"

    assert "published its findings" in text_of(page)


@pytest.mark.parametrize(
    "head",
    [
        f"{LEAD}<h1>The harbour</h1>",
        f"{LEAD}<h2>The harbour</h2>",
        f"<h1>The harbour</h1><div class=related><h2>Elsewhere</h2>{LEAD}</div>",
        f"<header>{LEAD}<h1>The harbour</h1></header>",
        LEAD,
    ],
)
def test_what_stands_above_the_title_or_beside_it_is_no_standfirst(head):
    page = f"<div>{head}<div itemprop=articleBody>{PROSE}</div></div>"

    assert "published its findings" not in text_of(page)
