"""What feeds show of an article, made once for each version of it."""

from dataclasses import replace

import pytest
from syndicate.fragments import Fragments

from syndicate.model import Article, Asset

IMAGES = "https://me.example/images/"
ARTICLE = Article(
    key="k",
    id="urn:a:1",
    source="a",
    title="T",
    markdown="A *first* text.\n\n![x](images/1.png)\n",
    canonical_url="https://a.example/1",
    path="a/1",
    assets=(Asset(url="https://a.example/1.png", name="1.png"),),
)


def made(article=ARTICLE, images_url=IMAGES):
    """Return what is known after an article was shown once."""
    fragments = Fragments({})
    fragments.of(article, images_url)
    return fragments.fresh


def test_an_article_is_shown_as_html_and_summary():
    shown = Fragments({}).of(ARTICLE, IMAGES)

    assert "<em>first</em>" in shown.html
    assert f'src="{IMAGES}1.png"' in shown.html
    assert shown.summary == "A first text."


def test_what_is_known_is_not_made_again():
    known = {"a/1": replace(made()["a/1"], html="as it was")}
    fragments = Fragments(known)

    assert fragments.of(ARTICLE, IMAGES).html == "as it was"
    assert fragments.fresh == {}


@pytest.mark.parametrize(
    "change",
    [
        {"markdown": "Edited by hand.\n"},
        {"description": "Another one."},
        {"canonical_url": "https://a.example/moved"},
        {"assets": ()},
    ],
)
def test_whatever_it_is_made_of_makes_it_anew(change):
    fragments = Fragments(made())

    shown = fragments.of(replace(ARTICLE, **change), IMAGES)

    assert fragments.fresh == {"a/1": shown}


def test_it_is_made_anew_where_the_images_lie_elsewhere():
    fragments = Fragments(made())

    shown = fragments.of(ARTICLE, None)

    assert 'src="https://a.example/1.png"' in shown.html
