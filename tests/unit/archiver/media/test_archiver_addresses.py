import time

import pytest

from syndicate.archiver.media.addresses import enlarged, is_enlarged, same, stem, told_width, usable


@pytest.mark.parametrize(
    ("url", "width"),
    [
        ("https://e.org/p-300x200.jpg", 300),
        ("https://e.org/220px-Map.svg.png", 220),
        ("https://e.org/max/60/1*x.png", 60),
        ("https://e.org/i?url=p.jpg&w=640", 640),
        ("https://e.org/c_fit,w_470/x.jpg", 470),
        ("https://e.org/resize=980/x.jpg", 980),
        ("https://e.org/2019/05/x.jpg", 0),
        ("https://e.org/x.jpg", 0),
    ],
)
def test_the_width_that_an_address_names(url, width):
    assert told_width(url) == width


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.org/harbour-at-night-300x200.jpg", "https://e.org/harbour-at-night.jpg?w=1"),
        ("https://e.org/100x80/DSC00889.jpg", "https://e.org/2400x1600/DSC00889.webp"),
        (
            "https://i1.e.org/a/120px-Harbour_at_night.jpg",
            "https://i2.e.org/a/Harbour_at_night.jpg",
        ),
    ],
)
def test_two_sizes_of_a_file_are_one_picture(one, other):
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.org/a/1.jpg", "https://e.org/b/1.jpg"),
        ("https://e.org/star.png", "https://e.org/star.png"),
        ("https://e.org/c0ffee/master/3500.jpg", "https://e.org/decade/master/3500.jpg"),
        ("https://e.org/holiday-photos-01.jpg", "https://e.org/holiday-photos-02.jpg"),
        ("https://e.org/24709755/DSC00889.jpg", "https://e.org/24709784/DSC00889.jpg"),
        ("", ""),
    ],
)
def test_pictures_of_a_gallery_are_not_taken_for_one(one, other):
    assert not same(one, other)


@pytest.mark.parametrize(
    ("url", "link", "large"),
    [
        ("https://e.org/p-300x200.jpg", "https://e.org/p.jpg", "https://e.org/p.jpg"),
        ("https://e.org/s640/p.png", "https://e.org/s1600/p.png", "https://e.org/s1600/p.png"),
        ("https://e.org/p-425.jpg", "https://e.org/p.jpg", "https://e.org/p.jpg"),
        ("https://e.org/p.jpg", "https://e.org/p-300x200.jpg", ""),
        ("https://e.org/p.jpg", "https://e.org/q.jpg", ""),
        ("https://e.org/p.jpg", "https://e.org/wiki/File:p.jpg", ""),
        ("https://e.org/p.jpg", "https://e.org/p.html", ""),
        ("https://e.org/p.jpg", "", ""),
    ],
)
def test_a_link_to_the_same_file_leads_to_the_larger_picture(url, link, large):
    assert enlarged(url, link) == large


def test_pages_about_a_file_are_no_file():
    assert is_enlarged("https://e.org/Cliff.jpg?x=1")
    assert not is_enlarged("https://e.org/wiki/File:Cliff.jpg")


def test_a_stem_is_the_name_without_size_and_kind():
    assert stem("https://e.org/a/Caf%C3%A9-300x200_thumb.jpg?x=y") == "Café"


def test_addresses_of_megabytes_take_no_time():
    started = time.process_time()

    for part in ("-10w", "placeholder", "&w", "/1x1", "_thumb-"):
        url = f"https://e.org/{part * 200_000}"
        same(url, f"{url}!")
        usable(url, None)
        told_width(url)

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "name",
    [
        "lazy-river.jpg", "blank-page.jpg", "empty-hall.jpg", "loading-dock.jpg", "pixel-art.png",
        "placeholder-park.jpg", "transparent-election.jpg", "4c1d95-blank-space.jpg",
    ],
)  # fmt: skip
def test_a_picture_may_be_of_what_stand_ins_are_called_after(name):
    assert usable(f"https://e.org/up/{name}", None)


@pytest.mark.parametrize(
    "name",
    [
        "blank.gif", "lazyload.png", "lazy_placeholder.svg", "image-placeholder.png", "1x1.png",
        "placeholder-300x200.jpg", "loading-icon.gif", "pixel.gif", "grey_bg.png", "spacer2.gif",
    ],
)  # fmt: skip
def test_what_is_called_nothing_else_stands_in_for_a_picture(name):
    assert not usable(f"https://e.org/up/{name}", None)
