from datetime import UTC, datetime

from syndicate.archiver.page.joining import join, says_the_same
from syndicate.model import Extraction


def pages(*texts: str) -> list[Extraction]:
    return [Extraction(markdown=text + "\n", score=1 / (n + 1)) for n, text in enumerate(texts)]


def test_one_page_is_left_as_it_is():
    (only,) = pages("One.\n\nTwo.")

    assert join([only]) is only


def test_pages_follow_one_another():
    joined = join(pages("One.\n\nTwo.", "Three.", "Four."))

    assert joined.markdown == "One.\n\nTwo.\n\nThree.\n\nFour.\n"
    assert joined.score == 1 / 3


def test_a_head_that_each_page_repeats_stands_once():
    joined = join(pages("# Title\n\n![](a.png)\n\nOne.", "# Title\n\n![](a.png)\n\nTwo."))

    assert joined.markdown == "# Title\n\n![](a.png)\n\nOne.\n\nTwo.\n"


def test_a_foot_that_each_page_repeats_stands_at_the_end():
    joined = join(pages("One.\n\nBy the desk.", "Two.\n\nBy the desk.", "Three.\n\nBy the desk."))

    assert joined.markdown == "One.\n\nTwo.\n\nThree.\n\nBy the desk.\n"


def test_the_paragraph_that_a_page_takes_up_again_stands_once():
    joined = join(pages("One.\n\nTwo.\n\nA foot.", "Two.\n\nThree."))

    assert joined.markdown == "One.\n\nTwo.\n\nA foot.\n\nThree.\n"


def test_a_sentence_that_comes_back_later_stays():
    joined = join(pages("Row.\n\nOne.", "Two.\n\nRow."))

    assert joined.markdown == "Row.\n\nOne.\n\nTwo.\n\nRow.\n"


def test_code_is_not_cut_at_its_blank_lines():
    code = "```\na\n\nb\n```"

    joined = join(pages(f"{code}\n\nOne.", f"```\na\n\nc\n```\n\n{code}"))

    assert joined.markdown == f"{code}\n\nOne.\n\n```\na\n\nc\n```\n\n{code}\n"


def test_facts_are_those_of_the_first_page_and_images_those_of_all():
    first = Extraction(
        title="T", date=datetime(2026, 1, 1, tzinfo=UTC), markdown="a\n", next_page="n"
    )
    second = Extraction(title="T (2)", markdown="b\n", images=("i", "j"), image="i", noarchive=True)

    joined = join([first, second, second])

    assert (joined.title, joined.date) == ("T", first.date)
    assert (joined.images, joined.image) == (("i", "j"), "i")
    assert joined.noarchive
    assert joined.next_page is None


def test_a_page_that_repeats_an_earlier_one_is_known():
    one, two = pages("One.", "Two.")

    assert says_the_same(two, [one, two])
    assert not says_the_same(two, [one])


def test_footnotes_are_numbered_from_the_first_page_to_the_last():
    joined = join(pages("A[^1].\n\n[^1]: One.", "B[^1].\n\n[^1]: Two."))

    assert joined.markdown == "A[^1].\n\nB[^2].\n\n[^1]: One.\n\n[^2]: Two.\n"
