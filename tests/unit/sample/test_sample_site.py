"""The Sample is a site like others: pages, feeds, validators, a correction, a broken page."""

import re
import tomllib
from datetime import timedelta
from importlib.resources import files
from xml.etree import ElementTree

import pytest

from syndicate.sample.magazine import stories
from syndicate.sample.site import ORIGIN, VISITS, respond

FIRST, SECOND = VISITS
PATHS = ["/", "/about", "/feed.xml", "/zh.xml", "/robots.txt", "/style.css"]
PATHS += [f"/articles/{slug}" for slug in ("train", "type", "tea", "bridge", "river")]
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"


def get(path, at=FIRST, **headers):
    return respond(path, {key.replace("_", "-"): value for key, value in headers.items()}, at)


def items(path="/feed.xml", at=FIRST):
    return ElementTree.fromstring(get(path, at).body).findall("channel/item")


def page(slug, at=FIRST):
    response = get(f"/articles/{slug}", at)
    charset = "gbk" if slug == "tea" else "utf-8"
    return response.body.decode(charset)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_both_validators_and_a_media_type(path):
    response = get(path)

    assert response.status == 200
    assert re.fullmatch(r'"[0-9a-f]{20}"', response.headers["ETag"])
    assert response.headers["Last-Modified"].endswith(" GMT")
    assert response.headers["Content-Type"]
    assert response.body


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("condition", "validator"),
    [("if_none_match", "ETag"), ("if_modified_since", "Last-Modified")],
)
def test_either_validator_makes_the_second_request_a_304_without_a_body(path, condition, validator):
    first = get(path)

    second = get(path, **{condition: first.headers[validator]})

    assert (second.status, second.body) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"other"'}, 200),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"other", W/{etag}'}, 304),
        ({"if_none_match": '"other"', "if_modified_since": "{date}"}, 200),
        ({"if_modified_since": "Sat, 01 Jan 2000 00:00:00 GMT"}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": "Sun, 01 Mar 2026 08:00:00 -0000"}, 200),
    ],
)
def test_preconditions_are_evaluated_as_the_rfc_orders_them(headers, status):
    plain = get("/feed.xml").headers
    filled = {
        key: value.format(etag=plain["ETag"], date=plain["Last-Modified"])
        for key, value in headers.items()
    }

    assert get("/feed.xml", **filled).status == status


def test_the_feed_lists_six_articles_newest_first_with_their_own_zone():
    found = items()

    dates = [item.findtext("pubDate") for item in found]
    assert len(found) == 6
    assert all(date.endswith("+0800") for date in dates)
    assert [item.findtext("link") for item in found] == [story.url for story in stories(FIRST)]
    assert [story.published for story in stories(FIRST)] == sorted(
        (story.published for story in stories(FIRST)), reverse=True
    )


def test_each_item_says_its_language_and_only_a_feed_of_one_language_says_so_itself():
    languages = [item.findtext("{http://purl.org/dc/elements/1.1/}language") for item in items()]

    assert sorted(languages) == ["en"] * 3 + ["zh-CN"] * 3
    assert b"<language>" not in get("/feed.xml").body
    assert b"<language>zh-CN</language>" in get("/zh.xml").body


def test_the_feed_may_be_kept_for_ten_minutes():
    assert get("/feed.xml").headers["Cache-Control"] == "max-age=600"


def test_one_article_is_in_the_feed_whole_and_its_links_are_absolute():
    whole = {item.findtext("link"): item.findtext(CONTENT) for item in items()}
    whole = {link: html for link, html in whole.items() if html}

    assert list(whole) == [f"{ORIGIN}articles/train"]
    assert f'src="{ORIGIN}images/train.webp"' in whole[f"{ORIGIN}articles/train"]
    assert '="/' not in whole[f"{ORIGIN}articles/train"]


def test_the_enclosure_says_its_true_length():
    [enclosure] = [item.find("enclosure") for item in items() if item.find("enclosure") is not None]

    file = get(enclosure.get("url").removeprefix(ORIGIN[:-1]))

    assert len(file.body) == int(enclosure.get("length"))
    assert file.headers["Content-Type"] == enclosure.get("type") == "application/pdf"


def test_the_chinese_feed_has_the_chinese_articles_and_never_changes():
    found = items("/zh.xml", SECOND)

    assert {item.findtext("link") for item in found} == {
        f"{ORIGIN}articles/{slug}" for slug in ("train", "tea", "bridge")
    }
    assert get("/zh.xml", FIRST).body == get("/zh.xml", SECOND).body


def test_the_front_page_declares_the_feed_and_links_every_article():
    html = get("/").body.decode()

    assert '<link rel="alternate" type="application/rss+xml"' in html
    assert all(f'href="/articles/{story.slug}"' in html for story in stories(FIRST))


