"""What an entry says, before any format writes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from helpers.publishing import CHINA, LAKE, SITE, article, item

from syndicate.generator.announcement import announce, language, updated
from syndicate.model import Enclosure

DATE = datetime(2026, 2, 13, 17, 10, 30, tzinfo=CHINA)
LATER = datetime(2026, 2, 14, 16, 5, tzinfo=CHINA)
OURS = timedelta(microseconds=1)
ANNOUNCED = datetime(2026, 2, 14, 8, 0, 0, 1, tzinfo=UTC)


def said(**changes):
    return announce(item(**changes), SITE)


@pytest.mark.parametrize(
    ("revision", "date", "lastmod", "expected"),
    [
        (1, DATE, None, DATE + OURS),
        (1, DATE, LATER, LATER + OURS),
        (1, LATER, DATE, LATER + OURS),
        (1, None, None, ANNOUNCED),
        (2, DATE, None, ANNOUNCED),
        (2, DATE, DATE, ANNOUNCED),
        (2, DATE, LATER, LATER + OURS),
    ],
)
def test_updated_is_when_the_shown_version_came_to_be(revision, date, lastmod, expected):
    found = updated(article(revision=revision, date=date, lastmod=lastmod))

    assert found == expected


@pytest.mark.parametrize("field", ["date", "lastmod"])
def test_nothing_was_written_after_we_had_it(field):
    future = {field: ANNOUNCED + timedelta(days=1)}

    assert updated(article(**{"date": None, "lastmod": None, **future})) == ANNOUNCED
    assert said(date=ANNOUNCED + timedelta(minutes=11)).published is None
    assert said(date=ANNOUNCED + timedelta(minutes=9)).published is not None


def test_a_fraction_that_the_source_knows_is_kept():
    exact = DATE.replace(microsecond=500_000)

    assert updated(article(revision=1, date=exact, lastmod=None)) == exact


def test_an_article_that_nothing_dates_has_no_entry():
    with pytest.raises(ValueError, match="nothing dates it"):
        said(date=None, announced=None)


def test_a_date_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="names no zone"):
        said(date=datetime(2026, 2, 13))


def test_an_offset_with_seconds_becomes_utc():
    odd = datetime(
        2026, 2, 13, 8, 5, 43, tzinfo=timezone(timedelta(hours=8, minutes=5, seconds=43))
    )

    assert said(date=odd).published.isoformat() == "2026-02-13T00:00:00+00:00"


def test_html_keeps_nothing_that_xml_forbids():
    assert said(html="<p>a\x08\ufffeb</p>").html == "<p>ab</p>"


def test_an_article_without_an_id_has_no_entry():
    with pytest.raises(ValueError, match="no id"):
        said(id="\x00")


@pytest.mark.parametrize(
    ("title", "summary", "expected"),
    [
        ("  A\nferry\x08\ufffe ", "text", "A ferry"),
        ("\u200b", "First words of it", "First words of it"),
        ("", "word " * 40, "word " * 15 + "word…"),
        ("", "", "(untitled)"),
        ("Salt &amp; pepper &#8211; R&D", "", "Salt & pepper – R&D"),
        ("&lt;b&gt; is bold, &nbsp; a blank", "", "&lt;b&gt; is bold, &nbsp; a blank"),
    ],
)
def test_a_title_is_never_empty(title, summary, expected):
    assert said(title=title, summary=summary).title == expected


@pytest.mark.parametrize(
    ("way", "html", "expected"),
    [
        ("full", "<p>x</p>", ("<p>x</p>", "渡船七点开。")),
        ("summary", "<p>x</p>", (None, "渡船七点开。")),
        ("link", "<p>x</p>", (None, "")),
        ("full", "x" * 2_000_001, (None, "渡船七点开。")),
    ],
)
def test_no_more_is_shown_than_may_be(way, html, expected):
    found = said(way=way, html=html)

    assert (found.html, found.summary) == expected


def test_a_summary_shows_the_picture_from_its_origin():
    assert said().image == "https://feeds.example/images/0123456789abcdef.png"
    assert said(way="summary").image == "https://img.example/ferry.png"


def test_the_link_is_the_canonical_address_else_one_under_which_it_was_announced():
    assert said().link == "https://lake.example/ferry?day=1&boat=2"
    assert said(canonical_url=None, urls=("x:y", "https://a.example/")).link == "https://a.example/"
    assert said(canonical_url="javascript:x").link is None


def test_the_byline_names_somebody_even_when_no_author_is_known():
    assert said().byline == "王湖"
    assert said(authors=("\x00",), publisher="Publisher").byline == "Publisher"
    assert said(authors=()).byline == "Lake Journal"


def test_a_source_always_has_a_name():
    assert said(source=replace(LAKE, title="\x00")).origin.title == "lake"
    assert said(source=replace(LAKE, title="", id="\ud800")).origin.title == "(untitled)"


def test_names_and_tags_are_not_repeated():
    found = said(authors=("Ann", "Ann ", ""), tags=("a", "\x01", "a"))

    assert (found.authors, found.tags) == (("Ann",), ("a",))


def test_rights_are_the_articles_else_its_sources():
    assert said(rights="Mine").rights == "Mine"
    assert said(rights=None, source=replace(LAKE, rights="Theirs")).rights == "Theirs"
    assert said(rights=None).rights is None


@pytest.mark.parametrize(
    ("enclosure", "expected"),
    [
        (Enclosure(url="https://a.example/x", type="audio/mpeg", length=5), ("audio/mpeg", 5)),
        (Enclosure(url="https://a.example/x.mp3?y=1"), ("audio/mpeg", 0)),
        (Enclosure(url="https://a.example/x", length=-1), ("application/octet-stream", 0)),
        (Enclosure(url="https://a.example/x.pdf", type="junk"), ("application/pdf", 0)),
        (Enclosure(url="https://a.example/x", type="Video/MP4; codecs=avc1"), ("video/mp4", 0)),
    ],
)
def test_an_enclosure_always_has_a_type(enclosure, expected):
    (found,) = said(enclosures=(enclosure,)).enclosures

    assert (found.type, found.length) == expected


def test_an_enclosure_without_an_http_address_is_left_out():
    assert said(enclosures=(Enclosure(url="file:///etc/passwd"),)).enclosures == ()


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("zh-CN", "zh-CN"), ("en", "en"), ("zh-Hant-TW", "zh-Hant-TW"), ("x y", None), ("", None),
     ("中文", None), (None, None), ('en"', None)],
)  # fmt: skip
def test_a_language_is_a_tag_or_unknown(tag, expected):
    assert language(tag) == expected
