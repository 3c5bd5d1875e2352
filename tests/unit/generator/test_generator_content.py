"""From Markdown to HTML that a stranger's reader may show."""

import time

import pytest
from helpers.publishing import article

from syndicate.generator.content import both, clean, excerpt, html, image_url, summary

IMAGES = "https://feeds.example/images/"
NAME = "images/0123456789abcdef.png"


def rendered(markdown, *, images_url=IMAGES, **changes):
    return html(article(markdown=markdown, **changes), images_url=images_url)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>\n"),
        ("3. x\n4. y", '<ol start="3">\n<li>x</li>\n<li>y</li>\n</ol>\n'),
        ("> q\n\n---", "<blockquote>\n<p>q</p>\n</blockquote>\n<hr>\n"),
        ("```py\na < b\n```", "<pre><code>a &lt; b\n</code></pre>\n"),
        ("a\\\nb", "<p>a<br>\nb</p>\n"),
    ],
)
def test_markdown_becomes_plain_html(markdown, expected):
    assert rendered(markdown) == expected


def test_a_table_stays_a_table():
    found = rendered("| a | b |\n|--:|---|\n| 1 | 2 |\n")

    assert "<th>a</th>" in found
    assert "<td>2</td>" in found
    assert "style" not in found


def test_text_that_looks_like_html_stays_text():
    assert rendered("a <script>alert(1)</script> b") == (
        "<p>a &lt;script&gt;alert(1)&lt;/script&gt; b</p>\n"
    )


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("../b", "https://lake.example/b"),
        ("#depth", "https://lake.example/ferry?day=1&amp;boat=2#depth"),
        ("//hill.example/x", "https://hill.example/x"),
        ("http://hill.example/", "http://hill.example/"),
        ("mailto:ann@lake.example", "mailto:ann@lake.example"),
    ],
)
def test_a_link_leads_to_where_the_article_meant(href, expected):
    assert f'<a href="{expected}" rel="noopener noreferrer">x</a>' in rendered(f"[x](<{href}>)")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "ftp://lake.example/x", "tel:1", "x:y"])
def test_a_link_with_another_scheme_leads_nowhere(href):
    assert "href" not in rendered(f"[x](<{href}>)")


def test_a_relative_link_of_an_article_without_address_leads_nowhere():
    assert "href" not in rendered("[x](b/c)", canonical_url=None)


def test_a_local_image_is_shown_from_the_published_folder():
    assert (
        rendered(f"![船]({NAME})") == f'<p><img src="{IMAGES}0123456789abcdef.png" alt="船"></p>\n'
    )


def test_a_local_image_that_is_not_published_is_shown_from_its_origin():
    assert 'src="https://img.example/ferry.png"' in rendered(f"![船]({NAME})", images_url=None)


def test_an_image_without_an_address_is_its_alternative_text():
    assert rendered("![a *boat*](images/lost.png)", images_url=None) == "<p>a <em>boat</em></p>\n"
    assert rendered("![boat](data:image/png;base64,AA)") == "<p>boat</p>\n"


def test_a_hotlinked_image_is_absolute():
    assert 'src="https://lake.example/i.png"' in rendered("![x](/i.png)")


@pytest.mark.parametrize(
    "nested",
    [
        "> " * 3000 + "the end",
        "- " * 3000 + "the end",
        "1. " * 500 + "the end",
        "\t- " * 300 + "the end",
        "".join("  " * depth + "- x\n" for depth in range(400)) + "  " * 400 + "- the end",
        "".join("\t" * depth + "- x\n" for depth in range(200)) + "\t" * 200 + "- the end",
        "> " * 40 + "- " * 40 + "the end",
    ],
)
def test_deep_nesting_costs_levels_but_no_text(nested):
    found = rendered(nested)

    assert "the end" in found
    assert found.count("<blockquote>") + found.count("<li>") < 500


