"""What chose each fact is told by the name that people know it by."""

from __future__ import annotations

import pytest

from syndicate.archiver.page.extract import extract
from syndicate.archiver.page.signals import of_content
from syndicate.markup.tree import Element

URL = "https://harbour.example/news/ferry"
TEXT = "The last ferry of the year left the harbour an hour late, with forty on board. " * 4


def reasons(head="", body="", **options):
    page = f"<html><head>{head}</head><body><article><p>{TEXT}</p>{body}</article></body></html>"
    return extract(page, URL, **options).reasons


@pytest.mark.parametrize(
    ("head", "field", "signal"),
    [
        ("<meta property=og:site_name content=Harbour>", "site", "og:site_name"),
        ("<meta name=application-name content=Harbour>", "site", "application-name"),
        ("<meta property=og:locale content=en_GB>", "lang", "og:locale"),
        ("<meta name=description content=Late.>", "description", "description"),
        ("<meta property=og:image content=/a.jpg>", "image", "og:image"),
        ("<link rel=image_src href=/a.jpg>", "image", "link rel=image_src"),
        ("<meta name=keywords content='a, b'>", "tags", "keywords"),
        (f"<link rel=canonical href={URL}>", "canonical_url", "link rel=canonical"),
        ("<link rel=license href=/by>", "rights", "link rel=license"),
    ],
)
def test_a_fact_is_told_by_the_statement_that_says_it(head, field, signal):
    assert reasons(head)[field] == signal


@pytest.mark.parametrize(
    ("key", "value", "field", "signal"),
    [
        ("publisher", '{"name": "Harbour"}', "site", "JSON-LD publisher"),
        ("inLanguage", '"en-GB"', "lang", "JSON-LD inLanguage"),
        ("description", '"Late."', "description", "JSON-LD description"),
        ("image", '"/a.jpg"', "image", "JSON-LD image"),
        ("keywords", '["a"]', "tags", "JSON-LD keywords"),
        ("license", '"CC0"', "rights", "JSON-LD license"),
    ],
)
def test_linked_data_is_told_by_its_key(key, value, field, signal):
    linked = f'{{"@type": "Article", "{key}": {value}}}'

    assert reasons(f'<script type="application/ld+json">{linked}</script>')[field] == signal


def test_of_two_statements_the_one_that_is_believed_is_named():
    other = "<meta property=og:image content=/b.jpg>"
    linked = '{"@type": "Article", "image": "/a.jpg"}'

    assert (
        reasons(f'{other}<script type="application/ld+json">{linked}</script>')["image"]
        == "og:image"
    )


def test_what_is_drawn_from_the_text_is_told_so():
    found = reasons(body="<img src=/a.jpg>")

    assert found["description"] == "the text's first words"
    assert found["image"] == "the text's first picture"


def test_a_link_to_the_next_page_is_told():
    head = "<meta property=og:type content=article>"

    found = reasons(head, body="<a rel=next href='/news/ferry?page=2'>Next page</a>")

    assert found["next_page"] == "a link of the page"


def test_what_nothing_was_found_of_has_no_reason():
    assert reasons().keys() == {"description", "content"}


def test_a_persons_own_selector_is_told():
    assert reasons(content="article")["content"] == "select.content"


@pytest.mark.parametrize(
    ("element", "told"),
    [
        (Element("body", {}, ["x"]), "all that the page says"),
        (Element("article", {"id": "a"}, ["x"]), "marked as the article: article#a"),
        (Element("div", {"itemprop": "articleBody"}, ["x"]), "marked as the article: div"),
        (Element("div", {"class": "story  text wide"}, ["x"]), "most of the prose: div.story.text"),
        (
            Element("div", {}, [Element("p", {}, []), Element("article", {"class": "x"}, [])]),
            "marked as the article: article.x",
        ),
    ],
)
def test_what_holds_the_article_is_told_by_its_name(element, told):
    assert of_content(element) == told
