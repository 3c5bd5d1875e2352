"""The files that may be served, as they are on the disk at this moment."""

import asyncio
import gzip
import os

import pytest

from syndicate.server.shelf import Shelf, _read, opened


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "public"
    (root / "feeds").mkdir(parents=True)
    (root / "index.html").write_bytes(b"<p>index")
    (root / "feeds" / "all.atom").write_bytes(b"<feed/>" * 200)
    return root


def find(shelf, key):
    return asyncio.run(shelf.find(key))


def body(shelf, key):
    file = find(shelf, key)
    return file.body if file else None


def replace(path, data):
    """Write as the publisher does."""
    temporary = path.with_name(".temporary")
    temporary.write_bytes(data)
    temporary.rename(path)


def test_a_file_is_found_by_its_name(root):
    file = find(Shelf(root), "feeds/all.atom")

    assert file.body == b"<feed/>" * 200
    assert gzip.decompress(file.packed) == file.body
    assert file.packed[4:8] == bytes(4), "the time of packing would change the bytes"
    assert len(file.etag) == 34


def test_equal_bytes_have_equal_tags_whenever_they_were_written(root):
    shelf = Shelf(root)
    before = find(shelf, "index.html").etag
    replace(root / "index.html", b"<p>index")
    os.utime(root / "index.html", (1, 1))

    assert find(shelf, "index.html").etag == before
    assert find(shelf, "index.html").modified == 1


@pytest.mark.parametrize(
    "key",
    [
        "",
        "feeds",
        "feeds/",
        "../secret",
        "feeds/../index.html",
        "feeds/../../secret",
        "./index.html",
        "feeds//all.atom",
        "/index.html",
        "index.html/",
        "INDEX.HTML",
        "index.html\x00",
        "..%2fsecret",
        "\ud800",
    ],
)
def test_no_other_name_leads_anywhere(root, key):
    (root.parent / "secret").write_bytes(b"secret")

    assert find(Shelf(root), key) is None


def test_names_with_a_dot_in_front_are_nobodys_business(root):
    (root / ".hidden").write_bytes(b"x")
    (root / ".git").mkdir()
    (root / ".git" / "config").write_bytes(b"x")

    assert find(Shelf(root), ".hidden") is None
    assert find(Shelf(root), ".git/config") is None


def test_links_are_not_followed(root):
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    (root / "file").symlink_to(outside / "secret")
    (root / "folder").symlink_to(outside)

    assert find(Shelf(root), "file") is None
    assert find(Shelf(root), "folder/secret") is None


def test_a_file_that_became_a_link_is_gone(root):
    shelf = Shelf(root)
    secret = root.parent / "secret"
    secret.write_bytes(b"secret")
    assert body(shelf, "index.html") == b"<p>index"
    (root / "index.html").unlink()
    (root / "index.html").symlink_to(secret)

    assert find(shelf, "index.html") is None


def test_a_link_that_comes_between_looking_and_opening_is_not_followed(root):
    path = root / "index.html"
    path.unlink()
    path.symlink_to(root / "feeds" / "all.atom")

    assert _read(str(path), "index.html") is None


def test_a_pipe_is_no_file(root):
    os.mkfifo(root / "pipe")

    assert find(Shelf(root), "pipe") is None


def test_what_is_replaced_is_served_at_once(root):
    shelf = Shelf(root)
    for number in range(5):
        replace(root / "index.html", b"<p>%d" % number)
        assert body(shelf, "index.html") == b"<p>%d" % number


def test_what_is_written_in_place_is_served_at_once(root):
    shelf = Shelf(root)
    assert body(shelf, "index.html") == b"<p>index"
    (root / "index.html").write_bytes(b"<p>longer than before")

    assert body(shelf, "index.html") == b"<p>longer than before"


def test_what_is_added_or_removed_is_noticed_at_once(root):
    shelf = Shelf(root)
    for number in range(20):
        path = root / "feeds" / f"{number}.rss"
        assert body(shelf, f"feeds/{number}.rss") is None
        path.write_bytes(b"x")
        assert body(shelf, f"feeds/{number}.rss") == b"x"
    path.unlink()

    assert find(shelf, "feeds/19.rss") is None
    assert find(shelf, "feeds/18.rss") is not None


