"""Notes, formulas and callouts as readers of feeds show them."""

import time

import pytest
from helpers.publishing import article

from syndicate.generator.content import html, summary


def rendered(markdown):
    return html(article(markdown=markdown), images_url=None)


def test_notes_are_a_list_below_the_text_in_the_order_of_their_references():
    found = rendered("A[^b] and B[^a].\n\n[^a]: First.\n\n[^b]: Second.\n")

    assert found == (
        "<p>A<sup>[1]</sup> and B<sup>[2]</sup>.</p>\n<hr>\n<ol>\n<li>\n<p>Second.</p>\n</li>"
        "<li>\n<p>First.</p>\n</li></ol>\n"
    )


def test_a_note_keeps_its_blocks_and_its_own_notes():
    found = rendered("A[^1].\n\n[^1]: One[^2].\n\n    - x\n\n[^2]: Two.\n")

    assert "<p>One<sup>[2]</sup>.</p>\n<ul>\n<li>x</li>\n</ul>" in found
    assert found.count("<sup>") == 2


def test_no_note_is_lost_that_nothing_refers_to():
    assert "<p>One.</p>" in rendered("A.\n\n[^1]: One.\n")


@pytest.mark.parametrize("text", ["a[^1]", "`[^1]`", "```\n[^1]: x\n```", "a\\[^1]", "[^ x]"])
def test_a_reference_without_a_note_is_text(text):
    assert "<sup>" not in rendered(text)
    assert "^" in rendered(text)


def test_text_after_the_notes_is_text():
    assert rendered("A[^1].\n\n[^1]: One.\n\nB.\n").startswith(
        "<p>A<sup>[1]</sup>.</p>\n<p>B.</p>\n"
    )


@pytest.mark.parametrize(
    "tex", ["$a *b* c_1$", "$$\\frac{a}{b} _x_ \\\\ y$$", "$a \\, b < c$", "$x$"]
)
def test_a_formula_is_left_as_it_is(tex):
    assert rendered(f"So {tex} is.") == f"<p>So {tex.replace('<', '&lt;')} is.</p>\n"


@pytest.mark.parametrize(
    "text",
    ["$5 *to* $10", "$ *a* $", "a$ *b* c", "\\$*a*$", "$5 [*a*](https://a.example/) or US$ 6"],
)
def test_sums_of_money_are_no_formulas(text):
    assert "<em>" in rendered(text)


@pytest.mark.parametrize(
    ("markdown", "first"),
    [
        ("> [!NOTE]\n> Mind *it*.", "<strong>Note</strong><br>\nMind <em>it</em>."),
        ("> [!TIP] Look *out*\n> x", "<strong>Look <em>out</em></strong><br>\nx"),
        ("> [!TIP]\n>\n> - x", "<strong>Tip</strong>"),
        ("> [!x]\n> y", "[!x]\ny"),
    ],
)
def test_a_callout_is_a_quotation_below_its_title(markdown, first):
    assert rendered(markdown).startswith(f"<blockquote>\n<p>{first}</p>")


def test_a_summary_has_no_notes():
    found = summary(article(markdown="A[^1] $x$.\n\n[^1]: One.\n", description=None), 100)

    assert found == "A $x$."


@pytest.mark.parametrize(
    "markdown",
    [
        "[^a] " * 20_000 + "\n\n[^a]: x",
        "\n".join(f"[^{at}]: x" for at in range(3_000)),
        "$a " * 50_000,
        "$$a " * 50_000,
    ],
)
def test_floods_of_marks_are_rendered_in_time(markdown):
    before = time.process_time()

    rendered(markdown)

    assert time.process_time() - before < 5
