from syndicate.archiver.page import leaves
from syndicate.markup import tree


def page(html: str) -> leaves.Page:
    return leaves.read(tree.fragment(html))


def test_a_leaf_is_the_text_between_two_edges_of_blocks():
    found = page("One <b>and</b> more<p>Two</p>three<ul><li>Four</ul>")

    assert [leaf.text for leaf in found.leaves] == ["One and more", "Two", "three", "Four"]


def test_a_line_break_does_not_end_a_leaf_and_blanks_are_none():
    found = page("<p>One<br>two</p> <p> </p>")

    assert [leaf.text for leaf in found.leaves] == ["One two"]


def test_a_box_counts_all_text_in_it_and_what_of_it_is_linked():
    found = page("<div><p>Ten <a href=/x>letters</a></p><p><a href=/y>more</a></p></div>")

    box = next(each for each in found.boxes if each.element.tag == "div")

    assert (box.first, box.last) == (0, 2)
    assert (box.text, box.link) == (15, 11)


def test_a_block_in_a_link_is_linked_text():
    found = page("<a href=/x><div>Headline</div></a>")

    assert [(leaf.text, leaf.link) for leaf in found.leaves] == [("Headline", 8)]


def test_code_is_one_leaf():
    found = page("<pre>a = 1\n<div>b = 2</div></pre>")

    assert [leaf.text for leaf in found.leaves] == ["a = 1 b = 2"]
