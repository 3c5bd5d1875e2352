"""Laws of every profile: an article is the same article however its archive is laid out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from helpers.articles import NOW
from helpers.drafts import ARTICLES, NASTY
from helpers.storages import InMemory
from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import guards
from syndicate.archiver.files.document import hash_of
from syndicate.archiver.files.profiles import BUILT_IN, Profile, load
from syndicate.model import Article

PROFILES = [load(name) for name in BUILT_IN] + [load("mainroad", zone=ZoneInfo("Asia/Shanghai"))]
LAID_OUT = pytest.mark.parametrize("profile", PROFILES, ids=lambda it: f"{it.name}-{it.zone}")

MARKS = st.sampled_from(
    [
        "{{<",
        ">}}",
        "{{%",
        "%}}",
        "{{",
        "}}",
        "{%",
        "%}",
        "*/",
        "/*",
        "{%raw%}",
        "\\",
        "$",
        "#",
        "#tag",
        "%%",
        "==",
        "[[",
        "]]",
        "`",
        "```",
        "~~~",
        "\n",
        "\n\n",
        "](images/0123456789abcdef.png)",
        "](attachments/0123456789abcdef.png)",
        "[tea](https://tea.example/)",
        "https://e.example/?a=$b==",
        "<https://e.example/$>",
        "{%endraw%}",
    ]
)
TEMPLATES = st.lists(MARKS | st.text(NASTY, max_size=3), max_size=12).map("".join)


def _path(article: Article, profile: Profile) -> str:
    return "tea/folder" if profile.bundles else "tea/note"


@LAID_OUT
@given(article=ARTICLES, text=st.none() | TEMPLATES)
def test_an_article_reads_back_from_any_profile(
    profile: Profile, article: Article, text: str | None
) -> None:
    if text is not None:
        article = replace(article, markdown=text.replace("\r", "").strip("\n"))
    known = {key.name for key in profile.keys}
    article = replace(
        article, extra={name: it for name, it in article.extra.items() if name not in known}
    )
    archive = Archive(InMemory(), profile)
    path = _path(article, profile)

    done = archive.put(article, path, now=NOW, announce=NOW, assets={}, extractor="test/1")
    later = NOW + timedelta(days=1)
    again = archive.put(article, path, now=later, announce=later, assets={}, extractor="test/1")

    local = {asset.url: f"images/{asset.name}" for asset in article.assets if asset.name}
    for name in Article.__slots__:
        if name not in (
            "image",
            "archived",
            "announced",
            "revision",
            "hash",
            "path",
            "seal",
            "earlier",
        ):
            assert getattr(done.article, name) == getattr(article, name), name
    assert done.article.image == local.get(article.image or "", article.image)
    if article.date:
        assert done.article.date
        assert done.article.date.utcoffset() == article.date.utcoffset()
    assert again.kind == "unchanged"
    assert again.article == done.article == archive.get(path)


@LAID_OUT
@given(first=ARTICLES, second=ARTICLES)
def test_both_texts_of_two_drafts_are_kept_in_any_profile(
    profile: Profile, first: Article, second: Article
) -> None:
    archive = Archive(InMemory(), profile)
    path = _path(first, profile)
    archive.put(first, path, now=NOW, announce=NOW, assets={}, extractor="test/1")
    later = NOW + timedelta(days=1)

    done = archive.put(second, path, now=later, announce=later, assets={}, extractor="test/1")

    # Texts that differ by blanks at their lines' ends are one text to the archive.
    versions = [archive.version(path, item.number) for item in archive.versions(path)]
    texts = {hash_of(version.markdown) for version in versions}
    assert hash_of(first.markdown) in texts
    assert done.kind != "revised" or hash_of(second.markdown) in texts
    assert not done.article.edited


@pytest.mark.parametrize("escape", ["hugo", "liquid", "obsidian"])
@given(text=TEMPLATES)
def test_what_was_protected_is_restored_where_it_was_not_escaped_before(
    escape: guards.Escape, text: str
) -> None:
    safe = guards.protect(text, escape)

    if "\\" not in text and "raw%}" not in text:
        assert guards.restore(safe, escape) == text or "[//]: #" in text
