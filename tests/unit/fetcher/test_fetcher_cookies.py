"""Cookies from a file: which of them go with a request."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from syndicate.fetcher.cookies import LARGEST, header, load, parse

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = int(NOW.timestamp()) + 60
EARLIER = int(NOW.timestamp()) - 60


def line(
    domain="tea.example", sub="FALSE", path="/", secure="FALSE", expires=0, name="a", value="1"
) -> str:
    return "\t".join([domain, sub, path, secure, str(expires), name, value])


def sent(text: str, url: str) -> str | None:
    return header(parse(text), url, NOW)


@pytest.mark.parametrize(
    ("cookie", "url"),
    [
        (line(), "http://tea.example/"),
        (line(), "http://tea.example:8080/deep/page?q=1"),
        (line("TEA.example"), "http://tea.example/"),
        (line(".tea.example"), "http://tea.example/"),
        (line(".tea.example", "TRUE"), "http://green.tea.example/"),
        (line("tea.example", "TRUE"), "http://green.tea.example/"),
        (line(path="/leaf"), "http://tea.example/leaf"),
        (line(path="/leaf"), "http://tea.example/leaf/green"),
        (line(path="/leaf/"), "http://tea.example/leaf/green"),
        (line(path=""), "http://tea.example/"),
        (line(secure="TRUE"), "https://tea.example/"),
        (line(expires=LATER), "http://tea.example/"),
        (line(expires=f"{LATER}.5"), "http://tea.example/"),
        ("#HttpOnly_" + line(), "http://tea.example/"),
        (line() + "\r", "http://tea.example/"),
        (line("127.0.0.1"), "http://127.0.0.1:8000/"),
    ],
)
def test_a_cookie_goes_where_it_belongs(cookie, url):
    assert sent(f"# Netscape HTTP Cookie File\n\n{cookie}\n", url) == "a=1"


@pytest.mark.parametrize(
    ("cookie", "url"),
    [
        (line(), "http://green.tea.example/"),
        (line(".tea.example", "TRUE"), "http://nottea.example/"),
        (line("green.tea.example"), "http://tea.example/"),
        (line("0.0.1", "TRUE"), "http://127.0.0.1/"),
        (line(path="/leaf"), "http://tea.example/"),
        (line(path="/leaf"), "http://tea.example/leaflet"),
        (line(secure="TRUE"), "http://tea.example/"),
        (line(expires=EARLIER), "http://tea.example/"),
        ("# " + line(), "http://tea.example/"),
        (line().replace("\t", " "), "http://tea.example/"),
        (line("."), "http://tea.example/"),
        (line(expires="soon"), "http://tea.example/"),
        (line(value="1; b=2"), "http://tea.example/"),
        (line(value="1\x0b2"), "http://tea.example/"),
        (line(name=""), "http://tea.example/"),
    ],
)
def test_a_cookie_goes_nowhere_else(cookie, url):
    assert sent(cookie, url) is None


def test_longer_paths_come_first_and_the_later_of_two_wins():
    text = "\n".join(
        [
            line(name="wide", value="1"),
            line(name="same", value="old"),
            line(name="deep", value="2", path="/leaf"),
            line(name="same", value="new"),
        ]
    )

    assert sent(text, "http://tea.example/leaf") == "deep=2; wide=1; same=new"


def test_a_cookie_may_be_empty():
    assert sent(line(value=""), "http://tea.example/") == "a="
    assert sent(line().rpartition("\t")[0], "http://tea.example/") == "a="


def test_a_file_is_read_again_when_it_has_changed(tmp_path):
    path = tmp_path / "cookies.txt"
    path.write_text(line(value="1"), encoding="utf-8")
    before = load(path)

    path.write_text(line(value="2"), encoding="utf-8")
    os.utime(path, ns=(1, 1))

    assert [cookie.value for cookie in before] == ["1"]
    assert [cookie.value for cookie in load(path)] == ["2"]


def test_a_file_of_something_else_is_an_error(tmp_path):
    path = tmp_path / "cookies.json"
    path.write_text('[{"name": "a"}]', encoding="utf-8")

    with pytest.raises(ValueError, match="holds no cookies"):
        load(path)


def test_a_file_too_large_is_not_read(tmp_path):
    path = tmp_path / "cookies.txt"
    path.write_bytes(b"#" * (LARGEST + 1))

    with pytest.raises(ValueError, match="larger than"):
        load(path)


def test_a_file_that_is_gone_is_an_error(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        load(tmp_path / "absent")