def test_the_old_page_is_gbk_under_the_name_gb2312_and_only_in_its_meta_element():
    response = get("/articles/tea")

    assert response.headers["Content-Type"] == "text/html"
    assert b"charset=gb2312" in response.body
    assert "林喆" in response.body.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        response.body.decode("gb2312")


@pytest.mark.parametrize("at", VISITS)
def test_the_broken_page_breaks_on_every_visit_but_the_feed_has_an_excerpt(at):
    response = get("/articles/map", at)
    [excerpt] = [
        item.findtext("description")
        for item in items(at=at)
        if "articles/map" in item.findtext("link")
    ]

    assert response.status == 500
    assert "ETag" not in response.headers
    assert f'<img src="{ORIGIN}images/map.png"' in excerpt


def test_the_correction_is_there_on_the_second_visit_and_changes_nothing_else():
    changed = [path for path in PATHS if get(path, FIRST).body != get(path, SECOND).body]
    before, after = page("river", FIRST), page("river", SECOND)

    assert "had 61 houses" in before
    assert "had 47 houses" in after
    assert 'modified_time" content="2026-02-24T19:20:00+08:00"' in before
    assert 'modified_time" content="2026-03-02T09:15:00+08:00"' in after
    # Teasers carry the summary, which was corrected too.
    assert set(changed) == {"/", "/feed.xml", *(p for p in PATHS if p.startswith("/articles/"))}


def test_the_feed_announces_the_correction():
    before, after = ([item.findtext(f"{ATOM}updated") for item in items(at=at)] for at in VISITS)

    assert before == [None] * 6
    assert after == [None] * 5 + ["2026-03-02T09:15:00+08:00"]
    assert get("/feed.xml", SECOND, if_none_match=get("/feed.xml").headers["ETag"]).status == 200


@pytest.mark.parametrize("at", [SECOND, SECOND + timedelta(days=4000)])
def test_nothing_changes_after_the_second_visit(at):
    assert [get(path, at).body for path in PATHS] == [get(path, SECOND).body for path in PATHS]


def test_every_picture_that_a_page_shows_is_there_and_is_what_its_name_says():
    signatures = {"png": b"\x89PNG", "jpg": b"\xff\xd8\xff", "gif": b"GIF89a", "webp": b"RIFF"}
    html = "".join(story.html for story in stories(SECOND)) + get("/").body.decode()
    shown = set(re.findall(r'"(/images/[^"]+)"', html))

    assert {path.rsplit(".")[-1] for path in shown} == set(signatures)
    for path in shown:
        response = get(path)
        assert response.status == 200
        assert response.body.startswith(signatures[path.rsplit(".")[-1]])


def test_pictures_are_small_and_one_is_in_two_articles():
    folder = files("syndicate.sample") / "images"
    sizes = [len(file.read_bytes()) for file in folder.iterdir()]
    bridge = [story.slug for story in stories(FIRST) if "/images/bridge.png" in story.html]

    assert max(sizes) < 12_000
    assert sum(sizes) < 80_000
    assert bridge == ["bridge", "river"]


def test_the_page_sets_metadata_as_its_story_says():
    assert "application/ld+json" in page("type")
    assert "og:title" not in page("type")
    assert 'property="og:image" content="http://sample.example/images/river-cover.jpg"' in page(
        "river"
    )
    assert "ld+json" not in page("tea")
    assert "og:" not in page("tea")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/articles/",
        "/articles/nothing",
        "/images/",
        "/images/none.png",
        "/images/../magazine.toml",
        "/images/../../../pyproject.toml",
        "/files/%2e%2e/site.py",
        "/style.css/..",
        "/images/a\0b",
        "",
    ],
)
def test_whatever_is_not_the_sites_is_a_404(path):
    response = get(path)

    assert response.status == 404
    assert b"No such page" in response.body


def test_a_query_is_ignored():
    assert get("/feed.xml?utm_source=test").body == get("/feed.xml").body


def test_markup_in_a_title_stays_text():
    assert "<h1>Ink &amp; lead: setting a page by hand</h1>" in page("type")
    assert items()[1].findtext("title") == "Ink & lead: setting a page by hand"


def test_every_correction_finds_the_words_it_corrects():
    rows = tomllib.loads((files("syndicate.sample") / "magazine.toml").read_text())["article"]
    edits = {row["slug"]: row["correction"] for row in rows if "correction" in row}

    assert list(edits) == ["river"]
    for story in stories(FIRST):
        if story.slug in edits:
            assert story.html.count(edits[story.slug]["wrong"]) == 1
            assert FIRST < edits[story.slug]["at"] < SECOND
