import time
from html import unescape

import pytest
from markdown_it import MarkdownIt

from syndicate.archiver.markdown.convert import fragment

BASE = "https://e.org/news/a.html"


def written(html: str, base: str | None = BASE) -> str:
    return fragment(html, base).markdown.removesuffix("\n")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>one<p>two", "one\n\ntwo"),
        ("one<div>two</div>three", "one\n\ntwo\n\nthree"),
        ("one<br>two<br><br>three", "one  \ntwo\n\nthree"),
        ("<h2>Back<b>ground</b></h2>", "## Back**ground**"),
        ("<h3><b>All</b></h3>", "### All"),
        ("<h2>A<br>b<img src=/i.png></h2>", "## A b\n\n![](https://e.org/i.png)"),
        ("<h2> <!-- x --> </h2>", ""),
        ("a<hr>b", "a\n\n***\n\nb"),
        ("<b>问题：</b>文字", "**问题**：文字"),
        ("<b>a<p>b</p></b>", "**a**\n\n**b**"),
        (
            "<a href=/x><h3>T</h3><p>text</p></a>",
            "### [T](https://e.org/x)\n\n[text](https://e.org/x)",
        ),
        ("<q>said</q> H<sub>2</sub>O", "“said” H₂O"),
        ("<del>old</del> <kbd>Ctrl</kbd>", "~~old~~ `Ctrl`"),
        ("<dl><dt>Term<dd>Meaning</dl>", "**Term**\n\nMeaning"),
        ("<details><summary>Show</summary>data</details>", "Show\n\ndata"),
        ("{{&lt; x &gt;}} {% y %}", "\\{{&lt; x >}} {% y %}"),
    ],
)
def test_blocks_and_marks(html, markdown):
    assert written(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>", "- a\n    - b\n        1. c\n- d"),
        ("<ul><li>a</li><ul><li>b</ul></ul>", "- a\n    - b"),
        ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
        ("<ol start='²'><li>a</ol>", "1. a"),
        ("<ol start=999999999><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n    b\n\n- c"),
        ("<ul><li><pre>x\n\ny</pre></ul>", "-   ```\n    x\n\n    y\n    ```"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n+ b"),
        ("<ol><li>a</ol><ol><li>b</ol>", "1. a\n\n1) b"),
        ("<ul><li><li> </ul>", ""),
        ("<ul>stray<li>a</ul>", "- stray\n- a"),
        ("<blockquote>a<p>b<ul><li>c</ul></blockquote>", "> a\n>\n> b\n>\n> - c"),
        (
            "<ul><li>a<ul><li><pre>x\n\ny</pre></ul></ul>",
            "- a\n    -   ```\n        x\n\n        y\n        ```",
        ),
    ],
)
def test_lists_and_quotations(html, markdown):
    assert written(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            "<table><tr><th>a|b<th>c<tr><td>1<br>2<td><code>x|y</code></table>",
            "| a\\|b | c |\n| --- | --- |\n| 1 2 | `x\\|y` |",
        ),
        (
            "<table><caption>Cap</caption><tr><td colspan=2>w<tr><td rowspan=2>1<td>2<tr><td>3</table>",
            "Cap\n\n| w |  |\n| --- | --- |\n| 1 | 2 |\n|  | 3 |",
        ),
        ("<table><tr><td>only<td>one row</table>", "only\n\none row"),
        ("<table><tr><td>a<td>b<tr><td><ul><li>x</ul><td>c</table>", "a\n\nb\n\n- x\n\nc"),
        (
            "<table><tr><th>a<td>b<tr><th>c<td><ul><li>x<li>y</ul></table>",
            "| a | b |\n| --- | --- |\n| c | x; y |",
        ),
        (
            "<table><tr><th>a<th>b<tr><td><pre>ls\n\ncd</pre><td>c</table>",
            "| a | b |\n| --- | --- |\n| `ls` `cd` | c |",
        ),
        (
            "<table><tr><th>a<th>b<tr><td><pre>if:\n  cd</pre><td>c</table>",
            "a\n\nb\n\n```\nif:\n  cd\n```\n\nc",
        ),
        (
            "<table><tr><td>a<td><pre>b|c</pre><tr><td>d<td>e</table>",
            "| a | `b\\|c` |\n| --- | --- |\n| d | e |",
        ),
        (
            "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>",
            "| a | b |\n| --- | --- |\n| c | d |",
        ),
    ],
)
def test_data_becomes_a_table_and_layout_does_not(html, markdown):
    assert written(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<pre>a\n  b\n</pre>", "```\na\n  b\n```"),
        ("<pre>  a\n b</pre>", "```\n  a\n b\n```"),
        ('<pre><code class="language-python">x</code></pre>', "```python\nx\n```"),
        ('<div class="highlight highlight-source-js"><pre>x</pre></div>', "```js\nx\n```"),
        ("<pre data-lang=Rust>x</pre>", "```rust\nx\n```"),
        ("<pre class='brush: php; x'>x</pre>", "```php\nx\n```"),
        ("<pre class='lang-`x'>x</pre>", "```\nx\n```"),
        ("<pre>```\n</pre>", "````\n```\n````"),
        ("<pre><div>a</div><div>b</div>c<br>d</pre>", "```\na\nb\nc\nd\n```"),
        (
            "<table><tr><td class=gutter><pre>1\n2</pre><td><pre>a\nb</pre></table>",
            "```\na\nb\n```",
        ),
        ("<pre> </pre>", ""),
        ('<div class="highlight-python"><div><pre>x</pre></div></div>', "```python\nx\n```"),
        ('<div class="highlight-default"><pre>x</pre></div>', "```\nx\n```"),
        ('<pre><code class="hljs bash">x</code></pre>', "```bash\nx\n```"),
        ("<pre lang=js>x</pre>", "```js\nx\n```"),
        ("<pre lang=en-GB>x</pre>", "```\nx\n```"),
        ('<pre><span style="user-select: none"> 1</span>x\n</pre>', "```\nx\n```"),
        (
            '<pre><code><div class="code__header"><span>bash</span></div>x</code></pre>',
            "```\nx\n```",
        ),
        ('<pre><span class="header">Host</span>: x</pre>', "```\nHost: x\n```"),
    ],
)
def test_code_is_kept_as_typed(html, markdown):
    assert written(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p><img src=i/r.jpg alt=cliff></p>", "![cliff](https://e.org/news/i/r.jpg)"),
        (
            "<figure><figcaption>Cap.</figcaption><img src=/r.jpg></figure>",
            "![](https://e.org/r.jpg)\n\nCap.",
        ),
        ("<p><img src=/r.jpg>text</p>", "![](https://e.org/r.jpg)\n\ntext"),
        ("<p>a <img src=/r.jpg> b</p>", "a ![](https://e.org/r.jpg) b"),
        ("<p>a<img class=emoji alt=😀 src=/e.png></p>", "a😀"),
        ("<p>a<img width=16 height=16 src=/i.png></p>", "a"),
        ("<a href=/r.jpg><img src=/r.jpg></a>", "![](https://e.org/r.jpg)"),
        ("<a href=/p><img src=/r.jpg></a>", "[![](https://e.org/r.jpg)](https://e.org/p)"),
        ("<img src=data:x><noscript><img src=/r.jpg></noscript>", "![](https://e.org/r.jpg)"),
        (
            "<img src=/60/r.jpg><noscript><img src=/900/r.jpg></noscript>",
            "![](https://e.org/900/r.jpg)",
        ),
        ("<img src=/r.jpg><noscript>On!<img src=/s.jpg></noscript>", "![](https://e.org/r.jpg)"),
        ("<picture><source srcset=/r.webp><img></picture>", "![](https://e.org/r.webp)"),
        ("<video src=/v.mp4 title=Clip></video>", "[Clip](https://e.org/v.mp4)"),
        (
            "<iframe src=https://v.org/embed/1></iframe>",
            "[v.org](https://v.org/embed/1)",
        ),
        ("<iframe src=https://ads.org/1></iframe>", ""),
    ],
)
def test_pictures_and_players(html, markdown):
    assert written(html) == markdown


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/x", "https://e.org/x"),
        ("y.html?a=1&amp;b=2", "https://e.org/news/y.html?a=1&b=2"),
        ("mailto:a@b.org", "mailto:a@b.org"),
        ("/a (b)", "<https://e.org/a%20(b)>"),
    ],
)
def test_links_are_absolute(address, target):
    assert written(f'<a href="{address}">t</a>') == f"[t]({target})"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x()", " java\nscript:x()", "&#1;javascript:x()", "vbscript:x", "data:text/html,x",
        "blob:x", "file:///etc/passwd", "ftp://e.org/", "#fragment", "", "mailto:", "https://u:p@e.org/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("base", [BASE, None])
