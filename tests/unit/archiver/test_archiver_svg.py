"""What may be kept of an SVG picture, and what is refused."""

import re
import time

import pytest
from lxml import etree

from syndicate.archiver import images
from syndicate.archiver.svg import harmless
from syndicate.model import Page

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
CALL = "alert(1)"


def picture(inner: str, attributes: str = 'width="20" height="10"') -> bytes:
    return f"<svg {NS} {attributes}>{inner}</svg>".encode()


def kept(inner: str) -> str:
    return harmless(picture(inner))[0].decode()


DRAWN = """<title>A tide table</title>
<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient>
<style>.sea { fill: url(#g) } text { font: 12px serif }</style></defs>
<g transform="scale(2)" clip-path="url(#c)"><path class="sea" d="M0 0h10v10z" style="opacity:.5"/>
<use href="#g"/><text x="3" xml:space="preserve">High  <tspan dy="1">water</tspan> at 6</text></g>"""


def test_what_is_drawn_stays():
    text = kept(DRAWN)

    shown = etree.fromstring(text.encode())
    names = [etree.QName(element).localname for element in shown.iter()]
    assert names == [
        "svg", "title", "defs", "linearGradient", "stop", "style", "g", "path", "use", "text",
        "tspan",
    ]  # fmt: skip
    assert ".sea { fill: url(#g) }" in text
    assert all(said in text for said in ('d="M0 0h10v10z"', 'style="opacity:.5"', 'href="#g"'))
    assert "".join(shown.itertext("{*}text", "{*}tspan")) == "High  water at 6"


@pytest.mark.parametrize(
    "hostile",
    [
        f"<script>{CALL}</script>",
        f"<g><script xlink:href='data:text/javascript,{CALL}'/></g>",
        f"<rect onload='{CALL}' ONCLICK='{CALL}'/>",
        f"<a href='javascript:{CALL}'><text>go</text></a>",
        f"<a xlink:href=' java&#10;script:{CALL}'><rect/></a>",
        f"<set attributeName='href' to='javascript:{CALL}'/>",
        f"<animate attributeName='xlink:href' values='javascript:{CALL}'/>",
        f"<handler type='application/ecmascript'>{CALL}</handler>",
        f"<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='{CALL}'/></foreignObject>",
        f"<h:script xmlns:h='http://www.w3.org/1999/xhtml'>{CALL}</h:script>",
        f"<x:rect xmlns:x='urn:x' onload='{CALL}'/>",
        f"<image href='https://else.example/{CALL}.png'/>",
        f"<image href='data:image/svg+xml;base64,{CALL}'/>",
        f"<use href='https://else.example/{CALL}.svg#a'/>",
        f"<use xlink:href='data:image/svg+xml,{CALL}#a'/>",
        f"<feImage href='https://else.example/{CALL}'/>",
        f"<style>@import 'https://else.example/{CALL}';</style>",
        f"<style>rect {{ fill: u\\72l(https://else.example/{CALL}) }}</style>",
        f"<style>rect {{ fill: url( 'https://else.example/{CALL}' ) }}</style>",
        f"<style>rect {{ x: /**/ur/**/l(https://else.example/{CALL}) }}</style>",
        f"<style><![CDATA[</style><script>{CALL}</script>]]></style>",
        f"<rect style='fill:url(https://else.example/{CALL})'/>",
        f"<rect fill='URL(//else.example/{CALL})'/>",
        f"<rect style='width: expression({CALL})'/>",
        f"<cursor href='https://else.example/{CALL}'/>",
        f"<?xml-stylesheet href='https://else.example/{CALL}'?>",
        f"<!-- {CALL} -->",
        f"<metadata>{CALL}</metadata>",
        f"<iframe src='javascript:{CALL}'/>",
        f"<rect xml:base='javascript:{CALL}'/>",
    ],
)
def test_what_runs_loads_or_leads_out_goes(hostile):
    text = kept(f"<rect id='here'/>{hostile}<circle r='1'/>")

    assert CALL not in text
    assert "else.example" not in text
    assert not re.search(
        r"\son\w+=|javascript|<(?!/?(?:svg|g|rect|circle|text|use|image|style)\b)", text
    )
    assert '<rect id="here"/>' in text
    assert '<circle r="1"/>' in text


UNFOLDING = "<g id='a0'><rect/></g>" + "".join(
    f"<g id='a{level}'>{shown * 10}</g>"
    for level, shown in enumerate((f"<use href='#a{n}'/>" for n in range(6)), start=1)
)
TWO_NAMED = UNFOLDING.replace("<use href=", "<use href='#a0' xlink:href=")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<svg><rect/></svg>", "its root is another element"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'><svg/></html>", "its root is another"),
        (picture("<rect"), "damaged"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + picture("<text>&a;</text>"), "defines entities"),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + picture("&a;"), "entities"),
        (picture("<g>" * 220 + "</g>" * 220), "nested deeper"),
        (picture("<g/>" * 100_001), "more than 100,000 elements"),
        (picture("<g id='a'><use href='#a'/></g>"), "within itself"),
        (picture(UNFOLDING), "draws more than 100,000"),
        (picture(TWO_NAMED), "draws more than 100,000"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(body, reason):
    with pytest.raises(ValueError, match=reason):
        harmless(body)


def test_a_document_type_that_defines_nothing_goes():
    head = (
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://w.example/d">'
    )

    assert harmless(head + picture("<rect/>"))[0] == harmless(picture("<rect/>"))[0]


@pytest.mark.parametrize("inner", [DRAWN, "<a><text>x</text>y</a>z", "<script/>tail<rect/>", ""])
def test_what_was_made_harmless_is_so_again_byte_for_byte(inner):
    once = harmless(picture(inner))[0]

    assert harmless(once)[0] == once


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="20" height="10"', (20, 10)),
        ('width="20.4px" height="0.2"', (20, 1)),
        ('width="100%" height="100%" viewBox="0 0 640 480"', (640, 480)),
        ('viewBox="0,0,64,48"', (64, 48)),
        ('viewBox="0 0 nan 4"', (None, None)),
        ('viewBox="0 0 1e30 4"', (None, None)),
        ("", (None, None)),
    ],
)
def test_the_size_is_what_the_picture_says(attributes, size):
    assert harmless(picture("", attributes))[1:] == size


def test_an_image_is_kept_as_what_is_left_of_it():
    page = Page(url="https://a.example/i.svg", body=picture(f"<script>{CALL}</script><rect/>"))

    asset = images.asset(page, page.url)

    assert (asset.type, asset.width, asset.height) == ("image/svg+xml", 20, 10)
    assert asset.name.endswith(".svg")
    assert CALL.encode() not in asset.body
    assert images.sniff(asset.body).ext == "svg"
    with pytest.raises(ValueError, match="not made harmless"):
        images.sniff(page.body)


def test_comments_without_an_end_are_read_once():
    begun = time.process_time()

    harmless(picture(f"<style>{'/* ' * 300_000}</style>"))

    assert time.process_time() - begun < 5


@pytest.mark.parametrize("css", ["--&lt;!-->a{}", "&lt;!&lt;!----", "/&lt;!--* */", "a{}-->"])
def test_what_is_left_without_comments_is_no_comment(css):
    once, *_ = harmless(picture(f"<style>{css}</style><rect/>"))

    assert harmless(once)[0] == once
