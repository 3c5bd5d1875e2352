"""What other programs call, and what importing it costs them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.articles import ARTICLE, NOW, PATH, changed, put
from helpers.feeds import SENTENCE, item, page, rss

import syndicate
from syndicate import ConfigError
from syndicate.archiver.archive import Archive
from syndicate.storage.local import Local

HEAVY = {
    "apscheduler", "bs4", "feedgen", "feedparser", "frontmatter", "httpcore", "httpx", "lxml",
    "markdown_it", "nh3", "rich", "tomlkit", "turbohtml", "uvicorn", "yaml",
}  # fmt: skip


def loaded_by(program: str) -> set[str]:
    """Return the heavy packages, and the product's rooms, that a program loads."""
    tell = "; import sys; print(*{name for name in sys.modules})"
    ended = subprocess.run(
        [sys.executable, "-c", program + tell], capture_output=True, text=True, check=True
    )
    return set(ended.stdout.split())


def test_importing_the_package_loads_nothing_else():
    found = loaded_by("import syndicate")

    assert not found & HEAVY
    assert {name for name in found if name.startswith("syndicate")} == {"syndicate"}


@pytest.mark.parametrize(
    ("program", "spared"),
    [
        ("syndicate.SyndicateError", HEAVY),
        ("syndicate.Article", HEAVY),
        (
            "syndicate.parse_feed(b'<rss version=\"2.0\"><channel><title>t</title></channel></rss>')",
            {"httpx", "httpcore", "uvicorn", "apscheduler", "feedgen", "rich", "tomlkit", "click"},
        ),
        (
            "syndicate.extract('<p>' + 'A word or two. ' * 40)",
            (HEAVY - {"turbohtml"}) | {"click", "syndicate.fetcher", "syndicate.archiver.archive"},
        ),
        ("syndicate.open_archive('.')", {"httpx", "uvicorn", "apscheduler", "feedgen", "sqlite3"}),
    ],
    ids=["error", "value", "parse_feed", "extract", "open_archive"],
)
def test_a_name_loads_only_what_it_is_about(program, spared):
    assert not loaded_by(f"import syndicate; {program}") & spared


def test_every_public_name_is_there_and_documented():
    for name in syndicate.__all__:
        assert getattr(syndicate, name) is not None
        assert name == "__version__" or getattr(syndicate, name).__doc__


def test_an_unknown_name_is_no_attribute():
    with pytest.raises(AttributeError, match="fetch_everything"):
        _ = syndicate.fetch_everything


def test_a_page_becomes_an_article():
    head = '<meta name="author" content="Ann Shore"><link rel="canonical" href="/ferry">'
    text = page("Ferry", head=head, extra='<p>See <a href="/map">the map</a>.</p>')

    found = syndicate.extract(text, url="https://lake.example/1")

    assert isinstance(found, syndicate.Extraction)
    assert (found.title, found.authors, found.lang) == ("Ferry", ("Ann Shore",), "en")
    assert found.canonical_url == "https://lake.example/ferry"
    assert SENTENCE.strip() in found.markdown
    assert "[the map](https://lake.example/map)" in found.markdown


def test_bytes_and_text_of_a_page_are_the_same_article():
    text = page("渡船", "渡船七点开，迟到的人绕湖走一天。" * 12)

    assert syndicate.extract(text.encode()) == syndicate.extract(text)


def test_without_a_url_relative_links_stay_relative():
    found = syndicate.extract(page("Ferry", extra='<p>See <a href="/map">the map</a>.</p>'))

    assert "[the map](/map)" in found.markdown


def test_a_page_without_an_article_is_an_error():
    with pytest.raises(syndicate.ExtractError):
        syndicate.extract("<html><body></body></html>")


def test_a_feed_becomes_entries():
    data = rss(item(1, "https://lake.example/1", summary="Short."), link="https://lake.example/")

    found = syndicate.parse_feed(data.encode(), url="https://lake.example/feed")

    assert isinstance(found, syndicate.Document)
    (entry,) = found.entries
    assert isinstance(entry, syndicate.Entry)
    assert (entry.title, entry.url) == ("Article 1", "https://lake.example/1")
    assert entry.published == datetime(2026, 2, 1, 2, tzinfo=UTC)
    assert entry.published.utcoffset() == timedelta(hours=8)


def test_bytes_that_are_no_feed_are_an_error():
    with pytest.raises(syndicate.ParseError):
        syndicate.parse_feed(b"<html><body>no feed</body></html>")


def test_an_archive_is_read_without_state_or_configuration(tmp_path):
    put(Archive(Local(tmp_path)))
    put(Archive(Local(tmp_path)), changed(markdown="Harder water."), at=NOW + timedelta(days=1))
    before = sorted(tmp_path.rglob("*"))

    archive = syndicate.open_archive(str(tmp_path))
    (article,) = archive.articles()

    assert isinstance(archive, syndicate.Archive)
    assert isinstance(article, syndicate.Article)
    assert (article.path, article.title, article.revision) == (PATH, ARTICLE.title, 2)
    assert "Soft water" in archive.version(PATH, 1).markdown
    assert sorted(tmp_path.rglob("*")) == before


def test_damage_in_an_archive_is_an_error_of_its_own(tmp_path):
    put(Archive(Local(tmp_path)))
    (tmp_path / PATH / "index.md").write_text("no front matter")

    archive = syndicate.open_archive(tmp_path)

    (found,) = archive.articles()
    assert isinstance(found, syndicate.ArchiveError)
    with pytest.raises(syndicate.ArchiveError):
        archive.get(PATH)


def test_an_archive_that_is_not_there_has_no_articles(tmp_path):
    assert [*syndicate.open_archive(tmp_path / "none").articles()] == []
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("html", "named", "kind", "told"),
    [
        (None, {}, TypeError, "bytes or text, not NoneType"),
        (Path("page.html"), {}, TypeError, "bytes or text, not PosixPath"),
        ("<p>x", {"url": "nonsense"}, ValueError, "not 'nonsense'"),
        ("<p>x", {"url": "file:///page.html"}, ValueError, "an http or https address"),
        ("<p>x", {"now": "today"}, TypeError, "a datetime, not str"),
        ("<p>x", {"now": datetime(2026, 3, 1)}, ValueError, "has no time zone"),
        ("<p>x", {"rules": "absent"}, ConfigError, "the rules in absent cannot be read"),
    ],
)
def test_what_extract_is_given_wrongly_is_said_clearly(html, named, kind, told):
    with pytest.raises(kind, match=told):
        syndicate.extract(html, **named)


def test_the_rule_of_a_page_without_an_address_is_that_of_its_own(tmp_path):
    (tmp_path / "a.example.toml").write_text('title = ".kicker"')
    story = (
        f"<article><h1>Late</h1><p class=kicker>Boats</p>{SENTENCE * 9}<img src=/x.jpg></article>"
    )
    page = f"<link rel=canonical href=https://a.example/1>{story}"

    found = syndicate.extract(page, rules=tmp_path)

    assert found.title == "Boats"
    assert found.images == ("https://a.example/x.jpg",)
    assert syndicate.extract(page, "https://b.example/1", rules=tmp_path).title == "Late"
