"""The Atom links of a feed or an entry, by relation."""

from __future__ import annotations

from syndicate.fetcher.readers import feed

_ENTRY = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>urn:1</id>
<title>One</title>{links}</entry></feed>"""


def _read(*links: str):
    body = _ENTRY.format(links="".join(links)).encode()
    (entry,) = feed.read(body, url="https://e.example/feed", detailed=True).entries
    return entry


def test_one_reading_of_the_links_serves_address_files_rights_and_details():
    entry = _read(
        '<link href="/1"/>',
        '<link rel="enclosure" href="/1.mp3" type="audio/mpeg"/>',
        '<link rel="license" href="/free"/>',
    )

    assert entry.url == "https://e.example/1"
    assert [file.url for file in entry.enclosures] == ["https://e.example/1.mp3"]
    assert entry.rights == "https://e.example/free"
    assert [link.rel for link in entry.details.links] == ["alternate", "enclosure", "license"]


def test_the_text_of_a_link_does_not_stand_in_for_an_address_that_is_none():
    entry = _read('<link href="javascript:x()">https://e.example/text</link>')

    assert entry.url is None
    assert entry.details.links == ()
