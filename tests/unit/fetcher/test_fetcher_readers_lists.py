"""Lists, APIs and sitemaps: from the text of a document to what it announces."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import ParseError, RuleError
from syndicate.fetcher.readers import listing, reading, sitemap
from syndicate.fetcher.readers.pieces import Context
from syndicate.model import Page, Select, Source

LISTS = Path(__file__).parents[2] / "corpus" / "lists"
NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
URL = "https://wernau.example/list"


def read(body, kind, url=URL, timezone="UTC", content_type="", **select):
    body = body.encode() if isinstance(body, str) else body
    source = Source(id="s", url=url, kind=kind, timezone=timezone, select=Select(**select))
    return reading.read(source, Page(url=url, body=body, content_type=content_type), NOW)


def corpus(name):
    return (LISTS / name).read_bytes()


def test_an_item_shows_its_parts_by_itself():
    document = read(corpus("council.html"), "listing", items="li.notice")

    bridge, fair = document.entries
    assert (document.title, document.lang) == ("Notices – Wernau Council", "en-GB")
    assert bridge.title == "Bridge & towpath closed"
    assert bridge.url == "https://wernau.example/council/2026/31.html"
    assert bridge.image == "https://wernau.example/council/img/bridge.jpg"
    assert bridge.tags == ("Roads", "River")
    assert fair.title == "Spring fair"
    assert document.dropped == 1
    assert document.notes == ("1 item without a link or a title",)


@pytest.mark.parametrize(
    "select",
    [
        {"id": "::attr(id)", "title": "h3", "link": "h3 a::attr(href)", "date": ".when",
         "summary": ".lead", "author": ".by", "image": "img", "tags": "a[rel=tag]::text"},
        {"id": "@id", "title": ".//h3", "link": "./h3/a/@href", "date": "//span[@class='when']",
         "summary": "./p[@class='lead']", "author": "string(.//*[@class='by'])",
         "image": "./img/@data-src", "tags": "./a[@rel='tag']/text()"},
    ],
    ids=["css", "xpath"],
)  # fmt: skip
def test_css_and_xpath_say_the_same(select):
    document = read(corpus("council.html"), "listing", items="li.notice", **select)

    bridge = document.entries[0]
    assert bridge.guid == "n-31"
    assert bridge.title == "Bridge & towpath closed"
    assert bridge.url == "https://wernau.example/council/2026/31.html"
    assert bridge.published == datetime(2026, 3, 3, tzinfo=UTC)
    assert bridge.authors == ("Ada Quill",)
    assert bridge.image == "https://wernau.example/council/img/bridge.jpg"
    assert bridge.tags == ("Roads", "River")
    assert "closed <b>until</b> May" in (bridge.summary or "")
    assert 'href="https://wernau.example/council/2026/31.pdf"' in (bridge.summary or "")
    assert document.hits["items"] == 3
    assert (document.hits["date"], document.hits["summary"]) == (2, 1)


def test_items_may_be_named_by_xpath_and_know_what_stands_around_them():
    document = read(
        corpus("council.html"), "listing",
        items="//li[contains(@class, 'notice')]", tags="preceding::h2[1]",
    )  # fmt: skip

    assert [entry.tags for entry in document.entries] == [("March 2026",), ("March 2026",)]


def test_dates_without_a_zone_are_in_that_of_the_source():
    document = read(
        corpus("daily.html"), "listing", url="https://hekou.example/", timezone="Asia/Shanghai",
        items="table > tbody > tr.r", date="td:last-child",
    )  # fmt: skip

    ferry, dredged, tides = document.entries
    assert ferry.published is not None
    assert ferry.published.isoformat() == "2026-03-05T14:30:00+08:00"
    assert dredged.published is not None
    assert dredged.published.isoformat() == "2026-03-05T17:00:00+08:00"
    assert tides.published is not None
    assert tides.published.isoformat() == "2026-03-04T08:00:05+08:00"
    assert [entry.edition for entry in document.entries] == [None, "", None]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("02-13", "2026-02-13"),
        ("3月5日", "2026-03-05"),
        ("河口日报 12月3日 讯", "2025-12-03"),
        ("河口日报 2024年12月3日 讯", "2024-12-03"),
        ("Updated | 03-04", "2026-03-04"),
    ],
)
def test_a_day_without_a_year_is_the_last_one_and_no_news_next_year(shown, expected):
    text = f"<ul><li><a href=/1>One</a> <i>{shown}</i></ul>"

    (entry,) = read(text, "listing", items="li", date="i").entries

    assert entry.published is not None
    assert entry.published.date().isoformat() == expected
    assert entry.edition == (None if "2024" in shown else "")


@pytest.mark.parametrize(
    ("select", "reason"),
    [
        ({"items": "li.gone"}, 'select.items "li.gone" matched nothing'),
        ({"items": "li.notice", "title": ".gone"}, 'select.title ".gone" matched in none of the 3'),
        ({"items": "li.notice", "link": "b"}, 'select.link "b" matched in none of the 3 items'),
        ({"items": "li.notice", "date": "h3"}, 'finds no date: "Bridge & towpath closed" is none'),
        ({"items": "li.notice > p.lead b"}, "none of the 1 item has a link or a title"),
        ({"items": "li["}, "select.items is no selector"),
        ({"items": "li", "summary": "//["}, "select.summary is no selector"),
    ],
)
def test_a_rule_that_no_longer_fits_is_an_error_that_names_it(select, reason):
    with pytest.raises(RuleError) as broken:
        read(corpus("council.html"), "listing", **select)

    assert reason in broken.value.message
    assert broken.value.hint


def test_a_picture_that_no_item_has_is_no_error():
    document = read(corpus("council.html"), "listing", items="li.notice", image=".gone")

    assert len(document.entries) == 2
    assert "image" not in document.hits


def test_an_article_that_a_page_shows_twice_is_announced_once():
    text = "<div class=c><a href=/1><img src=a.png></a></div><div class=c><a href=/1>One</a></div>"

    document = read(text, "listing", items=".c")

    assert [entry.title for entry in document.entries] == ["One"]
    assert document.notes == ("1 item of an address that was there before",)


def test_links_that_lead_nowhere_are_no_links():
    text = "<li><a href='javascript:x()'>A</a><a href='mailto:a@b.example'>B</a><a href=/c>C</a>"

    assert read(text, "listing", items="li").entries[0].url == "https://wernau.example/c"


def test_no_more_items_are_read_than_a_feed_has(monkeypatch):
    monkeypatch.setattr(reading, "LIMIT", 3)
    text = "".join(f"<li><a href=/{number}>Item {number}</a>" for number in range(5))

    document = read(text, "listing", items="li")

    assert len(document.entries) == 3
    assert document.dropped == 2
    assert document.notes == ("2 items beyond the limit",)


def test_items_deep_inside_one_another_are_refused_in_time(monkeypatch):
    monkeypatch.setattr(listing, "INSIDE", 50_000)
    text = "<div>" * 200 + "<a href=x>y</a>" * 200

    with pytest.raises(RuleError, match="inside one another"):
        read(text, "listing", items="div")


def test_a_list_longer_than_any_is_refused(monkeypatch):
    monkeypatch.setattr(listing, "LARGEST", 100)

    with pytest.raises(ParseError, match="longer than 100 characters"):
        read("<li>" * 50, "listing", items="li")


@given(st.text(alphabet="<>/ali=h'\"&;!-0 \n", max_size=200))
def test_no_page_makes_a_list_fail_but_as_a_rule(text):
    try:
        document = read(f"<p>.{text}", "listing", items="li, a, p")
    except ParseError:
        return
    assert all(entry.url or entry.title for entry in document.entries)


QUOTES = {
    "items": "data.pages.*.list", "id": "no", "title": "meta.head", "date": "meta.when",
    "link": "https://wernau.example/q/{no}?p={meta.when}", "summary": "text", "image": "pics.0",
    "author": "people.*.name", "tags": "keys",
}  # fmt: skip


def test_paths_lead_through_an_api():
    seven, eight = read(corpus("quotes.json"), "json", **QUOTES).entries

    assert (seven.guid, seven.title) == ("7", "Seven & more")
    assert seven.url == "https://wernau.example/q/7?p=1772703000"
    assert seven.published == datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    assert seven.summary == "<p>First line.</p>\n<p>Second &lt;line&gt;.</p>"
    assert seven.image == "https://wernau.example/p/7a.jpg"
    assert seven.authors == ("Ada Quill", "Bo Reed")
    assert seven.tags == ("tea", "maps")
    assert eight.published == datetime(2026, 3, 5, 10, 30, tzinfo=UTC)
    assert eight.summary == "<p>Already <b>HTML</b>.</p>"


def test_a_template_with_a_missing_value_is_no_link():
    text = '[{"title": "T", "id": 0.5}, {"title": "U", "id": null}]'

    first, second = read(text, "json", items=".", link="/a/{id}").entries

    assert (first.url, second.url) == ("https://wernau.example/a/0.5", None)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{no:.4}", "2026"),
        ("{no:.4}/{no}", "2026/20260305A7"),
        ("{no:.99}", "20260305A7"),
        ("{dc:no:.2}{count:.1}", "x丁4"),
        ("{dc:no}", "x丁y"),
        ("{no:.0}-", None),
        ("{no:4}", None),
    ],
)
def test_a_value_in_a_template_may_be_cut_as_python_does_it(template, expected):
    text = '[{"title": "T", "no": "20260305A7", "dc:no": "x丁y", "count": 42}, {"id": "B"}]'

    try:
        entry = read(text, "json", items=".", title="title", id=template).entries[0]
    except RuleError:
        assert expected is None
    else:
        assert entry.guid == expected


def test_the_text_of_an_article_may_be_in_the_api():
    text = (
        '[{"title": "T", "link": "/a/1", "text": "<p>See <a href=\\"2\\">two</a>.</p>", "lead": "L"},'
        ' {"title": "U", "link": "/a/2", "text": ["One.", "Two & more."]}, {"title": "V"}]'
    )

    first, second, third = read(text, "json", items=".", content="text", summary="lead").entries

    assert first.content == '<p>See <a href="https://wernau.example/a/2">two</a>.</p>'
    assert (first.summary, second.summary) == ("<p>L</p>", None)
    assert second.content == "<p>One.</p>\n<p>Two &amp; more.</p>"
    assert third.content is None


def test_an_api_without_the_texts_that_it_had_is_a_broken_rule():
    with pytest.raises(RuleError, match=r'select.content "text" matched in none of the 1 item'):
        read('[{"title": "T", "summary": "S"}]', "json", items=".", content="text")


def test_the_content_of_pages_is_looked_for_in_no_list():
    listed = read("<ul><li><a href=/1>One</a></ul>", "listing", items="li", content="article")
    printed = read('[{"title": "T", "article": "A"}]', "exec", items=".", content="article")

    assert (listed.entries[0].content, printed.entries[0].content) == (None, None)


def test_common_names_need_no_path():
    text = '{"items": [{"id": 3, "headline": "H", "permalink": "/h", "created_at": "2026-03-01"}]}'

    (entry,) = read(text, "json", items="items").entries

    assert (entry.guid, entry.title, entry.url) == ("3", "H", "https://wernau.example/h")
    assert entry.published == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        'callback({"a": [{"title": "T"}]});',
        '/**/jQuery12_3({"a": [{"title": "T"}]})',
        ')]}\'\n{"a": [{"title": "T"}]}',
        'while(1);{"a": [{"title": "T"}]}',
        'var list = {"a": [{"title": "T"}]};',
        '\ufeff {"a": [{"title": "T"}]}',
    ],
)
def test_wrappers_around_json_are_taken_off(text):
    assert read(text, "json", items="a").entries[0].title == "T"


@pytest.mark.parametrize(
    ("text", "items", "reason"),
    [
        ('{"a": {"b": []}}', "a.b", "the list is empty"),
        ('{"a": {"c": 1, "d": 2}}', "a.b", 'there is no "b" in a, which has c, d'),
        ('{"a": 3}', "a", "leads to no list of objects"),
        ("[1, 2]", ".", "leads to no list of objects"),
        ('{"a": [{"x": 1}]}', "a", "none of the 1 item has a link or a title"),
    ],
)
def test_a_path_that_leads_nowhere_is_a_broken_rule(text, items, reason):
    with pytest.raises(RuleError) as broken:
        read(text, "json", items=items)

    assert reason in broken.value.message


@pytest.mark.parametrize("text", ["{", "<html>", "callback(", '{"a": '])
def test_what_is_no_json_is_no_api(text):
    with pytest.raises(ParseError, match="reading JSON failed"):
        read(text, "json", items="a")


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abt"), inner),
    max_leaves=12,
))  # fmt: skip
def test_no_json_makes_an_api_fail_but_as_a_rule(value):
    try:
        document = read(json.dumps(value), "json", items="*.a", title="t.0", tags="*.*", link="b")
    except ParseError:
        return
    assert document.entries


def test_a_sitemap_announces_its_addresses_newest_first():
    document = read(corpus("map.xml"), "sitemap")

    news, blog = document.entries
    assert blog.url == "https://wernau.example/blog/1?a=1&b=2"
    assert blog.updated == datetime(2026, 1, 2, tzinfo=UTC)
    assert (news.title, news.lang, news.tags) == ("Sand & silt", "en", ("river", "sand"))
    assert news.published == datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert news.updated == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert news.image == "https://wernau.example/i/2.jpg"


@pytest.mark.parametrize("pattern", ["/blog/*", "https://wernau.example/blog/*"])
def test_a_pattern_takes_some_addresses_of_a_sitemap(pattern):
    (entry,) = read(corpus("map.xml"), "sitemap", items=pattern).entries

    assert entry.url == "https://wernau.example/blog/1?a=1&b=2"


@pytest.mark.parametrize(("limit", "notes"), [(3, ()), (2, ("addresses beyond 2 were not read",))])
def test_a_sitemap_is_read_as_far_as_one_may_reach(monkeypatch, limit, notes):
    monkeypatch.setattr(sitemap, "LIMIT", limit)
    text = "\n".join(f"{URL}/{number}" for number in range(3))

    document = read(text, "sitemap")

    assert (len(document.entries), document.notes) == (limit, notes)


def test_a_pattern_that_fits_no_address_is_a_broken_rule():
    with pytest.raises(RuleError, match=r'"/shop/\*" fits none of the 3 addresses'):
        read(corpus("map.xml"), "sitemap", items="/shop/*")


def test_a_change_that_all_addresses_share_is_that_of_the_sitemap():
    made = "<lastmod>2026-03-05T11:59:00Z</lastmod>"
    text = (
        f"<urlset><url><loc>{URL}/1</loc>{made}</url><url><loc>{URL}/2</loc>{made}</url></urlset>"
    )

    assert [entry.updated for entry in read(text, "sitemap").entries] == [None, None]


def test_a_sitemap_may_be_plain_text_or_a_feed():
    feed = "<rss version='2.0'><channel><item><link>https://wernau.example/f</link></item></channel></rss>"

    lines = read(f"{URL}/1\n\n{URL}/2\nno address\n", "sitemap")

    assert [entry.url for entry in lines.entries] == [f"{URL}/1", f"{URL}/2"]
    assert read(feed, "sitemap").format == "rss"


def test_a_sitemap_that_is_cut_off_loses_only_its_end():
    text = f"<urlset><url><loc>{URL}/1</loc></url><url><loc>{URL}/2</loc></url><url><loc>{URL}/3"

    assert [entry.url for entry in read(text, "sitemap").entries][:2] == [f"{URL}/1", f"{URL}/2"]


@pytest.mark.parametrize("text", ["<urlset/>", "<urlset><url><loc>mailto:x</loc></url></urlset>"])
def test_a_sitemap_without_an_address_is_an_error(text):
    with pytest.raises(ParseError, match="names no address"):
        read(text, "sitemap")


def test_an_index_names_the_newest_first_and_the_last_of_those_without_a_date():
    text = (
        "<?xml version='1.0'?><sm:sitemapindex xmlns:sm='x'>"
        "<sm:sitemap><sm:loc>/a.xml</sm:loc></sm:sitemap>"
        "<sm:sitemap><sm:loc>/b.xml</sm:loc></sm:sitemap>"
        "<sm:sitemap><sm:loc>/old.xml</sm:loc><sm:lastmod>2020-01-01</sm:lastmod></sm:sitemap>"
        "<sm:sitemap><sm:loc>/new.xml</sm:loc><sm:lastmod>2026-01-01</sm:lastmod></sm:sitemap>"
        "</sm:sitemapindex>"
    )

    named = [url.rpartition("/")[2] for url, _ in sitemap.children(text, URL)]

    assert named == ["new.xml", "old.xml", "b.xml", "a.xml"]
    assert sitemap.children("<urlset/>", URL) == ()


def test_an_address_that_is_no_feed_is_read_by_how_it_begins():
    html = "<ul><li><a href=/1>One</a></ul>"

    assert read(html, "exec", items="li").format == "listing"
    assert read('{"a": [{"title": "T"}]}', "exec", items="a").format == "json"
    assert read(f"<urlset><url><loc>{URL}</loc></url></urlset>", "auto").format == "sitemap"
    assert (
        read("<rss><channel><item><title>T</title></item></channel></rss>", "exec").format == "rss"
    )


def test_a_watched_page_is_one_entry_that_holds_it():
    document = read("<title>Rules</title><p>One", "page")

    (entry,) = document.entries
    assert (entry.guid, entry.url, document.title) == ("s", URL, "Rules")
    assert entry.page == "<title>Rules</title><p>One"


def test_the_address_of_a_watched_page_that_hides_a_secret_is_not_announced():
    source = Source(id="s", url=URL + "?key=1", shown=URL + "?key=${KEY}", kind="page")

    document = reading.read(source, Page(url=source.url, body=b"<p>One"), NOW)

    assert document.entries[0].url is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "page"),
        (b" \n", "listing"),
        (b"%PDF-1.7 ...", "page"),
        (b"\x89PNG\r\n\x1a\n", "listing"),
    ],
)
def test_what_is_no_text_is_told(body, kind):
    with pytest.raises(ParseError, match="empty|not text"):
        read(body, kind, items="li")


@pytest.mark.parametrize(
    "filler", ["<a/>" * 20_001, f"<url>{'<image:loc/>' * 20_001}</url>", f"<url {'x' * 70_000}>"]
)
@pytest.mark.parametrize("kind", ["urlset", "sitemapindex"])
def test_a_sitemap_that_only_fills_the_memory_is_an_error(kind, filler):
    text = f"<{kind}>{filler}<url><loc>https://a.example/1</loc></url></{kind}>"

    with pytest.raises(ParseError, match="name no address|start tag"):
        list(sitemap.children(text, "https://a.example/"))
        sitemap.read([text], Select(), Context(base=None, home=""), url="https://a.example/")


def test_a_list_whose_items_match_nothing_names_what_repeats_instead():
    page = "".join(f'<p class="row"><a href="/{n}">Headline {n}</a></p>' for n in range(4))

    with pytest.raises(RuleError) as caught:
        read(page.encode(), "listing", items="li.gone")

    assert caught.value.hits == {"items": 0}
    assert caught.value.instead == ("p.row ×4", "a ×4")


@pytest.mark.parametrize("kind", ["listing", "json"])
def test_a_list_without_items_says_that_they_are_needed(kind):
    body = b'{"data": {"list": [{"id": 1}, {"id": 2}]}, "next": [1]}'

    with pytest.raises(RuleError, match=r"select\.items is needed") as caught:
        read(body, kind)

    assert caught.value.instead == (("data.list ×2",) if kind == "json" else ())


def test_a_rule_that_breaks_says_in_how_many_items_each_part_was_found():
    page = "".join(f'<p class="row"><a href="/{n}">Headline {n}</a></p>' for n in range(4))

    with pytest.raises(RuleError) as caught:
        read(page.encode(), "listing", items="p.row", date=".when")

    found = caught.value.hits
    assert (found["items"], found["title"], found["date"]) == (4, 4, 0)


@pytest.mark.parametrize(
    ("lang", "shown", "expected"),
    [
        ("de", "Meldung vom 3.2.2026, 10:30 (Rathaus)", "2026-02-03T10:30:00+00:00"),
        ("", "03/02/2026", "2026-02-03T00:00:00+00:00"),
        ("en-GB", "03/02/2026", "2026-02-03T00:00:00+00:00"),
        ("en-US", "03/02/2026", "2026-03-02T00:00:00+00:00"),
        ("fr", "Publié : 3 février 2026 | Ville", "2026-02-03T00:00:00+00:00"),
        ("pt", "3 de fevereiro de 2026", "2026-02-03T00:00:00+00:00"),
    ],
)
def test_dates_are_read_as_the_language_of_the_page_writes_them(lang, shown, expected):
    page = f'<html lang="{lang}"><p class=r><a href=/1>Headline</a><i>{shown}</i>'

    (entry,) = read(page.encode(), "listing", items="p.r", date="i").entries

    assert entry.published is not None
    assert entry.published.isoformat() == expected


STATE = (
    '<html><title>Lake</title><script>var small = {"a": 1};</script>'
    '<script>window.__STATE__ = {"feed": {"list": [{"name": "One", "href": "/1"}]}};</script>'
    '<script type="application/ld+json">{"@type": "WebSite", "name": "Lake, as machines read it"}'
    "</script><body><div id=app></div></html>"
)


def test_a_page_may_hold_its_list_in_a_script():
    document = read(STATE, "json", items="feed.list")

    assert [(entry.title, entry.url) for entry in document.entries] == [
        ("One", "https://wernau.example/1")
    ]


def test_a_page_without_the_list_says_which_lists_its_scripts_hold():
    with pytest.raises(RuleError) as caught:
        read(STATE, "json", items="feed.items")

    assert caught.value.instead == ("feed.list ×1",)


def test_a_page_without_json_in_it_is_no_api():
    with pytest.raises(ParseError, match="its scripts hold none"):
        read("<html><script src=app.js></script>", "json", items="a")
