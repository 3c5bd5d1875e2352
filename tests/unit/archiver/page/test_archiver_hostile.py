"""No page is too much: whatever it is made of, an article or an ExtractError comes of it."""

from __future__ import annotations

import importlib.util
import re
import time
from html import escape, unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from syndicate.archiver.markdown.escape import visible
from syndicate.archiver.page.extract import extract
from syndicate.errors import ExtractError

_SPEC = importlib.util.spec_from_file_location(
    "shapes", Path(__file__).parents[4] / "benchmarks" / "shapes.py"
)
shapes = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(shapes)

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
SENTENCES = "<p>" + "The quick brown fox jumps over the lazy dog near the old bridge. " * 4 + "</p>"

# What only costs time when it grows; each of these once took a minute for a megabyte.
GROWING = [
    "a srcset of commas", "announcements", "backticks", "brackets", "deep spans", "definitions",
    "fonts", "headings", "less-than signs", "list items", "rules", "spans", "table cells",
    "sums of money", "open formulas", "blanks behind an object", "spans on spans",
]  # fmt: skip

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='java\tscript:alert(1)'>click</a>",
    "<a href=' &#1;javascript:alert(1)'>click</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>click</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<img src='x' alt='](javascript:alert(1)) <b onclick=alert(1)>'>",
    "<a title='\"><script>alert(1)</script>' href=/x>t</a>",
    "<pre><code class='language-\"><script>alert(1)</script>'>x</code></pre>",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "`<script>`alert(1)`</script>`",
    "```\n</code><script>alert(1)</script>",
    "[x]: javascript:alert(1)\n\n[x]",
    "\\<script>alert(1)\\</script>",
    "<!-- --!><script>alert(1)</script> -->",
    "<table><td>|<script>alert(1)</script>|</td></table>",
]

# Where a page says what it shows; each is written by other code.
SHOWN = {
    "a heading": "<h2>{}</h2>",
    "a cell": "<table><tr><th>a<th>b<tr><td>{}<td>x<tr><td>y<td>z</table>",
    "a head's cell": "<table><tr><th>{}<th>b<tr><td>y<td>x</table>",
    "a table's caption": "<table><caption>{}</caption><tr><th>a<th>b<tr><td>y<td>x</table>",
    "a caption": "<figure><img src=/a.jpg><figcaption>{}</figcaption></figure>",
    "a callout": "<div class='admonition note'><p class=admonition-title>Note<p>{}</div>",
    "a callout's title": "<div class='admonition tip'><p class=admonition-title>{}<p>x</div>",
    "a note": (
        "<p>Said<sup><a href=#fn1 id=r1>1</a></sup> so.</p><section class=footnotes>"
        "<ol><li id=fn1><p>{} <a href=#r1>↩</a></p></li></ol></section>"
    ),
    "a quote": "<blockquote><p>{}</blockquote>",
    "an item": "<ul><li>{}<li>b</ul>",
    "a term": "<dl><dt>{}<dd>b</dl>",
    "strong text": "<p>a <strong>{}</strong> b",
    "a link": (
        "<p>The fox jumps over the dog that sleeps near the bridge, and the dog says that "
        "<a href=/x>{}</a> is what it dreams of in the sun of a long afternoon."
    ),
    "code": "<p>a <code>{}</code> b",
    "a code block": "<pre><code>{}</code></pre>",
}

