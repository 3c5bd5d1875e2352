import pytest

from syndicate.archiver.media.lazy import backdrop, is_icon, is_preview, picture
from syndicate.markup import tree

GIF = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
BASE = "https://e.org/news/a.html"


def shown(html: str, base: str | None = BASE) -> str:
    root = tree.fragment(html)
    sources = [each for each in root.elements() if each.tag == "source"]
    return picture(root.find("img"), sources, base)


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<img src=/i/real.jpg>", "https://e.org/i/real.jpg"),
        ("<img src=i/real>", "https://e.org/news/i/real"),
        (f"<img src='{GIF}' data-src=/r.jpg>", "https://e.org/r.jpg"),
        ("<img src=/i/blank.gif data-original=/r.jpg>", "https://e.org/r.jpg"),
        ("<img data-lazy-src=//cdn.org/r>", "https://cdn.org/r"),
        (
            "<img data-src='https://m.org/x/640?fmt=png' data-type=png>",
            "https://m.org/x/640?fmt=png",
        ),
        ("<img src=/small.jpg data-thumb-src=/tiny.jpg>", "https://e.org/small.jpg"),
        ("<img srcset='/s.jpg 320w, /l.jpg 1280w'>", "https://e.org/l.jpg"),
        ("<img src=/s.jpg srcset='/s.jpg 1x, /l.jpg 2x'>", "https://e.org/l.jpg"),
        ("<img src=/l.jpg width=1200 srcset='/s.jpg 320w'>", "https://e.org/l.jpg"),
        ("<img data-srcset='/a,b.jpg 640w, /c.jpg 320w'>", "https://e.org/a,b.jpg"),
        ("<img src=/p.jpg><source srcset='/p.webp 1600w'>", "https://e.org/p.webp"),
        (
            "<img src=/p.jpg srcset='/p.jpg 1600w'><source srcset='/p.webp 800w'>",
            "https://e.org/p.jpg",
        ),
        ("<img><source srcset=/p.avif>", "https://e.org/p.avif"),
        (
            "<img><source srcset='/p.avif 900w'><source srcset='/p.jpg 900w'>",
            "https://e.org/p.jpg",
        ),
        (
            "<img><source srcset='/p.avif 901w'><source srcset='/p.jpg 900w'>",
            "https://e.org/p.avif",
        ),
        ("<img data-src=/m.jpg data-large-file=/l.jpg>", "https://e.org/l.jpg"),
        ("<img data-medium-file=/m.jpg data-orig-file=/o.jpg>", "https://e.org/o.jpg"),
        ("<img src=/p-900x600.jpg data-src=/p-300x200.jpg>", "https://e.org/p-900x600.jpg"),
        (
            "<img src=/max/60/p.png width=1800 srcset='/max/1400/p.png 1400w'>",
            "https://e.org/max/1400/p.png",
        ),
        ("""<img data-images='{"/a.jpg":[640,480],"/b.jpg":[1280,960]}'>""", "https://e.org/b.jpg"),
        (
            """<img src=/s.jpg data-set='[{"url":"/m.jpg","w":500},{"url":"/l.jpg","w":900}]'>""",
            "https://e.org/l.jpg",
        ),
        ("""<img src=/s.jpg data-x='{"low":"/w.jpg","n":[1'>""", "https://e.org/s.jpg"),
        ("""<img src=/1.gif data-src='{"default":"//cdn.org/r.png"}'>""", "https://cdn.org/r.png"),
        ("""<img src=/1.gif data-src='{"default":""}'>""", "https://e.org/1.gif"),
        ("<img src=/r.jpg data-src-mobile=/m.jpg>", "https://e.org/r.jpg"),
        ("<img data-src=/r.jpg data-src-retina=/r2.jpg>", "https://e.org/r2.jpg"),
        ("<img data-whatever=/r.jpg>", "https://e.org/r.jpg"),
        ("<img src=/r.jpg data-whatever=/s.jpg>", "https://e.org/r.jpg"),
        ("<img src=/r.jpg width=570 height=0>", "https://e.org/r.jpg"),
        ("<img style='display:none' data-src=/r.jpg>", "https://e.org/r.jpg"),
        ("<img src=/outer-space.jpg>", "https://e.org/outer-space.jpg"),
        ("<img src=/google-pixel.png>", "https://e.org/google-pixel.png"),
    ],
)
def test_the_largest_picture_that_the_page_names_is_shown(html, url):
    assert shown(html) == url


