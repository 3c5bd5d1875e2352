import time

import pytest

from syndicate.markup.text import plain, squash, unescape, unescape_again, visible, xml_safe


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("one <b>t</b>wo", "one two"),
        ("  a \n\n <div> b </div>\t", "a\nb"),
        ("3 < 4 and <5", "3 < 4 and <5"),
        ("I <3 <em>you</em>", "I <3 you"),
        ("<img alt='a > b'>text", "text"),
        ("it's <a title=it's href=x>so</a>", "it's so"),
        ("a<script>x<b>'\"</script>b<STYLE>y</Style >c", "abc"),
        ("a<script>never closed", "a"),
        ("a<svg>kept when never closed", "akept when never closed"),
        ("a<!-- <b> -->b<!DOCTYPE x><?php y ?>c", "abc"),
        ("a<!-- never closed", "a never closed"),
        ("whole <a href='cut", "whole"),
        ("<td>1</td><td>2</td>", "1\n2"),
        ("İ<script>x</script>y", "İy"),
        ("", ""),
    ],
)
def test_markup_becomes_text(markup, expected):
    assert plain(markup) == expected


@pytest.mark.parametrize(
    "scrap",
    [
        "<a ",
        "<!--",
        "<![ ",
        "</a",
        '<a b="',
        "<script>",
        "<svg>",
        "&",
        "&#9",
        "\n ",
        "<!-- --",
        "<a ='",
    ],
)
def test_text_is_read_in_linear_time(scrap):
    def seconds(count):
        begun = time.process_time()
        plain(scrap * count)
        return time.process_time() - begun

    seconds(1000)

    # Quadratic time would be a hundred times as long, and far above the floor.
    assert seconds(100_000) < 0.2 + 30 * seconds(10_000)


def test_text_with_lines_keeps_them_and_its_blanks_and_loses_what_nobody_sees():
    assert visible("a\r\n  b\rc\x85d\te\x00\u202e\ud800f") == "a\n  b\nc\nd\tef"


def test_squashed_text_has_no_invisible_characters():
    assert squash(" a\u200b\u3000b\x00c\u202e \ufeffd\xa0e\x85f ") == "a bc d e f"


def test_joiners_that_spelling_needs_stay():
    assert squash("👩\u200d🚀 می\u200cخواهم") == "👩\u200d🚀 می\u200cخواهم"


def test_what_xml_forbids_is_dropped():
    assert xml_safe("a\x00\x08\x0b\ufffe\ud800b\t\n\r😀\ufffd") == "ab\t\n\r😀\ufffd"


def test_absurd_character_references_do_not_raise():
    assert unescape("&#" + "9" * 5000 + ";&#x" + "f" * 5000 + ";&eacute;") == "\ufffd\ufffdé"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("What&#39;s on &amp; off", "What's on & off"),
        ("&ldquo;Tides&rdquo; &#x2014; &hellip;", "“Tides” — …"),
        ("How to write &nbsp; and &lt;b&gt;", "How to write &nbsp; and &lt;b&gt;"),
        ("AT&T", "AT&T"),
    ],
)
def test_references_that_were_escaped_twice_become_characters(said, meant):
    assert unescape_again(said) == meant
