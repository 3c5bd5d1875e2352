"""Classes of defects: each is found where it is and nowhere else, and mended where it can be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from syndicate.archiver import defects
from syndicate.archiver.markdown.text import normalized
from syndicate.model import Article

SOUND = Article(
    key="https://tea.example/a/water",
    id="urn:x",
    source="tea",
    title="Soft water",
    markdown="Hard leaves want soft water, says everybody who has tasted both of them at home.\n"
    "\n![a pot](images/0123456789abcdef.png)\n\n## More\n\n***\n\n[home](https://tea.example/)",
    description="On water.",
    image="images/0123456789abcdef.png",
    canonical_url="https://tea.example/a/water",
)


def with_text(text, **more):
    """Return the sound article with one more paragraph."""
    return replace(SOUND, markdown=f"{SOUND.markdown}\n\n{text}", **more)


MENDED = [
    ("title-entity", {"title": "Tea &amp; water&#39;s"}, {"title": "Tea & water's"}),
    ("title-blanks", {"title": "Soft  water"}, {"title": "Soft water"}),
    ("lead-image-missed", {"image": None}, {"image": "images/0123456789abcdef.png"}),
]
TEXTS = [
    ("image-empty", "a\n\n![x]()\n\nb", "a\n\nb"),
    ("image-data", "a\n\n[![](data:image/gif;base64,R0l)](https://e.org/)\n\nb", "a\n\nb"),
    ("image-relative", "![x](/p/1.png)", "![x](https://tea.example/p/1.png)"),
    ("image-relative", '![x](//i.example/1.png "t")', '![x](https://i.example/1.png "t")'),
    ("relative-link", "[more](b.html#c)", "[more](https://tea.example/a/b.html#c)"),
    ("broken-emphasis", "**问题：**我们", "**问题**：我们"),
    ("broken-emphasis", "**“x”**技术", "“**x**”技术"),
    ("broken-emphasis", "高于**4.0%。**就业", "高于**4.0%**。就业"),
    ("broken-emphasis", "**“茶”与“水”**都好", "**“茶”与“水**”都好"),
    ("broken-emphasis", "a*b* **问题：**我们", "a*b* **问题：**我们"),
    ("empty-marks", "**one****two**", "**onetwo**"),
    ("empty-marks", "a\n\n****\n\nb", "a\n\nb"),
    ("equals-line", "Water\n=====\n\na", "# Water\n\na"),
    ("hyphen-line", "Water #\n---\n\na", "## Water \\#\n\na"),
    ("hyphen-line", "a\n\n---\n\nb", "a\n\n***\n\nb"),
    ("hyphen-line", "one\ntwo\n---", "one\ntwo\n---"),
    ("hyphen-line", "- item\n---", "- item\n---"),
    ("blank-runs", "a\n\n\n\nb", "a\n\nb"),
    ("nbsp", "a\u00a0 \u00a0b\u00a0", "a b"),
    ("nbsp", "- a\n  \u00a0- b", "- a\n  - b"),
    ("nbsp", "`a\u00a0b`", "`a b`"),
    ("zero-width", "7 cents\u200b\u200b a\ufeff share", "7 cents a share"),
    ("zero-width", "می\u200cخواهم 👨\u200d👩", "می\u200cخواهم 👨\u200d👩"),
    ("entity-in-text", "a&nbsp;b &amp; c &amp;lt; \\&amp;", "a b & c &amp;lt; \\&amp;"),
]
FOUND = [
    ("no-title", {"title": ""}),
    ("no-description", {"description": None}),
    ("glued-description", {"description": "It was good.Then it was not."}),
    ("no-text", {"markdown": ""}),
    ("short-text", {"markdown": "Soft."}),
    ("no-lead-image", {"image": None}),
]
FOUND_TEXTS = [
    ("remote-image", "![x](https://e.org/1.png)"),
    ("http-image", "![x](http://e.org/1.png)"),
    ("image-no-extension", "![x](https://e.org/om_bt/641?w=1.png)"),
    ("script-text", "window.push(1)"),
    ("raw-html", "<div class='a'>b</div>"),
    ("html-comment", "<!-- ad -->"),
    ("private-use", "a \ue001"),
    ("replacement", "a \ufffd"),
]


def test_a_sound_article_has_none():
    assert defects.found(SOUND) == {}
    assert defects.mended(SOUND) is SOUND


def test_an_address_in_angle_brackets_is_whole():
    assert "relative-link" not in defects.found(with_text("[more](<https://tea.example/(b)>)"))
    assert "relative-link" in defects.found(with_text("[more](<b(c).html>)"))


@pytest.mark.parametrize(("name", "wrong", "right"), MENDED)
def test_what_is_wrong_beside_the_text_is_found_and_mended(name, wrong, right):
    article = replace(SOUND, **wrong)

    assert name in defects.found(article)
    mended = defects.mended(article)
    assert mended == replace(article, **right)
    assert name not in defects.found(mended)


@pytest.mark.parametrize(("name", "wrong", "right"), TEXTS)
def test_what_is_wrong_in_the_text_is_found_and_mended(name, wrong, right):
    article = with_text(wrong)

    assert name in defects.found(article)
    mended = defects.mended(article)
    assert mended.markdown == with_text(right).markdown
    assert defects.mended(mended) == mended


@pytest.mark.parametrize(("name", "wrong"), FOUND)
def test_what_only_the_source_could_mend_is_found(name, wrong):
    assert name in defects.found(replace(SOUND, **wrong))


@pytest.mark.parametrize(("name", "text"), FOUND_TEXTS)
def test_what_only_the_source_could_mend_is_found_in_the_text(name, text):
    article = with_text(text)

    assert name in defects.found(article)
    assert defects.mended(article) == article


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("title-repeated", "# Soft water"),
        ("title-repeated", "Soft water"),
        ("title-shouted", "**Soft water**"),
    ],
)
def test_the_title_at_the_beginning_of_the_text_is_taken_out(name, line):
    article = replace(SOUND, markdown=f"{line}\n\n{SOUND.markdown}")

    assert name in defects.found(article)
    assert defects.mended(article).markdown == SOUND.markdown


def test_another_heading_at_the_beginning_stays():
    article = replace(SOUND, markdown=f"## Key points\n\n{SOUND.markdown}")

    assert defects.found(article) == {"title-repeated": 1}
    assert defects.mended(article) == article


def test_a_text_that_is_nothing_but_its_title_stays():
    article = replace(SOUND, markdown="**Soft water**")

    assert defects.mended(article) == article


def test_what_one_remedy_uncovers_the_next_round_mends():
    text = "Soft water\n---\n\n![](data:,)\n\n\u00a0\n\n" + SOUND.markdown

    assert defects.mended(replace(SOUND, markdown=text)).markdown == SOUND.markdown


def test_relative_addresses_stay_where_the_article_has_none_itself():
    article = with_text("[a](/b) ![c](//e.org/d.png)", canonical_url=None)

    assert defects.mended(article).markdown.endswith("[a](/b) ![c](https://e.org/d.png)")


@pytest.mark.parametrize("name", ["image-empty", "empty-marks", "hyphen-line", "blank-runs"])
def test_code_is_not_looked_into(name):
    code = "```\na\n---\n\n\n\n\n![x]()\n****\n```\n\nand `![x]() ****` too"
    article = with_text(code)

    assert name not in defects.found(article)
    assert defects.mended(article) == article


def test_the_classes_of_an_article_have_different_names():
    assert len(defects.NAMES) == len(defects.DEFECTS)


BITS = [*"*` \n=-#![]()<>“”：%\u00a0\u200bx1.", "data:,", "&nbsp;", "**", "~~~", "![](", "\n\n"]


@given(some.lists(some.sampled_from(BITS), max_size=60).map("".join))
def test_mending_anything_is_done_in_one_go_and_loses_no_word(text):
    article = replace(SOUND, markdown=text)

    mended = defects.mended(article)

    assert defects.mended(mended) == mended
    words = [char for char in normalized(text) if char == "x"]
    assert mended.markdown.count("x") + mended.markdown.count("%") >= len(words)
