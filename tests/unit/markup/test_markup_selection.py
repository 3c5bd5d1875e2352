import pytest

from syndicate.markup import selection

HTML = """<base href="/x/"><h2>March</h2><ul>
<li class=a><a href=1.html>One <b>bold</b></a> tail<img src=p.png></li>
<li class=a><a href=2.html>Two</a></li></ul>
<table><tr><td>cell</table>"""


@pytest.fixture
def page():
    return selection.parse(HTML, "https://wernau.example/list")


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("a", ["One bold"]),
        ("a::text", ["One"]),
        ("a::attr(href)", ["1.html"]),
        ("a::attr(title)", []),
        ("::attr(class)", ["a"]),
        ("::text", ["tail"]),
        (".", ["One bold tail"]),
        ("li:has(b)", []),
        ("./a/@href", ["1.html"]),
        ("//a", ["One bold"]),
        ("@class", ["a"]),
        ("string(a)", ["One bold"]),
        ("normalize-space(a/b)", ["bold"]),
        ("(count(a))", ["1"]),
        ("preceding::h2[1]", ["March"]),
        ("./a/b/text()", ["bold"]),
        ("following-sibling::li/a", ["Two"]),
    ],
)
def test_selectors_find_what_they_say(page, selector, texts):
    item = selection.items(page, "li.a")[0]

    assert [selection.text(found) for found in selection.select(item, selector)] == texts


def test_relative_addresses_stand_on_the_base(page):
    assert page.base == "https://wernau.example/x/"


def test_the_tree_is_that_of_a_browser(page):
    assert len(selection.items(page, "table > tbody > tr > td")) == 1


@pytest.mark.parametrize(
    "selector", ["a[", "li >", "..a", "//a[", "(", "string(", "a::before", "::text"]
)
def test_what_is_no_selector_is_told(page, selector):
    with pytest.raises(ValueError, match=r"\w"):
        selection.items(page, selector)