def test_other_schemes_and_places_in_the_page_are_no_links(address, base):
    assert written(f'<a href="{address}">t</a>', base) == "t"


def test_without_a_base_relative_links_and_images_stay_relative():
    assert written("<a href=/x>t</a> <img src=y.png alt=z> u", None) == "[t](/x) ![z](y.png) u"


def test_images_are_named_once_in_order_as_the_markdown_names_them():
    converted = fragment("<img src='/a (1).png'><img src=/b.png><img src='/a (1).png'>", BASE)

    assert converted.images == ("https://e.org/a%20(1).png", "https://e.org/b.png")


@pytest.mark.parametrize(
    "html",
    ["", "  \n", "<script>x</script><style>y</style>", "<svg><text>x</text></svg>", "<textarea>x</textarea>",
     "<select><option>x</select>", "<button>x</button>", "<object>", "<template>x</template>"],
)  # fmt: skip
def test_nothing_shown_is_nothing_written(html):
    assert fragment(html, BASE).markdown == ""


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</p><svg/onload=x>", "<!-- x -->",
        "<?php x ?>", "<a href='javascript:x'>y</a>", "[x](javascript:alert(1))", "![x](y)",
        "<https://e.org>", "&lt;script&gt;", "[x]: javascript:alert(1)", "```\n<b>", "    <b>", "\\<b>",
        "`<b>", "<b", "|<b>|\n|-|",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "frame", ["<p>{}</p>", "<h2>{}</h2>", "<li>{}", "<b>a</b>{}", "<p>x<br>{}"]
)
def test_text_about_markup_stays_text(text, frame):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")

    markdown = written(frame.format(escaped))

    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table"]).render(markdown)
    words = unescape(rendered.replace("<", "\0").replace("&lt;", "<"))
    assert " ".join(text.split()) in " ".join(words.split())
    assert not any(tag in rendered for tag in ("<script", "<img", "<svg", "<a ", "<!--", "<?"))


