"""Lists without selectors: what repeats, which of it is the list, how that is said."""

import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.fetcher.readers.inference import names, outline, runs, selectors, stated
from syndicate.fetcher.readers.inference.infer import infer
from syndicate.fetcher.readers.inference.refind import Known, refind
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import selection

URL = "https://lake.example/news/"
HEADLINES = (
    "Ferry crews count the old weir again",
    "A library moves into the granary",
    "Night buses will run until three",
    "Beekeepers ask for wider meadows",
    "The choir festival loses its hall",
)


def seen(body):
    return outline.read(selection.parse(f"<html><body>{body}</body></html>", URL))


def lists(body, head=""):
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    context = Context(base=URL, home="", zone=UTC, now=datetime(2026, 3, 1, tzinfo=UTC))
    return infer(html, context, URL)


def repeat(shape, titles=HEADLINES):
    return "\n".join(shape.format(n=n, t=title) for n, title in enumerate(titles, 1))


def spots(page, tag):
    return [spot for spot in page.body.every() if spot.tag == tag]


def titles(found):
    return [entry.title for entry in found.document.entries]


# What repeats


def test_the_best_list_comes_first_and_the_others_are_offered():
    main = repeat('<div class="post"><h2><a href="/n/{n}">{t}</a></h2><p>2026-02-0{n}</p></div>')
    side = repeat('<li><a href="/r/{n}">{t}!</a></li>')

    first, second = lists(f"<main>{main}</main><aside><ul>{side}</ul></aside>")

    assert titles(first) == list(HEADLINES)
    assert titles(second) == [f"{title}!" for title in HEADLINES]
    assert 1 > first.confidence > second.confidence > 0


def test_a_menu_alone_is_no_list_of_articles():
    menu = repeat('<li><a href="/{t}">{t}</a></li>', ("Home", "News", "About", "Contact"))

    found = lists(f"<nav><ul>{menu}</ul></nav>")

    assert not found or found[0].confidence < 0.2


@pytest.mark.parametrize(
    "body", ["", "<p>Nothing here", '<a href="/1">One</a>', "<ul><li>a<li>b</ul>"]
)
def test_a_page_on_which_nothing_repeats_has_no_list(body):
    assert lists(body) == ()


def test_advertisements_between_the_items_are_none():
    paid = '<li class="item ad"><a href="/x">Buy a very fine bicycle now</a></li>'
    items = repeat('<li class="item"><a href="/n/{n}">{t}</a></li>')

    [found] = lists(f"<ul>{paid}{items}{paid.replace('/x', '/y')}</ul>")

    assert titles(found) == list(HEADLINES)
    assert found.select.items == "li.item:not(.ad)"


@pytest.mark.parametrize(
    "paid",
    [
        '<li class="item sponsored"><a href="/x">Buy a very fine bicycle</a></li>',
        '<li class="item"><b>Advertisement</b><a href="/x">Buy a very fine bicycle</a></li>',
    ],
)
def test_what_calls_itself_paid_is_no_item(paid):
    page = seen(f'<li class="item">{paid}</li>')

    assert runs.is_paid(page, spots(page, "li")[-1])


def test_a_menu_of_long_titles_is_worth_less_than_a_list_of_fewer_items():
    menu = repeat('<li><a href="/m/{n}">{t}, all of it</a></li>')
    items = repeat('<li><a href="/n/{n}">{t}</a></li>', HEADLINES[:4])

    first, *_ = lists(f"<nav><ul>{menu}</ul></nav><section><ul>{items}</ul></section>")

    assert titles(first) == list(HEADLINES[:4])


def test_a_few_items_that_lead_elsewhere_are_no_items():
    items = repeat('<div><a href="/n/{n}">{t}</a></div>')
    paid = '<div><a href="https://shop.example/">Hand-forged tools for each season</a></div>'

    page = seen(f"<section>{items}{paid}</section>")

    assert all(
        run.urls == {f"https://lake.example/n/{n}" for n in range(1, 6)} for run in runs.find(page)
    )