@pytest.mark.parametrize(
    "html",
    [
        "<img>",
        "<img src=''>",
        f"<img src='{GIF}'>",
        "<img src=/count width=1 height=1>",
        "<img src=/count width=600 height=1>",
        "<img src=/a.jpg style='width: 1px; height:1px'>",
        "<img src=/a.jpg style=display:none>",
        "<img src=//stats.org/track>",
        "<img src=/a/spacer.gif>",
        "<img src=/a/lazy_placeholder.svg>",
        "<img src=/img/dot.gif data-thumb=/t.jpg>",
        "<img src=/static/1x1.png?x=y>",
        "<img src='javascript:x()'>",
        "<img src='ftp://e.org/x.png'>",
        "<img src='mailto:a@b.c'>",
        "<img src='//user:pw@e.org/x.png'>",
    ],
)
def test_placeholders_pixels_and_other_schemes_show_nothing(html):
    assert shown(html) == ""


def test_without_a_base_relative_addresses_stay():
    assert shown("<img data-src=/i/r.jpg>", None) == "/i/r.jpg"


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<div data-bg=/r.jpg>", "https://e.org/r.jpg"),
        ("<div data-background-image='url(\"/r.jpg\")'>", "https://e.org/r.jpg"),
        ("<div role=img style='background: url(/r.jpg) center'>", "https://e.org/r.jpg"),
        ("<div style='background-image: url(/r.jpg)'>", ""),
        ("<div role=img style='background: red'>", ""),
        ("<div data-bg=''>", ""),
    ],
)
def test_a_background_is_a_picture_where_the_page_says_so(html, url):
    assert backdrop(tree.fragment(html).find("div"), BASE) == url


@pytest.mark.parametrize(
    ("html", "is_shown"),
    [
        ("<img src=/lazy1.png width=800 height=600 alt='A weir in hills'>", True),
        ("<img src=/empty.jpg loading=lazy>", True),
        ("<img src=/empty.jpg>", False),
        ("<img src=/empty.jpg width=800 height=600 alt=loading>", False),
        ("<img src=/empty.jpg width=20 height=20 alt='A weir in hills'>", False),
        ("<img src=/empty.jpg class=lazyload width=800 height=600 alt='A weir'>", False),
        ("<img src=/blank.gif width=800 height=600 alt='A weir in hills'>", False),
        ("<img src=/lazy-placeholder.png width=800 height=600 alt='A weir'>", False),
    ],
)
def test_what_a_page_shows_and_describes_is_no_stand_in_by_its_name(html, is_shown):
    assert bool(shown(html)) is is_shown


def test_a_picture_that_a_script_would_replace_is_a_preview():
    assert is_preview(tree.fragment("<img class=lazyload src=/p.jpg>").find("img"))
    assert not is_preview(tree.fragment("<img class=lazyload data-src=/p.jpg>").find("img"))
    assert not is_preview(tree.fragment("<img src=/p.jpg>").find("img"))


def test_small_pictures_are_icons():
    assert is_icon(tree.fragment("<img style='width:1em; height: 1.2em'>").find("img"))
    assert not is_icon(tree.fragment("<img style='max-width:20px; width:1.2.3px'>").find("img"))
    assert is_icon(tree.fragment("<img width=16 height=16px>").find("img"))
    assert not is_icon(tree.fragment("<img width=16 height=600>").find("img"))
    assert not is_icon(tree.fragment("<img width=10%>").find("img"))


def test_a_srcset_of_megabytes_takes_no_time():
    assert shown(f"<img srcset='{'a 1w,' * 100_000}'>") == "https://e.org/news/a"
    assert shown(f"<img srcset='{'a' * 500_000}'>") == ""


@pytest.mark.parametrize("width", ["33%", "33.3%", "33.33 %"])
def test_a_share_of_the_column_is_no_number_of_pixels(width):
    assert not is_icon(tree.fragment(f"<img src=/a.jpg width='{width}'>").find("img"))