# Where a page says what it does not show as text, or shows as something else.
HELD = {
    "TeX in a script": "<p>a <script type=math/tex>{}</script> b",
    "TeX of its own line": "<script type='math/tex; mode=display'>{}</script>",
    "TeX in a span": "<p>a <span class='math inline'>\\({}\\)</span> b",
    "TeX beside MathML": (
        "<p>a <span class=katex><math><semantics><mrow></mrow><annotation "
        "encoding=application/x-tex>{}</annotation></semantics></math></span> b"
    ),
    "MathML": "<p>a <math><mi>{}</mi><mo>=</mo><mtext>{}</mtext></math> b",
    "MathML's text": '<p>a <math alttext="{}"><mi>x</mi></math> b',
    "TeX of a picture": '<p>a <img class=tex src=/latex.png alt="{}"> b',
    "a language": '<pre><code class="language-{}">x = 1</code></pre>',
    "a highlighter's language": '<div class=highlight data-lang="{}"><pre>x = 1</pre></div>',
    "a link's title": '<p>a <a href=/x title="{}">b</a>',
    "an address": '<p>a <a href="{}">b</a>',
    "a picture's address": '<p>a <img src="{}" alt=b>',
    "a lazy picture's address": '<p>a <img data-src="{}" alt=b>',
    "a srcset": '<p>a <img srcset="{} 2x" alt=b>',
    "an alternative": '<p>a <img src=/a.jpg alt="{}" title="{}"> b',
    "a smiley": '<p>a <img class=emoji src=/a.png alt="{}"> b',
    "a frame's title": '<iframe src=https://www.youtube.com/embed/x title="{}"></iframe>',
    "a frame's address": '<iframe src="{}" title=film></iframe>',
    "a film": '<video src="{}" poster="{}" title="{}"></video>',
    "a note's name": (
        '<p>Said<sup><a href="#{}">1</a></sup> so.<ol class=footnotes><li id="{}">So.</li></ol>'
    ),
    "an abbreviation": '<p><abbr title="{}">WHO</abbr> said',
}


def article(inner: str) -> str:
    return f"<html><body><article><h1>T</h1>{SENTENCES}<div>{inner}</div>{SENTENCES}</article>"


def outcome(page: bytes) -> str:
    try:
        return extract(page, "https://e.org/a").markdown
    except ExtractError:
        return ""


def shown(html: str) -> str:
    """Return the text of HTML whose every "<" opens a tag."""
    return re.sub(r"\s+", "", visible(unescape(re.sub(r"<[^>]*>", "", html))))


def acts(rendered: str) -> bool:
    """Tell whether HTML holds what a browser runs or loads, or an address that it runs."""
    bare = re.sub(r'"[^"]*"', "", rendered)
    return bool(
        re.search(r"<(script|iframe|object|svg|math|style|noscript|form|video)\b", rendered)
        or re.search(r"<[^>]*\s(?:on\w+|style|srcdoc)\s*=", bare)
        or re.search(r'(?:href|src)="\s*(?:javascript|data|vbscript):', rendered, re.IGNORECASE)
    )


def without_labels(markdown: str) -> str:
    """Return Markdown whose notes are paragraphs: CommonMark knows none."""
    return re.sub(r"^\[\^[^\]]+\]: ", "", markdown, flags=re.MULTILINE)


@pytest.mark.parametrize("name", shapes.SHAPES)
def test_a_page_of_any_shape_gives_its_article_or_an_extract_error(name):
    assert isinstance(outcome(shapes.page(name, 20_000)), str)


@pytest.mark.parametrize("name", GROWING)
def test_what_a_large_page_costs_its_size_bounds(name):
    page = shapes.page(name, 300_000)
    begun = time.process_time()

    outcome(page)

    # The slowest takes half a second; where the square of the size counted, it was a minute.
    assert time.process_time() - begun < 8