def test_the_link_that_differs_most_leads_an_item():
    shape = (
        '<li><a href="/topic/1">Water</a> <a href="/n/{n}">{t}</a> <a href="/u/{n}">by {n}</a></li>'
    )

    [found, *_] = lists(f"<ul>{repeat(shape)}</ul>")

    assert titles(found) == list(HEADLINES)


def test_items_of_several_parents_are_one_list():
    rows = "".join(
        f'<div class="row">{repeat(CARD, HEADLINES[at : at + 2])}</div>'.replace("/n/", f"/n/{at}")
        for at in (0, 2)
    )

    [found, *_] = lists(f"<main>{rows}</main>")

    assert titles(found) == list(HEADLINES[:4])


CARD = '<div class="card"><h3><a href="/n/{n}">{t}</a></h3><p>Some words on it.</p></div>'


def test_chinese_titles_count_for_the_columns_that_they_take():
    assert outline.width("河水上涨") == 8
    assert outline.width("river") == 5


def test_a_menu_of_the_same_make_is_no_part_of_the_list():
    menu = repeat('<tr><td><a href="/{n}.htm">{t}</a></td></tr>', ("Home", "Boats", "Members"))
    items = repeat('<tr><td><a href="/n/{n}">{t}</a></td></tr>')

    found = lists(f"<div><table>{menu}</table></div><div><table>{items}</table></div>")

    assert titles(found[0]) == list(HEADLINES)


def test_boxes_that_only_an_id_tells_apart_are_two_lists():
    box = '<div id="{name}"><ul>{items}</ul></div>'
    news = repeat('<li><a href="/n/{n}">{t}</a></li>')
    more = repeat('<li><a href="/e/{n}">{t}, again</a></li>', HEADLINES[:4])

    first, second = lists(
        box.format(name="news", items=news) + box.format(name="events", items=more)
    )

    assert (first.select.items, second.select.items) == ("#news li", "#events li")


# Large articles above a list

POSTS = repeat('<div class="post"><h3><a href="/n/{n}">{t}</a></h3></div>')


@pytest.mark.parametrize(
    "lead",
    [
        (
            '<div class="lead"><a href="/big"><h2>The bridge opens at last, and all come</h2>'
            "<p>Thousands of people saw it from the water.</p></a></div>"
        ),
        (
            '<div class="lead"><h2><a href="/big">The bridge opens at last, and all come</a></h2>'
            '<img src="/b.jpg"></div>'
        ),
    ],
)
def test_the_article_that_is_shown_larger_is_taken_along(lead):
    found = lists(f"<main>{lead}<section>{POSTS}</section></main>")[0]

    assert found.select.items == "div.lead, div.post"
    assert titles(found) == ["The bridge opens at last, and all come", *HEADLINES]


@pytest.mark.parametrize(
    "other",
    [
        '<div class="lead"><h1><a href="/">Lake news</a></h1><img src="/logo.png"></div>',
        (
            '<div class="lead"><h2><a href="https://shop.example/">Hand-forged tools for all of you'
            '</a></h2><img src="/b.jpg"></div>'
        ),
        '<div class="lead"><h2><a href="/big">The bridge opens at last, and all come</a></h2></div>',
        f'<div class="lead"><h2><a href="/n/1">{HEADLINES[0]}</a></h2><img src="/b.jpg"></div>',
        (
            '<div class="sidebar"><h2><a href="/big">The bridge opens at last, and all come</a></h2>'
            '<img src="/b.jpg"></div>'
        ),
    ],
    ids=["the site's name", "another site", "a headline alone", "an item", "furniture"],
)
def test_what_else_stands_above_a_list_is_no_article(other):
    assert lists(f"<main>{other}<section>{POSTS}</section></main>")[0].select.items == "div.post"


# What the page states


