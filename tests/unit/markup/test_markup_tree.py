import pytest

from syndicate.markup import tree
from syndicate.markup.tree import DEPTH, ELEMENTS, Element


def depth(element: Element) -> int:
    inner = [depth(each) for each in element.children if isinstance(each, Element)]
    return 1 + max(inner, default=0)


def test_a_document_is_repaired_as_browsers_do():
    root = tree.parse("<title>T</title><p>one<p>two <b>bold")

    assert root.tag == "html"
    assert [each.tag for each in root.elements()] == ["head", "title", "body", "p", "p", "b"]
    assert root.text() == "Tonetwo bold"


def test_attributes_are_text_and_the_first_of_a_name_wins():
    image = tree.fragment('<img class="a b" ALT=" x " alt=y hidden>').find("img")

    assert image is not None
    assert image.attrs == {"class": "a b", "alt": " x ", "hidden": ""}
    assert image.get("alt") == "x"
    assert image.get("missing") == ""


def test_comments_leave_no_seam_in_the_text():
    assert tree.fragment("<p>苏<!-- -->州<!-- x --></p>").find("p").children == ["苏州"]


def test_an_inert_template_is_no_content_but_a_shadow_root_is():
    assert tree.fragment("<div><template><p>no</p></template></div>").text() == ""

    shown = tree.parse("<main><template shadowrootmode=open><p>yes</p></template></main>")

    assert shown.text() == "yes"


@pytest.mark.parametrize(
    "opening", ["<div>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<p><font>"]
)
def test_depth_is_bounded_and_the_deepest_text_is_kept(opening):
    root = tree.parse(f"<p>before</p>{opening * 50_000}deepest")

    assert depth(root) <= DEPTH + 3
    assert "".join(root.text().split()) == "beforedeepest"


@pytest.mark.parametrize("unit", ["<p>one</p>", "<b>one", "<div><i>one</i>", "one<br>"])
def test_of_more_elements_than_there_is_room_for_the_text_is_kept(unit):
    count = 2 * ELEMENTS

    root = tree.parse(unit * count)

    # An element that was open when the room ended may bring a few more.
    assert ELEMENTS - 1 <= sum(1 for _ in root.elements()) <= ELEMENTS + DEPTH
    assert root.text().count("one") == count


def test_of_what_there_is_no_room_for_no_script_is_read_as_text():
    root = tree.parse("one<br>" * ELEMENTS + "<p>last<script>x()</script><style>y</style></p>")

    assert root.text().endswith("last")


def test_what_is_too_deep_lies_side_by_side_in_order():
    html = "<div>" * (DEPTH + 5) + "one<p>two<br>three</p>four<script>x()</script>"

    root = tree.fragment(html)

    assert root.text() == "onetwothreefourx()"
    assert root.find("br") is not None
    assert root.find("script").text() == "x()"


def test_an_element_with_a_hundred_thousand_attributes_is_read():
    attributes = " ".join(f"a{number}=1" for number in range(100_000))

    paragraph = tree.fragment(f"<p {attributes}>text</p>").find("p")

    assert len(paragraph.attrs) == 100_000
    assert paragraph.text() == "text"


@pytest.mark.parametrize("html", ["", "<!--" * 1000, "</a" * 1000, "\x00", "<", "<frameset>"])
def test_anything_at_all_is_a_document(html):
    assert tree.parse(html).tag == "html"


PAGE = """<body><div id=a class=part><p>one</p><p class=ad>buy</p><div class=part>two</div></div>
<p>between</p><div class=part>three <script>x()</script></div></body>"""


@pytest.mark.parametrize("content", [".part", "//div[@class='part']", "(//div)[position() < 4]"])
def test_what_a_selector_picks_is_kept_once_and_in_order(content):
    cut = tree.cut(PAGE, content, [".ad"])

    assert cut.picked
    assert cut.missed == ()
    assert [each.get("id") for each in cut.body.children if isinstance(each, Element)] == ["a", ""]
    assert "".join(cut.body.text().split()) == "onetwothreex()"


def test_selectors_without_a_match_are_named_and_leave_the_body_whole():
    cut = tree.cut(PAGE, "article", [".promo", "./nowhere", "(count(//p))", "#a p"])

    assert not cut.picked
    assert cut.missed == (".promo", "./nowhere", "(count(//p))", "article")
    assert "between" in cut.body.text()
    assert "one" not in cut.body.text()


def test_what_lies_in_something_removed_may_be_removed_as_well():
    assert tree.cut(PAGE, None, ["#a, #a p"]).missed == ()


def test_texts_that_a_selector_finds_are_nothing_to_keep():
    assert tree.cut(PAGE, "p::text", ["//p/@class"]).missed == ("//p/@class", "p::text")


@pytest.mark.parametrize("selector", ["div[", "//div[", "p:nowhere", "//*[foo()]", "::text"])
def test_what_is_no_selector_is_told(selector):
    with pytest.raises(ValueError, match=r"."):
        tree.cut(PAGE, selector, ())
