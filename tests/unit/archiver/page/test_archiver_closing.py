"""What closes a text in East Asia and is none of it."""

from __future__ import annotations

import pytest

from syndicate.archiver.markdown.blocks import Block, Heading, Paragraph
from syndicate.archiver.markdown.pieces import Piece
from syndicate.archiver.page.closing import without_closing

TEXT = Paragraph([Piece("渡轮晚了四十分钟，码头上没有人抱怨，因为谁也不知道它原定几点开。" * 8)])
CODE = Paragraph([Piece("", "image", url="https://a.example/qr.png")])


def line(text: str) -> Paragraph:
    return Paragraph([Piece(text)])


def rest(*blocks: Block, title: str | None = "最后一班渡轮") -> list[Block]:
    return without_closing([TEXT, *blocks], title)[1:]


@pytest.mark.parametrize(
    "last",
    [
        "本文为海港时报原创，转载请注明出处。",
        "海港时报专稿，未经书面授权请勿转载。",
        "未经许可，不得转载。",
        "本文版权归作者所有，未经同意不得使用。",
        "特别声明：以上内容仅代表作者本人观点，不代表本网立场。",
        "【免责声明】本文为转载，如有侵权请联系我们。",
        "扫一扫在手机打开当前页",
        "长按二维码，关注我们",
        "欢迎关注海港时报公众号",
        "点击查看更多",
        "更多“渡轮怎么买票”的相关资讯请关注www.harbour.example",
        "- END -",
        "無断転載を禁じます。",
        "<저작권자 ⓒ 항구일보, 무단전재 및 재배포 금지>",
    ],
)
def test_statements_and_calls_at_the_end_are_no_text(last):
    assert rest(line(last)) == []


@pytest.mark.parametrize(
    "last",
    [
        "（责任编辑：周舟）",
        "来源：海港时报",
        "公司声明：渡轮没有超载，船票一律退还。",
        "船公司表示，未经授权任何人不得使用这个名字。",
        "乘客可扫码下载客户端，提前三天购票。",
        "码头贴出告示，请乘客关注天气变化。",
        "完工日期还没有定。",
    ],
)
def test_what_is_told_at_the_end_stays(last):
    assert rest(line(last)) == [line(last)]


def test_a_statement_goes_with_the_paragraphs_that_make_it():
    says = [
        line("反侵权公告："),
        line("一、使用本报作品须先取得授权；"),
        line("二、侵犯著作权的，本报将追究责任。"),
    ]

    assert rest(line("渡轮回来了。"), *says) == [line("渡轮回来了。")]


def test_a_statement_before_a_section_is_part_of_the_text():
    parts = [line("声明：本文观点属于作者。"), Heading(2, [Piece("后来")]), line("渡轮又开了。")]

    assert rest(*parts) == parts


def test_a_statement_longer_than_its_text_is_the_text():
    says = [line("特别声明："), line("本网转载的文章版权归作者所有。" * 20)]

    assert without_closing([line("渡轮停航。"), *says], None) == [line("渡轮停航。"), *says]


def test_a_page_about_rights_keeps_them():
    says = [line("版权声明：未经许可不得转载本站内容。")]

    assert rest(*says, title="海港时报版权声明") == says


def test_the_code_below_a_call_goes_with_it_and_other_pictures_stay():
    assert rest(line("长按二维码，关注我们"), CODE) == []
    assert rest(CODE) == [CODE]


def test_a_call_above_the_text_is_none_of_it():
    assert without_closing([line("点击上方蓝字关注我们"), TEXT], None) == [TEXT]


def test_a_text_of_nothing_else_stays():
    only = [line("扫一扫在手机打开当前页")]

    assert without_closing(only, None) == only
    assert without_closing([], None) == []
