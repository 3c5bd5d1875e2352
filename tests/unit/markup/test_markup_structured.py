import json
import time

import pytest

from syndicate.markup import limits, structured, tree


def read(head: str = "", body: str = "") -> structured.Structured:
    return structured.read(tree.parse(f"<html lang=zh-CN><head>{head}</head><body>{body}"))


def linked(value: object) -> structured.Structured:
    text = value if isinstance(value, str) else json.dumps(value)
    return read(f'<script type="application/ld+json">{text}</script>')


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Tide &amp; time",
    "author": [{"@type": "Person", "name": "Jane Roe"}, "John Doe"],
    "datePublished": "2025-02-13T17:10:30+08:00",
    "dateModified": "2025-02-14",
    "image": {"url": "/lead.jpg"},
    "publisher": {"name": "The Harbour"},
    "keywords": ["sea", "coast"],
    "license": "https://creativecommons.org/licenses/by/4.0/",
}


@pytest.mark.parametrize(
    "wrapped",
    [
        ARTICLE,
        [ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]},
        {"@type": "WebPage", "name": "page", "mainEntity": ARTICLE},
        {**ARTICLE, "@type": ["Thing", "https://schema.org/NewsArticle"]},
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        f"{json.dumps(ARTICLE)};",
    ],
)
def test_json_ld_is_found_however_it_is_wrapped(wrapped):
    (article, *_) = linked(wrapped).linked

    assert article.is_article
    assert article.title == "Tide & time"
    assert article.authors == ("Jane Roe", "John Doe")
    assert article.published == "2025-02-13T17:10:30+08:00"
    assert article.images == ("/lead.jpg",)
    assert article.publisher == "The Harbour"
    assert article.tags == ("sea", "coast")
    assert article.rights == "https://creativecommons.org/licenses/by/4.0/"


def test_control_characters_inside_json_strings_are_blanks():
    (article,) = linked('{"@type":"Article","headline":"one\ntwo\tthree"}').linked

    assert article.title == "one two three"


def test_a_person_named_elsewhere_in_the_graph_is_looked_up():
    graph = [
        {"@type": "Article", "headline": "x", "author": {"@id": "#jane"}},
        {"@type": "Person", "@id": "#jane", "name": "Jane"},
    ]

    assert linked({"@graph": graph}).linked[0].authors == ("Jane",)


@pytest.mark.parametrize(
    "broken",
    ["", "{", "null", "3", '"text"', "[[[[" * 50_000, '{"@type": "Person", "name": "x"}', "{a: 1}"],
)
def test_json_ld_that_describes_no_page_is_nothing(broken):
    assert linked(broken).linked == ()


def test_meta_of_all_kinds_is_kept_by_lower_case_name():
    found = read(
        "<meta property='OG:Title' content=' A &amp;  B '><meta name=keywords content=one>"
        "<meta name=keywords content=two><meta name=empty content=''>"
    )

    assert found.meta == {"og:title": ("A & B",), "keywords": ("one", "two")}


def test_links_times_headings_title_and_language_are_read():
    found = read(
        "<title>T</title><title>second</title><base href=/b/><link rel='canonical x' href=/c>",
        "<h1>H <b>1</b></h1><time>昨天</time><time pubdate datetime=2025-01-02>x</time>"
        "<a rel=license href=/l>l</a><a rel='author' href=/j>Jane</a>"
        "<span itemprop=author>Joe</span><svg><title>icon</title></svg>",
    )

    assert (found.title, found.lang, found.base) == ("T", "zh-CN", "/b/")
    assert found.links == {"canonical": ("/c",), "x": ("/c",), "license": ("/l",)}
    assert found.headings == ("H 1",)
    assert found.times == ("2025-01-02", "昨天")
    assert found.items == {"rel-author": ("Jane",), "author": ("Joe",)}


def test_articles_come_before_pages_and_those_before_their_parts():
    kinds = ["VideoObject", "WebPage", "Recipe", "DiscussionForumPosting", "Person"]

    found = linked([{"@type": kind, "name": kind} for kind in kinds]).linked

    assert [each.title for each in found] == [
        "Recipe",
        "DiscussionForumPosting",
        "WebPage",
        "VideoObject",
    ]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("<h1>The tide<br>rises</h1>", "The tide rises"),
        ("<h1><div>Coast</div>The <b>tide</b></h1>", "Coast The tide"),
        ("<h1><ruby>海<rt>うみ</rt></ruby>が</h1>", "海が"),
        ("<h1>Tide<a href=#tide>¶</a></h1>", "Tide"),
        ("<h1>Learn C#</h1>", "Learn C#"),
    ],
)
def test_a_heading_is_read_as_it_is_seen(heading, text):
    assert read("", heading).headings == (text,)