# Where a page may have a long value, and what it may be full of.
PLACES = [
    "<p>{}y</p>", "<h1>{}y</h1>", "<p class=byline>By {}y</p>", "<p>作者：{}y 来源：z</p>",
    "<a rel=next href='/{}y'>2</a>", "<img data-src='/{}y.jpg'>", "<img src=a.png srcset='{}y 1w'>",
    "<pre><code class='language-{}y'>x</code></pre>", "<time datetime='2025{}y'>x</time>",
    "<script type=application/ld+json>{{\"@type\":\"Article\",\"headline\":\"{}y\"}}</script>",
    "<script>window.__STATE__ = {{\"content\":\"{}y\"}};</script>", "<title>{}y</title>",
    "<meta name=keywords content='{}y'>",
]  # fmt: skip
FULL_OF = [" ", "a", "7", "-", ",", "作", ": ", "\\\\"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("unit", FULL_OF)
def test_no_value_is_searched_again_from_each_of_its_characters(place, unit):
    page = article(place.format(unit * (30_000 // len(unit))))
    begun = time.process_time()

    outcome(page.encode())

    # A tenth of a second at most; by the square of its length it was one to ten.
    assert time.process_time() - begun < 1


def test_a_long_row_of_numbers_is_told_from_buttons():
    page = f"<article><h1>T</h1>{SENTENCES}<p>{'7' * 28}ml</p></article>"
    begun = time.process_time()

    written = extract(page).markdown

    assert "7777ml" in written
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("seed", range(30))
def test_tags_in_any_order_give_an_article_or_an_extract_error(seed):
    assert isinstance(outcome(shapes.soup(seed, 5_000)), str)


def test_text_that_a_thousand_elements_hold_is_kept():
    inner = (
        f"{'<div>' * 1000}<p>{'Kept text at a depth of a thousand. ' * 5}</p>{'<div>' * 49_000}x"
    )

    assert "Kept text at a depth of a thousand." in extract(article(inner)).markdown


@pytest.mark.parametrize(
    "body",
    [
        "<p>x<sup>1</sup></p><ol class=footnotes start={}><li>a note</ol>",
        "<ol start={}><li>an item</ol>",
        """<img data-options='{{"width":{},"src":"/a/b.jpg"}}'>""",
        """<img data-options='{{"/a/b.jpg":[{},5]}}'>""",
    ],
)
@pytest.mark.parametrize("digits", [309, 5_000])
def test_no_number_is_too_long(body, digits):
    assert outcome(article(body.format("9" * digits)).encode()) != ""


def test_markup_in_a_script_is_looked_through_once():
    text = "The committee met on Tuesday to review all the findings of it. " * 30
    script = f'<script>x="{text}{"&lt;p" * 20_000}"</script>'
    begun = time.process_time()

    outcome(article(f"<h1>The committee met on Tuesday</h1>{script}").encode())

    assert time.process_time() - begun < 1


def test_a_hundred_thousand_attributes_change_nothing():
    attributes = " ".join(f"a{number}=b" for number in range(100_000))

    assert extract(article(f"<p {attributes}>text</p>")).markdown == (
        extract(article("<p>text</p>")).markdown
    )


@pytest.mark.parametrize("body", ["<source>", "<template>x</template>", "<svg/>", "<object>"])
def test_a_body_of_nothing_but_what_is_hidden_has_no_article(body):
    with pytest.raises(ExtractError):
        extract(body)


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("as_text", [False, True])
def test_nothing_that_acts_comes_out_of_a_page(vector, as_text):
    inner = f"<p>{escape(vector)}</p>" if as_text else vector

    rendered = READER.render(extract(article(inner), "https://e.org/a").markdown)

    assert not acts(rendered)
    if as_text:
        assert re.sub(r"\s+", "", vector) in shown(rendered)


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("place", SHOWN)
def test_text_that_looks_like_markup_is_text_wherever_it_stands(vector, place):
    inner = SHOWN[place].format(escape(vector))

    rendered = READER.render(without_labels(extract(article(inner), "https://e.org/a").markdown))

    assert not acts(rendered)
    assert re.sub(r"\s+", "", vector) in shown(rendered)


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("place", [*SHOWN, *HELD])
@pytest.mark.parametrize("as_text", [False, True])
def test_nothing_acts_wherever_it_stands(vector, place, as_text):
    inner = {**SHOWN, **HELD}[place].replace("{}", escape(vector) if as_text else vector)

    markdown = extract(article(inner), "https://e.org/a").markdown

    assert not acts(READER.render(markdown))
    assert not acts(READER.render(without_labels(markdown)))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "charset=gbk", "charset=shift_jis"]))
def test_any_bytes_give_an_article_or_an_extract_error(body, content_type):
    page = b"<article>" + SENTENCES.encode() + body
    try:
        extract(page, "https://e.org/a", content_type=content_type)
    except ExtractError as error:
        assert error.url == "https://e.org/a"


@pytest.mark.parametrize("seed", range(40))
def test_an_article_that_is_read_again_keeps_its_text(seed):
    first = extract(shapes.soup(seed, 3_000), "https://e.org/a")
    written = READER.render(first.markdown)
    head = f"<head><title>{escape(first.title or '')}</title></head>"

    again = extract(f"<html>{head}<body><article>{written}</article>", "https://e.org/a")

    assert shown(READER.render(again.markdown)) == shown(written)