@pytest.mark.parametrize("nested", ["*_" * 30 + "the end" + "_*" * 30, "[" * 30 + "the end"])
def test_deep_inline_markup_costs_markup_but_no_text(nested):
    assert "the end" in rendered(nested)


def test_indented_code_keeps_its_indentation():
    assert "<code>" + " " * 60 + "x\n</code>" in rendered("```\n" + " " * 60 + "x\n```")


@pytest.mark.parametrize(
    "markdown", ["[" * 160_000, "![](" * 40_000, "[a](" * 3000, "*a _b" * 4000]
)
def test_unclosed_markup_is_rendered_in_reasonable_time(markdown):
    before = time.process_time()

    rendered(markdown)

    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "fragment",
    [
        "<script>alert(1)</script>",
        '<p style="position:fixed" onclick="x()" id="a" class="b">',
        '<a href="java\tscript:alert(1)">x</a>',
        '<a href="https://a.example/\x7f">x</a>',
        '<img src="https://a.example/ b" onerror="x()">',
        '<iframe src="https://a.example/"></iframe>',
        "<svg onload=x()><style>x</style></svg>",
        "<form action='https://a.example/'><input></form>",
    ],
)
def test_the_sanitizer_has_the_last_word(fragment):
    found = clean(fragment)

    assert not any(
        word in found
        for word in ("script", "style", "on", "href", "src=", "iframe", "svg", "form", "id=")
    )


@pytest.mark.parametrize("fragment", ["a\ud800b", "a&#12;b", "a\ufffeb"])
def test_the_sanitizer_leaves_nothing_that_xml_forbids(fragment):
    assert clean(fragment) == "ab"


def test_nothing_that_xml_forbids_is_left():
    assert rendered("a\x0cb\ufffe\ud800c") == "<p>abc</p>\n"


@pytest.mark.parametrize(
    ("name", "images_url", "expected"),
    [
        (None, IMAGES, None),
        (NAME, IMAGES, f"{IMAGES}0123456789abcdef.png"),
        (NAME, None, "https://img.example/ferry.png"),
        ("images/unknown.png", None, None),
        ("https://img.example/x.png", None, "https://img.example/x.png"),
        ("/x.png", IMAGES, "https://lake.example/x.png"),
        ("data:image/png;base64,AA", IMAGES, None),
    ],
)
def test_an_image_has_one_address_or_none(name, images_url, expected):
    assert image_url(article(), name, images_url) == expected


def test_the_description_is_the_summary():
    assert summary(article(description="A\n short  one\u200b"), 80) == "A short one"


def test_a_description_that_was_escaped_twice_is_read_once():
    given = article(description="Ada&#39;s R&amp;D: what &lt;b&gt; means")
    assert summary(given, 80) == "Ada's R&D: what &lt;b&gt; means"
    assert both(given, 80, images_url=None)[1] == summary(given, 80)


def test_without_a_description_the_text_begins_the_summary():
    text = f"# Heading\n\n![boat]({NAME})\n\nThe *ferry* [leaves](x) at `7`.\nOr 8 &amp; 9.\n\n```\ncode\n```\n\nThen."

    assert summary(article(markdown=text), 80) == "The ferry leaves at 7. Or 8 & 9. Then."


def test_a_summary_looks_behind_a_very_long_beginning():
    markdown = f"![boat](<{'x' * 5000}>)\n\nThe ferry."

    assert summary(article(markdown=markdown), 80) == "The ferry."


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("The ferry leaves", 16, "The ferry leaves"),
        ("The ferry leaves at seven", 17, "The ferry leaves…"),
        ("The ferry leaves at seven", 14, "The ferry…"),
        ("渡船七点开，不等人。", 6, "渡船七点开…"),
        ("渡船七点开，不等人。", 7, "渡船七点开…"),
        ("x" * 100, 10, "xxxxxxxxx…"),
        ("abcde\u0301fgh", 6, "abcd…"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_ends_between_words_and_never_inside_a_letter(text, limit, expected):
    assert excerpt(text, limit) == expected
