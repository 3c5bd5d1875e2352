import time

import pytest

from syndicate.fetcher.readers.feed import read
from syndicate.markup import limits
from syndicate.model import Details, Generator, Link, Person, Tag, Text

URL = "https://e.example/feed"


def atom(inside, *, attributes=""):
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{inside}</feed>'.encode()


def rss(inside, *, attributes=""):
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
        f" {attributes}><channel>{inside}</channel></rss>"
    ).encode()


def of_feed(body) -> Details:
    return read(body, url=URL, detailed=True).details


def of_entry(body) -> Details:
    [entry] = read(body, url=URL, detailed=True).entries
    return entry.details


def test_nobody_is_told_details_who_did_not_ask():
    document = read(atom("<entry><id>a</id></entry>"), url=URL)

    assert document.details is None
    assert document.entries[0].details is None


def test_an_entry_that_names_nothing_is_told_of_in_detail_only():
    body = atom("<entry><rights>mine</rights></entry>")

    assert read(body, url=URL).entries == ()
    assert of_entry(body).rights == Text(type="text/plain", markup="mine", base=URL)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (">1 &lt; 2<", ("text/plain", "1 < 2")),
        (' type="text">1 &lt; 2<', ("text/plain", "1 < 2")),
        (' type="html">&lt;i>x&lt;/i> &amp;amp; y<', ("text/html", "<i>x</i> &amp; y")),
        (' type="text">&lt;i>meant&lt;/i><', ("text/html", "<i>meant</i>")),
        (
            ' type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><i>x</i></div><',
            ("application/xhtml+xml", "<i>x</i>"),
        ),
        (' type="text/html" mode="base64">PGI+eDwvYj4=<', ("text/html", "<b>x</b>")),
        (
            ' type="html">&lt;a href="/y">x&lt;/a><',
            ("text/html", '<a href="https://e.example/y">x</a>'),
        ),
    ],
)
def test_a_title_is_told_as_it_was_written(written, expected):
    title = of_entry(atom(f"<entry><title{written}/title></entry>")).title

    assert (title.type, title.markup) == expected


def test_a_title_in_base64_is_read():
    [entry] = read(
        atom('<entry><title mode="base64" type="text/plain">MSAmbHQ7IDI=</title></entry>'), url=URL
    ).entries

    assert entry.title == "1 < 2"


def test_markup_that_would_have_to_be_cut_is_left_out():
    title = of_entry(atom(f"<entry><title>{'x' * (limits.TEXT + 1)}</title></entry>")).title

    assert title == Text(type="text/plain", markup=None, base=URL)


def test_an_entrys_own_texts_are_told_without_being_said_twice():
    details = of_entry(
        rss(
            "<item><description>plain</description>"
            "<content:encoded>also plain</content:encoded></item>"
        )
    )

    assert details.summary == Text(type="text/plain", base=URL)
    assert details.content == Text(type="text/html", base=URL)


def test_only_a_text_that_the_entry_has_is_told_how_it_was_written():
    [entry] = read(
        atom(
            '<entry><id>a</id><content type="image/png">iVBORw0KGgo=</content>'
            '<content type="html">x</content></entry>'
        ),
        url=URL,
        detailed=True,
    ).entries

    assert (entry.content, entry.details.content.type) == ("x", "text/html")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (
            'src="film.mp4" type="video/mp4"',
            Text(type="video/mp4", base=URL, src="https://e.example/film.mp4"),
        ),
        (
            'src="a" xml:base="/b/" xml:lang="de"',
            Text(
                type="application/octet-stream",
                lang="de",
                base="https://e.example/b/",
                src="https://e.example/b/a",
            ),
        ),
        ('src="mailto:a@e.example"', None),
        ("", None),
    ],
)
def test_content_that_is_not_in_the_feed_is_told_where_it_is(attributes, expected):
    assert of_entry(atom(f"<entry><id>a</id><content {attributes}/></entry>")).content == expected


@pytest.mark.parametrize(
    ("entry", "title", "expected"),
    [
        ("", "", "en"),
        ('xml:lang="de"', "", "de"),
        ('xml:lang="de"', 'xml:lang="fr"', "fr"),
        ('xml:lang="de"', 'xml:lang=""', None),
        ('xml:lang=""', "", None),
    ],
)
def test_a_text_is_in_the_language_of_what_it_is_in(entry, title, expected):
    body = f"<entry {entry}><title {title}>x</title></entry>"

    assert of_entry(atom(body, attributes='xml:lang="en"')).title.lang == expected


def test_the_language_of_rss_is_that_of_its_root():
    document = read(rss("<item><title>x</title></item>", attributes='xml:lang="en"'), url=URL)

    assert document.lang == document.entries[0].lang == "en"


