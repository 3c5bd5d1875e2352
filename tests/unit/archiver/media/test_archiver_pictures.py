import pytest

from syndicate.archiver.media.pictures import is_captioned, is_portrait, spoken
from syndicate.markup import tree


def first(html):
    return next(tree.fragment(html).elements())


def test_a_portrait_is_known_by_its_class_or_folder():
    assert is_portrait(first("<img class='byline__avatar' src=/x.jpg>"))
    assert is_portrait(first("<img src=https://e.org/profile_images/1/x.jpg>"))
    assert not is_portrait(first("<img src=https://e.org/avatar-review.jpg>"))
    assert not is_portrait(first("<img class=avatar width=640 src=/x.jpg>"))
    assert not is_portrait(first("<img src='https://[e.org/avatar/x.jpg'>"))


def test_emoji_drawn_as_pictures_are_characters():
    assert spoken(first("<img alt=😀 src=/e.png>")) == "😀"
    assert spoken(first("<img class=wp-smiley alt=':-)' src=/e.png>")) == ":-)"
    assert spoken(first("<img src=/img/emoji/weixiao.png alt=[微笑]>")) == "[微笑]"
    assert spoken(first("<img src=/r.jpg alt='The cliff'>")) == ""


THUMB = "<div><a href={}><img width={} src=/r.jpg></a><p>{}</p></div>"


def test_a_picture_with_words_that_lead_elsewhere_is_captioned():
    linked = "<a href=/wiki/Haka>A haka</a> in <a href=/wiki/Egypt>Egypt</a>"

    assert is_captioned(first(THUMB.format("/File:r.jpg", 220, linked)))


@pytest.mark.parametrize(
    "html",
    [
        THUMB.format("/story", 220, "<a href=/story>A story</a>"),
        THUMB.format("/File:r.jpg", "220 class=site-logo", "<a href=/about>About the site</a>"),
        THUMB.format("/jane", 48, "<a href=/posts>All posts</a>"),
        "<div><img width=220 src=/r.jpg><p><a href=/story>A story</a></p></div>",
        "<div><a href=/a><img width=220 src=/a.jpg></a><a href=/b><img width=220 src=/b.jpg></a></div>",
        "<div><a href=/a>One</a> <a href=/b>Two</a></div>",
    ],
)
def test_teasers_portraits_and_menus_are_not_captioned_pictures(html):
    assert not is_captioned(first(html))