def test_lesser_headings_are_kept_apart():
    found = read("", "<h2>two</h2><h1>one</h1><h3>three</h3><h4>four</h4>")

    assert (found.headings, found.subheadings) == (("one",), ("two", "three"))


def test_a_number_or_depth_that_nobody_can_hold_costs_only_itself():
    for value in ("9" * 5000, "[" * 100_000 + "]" * 100_000):
        script = f'{{"@type": "Article", "headline": "x", "wordCount": {value}, "name": {value}}}'

        (article,) = linked(script).linked

        assert article.title == "x"


HUGE = "x" * 100_000


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<meta property=og:title content={HUGE}><title>{HUGE}</title>", f"<h1>{HUGE}</h1>"),
        ("".join(f"<meta name=author content='{n}{HUGE[:900]}'>" for n in range(999)), ""),
        ("".join(f"<meta name=n{n} content=x>" for n in range(9999)), ""),
        (f"<meta name={HUGE} content=x><link rel={HUGE} href=x><base href={HUGE}>", ""),
        ("".join(f"<link rel=canonical href=/{n}{HUGE[:900]}>" for n in range(999)), ""),
        (f"<link rel=canonical href=/{HUGE}>", f"<time datetime={HUGE}></time>" * 9),
        ("", f"<time>{HUGE}</time><a rel=tag>{HUGE}</a><p itemprop=author content={HUGE}>"),
        ("", "".join(f"<h1>{n}</h1><h2>{n}</h2><time>{n}</time>" for n in range(999))),
        ("", "".join(f"<a rel=tag>{n}</a><i itemprop=p{n}>x</i>" for n in range(9999))),
    ],
)
def test_a_page_says_no_more_than_can_be_kept(head, body):
    found = read(head, body)

    named = (*found.meta.items(), *found.items.items(), *found.links.items())
    lists = [*(values for _, values in named), found.times, found.headings, found.subheadings]
    texts = [found.title, found.base, *(name for name, _ in named)]
    assert all(len(each) <= limits.MANY for each in lists)
    assert all(len(each) <= limits.VALUE for each in (*texts, *(v for vs in lists for v in vs)))
    assert max(map(len, (found.meta, found.items, found.links))) <= limits.NAMES


def test_json_ld_says_no_more_than_can_be_kept():
    people = [{"name": f"{n}{HUGE[:9000]}"} for n in range(999)]
    (found,) = linked({
        "@type": "Article", "headline": HUGE, "author": people, "keywords": [HUGE] * 3,
        "image": [f"/{n}" for n in range(999)], "description": HUGE, "license": HUGE,
    }).linked  # fmt: skip

    assert max(map(len, (found.title, found.description, found.rights))) <= limits.VALUE
    assert max(map(len, (found.authors, found.images, found.tags))) <= limits.MANY
    assert all(len(name) <= limits.VALUE for name in (*found.authors, *found.tags))


def test_links_and_scripts_are_handed_on_in_the_order_of_the_page():
    found = read("<script>one()</script>", "<a href=/1>1</a><p><a>2</a><script>two()</script>")

    assert [each.text() for each in found.anchors] == ["1", "2"]
    assert found.scripts == ("one()", "two()")


def test_a_heading_of_pilcrows_is_read_in_time_linear_to_them():
    start = time.perf_counter()
    found = read(body=f"<h2>{'¶' * 60_000}x</h2>")

    assert found.subheadings[0].startswith("¶")
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Vec<T> in Rust", "Vec<T> in Rust"),
        ("Vec&lt;T&gt; in Rust", "Vec<T> in Rust"),
        ("Why <em>this</em> tide<br>rose", "Why this tide rose"),
        ("Mail from <ada@e.org>", "Mail from <ada@e.org>"),
    ],
)
def test_what_is_no_tag_of_html_stays_in_the_texts_of_json(headline, title):
    (article,) = linked({"@type": "Article", "headline": headline}).linked

    assert article.title == title
