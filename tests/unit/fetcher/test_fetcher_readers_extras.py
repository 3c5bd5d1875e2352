from datetime import timedelta

import pytest

from syndicate.fetcher.readers.feed import read
from syndicate.markup import limits
from syndicate.model import Chapter, Picture, TextInput

URL = "https://e.example/feed"
PICTURE = (
    "<image><title>The &amp;amp; logo</title><url>/logo.png</url><link>/home</link>"
    "<width>88</width><height>31</height><description>A heron</description></image>"
)
FIELD = (
    "<textInput><title>Go</title><description>Search us</description>"
    "<name>q</name><link>/search</link></textInput>"
)


def of_feed(body):
    return read(body.encode(), url=URL, detailed=True).details


def rss(inside):
    return f"<rss version='2.0'><channel><title>x</title>{inside}</channel></rss>"


def rdf(inside):
    return (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><title>x</title>'
        f'<image rdf:resource="/logo.png"/><textinput rdf:resource="/s"/></channel>{inside}</rdf:RDF>'
    )


def chapters_of(inside, *, prefix="psc", uri="http://podlove.org/simple-chapters"):
    body = (
        f'<rss version="2.0" xmlns:{prefix}="{uri}"><channel><item><title>x</title>'
        f"<{prefix}:chapters>{inside}</{prefix}:chapters></item></channel></rss>"
    )
    [entry] = read(body.encode(), url=URL, detailed=True).entries
    return entry.details.chapters


@pytest.mark.parametrize("feed", [rss, rdf])
def test_a_channels_picture_is_told_in_full_wherever_it_stands(feed):
    assert of_feed(feed(PICTURE)).picture == Picture(
        url="https://e.example/logo.png",
        title="The & logo",
        link="https://e.example/home",
        description="A heron",
        width=88,
        height=31,
    )


def test_a_picture_stands_on_the_channels_link_as_the_feeds_own_does():
    body = rss("<link>https://site.example/</link><image><url>logo.png</url></image>")
    document = read(body.encode(), url=URL, detailed=True)

    assert document.details.picture.url == document.image == "https://site.example/logo.png"


@pytest.mark.parametrize("image", ["<image/>", "<image><url> </url></image>", "<image>x</image>"])
def test_a_picture_of_which_nothing_is_said_is_none(image):
    assert of_feed(rss(image)).picture is None


def test_what_a_picture_does_not_measure_in_numbers_is_unknown():
    picture = of_feed(rss("<image><url>/a</url><width>wide</width><height>-1</height></image>"))

    assert (picture.picture.width, picture.picture.height) == (None, None)


@pytest.mark.parametrize("feed", [rss, rdf])
def test_a_text_field_is_told(feed):
    assert of_feed(feed(FIELD)).text_input == TextInput(
        title="Go", description="Search us", name="q", url="https://e.example/search"
    )
    assert of_feed(feed("<textInput/>")).text_input is None


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("00:00:00", timedelta()),
        ("01:02:03.250", timedelta(hours=1, minutes=2, seconds=3, milliseconds=250)),
        ("8:26", timedelta(minutes=8, seconds=26)),
        ("187.", timedelta(seconds=187)),
    ],
)
def test_a_chapter_begins_at_a_normal_play_time(start, expected):
    assert [each.start for each in chapters_of(f'<psc:chapter start="{start}"/>')] == [expected]


@pytest.mark.parametrize("start", ["", "now", "1:2:3:4", "-5", "1:", "9" * 400])
def test_a_chapter_that_begins_nowhere_is_left_out(start):
    assert chapters_of(f'<psc:chapter start="{start}" title="x"/>') == ()


def test_chapters_are_told_with_what_they_show_and_lead_to():
    found = chapters_of(
        '<pod:chapter start="1" title="One &amp; two" href="/one" image="one.png"/>'
        '<pod:other start="2"/>',
        prefix="pod",
        uri="http://podlove.org/simple-chapters/",
    )

    assert found == (
        Chapter(
            start=timedelta(seconds=1),
            title="One & two",
            url="https://e.example/one",
            image="https://e.example/one.png",
        ),
    )


def test_no_more_chapters_are_told_than_any_honest_episode_has():
    found = chapters_of('<psc:chapter start="1"/>' * (limits.MANY + 1))

    assert len(found) == limits.MANY
