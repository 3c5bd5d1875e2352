"""Entry + page → article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate.archiver import compose
from syndicate.archiver.files.cards import Card
from syndicate.archiver.markdown.convert import fragment
from syndicate.model import Enclosure, Entry, Extraction, Pending, Source

URL = "https://a.example/1"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHORT = "<p>The first sentence only.</p>"
LONG = "<p>" + "A sentence that goes on for a while, and ends. " * 20 + "</p>"
PAGE = Extraction(markdown="The page says the same, and more. " * 30 + "\n", score=0.9)


def source(**fields) -> Source:
    return Source(id="a", url="https://a.example/feed", **fields)


def material(entry: Entry, page: Extraction | None = None) -> compose.Material:
    own = entry.content or entry.summary or ""
    return compose.Material(entry=entry, feed=fragment(own, entry.url), page=page)


def pending(entry: Entry, *ambiguous: str) -> Pending:
    return Pending(
        source="a",
        name=entry.guid or "name",
        entry=entry,
        ambiguous=frozenset(ambiguous),
        fingerprint="f",
        retry_at=NOON,
    )


def draft(entry: Entry, page: Extraction | None = None, card: Card | None = None, **fields):
    given = material(entry, page)
    followed = source(**fields)
    choice = compose.choose(given, followed, None)
    return compose.draft(given, choice, followed, card or Card(source="a"))


def choose(entry: Entry, page: Extraction | None = None, learned=None, **fields):
    return compose.choose(material(entry, page), source(**fields), learned)


def test_a_page_wins_over_a_summary():
    choice = choose(Entry(url=URL, summary=SHORT), PAGE)

    assert (choice.origin, choice.whole) == ("page", True)


def test_a_summary_stands_in_for_a_page_that_failed_and_is_partial():
    choice = choose(Entry(url=URL, summary=SHORT))

    assert (choice.origin, choice.whole) == ("feed", False)
    assert choice.markdown == "The first sentence only.\n"


def test_whole_content_wins_over_a_page_with_as_much_text():
    choice = choose(Entry(url=URL, content=LONG), PAGE)

    assert (choice.origin, choice.whole) == ("feed", True)


def test_an_excerpt_in_a_content_element_loses_against_its_page():
    choice = choose(Entry(url=URL, content=SHORT), PAGE)

    assert (choice.origin, choice.whole) == ("page", True)


def test_content_is_whole_even_when_its_page_failed():
    assert choose(Entry(url=URL, content=LONG)).whole


def test_a_teaser_is_partial_when_its_page_failed():
    assert not choose(Entry(url=URL, content=SHORT + "<a>Read more</a>")).whole


def test_a_page_with_under_half_of_the_feeds_text_loses_against_it():
    thin = Extraction(markdown="Log in.\n")

    choice = choose(Entry(url=URL, content=LONG + "<p>Read more…</p>"), thin)

    assert choice.origin == "feed"


@pytest.mark.parametrize(("full_text", "origin"), [("auto", "page"), ("feed", "feed")])
def test_what_was_picked_in_a_page_is_not_compared(full_text, origin):
    picked = Extraction(markdown="Two words.\n", score=1.0, picked=True)
    entry = Entry(url=URL, content=LONG)

    choice = choose(entry, picked, full_text=full_text)

    assert (choice.origin, choice.whole) == (origin, True)
    assert compose.verdict(material(entry, picked)) == "page"


def test_a_page_is_compared_unless_something_was_picked_there():
    entry = Entry(url=URL, content=LONG)

    assert compose.verdict(material(entry, Extraction(markdown="Two words.\n"))) == "feed"
    assert compose.verdict(material(entry)) is None


def test_the_operator_may_insist_on_the_page():
    choice = choose(Entry(url=URL, content=LONG), PAGE, full_text="page")

    assert choice.origin == "page"


def test_an_entry_without_any_text_says_its_title_and_files():
    file = Enclosure(url="https://a.example/[1].mp3", type="audio/mpeg")

    choice = choose(Entry(url=URL, title="Song *no.* 1", enclosures=(file,)))

    assert choice.markdown == (
        "[Song \\*no.\\* 1](<https://a.example/1>)\n\n"
        "- [https://a.example/\\[1\\].mp3](<https://a.example/[1].mp3>)\n"
    )
    assert not choice.whole


def test_what_the_source_announces_wins_over_what_its_page_says():
    page = Extraction(
        markdown="Text.\n", title="Page", authors=("P",), lang="de", tags=("p",), date=LATER
    )
    entry = Entry(
        url=URL, title="Entry", authors=("E",), lang="en", tags=("e",), published=NOON, summary="S"
    )

    article = draft(entry, page)

    assert (article.title, article.authors, article.lang) == ("Entry", ("E",), "en")
    assert (article.tags, article.date, article.description) == (("e",), NOON, "S")


def test_the_page_fills_what_the_source_leaves_out():
    page = Extraction(
        markdown="Text.\n",
        title="Page",
        authors=("P",),
        lang="de",
        tags=("p",),
        date=NOON,
        site="The Site",
        rights="CC0",
        image="https://a.example/i.png",
    )

    article = draft(Entry(url=URL), page)

    assert (article.title, article.authors, article.lang) == ("Page", ("P",), "de")
    assert (article.tags, article.date, article.publisher) == (("p",), NOON, "The Site")
    assert (article.rights, article.image) == ("CC0", "https://a.example/i.png")


def test_the_first_picture_of_the_text_stands_for_an_article_that_names_none():
    shown = "<p>Text.</p><img src=https://a.example/1.png><img src=https://a.example/2.png>"

    assert draft(Entry(url=URL, content=shown)).image == "https://a.example/1.png"
    assert draft(Entry(url=URL, content=shown, image="https://a.example/e.png")).image == (
        "https://a.example/e.png"
    )


def test_what_the_operator_says_of_language_and_tags_counts_first():
    article = draft(Entry(url=URL, lang="en", tags=("e",)), lang="zh-CN", tags=("mine",))

    assert (article.lang, article.tags) == ("zh-CN", ("mine", "e"))


def test_the_feed_fills_what_entry_and_page_leave_out():
    card = Card(source="a", title="The feed", lang="fr", rights="© us")

    article = draft(Entry(url=URL, title="T"), card=card)

    assert (article.publisher, article.lang, article.rights) == ("The feed", "fr", "© us")


@pytest.mark.parametrize(
    ("published", "updated", "modified", "expected"),
    [
        (NOON, None, None, None),
        (NOON, NOON, None, None),
        (NOON, LATER, None, LATER),
        (NOON, None, LATER, LATER),
        (LATER, NOON, None, None),
    ],
)
def test_lastmod_is_the_newest_change_after_the_date(published, updated, modified, expected):
    page = Extraction(markdown="Text.\n", modified=modified)

    article = draft(Entry(url=URL, published=published, updated=updated), page)

    assert article.lastmod == expected


def test_an_article_without_a_date_has_none():
    assert draft(Entry(url=URL, title="T")).date is None


def test_a_title_is_made_of_the_text_when_nobody_gives_one():
    assert draft(Entry(url=URL, content=SHORT)).title == "The first sentence only."


def test_tracking_parameters_are_not_shown():
    assert draft(Entry(url=URL + "?utm_source=feed")).canonical_url == URL
