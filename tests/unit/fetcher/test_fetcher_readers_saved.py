import base64

import pytest
from helpers.instances import png

from syndicate.errors import ParseError
from syndicate.fetcher.readers import saved
from syndicate.fetcher.readers.saved import HOME, File

URL = "https://wernau.example/news/1"
PICTURE = png(40, 30) + b"\0" * 1_000


def nothing(reference):
    return None


@pytest.mark.parametrize(
    "head",
    [
        f"<!-- saved from url=(0029){URL} --><html>",
        f"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: Sun\n-->",
        f"<html><head><meta name=x><link href='{URL}' rel=canonical>",
        f'<html><head><link rel="canonical" href="{URL}">',
        f'<html><head><meta property="og:url" content="{URL}">',
        f"<html><link rel=canonical href={URL}>",
    ],
)
def test_a_saved_page_says_where_it_came_from(head):
    assert saved.origin(head.encode(), "a.html") == URL


def test_the_saved_address_is_worth_more_than_the_canonical_one():
    head = f"<!-- saved from url=(0029){URL} --><link rel=canonical href=https://other.example/>"

    assert saved.origin(head.encode(), "a.html") == URL


@pytest.mark.parametrize("head", ["", "<p>text", "<link rel=canonical href='file:///etc/passwd'>"])
def test_a_page_that_says_nothing_has_no_origin(head):
    assert saved.origin(head.encode(), "a.html") is None


def test_pictures_beside_a_page_come_along():
    files = {"a_files/boat%20one.png": PICTURE}
    html = "<p>Text<img src='a_files/boat%20one.png?v=2' srcset='x.png 2x'><img src='gone.png'>"

    page = saved.read(html.encode(), "a.html", files.get)

    ((home, body),) = page.files.items()
    assert body == PICTURE
    assert home.startswith(HOME)
    assert f'src="{home}"' in page.html
    assert "gone.png" in page.html
    assert "srcset" not in page.html


def test_addresses_elsewhere_are_not_looked_for_beside_the_page():
    asked = []
    html = "<img src='https://a.example/b.png'><img src='/c.png'><img src='//d.example/e.png'>"

    page = saved.read(html.encode(), "a.html", asked.append)

    assert asked == []
    assert page.files == {}
    assert page.html == html


def test_inline_pictures_become_files_and_placeholders_stay():
    inline = base64.b64encode(PICTURE).decode()
    html = f"<img src='data:image/png;base64,{inline}'><img src='data:image/gif;base64,R0lGOD'>"

    page = saved.read(html.encode(), "a.html", nothing)

    assert list(page.files.values()) == [PICTURE]
    assert "data:image/gif" in page.html


def test_mhtml_holds_its_page_and_pictures():
    mhtml = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {URL}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="x"\n\n'
        "--x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
        f"Content-Location: {URL}\n\n"
        "<p>Caf=C3=A9<img src=3D\"https://wernau.example/i/boat.png\"><img src=3D'cid:b'>\n"
        "--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
        "Content-Location: https://wernau.example/i/boat.png\n\n"
        f"{base64.encodebytes(PICTURE).decode()}\n"
        "--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-ID: <b>\n\n"
        f"{base64.encodebytes(PICTURE[:-5]).decode()}\n--x--\n"
    ).encode()

    page = saved.read(mhtml, "a.mhtml", nothing)

    assert page.url == URL
    assert "Café" in page.html
    assert sorted(map(len, page.files.values())) == [len(PICTURE) - 5, len(PICTURE)]


def test_mhtml_without_a_page_is_told():
    with pytest.raises(ParseError, match="a.mht holds no web page"):
        saved.read(b"Content-Type: text/plain\n\nhello", "a.mht", nothing)


def test_what_a_folder_holds_is_announced_once_per_page():
    files = [
        File(name="new.html", edition="2", url=URL),
        File(name="old.html", edition="1", url=f"{URL}?utm_source=x"),
        File(name="plain.html", edition="1"),
        File(name="bad.html", edition="1", problem="Permission denied"),
    ]

    document = saved.announce(saved.manifest(files).decode(), url="file:///x")

    assert [entry.guid for entry in document.entries] == ["new.html", "plain.html"]
    assert document.entries[0].edition == "2"
    assert document.notes == ("bad.html: Permission denied", "1 older copy of a page")


def test_parts_without_end_in_one_another_hold_no_page():
    nested = b"".join(
        b"Content-Type: multipart/related; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
        for depth in range(2_000)
    )

    assert saved.origin(nested, "a.mhtml") is None
    with pytest.raises(ParseError, match="holds no web page"):
        saved.read(nested, "a.mhtml", lambda name: None)
