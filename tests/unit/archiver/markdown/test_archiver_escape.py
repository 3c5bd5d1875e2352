import pytest

from syndicate.archiver.markdown.escape import (
    cell_end,
    code_span,
    destination,
    escape,
    fence,
    heading_end,
    line_start,
    visible,
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain, with. stops: and 标点。", "plain, with. stops: and 标点。"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("a_文_b", "a_文_b"),
        ("_a_", r"\_a\_"),
        ("*a*", r"\*a\*"),
        ("[sic]", "[sic]"),
        ("[a](b)", r"[a\](b)"),
        ("[a]: b", r"[a\]: b"),
        ("[^1]", r"\[^1]"),
        ("[[wiki]]", r"\[[wiki]]"),
        ("a < b > c", "a < b > c"),
        ("[TOC]", r"\[TOC]"),
        (" [toc] ", r" \[toc] "),
        ("see [TOC]", "see [TOC]"),
        ('--8<-- "secret"', '--8&lt;-- "secret"'),
        ("-8<-", "-8&lt;-"),
        ("8<- 8 <-", "8<- 8 <-"),
        ("<script>", "&lt;script>"),
        ("</p> <!-- <?php", "&lt;/p> &lt;!-- &lt;?php"),
        ("AT&T &c.", "AT&T &c."),
        ("&amp; &#39; &nosuch;", "&amp;amp; &amp;#39; &amp;nosuch;"),
        ("`code`", r"\`code\`"),
        ("10~20元", "10~20元"),
        ("10~20，30~40", r"10\~20，30\~40"),
        (r"C:\dir \* \\", r"C:\dir \\\* \\\\"),
        ("Wow!", "Wow!"),
        ("{{< figure >}}", "{{&lt; figure >}}"),
        ("{{% note %}}", "{{&#37; note %}}"),
        ("{{ name }} 5% {<", "{{ name }} 5% {<"),
    ],
)
def test_only_what_would_be_markup_is_escaped(text, written):
    assert escape(text) == written


def test_what_stands_beside_a_text_counts():
    assert escape("Wow!", "", "[") == r"Wow\!"
    assert escape("a <", "", "!") == "a &lt;"
    assert escape("x]", "[", "]", label=True) == r"x\]"
    assert escape("a\\", "", "\n") == "a\\\\"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("# no heading", r"\# no heading"),
        ("#hashtag", "#hashtag"),
        ("1. no list", r"1\. no list"),
        ("1) no list", r"1\) no list"),
        ("1.5 times", "1.5 times"),
        ("2024. A year", r"2024\. A year"),
        ("- no list", r"\- no list"),
        ("-5 degrees", "-5 degrees"),
        ("+ plus", r"\+ plus"),
        ("> no quote", r"\> no quote"),
        ("===", r"\==="),
        ("---", r"\---"),
        ("* * *", r"\* * *"),
        ("| --- |", r"\| --- |"),
        ("|x| < 1", r"\|x| < 1"),
        ("[ ] no task", r"\[ ] no task"),
        ("+++", r"\+++"),
        ("{: onclick=x", r"\{: onclick=x"),
        ("{ onclick=x }  ", r"\{ onclick=x }  "),
        ("{x} is a set", "{x} is a set"),
    ],
)
def test_nothing_opens_a_block_at_the_start_of_a_line(line, written):
    assert line_start(line) == written


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("C #", r"C \#"),
        ("T {#id}", r"T {#id\}"),
        (r"T {#id\\}", r"T {#id\\\}"),
        (r"T {#id\}", r"T {#id\}"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_a_heading_ends_with_its_own_text(line, written):
    assert heading_end(line) == written


@pytest.mark.parametrize(("line", "written"), [("C #", "C #"), ("c { a=b }", r"c { a=b \}")])
def test_a_cell_ends_with_its_own_text(line, written):
    assert cell_end(line) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), (" a", "`  a `"), (" ", "` `")],
)
def test_code_spans_close_where_the_code_does(text, written):
    assert code_span(text) == written


def test_a_fence_is_longer_than_any_inside():
    assert fence("x") == "```"
    assert fence("```\n````") == "`````"


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://e.org/a?b=c&d=e#f", "https://e.org/a?b=c&d=e#f"),
        ("https://e.org/a_(b)", "<https://e.org/a_(b)>"),
        ("https://e.org/a b\n<c>\\`|", "https://e.org/a%20b%0A%3Cc%3E%5C%60%7C"),
        ("https://e.org/?x&copy;=1", "https://e.org/?x&copy%3B=1"),
        ("javascript&colon;x", "javascript&colon%3Bx"),
        ("https://e.org/{{<x>}}", "https://e.org/%7B%7B%3Cx%3E%7D%7D"),
        ("", "<>"),
    ],
)
def test_a_destination_ends_where_the_url_does(url, written):
    assert destination(url) == written


def test_invisible_characters_are_dropped_but_joiners_stay():
    assert visible("a\u200b\x00\u202eb\ufeff\ud800\xadc") == "abc"
    assert visible("👩\u200d💻") == "👩\u200d💻"


def test_letters_that_nobody_sees_are_dropped_but_the_flags_they_spell_stay():
    tags = "".join(chr(0xE0000 + ord(each)) for each in "gbeng") + "\U000e007f"

    assert visible(f"a{tags}\U000e0001b\u061cc\u115fd\u180ee\u3164f") == "abcdef"
    assert visible(f"\U0001f3f4{tags}!{tags}") == f"\U0001f3f4{tags}!"
    assert visible(f"\U0001f3f4{tags * 3}") == f"\U0001f3f4{tags}"


def test_joiners_that_join_nothing_are_dropped():
    assert visible("还贵\u200d\u200d。\u200c结束") == "还贵。结束"
    assert visible("می\u200cخواهم ക്\u200d ❤️\u200d🔥") == "می\u200cخواهم ക്\u200d ❤️\u200d🔥"
