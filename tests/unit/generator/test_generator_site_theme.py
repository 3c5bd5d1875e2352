"""A user's templates and files take the place of ours, and say where they are wrong."""

import pytest
from helpers.publishing import SITE
from lxml import html

from syndicate.errors import ConfigError
from syndicate.generator.site import pages
from syndicate.generator.site.theme import Theme, usual
from syndicate.generator.site.values import Listing
from syndicate.model import Feed


def listing(theme):
    page = Listing(
        path="index.html", feed=Feed(id="all", title="All", kind="all"), lines=[], sources={}
    )
    return pages.listing(theme, SITE, page)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "theme").mkdir()
    return tmp_path / "theme"


def write(folder, name, text):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_a_template_and_a_style_take_the_place_of_ours_and_all_else_stays(folder):
    write(
        folder,
        "missing.html",
        '{% extends "base.html" %}{% block main %}<h1>没有</h1>{% endblock %}',
    )
    write(folder, "style.css", "body { color: red }")
    theme = Theme(folder)

    page = html.document_fromstring(pages.missing(theme, SITE))

    assert page.xpath("//main/h1/text()") == ["没有"]
    assert page.xpath("//nav/a/text()") == ["Feeds", "Sources", "Tags", "Search"]
    assert listing(theme) == listing(usual())
    assert theme.statics()["style.css"] == b"body { color: red }"
    assert theme.statics()["search.js"] == usual().statics()["search.js"]


def test_a_template_extends_the_one_that_it_replaces(folder):
    write(
        folder,
        "base.html",
        '{% extends "default/base.html" %}'
        '{% block style %}{{ super() }}<link rel="stylesheet" href="{{ root }}mine/own.css">{% endblock %}',
    )
    write(folder, "mine/own.css", "h1 { color: red }")
    theme = Theme(folder)

    page = html.document_fromstring(pages.missing(theme, SITE))

    assert page.xpath("//link[@rel='stylesheet']/@href") == [
        "https://feeds.example/style.css",
        "https://feeds.example/mine/own.css",
    ]
    assert theme.statics()["mine/own.css"] == b"h1 { color: red }"


def test_no_template_is_published(folder):
    write(folder, "missing.html", "a")
    write(folder, "parts/head.html", "a")

    assert set(Theme(folder).statics()) == set(usual().statics())


def test_every_page_is_made_anew_once_a_file_of_the_theme_changes(folder):
    file = write(folder, "style.css", "a {}")
    before = Theme(folder).digest
    file.write_text("b {}", "utf-8")

    assert Theme(folder).digest != before
    assert before != usual().digest


@pytest.mark.parametrize(
    "line",
    [
        "{% if title %}",
        "{{ title",
        "{% colour %}",
        "{{ title | colour }}",
        "{{ colour }}",
        "{{ site.colour }}",
        "{{ told.colour }}",
        "{{ 1 / 0 }}",
        "{{ title + 1 }}",
        "{{ '{} {}'.format(1) }}",
        "{{ [].index(1) }}",
    ],
)
def test_a_broken_template_is_told_with_its_file_and_line(folder, line):
    file = write(folder, "missing.html", f"<!doctype html>\n\n{line}")

    with pytest.raises(ConfigError) as raised:
        pages.missing(Theme(folder), SITE)

    assert str(raised.value).startswith(f"{file}:3: ")


def test_a_broken_template_that_another_needs_is_told_with_its_own_file_and_line(folder):
    file = write(folder, "base.html", "<p>\n{{ colour }}\n{% block main %}{% endblock %}")

    with pytest.raises(ConfigError) as raised:
        pages.missing(Theme(folder), SITE)

    assert str(raised.value).startswith(f"{file}:2: ")


def test_a_template_that_is_not_there_is_told(folder):
    write(folder, "missing.html", "\n{% include 'parts/head.html' %}")

    with pytest.raises(ConfigError, match=r"parts/head\.html"):
        pages.missing(Theme(folder), SITE)


def test_a_template_that_is_not_in_utf_8_is_told(folder):
    (folder / "missing.html").write_bytes("é".encode("latin-1"))

    with pytest.raises(ConfigError, match=r"missing\.html"):
        pages.missing(Theme(folder), SITE)


def test_a_value_that_a_template_shows_is_text(folder):
    write(folder, "missing.html", "<p>{{ site_title }}</p>")

    page = pages.missing(Theme(folder), SITE.__class__(title="<b>", base_url=SITE.base_url))

    assert page == b"<p>&lt;b&gt;</p>\n"