@pytest.mark.parametrize(
    "opening",
    ["<div>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<a href=/x>", "<ol><li>"],
)
def test_the_deepest_text_is_rendered_too(opening):
    markdown = written(f"{opening * 20_000}deepest")

    assert "deepest" in MarkdownIt("commonmark").render(markdown)


@pytest.mark.parametrize("depth", range(1, 12))
def test_nested_lists_stay_within_what_readers_nest(depth):
    markdown = written("<ul><li>x" * depth)

    assert MarkdownIt("commonmark").render(markdown).count("x") == depth


def test_a_few_wide_cells_make_no_huge_table():
    html = "<table>" + "<tr><td colspan=1000>x<td>y" * 2000 + "</table>"

    assert len(written(html)) < 20_000


def test_lines_of_code_within_a_line_stay_apart():
    assert written("<p>Run <code>cd a<br>make</code> now") == "Run `cd a`  \n`make` now"


@pytest.mark.parametrize(
    ("child", "markdown"),
    [
        ("<a href=/x>b</a>", "[b](https://e.org/x)"),
        ("<img src=/p.jpg>", "![](https://e.org/p.jpg)"),
        ("<b>b</b>", "**b**"),
        ("<pre>b\n  c</pre>", "```\n    b\n      c\n    ```"),
    ],
)
def test_what_stands_in_a_list_and_is_no_item_is_read_as_what_it_is(child, markdown):
    assert markdown in written(f"<ul><li>a</li>{child}</ul>")


def test_a_script_between_the_cells_of_a_table_is_no_cell():
    head = "<table><tr><th>a<th>b</tr>"

    table = written(f"{head}<tr><script>var x = 1</script><td>1<td>2</tr></table>")

    assert table == written(f"{head}<tr><td>1<td>2</tr></table>")


def test_a_cell_that_spans_thirty_rows_leaves_its_column_to_none_of_them():
    rows = "".join(f"<tr><td>{number}" for number in range(1, 30))

    table = written(f"<table><tr><th>a<th>b<tr><td rowspan=30>x<td>0{rows}</table>")

    assert table.endswith("|  | 29 |")


def test_a_formula_of_many_functions_costs_its_length():
    begun = time.process_time()

    formula = written(f"<p>So <math>{'<mi>sin</mi>' * 20_000}</math></p>")

    assert formula.count(r"\sin") == 20_000
    # By the square of their number it was five seconds.
    assert time.process_time() - begun < 2


def test_the_foot_of_a_table_comes_last_wherever_it_stands():
    html = (
        "<table><thead><tr><th>Port<th>Boats</thead><tfoot><tr><td>All<td>3</tfoot>"
        "<tbody><tr><td>Bergen<td>1<tr><td>Oslo<td>2</tbody></table>"
    )

    lines = written(html).splitlines()

    assert [line.split()[1] for line in lines] == ["Port", "---", "Bergen", "Oslo", "All"]


