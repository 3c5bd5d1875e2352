import pytest

from syndicate.archiver.markdown import flow
from syndicate.archiver.markdown.convert import convert
from syndicate.archiver.page import richtext


def written(blocks, named=None) -> str:
    return convert(flow.read(richtext.read(blocks, named), "https://e.org/")).markdown


def prosemirror(kind: str, *content, **attrs):
    return {"type": kind, "attrs": attrs, "content": list(content)}


def text(value: str, *marks):
    return {"type": "text", "text": value, "marks": [{"type": mark} for mark in marks]}


LINK = {"type": "text", "text": "there", "marks": [{"type": "link", "attrs": {"href": "/x"}}]}


@pytest.mark.parametrize(
    ("block", "markdown"),
    [
        (prosemirror("paragraph", text("a <b> "), text("bold", "bold"), text(" "), LINK),
         "a &lt;b> **bold** [there](https://e.org/x)"),
        (prosemirror("heading", text("Head"), level=3), "### Head"),
        (prosemirror("bulletList", *[prosemirror("listItem", prosemirror("paragraph", text(n))) for n in "ab"]),
         "- a\n- b"),
        (prosemirror("ordered_list", prosemirror("list_item", prosemirror("paragraph", text("a")))), "1. a"),
        (prosemirror("codeBlock", text("x = 1\ny"), language="python"), "```python\nx = 1\ny\n```"),
        (prosemirror("blockquote", prosemirror("paragraph", text("q"))), "> q"),
        (prosemirror("image", src="/i.png", alt="A"), "![A](https://e.org/i.png)"),
        ({"type": "horizontalRule"}, "***"),
    ],
)  # fmt: skip
def test_blocks_of_prosemirror_are_markdown(block, markdown):
    before = prosemirror("paragraph", text("First."))

    assert written([before, block, before]) == f"First.\n\n{markdown}\n\nFirst.\n"


def test_slate_needs_no_kind_of_its_texts():
    blocks = [
        {"type": "paragraph", "children": [{"text": "a "}, {"text": "b", "bold": True}]},
        {"type": "block-quote", "children": [{"text": "q"}]},
    ]

    assert written(blocks) == "a **b**\n\n> q\n"


def test_lexical_tells_its_styles_in_bits():
    run = {"type": "text", "text": "x", "format": 3}

    assert written([{"type": "paragraph", "children": [run]}]) == "***x***\n"


def test_editorjs_writes_html_in_its_blocks():
    blocks = [
        {"type": "header", "data": {"text": "T", "level": 4}},
        {"type": "paragraph", "data": {"text": "a <b>b</b> &amp; c"}},
        {"type": "list", "data": {"style": "ordered", "items": ["a", {"content": "b", "items": ["c"]}]}},
        {"type": "image", "data": {"file": {"url": "https://e.org/i.jpg"}, "caption": "Cap"}},
        {"type": "table", "data": {"content": [["a", "b"], ["c", "d"]]}},
    ]  # fmt: skip

    assert written(blocks) == (
        "#### T\n\na **b** & c\n\n1. a\n2. b\n    - c\n\n![](https://e.org/i.jpg)\n\nCap\n\n"
        "| a | b |\n| --- | --- |\n| c | d |\n"
    )


def test_draft_styles_ranges_and_refers_to_entities():
    ranges = {
        "inlineStyleRanges": [{"offset": 0, "length": 4, "style": "BOLD"}],
        "entityRanges": [{"offset": 9, "length": 4, "key": 0}],
    }
    blocks = [
        {"type": "header-two", "text": "H"},
        {"type": "unstyled", "text": "Bold and link.", **ranges},
        {"type": "unordered-list-item", "text": "a"},
        {"type": "unordered-list-item", "text": "b"},
    ]
    entities = {"0": {"type": "LINK", "data": {"url": "https://e.org/l"}}}

    assert (
        written(blocks, entities) == "## H\n\n**Bold** and [link](https://e.org/l).\n\n- a\n- b\n"
    )


def test_portable_text_defines_its_marks_beside_the_text():
    blocks = [
        {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": "H"}]},
        {"_type": "block", "style": "normal", "markDefs": [{"_key": "k", "href": "https://e.org/p"}],
         "children": [{"_type": "span", "text": "x", "marks": ["strong", "k"]}]},
        {"_type": "block", "style": "normal", "listItem": "number", "children": [{"_type": "span", "text": "n"}]},
    ]  # fmt: skip

    assert written(blocks) == "## H\n\n[**x**](https://e.org/p)\n\n1. n\n"


def test_contentful_keeps_links_and_pictures_in_data():
    link = {"nodeType": "hyperlink", "data": {"uri": "https://e.org/c"}, "content": [{"nodeType": "text", "value": "L"}]}  # fmt: skip
    blocks = [
        {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": "a "}, link]},
        {"nodeType": "embedded-asset-block", "data": {"target": {"fields": {"file": {"url": "//e.org/i.png"}}}}, "content": []},
    ]  # fmt: skip

    assert written(blocks) == "a [L](https://e.org/c)\n\n![](https://e.org/i.png)\n"


@pytest.mark.parametrize(
    "value",
    [
        None, "text", {}, [], ["a", "b"], [{"type": "teaser", "text": "a"}],
        [{"type": "advert", "text": "a"}], [{"type": "image", "src": "/i.png"}], [{"id": 1}, {"id": 2}],
    ],
)  # fmt: skip
def test_other_values_are_no_text(value):
    assert not richtext.is_text(value)


def test_what_has_no_meaning_is_left_out():
    blocks = [
        {"type": "paragraph", "text": "a"},
        {"type": "poll", "text": "Vote!"},
        {"type": 7},
        None,
    ]

    assert written(blocks) == "a\n"


def test_a_tree_of_any_depth_is_read():
    node = {"type": "paragraph", "text": "deep"}
    for _ in range(500):
        node = {"type": "section", "children": [node]}

    assert written([{"type": "paragraph", "text": "a"}, node]) == "a\n"


def test_a_mark_that_is_said_a_thousand_times_is_one():
    block = prosemirror("paragraph", text("a "), text("bold", *["bold"] * 1000, "italic"))

    assert written([block]) == "a ***bold***\n"


def test_a_thousand_ranges_of_one_text_cost_what_a_few_do():
    ranges = [{"offset": 2, "length": 4, "style": "BOLD"}] * 1000
    block = {"type": "unstyled", "text": "a bold word", "inlineStyleRanges": ranges}

    assert written([block]) == "a **bold** word\n"
