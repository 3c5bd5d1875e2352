"""What a document is that is evidently no feed."""

import pytest

from syndicate.errors import ParseError
from syndicate.fetcher.readers.feed import read
from syndicate.markup import signs


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        (b"GIF89a\1\0", "a GIF picture"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b"\0\0\0\x20ftypisom", "an MP4 file"),
    ],
)
def test_a_file_is_told_by_its_first_bytes(body, what):
    assert signs.of(body) == what
    with pytest.raises(ParseError, match=f"this is {what}, not a feed"):
        read(body, url="https://e.example/feed")


@pytest.mark.parametrize("body", [b"", b"<rss>", b"{}", b"RIFF means a phrase", b"Markdown"])
def test_what_may_be_text_is_not_told(body):
    assert signs.of(body) is None
