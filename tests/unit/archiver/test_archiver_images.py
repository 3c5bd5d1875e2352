import struct
import zlib

import pytest

from syndicate.archiver import images
from syndicate.archiver.markdown import scan
from syndicate.model import Page


def png(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00;"


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x11\x00" * 3
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 9 + frame + b"\xff\xd9"


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\x00" * 4 + size
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def avif(width: int, height: int) -> bytes:
    size = box(b"ispe", struct.pack(">III", 0, width, height))
    association = box(b"ipma", struct.pack(">IIHBB", 0, 1, 1, 1, 1))
    properties = box(b"iprp", box(b"ipco", size) + association)
    primary = box(b"pitm", struct.pack(">IH", 0, 1))
    meta = box(b"meta", b"\x00" * 4 + primary + properties)
    return box(b"ftyp", b"avif\x00\x00\x00\x00avifmif1") + meta


KINDS = [
    (png, "image/png", "png"),
    (gif, "image/gif", "gif"),
    (jpeg, "image/jpeg", "jpg"),
    (webp, "image/webp", "webp"),
    (avif, "image/avif", "avif"),
]


@pytest.mark.parametrize(("make", "kind", "ext"), KINDS)
def test_a_picture_is_told_by_its_bytes(make, kind, ext):
    assert images.sniff(make(640, 480)) == (kind, ext, 640, 480)


@pytest.mark.parametrize("make", [png, gif, jpeg])
def test_a_picture_of_too_many_pixels_is_refused_unread(make):
    with pytest.raises(ValueError, match="pixels"):
        images.sniff(make(30_000, 30_000))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no PNG"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (png(0, 5), "damaged"),
        (b"GIF89a", "damaged"),
        (b"alert(1)//GIF89a", "no PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<!-- x --><SVG onload='x()'/>", "SVG"),
        (b"  <!DOCTYPE html><html>", "HTML"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(body, reason):
    with pytest.raises(ValueError, match=reason):
        images.sniff(body)


@pytest.mark.parametrize("size", range(0, 60, 3))
@pytest.mark.parametrize(("make", "kind", "ext"), KINDS)
def test_a_cut_picture_is_a_reason_or_a_size_never_a_crash(make, kind, ext, size):
    try:
        found = images.sniff(make(640, 480)[:size])
    except ValueError as error:
        assert str(error)
    else:
        assert (found.type, found.ext) == (kind, ext)


def test_an_asset_is_named_by_its_content():
    body = gif(4, 3)

    asset = images.asset(Page(url="https://e.org/final", body=body), "https://e.org/a", "Alt")

    assert asset.name == f"{asset.sha256[:16]}.gif"
    assert (asset.url, asset.alt, asset.size) == ("https://e.org/a", "Alt", len(body))
    assert (asset.width, asset.height, asset.type, asset.body) == (4, 3, "image/gif", body)


MARKDOWN = """![a \\[b\\]](https://e.org/1.png) and [![c](<https://e.org/(2).png>)](https://e.org/p)

`![no](https://e.org/code.png)` and ``` `![no](https://e.org/code.png) ``` \\![no](https://e.org/x)

- ```
  ![no](https://e.org/fence.png)
  ```

> ![d](local.png) ![e](https://e.org/1.png) \\\\![f](https://e.org/3.png) ![ g ![h](HTTPS://e.org/4)
"""


def test_remote_images_are_named_in_order_and_once():
    assert images.remote_images(MARKDOWN) == (
        "https://e.org/1.png",
        "https://e.org/(2).png",
        "https://e.org/3.png",
        "HTTPS://e.org/4",
    )
    assert "local.png" in scan.images(MARKDOWN)


def test_images_with_a_name_become_local_and_nothing_else_changes():
    names = {"https://e.org/1.png": "aa.png", "https://e.org/(2).png": "bb.png"}

    local = images.localize(MARKDOWN, names)

    expected = MARKDOWN.replace("https://e.org/1.png", "images/aa.png")
    assert local == expected.replace("<https://e.org/(2).png>", "images/bb.png")
    assert images.localize(MARKDOWN, {}) == MARKDOWN
    assert images.localize(local, names) == local


@pytest.mark.parametrize(
    ("markdown", "left"),
    [
        ("a\n\n![x](y)\n\nb\n", "a\n\nb\n"),
        ("![x](y)\n\nb\n", "b\n"),
        ("a ![x](y) b\n", "a  b\n"),
        ("[![x](y)](z)\n\na\n", "a\n"),
        ("`![x](y)`\n", "`![x](y)`\n"),
        ("> a\n>\n> ![x](y)\n>\n> b\n", "> a\n>\n> b\n"),
        ("a\n\n```\n\n\n\n![x](y)\n```\n", "a\n\n```\n\n\n\n![x](y)\n```\n"),
        ("![x](y)\n", ""),
    ],
)
def test_images_are_dropped_with_the_lines_that_only_they_stood_on(markdown, left):
    assert images.drop_images(markdown) == left


@pytest.mark.parametrize(
    "text", ["`" * 5000 + " " + "` `` " * 5000, "![" * 50_000, "![a](" * 50_000, "\\" * 99_999]
)
def test_scanning_takes_linear_time(text):
    assert images.localize(text, {}) == text


def test_an_image_with_a_title_is_an_image_and_keeps_it():
    markdown = 'a ![x](https://e.org/1.png "The \\"pot\\"") b\n'

    assert images.remote_images(markdown) == ("https://e.org/1.png",)
    local = images.localize(markdown, {"https://e.org/1.png": "aa.png"})
    assert local == 'a ![x](images/aa.png "The \\"pot\\"") b\n'


def test_only_the_images_that_are_to_go_are_dropped():
    markdown = "![](data:,x)\n\n![x](y.png)\n\nb\n"

    assert images.drop_images(markdown, lambda url: url.startswith("data:")) == "![x](y.png)\n\nb\n"
