import logging

import pytest

from syndicate.archiver.rules.shelf import Shelf, read

FILES = {
    "wernau.example.txt": "body: //exact",
    ".wernau.example.txt": "body: //below",
    ".deep.wernau.example.txt": "body: //deep",
    "www.stuttgart.example.txt": "body: //www",
    "stuttgart.example.txt": "body: //bare",
    "stuttgart.example.toml": 'content = "ours"',
    "README.md": "body: //no",
    "LICENSE.txt": "body: //no",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("url", "content"),
    [
        ("https://wernau.example/1", "//exact"),
        ("https://www.wernau.example/1", "//exact"),
        ("http://WERNAU.example:8080/", "//exact"),
        ("https://news.wernau.example/", "//below"),
        ("https://a.news.wernau.example/", "//below"),
        ("https://a.deep.wernau.example/", "//deep"),
        ("https://deep.wernau.example/", "//below"),
        ("https://www.stuttgart.example/", "//www"),
        ("https://stuttgart.example/", "ours"),
    ],
)
def test_the_longest_name_speaks_for_a_host(folder, url, content):
    rule = Shelf(folder).of(url)

    assert rule is not None
    assert rule.content == (content,)


@pytest.mark.parametrize(
    "url",
    ["https://other.example/", "https://notwernau.example/", "", None, "no address", "https://../"],
)
def test_a_host_without_a_file_has_no_rule(folder, url):
    assert Shelf(folder).of(url) is None


def test_the_general_file_stands_behind_the_others(folder):
    (folder / "global.txt").write_text(
        "title: //h1\nstrip: //ins\nhttp_header(cookie): a=b\nhttp_header(referer): x", "utf-8"
    )
    (folder / "alone.example.txt").write_text("title: //h2\nautodetect_on_failure: no", "utf-8")
    (folder / "first.example.txt").write_text("title: //h2\nhttp_header(cookie): mine", "utf-8")
    shelf = Shelf(folder)

    first, alone, other = (
        shelf.of(f"https://{name}.example/") for name in ("first", "alone", "unknown")
    )

    assert first is not None
    assert first.title == ("//h2", "//h1")
    assert len(first.edits) == 1
    assert first.headers == (("cookie", "mine"), ("referer", "x"))
    assert alone is not None
    assert alone.title == ("//h2",)
    assert other is not None
    assert other.name == "global.txt"


def test_a_wrong_line_is_logged_once_when_its_file_is_first_used(folder, caplog):
    (folder / "odd.example.txt").write_text("body: //p\nbdy: //p\nrequires_login: yes", "utf-8")
    shelf = Shelf(folder)

    with caplog.at_level(logging.DEBUG):
        shelf.of("https://odd.example/1")
        shelf.of("https://odd.example/2")

    told = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(told) == 1
    assert len(caplog.records) == 2


def test_a_file_that_is_no_text_says_nothing(tmp_path):
    (tmp_path / "odd.example.txt").write_bytes(b"body: \xff\xfe")

    reading = read(tmp_path / "odd.example.txt")

    assert "cannot be read" in reading.wrong[0].text
    assert reading.rule.content == ()


def test_all_files_that_are_heard_can_be_listed(folder):
    names = [path.name for path in Shelf(folder).paths()]

    assert names[0] == ".deep.wernau.example.txt"
    assert "stuttgart.example.toml" in names
    assert not {"LICENSE.txt", "README.md", "stuttgart.example.txt"} & set(names)
