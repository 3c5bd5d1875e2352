import pytest
from lxml import etree

from syndicate.fetcher.readers.html import absolute_links, inner, loose, typed

BASE = "https://e.example/a/"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<img src="b.png">', '<img src="https://e.example/a/b.png">'),
        ("<a href='/x?a=1&amp;b=2'>t</a>", '<a href="https://e.example/x?a=1&amp;b=2">t</a>'),
        ("<IMG ALT=x SRC=b.png>", '<IMG ALT=x SRC="https://e.example/a/b.png">'),
        ('<img src="//c.example/d">', '<img src="https://c.example/d">'),
        ('<img data-src="b" src="">', '<img data-src="https://e.example/a/b" src="https://e.example/a/">'),
        (
            '<img srcset="b.png 1x, /c.png 2x">',
            '<img srcset="https://e.example/a/b.png 1x, https://e.example/c.png 2x">',
        ),
    ],
)  # fmt: skip
def test_relative_addresses_stand_on_the_base(markup, expected):
    assert absolute_links(markup, BASE) == expected


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="https://x.example/a b">t</a>',
        "<a href=mailto:a@b>t</a>",
        '<a href="#note">t</a>',
        '<img src="data:image/png;base64,AA==">',
        "<pre>&lt;a href=&quot;x&quot;&gt;</pre>",
        'write src="x.png" in the text <b>here</b>',
        "<p title='href=x'>t</p>",
        "no markup, href='x'",
    ],
)
def test_what_is_no_relative_address_stays(markup):
    assert absolute_links(markup, BASE) == markup


def test_without_a_base_nothing_is_resolved():
    assert absolute_links('<img src="b.png">', None) == '<img src="b.png">'


def element(markup):
    return etree.fromstring(f'<c xmlns:h="http://www.w3.org/1999/xhtml" {markup}</c>')


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (">1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3"),
        ('type="text">1 &lt; 2', "1 &lt; 2"),
        ('type="text">&lt;p&gt;meant&lt;/p&gt;', "<p>meant</p>"),
        ('type="html">&lt;b>x', "<b>x"),
        ('type="text/html">&lt;b>x', "<b>x"),
        ('mode="escaped">&lt;b>x', "<b>x"),
        ('type="xhtml"><h:div><h:b>x</h:b> &amp; y</h:div>', "<b>x</b> &amp; y"),
        ('type="application/octet-stream">PGI+eDwvYj4=', "<b>x</b>"),
        ('type="application/octet-stream">iVBORw0KGgo=', ""),
        ('type="image/png">PGI+eDwvYj4=', ""),
        ('type="application/xhtml+xml"><h:div>x</h:div>', "<div>x</div>"),
        ('xmlns="http://www.w3.org/2005/Atom" type="application/xhtml+xml"><h:div>x</h:div>', "x"),
        ('type="xhtml"><h:div>x</h:div> y', "<div>x</div> y"),
        ('type="xhtml"><h:div>1 &lt; 2</h:div>', "1 &lt; 2"),
        ('type="html"><h:div>&lt;b>x&lt;/b> &amp;amp; y</h:div>', "<b>x</b> &amp; y"),
        ('type="html"><h:div>1 &lt; <h:b>2</h:b></h:div>', "1 &lt; <b>2</b>"),
        ('type="text/html" mode="base64">PGI+eDwvYj4=', "<b>x</b>"),
        ('type="text/plain" mode="base64">MSA8IDI=', "1 &lt; 2"),
        ('type="image/svg+xml" mode="base64">@@not base64', "@@not base64"),
    ],
)
def test_an_atom_construct_becomes_html_by_its_type(markup, expected):
    assert typed(element(markup)) == expected


def test_elements_become_html_without_namespaces():
    found = element('><h:p class="a&quot;b">1 &lt; 2<h:br/>&amp;<h:img src="x"/></h:p>tail')

    assert inner(found) == '<p class="a&quot;b">1 &lt; 2<br>&amp;<img src="x"></p>tail'
    assert loose(found) == inner(found)


def test_an_escaped_description_is_its_html():
    assert loose(element("> &lt;p&gt;x &amp;amp; y&lt;/p&gt; ")) == "<p>x &amp; y</p>"