def test_what_a_page_states_for_machines_decides_between_two_lists():
    shape = '<div class="i"><a href="/{k}/{n}">{t}</a></div>'
    many = (f"Rooms for a festival number {n} at the lake" for n in range(8))
    works = repeat(shape.replace("{k}", "work"), many)
    posts = repeat(shape.replace("{k}", "n"))
    parts = ",".join(
        f'{{"@type":"ListItem","url":"/n/{n}","name":"{t}"}}' for n, t in enumerate(HEADLINES, 1)
    )
    data = f'<script type="application/ld+json">{{"@type":"ItemList","itemListElement":[{parts}]}}</script>'
    page = f'<div class="works">{works}</div><div class="posts">{posts}</div>'

    assert len(lists(page)[0].document.entries) == 8
    assert titles(lists(page, data)[0]) == list(HEADLINES)
    assert lists(page, data)[0].why == "stated by the page's own data"


def test_a_list_that_only_a_script_holds_is_read_from_it():
    items = ",".join(
        f'{{"name":"{t}","href":"/n/{n}","publishedAt":"2026-02-0{n}T08:00:00Z"}}'
        for n, t in enumerate(HEADLINES, 1)
    )

    [found] = lists(
        f'<div id="app"></div><script>window.STATE={{"page":{{"posts":[{items}]}}}};</script>'
    )

    assert (found.kind, found.select.items) == ("json", "page.posts")
    assert titles(found) == list(HEADLINES)
    assert all(entry.published for entry in found.document.entries)


@pytest.mark.parametrize(
    ("list_of", "items"),
    [
        ('{{"@type":"ItemList","itemListElement":[{}]}}', "itemListElement.*.item"),
        ("[{}]", "*.item"),
    ],
)
def test_articles_that_a_script_wraps_one_by_one_are_read_with_their_dates(list_of, items):
    parts = ",".join(
        f'{{"position":{n},"item":{{"headline":"{t}","url":"/n/{n}","datePublished":"2026-02-0{n}"}}}}'
        for n, t in enumerate(HEADLINES, 1)
    )
    data = f'<script type="application/ld+json">{list_of.format(parts)}</script>'

    [found] = lists('<div id="app"></div>', data)

    assert (found.kind, found.select.items) == ("json", items)
    assert titles(found) == list(HEADLINES)
    assert all(entry.published for entry in found.document.entries)


def test_menus_in_scripts_are_no_lists_of_articles():
    page = selection.parse(
        '<script>s={"menu":[{"title":"Home","url":"/"},{"title":"News","url":"/n"},'
        '{"title":"About us","url":"/a"}]}</script>',
        URL,
    )

    assert stated.lists(page) == []


@pytest.mark.parametrize(
    ("root", "posts"),
    [
        ("/wp-json/", "https://lake.example/wp-json/wp/v2/posts?per_page=20"),
        ("/?rest_route=/", "https://lake.example/?rest_route=/wp/v2/posts&per_page=20"),
    ],
)
def test_wordpress_says_where_its_articles_are(root, posts):
    page = selection.parse(f'<link rel="https://api.w.org/" href="{root}">', URL)

    assert stated.wordpress(page) == posts
    assert stated.wordpress(selection.parse("<p>", URL)) is None


# How it is said


@pytest.mark.parametrize(
    "name",
    [
        "news",
        "list_news",
        "post-title",
        "newsItem",
        "entry__title",
        "hentry",
        "topic",
        "tt",
        "标题",
    ],
)
def test_names_that_people_give_are_readable(name):
    assert names.is_readable(name)


@pytest.mark.parametrize(
    "name",
    [
        "css-1x2y3z",
        "sc-bdVaJa",
        "jsx-2871293847",
        "eJWC9_",
        "bkdsLy",
        "Card_card__3kGh2",
        "post-1234",
        "md:flex",
        "1a",
    ],
)
def test_names_that_a_build_made_are_not(name):
    assert not names.is_readable(name)


