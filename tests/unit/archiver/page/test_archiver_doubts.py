from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.page import doubts, looks
from syndicate.archiver.page.doubts import Model
from syndicate.markup import tree

PROSE = "<p>The committee met on Tuesday to review the findings, and agreed on most of them.</p>"
LONG = PROSE * 20
BAD = "<p class=promo>Buy the whole book</p>"
# Whoever is called promo is none of the article.
MODEL = Model({"promo": -1.0}, [(looks.NAMES.index("words"), -0.5, -9.0, 3.0)])


@pytest.fixture(autouse=True)
def _judged_by_words(monkeypatch):
    monkeypatch.setattr(doubts, "_FITTED", MODEL)


def settled(html: str) -> str:
    return doubts.settled(tree.fragment(html))[0].text()


def test_what_is_hardly_part_of_an_article_goes():
    assert "Buy" not in settled(LONG + BAD)
    assert settled(LONG + BAD).count("committee") == 20


def test_a_short_page_is_not_doubted():
    assert "Buy" in settled(PROSE + BAD)


def test_text_goes_from_between_blocks():
    kept = settled(f"{LONG}<div class=promo>Buy the book<p class=x>now</p></div>{PROSE}")

    assert "Buy" not in kept
    assert "now" not in kept
    assert kept.count("committee") == 21


@pytest.mark.parametrize(
    "shown",
    [
        "<blockquote class=promo>Said so</blockquote>", "<pre class=promo>Said so</pre>",
        "<figure class=promo><img src=/a.png><figcaption>Said so</figcaption></figure>",
        "<figcaption class=promo>Said so</figcaption>",
        "<div class=promo><img src=/a.png><p>Said so</div>",
        "<div class=promo><img src=data:,><noscript><img src=/a.png></noscript><p>Said so</div>",
        "<table class=promo><tr><td>Said so<td>0.9</table>",
    ],
)  # fmt: skip
def test_what_the_text_shows_goes_where_the_text_on_both_sides_goes(shown):
    assert "Said so" in settled(f"{LONG}{shown}{PROSE}")
    assert "Said so" in settled(LONG + shown)
    assert "Said so" not in settled(LONG + BAD + shown + BAD)


def test_a_list_stays_or_goes_as_a_whole():
    items = "<li>One thing that is said at length</li><li class=promo>Two</li>"

    assert "Two" in settled(f"{LONG}<ul>{items}</ul>{PROSE}")
    assert "One" not in settled(f"{LONG}<ul class=promo>{items}</ul>{PROSE}")


def test_a_heading_stays_with_what_follows_it():
    heading = "<h2 class=promo>Findings</h2>"

    assert "Findings" in settled(LONG + heading + PROSE)
    assert "Findings" not in settled(LONG + heading + BAD)


@pytest.mark.parametrize("end", [":", "：", " —", ","])
def test_what_goes_on_in_what_follows_stays_with_it(end):
    place = f"<div class=promo>LA JOLLA{end}</div>"

    assert "LA JOLLA" in settled(LONG + place + PROSE)
    assert "LA JOLLA" not in settled(LONG + place + BAD)


@pytest.mark.parametrize(
    "teasers",
    [
        "<div class=promo><img src=/a.png><p>One</p><p>Two</p><p>Three</p></div>",
        "<div class=promo><img src=/a.png><p><a href=/b>One</a></div>",
        "<table class=promo><tr><td><a href=/b>One</a><td>0.9</table>",
    ],
)
def test_pictures_of_other_stories_are_no_figures(teasers):
    assert "One" not in settled(LONG + teasers + PROSE)


def test_a_picture_goes_where_the_text_on_both_sides_goes():
    picture = "<div><img src=/a.png></div>"

    def pictures(html: str) -> int:
        return len(
            [
                each
                for each in doubts.settled(tree.fragment(html))[0].elements()
                if each.tag == "img"
            ]
        )

    assert pictures(picture + LONG + picture + BAD) == 2
    assert pictures(LONG + BAD + picture + BAD) == 0


def test_a_box_of_which_nothing_stays_is_gone():
    kept, _ = doubts.settled(tree.fragment(f"{LONG}<section>{BAD}<hr>{BAD}</section>"))

    assert kept.find("section") is None


def test_an_element_without_text_is_as_it_was():
    element = tree.fragment("<img src=/a.png>")

    assert doubts.settled(element) == (element, 0.0)


def test_the_expected_score_is_that_of_the_likelihoods():
    _, sure = doubts.settled(tree.fragment(LONG))

    chance = 1 / (1 + exp(-3))

    assert sure == pytest.approx(2 * chance / (1 + chance))


@given(st.lists(st.tuples(st.floats(0.01, 1), st.integers(1, 1000)), min_size=1, max_size=30))
def test_no_other_threshold_is_expected_to_be_better(pairs):
    odds, sizes = [each[0] for each in pairs], [each[1] for each in pairs]

    least, expected = doubts.threshold(odds, sizes)

    whole = sum(chance * size for chance, size in pairs)
    for other in odds:
        kept = [(chance, size) for chance, size in pairs if chance >= other]
        right = sum(chance * size for chance, size in kept)
        found = 2 * right / (sum(size for _, size in kept) + whole)
        assert found <= expected + 1e-9
    assert least in odds
