"""An article's HTML on a page of its own: what changes, and that nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from syndicate.generator import content
from syndicate.generator.site.markup import page_html
from syndicate.generator.site.words import words

BASE = "https://feeds.example/"
TOLD = words("en")


def shown(fragment, root="../../"):
    return page_html(fragment, base_url=BASE, root=root, told=TOLD)


def elements(fragment):
    """Return what a browser makes of a fragment: names, attributes, text, in order."""
    tree = html.fragment_fromstring(fragment, create_parent="div")
    return [(each.tag, dict(each.attrib), each.text, each.tail) for each in tree.iter()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("<h4>a</h4><h4>b</h4>", "<h2>a</h2><h3>b</h3>"),
        ("<h1>a</h1><h2>b</h2><h3>c</h3>", "<h2>a</h2><h3>b</h3><h4>c</h4>"),
        ("<h6>a</h6><h1>b</h1>", "<h2>a</h2><h2>b</h2>"),
    ],
)
def test_headings_go_on_from_the_pages_own_and_skip_none(before, after):
    assert shown(before) == after


@pytest.mark.parametrize(
    "nothing",
    [
        '<a href="https://a.example/" rel="noopener noreferrer"></a>',
        '<a href="https://a.example/" rel="noopener noreferrer"><strong> </strong></a>',
        "<h2>&nbsp;</h2>",
        "<h2><em></em></h2>",
        '<h2><a href="https://a.example/" rel="noopener noreferrer"></a></h2>',
    ],
)
def test_what_says_nothing_is_no_link_and_no_heading(nothing):
    page = html.fragment_fromstring(shown(f"<p>a</p>{nothing}<p>b</p>"), create_parent=True)

    assert page.xpath(".//a | .//h2 | .//h3") == []
    assert page.xpath(".//p/text()") == ["a", "b"]


def test_the_head_of_a_column_that_says_nothing_is_a_cell():
    found = shown("<table><thead><tr><th></th><th>b</th></tr></thead></table>")

    assert "<tr><td></td><th>b</th></tr>" in found


@pytest.mark.parametrize("element", ["a", "h2", "th"])
def test_a_picture_that_stands_for_words_has_some(element):
    around = {"th": ("<table><tbody><tr>", "</tr></tbody></table>")}.get(element, ("", ""))
    picture = '<img src="https://a.example/p.png" alt="">'

    found = shown(f"{around[0]}<{element}>{picture}</{element}>{around[1]}{picture}")

    assert html.fromstring(f"<div>{found}</div>").xpath("//img/@alt") == ["Picture", ""]


def test_our_pictures_are_found_wherever_the_site_lies_and_others_where_they_are():
    found = shown(
        f'<img src="{BASE}images/a.png" alt="a"><img src="https://feeds.example.evil/b.png" alt="b">'
    )

    assert html.fromstring(f"<div>{found}</div>").xpath("//img/@src") == [
        "../../images/a.png",
        "https://feeds.example.evil/b.png",
    ]


def test_a_link_to_our_own_address_stays_one():
    link = f'<a href="{BASE}images/a.png" rel="noopener noreferrer">a</a>'

    assert shown(link) == link


def test_a_wide_table_and_code_scroll_by_themselves_and_are_reached_by_keys():
    page = html.fromstring(
        f"<div>{shown('<table><tbody><tr><td>a</td></tr></tbody></table><pre>b</pre>')}</div>"
    )

    assert page.xpath("//div[@class='scroll'][@tabindex='0'][@aria-label='Table']/table")
    assert page.xpath("//pre[@tabindex='0']")


TAGS = ["</a>", "<h1>", '<img src="x">', "</table>", "<pre>", "<th></th>", '" src="', "<a href='"]
AWKWARD = st.lists(
    st.sampled_from([*TAGS, "a", " ", "'", '"', "<", ">", "&", "&lt;", "\u202e", "渡", "=", "/"]),
    max_size=8,
).map("".join)


def escaped(text):
    """Return text as an attribute that a parser reads back, with its angle brackets left alone."""
    return text.replace("&", "&amp;").replace('"', "&quot;")


@given(alt=AWKWARD, title=AWKWARD, name=st.sampled_from(["h1", "p", "li", "td"]))
def test_an_attribute_that_looks_like_tags_stays_one(alt, title, name):
    fragment = content.clean(
        f'<p><img alt="{escaped(alt)}" title="{escaped(title)}" src="https://a.example/p.png">'
        f'<a href="https://a.example/" title="{escaped(title)}">a</a></p><{name}>b</{name}>'
    )
    page = html.fromstring(f"<div>{shown(fragment)}</div>")
    before = html.fromstring(f"<div>{fragment}</div>")

    for what in ("//img/@alt", "//img/@title", "//img/@src", "//a/@title", "//a/@href"):
        assert page.xpath(what) == before.xpath(what)
    assert page.xpath("count(//*)") == before.xpath("count(//*)")
    assert page.xpath("string()") == before.xpath("string()")


HTML = st.recursive(
    AWKWARD,
    lambda inner: st.tuples(
        st.sampled_from(
            ["p", "a", "h1", "h3", "h6", "ul", "li", "pre", "code", "table", "tr", "th", "td", "em"]
        ),
        st.lists(inner, max_size=4),
    ).map(lambda made: f'<{made[0]} title="{made[0]}">{"".join(made[1])}</{made[0]}>'),
    max_leaves=20,
)


@given(HTML)
def test_whatever_was_sanitised_keeps_its_text_and_gains_nothing_active(fragment):
    safe = content.clean(fragment)
    page = html.fromstring(f"<div>{shown(safe)}</div>")

    assert page.xpath("string()") == html.fromstring(f"<div>{safe}</div>").xpath("string()")
    assert {each.tag for each in page.iter(etree.Element)} <= {
        "div", "p", "a", "h2", "h3", "h4", "h5", "h6", "ul", "li", "pre", "code", "table",
        "thead", "tbody", "tr", "th", "td", "em", "img",
    }  # fmt: skip
    assert not page.xpath("//@*[starts-with(name(), 'on')] | //h1 | //a[not(string())][not(*)]")


def test_a_fragment_of_plain_paragraphs_is_left_alone():
    fragment = "<p>a <strong>b</strong> <code>&lt;h1&gt;</code></p>\n<ul>\n<li>c</li>\n</ul>\n"

    assert shown(fragment) == fragment
    assert elements(shown(fragment)) == elements(fragment)
