"""Laws of the Markdown we write: whatever the text and the tags, a reader sees the text."""

import re
from html import escape, unescape

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from syndicate.archiver import images
from syndicate.archiver.markdown.convert import fragment
from syndicate.archiver.markdown.escape import visible
from syndicate.archiver.markdown.text import normalized

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

# Letters, blanks, and above all what means something in Markdown or HTML.
PIECES = st.sampled_from([
    *"ab*_~`[]()<>&!\\|#-+.1:=^$'\"{} \t\n中文：。，“”「」é🙂\u3000",
    "&amp;", "<b>", "</p>", "http://x", "](", "![", "---", "1. ", "- ", "# ", "> ", "~~", "**", "``",
    "[x]: y", "<!--", "\\\n", "    ",
])  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=8).map("".join)
INLINE = st.sampled_from(["b", "i", "em", "strong", "s", "del", "code", "span", "a href=/u"])
BLOCKS = st.sampled_from(
    ["p", "div", "h2", "blockquote", "ul><li", "ol><li", "li", "pre", "td", "dt", "section"]
)


def tagged(
    children: st.SearchStrategy[str], tags: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    def wrap(parts: tuple[str, list[str]]) -> str:
        opening, inner = parts
        closing = "".join(f"</{tag.split()[0]}>" for tag in reversed(opening.split("><")))
        return f"<{opening}>{''.join(inner)}{closing}"

    return st.tuples(tags, st.lists(children, max_size=4)).map(wrap)


RUNS = st.recursive(TEXTS.map(escape), lambda inner: tagged(inner, INLINE), max_leaves=8)
DOCUMENTS = st.lists(
    st.recursive(RUNS, lambda inner: tagged(inner, BLOCKS), max_leaves=10), max_size=4
).map("".join)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", visible(text))


def shown(html: str) -> str:
    """Return the text of HTML whose every "<" opens a tag."""
    return bare(unescape(re.sub(r"<[^>]*>", "", html)))


@settings(max_examples=400, deadline=None)
@given(DOCUMENTS)
def test_the_rendered_markdown_says_what_the_page_said(html):
    rendered = READER.render(fragment(html, "https://e.org/").markdown)

    assert shown(rendered) == shown(html)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_no_markup_but_our_own_comes_out(html):
    rendered = READER.render(fragment(html, "https://e.org/").markdown)

    tags = set(re.findall(r"<(/?\w*)", rendered))
    ours = {
        "p",
        "h2",
        "strong",
        "em",
        "s",
        "code",
        "a",
        "blockquote",
        "ul",
        "ol",
        "li",
        "pre",
        "br",
    }
    assert {tag.strip("/") for tag in tags} <= ours


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_writing_is_deterministic_and_ends_with_one_line_break(html):
    markdown = fragment(html, "https://e.org/").markdown

    assert markdown == fragment(html, "https://e.org/").markdown
    assert markdown == "" or markdown.endswith("\n") and not markdown.endswith("\n\n")
    assert "\n\n\n" not in re.sub(r"(?s)(`{3,}).*?\1", "code", markdown)


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
def test_the_plain_text_of_markdown_is_the_text_of_the_page(html):
    assert bare(normalized(fragment(html, "https://e.org/").markdown)) == shown(html)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4), RUNS)
def test_every_image_is_found_again_and_nothing_else_is_taken_for_one(pairs, text):
    html = "".join(
        f'{text}<img alt="alt {escape(alt)}" src="/{number}.png?{escape(query)}">'
        for number, (alt, query) in enumerate(pairs)
    )

    converted = fragment(html, "https://e.org/")

    rendered = READER.render(converted.markdown)
    assert len(converted.images) == rendered.count("<img ") == len(pairs)
    names = {url: f"{number}.png" for number, url in enumerate(converted.images)}
    local = images.localize(converted.markdown, names)
    assert images.remote_images(local) == ()
    assert READER.render(local).count('<img src="images/') == len(pairs)
    assert "<img" not in READER.render(images.drop_images(converted.markdown))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_no_formula_is_more_than_text_to_a_reader_without_formulas(tex):
    html = f'<p>a <math alttext="{escape(tex)}"></math> b</p>'

    rendered = READER.render(fragment(html, "https://e.org/").markdown)

    assert set(re.findall(r"<(\w+)", rendered)) <= {"p", "em", "strong", "s"}


@settings(max_examples=200, deadline=None)
@given(RUNS, RUNS)
def test_a_footnote_says_what_the_page_said(text, note):
    html = f'<p>a{text}b<sup><a href="#fn1">1</a></sup></p><div id="fn1"><p>c {note} d</p></div>'

    markdown = fragment(html, "https://e.org/").markdown

    main, _, told = markdown.rpartition("\n[^1]: ")
    assert shown(READER.render(main)) == shown(f"a{text}b[^1]")
    assert shown(READER.render(told)) == shown(f"c{note}d")
