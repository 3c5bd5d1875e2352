"""Footnotes of every make become notes of the Markdown."""

import time

import pytest

from syndicate.archiver.markdown.convert import fragment
from syndicate.archiver.markdown.landmarks import prepare
from syndicate.markup.tree import Element

BASE = "https://lake.example/a/ferry"


def written(html):
    return fragment(html, BASE).markdown


@pytest.mark.parametrize(
    "html",
    [
        # Pandoc, kramdown, GitHub: an item of a list that leads back.
        (
            '<p>It sank.<sup id="r1"><a href="#n1">1</a></sup></p>'
            '<ol><li id="n1"><p>In 1911. <a href="#r1">↩</a></p></li></ol>'
        ),
        # Brackets round the mark, and the mark again before the note.
        (
            '<p>It sank.<sup><a id="r1" href="#n1">[1]</a></sup></p>'
            '<p id="n1"><a href="#r1">[1]</a> In 1911.</p>'
        ),
        # Named anchors.
        (
            '<p>It sank.<a href="#n1" name="r1"><sup>1</sup></a></p>'
            '<div class="notes"><p><a name="n1" href="#r1">1</a> In 1911.</p></div>'
        ),
        # A box of its own, not at the end.
        (
            '<p>It sank.<sup class="footnote-reference"><a href="#1">1</a></sup></p>'
            '<div class="footnote-definition" id="1"><sup>1</sup><p>In 1911.</p></div>'
        ),
        # An address that only the link back completes.
        (
            '<p>It sank.<sup><a href="#_ftn1">[1]</a></sup></p>'
            '<p><a href="//X#_ftnref1">[1]</a> In 1911.</p>'
        ),
        # A box that an attribute names.
        (
            '<p>It sank.<span data-definition="n1"><a href="#">*</a></span></p>'
            '<aside id="n1">In 1911.</aside>'
        ),
        # No links: a raised number, and a list of notes.
        (
            '<p>It sank.<sup>1</sup></p><div class="footnotes"><h4>Footnotes</h4>'
            "<ol><li>In 1911.</li></ol></div>"
        ),
        '<p>It sank.<sup>1</sup></p><aside><ol start="1"><li>In 1911.</li></ol></aside>',
        # No links: a raised number before the note, below a rule.
        "<p>It sank.<sup>1</sup></p><hr><p><sup>1</sup> In 1911.</p>",
        "<p>It sank.<sup>1</sup></p><hr><p><strong>1</strong> In 1911.</p>",
        # In the line itself.
        (
            '<p>It sank.<label for="s">1</label><input id="s">'
            '<span class="sidenote"><sup>1</sup> In 1911.</span></p>'
        ),
    ],
)
def test_a_mark_and_its_note_find_each_other(html):
    assert written(html) == "It sank.[^1]\n\n[^1]: In 1911.\n"


def test_notes_are_numbered_as_they_are_referred_to_and_told_once():
    html = (
        '<p>A<sup><a href="#fn-b">b</a></sup> B<sup><a href="#fn-a">a</a></sup>'
        ' C<sup><a href="#fn-b">b</a></sup></p>'
        '<ol><li id="fn-a">one</li><li id="fn-b">two</li><li id="fn-c">three</li></ol>'
    )

    assert written(html) == "A[^1] B[^2] C[^1]\n\n1. three\n\n[^1]: two\n\n[^2]: one\n"


def test_a_note_may_have_paragraphs_lists_and_notes_of_its_own():
    html = (
        '<p>A<sup><a href="#fn1">1</a></sup></p>'
        '<div id="fn1"><p>One.<sup><a href="#fn2">2</a></sup></p><ul><li>x</li></ul></div>'
        '<div id="fn2"><ul><li>y</li></ul></div>'
    )

    assert written(html) == ("A[^1]\n\n[^1]: One.[^2]\n\n    - x\n\n[^2]:\n\n    - y\n")


def test_notes_apart_by_line_breaks_are_told_apart():
    html = (
        '<p>A<a href="#one"><sup>1</sup></a> B<a href="#two"><sup>2</sup></a></p><hr>'
        '<p><a name="one"><sup>1</sup></a> First. <a href="#">↩</a><br><br>'
        '<a name="two"><sup>2</sup></a> Second.</p>'
    )

    assert written(html) == "A[^1] B[^2]\n\n[^1]: First.\n\n[^2]: Second.\n"


