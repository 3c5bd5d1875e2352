"""What is no revision, and what is one."""

from datetime import timedelta

import pytest
from helpers.articles import NOW, PATH, changed, put
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive
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
