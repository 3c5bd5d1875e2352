"""Parts of an article that are called what furniture is called, and visible ones that it hides."""

import pytest

from syndicate.archiver.page.extract import extract

PROSE = "<p>The harbour master said that the season would be a long one for everybody there.</p>"
WORDS = (
    "<p>Two hundred of them left the oven that morning, and the baker told us that none of them came "
    "back to him in the evening.</p>"
)


@pytest.mark.parametrize(
    "part",
    [
        "<section class='cookies'><h2>How they are baked</h2>{}</section>",
        "<div id='menu'><h2>The feast</h2>{}</div>",
        "<section class='guest' id='guest'><h3>The guest</h3>{}</section>",
        "<dialog open>{}</dialog>",
        "<map name='x'>{}</map>",
    ],
)
def test_a_part_with_a_heading_of_its_own_may_be_about_what_furniture_is_called(part):
    words = part.format(WORDS)
    page = f"<title>T</title><body><article><h1>T</h1>{PROSE * 6}{words}{PROSE * 6}</article>"

    assert "Two hundred" in extract(page).markdown


@pytest.mark.parametrize(
    "part",
    [
        "<section class='cookies'>{}</section>",
        "<section class='cookies'><h2>Cookies</h2>{}<button>Agree</button></section>",
        "<div class='menu'><h2>Menu</h2>{}<a href='/x'>Home</a></div>",
        "<div class='menu open'><h2>Menu</h2>{}</div>",
        "<dialog>{}</dialog>",
    ],
)
def test_what_asks_to_be_pressed_or_has_no_heading_is_furniture_by_its_name(part):
    words = part.format(WORDS)
    page = f"<title>T</title><body><article><h1>T</h1>{PROSE * 6}{words}{PROSE * 6}</article>"

    assert "Two hundred" not in extract(page).markdown
