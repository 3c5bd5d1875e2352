import pytest

from syndicate.archiver.markdown.convert import fragment

BASE = "https://e.org/news/a.html"
TUBE = "https://tube.org/embed/x1"


def written(html: str) -> str:
    return fragment(html, BASE).markdown.rstrip("\n")


@pytest.mark.parametrize(
    "html",
    [
        f"<iframe src={TUBE} title=Clip></iframe>",
        f"<iframe src=about:blank data-src={TUBE} aria-label=Clip></iframe>",
        (
            f"<iframe data-lazy-src={TUBE} title=Clip></iframe>"
            f"<noscript><iframe src={TUBE}></iframe></noscript>"
        ),
        f"<noscript><iframe src={TUBE} title=Clip></iframe></noscript>",
        f"<object data={TUBE} title=Clip></object>",
        f"<object title=Clip><param name=movie value={TUBE}><embed src={TUBE}></object>",
        f"<object data=/x.swf><embed src={TUBE} title=Clip></object>",
        f"<figure><oembed url={TUBE} title=Clip></oembed></figure>",
        f"<amp-iframe src={TUBE} title=Clip><amp-img src=/r.jpg></amp-img></amp-iframe>",
        f"<div data-video={TUBE} title=Clip></div>",
    ],
)
def test_a_player_is_a_link_to_what_it_plays_once(html):
    assert written(html) == f"[Clip]({TUBE})"


@pytest.mark.parametrize(
    "address",
    [
        "https://player.films.org/video/76979871",
        "https://music.org/EmbeddedPlayer/album=1/size=large",
        "https://embed.talks.org/talks/x",
        "https://www.tube.org/v/dQw4w9WgXcQ?fs=1",
        "https://tv.org/player.html?aid=1",
        "https://v.org/txp/iframe/player.html?vid=a0",
        "https://maps.org/maps/embed?pb=1",
    ],
)
def test_players_are_known_by_their_address(address):
    assert written(f"<iframe src='{address}' title=Clip></iframe>") == f"[Clip]({address})"


@pytest.mark.parametrize("attribute", ["allowfullscreen", "allow='autoplay; encrypted-media'"])
def test_what_may_fill_the_screen_is_a_player(attribute):
    html = f"<iframe src=https://v.org/1 {attribute} title=Clip></iframe>"

    assert written(html) == "[Clip](https://v.org/1)"


@pytest.mark.parametrize(
    "html",
    [
        "<iframe src=https://ads.org/1></iframe>",
        "<iframe src=https://talk.org/embed/comments/?x></iframe>",
        "<iframe src=https://f.org/plugins/like.php allowfullscreen></iframe>",
        f"<iframe src={TUBE} width=0 height=0></iframe>",
        f"<iframe src={TUBE} style=display:none></iframe>",
        "<object data=/x.swf>Install it.</object>",
        "<div data-x=https://e.org/embed/poster.jpg></div>",
        "<div data-x=https://e.org/player/latest.js></div>",
        "<video src=blob:https://e.org/1></video>",
    ],
)
def test_advertisements_comments_and_buttons_are_no_players(html):
    assert written(html) == ""


def test_a_film_is_a_link_to_a_file_that_every_reader_plays():
    html = "<video title=Clip><source src=/v.m3u8><source src=/v.mp4><p>Old browser.</p></video>"

    assert written(html) == "[Clip](https://e.org/v.mp4)"
    assert written("<video src=/v.m3u8></video>") == "[e.org](https://e.org/v.m3u8)"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<iframe src=https://www.v.org/embed/1></iframe>", "[v.org](https://www.v.org/embed/1)"),
        (
            "<iframe src=https://www.v.org/embed/1 title='\u200b \u2003'></iframe>",
            "[v.org](https://www.v.org/embed/1)",
        ),
        (
            "<iframe src=https://v.org/maps/embed?x=1></iframe>",
            "[Map (v.org)](https://v.org/maps/embed?x=1)",
        ),
        ("<audio src=/a/talk%201.mp3></audio>", "[talk 1.mp3](https://e.org/a/talk%201.mp3)"),
    ],
)
def test_a_player_without_a_title_is_called_by_its_file_or_site(html, markdown):
    assert written(html) == markdown


def test_a_film_that_cannot_be_reached_shows_its_poster():
    html = "<video src=blob:x poster=/p.jpg title=Clip></video>"

    assert written(html) == "![Clip](https://e.org/p.jpg)"


def test_an_object_may_be_a_picture():
    assert written("<object data=/r.png type=image/png>") == "![](https://e.org/r.png)"
    assert written("<object data=/r.svg><img src=/r.png></object>") == "![](https://e.org/r.png)"
