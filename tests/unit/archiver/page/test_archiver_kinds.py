"""What is given to the extractor and is evidently no page."""

import gzip
import json
import random

import pytest

from syndicate.archiver.page.extract import extract
from syndicate.errors import ExtractError

TEXT = "<p>The last ferry of the year left the harbour an hour late, and nobody waved.</p>" * 6
FEED = "a feed: syndicate parse reads it"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"%PDF-1.7\nObjects and streams, all of them in letters.", "a PDF document"),
        (b"\x7fELF\2\1\1" + bytes(900), "a program"),
        (gzip.compress(TEXT.encode(), mtime=0), "a gzip archive"),
        (random.Random(4).randbytes(5_000), "binary data, not text"),
        ("\0\1\2\3" * 50 + TEXT[:400], "binary data, not text"),
        (json.dumps({"text": TEXT}).encode(), "a JSON document"),
        (json.dumps([TEXT]), "a JSON document"),
        (json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": []}), FEED),
        (f"<?xml version='1.0'?><!-- <a> - b --><rss version='2.0'>{TEXT}</rss>", FEED),
        (f"\n<feed xmlns='http://www.w3.org/2005/Atom'>{TEXT}</feed>".encode(), FEED),
        (f"<rdf:RDF xmlns='http://purl.org/rss/1.0/'>{TEXT}</rdf:RDF>", FEED),
        (f"<!DOCTYPE svg PUBLIC 'a' 'b' [<!ENTITY x 'y'>]><svg>{TEXT}</svg>", "an SVG picture"),
        (f"<urlset>{TEXT}</urlset>", "a sitemap"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_named(body, what):
    with pytest.raises(ExtractError) as caught:
        extract(body, "https://e.org/1")

    assert str(caught.value).endswith(f"found no article in https://e.org/1: this is {what}")
    assert not caught.value.transient


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (b"\0\1\2\3" * 90, "video/x-own; codecs=none"),
        (b"body { color: red; margin: 0 auto } /* and words of a stylesheet */" * 9, "text/css"),
    ],
)
def test_what_is_declared_gives_its_name_to_what_is_no_page(body, declared):
    with pytest.raises(ExtractError, match=f"this is {declared.partition(';')[0]}"):
        extract(body, content_type=declared)


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (TEXT.encode(), "image/png"),
        (TEXT.encode(), "application/octet-stream"),
        (("<?xml version='1.0'?><!DOCTYPE html><html><body>" + TEXT).encode(), "application/xml"),
        (("MZ and ID3 are signs. " + "Words go on and on, and none of them ends. " * 9).encode(), ""),
        (("[1] is where it begins. " + "Words go on and on, and none of them ends. " * 9).encode(), ""),
        (("<p>\x0bOne stray sign\x01 is no program.</p>" + TEXT).encode(), ""),
        (f"<!-- rss --><html><svg><path d='M0'/></svg>{TEXT}".encode(), ""),
    ],
)  # fmt: skip
def test_a_page_is_read_whatever_it_is_declared(body, declared):
    assert extract(body, content_type=declared).markdown
