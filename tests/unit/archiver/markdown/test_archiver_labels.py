"""Footnotes of several documents that become one."""

from syndicate.archiver.markdown.labels import apart

DOCUMENT = "A[^1] and `[^1]` and \\[^1].\n\n```\n[^1]: code\n```\n\n[^1]: One[^2].\n\n[^2]: Two.\n"


def test_notes_are_cut_off_where_they_begin():
    told = apart(DOCUMENT)

    assert told.text.endswith("```\n\n")
    assert told.notes == "[^1]: One[^2].\n\n[^2]: Two.\n"
    assert told.largest == 2


def test_labels_go_on_after_those_of_the_document_before():
    told = apart(DOCUMENT, 3)

    assert told.text.startswith("A[^4] and `[^1]` and \\[^1].")
    assert told.notes == "[^4]: One[^5].\n\n[^5]: Two.\n"
    assert told.largest == 5


def test_a_document_without_notes_is_its_text():
    assert apart("A [^x].\n", 3) == ("A [^x].\n", "", 3)
