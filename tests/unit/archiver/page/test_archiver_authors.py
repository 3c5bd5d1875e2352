import pytest

from syndicate.archiver.page import authors, seen, titles
from syndicate.archiver.page.extract import extract
from syndicate.markup import tree

LONG = "A sentence about the harbour wall and its stones. " * 60
NAMES = titles.names("Harbour Times", "https://harbour-times.example/a")


def chosen(body: str, *stated: tuple[str, list[str]]) -> authors.Authors:
    page = seen.read(tree.parse(f"<html><body><h1>The wall</h1>{body}<p>{LONG}</p>"))
    return authors.choose(stated, page, page.place_of("The wall"), NAMES)


def shown(body: str) -> tuple[str, ...]:
    return chosen(body).names


@pytest.mark.parametrize(
    ("head", "body", "names"),
    [
        ("<meta name=author content=www.bay.example>", "", ()),
        ("", "<p class=byline>By bay.example</p>", ()),
        ("<meta name=author content='Bay Press'><meta name=publisher content='Bay Press'>", "<p class=byline>By Ann Lee</p>", ("Ann Lee",)),
        ("<meta name=author content='Tide Group'><meta name=publisher content='Tide Group'>", "", ("Tide Group",)),
        ("", "<p class='publisher author'>Tide Group</p>", ()),
        ("", "<p class=author>Mi</p>", ()),
        ("", "<p class=author>关注</p>", ()),
        ("", "<p class=author>Staff Writer</p>", ()),
    ],
)  # fmt: skip
def test_sites_trades_and_buttons_are_no_authors(head, body, names):
    page = f"<head>{head}</head><body><h1>The last ferry</h1>{body}{'<p>It left late.</p>' * 40}"

    assert extract(page, "https://www.bay.example/1").authors == names


def test_a_person_that_is_stated_is_believed():
    found = chosen("<p>By Ann Lee</p>", ("JSON-LD author", ["Jane Roe"]), ("author", ["Joe Doe"]))

    assert found == authors.Authors(("Jane Roe",), "JSON-LD author")


def test_of_two_that_are_stated_the_one_that_is_shown_is_believed():
    owner, writer = ("author", ["Harbour Press"]), ("article:author", ["Jane Roe"])

    assert chosen("<p class=who>Jane Roe</p>", owner, writer).names == ("Jane Roe",)
    assert chosen("", owner, writer).names == ("Harbour Press",)


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("https://e.org/editors/jane-roe/", "Jane Roe"),
        ("janeroe", "Jane Roe"),
        ("Roe, Jane", "Jane Roe"),
    ],
)
def test_a_name_is_spelt_as_it_is_shown(stated, name):
    assert chosen("<p><b>Jane Roe</b>, 1h</p>", ("author", [stated])).names == (name,)
    assert name not in chosen("", ("author", [stated])).names


def test_months_are_names_of_people_but_not_alone():
    assert shown("<p>By Juli Clover</p>") == ("Juli Clover",)
    assert shown("<p>By April</p>") == ()


def test_an_author_that_is_marked_beside_the_article_is_believed_under_the_title():
    assert shown("<aside><p class=author>Jane Roe</p></aside>") == ("Jane Roe",)
    assert shown(f"<p>{LONG}</p><aside><p class=author>Jane Roe</p></aside>") == ()


def test_the_site_is_an_author_only_where_no_other_is():
    site = ("JSON-LD author", ["The Harbour Times"])

    assert chosen("<p>By Ann Lee</p>", site) == authors.Authors(("Ann Lee",), "byline")
    assert chosen("", site).names == ("The Harbour Times",)
    assert chosen("", site, ("author", ["Joe Doe", "Harbour Times"])).names == ("Joe Doe",)


