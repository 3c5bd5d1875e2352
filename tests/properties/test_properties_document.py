"""Laws of the archive: what is written is read back, whatever it holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpers.articles import NOW, PATH
from helpers.drafts import ARTICLES
from helpers.storages import InMemory
from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import sidecar as sidecars
from syndicate.archiver.files.bodies import body_of
from syndicate.archiver.files.document import hash_of, loads, write
from syndicate.archiver.files.draft import dumps
from syndicate.archiver.files.fields import values
from syndicate.archiver.files.profiles import NEUTRAL, Files
from syndicate.model import Article

FILES = Files(PATH, NEUTRAL)


@given(ARTICLES)
def test_a_document_reads_back_as_the_article_it_was_written_from(article: Article) -> None:
    loaded = loads(dumps(article, FILES), NEUTRAL)

    local = {asset.url: f"images/{asset.name}" for asset in article.assets if asset.name}
    own = {"image": local[article.image]} if article.image in local else {}
    assert loaded.values == {**values(article), **own}
    assert loaded.extra == article.extra
    assert loaded.body.strip("\n") == article.markdown
    if article.date:
        date = loaded.values["date"]
        assert isinstance(date, datetime)
        assert date.utcoffset() == article.date.utcoffset()


@given(ARTICLES)
def test_reading_and_writing_a_document_again_gives_the_same_bytes(article: Article) -> None:
    data = dumps(article, FILES)

    loaded = loads(data, NEUTRAL)

    assert write({**loaded.values, **loaded.extra}, loaded.body) == data


@given(ARTICLES)
def test_an_archived_article_reads_back_and_is_unchanged_when_put_again(article: Article) -> None:
    storage = InMemory()
    archive = Archive(storage)

    done = archive.put(article, PATH, now=NOW, announce=NOW, assets={}, extractor="test/1")
    later = NOW + timedelta(days=1)
    again = archive.put(article, PATH, now=later, announce=later, assets={}, extractor="test/1")

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
            assert getattr(done.article, name) == getattr(article, name)
    assert done.article.image == local.get(article.image or "", article.image)
    assert again.kind == "unchanged"
    assert again.article == done.article == archive.get(PATH)


@given(ARTICLES, ARTICLES)
def test_any_two_drafts_leave_both_texts_on_disk(first: Article, second: Article) -> None:
    archive = Archive(InMemory())
    archive.put(first, PATH, now=NOW, announce=NOW, assets={}, extractor="test/1")
    later = NOW + timedelta(days=1)

    done = archive.put(second, PATH, now=later, announce=later, assets={}, extractor="test/1")

    texts = {archive.version(PATH, item.number).markdown for item in archive.versions(PATH)}
    assert first.markdown.strip("\n") in texts
    assert done.kind != "revised" or second.markdown in texts
    assert not done.article.edited


@given(st.text())
def test_a_hash_does_not_see_how_the_body_is_laid_down(markdown: str) -> None:
    assert hash_of(markdown) == hash_of(body_of(markdown))


@given(ARTICLES)
def test_a_sidecar_reads_back_equal_and_writes_the_same_bytes(article: Article) -> None:
    storage = InMemory()
    Archive(storage).put(article, PATH, now=NOW, announce=NOW, assets={}, extractor="test/1")
    data = storage.values[f"{PATH}/.index.json"]

    assert sidecars.dumps(sidecars.loads(data)) == data
