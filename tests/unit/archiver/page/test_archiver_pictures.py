import pytest

from syndicate.archiver.page.pictures import is_articles, is_captioned, is_portrait, leads, spoken
from syndicate.markup import tree


def first(html):
    return next(tree.fragment(html).elements())


@pytest.mark.parametrize(
    "html",
    [
        "<figure><img src=/r.jpg><figcaption>The cliff.</figcaption></figure>",
        "<figure><a href=/r-1600.jpg><img src=/r.jpg></a></figure>",
        "<figure class=wide><picture><source srcset='/r.webp 800w'><img src=/r.jpg></picture>",
        "<div class=hero><img src=/r.jpg width=640></div>",
        "<img src=/r.jpg>",
        "<div><img data-src=/r-800x600.jpg></div>",
    ],
)
def test_a_figure_or_a_wide_picture_is_one_of_the_article(html):
    assert is_articles(first(html))


@pytest.mark.parametrize(
    "html",
    [
        "<div>text only</div>",
        "<img src=/r.jpg width=150>",
        "<img class=avatar src=/r.jpg>",
        "<img class=site-logo src=/r.jpg>",
        "<div class=ad-banner><img src=/r.jpg width=640></div>",
        "<figure><img src=/i.png width=32 height=32></figure>",
        "<figure><img src=/blank.gif></figure>",
        "<figure><img src=/70x70/jane.jpg></figure>",
        "<div><a href=/story><img src=/r.jpg width=640></a></div>",
        "<div><img src=/r.jpg width=640><p>A headline</p></div>",
        "<div><img src=/a.jpg width=640><img src=/b.jpg width=640></div>",
    ],
)
def test_teasers_logos_portraits_and_advertisements_are_not(html):
    assert not is_articles(first(html))


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
        THUMB.format("/jane", 48, "<a href=/posts>All posts</a>"),
        "<div><img width=220 src=/r.jpg><p><a href=/story>A story</a></p></div>",
        "<div><a href=/a><img width=220 src=/a.jpg></a><a href=/b><img width=220 src=/b.jpg></a></div>",
        "<div><a href=/a>One</a> <a href=/b>Two</a></div>",
    ],
)
def test_teasers_portraits_and_menus_are_not_captioned_pictures(html):
    assert not is_captioned(first(html))


FIGURE = "<figure><img src=/{}.jpg><figcaption>Cap.</figcaption></figure>"


def led(html):
    body = tree.fragment(html)
    chosen = next(each for each in body.elements() if each.get("id") == "text")
    return [each.find("img").get("src") for each in leads(body, chosen)]


def test_a_figure_beside_the_title_leads_the_article():
    header = f"<header><h1>Title</h1><div>{FIGURE.format('lead')}</div></header>"

    assert led(f"<main><article>{header}<div id=text></div></article></main>") == ["/lead.jpg"]


def test_leads_keep_the_order_of_the_page():
    inner = f"<div>{FIGURE.format('b')}<div id=text></div></div>"

    assert led(f"<main>{FIGURE.format('a')}{inner}{FIGURE.format('after')}</main>") == [
        "/a.jpg",
        "/b.jpg",
    ]


def test_pictures_of_other_stories_and_of_the_site_are_no_leads():
    many = "".join(FIGURE.format(name) for name in "abc")
    logo = "<div><img class=logo src=/l.png></div>"
    far = "<div><div><div><div><div id=text></div></div></div></div></div>"

    assert led(f"<main>{many}{logo}<div id=text></div></main>") == []
    assert led(f"<main>{FIGURE.format('far')}{far}</main>") == []


def test_an_element_from_elsewhere_has_no_leads():
    body = tree.fragment(FIGURE)

    assert leads(body, tree.fragment("<p>")) == []
