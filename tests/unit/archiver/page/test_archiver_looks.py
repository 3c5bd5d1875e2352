import pytest

from syndicate.archiver.page import leaves, looks, weights
from syndicate.markup import tree


def row(html: str, at: int = 0, title: str = "", words: dict[str, float] | None = None):
    rows = looks.read(leaves.read(tree.fragment(html)), title, words or {})
    return dict(zip(looks.NAMES, rows[at], strict=True))


def test_the_numbers_are_those_that_the_weights_were_fitted_to():
    assert len(looks.NAMES) == weights.FEATURES


@pytest.mark.parametrize(
    ("html", "name", "value"),
    [
        ("<p>abc</p>", "weight", 2.0),
        ("<p>ab <a href=/x>cd</a></p>", "links", 0.4),
        ("<p>It ends.</p>", "ends", 1.0),
        ("<p>“It ends.”</p>", "ends", 1.0),
        ("<p>No end</p>", "ends", 0.0),
        ("<p>Twice</p><p>Twice</p>", "repeated", 1.0),
        ("<ul><li>A<li>B<li>C</ul>", "alike", 3.0),
        ("<div>A</div><div><p>B</div>", "most_alike", 2.0),
        ("<p>A</p><p>B</p>", "text_before", 0.0),
    ],
)
def test_a_leaf_looks_like(html, name, value):
    assert row(html)[name] == pytest.approx(value)


def test_words_of_all_boxes_around_a_leaf_count():
    html = "<div class='share box'><p class=promo>Text</p></div>"

    found = row(html, words={"share": -1.0, "promo": -0.5, "box": 0.25})

    assert found["words"] == pytest.approx(-1.25)
    assert found["least_word"] == pytest.approx(-0.75)


def test_the_id_of_a_heading_is_made_of_its_own_words():
    assert row("<h2 id=share>Share</h2>", words={"share": -1.0})["words"] == 0.0


def test_a_leaf_knows_how_far_behind_the_title_it_stands():
    html = "<p>The harbour bell</p><p>One</p><p>Two</p>"

    assert row(html, 2, "The harbour bell")["after_title"] == 2.0
    assert row(html, 2)["after_title"] < -30


def test_the_branch_is_the_outermost_box_that_holds_no_more_than_half():
    html = "<div><p>" + "a" * 100 + "</p><div><div>" + "b" * 7 + "</div></div></div>"

    assert row(html, 1)["branch_text"] == pytest.approx(3.0)