def test_a_text_stands_on_the_nearest_base():
    body = '<entry xml:base="b/"><title xml:base="c/">x</title></entry>'

    title = of_entry(atom(body, attributes='xml:base="https://a.example/"')).title

    assert title.base == "https://a.example/b/c/"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "<author><name>Ann</name><email>a@e.example</email><uri>/ann</uri></author>",
            Person(name="Ann", email="a@e.example", url="https://e.example/ann"),
        ),
        ("<author><email>a@e.example</email></author>", Person(email="a@e.example")),
        ("<author>a@e.example (Ann)</author>", Person(name="Ann", email="a@e.example")),
        (
            "<author>Ann &lt;mailto:a@e.example&gt;</author>",
            Person(name="Ann", email="a@e.example"),
        ),
        ("<author>a@e.example</author>", Person(email="a@e.example")),
        ("<author>Ann</author>", Person(name="Ann")),
    ],
)
def test_a_person_is_told_with_mail_and_address(written, expected):
    assert of_entry(atom(f"<entry>{written}</entry>")).people == (expected,)


def test_an_author_without_name_and_address_is_nobody():
    assert of_entry(atom("<entry><author/><author><name> </name></author></entry>")).people == ()


def test_an_editor_is_told_among_a_channels_people():
    people = of_feed(rss("<managingEditor>e@e.example (Ed)</managingEditor>")).people

    assert people == (Person(name="Ed", email="e@e.example"),)


def test_categories_are_told_with_label_and_scheme():
    details = of_entry(
        rss(
            '<item><category domain="https://s.example/">a</category><dc:subject>b</dc:subject>'
            '<itunes:category text="c"><itunes:category text="d"/></itunes:category>'
            "<itunes:keywords>d, e</itunes:keywords></item>"
        )
    )

    assert details.tags == (
        Tag(term="a", scheme="https://s.example/"),
        Tag(term="b"),
        Tag(term="c", scheme="http://www.itunes.com/"),
        Tag(term="d", scheme="http://www.itunes.com/"),
        Tag(term="e"),
    )
    assert of_entry(atom('<entry><category term="t" label="L" scheme="s"/></entry>')).tags == (
        Tag(term="t", label="L", scheme="s"),
    )


def test_links_are_told_in_full_and_in_order():
    details = of_entry(
        atom(
            '<entry><link href="/a"/><link rel="Related" href="/b" type="text/plain" title="B"'
            ' hreflang="de" length="12"/><link rel="via">/c</link><link rel="via"/></entry>'
        )
    )

    assert details.links == (
        Link(rel="alternate", url="https://e.example/a"),
        Link(
            rel="related",
            url="https://e.example/b",
            type="text/plain",
            title="B",
            lang="de",
            length=12,
        ),
        Link(rel="via", url="https://e.example/c"),
    )


def test_the_generator_is_told_with_its_version():
    body = atom('<generator uri="https://g.example/" version="2">G</generator>')

    assert of_feed(body).generator == Generator(name="G", version="2", url="https://g.example/")
    assert of_feed(rss("<generator>G 2</generator>")).generator == Generator(name="G 2")
    assert of_feed(rss("<generator/>")).generator is None


@pytest.mark.parametrize(
    ("guid", "expected"),
    [
        ("<guid>https://e.example/1</guid>", True),
        ('<guid isPermaLink="false">https://e.example/1</guid>', False),
        ("", False),
    ],
)
def test_a_guid_is_a_permalink_unless_it_denies_it(guid, expected):
    assert of_entry(rss(f"<item>{guid}<title>x</title></item>")).permalink is expected


def test_the_feed_an_entry_was_taken_from_is_told():
    origin = of_entry(
        atom(
            '<entry><source xml:lang="de"><id>f</id><title>F</title><link href="/f"/>'
            "<author><name>Ann</name></author></source></entry>"
        )
    ).origin

    assert (origin.title, origin.link, origin.lang) == ("F", "https://e.example/f", "de")
    assert origin.details.guid == "f"
    assert origin.details.people == (Person(name="Ann"),)


def test_the_source_of_an_rss_item_is_its_origin():
    origin = of_entry(rss('<item><source url="https://o.example/rss">O</source></item>')).origin

    assert (origin.title, origin.links) == ("O", {"self": ("https://o.example/rss",)})
    assert of_entry(rss("<item><source/><title>x</title></item>")).origin is None


def test_no_more_is_told_than_any_honest_feed_says():
    many = "".join(f"<category>{number}</category>" for number in range(limits.MANY + 1))

    assert len(of_entry(rss(f"<item>{many}</item>")).tags) == limits.MANY


@pytest.mark.parametrize("text", ["a" * 300_000 + " @", "@" * 300_000, "x (" * 100_000 + "@"])
def test_a_text_that_might_hold_an_address_anywhere_is_looked_through_soon(text):
    body = rss(f"<item><title>x</title><author>{text}</author></item>")

    begun = time.process_time()
    of_entry(body)

    assert time.process_time() - begun < 2