def test_a_change_within_one_step_of_the_kernels_clock_is_noticed(root):
    shelf = Shelf(root)
    assert find(shelf, "new.html") is None
    stamp = root.stat().st_mtime_ns
    (root / "new.html").write_bytes(b"x")
    os.utime(root, ns=(stamp, stamp))

    assert body(shelf, "new.html") == b"x"


def test_a_folder_that_settled_is_not_walked_again(root, monkeypatch):
    for folder in (root, root / "feeds"):
        os.utime(folder, (1, 1))
    shelf = Shelf(root)
    find(shelf, "missing")
    walked = []
    monkeypatch.setattr(os, "scandir", walked.append)

    assert find(shelf, "missing") is None
    assert walked == []


def test_a_folder_that_does_not_exist_yet_may_come(tmp_path):
    shelf = Shelf(tmp_path / "public")
    assert find(shelf, "index.html") is None
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_bytes(b"x")

    assert body(shelf, "index.html") == b"x"


def test_what_packs_badly_is_not_packed(root):
    (root / "short.html").write_bytes(b"<p>")
    (root / "noise.html").write_bytes(os.urandom(2000))
    (root / "picture.png").write_bytes(b"x" * 2000)
    shelf = Shelf(root)

    assert [find(shelf, name).packed for name in ("short.html", "noise.html", "picture.png")] == [
        None
    ] * 3


def test_pictures_do_not_fill_the_memory(root, monkeypatch):
    monkeypatch.setattr("syndicate.server.shelf._MEMORY", 3000)
    monkeypatch.setattr("syndicate.server.shelf._LARGEST_KEPT", 2000)
    shelf = Shelf(root)
    for number in range(4):
        (root / f"{number}.png").write_bytes(b"x" * 1000)
        find(shelf, f"{number}.png")
    (root / "large.png").write_bytes(b"x" * 2001)

    large = find(shelf, "large.png")
    assert (large.body, large.size) == (None, 2001)
    with opened(large) as stream:
        assert stream.read() == b"x" * 2001
    assert list(shelf._kept) == ["1.png", "2.png", "3.png"]


def test_a_large_file_that_was_replaced_meanwhile_is_not_sent(root, monkeypatch):
    monkeypatch.setattr("syndicate.server.shelf._LARGEST_KEPT", 10)
    (root / "large.png").write_bytes(b"x" * 20)
    large = find(Shelf(root), "large.png")
    replace(root / "large.png", b"y" * 20)

    assert opened(large) is None


def test_what_is_at_hand_is_as_it_is_on_the_disk(root):
    shelf = Shelf(root)
    assert shelf.at_hand("index.html") is None

    file = find(shelf, "index.html")

    assert shelf.at_hand("index.html") is file
    replace(root / "index.html", b"<p>other")
    assert shelf.at_hand("index.html") is None


def test_a_packed_form_is_no_file_of_its_own(root):
    (root / "index.html.gz").write_bytes(b"x")
    (root / "backup.tar.gz").write_bytes(b"x")
    shelf = Shelf(root)

    assert find(shelf, "index.html.gz") is None
    assert find(shelf, "backup.tar.gz") is not None


def test_only_the_folders_on_the_way_are_listed(root, monkeypatch):
    for name in ("articles", "articles/lake", "articles/hill"):
        (root / name).mkdir()
    (root / "articles" / "lake" / "a.html").write_bytes(b"x")
    shelf, listed, listing = Shelf(root), [], os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(path) or listing(path))

    assert find(shelf, "articles/lake/a.html") is not None

    assert [os.path.relpath(path, root) for path in listed] == [".", "articles", "articles/lake"]


def test_listings_do_not_fill_the_memory(root, monkeypatch):
    monkeypatch.setattr("syndicate.server.shelf._MOST_NAMES", 3)
    shelf = Shelf(root)
    for number in range(5):
        (root / str(number)).mkdir()
        (root / str(number) / "a.html").write_bytes(b"x")
        assert find(shelf, f"{number}/a.html") is not None

    assert len(shelf._listings) <= 2


def test_a_folder_that_changes_often_is_counted_once(root):
    shelf = Shelf(root)
    for number in range(5):
        (root / f"{number}.html").write_bytes(b"x")
        find(shelf, f"{number}.html")
    (known,) = shelf._listings.values()

    assert shelf._names == known.names