@pytest.mark.parametrize(
    ("body", "tag", "expected"),
    [
        ('<ul class="news"><li>a<li>b</ul><ul><li>c</ul>', "li", None),
        ('<ul class="news"><li><b>a</b><li><b>b</b></ul><ul><li>c</ul>', "b", None),
        ("<article>a</article><article>b</article>", "article", "article"),
        ('<div class="css-1x2y3z"><h3>a</h3></div><div><h3>b</h3></div>', "h3", None),
        ('<i class="x"></i><i class="x"></i><p><b class="x"></b></p>', "i", "i.x"),
        ('<i class="Box_item__a1B2c"></i><i class="Box_item__a1B2c"></i><i></i>', "i", None),
    ],
)
def test_selectors_are_short_and_exact(body, tag, expected):
    page = seen(body)
    wanted = spots(page, tag)

    css = selectors.of_items(page.page, wanted)

    assert css is not None
    assert selection.items(page.page, css) == [spot.node for spot in wanted]
    assert expected is None or css == expected


def test_a_selector_names_what_stands_around_where_the_items_have_no_name():
    page = seen('<ul class="news"><li>a</li><li>b</li></ul><ul class="links"><li>c</li></ul>')

    assert selectors.of_items(page.page, spots(page, "li")[:2]) == "ul.news > li"


def test_a_stem_stands_for_a_class_that_a_build_has_finished():
    page = seen('<i class="Box_item__a1B2c"></i><i class="Box_item__a1B2c"></i><i></i>')

    assert selectors.of_items(page.page, spots(page, "i")[:2]) == 'i[class*="Box_item__"]'


def test_there_is_no_selector_for_what_nothing_tells_apart():
    page = seen("<div><p>a<p>b<p>c</div>")

    assert selectors.of_items(page.page, spots(page, "p")[:2]) is None


def test_a_selector_says_what_tells_the_items_from_their_likes():
    items = repeat('<div class="item"><p><a href="/n/{n}">{t}</a></p></div>')
    odd = '<div class="item"><a href="/n/9">A ferry of another make is for sale</a></div>'

    found = lists(f"<main>{items}{odd}</main>")[0]

    assert found.select.items == "div.item:has(p)"


def test_what_leads_nowhere_may_be_found_too():
    items = repeat('<p><a href="/n/{n}">{t}</a></p>')

    [found] = lists(f'{items}<p>Write to <a href="mailto:me@lake.example">me</a></p>')

    assert titles(found) == list(HEADLINES)


def test_a_list_of_thousands_has_a_selector():
    items = "".join(
        f'<li><a href="/n/{n}">Ferry {n} counts the weir again</a></li>' for n in range(800)
    )

    [found] = lists(f'<ul class="all">{items}</ul>')

    assert found.select.items == "ul.all > li"


def test_only_what_the_reader_would_not_find_is_written():
    [found] = lists(
        f"<main>{repeat('<article><h2><a href=/n/{n}>{t}</a></h2><time datetime=2026-02-0{n}></time></article>')}</main>"
    )

    assert (found.select.items, found.select.title, found.select.link, found.select.date) == (
        "article",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("shape", "date"),
    [
        ('<li><a href="/n/{n}">{t}</a><span class="d">02-0{n}</span></li>', "span.d"),
        ('<li>2026-02-0{n} <a href="/n/{n}">{t}</a></li>', "::text"),
        (
            '<li><a href="/n/{n}">{t}</a><abbr title="2026-02-0{n}">3 weeks ago</abbr></li>',
            "abbr::attr(title)",
        ),
    ],
)
def test_dates_are_found_where_they_stand(shape, date):
    [found] = lists(f'<ul class="news">{repeat(shape)}</ul>')

    assert found.select.date == date
    assert [entry.published.day for entry in found.document.entries] == [1, 2, 3, 4, 5]


def test_a_date_beside_the_item_is_found():
    [found] = lists(f"<dl>{repeat('<dt>2026-02-0{n}</dt><dd><a href=/n/{n}>{t}</a></dd>')}</dl>")

    assert found.select.date == "./preceding-sibling::dt[1]"
    assert [entry.published.day for entry in found.document.entries] == [1, 2, 3, 4, 5]


