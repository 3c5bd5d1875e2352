"""Pages that nobody wrote to be read: each one construct, over and over, to any size.

A shape is what is repeated and what stands around it, in the body of a page or in its head. Every
one has been slow or fatal to some extractor.
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple

_SENTENCE = "The committee met on Tuesday to review the findings, and agreed on most of them. "
_CHINESE = "河边的早晨，雾从水面上慢慢升起来，我们坐在船上不说话。"
_TAGS = re.findall(
    r"\w+",
    "div p span b i ul li ol table tr td th blockquote h1 h2 a section article nav aside pre code "
    "dl dt dd figure figcaption details summary font ruby rt math svg select option template",
)


class Shape(NamedTuple):
    """Hold what is repeated, what stands before and after it, and whether in the head."""

    unit: str
    before: str = ""
    after: str = ""
    head: bool = False


def _body(unit: str) -> Shape:
    return Shape(unit)


def _text(unit: str) -> Shape:
    return Shape(unit, "<p>", "</p>")


def _value(attribute: str, unit: str) -> Shape:
    return Shape(unit, f"{attribute}='", f"'>{_SENTENCE}")


def _script(unit: str, kind: str = "application/ld+json", before: str = "") -> Shape:
    return Shape(unit, f'<script type="{kind}">{before}', "</script>", head=True)


SHAPES = {
    # Text.
    "one paragraph": _text(_SENTENCE),
    "paragraphs": _body(f"<p>{_SENTENCE}</p>"),
    "no blanks": _text("a"),
    "digits": _text("1"),
    "blanks": Shape(" ", "<p>a", "b</p>"),
    "blank lines": Shape("\n \t\n", "<p>a", "b</p>"),
    "hard blanks": Shape("&nbsp; ", "<p>a", "b</p>"),
    "empty paragraphs": _body("<p> \n</p>"),
    "chinese": _text(_CHINESE),
    "one ideograph": _text("雾"),
    "chinese lines": _text(_CHINESE + "\n"),
    "line breaks": _text("a<br>"),
    "nothing but line breaks": _text("<br>"),
    "entities": _text("&amp;&lt;&gt;&#x41;&nothing;&Aacute"),
    "odd entities": _text("&#1114112;&#0;&#xD800;"),
    "ampersands": _text("&"),
    "less-than signs": _text("<"),
    "escaped tags": _text("&lt;a "),
    "escaped comments": _text("&lt;!--"),
    "controls": _text("\x01\x0b\x7f\x85\u2028\ufeff\u200b"),
    "combining": Shape("\u0301", "<p>e", "</p>"),
    # Marks that mean something in Markdown.
    "every mark": _text("*_`[]()<>#+-.!|~\\$ "),
    "stars": _text("*"),
    "underscores": _text("_a"),
    "backticks": _text("`"),
    "brackets": _text("["),
    "images that are none": _text("!["),
    "dollars": _text("$a$ "),
    "line starts": _text("# a\n- b\n1. c\n> d\n"),
    "addresses": _text("https://e.org/a_b?x=y "),
    "schemes": _text("http://"),
    "at signs": _text("a@"),
    "sums of money": _text("$1"),
    "open formulas": Shape("\\[", "<script src=MathJax.js></script><p>", "</p>"),
    "pipes": Shape("|", "<table><tr><td>", "</td><td>x</td></tr></table>"),
    "emphasis": _text("<b>a</b><i>b</i>"),
    "emphasised blanks": _text("<b> </b><i> a </i>"),
    "chinese emphasis": _text("中<b>“文”</b>字"),
    # Elements beside each other.
    "links": _body('<a href="/x/y">link</a> '),
    "link paragraphs": _body(f'<p><a href="/x/y">link {_SENTENCE}</a></p>'),
    "headings": _body("<h2>Heading of this</h2>"),
    "announcements": _body("<h2>Related</h2><p><a href=/x>Another story</a></p>"),
    "rules": _body("<hr>"),
    "list items": Shape("<li>item text here</li>", "<ul>", "</ul>"),
    "definitions": Shape("<dt>a<dd>b", "<dl>", "</dl>"),
    "images": _body('<img src="/a/b.png" alt="x y">'),
    "pictures": _body('<picture><source srcset="a.webp 1x, b.webp 2x"><img src=b.png></picture>'),
    "figures": _body("<figure><img src=b.png><figcaption>caption</figcaption></figure>"),
    "fallbacks": _body('<noscript><img src="/a/b.png"></noscript>'),
    "frames": _body('<iframe src="https://www.youtube.com/embed/abcdefgh"></iframe>'),
    "videos": _body("<video src=a.mp4 poster=x.png><source src=b.mp4></video>"),
    "code": _text("<code>a</code> "),
    "code blocks": _body("<pre>x = 1</pre>"),
    "one code block": Shape("<span>def</span> f(x):\n    `x`\n", "<pre><code>", "</code></pre>"),
    "ruby": _text("<ruby>漢<rp>(<rt>かん<rp>)</ruby>"),
    "formulas": _text("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>"),
    "footnotes": _text('x<sup id="r1"><a href="#f1">1</a></sup> '),
    "raised": _text("<sup>a</sup><sub>b</sub>"),
    "anchors": _body("<a id=x name=y></a>"),
    "options": Shape("<option>a", "<select>", "</select>"),
    "forms": _body("<form><input value=x><button>go</button></form>"),
    "teasers": _body(f"<article><h2><a href=/x>Teaser</a></h2><p>{_SENTENCE}</p></article>"),
    "furniture": _body(f"<div class='comment item share related-post'><p>{_SENTENCE}</p></div>"),
    "comments": _body("<!-- x -->"),
    "templates": _body("<template><p>x</p></template>"),
    "datetimes": _body("<time datetime=2025-01-01>1 January 2025</time> "),
    "dates": _text("2025-01-01 2025年1月1日 Jan 1, 2025 "),
    "bylines": _body("<p class=byline>By John Smith and Mary Jones</p>"),
    "chinese bylines": _text("来源：作者 责编：记者 "),
    "microdata": _body("<div itemscope itemtype=https://schema.org/Article><i itemprop=author>A</i></div>"),
    # Tables.
    "table rows": Shape("<tr><td>one</td><td>two</td></tr>", "<table>", "</table>"),
    "table cells": Shape("<td>one</td>", "<table><tr>", "</tr></table>"),
    "spans": Shape(
        "<tr><td rowspan=1000>one</td><td rowspan=65534 colspan=9>x</td></tr>", "<table>", "</table>"
    ),
    "spans on spans": Shape(
        "<tr><td colspan=1000000000 rowspan=99999>a</td><td>b</td></tr>", "<table>", "</table>"
    ),
    "tables": _body("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"),
    # Elements in each other.
    "deep tables": _body("<table><tr><td>x"),
    "deep lists": _body("<ul><li>x "),
    "deep quotes": _body("<blockquote>x "),
    "deep blocks": _body("<div>"),
    "deep text": _body(f"<div>{_SENTENCE}"),
    "deep spans": _body("<span>x"),
    "deep emphasis": _body("<b>x<i>y<em>z<a href=/q>"),
    "deep sections": _body(f"<article><p>{_SENTENCE}</p>"),
    "deep details": _body("<details><summary>a</summary>"),
    "deep formulas": Shape("<mrow><msup><mi>x</mi>", "<p><math>", "</math></p>"),
    "deep microdata": _body("<div itemscope itemprop=author><i itemprop=name>A"),
    "deep shadow roots": _body("<div><template shadowrootmode=open>"),
    "fonts": _body("<font><p>x"),
    "crossed": _body("<a><b><p>x</a></b>"),
    "crossed four times": _body("<b><i><u><s><p>x</b></i></u>"),
    # Attributes.
    "a long class": _value("<p class", "comment-related-share "),
    "a class of one word": _value("<p class", "a-"),
    "a long style": _value("<p style", "color:red; display : "),
    "many attributes": Shape("a=b ", "<p ", f">{_SENTENCE}</p>"),
    "a long srcset": _value("<img src=a.png srcset", "/i/1.png 1w, "),
    "a srcset of commas": _value("<img src=a.png srcset", ","),
    "a srcset of blanks": _value("<img src=a.png srcset", " "),
    "a long data URL": Shape("QUJD", "<img src='data:image/png;base64,", "'>"),
    "a long address": Shape("a/../", "<p><a href='https://e.org/", "'>x</a></p>"),
    "a long alternative": _value("<img src=a.png alt", "words and words "),
    # Heads.
    "a long title": Shape("a - b | c · ", "<title>", "</title>", head=True),
    "authors": Shape('<meta name="author" content="Some One">', head=True),
    "a long description": Shape(_SENTENCE, '<meta name=description content="', '">', head=True),
    "open objects": _script('{"a":'),
    "blanks behind an object": Shape(
        " ", '<script type="application/ld+json">{}-->', "x</script>", head=True
    ),
    "open arrays": _script("["),
    "statements": Shape(
        '<script type="application/ld+json">{"@type":"Article","headline":"x"}</script>', head=True
    ),
    "a long body": Shape(
        "word ",
        '<script type="application/ld+json">{"@type":"Article","articleBody":"',
        '"}</script>',
        head=True,
    ),
    "open state": _script('{"a":"b', "text/javascript", "window.__STATE__ = "),
    "many states": _script("window.X = {", "text/javascript"),
    "a long script": _script('var a = {"b": 1};', "text/javascript"),
}  # fmt: skip


def page(name: str, size: int) -> bytes:
    """Return a page of this shape, of about `size` bytes."""
    shape = SHAPES[name]
    count = max(1, size // len(shape.unit.encode()))
    middle = shape.before + shape.unit * count + shape.after
    return _whole("", middle) if not shape.head else _whole(middle, "")


def soup(seed: int, size: int) -> bytes:
    """Return a page of tags and words in any order, the same for the same seed."""
    chance = random.Random(seed)
    words = f"{_SENTENCE} {_CHINESE} ** [x]( ` &lt; class=comment".split()
    pieces = []
    while size > 0:
        tag = chance.choice(_TAGS)
        tags = (f"<{tag}>", f"</{tag}>", f"<{tag} class={chance.choice(_TAGS)}>")
        pieces.append(chance.choice((*tags, " ".join(chance.choices(words, k=5)))))
        size -= len(pieces[-1].encode())
    return _whole("", "".join(pieces))


def _whole(head: str, body: str) -> bytes:
    return (
        f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body><article><h1>T</h1>"
        f"<p>{_SENTENCE * 4}</p>{body}<p>{_SENTENCE * 4}</p></article></body></html>"
    ).encode("utf-8", "surrogatepass")
