import time

import pytest

from syndicate.archiver.markdown.convert import fragment

BASE = "https://e.org/news/a.html"
TICK = "<img src=/tick.png width=20>"
ROW = f"<tr><td>Trains</td><td>{TICK}</td></tr>"


def written(html: str) -> str:
    return fragment(html, BASE).markdown.rstrip("\n")


def test_a_noscript_picture_sharpens_the_preview_before_it_across_an_empty_element():
    html = (
        "<figure><div><img src=/max/60/harbour.png></div><img width=1800>"
        "<noscript><img src=/max/1800/harbour.png></noscript><figcaption>Cap.</figcaption></figure>"
    )

    assert written(html) == "![](https://e.org/max/1800/harbour.png)\n\nCap."


def test_a_noscript_picture_takes_the_place_of_what_a_script_would_replace():
    html = "<img class=lazyload src=/p.png><noscript><img src=/r.jpg></noscript>"

    assert written(html) == "![](https://e.org/r.jpg)"


def test_a_noscript_picture_leaves_a_picture_of_another_text_alone():
    html = "<img src=/r.jpg><p>Text.</p><img data-x><noscript><img src=/s/r.jpg></noscript>"

    assert written(html) == "![](https://e.org/r.jpg)\n\nText.\n\n![](https://e.org/s/r.jpg)"


@pytest.mark.parametrize("between", ["<p>Text.</p>", "<div class=lazy></div>"])
def test_a_noscript_picture_shows_what_an_empty_element_was_to(between):
    html = f"<img src=/r.jpg>{between}<noscript><img src=/s.jpg></noscript>"

    assert "![](https://e.org/s.jpg)" in written(html)
    assert "![](https://e.org/r.jpg)" in written(html)


def test_noscript_pictures_below_one_another_are_all_shown():
    html = "".join(f"<noscript><img src=/{name}.jpg></noscript>" for name in "abc")

    assert written(html).count("![](") == 3


def test_a_picture_cut_for_two_screens_is_shown_once_with_its_caption():
    figure = "<figure><img src=/{}/harbour-at-night.jpg><figcaption>Cap.</figcaption></figure>"

    html = figure.format("600x600") + figure.format("2400x1600")

    assert written(html) == "![](https://e.org/2400x1600/harbour-at-night.jpg)\n\nCap."


def test_pictures_with_captions_of_their_own_all_stay():
    figure = "<figure><img src=/{}/harbour-at-night.jpg><figcaption>{}</figcaption></figure>"

    markdown = written(figure.format("600x600", "Now.") + figure.format("2400x1600", "Then."))

    assert markdown.count("![]") == 2


def test_a_sign_alone_in_its_cell_is_what_the_cell_says():
    markdown = written(f"<table>{ROW * 3}</table>")

    assert markdown.count("| Trains | ![](https://e.org/tick.png) |") == 3


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Trains {TICK}</p>",
        f"<table>{ROW * 2}</table>",
        f"<table>{ROW * 3}<tr><td><table></table></td><td>{TICK}</td></tr></table>",
    ],
)
def test_signs_elsewhere_are_left_out(html):
    assert "tick.png" not in written(html)


def test_a_figure_that_a_script_would_fill_shows_the_file_it_names():
    html = "<figure itemid=/r.jpg><div></div><figcaption>Cap.</figcaption></figure>"

    assert written(html) == "![](https://e.org/r.jpg)\n\nCap."


def test_a_figure_of_code_shows_no_file():
    assert written("<figure data-x=/r.jpg><pre>a</pre></figure>") == "```\na\n```"


def test_a_picture_that_links_to_its_larger_file_is_that_file():
    html = "<a href=/p.jpg><img src=/p-300x200.jpg alt=Cliff></a>"

    assert written(html) == "![Cliff](https://e.org/p.jpg)"


def test_a_figure_shows_all_its_pictures_before_its_caption():
    html = "<figure><img src=/a.jpg><figcaption>Both.</figcaption><img src=/b.jpg></figure>"

    assert written(html) == "![](https://e.org/a.jpg)\n\n![](https://e.org/b.jpg)\n\nBoth."


def test_an_empty_element_shows_the_background_that_a_script_would_load():
    assert written("<div data-bg=/r.jpg aria-label=Cliff></div>") == "![Cliff](https://e.org/r.jpg)"
    assert written("<div data-bg=/r.jpg>Text.</div>") == "Text."


def test_portraits_are_left_out():
    assert written("<p><img class=avatar src=/a.jpg> Jane Roe</p>") == "Jane Roe"


def test_smileys_are_what_they_stand_for():
    assert written("<p>Yes <img class=wp-smiley alt=':-)' src=/s.png width=15></p>") == "Yes :-)"


def test_a_figure_that_scripts_fill_shows_its_file_once():
    figure = "<figure><figure data-file=/harbour-at-night.jpg></figure></figure>"

    assert written(figure).count("harbour-at-night.jpg") == 1


def test_figures_in_figures_are_looked_through_once():
    opened, inner = "<figure>" * 90, "<p data-a=b></p>" * 20_000
    began = time.process_time()

    written(f"{opened}{inner}{'</figure>' * 90}")

    assert time.process_time() - began < 2
