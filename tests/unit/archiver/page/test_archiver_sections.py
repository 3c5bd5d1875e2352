import pytest

from syndicate.archiver.markdown import flow
from syndicate.archiver.markdown.convert import convert
from syndicate.archiver.page.sections import headed
from syndicate.markup import tree


def written(html):
    return convert(headed(flow.read(tree.fragment(html), None))).markdown


def test_the_headline_of_a_card_is_no_section():
    cards = "<ul><li><h2><a href=/a>Storm</a></h2><p>It blew.</p><li><ul><li><h3><a href=/b>Calm</a></h3></ul></ul>"

    assert written(cards) == "- [**Storm**](/a)\n\n    It blew.\n\n-   - [**Calm**](/b)\n"


@pytest.mark.parametrize(
    "item",
    [
        "<li><h2>Step one</h2><p>Dig.</p>",
        "<li><h2>On <a href=/a>digging</a></h2><p>Dig.</p>",
        f"<li><h2><a href=/a>Spade</a></h2><p>{'It digs well. ' * 50}</p>",
    ],
)
def test_steps_and_reviews_in_a_list_are_sections(item):
    assert "## " in written(f"<ol>{item}</ol>")


def test_headings_of_what_was_cut_go_at_the_edges():
    html = "<h3>Actions</h3><h3>Chapter</h3><p>x</p><h2>A</h2><h2>B</h2><p>y</p><h2>Share</h2><h3>Like this:</h3>"

    assert written(html) == "### Chapter\n\nx\n\n## A\n\n## B\n\ny\n"


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Part one</h2><h3>The storm</h3><p>x</p>",
        "<h2>What the storm left behind on the coast of the island in two days</h2><h2>The storm</h2><p>x</p>",
        "<p>x</p><h2>Pictures</h2><img src=/r.jpg>",
    ],
)
def test_headings_of_something_stay(html):
    assert written(html).count("##") == html.count("</h")


def test_a_few_headings_alone_are_nothing_and_many_are_a_list():
    assert written("<h2>A</h2><h2>B</h2>") == ""
    assert written("<p>x</p>" + "<h2>A chair</h2>" * 4).count("##") == 4
    assert written("<h2>A chair</h2>" * 5 + "<p>x</p>").count("##") == 5