@pytest.mark.parametrize(
    "html",
    [
        # Contents lead to headings.
        '<ul><li><a href="#s1">1</a></li></ul><div id="s1"><h2>One</h2><p>x</p></div>',
        # An index leads to what begins with the letter.
        '<p><a href="#s">A</a></p><p id="s">A is for apple.</p>',
        # Theorems and equations are numbered, too.
        '<p>By <a href="#t1">1</a></p><h3><a name="t1"></a>Theorem 1</h3><p>x</p>',
        # Units of measure.
        "<p>Ten m<sup>2</sup> of wall</p><ol><li>a</li><li>b</li></ol>",
        # What stands before the mark is no note to it.
        '<p id="fn1">One.</p><p>See <sup><a href="#fn1">1</a></sup></p>',
    ],
)
def test_other_marks_and_places_are_no_notes(html):
    assert "[^" not in written(html)


def cited(works):
    marks = "".join(f'<sup><a href="#c{at}" id="r{at}">[{at}]</a></sup>' for at in range(works))
    items = "".join(f'<li id="c{at}"><a href="#r{at}">^</a> Book.</li>' for at in range(works))
    return f"<p>A{marks}</p><h2>References</h2><ol>{items}</ol><h2>See also</h2><p>B</p>"


def test_the_few_works_that_an_article_cites_are_notes():
    assert written(cited(2)) == "A[^1][^2]\n\n## See also\n\nB\n\n[^1]: Book.\n\n[^2]: Book.\n"


def test_a_long_bibliography_is_a_part_of_the_article():
    assert "[^" not in written(cited(41))
    assert "## References\n\n1. " in written(cited(41))


@pytest.mark.parametrize("after", ["(see below)", ": so it was"])
def test_text_behind_a_reference_makes_no_link_of_it(after):
    html = f'<p>A<sup><a href="#fn1">1</a></sup>{after}</p><p id="fn1">1 One.</p>'

    assert f"A[^1]\\{after}" in written(html)


def test_a_note_of_one_word_leads_nowhere():
    html = '<p>A<sup><a href="#fn1">1</a></sup></p><p id="fn1">javascript:alert(1)</p>'

    assert written(html) == "A[^1]\n\n[^1]: (javascript:alert(1))\n"


def test_many_references_are_found_in_time():
    marks = "".join(f'<sup><a href="#fn{at}">{at % 999}</a></sup>' for at in range(5_000))
    notes = "".join(f'<li id="fn{at}">n{at}</li>' for at in range(5_000))

    assert "n4999" in written(f"<p>{marks}</p><ol>{notes}</ol>")


def _raised() -> Element:
    return Element("p", {}, [Element("sup", {}, ["[1]"]) for _ in range(40_000)])


def _to_one_block() -> Element:
    marks = [Element("sup", {}, [Element("a", {"href": f"#f{at}"}, ["1"])]) for at in range(10_000)]
    targets = [Element("a", {"id": f"f{at}"}) for at in range(10_000)]
    return Element("div", {}, [Element("p", {}, [*marks]), Element("div", {}, [*targets])])


def _named() -> Element:
    attributes = {f"data-x{at}": f"y{at}" for at in range(2_000)}
    marks = [Element("a", {"href": "#nowhere"}, ["1"]) for _ in range(40_000)]
    return Element("div", attributes, [*marks])


def _between() -> Element:
    marks = [Element("a", {"href": f"#f{at}"}, ["1"]) for at in range(2_000)]
    targets = [Element("a", {"id": f"f{at}"}, ["1"]) for at in range(2_000)]
    words = [Element("i", {}, []) for _ in range(5_000)]
    notes = Element("div", {"class": "footnotes"}, [*words, *targets])
    return Element("div", {}, [Element("p", {}, [*marks]), notes])


@pytest.mark.parametrize("page", [_raised, _to_one_block, _named, _between])
def test_what_marks_lead_to_is_looked_at_once_however_many_there_are(page):
    tree = Element("body", {}, [page()])
    began = time.process_time()

    prepare(tree)

    assert time.process_time() - began < 1