def test_link_and_title_are_named_where_another_link_comes_first():
    shape = '<div class="row"><a class="cat" href="/c">Topics of water</a><a class="t" href="/n/{n}">{t}</a></div>'

    [found] = lists(repeat(shape))

    assert (found.select.link, found.select.title) == ("a.t", "a.t")
    assert titles(found) == list(HEADLINES)


def test_a_summary_is_named_where_items_have_one():
    words = "What began as a small trial has become a habit of many, said number {n}."

    [found] = lists(
        f"<main>{repeat(f'<article><h2><a href=/n/{{n}}>{{t}}</a></h2><p class=sum>{words}</p></article>')}</main>"
    )

    assert found.select.summary == "p.sum"


# What was known


def test_a_list_is_found_again_though_the_most_read_knows_as_many():
    main = repeat('<div class="post"><h2><a href="/n/{n}">{t}</a></h2><p>2026-02-0{n}</p></div>')
    side = repeat('<li><a href="/n/{n}">{t}</a></li>', HEADLINES[:3])
    known = [Known(title, None) for title in HEADLINES[:3]]
    context = Context(base=URL, home="", zone=UTC)

    found = refind(f"<body><aside><ol>{side}</ol></aside>{main}", context, URL, known)

    assert titles(found) == list(HEADLINES)
    assert found.why == "3 of its 5 items are in the archive"


@pytest.mark.parametrize(
    "known",
    [
        [
            Known(None, "https://lake.example/n/1?utm_source=x"),
            Known(None, "https://lake.example/n/2"),
        ],
        [Known(HEADLINES[0].upper(), None), Known(HEADLINES[1] + " and stays there", None)],
    ],
)
def test_the_known_are_recognised_by_address_and_by_the_head_of_a_title(known):
    body = f"<ul>{repeat('<li><a href=/n/{n}>{t}</a></li>')}</ul>"

    assert refind(body, Context(base=URL, home="", zone=UTC), URL, known) is not None


def test_a_list_without_the_known_is_not_the_old_one():
    body = f"<ul>{repeat('<li><a href=/n/{n}>{t}</a></li>')}</ul>"
    known = [Known("Something else altogether", None), Known(HEADLINES[0], None)]

    assert refind(body, Context(base=URL, home="", zone=UTC), URL, known) is None


# Whatever comes

TAGS = st.sampled_from(
    ["div", "ul", "li", "a href=/x", "a href=/y", "h2", "table", "tr", "td", "p", "span"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TAGS, st.text(max_size=12), st.booleans()), max_size=60))
def test_no_page_is_an_error(pieces):
    html = "".join(
        f"<{tag}>{text}{f'</{tag.split()[0]}>' if ends else ''}" for tag, text, ends in pieces
    )

    for found in lists(html):
        assert 0 <= found.confidence <= 1
        assert found.select.items


def test_a_deep_page_is_no_error():
    assert lists("<div>" * 5000 + repeat("<li><a href=/n/{n}>{t}</a></li>")) is not None


def test_what_is_shown_of_a_date_is_little_else():
    from syndicate.fetcher.readers.inference.judge import is_date

    dates = (
        "2026-02-13",
        "[02-13]",
        "13 February 2026",
        "3小时前",
        "2月13日",
        "Feb 3, 2026",
        "08:30",
    )
    assert all(map(is_date, dates))
    assert not any(
        map(
            is_date, ("May I help you", "Room 12", "v3.2.1", "2026", re.sub("x", "word ", "x" * 20))
        )
    )


def test_addresses_without_end_take_no_time():
    long = "a" * 50_000
    shape = f'<div><h2><a href="/{long}{{n}}">{{t}}</a></h2></div>'
    before = time.process_time()
    lists(repeat(shape))

    assert time.process_time() - before < 5


def test_a_name_of_a_megabyte_is_soon_known_to_be_nobody_s():
    begun = time.process_time()

    assert not names.is_readable("a1b2-" * 200_000)
    assert time.process_time() - begun < 1
