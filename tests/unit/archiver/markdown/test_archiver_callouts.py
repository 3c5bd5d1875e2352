"""Boxes that say note or tip of themselves are callouts."""

import time

import pytest

from syndicate.archiver.markdown.convert import fragment
from syndicate.archiver.markdown.flow import read
from syndicate.archiver.markdown.landmarks import prepare
from syndicate.archiver.page.extract import extract
from syndicate.markup.tree import Element


def written(html):
    return fragment(html, "https://lake.example/").markdown


@pytest.mark.parametrize(
    "html",
    [
        '<div class="admonition note"><p class="admonition-title">Note</p><p>Mind.</p></div>',
        (
            '<div class="theme-admonition alert alert--note"><div class="heading_x">note</div>'
            "<p>Mind.</p></div>"
        ),
        '<div class="custom-block note"><p class="custom-block-title">NOTE</p><p>Mind.</p></div>',
        (
            '<div class="markdown-alert markdown-alert-note"><p class="markdown-alert-title">Note</p>'
            "<p>Mind.</p></div>"
        ),
        (
            '<aside class="callout callout-note"><div><span class="callout-title">Note:</span></div>'
            "<p>Mind.</p></aside>"
        ),
        '<div data-callout="note" class="callout"><p>Mind.</p></div>',
        (
            '<div class="admonitionblock note"><table><tr><td><div class="title">Note</div></td>'
            "<td>Mind.</td></tr></table></div>"
        ),
        "<blockquote><p>[!NOTE]<br>Mind.</p></blockquote>",
        "<blockquote><p>[!NOTE] Mind.</p></blockquote>",
    ],
)
def test_a_box_with_a_kind_is_a_callout(html):
    assert written(html) == "> [!NOTE]\n> Mind.\n"


def test_a_title_of_its_own_stays():
    html = '<div class="alert alert-info"><h4>Look *out*</h4><ul><li>x</li></ul></div>'

    assert written(html) == "> [!INFO] Look \\*out\\*\n>\n> - x\n"


@pytest.mark.parametrize(
    "html",
    [
        '<div class="alert">Mind.</div>',
        '<div class="note">Mind.</div>',
        '<p class="alert alert-info">Mind.</p>',
    ],
)
def test_a_box_without_a_kind_or_a_frame_is_none(html):
    assert written(html) == "Mind.\n"


def test_text_that_begins_a_box_is_no_title():
    html = f'<div class="callout tip">Mind. <p class="title">{"so " * 60}</p></div>'

    assert written(html).startswith("> [!TIP]\n> Mind.\n")


def test_a_callout_that_is_folded_up_belongs_to_the_article():
    prose = "<p>" + "The committee met on Tuesday to review what was found. " * 8 + "</p>"
    box = (
        '<aside class="callout callout-tip" role="note"><div class="callout-title">More</div>'
        '<div class="body" style="display: none"><p>Look below the stones.</p></div></aside>'
    )
    html = f"<html><title>T</title><body><article>{prose}{box}{prose}</article></body></html>"

    assert "> [!TIP] More\n> Look below the stones.\n" in extract(html).markdown


def test_a_callout_that_is_folded_up_loses_nothing_else_of_its_looks():
    code = "<pre><span style='user-select: none'>1 </span>make</pre>"
    body = f"<p class='title'>Tip</p><div style='display: none'>{code}</div>"

    told = fragment(f"<div class='admonition tip'>{body}</div>", None)

    assert told.markdown == "> [!TIP]\n>\n> ```\n> make\n> ```\n"


@pytest.mark.parametrize(
    "box",
    [
        "<div class='admonition tip' style='display: none'><p>hidden</p></div>",
        "<div class='admonition tip'><p>Mind.</p><p style='display: none'>hidden</p></div>",
        "<div class='admonition tip'><p>Mind.</p><div style='display: none'>hidden</div></div>",
        "<div class='callout tip'><p class='title'>x</p><div><p style='display:none'>hidden</p></div></div>",
        "<div class='admonition tip'><p class='title' style='display:none'>hidden</p><p>Mind.</p></div>",
    ],
)
def test_what_a_callout_hides_below_no_title_stays_hidden(box):
    prose = "<p>" + "The committee met on Tuesday to review what was found. " * 8 + "</p>"
    html = f"<html><title>T</title><body><article>{prose}{box}{prose}</article></body></html>"

    assert "hidden" not in extract(html).markdown


def _nested() -> Element:
    box = Element("div", {}, [Element("p", {}, ["x"]) for _ in range(100)])
    for _ in range(90):
        box = Element("div", {"class": "admonition note"}, [box])
    return box


def test_callouts_in_callouts_are_looked_through_once():
    body = Element("body", {}, [_nested() for _ in range(200)])
    began = time.process_time()

    prepare(body)
    told = read(body, None)

    assert len(told) == 200
    assert time.process_time() - began < 2


def test_a_title_is_looked_for_in_no_more_than_a_title_holds():
    opened = "<div class='admonition note'>" * 90
    began = time.process_time()

    fragment(f"{opened}<p>{'word ' * 200_000}</p>{'</div>' * 90}", None)

    assert time.process_time() - began < 3
