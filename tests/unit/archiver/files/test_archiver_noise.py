"""What is no revision, and what is one."""

import time
from datetime import timedelta

import pytest
from helpers.articles import NOW, PATH, changed, put
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.lines import lines
from syndicate.archiver.files.noise import is_noise

PROSE = "The mayor said that 12 people were hurt when the bridge fell.\n\nWork goes on."
HAN = "市长说,大桥倒塌时有12人受伤,救援仍在继续。\n\n记者在现场看到,道路已经封闭。"


@pytest.mark.parametrize("prose", [PROSE, HAN])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1,234 views", "1,302 views"),
        ("阅读 1.2万 评论 35", "阅读 1.3万 评论 36"),
        ("", "Comments (17)"),
        ("5 min read", "6 min read"),
        ("Updated 3 minutes ago", "Updated 2 hours ago"),
        ("14:05 更新", "16:20 更新"),
        ("Last updated on 3 March 2026 at 14:05 GMT", "Last updated on 4 March 2026 at 09:00 GMT"),
        ("", "Advertisement"),
        ("广告", ""),
        ("", "Subscribe to our newsletter and never miss a story"),
        ("", "扫码关注公众号,获取更多精彩"),
        (
            "- [One](https://a.example/1)\n- [Two](https://a.example/2)",
            "- [Two](https://a.example/2)",
        ),
        ("Related: [One](https://a.example/1)", "Related: [Three](https://a.example/3)"),
        (
            "See [it](https://a.example/1?utm_source=feed) here.",
            "See [it](https://a.example/1) here.",
        ),
        ("![pot](https://a.example/p.jpg?w=300)", "![pot](https://cdn.example/600/p.jpg)"),
        ("A\u200b  word", "A word"),
        ("“Tea” — she said…", '"Tea" - she said...'),
    ],
)
def test_noise(prose: str, before: str, after: str) -> None:
    assert is_noise(f"{prose}\n\n{before}", f"{prose}\n\n{after}")
    assert is_noise(f"{after}\n\n{prose}", f"{before}\n\n{prose}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("12 people were hurt", "13 people were hurt"),
        ("12人受伤", "13人受伤"),
        ("The mayor", "The major"),
        ("Work goes on.", "Work goes on.\n\nA second bridge was closed."),
        ("Work goes on.", ""),
        ("道路已经封闭", "道路已经开放"),
        ("Work goes on.", "Work goes on until 14:05, when the second shift begins its work."),
        ("said that 12", "said that -12"),
        ("goes on", "[goes on](https://a.example/work)"),
    ],
)
def test_news(before: str, after: str) -> None:
    text = f"{PROSE}\n\n{HAN}"

    assert not is_noise(text, text.replace(before, after))


ASIDES = [
    ("512 fans are here now", "3,044 fans are here now"),
    ("Found this useful? Yes (12) No (3)", "Found this useful? Yes (14) No (3)"),
    ("Acme Shoes, now in green", "Borealis Tents, built for rain"),
    ("Oslo 4° light rain", "Oslo 7° dry"),
    ("INDEX 39,120.5 ▲ 0.4%", "INDEX 38,990.1 ▼ 0.3%"),
    ("Poll: more trees? Yes 41% No 59%", "Poll: more trees? Yes 44% No 56%"),
    ("Trace 9f2c41d07ab3", "Trace 11b0c9ee72f4"),
    ("Your edition has three stories left.", "Your edition has two stories left."),
    ("第 8,120 位访客", "第 9,004 位访客"),
    ("热搜:山火 新桥 茶会", "热搜:雨季 旧城 书展"),
    ("您还可以再读三篇。", "您还可以再读两篇。"),
    ("[![](https://ads.example/1.jpg)](https://go.example/1)", ""),
]


@pytest.mark.parametrize(("before", "after"), ASIDES)
def test_what_a_site_sets_between_sentences_is_noise(before: str, after: str) -> None:
    first, *rest = f"{PROSE}\n\n{HAN}".split("\n\n")
    one, two = ("\n\n".join((first, line, *rest)) for line in (before, after))

    assert is_noise(one, two)
    assert is_noise(one, "\n\n".join((first, *rest)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Photo by Jon Smith", "Photo by John Smith"),
        ("Rovers 2-1 United", "Rovers 3-1 United"),
        ("Tickets €12", "Tickets €15"),
        ("## What comes next", ""),
        ("**What comes next**", ""),
        ("- One more thing to pack", ""),
        ("| Tin | 4 |\n| --- | --- |\n| Zinc | 5 |", "| Tin | 4 |\n| --- | --- |\n| Zinc | 6 |"),
        ("> Nothing is lost yet", ""),
        ("“We go on,” she said", ""),
        (
            "![pot](https://a.example/p.jpg)\n\nA pot from the dig",
            "![pot](https://a.example/p.jpg)",
        ),
        ("```\nviews = 12\n```", "```\nviews = 13\n```"),
        ("Here is the list:", ""),
        ("One line\nand its rhyme", "One line\nand its time"),
        ("[![a chart of it](https://a.example/1.png)](https://a.example/chart)", ""),
    ],
)
def test_what_belongs_to_the_article_is_news_however_short(before: str, after: str) -> None:
    first, *rest = f"{PROSE}\n\n{HAN}".split("\n\n")
    one, two = ("\n\n".join((first, line, *rest)) for line in (before, after))

    assert not is_noise(one, two)


