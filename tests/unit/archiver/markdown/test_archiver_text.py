import pytest

from syndicate.archiver.markdown import text as texts
from syndicate.archiver.markdown.text import first_words, normalized, text_length


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# A *b* **c** ~~d~~ \\#\n\ntext", "A b c d # text"),
        ("- a\n    - b\n\n1. c\n2) d\n\n> e\n>\n> - f", "a b c d e f"),
        ("[a **b**](<u(1)>) ![alt](v) [sic] x\\](y)", "a b [sic] x](y)"),
        ("[![alt](v)](w) z", "z"),
        ("`a*b` ``c`d``", "a*b c`d"),
        ("```py\n# x *y*\n- z\n```\n\nq", "# x *y* - z q"),
        ("- ```\n  code\n  ```", "code"),
        ("| a\\|b | c |\n| --- | --- |\n| 1 | `2` |", "a|b c 1 2"),
        ("| a | b |\n| --- | --- |\n| `x\\|y` | 2 |", "a b x|y 2"),
        ("2 * 3 \\* 4\n\n***\n\n\\*x\\*", "2 * 3 * 4 *x*"),
        ("1\\. no  \nline", "1. no line"),
        ("cafe\u0301", "café"),
        ("a &lt;b> &amp;lt; {{&#37; x `&lt;`", "a <b> &lt; {{% x &lt;"),
    ],
)
def test_only_what_a_reader_sees_is_compared(markdown, text):
    assert normalized(markdown) == text


def test_length_counts_characters_without_blanks_and_images():
    assert text_length("**中文** text\n\n![long alternative text](u)\n") == 6


@pytest.mark.parametrize(
    ("markdown", "limit", "words"),
    [
        ("Short.", 20, "Short."),
        ("# Title\n\nBody text.", 20, "Body text."),
        ("# Only a title", 20, "Only a title"),
        ("One sentence. Two more words here", 20, "One sentence."),
        ("A. Then a long sentence without an end", 20, "A. Then a long…"),
        ("第一句话在这里。第二句话在那里。第三句", 12, "第一句话在这里。"),
        ("没有任何标点符号的很长的一句话", 8, "没有任何标点符…"),
        ("Mr 3.5 percent and more words", 20, "Mr 3.5 percent and…"),
        ("x" * 9 + "e\u0301" * 3, 11, "x" * 9 + "…"),
        ("ab👩\u200d💻cd", 5, "ab…"),
        ("", 5, ""),
    ],
)
def test_a_description_ends_where_a_sentence_or_word_does(markdown, limit, words):
    assert first_words(markdown, limit) == words
    assert len(words) <= limit


@pytest.mark.parametrize(
    "first",
    [
        "One sentence. Another one, and more.",
        "# A heading\n\n| a | b |\n| --- | --- |\n| c | d |",
        "```\ncode\n\nmore code\n```",
        "![](images/a.png)",
        "短句。" * 30,
        "Short.\n\n" + "![a](images/a.png)\n\n" * 40,
    ],
)
def test_a_description_of_the_first_blocks_is_that_of_the_whole_text(first, monkeypatch):
    texts_of_many_sizes = [
        f"{first}\n\n" + "A block of words.\n\n" * n for n in (0, 9, 40, 90, 400)
    ]

    found = [first_words(text, 200) for text in texts_of_many_sizes]

    monkeypatch.setattr(texts, "HEADS", ())
    assert found == [first_words(text, 200) for text in texts_of_many_sizes]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "*" * 100_000, "[a](" * 30_000, "> " * 50_000, "1. " * 30_000]
)
def test_hostile_text_takes_linear_time(text):
    assert isinstance(normalized(text), str)
