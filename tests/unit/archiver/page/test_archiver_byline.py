from datetime import date

import pytest

from syndicate.archiver.page import byline


@pytest.mark.parametrize(
    ("candidates", "names"),
    [
        (["By Jane Roe"], ("Jane Roe",)),
        (["Jane Roe and John Doe", "John Doe"], ("Jane Roe", "John Doe")),
        (["Jane Roe, John Doe & Ann"], ("Jane Roe", "John Doe", "Ann")),
        (["Anderson"], ("Anderson",)),
        (["作者：张三、李四"], ("张三", "李四")),
        (["文/王五"], ("王五",)),
        (["张三 李四"], ("张三", "李四")),
        (["张三 Lee"], ("张三 Lee",)),
        (["责任编辑：赵六"], ("赵六",)),
        (["https://facebook.com/x", "admin", "未知", "转载请注明出处", "a@b.org"], ()),
        (["freeman1984"], ("freeman1984",)),
        (["Jane 1984", "0161 496 0000", "No Author", "##loginname##", "{{ author }}"], ()),
        (["x" * 80], ()),
        ([""], ()),
    ],
)
def test_names_are_single_and_clean(candidates, names):
    assert byline.names(candidates) == names


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("By Jane Roe", True),
        ("By Jane Roe | February 13, 2025", True),
        ("Posted on Thursday, February 13, 2025 at 5:10 pm EST by Jane Roe · 3 min read", True),
        ("2025-02-13 17:10 来源：某某日报 作者：张三 阅读 1024", True),
        ("发布时间：2025年2月13日", True),
        ("2025-02-14", True),
        ("2025-02-13 08:30:00 来源：港口日报 作者：张三 责任编辑：周舟 字号：大 中 小", True),
        ("来源：港口日报 作者：张三 时间：2025年2月13日08时30分 点击：1024次", True),
        ("二〇二五年二月十三日 星期四", True),
        ("公開日：2025年2月13日 8時30分 更新日：2025年2月14日", True),
        ("입력 2025.02.13 08:30 | 수정 2025.02.14 09:00", True),
        ("2025. 2. 13. 오전 8:30", True),
        ("2025-02-16", False),
        ("By Jane Roe and Ann Lee", False),
        ("2025-02-13 17:10 来源：港口周报 责任编辑：李四", True),
        ("2025-02-13 17:10 港口周报的记者从市议会了解到", False),
        ("本文来源：港口周报", False),
        ("作者：张三 编辑：李四", False),
        ("2025年2月13日，市议会决定把海堤加高一米。", False),
        ("北京时间2025-02-13 02:00，今日跌幅前十的股票：", False),
        ("By the sea, nobody minds.", False),
        ("Short line", False),
        ("", False),
    ],
)
def test_a_line_repeats_what_is_known_only_if_it_says_nothing_new(line, told):
    names = ["Jane Roe", "张三", "某某日报"]

    assert byline.repeats(line, names, [date(2025, 2, 13)]) is told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Ann Lee, Senior Reporter", ("Ann Lee",)),
        ("Ann Lee, Chief Economics Correspondent", ("Ann Lee",)),
        ("Ann Lee, Professor of History", ("Ann Lee",)),
        ("Ann Lee, Redakteurin", ("Ann Lee",)),
        ("Staff Writer", ()),
        ("News Editor", ()),
        ("Ann Writer", ("Ann Writer",)),
        ("Head", ()),
        ("Headley Grange", ("Headley Grange",)),
        ("关注", ()),
        ("张三 关注", ("张三",)),
        ("+ Follow", ()),
        ("Mi", ()),
        ("Mi, Ann Lee", ("Ann Lee",)),
        ("Wednesday", ()),
        ("Wednesday Addams", ("Wednesday Addams",)),
        ("Фото из открытых источников", ()),
        ("Photo Ann Lee", ()),
        ("图源", ()),
        ("Fotios Bild", ("Fotios Bild",)),
    ],
)
def test_trades_buttons_weekdays_and_credits_are_no_names(said, told):
    assert byline.names([said]) == told


def test_a_name_of_two_characters_may_be_set_wide():
    assert byline.names(["赵 培"]) == ("赵培",)
    assert byline.names(["赵培 李四"]) == ("赵培", "李四")
