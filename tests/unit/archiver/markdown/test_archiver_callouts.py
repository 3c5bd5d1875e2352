"""Boxes that say note or tip of themselves are callouts."""

import time

import pytest

from syndicate.archiver.markdown.convert import fragment
from syndicate.archiver.page.extract import extract


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


def test_a_callout_that_is_folded_up_is_unfolded_and_nothing_else_of_its_looks_is_lost():
    code = "<pre><span style='user-select: none'>1 </span>make</pre>"

    told = fragment(f"<div class='admonition tip' style='display: none'>{code}</div>", None)

    assert told.markdown == "> [!TIP]\n>\n> ```\n> make\n> ```\n"


def test_a_title_is_looked_for_in_no_more_than_a_title_holds():
    opened = "<div class='admonition note'>" * 90
    began = time.process_time()

    fragment(f"{opened}<p>{'word ' * 200_000}</p>{'</div>' * 90}", None)

    assert time.process_time() - began < 3
