import os

import pytest

from syndicate.errors import FetchError, TooLarge
from syndicate.fetcher import folder
from syndicate.fetcher.readers import saved


@pytest.fixture
def shelf(tmp_path):
    shelf = tmp_path / "saved pages"
    shelf.mkdir()
    return shelf


def announced(shelf):
    page, _ = folder.look(shelf.as_uri(), None)
    return saved.announce(page.body.decode(), url=page.url)


def test_pages_below_a_folder_are_found_newest_first(shelf):
    (shelf / "2025").mkdir()
    for number, name in enumerate(["a.html", "2025/b.MHT", "c.xhtml", "notes.txt"]):
        (shelf / name).write_text("<p>text")
        os.utime(shelf / name, (number, number))

    assert [entry.guid for entry in announced(shelf).entries] == ["c.xhtml", "2025/b.MHT", "a.html"]


def test_what_is_hidden_linked_or_a_pages_own_is_left_out(shelf, tmp_path):
    for name in (".trash/a.html", "Page_files/frame.html", "page.html"):
        (shelf / name).parent.mkdir(exist_ok=True)
        (shelf / name).write_text("<p>text")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.html").write_text("<p>secret")
    (shelf / "link.html").symlink_to(tmp_path / "outside" / "secret.html")
    (shelf / "linked").symlink_to(tmp_path / "outside")

    assert [entry.guid for entry in announced(shelf).entries] == ["page.html"]


def test_an_unchanged_folder_opens_no_file(shelf, monkeypatch):
    (shelf / "a.html").write_text("<p>text")
    before, same = folder.look(shelf.as_uri(), None)
    monkeypatch.setattr(folder, "_file", None)

    again = folder.look(shelf.as_uri(), before.validators)

    assert same is False
    assert again[1] is True
    assert again[0].body == b""


def test_a_changed_file_is_another_edition(shelf):
    (shelf / "a.html").write_text("<p>text")
    before, _ = folder.look(shelf.as_uri(), None)
    first = announced(shelf).entries[0].edition
    (shelf / "a.html").write_text("<p>text and more")

    _, same = folder.look(shelf.as_uri(), before.validators)

    assert same is False
    assert announced(shelf).entries[0].edition != first


def test_an_empty_file_is_told_and_an_empty_folder_is_none(shelf):
    assert announced(shelf).entries == ()

    (shelf / "a.html").write_text(" \n")

    assert announced(shelf).notes == ("a.html: is empty",)


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(FetchError, match="cannot be read: No such file"):
        folder.look((tmp_path / "gone").as_uri(), None)


def test_a_page_never_reaches_out_of_its_folder(shelf, tmp_path):
    (tmp_path / "secret.png").write_bytes(b"secret" * 500)
    (shelf / "link.png").symlink_to(tmp_path / "secret.png")
    (shelf / "a.html").write_text(
        "<img src='../secret.png'><img src='..%2fsecret.png'><img src='link.png'>"
    )

    page = folder.page(shelf.as_uri(), "a.html")

    assert page.files == {}


def test_a_name_that_leads_outside_is_refused(shelf, tmp_path):
    (tmp_path / "secret.html").write_text("<p>secret")

    with pytest.raises(FetchError, match="lies outside"):
        folder.page(shelf.as_uri(), "../secret.html")


def test_a_file_larger_than_any_page_is_refused(shelf, monkeypatch):
    monkeypatch.setattr(folder, "LARGEST", 10)
    (shelf / "a.html").write_text("<p>more than ten")

    with pytest.raises(TooLarge):
        folder.page(shelf.as_uri(), "a.html")


def test_a_file_that_went_away_is_told(shelf):
    with pytest.raises(FetchError, match="a.html cannot be read"):
        folder.page(shelf.as_uri(), "a.html")
