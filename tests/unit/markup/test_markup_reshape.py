import time

import pytest

from syndicate.markup import reshape, selection

HTML = """<base href="/x/"><div id=a class="x y">one<p>two <a href=" 2.html ">next</a></p>three</div>
<div id=b><img data-full=big.jpg src=small.jpg><p></p><time datetime=2025-02-13>yesterday</time>
<meta property=og:title content="A title"></div>"""


@pytest.fixture
def page():
    return selection.parse(HTML, "https://wernau.example/list")


def body(page):
    return page.document.select_one("body").inner_html


@pytest.mark.parametrize(
    ("selector", "gone"),
    [
        ("//div[@id='b']", "big.jpg"),
        ("#b", "big.jpg"),
        ("//div/@class", "x y"),
        ("//div[@id='a']/text()[2]", "three"),
        ("//p | //p/a", "two"),
    ],
)
def test_what_is_removed_is_gone(page, selector, gone):
    assert gone in body(page)

    assert reshape.remove(page, selector)

    assert gone not in body(page)


@pytest.mark.parametrize("change", [reshape.remove, reshape.dissolve])
@pytest.mark.parametrize("selector", ["//body", "html", "//nothing", "(count(//p))"])
def test_the_page_itself_always_stays(page, change, selector):
    before = page.document.html

    assert change(page, selector) == 0
    assert page.document.html == before


def test_an_element_without_its_borders_leaves_what_it_held(page):
    assert reshape.dissolve(page, "//p") == 2

    assert 'one two <a href=" 2.html ">next</a>three'.replace("one ", "one") in body(page)


def test_elements_and_texts_are_wrapped_each_for_itself(page):
    assert reshape.wrap(page, "//div[@id='a']/text()", "em") == 2
    assert reshape.wrap(page, "//img", "figure") == 1
    assert reshape.wrap(page, "//body | //div/@id", "b") == 0

    assert "<em>one</em><p>" in body(page)
    assert "</p><em>three</em>" in body(page)
    assert "<figure><img " in body(page)


def test_elements_are_moved_to_the_end_of_the_first_target(page):
    assert reshape.move(page, "//img", "//div") == 1

    assert 'three<img data-full="big.jpg" src="small.jpg"></div>' in body(page)


@pytest.mark.parametrize(("selector", "target"), [("//div", "//p/a"), ("//img", "//nothing")])
def test_what_can_not_be_moved_stays(page, selector, target):
    kept = {"//div": 1, "//img": 0}

    assert reshape.move(page, selector, target) == kept[selector]
    assert "next" in body(page)
    assert "big.jpg" in body(page)


def test_a_waiting_picture_is_loaded(page):
    assert reshape.load(page, "data-full") == 1

    assert 'src="big.jpg"' in body(page)


@pytest.mark.parametrize(
    ("selector", "address"),
    [
        ("//a", "2.html"),
        ("//a/@href", "2.html"),
        ("//p", None),
        ("//img", "small.jpg"),
        ("concat('/print', substring-after(//a/@href, '2'))", "/print.html"),
    ],
)
def test_an_address_is_an_attribute_a_text_or_a_link(page, selector, address):
    assert reshape.address(page, selector) == address


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("//p", ["two next"]),
        ("//time", ["2025-02-13"]),
        ("//meta", ["A title"]),
        ("//a/text()", ["next"]),
        ("#b p", []),
    ],
)
def test_texts_are_what_an_element_says(page, selector, texts):
    assert list(reshape.texts(page, selector)) == texts


@pytest.mark.parametrize(
    ("selector", "exists"),
    [
        ("//p", True),
        ("//b", False),
        ("(boolean(//b))", False),
        ("(boolean(//p))", True),
        ("p", True),
    ],
)
def test_something_exists_or_does_not(page, selector, exists):
    assert reshape.exists(page, selector) is exists


@pytest.mark.parametrize(("selector", "shows"), [("//p", True), ("#b p", False), ("#b", True)])
def test_only_texts_and_pictures_show(page, selector, shows):
    assert reshape.shows(page, selector) is shows


def test_many_texts_side_by_side_are_no_labour():
    page = selection.parse("<div>" + "<b>x</b>text" * 20_000 + "</div>", None)
    begun = time.process_time()

    assert reshape.wrap(page, "//div/text()", "i") == 20_000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("change", [reshape.remove, reshape.dissolve, reshape.exists])
def test_what_is_no_selector_is_an_error(page, change):
    with pytest.raises(ValueError, match=r"\w"):
        change(page, "//p[")
