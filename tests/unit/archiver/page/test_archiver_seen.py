import pytest

from syndicate.archiver.page import seen
from syndicate.markup import tree


def read(body: str) -> seen.Seen:
    return seen.read(tree.parse(f"<html><head><title>T</title></head><body>{body}"))


LONG = "A sentence about the harbour wall and its stones. " * 6


def test_the_largest_short_elements_are_lines():
    found = read(f"<div class=meta>By <b>Jane</b> <i>today</i></div><p>{LONG}</p><p>End</p>")

    assert [line.text for line in found.lines] == ["By Jane today", "End"]


def test_blocks_within_a_line_are_on_lines_of_their_own_and_words_are_apart():
    found = read(f"<div><span>By</span><span>Jane</span><p>May 1</p></div><p>{LONG}</p>")

    assert found.lines[0].text == "By Jane\nMay 1"


def test_marked_elements_are_kept_with_what_they_say_to_machines():
    found = read(
        f"<p><b class=Author itemprop=name>Jane</b><time datetime=2025-01-02>x</time>"
        f"<abbr class=published title=2025-01-03T10:00>y</abbr></p><p>{LONG}</p>"
    )

    said = [(line.marks, line.text, line.value) for line in found.marked]
    assert said == [
        ("Author name", "Jane", ""),
        ("", "x", "2025-01-02"),
        ("published", "y", "2025-01-03T10:00"),
    ]


def test_a_link_to_a_persons_articles_is_marked():
    found = read(f"<p><a href=/authors/jane-roe>Jane</a></p><p>{LONG}</p>")

    assert [(line.marks.strip(), line.text) for line in found.marked] == [("author", "Jane")]


def test_what_stands_beside_the_article_is_known():
    found = read(
        f"<nav>Home</nav><article class=sidebar-left><p>{LONG}</p><p>Seen</p></article>"
        "<div class='comments'><p>Heard</p></div><footer>Foot</footer><p>After</p>"
    )

    apart = {line.text: line.apart for line in found.lines}
    assert apart == {"Home": True, "Seen": False, "Heard": True, "Foot": True, "After": False}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("post-comments", True),
        ("Recommended_list", True),
        ("COOKIE", True),
        ("commentary", False),
        ("unrelated", False),
        ("navy", False),
    ],
)
def test_words_of_a_mark_tell_what_is_beside_the_article(marks, expected):
    found = read(f"<p>{LONG}</p><p class='x {marks}'>Heard</p>")

    assert found.lines[0].apart is expected


def test_what_holds_only_things_beside_the_article_is_not_beside_it_itself():
    found = read(f"<p>{LONG}</p><div class=date><p class=comments>3</p></div>")

    assert (found.lines[0].marks, found.lines[0].apart) == ("date", False)


def test_marked_elements_come_in_the_order_of_the_page():
    found = read(f"<p class=meta><b class=author>Jane</b><i class=date>May 1</i></p><p>{LONG}</p>")

    assert [line.marks for line in found.marked] == ["meta", "author", "date"]


def test_an_empty_heading_is_none():
    assert [line.text for line in read(f"<h1> </h1><p>{LONG}</p><h2>Wall</h2>").headings] == [
        "Wall"
    ]


def test_scripts_and_hidden_machinery_say_nothing():
    found = read("<script>2025</script><style>x</style><select><option>y</select>")

    assert found.lines == ()


def test_a_title_is_placed_by_its_heading_or_the_first_line_that_has_it():
    found = read(f"<h1>Site</h1><p>{LONG}</p><h2>The wall, raised</h2><p>{LONG}</p>")
    table = read(f"<p>{LONG}</p><td>The wall raised</td><p>{LONG}</p>")

    assert found.place_of("The wall raised") == found.headings[1].start > 0
    assert table.place_of("The wall raised") > 0
    assert found.place_of("Another thing") == found.headings[0].start
    assert read("").place_of("x") == 0


def test_the_ends_of_longer_texts_are_kept():
    found = read(f"<p>（记者 张三）{LONG}(end)</p>")

    (passage,) = found.passages
    assert passage.text.startswith("（记者 张三）A sentence")
    assert passage.text.endswith("(end)")


def test_an_element_of_countless_empty_ones_is_no_line():
    found = read(f"<div>{'<i></i>' * 5_000}By Jane</div>")

    assert [line.text for line in found.lines] == ["By Jane"]