def test_where_nothing_is_a_sentence_every_line_counts() -> None:
    notes = "Milk and bread\n\nTea at four\n\nCall the bank"

    assert not is_noise(notes, f"{notes}\n\nFeed the cat")


def test_an_article_that_speaks_to_its_readers_may_say_more_to_them() -> None:
    guide = "Before you begin, read the manual of your saw. Then you cut the first board."

    assert not is_noise(guide, f"{guide}\n\nYou sand the edges last.")


def test_a_token_of_the_session_is_no_part_of_an_address() -> None:
    text = "Read [the report](https://a.example/r?sid={}&page=2) of the council."

    assert is_noise(text.format("9f8e7d6c5b4a39281706"), text.format("0a1b2c3d4e5f60718293"))
    assert not is_noise(text.format("x"), text.format("x").replace("page=2", "page=3"))


def test_votes_counted_in_prose_are_no_counter() -> None:
    text = "She won the seat in the northern district by only {} votes, the council said."

    assert not is_noise(text.format(23), text.format(25))


def test_paragraphs_in_another_order_are_news() -> None:
    one, two = PROSE.split("\n\n")

    assert not is_noise(PROSE, f"{two}\n\n{one}")


def test_an_image_more_is_news() -> None:
    assert not is_noise(PROSE, f"{PROSE}\n\n![](https://a.example/new.jpg)")


def test_noise_writes_nothing() -> None:
    storage = InMemory()
    archive = Archive(storage)
    put(archive, changed(markdown=f"{PROSE}\n\n1,234 views"))
    before = dict(storage.values)

    done = put(archive, changed(markdown=f"{PROSE}\n\n1,302 views"), NOW + timedelta(hours=1))

    assert done.kind == "unchanged"
    assert storage.values == before


def test_details_are_written_where_only_noise_is_in_the_text() -> None:
    archive = Archive(InMemory())
    put(archive, changed(markdown=f"{PROSE}\n\n1,234 views"))

    done = put(archive, changed(markdown=f"{PROSE}\n\n9 views", tags=("new",)), NOW)

    assert (done.kind, done.article.revision, done.article.tags) == ("touched", 1, ("new",))
    assert done.article.markdown.endswith("1,234 views")


def test_a_page_that_goes_to_and_fro_ends_in_few_versions() -> None:
    archive = Archive(InMemory())

    for hour in range(30):
        text = PROSE if hour % 2 else HAN
        put(archive, changed(markdown=text), NOW + timedelta(hours=hour))

    assert len(archive.versions(PATH)) == 4


def test_a_correction_that_is_taken_back_is_a_version() -> None:
    archive = Archive(InMemory())

    for hour, text in enumerate((PROSE, HAN, PROSE)):
        put(archive, changed(markdown=text), NOW + timedelta(hours=hour))

    assert archive.get(PATH).revision == 3
    assert archive.get(PATH).markdown == PROSE


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("read next " * 40 + "of it", id="words that are one, or two"),
        pytest.param("editors picks " * 40 + "of it", id="a letter that is one of two"),
        pytest.param("![" * 50_000, id="images that never end"),
        pytest.param("[](" * 30_000, id="addresses that never end"),
        pytest.param("[](<" * 25_000, id="addresses in brackets that never end"),
        pytest.param("1" * 100_000, id="a long number"),
        pytest.param("1," * 50_000, id="a long row of numbers"),
        pytest.param("tea " + "ab" * 50_000, id="a long word"),
    ],
)
def test_no_text_takes_long_to_compare(hostile: str) -> None:
    begun = time.process_time()

    is_noise(f"{PROSE}\n\n{hostile}", f"{PROSE}\n\n{hostile}x and {hostile[::-1]}")

    assert time.process_time() - begun < 5


def test_the_lines_of_a_long_text_are_read_once() -> None:
    begun = time.process_time()

    lines("cup\n\n" * 100_000)

    assert time.process_time() - begun < 5


def test_many_lines_that_all_changed_are_not_compared_with_one_another() -> None:
    prose = [
        f"Sentence {number} stays, and is as long as those of others." for number in range(2000)
    ]
    before, after = ([f"cup {word} {number} broken" for number in range(2000)] for word in "ab")
    begun = time.process_time()

    assert not is_noise("\n\n".join(prose + before), "\n\n".join(prose + after))

    assert time.process_time() - begun < 5
