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


@pytest.mark.parametrize(
    ("selector", "instead"),
    [
        ('li:contains("Two")', """:contains(): use XPath, //li[contains(., "Two")]"""),
        (
            "ul li.a:-soup-contains('Two') a",
            ":-soup-contains(): use XPath, //*[contains(., 'Two')]",
        ),
        (
            "a:-soup-contains-own(Two)",
            """:-soup-contains-own(): use XPath, //a[contains(., "Two")]""",
        ),
        (":contains( One two )::text", """:contains(): use XPath, //*[contains(., "One two")]"""),
    ],
)
def test_what_others_have_beyond_css_is_told_as_xpath(page, selector, instead):
    with pytest.raises(ValueError, match="CSS has no :") as told:
        selection.items(page, selector)

    assert str(told.value) == f"CSS has no {instead}"
    selection.check(instead.partition("XPath, ")[2], in_item=True)


def test_an_error_beside_a_text_that_looks_like_one_is_told_as_it_is(page):
    with pytest.raises(ValueError, match="invalid CSS selector"):
        selection.items(page, "a:hover(x)[title=':contains']")


@pytest.mark.parametrize(
    ("selector", "reason"),
    [
        ("li[", "expected an identifier at position 3"),
        ("li >", "expected a selector"),
        ("//li[", "expected"),
        ("//*[nothing()]", "nothing"),
        ("//video[nothing(@src)]", "nothing"),
        ("//a | 'a'", "union"),
        ('li:contains("x")', "CSS has no :contains()"),
    ],
)
@pytest.mark.parametrize("in_item", [True, False])
def test_a_selector_is_checked_without_a_page(selector, reason, in_item):
    with pytest.raises(ValueError, match=r"\w") as told:
        selection.check(selector, in_item=in_item)

    assert reason in str(told.value)
    assert "invalid" not in str(told.value)


@pytest.mark.parametrize(
    "selector",
    [
        *("a", "a::text", "//a", "./a/@href", "string(a)", "li:has(> b)"),
        "//video[contains(@src, 'it (s)') and not(comment()) or (a)]/text()",
    ],
)
def test_what_is_a_selector_passes_the_check(selector):
    selection.check(selector, in_item=True)
    selection.check(selector, in_item=False)


def test_only_an_item_can_be_meant_itself():
    selection.check("::attr(id)", in_item=True)

    with pytest.raises(ValueError, match="no item"):
        selection.check("::attr(id)", in_item=False)


def test_what_stands_right_below_an_element_comes_in_order():
    page = selection.parse("<p>one<b>two</b><!-- no -->three<i></i></p>", None)
    [paragraph] = selection.items(page, "p")

    shown = [
        each if isinstance(each, str) else selection.tag(each)
        for each in selection.children(paragraph)
    ]

    assert shown == ["one", "b", "three", "i"]
