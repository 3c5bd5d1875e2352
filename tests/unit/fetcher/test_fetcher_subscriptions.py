import pytest

from syndicate.errors import ParseError
from syndicate.fetcher.subscriptions import Subscription, read_opml, read_urls


def test_folders_and_categories_become_tags():
    body = b"""<?xml version="1.0"?><opml version="1.0"><head><title>x</title></head><body>
        <outline text="News &amp; views"><outline text="Local">
            <outline type="rss" text="Paper" title="The Paper" xmlUrl="https://p.example/f?a=1&amp;b=2" category="/x/y,z"/>
        </outline></outline>
        <outline text="https://q.example/feed" XMLURL=" https://q.example/feed "/>
        </body></opml>"""

    assert read_opml(body).subscriptions == (
        Subscription(
            "https://p.example/f?a=1&b=2", "The Paper", ("News & views", "Local", "x/y", "z")
        ),
        Subscription("https://q.example/feed"),
    )


def test_lists_of_careless_programs_are_read():
    body = b"""junk<OPML><body><outline text='a & b &nbsp;' xmlUrl='https://a.example/?x&y'>
        <outline text=c xmlUrl='https://c.example/'/></body>"""

    assert [s.url for s in read_opml(body).subscriptions] == [
        "https://a.example/?x&y",
        "https://c.example/",
    ]


def test_an_address_that_we_can_not_follow_is_a_problem():
    body = b"<opml><body><outline text='x' xmlUrl='feed://x'/></body></opml>"

    listed = read_opml(body)

    assert listed.subscriptions == ()
    assert listed.problems == ("feed://x: no http or https address",)


def test_a_feed_in_two_folders_is_one_subscription():
    outline = b"<outline text='x' xmlUrl='https://e.example/'/>"

    assert len(read_opml(b"<opml><body>" + outline * 2 + b"</body></opml>").subscriptions) == 1


@pytest.mark.parametrize("body", [b"", b"words", b"<rss/>", b"\xff\xfe"])
def test_what_is_no_opml_is_a_parse_error(body):
    with pytest.raises(ParseError):
        read_opml(body)


def test_a_doctype_in_a_list_defines_nothing():
    body = b"""<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "expanded">]>
        <opml><body><outline text="&x;&y;" xmlUrl="https://e.example/"/></body></opml>"""

    [subscription] = read_opml(body).subscriptions

    assert subscription.title == "&x;&y;"


def test_a_urls_file_names_feeds_with_title_and_tags():
    text = """
        # comment
        https://a.example/feed "~My Title" tech "two words" !
        https://b.example/#x
        http://c.example/ "say \\"hi\\""
        """.replace("        ", "")

    assert read_urls(text).subscriptions == (
        Subscription("https://a.example/feed", "My Title", ("tech", "two words")),
        Subscription("https://b.example/#x"),
        Subscription("http://c.example/", None, ('say "hi"',)),
    )


def test_lines_that_only_newsboat_understands_are_problems():
    text = """"query:Unread:unread = \\"yes\\""
exec:/usr/bin/thing
filter:/bin/cat:https://e.example/
ftp://e.example/
"~only a title"
https://ok.example/ "never closed"""

    listed = read_urls(text)

    assert [s.url for s in listed.subscriptions] == ["https://ok.example/"]
    assert [problem.partition(":")[0] for problem in listed.problems] == [
        "line 1", "line 2", "line 3", "line 4", "line 5"
    ]  # fmt: skip
