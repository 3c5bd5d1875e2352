"""Files and trees of other programs: what they mean, whose they are, which are one article."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from syndicate.archiver.files import profiles
from syndicate.archiver.foreign import adopting, embeds, lineage, meanings, trees
from syndicate.archiver.foreign import reading as foreign
from syndicate.archiver.foreign.lineage import Leaf
from syndicate.errors import ArchiveError

CHINA = ZoneInfo("Asia/Shanghai")
EAST = timezone(timedelta(hours=8))
NEUTRAL = profiles.load("neutral")
LINK = "[tea](https://tea.example/water)"


def read(text, path="posts/water.md"):
    return foreign.read(text.encode(), path=path)


def adopted(text, path="posts/water.md", kind="plain", profile=NEUTRAL, **more):
    return adopting.adopt(read(text, path), kind, profile, UTC, **more)


def article(text, path="posts/water.md", kind="plain", **more):
    return adopted(text, path, kind, **more).article


# files


@pytest.mark.parametrize(
    ("text", "form", "front", "body"),
    [
        ("---\ntitle: A\nodd: [1]\n---\n\nB\n", "yaml", {"title": "A", "odd": [1]}, "\nB\n"),
        ("---  \ntitle: A\n---\nB", "yaml", {"title": "A"}, "B"),
        ('+++\ntitle = "A"\n[extra]\nx = 1\n+++\nB\n', "toml", {"title": "A", "extra": {"x": 1}}, "B\n"),
        ("# A\n\nB\n", None, {}, "# A\n\nB\n"),
        ("", None, {}, ""),
    ],
)  # fmt: skip
def test_front_matter_of_any_kind_is_taken_apart(text, form, front, body):
    file = read(text)

    assert (file.form, dict(file.front), file.body, file.notes) == (form, front, body, ())


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"\xef\xbb\xbf---\ntitle: caf\xc3\xa9\n---\nB\n", foreign.MARK),
        (b"---\r\ntitle: caf\xc3\xa9\r\n---\r\nB\r\n", foreign.CR),
        (b"---\ntitle: caf\xe9\n---\nB\n", foreign.LATIN),
    ],
)
def test_what_had_to_change_is_noted(data, note):
    file = foreign.read(data, path="a.md")

    assert file.text == "---\ntitle: café\n---\nB\n"
    assert file.notes == (note,)


@pytest.mark.parametrize("text", ["---\ntitle: [\n---\nB", "+++\ntitle = \n+++\nB", "---\nopen"])
def test_front_matter_that_can_not_be_read_is_damage(text):
    with pytest.raises(ArchiveError, match=r"posts/water\.md is damaged"):
        read(text)


@pytest.mark.parametrize(
    "front",
    [
        "a = " + "[" * 20_000,
        "a = " + "9" * 5_000,
        ".".join("a" * 30_000) + " = 1",
        "[" + " . ".join(['"a b"'] * 5_000) + "]",
        "a = { " + ".".join("a" * 5_000) + " = 1 }",
        f'a = "{"a" * 70_000}"',
    ],
)
def test_toml_that_only_takes_time_is_damage(front):
    with pytest.raises(ArchiveError, match="its front matter is not TOML"):
        read(f"+++\n{front}\n+++\nB\n")


def test_a_long_description_in_toml_is_no_deep_key():
    words = "Well, " + "it is so. " * 40

    assert read(f'+++\ndescription = "{words}"\n+++\nB\n').front["description"] == words


# meanings


@pytest.mark.parametrize(
    ("value", "instant", "zoneless"),
    [
        ("2026-03-01 08:00:00", datetime(2026, 3, 1, 8, tzinfo=EAST), True),
        ("2026-03-01 08:00:00 +0200", datetime(2026, 3, 1, 6, tzinfo=UTC), False),
        ("Sun, 01 Mar 2026 08:00:00 GMT", datetime(2026, 3, 1, 8, tzinfo=UTC), False),
        (datetime(2026, 3, 1, 8), datetime(2026, 3, 1, 8, tzinfo=EAST), True),
        (datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 1, 8, tzinfo=UTC), False),
        (datetime(2026, 3, 1).date(), datetime(2026, 3, 1, tzinfo=EAST), True),
        (1772323200, datetime(2026, 3, 1, tzinfo=UTC), False),
        ("soon", None, False),
        (True, None, False),
    ],
)
def test_dates_say_whether_they_had_a_zone(value, instant, zoneless):
    assert meanings.instant(value, CHINA) == (instant, zoneless)


@pytest.mark.parametrize(
    ("front", "field", "expected"),
    [
        ({"title": "A\n  b  c"}, "title", "A b  c"),
        ({"title": 2026}, "title", "2026"),
        ({"author": "[[Ming Zhao]]"}, "authors", ("Ming Zhao",)),
        ({"authors": [{"name": "Ming"}, "Li"]}, "authors", ("Ming", "Li")),
        ({"tags": "tea, #水"}, "tags", ("tea", "水")),
        ({"tags": [], "params": {"tags": ["x"]}}, "tags", ("x",)),
        ({"taxonomies": {"categories": ["Tea"]}}, "categories", ("Tea",)),
        ({"cover": {"image": "a.png"}}, "image", "a.png"),
        ({"source": "https://tea.example/1", "site": "The Tea"}, "source", "The Tea"),
        ({"source": "https://tea.example/1"}, "url", "https://tea.example/1"),
        ({"url": "/water/", "link": "https://tea.example/1"}, "url", "https://tea.example/1"),
        ({"draft": True}, "draft", True),
        ({"published": False}, "draft", True),
        ({"published": "2026-03-01"}, "draft", False),
    ],
)
def test_front_matter_is_read_as_people_write_it(front, field, expected):
    assert getattr(meanings.facts(front, UTC), field) == expected


def test_jekyll_divides_tags_at_blanks():
    assert meanings.facts({"tags": "tea water"}, UTC, blanks=True).tags == ("tea", "water")


# trees


@pytest.mark.parametrize(
    ("keys", "texts", "kind"),
    [
        ([".syndicate/format", "tea/a/index.md"], [], "syndicate"),
        (["_posts/2026-03-01-a.md"], [], "jekyll"),
        (["_config.yml", "a.md"], [], "jekyll"),
        ([".obsidian/app.json", "a.md"], [], "obsidian"),
        (["a.md"], ["see [[b]]"], "obsidian"),
        (["content/a.md", "hugo.toml"], [], "hugo"),
        (["a.md"], ["+++\n+++\nB"], "hugo"),
        (["a.md"], ["# A"], "plain"),
        (
            ["a.md"],
            [
                "---\nthumbnail: x\nauthorbox: x\npager: x\nmathjax: x\nsidebar: x\nwidgets: x\n---\n"
            ],
            "mainroad",
        ),
    ],
)
def test_a_tree_is_told_by_what_lies_in_it(keys, texts, kind):
    assert trees.look(keys, [read(text) for text in texts]) == kind


def test_only_articles_are_taken_and_the_others_told():
    keys = [
        "README.md",
        "content/_index.md",
        "content/a/index.md",
        "content/a/notes.md",
        "content/b.md",
        "content/c.png",
        "themes/x/d.md",
        ".git/e.md",
    ]

    taken, left = trees.documents(keys, "hugo")

    assert taken == ["content/a/index.md", "content/b.md"]
    assert left == {
        "README.md": "it lies outside of content/",
        "content/_index.md": "it is a section's page",
        "content/a/notes.md": "it belongs to the article in its folder",
        "themes/x/d.md": "it lies outside of content/",
    }


@pytest.mark.parametrize(
    ("key", "stem", "language", "shelf"),
    [
        ("zh-CN/news/qq/1.zh-CN.md", "zh-CN/news/qq/1", "zh-CN", "qq"),
        ("content/posts/water/index.md", "content/posts/water", None, None),
        ("en/tea/water/index.en.md", "en/tea/water", "en", "tea"),
        ("Clippings/Water 1.0.md", "Clippings/Water 1.0", None, "Clippings"),
    ],
)
def test_a_path_says_name_language_and_shelf(key, stem, language, shelf):
    assert (trees.stem(key), trees.language(key), trees.shelf(key)) == (stem, language, shelf)


# articles


def test_an_article_is_what_its_front_matter_name_and_text_say():
    found = article("---\npubDate: 2026-03-01\n---\n# Soft water\n\nText.\n", "tea/a.md")

    assert (found.title, found.source, found.markdown) == (
        "Soft water",
        "tea",
        "# Soft water\n\nText.",
    )
    assert found.date == datetime(2026, 3, 1, tzinfo=UTC)
    assert found.status == "whole"


def test_a_post_without_a_date_has_that_of_its_name():
    found = article("---\nlayout: post\n---\nText.\n", "_posts/2026-03-01-soft-water.md", "jekyll")

    assert (found.title, found.date) == ("Soft water", datetime(2026, 3, 1, tzinfo=UTC))


def test_a_note_is_called_as_its_file():
    assert article("Text.\n", "Soft water (2).md", "obsidian").title == "Soft water (2)"


@pytest.mark.parametrize(
    ("last", "url"),
    [
        (LINK, "https://tea.example/water"),
        ("[tea.example](https://tea.example/water)", "https://tea.example/water"),
        ("Source: <https://tea.example/water>", "https://tea.example/water"),
        ("原文链接：https://tea.example/water", "https://tea.example/water"),
        ("*Originally published at [The Tea](https://tea.example/water).*", "https://tea.example/water"),
        ("[Read more of ours](https://tea.example/all)", None),
        ("See https://tea.example/water", None),
        ("![tea](https://tea.example/water)", None),
    ],
)  # fmt: skip
def test_the_last_line_gives_the_address_where_it_says_so(last, url):
    found = article(f"---\ntitle: A\n---\nText.\n\n{last}\n", "tea/a.md")

    assert found.canonical_url == url
    assert found.markdown.endswith(last)


def test_an_empty_text_is_partial_and_noted():
    found = adopted("---\ntitle: A\n---\n")

    assert found.article.status == "partial"
    assert set(found.notes) == {adopting.NO_TEXT, adopting.NO_DATE, adopting.NO_ADDRESS}


def test_names_stay_the_same_and_are_the_addresses_where_it_counts():
    file = read(f"---\ntitle: A\n---\nText.\n\n{LINK}\n", "tea/a.md")
    told = adopting.outline(file, "plain", NEUTRAL, UTC)

    by_address = adopting.identity_of(told, "tea/a.md", NEUTRAL, by_address=True)
    by_place = adopting.identity_of(told, "tea/a.md", NEUTRAL, by_address=False)

    assert by_address.key == "https://tea.example/water"
    assert by_address.urls == ("https://tea.example/water",)
    assert (by_place.key, by_place.urls) == ("tea\ntea/a", ())
    assert by_place.ids != by_address.ids


def test_an_outline_tells_what_the_article_will_say():
    text = f"---\ndate: 2026-03-01\nguid: g\n---\n# A *title*\n\nText.\n\n{LINK}\n"
    file = read(text, "tea/a.md")

    told = adopting.outline(file, "plain", NEUTRAL, UTC)

    found = adopting.adopt(file, "plain", NEUTRAL, UTC).article
    assert (told.title, told.date, told.source) == (found.title, found.date, found.source)
    assert (told.address, (told.guid,)) == (found.canonical_url, found.guids)


def test_what_the_profile_would_write_itself_is_no_extra():
    mainroad = profiles.load("mainroad")
    text = (
        '---\ntitle: "A"\ndate: "2026-03-01 08:00:00"\nsummary: "Mine"\nmenu: ""\npager: false\n'
        'mine: 1\ncategories:\n  - "tea"\ntags:\n  - "tea"\n---\n\nText.\n\n' + LINK + "\n"
    )
    file = read(text, "en/news/tea/1.en.md")
    found = adopting.adopt(file, "mainroad", mainroad, UTC).article

    extra = adopting.with_extra(found, file, mainroad).extra

    assert (found.source, found.markdown, found.link) == (
        "tea",
        "Text.",
        "https://tea.example/water",
    )
    kept = {name: value for name, value in extra.items() if value is not None}
    assert kept == {"summary": "Mine", "pager": False, "mine": 1}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Dow Jones Newswires", "dow-jones-newswires"), ("qq", "qq"), ("水", ""), ("-A.", "a")],
)
def test_a_name_becomes_an_id_where_it_can(name, expected):
    assert adopting.source_id(name) == expected


# versions


def leaf(path, day, title="A", address="https://tea.example/a", *, sure=True):
    date = datetime(2026, 3, day, tzinfo=UTC) if day else None
    told = adopting.Outline(
        title=title,
        date=date,
        source="tea",
        name="Tea",
        guid=None,
        address=address,
        sure=sure,
        draft=False,
    )
    return Leaf(path=path, told=told, address=address)


def test_files_with_one_address_are_versions_of_the_newest():
    steps = lineage.order([leaf("c", 3), leaf("a", 1), leaf("b", 2, address=None), leaf("d", 0)])

    assert [(step.path, step.main, step.is_older) for step in steps] == [
        ("a", "d", True),
        ("b", "b", False),
        ("c", "d", True),
        ("d", "d", False),
    ]


@pytest.mark.parametrize(
    "leaves",
    [
        [leaf("a", 1, sure=False), leaf("b", 2, "Another", sure=False)],
        [
            leaf("a", 1, address="https://tea.example/"),
            leaf("b", 2, address="https://tea.example/"),
        ],
    ],
)
def test_in_doubt_files_stay_apart(leaves):
    assert not any(step.is_older or step.by_address for step in lineage.order(leaves))


# pictures

TREE = embeds.Tree(
    ["posts/a/pot.png", "static/img/leaf.JPG", "assets/x y.webp", "Att/deep/cup.gif", "a.md"]
)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("pot.png", "posts/a/pot.png"),
        ("./pot.png?raw=1#x", "posts/a/pot.png"),
        ("/img/leaf.JPG", "static/img/leaf.JPG"),
        ("{{ site.baseurl }}/assets/x%20y.webp", "assets/x y.webp"),
        ("{{ '/assets/x y.webp' | relative_url }}", "assets/x y.webp"),
        ("cup.gif", "Att/deep/cup.gif"),
        ("deep/CUP.gif", "Att/deep/cup.gif"),
        ("other/cup.gif", None),
        ("../../../pot.jpg", None),
        ("a.md", None),
    ],
)
def test_a_picture_is_found_where_the_generator_would(reference, key):
    assert TREE.find(reference, "posts/a/index.md") == key


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ('![a](pot.png "T")', '![a](images/p "T")'),
        ("![[pot.png|300]] ![[pot.png|Tea [pot]]]", "![](images/p) ![[pot.png|Tea [pot]]]"),
        ("![[pot.png|the pot]]", "![the pot](images/p)"),
        ('<img class="x" src="pot.png" alt="a &amp; b">', "![a & b](images/p)"),
        ('{{< figure src="pot.png" caption="The pot" >}}', "![The pot](images/p)"),
        ("![a]({{ site.url }}/pot.png)", "![a](images/p)"),
        ("![a](https://e.org/pot.png) ![b](//e.org/pot.png)", None),
        ("`![a](pot.png)` ![[note]] [pot](pot.png)", None),
    ],
)
def test_local_pictures_are_shown_from_elsewhere_and_nothing_else(markdown, shown):
    def place(reference):
        return "images/p" if "pot.png" in reference else None

    assert embeds.rewritten(markdown, place) == (shown or markdown)


@pytest.mark.parametrize(
    "text", ["![" * 20_000, "![a](" * 20_000, "<img src=" * 20_000, "{{< figure " * 9_000, "![[" * 9_000]
)  # fmt: skip
def test_looking_for_pictures_takes_linear_time(text):
    assert embeds.rewritten(text, lambda reference: None) == text