def test_nobody_is_named_for_want_of_a_name():
    assert chosen("<p>Text</p>") == authors.Authors()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Roe", ("Jane Roe",)),
        ("BY JANE ROE AND ANN LEE", ("JANE ROE", "ANN LEE")),
        ("Written by Jane Roe on May 3, 2020", ("Jane Roe",)),
        ("Von Jane de la Roe | 3. Mai 2020", ("Jane de la Roe",)),
        ("Posted by: Kev (Harbour)", ("Kev",)),
        ("By Jane Roe, PhD, Veterinarian", ("Jane Roe",)),
        ("<span>By</span><div>Jane Roe</div><div>3 min read</div>", ("Jane Roe",)),
        ("By raising the wall", ()),
        ("By May", ()),
        ("By our editors", ()),
        ("Jane Roe", ()),
    ],
)
def test_words_announce_authors(line, names):
    assert shown(f"<div>{line}</div>") == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("2025-02-13 来源：新报 作者：张三", ("张三",)),
        ("作者：茉莉", ("茉莉",)),
        ("记者 李四 王五 报道", ("李四", "王五")),
        ("□ 本报记者 罗灵丹", ("罗灵丹",)),
        ("文/王小五", ("王小五",)),
        ("tidewatch 发表于 2005-9-15", ("tidewatch",)),
        ("[ 黄宇 ] 来源：", ("黄宇",)),
        ("[ 国际报 ] 来源：", ()),
        ("黄宇", ("黄宇",)),
        ("责任编辑：赵六", ("赵六",)),
        ("執筆者：山田 太郎", ("山田太郎",)),
        ("김민수 기자 | 입력 2025.02.13", ("김민수",)),
        ("责任编辑：赵六 作者：张三", ("张三",)),
        ("□ 本报记者 葛灵丹", ("葛灵丹",)),
        ("发文机关：某省人民政府", ("某省人民政府",)),
        ("来源：张三", ()),
        ("作者说过的一段话", ()),
        ("打印", ()),
        ("（附图）", ()),
    ],
)
def test_chinese_words_announce_authors(line, names):
    assert shown(f"<p>{line}</p>") == names


def test_newspapers_name_their_reporters_at_the_ends_of_texts():
    text = "海堤加高一米，市民欢迎。" * 20

    assert shown(f"<p>本报讯（记者 张三）{text}</p>") == ("张三",)
    assert shown(f"<p>{text}（姚峰 上海报道）</p>") == ("姚峰",)


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<p class=author>Jane Roe</p>", ("Jane Roe",)),
        ("<p class=author><i>3 min</i> by <b class=author-name>Jane Roe</b></p>", ("Jane Roe",)),
        ("<a rel=author>jroe</a>", ("jroe",)),
        ("<a href=/author/jane>Jane Roe</a>", ("Jane Roe",)),
        ("<b class=author>Jane Roe</b>, <b class=author>Ann Lee</b>", ("Jane Roe", "Ann Lee")),
        ("<b class=authority>Jane Roe</b>", ()),
        ("<b class=author-role>Chief Diver</b>", ()),
        ("<b class=author>View all posts</b>", ()),
        ("<b class=author>Veröffentlicht am</b>", ()),
        ("<b class=author>freeman1984</b>", ("freeman1984",)),
        ("<b class=author>Jane Roe 12 May</b>", ("Jane Roe",)),
        ("<b class=comment-author>Jane Roe</b>", ()),
        (f"<p>{LONG}</p><div class=comments><b class=author>Jane Roe</b></div>", ()),
    ],
)
def test_marks_tell_authors(html, names):
    assert shown(f"<div>{html}</div>") == names


def test_the_author_nearest_to_the_title_is_taken_and_not_who_replies():
    found = chosen(
        f"<b class=author>starter</b><p>{LONG}</p><b class=author>one</b><p>{LONG}</p>"
        "<b class=author>two</b>"
    )

    assert found == authors.Authors(("starter",), "marked author")


def test_the_sites_own_mark_is_taken_last():
    assert shown("<b class=author>Harbour Times</b>") == ("Harbour Times",)
    assert shown("<b class=author>Harbour Times</b><p>By Ann Lee</p>") == ("Ann Lee",)