@pytest.mark.parametrize("name", ["line-numbers", "wp-block-code language-js line-numbers"])
def test_code_that_a_program_is_to_number_is_code(name):
    html = f"<pre class='{name}'><code class=language-js>let a = 1</code></pre>"

    assert "let a = 1" in written(html)


@pytest.mark.parametrize("name", ["ln", "lnt", "linenos", "gutter"])
def test_the_numbers_of_lines_are_none_of_the_code(name):
    assert "1let" not in written(f"<pre><span class={name}>1</span>let a = 1</pre>")


def test_prose_that_is_called_a_gutter_is_prose():
    assert "Rain ran" in written("<div class=gutter>Rain ran in it all night.</div>")


def test_what_follows_an_open_picture_is_the_page():
    assert "The text" in written("<picture><source srcset=/a.png><p>The text goes on.</p>")


def test_a_box_with_a_picture_numbers_no_lines():
    assert "/a.png" in written("<div class='ln r'><img src=https://e.org/a.png></div>")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("10<sup>6</sup> m<sup>2</sup> <b>s</b><sup>−1</sup>", "10⁶ m² **s**⁻¹"),
        ("x<sub>i</sub><sup>n+1</sup> (a)<sup><i>n</i></sup>", "xᵢⁿ⁺¹ (a)ⁿ"),
        ("the 1<sup>st</sup> and 2<sup>2/3</sup>", "the 1st and 22/3"),
        ("said.<sup>1</sup> and <sup>2</sup>", "said.1 and 2"),
        ("so<sup><a href=/n>1</a></sup>", "so[1](https://e.org/n)"),
        ("<a href=/n>so<sup>1</sup></a>", "[so1](https://e.org/n)"),
        ("<code>x<sup>2</sup></code>", "`x2`"),
    ],
)
def test_digits_above_and_below_the_line_stay_so(html, markdown):
    assert written(html) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>",
        "<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>",
    ],
)
def test_how_characters_are_read_stands_in_brackets(html):
    assert written(html) == "漢(かん)字(じ)"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<li><input type=checkbox checked> done", "- [x] done"),
        ("<li><input type=checkbox disabled>open", "- [ ] open"),
        (
            "<li class=task-list-item><p><label><input type=CheckBox> <b>a</b></label></p><p>b</p>",
            "- [ ] **a**\n\n    b",
        ),
        ("<li>all <input type=checkbox>", "- all"),
        ("<li><input type=radio> one", "- one"),
        ("<li>[x] said", "- \\[x] said"),
    ],
)
def test_boxes_of_what_is_to_be_done_stay(html, markdown):
    assert written(f"<ul>{html}</ul>") == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            "<p><span style='display:block'>One</span> <span style='display: block'>two</span> six",
            "One  \ntwo  \nsix",
        ),
        ("<p><span style='display:block;float:left'>O</span>nce", "Once"),
        ("<p><span style='display:inline-block'>O</span>nce", "Once"),
        ("<p>a<br>&nbsp; &nbsp;b<br>\n&nbsp;c<br>&nbsp;&nbsp;", "a  \n\xa0\xa0\xa0b  \nc"),
    ],
)
def test_lines_stay_lines_and_verse_is_set_in(html, markdown):
    assert written(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("A<a href=#a>¶</a>", "A"),
        ("<a href=#a><span>#</span></a>A <a href='#a'>🔗</a>", "A"),
        ("<a href='#a'>C#</a>", "C#"),
        ("A <a href=/b>#</a>", "A [#](https://e.org/b)"),
    ],
)
def test_headings_say_no_signs_that_lead_to_themselves(html, markdown):
    assert written(f"<h2>{html}</h2>") == f"## {markdown}".replace("C#", "C\\#")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<b>[</b><a href=/m><b>more</b></a><b>]</b>", r"\[[**more**](https://e.org/m)]"),
        ("a, <a href=/b></a>, <a href=/c></a>, <a href=/d>d</a>", "a, [d](https://e.org/d)"),
        ("a, <a href=/b></a> and c", "a, and c"),
        ("a <a href=/b></a>, c", "a , c"),
    ],
)
def test_links_leave_no_signs_behind(html, markdown):
    assert written(html) == markdown


def test_a_mark_that_goes_makes_no_table_of_contents():
    assert fragment("<p>[TOC<i>]</i></p>", None).markdown == "\\[TOC]\n"
