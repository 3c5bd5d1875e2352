"""Where an article begins and ends."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.markdown.blocks import Code, Heading, Listing, Paragraph, Quote, Table
from syndicate.archiver.markdown.headlines import without_title
from syndicate.archiver.markdown.pieces import Piece
from syndicate.archiver.page.edges import without_asides, without_head, without_tail
from syndicate.archiver.page.metadata import Metadata

TEXT = Paragraph(
    [Piece("It began with a ferry that was late, and it ended in the same place. " * 9)]
)
TITLE = Heading(1, [Piece("The last ferry")])
PICTURE = Paragraph([Piece("A ferry", "image", url="https://a.example/i.png")])


def line(text: str) -> Paragraph:
    return Paragraph([Piece(text)])


def stories(count: int) -> Listing:
    item = [Paragraph([Piece("Another story", link="https://a.example/x"), Piece(" in short")])]
    return Listing([item] * count)


def test_the_title_goes_because_the_front_matter_has_it():
    assert without_head([TITLE, TEXT], Metadata(title="The last ferry")) == [TEXT]


@pytest.mark.parametrize(
    "title",
    ["The last ferry | Harbour News", "The last ferry - Harbour News", "The last ferry—Harbour",
     "the LAST ferry", "The last ferry_Harbour", "The last ferry-Harbour",
     "The last ferry｜Harbour", "The last ferry丨Harbour", "“The last ferry”", "The  last\nferry?"],
)  # fmt: skip
def test_the_name_of_the_site_behind_a_title_is_seen_through(title):
    assert without_head([TITLE, TEXT], Metadata(title=title)) == [TEXT]


@pytest.mark.parametrize("heading", ["The last ferry｜Harbour", "The last ferry | News"])
def test_a_heading_may_bear_the_name_of_the_site(heading):
    blocks = [Heading(1, [Piece(heading)]), TEXT]

    assert without_head(blocks, Metadata(title="The last ferry")) == [TEXT]


@pytest.mark.parametrize(
    "heading", ["The last ferry: a novel", "The last ferry | or how the harbour was closed", "!?"]
)
def test_a_heading_that_says_more_than_the_title_stays(heading):
    blocks = [Heading(1, [Piece(heading)]), TEXT]

    assert without_head(blocks, Metadata(title="The last ferry")) == blocks


def test_a_title_of_signs_alone_is_told_from_others():
    blocks = [Heading(1, [Piece("!?")]), TEXT]

    assert without_head(blocks, Metadata(title="!?")) == [TEXT]
    assert without_head(blocks, Metadata(title="…")) == blocks


def test_a_picture_above_the_title_keeps_its_caption():
    caption = line(
        "The ferry of the year before last, as it lay in the harbour, seen from the mole."
    )
    blocks = [line("Boats"), PICTURE, caption, line("Harbours"), TITLE, TEXT]

    assert without_head(blocks, Metadata(title="The last ferry")) == [PICTURE, caption, TEXT]


def test_text_below_a_picture_is_no_caption():
    blocks = [PICTURE, TEXT, TITLE, TEXT]

    assert without_head(blocks, Metadata(title="The last ferry")) == blocks


def test_a_title_that_is_said_twice_goes_twice_and_what_stands_between_stays():
    paper = line("The Harbour Star")
    blocks = [TITLE, paper, TITLE, TEXT, TITLE]

    assert without_head(blocks, Metadata(title="The last ferry")) == [paper, TEXT, TITLE]


def test_a_title_that_the_page_broke_into_lines_is_the_same():
    heading = Heading(1, [Piece("末班渡轮晚点。港口关闭")])

    assert without_head([heading, TEXT], Metadata(title="末班渡轮晚点。 港口关闭")) == [TEXT]


@pytest.mark.parametrize("title", ["The last ferry home", "Ferries", "", None])
def test_another_heading_stays(title):
    assert without_head([TITLE, TEXT], Metadata(title=title)) == [TITLE, TEXT]


def test_a_word_with_a_hyphen_is_not_a_title_with_a_site():
    heading = Heading(2, [Piece("X")])

    assert without_head([heading, TEXT], Metadata(title="X-rays of old paintings")) == [
        heading,
        TEXT,
    ]


def test_kickers_and_bylines_round_the_title_go_and_its_picture_stays():
    blocks = [line("Boats, Harbours"), PICTURE, TITLE, line("By Ada Byron · 3 March 2026"), TEXT]
    day = datetime(2026, 3, 3, 9, tzinfo=UTC)
    facts = Metadata(title="The last ferry", authors=("Ada Byron",), date=day)

    assert without_head(blocks, facts) == [PICTURE, TEXT]


def test_a_byline_that_says_more_than_the_front_matter_stays():
    said = line("By Ada Byron · 3 March 2026")

    assert without_head([said, TEXT], Metadata(authors=("Ada Byron",))) == [said, TEXT]


def test_the_first_heading_of_a_feeds_text_goes_when_it_is_the_title():
    subtitle = Heading(2, [Piece("The last ferry")])

    assert without_title([PICTURE, TITLE, TEXT], "The last ferry") == [PICTURE, TEXT]
    assert without_title([TEXT, subtitle, TEXT], "The last ferry") == [TEXT, subtitle, TEXT]
    assert without_title([TITLE, TEXT], None) == [TITLE, TEXT]


@pytest.mark.parametrize("above", [[], [PICTURE], [TITLE]])
def test_a_line_that_is_the_title_goes_like_a_heading(above):
    again = line("The last  ferry")
    kept = [block for block in above if block is PICTURE]

    assert without_title([*above, again, TITLE, TEXT], "The last ferry") == [*kept, TEXT]
    assert without_head([*above, again, TITLE, TEXT], Metadata(title="The last ferry")) == [
        *kept,
        TEXT,
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        [line("The last ferry")],
        [line("The last ferry"), PICTURE],
        [line("The last ferry is late."), TEXT],
        [Paragraph([*line("The last ferry").pieces, *PICTURE.pieces]), TEXT],
    ],
)
def test_a_line_that_is_all_the_text_or_more_than_the_title_stays(blocks):
    assert without_title(blocks, "The last ferry") == blocks
    assert without_head(blocks, Metadata(title="The last ferry")) == blocks


def test_a_sentence_with_a_stop_is_text_where_the_title_has_none():
    news = line("金价突破2880美元。")

    assert without_title([news, TEXT], "金价突破2880美元") == [news, TEXT]
    assert without_title([news, TEXT], "金价突破2880美元。") == [TEXT]
    assert without_title([line("Where is it?"), TEXT], "Where is it") == [
        line("Where is it?"),
        TEXT,
    ]


def test_a_title_that_was_escaped_twice_is_the_title():
    heading = Heading(1, [Piece("What&#39;s on &amp; off")])

    assert without_head([heading, TEXT], Metadata(title="What's on & off")) == [TEXT]


def test_text_above_a_heading_like_the_title_stays():
    assert without_head([TEXT, TITLE, TEXT], Metadata(title="The last ferry")) == [
        TEXT,
        TITLE,
        TEXT,
    ]


def test_sections_listed_above_the_title_go_with_it():
    sections = Listing([[Paragraph([Piece(name, link="/x")])] for name in ("News", "Ferries")])

    assert without_head([sections, TITLE, TEXT], Metadata(title="The last ferry")) == [TEXT]


@pytest.mark.parametrize(
    "block",
    [
        Listing([[Paragraph([Piece("It leaves at noon.")])]]),
        Quote([Paragraph([Piece("It leaves at noon.")])]),
        Table([[[Piece("Leaves")], [Piece("at noon")]]] * 2),
        Code("leave(noon)"),
    ],
)
def test_text_of_any_kind_above_a_heading_like_the_title_ends_the_head(block):
    again = Heading(2, [Piece("The last ferry")])

    assert without_head([block, again, TEXT], Metadata(title="The last ferry")) == [
        block,
        again,
        TEXT,
    ]


@pytest.mark.parametrize(
    "said",
    ["Related articles", "More from Harbour News", "You may also like", "Comments (3)", "12 comments",
     "Read next", "相关阅读", "热门评论", "更多文章", "推荐阅读：", "Leave a reply", "» Related stories",
     "Comments", "Kommentare", "评论"],
)  # fmt: skip
@pytest.mark.parametrize("form", [line, lambda text: Heading(3, [Piece(text)])])
def test_other_stories_and_comments_below_the_article_go(said, form):
    assert without_tail([TEXT, form(said), stories(5), line("Nice one!")]) == [TEXT]


@pytest.mark.parametrize(
    "said",
    ["More on the engine", "Weitere Informationen", "Más sobre el barco", "Popular in Bergen"],
)  # fmt: skip
def test_what_may_head_a_section_of_the_article_ends_it_before_links_alone(said):
    heading = Heading(2, [Piece(said)])
    section = line("It has eight cylinders, and the captain has no kind word for any of them.")

    assert without_tail([TEXT, heading, section]) == [TEXT, heading, section]
    assert without_tail([TEXT, heading, stories(5)]) == [TEXT]
    assert without_tail([TEXT, heading]) == [TEXT]


@pytest.mark.parametrize(
    "said",
    ["Comments were loud that day.", "Related problems of harbours", "More ferries", "评论家的一天",
     "Read the label", "See also"],
)  # fmt: skip
def test_a_heading_of_the_article_itself_stays(said):
    blocks = [TEXT, Heading(2, [Piece(said)]), line("A little more.")]

    assert without_tail(blocks) == blocks


def test_what_announces_the_greater_part_announces_the_article():
    blocks = [line("In short."), line("Related articles"), TEXT]

    assert without_tail(blocks) == blocks


def test_links_to_other_stories_weigh_nothing():
    long = Listing([[Paragraph([Piece("Another story " * 9, link="https://a.example/x")])]] * 30)

    assert without_tail([TEXT, line("Related articles"), long]) == [TEXT]


@pytest.mark.parametrize(
    "bar", ["点赞 128收藏分享到", "Share this on Facebook · Twitter", "打印 关闭窗口"]
)
def test_buttons_below_the_article_go(bar):
    assert without_tail([TEXT, line(bar)]) == [TEXT]


@pytest.mark.parametrize(
    "last", ["（责任编辑：苏州）", "Share prices fell.", "We like it.", "1987"]
)
def test_a_last_line_that_says_something_stays(last):
    blocks = [TEXT, line(last)]

    assert without_tail(blocks) == (blocks if last != "1987" else [TEXT])


def test_links_at_the_end_are_other_stories_and_what_they_lead_to_by_name_are_sources():
    said = Heading(2, [Piece("相关链接")])
    sources = [line("[1] 港务局年度报告 https://a.example/1"), line("[2] 潮汐表")]

    assert without_tail([TEXT, said, stories(3)]) == [TEXT]
    assert without_tail([TEXT, said, *sources]) == [TEXT, said, *sources]


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("Read also: [x](u)", False),
        ("Lesen Sie auch: [x](u)", False),
        ("相关阅读：[x](u)", False),
        ("Advertisement", False),
        ("- Anzeige -", False),
        ("Read also: the [x](u) in the harbour's own words.", True),
        ("Also: nothing.", True),
        ("Advertisement rates rose.", True),
    ],
)
def test_a_paragraph_that_only_leads_to_another_story_is_dropped(line, stays):
    before, link, after = line.partition("[x](u)")
    pieces = (
        [Piece(before), Piece("A ferry, late again", link="u"), Piece(after)]
        if link
        else [Piece(line)]
    )

    assert bool(without_asides([Paragraph(pieces)])) is stays


BLOCKS = st.lists(
    st.sampled_from(["The last ferry", "Boats", "By Ada Byron", "", "It was late. " * 30]).map(line)
    | st.sampled_from([TITLE, PICTURE, TEXT, stories(2), Heading(2, [Piece("Comments")])]),
    max_size=12,
)


@given(BLOCKS)
def test_an_edge_only_takes_away_and_never_what_is_long(blocks):
    facts = Metadata(title="The last ferry", authors=("Ada Byron",))

    kept = without_head(blocks, facts)

    rest = iter(blocks)
    assert all(any(block is each for each in rest) for block in kept)
    assert kept.count(TEXT) == blocks.count(TEXT)
    assert kept.count(PICTURE) == blocks.count(PICTURE)
    assert without_head(kept, Metadata()) == kept


@pytest.mark.parametrize(
    ("heading", "title"), [("ab " * 2_000, "ab | " * 400), ("a|" * 20_000, "b" * 2_000)]
)
def test_titles_of_a_thousand_parts_are_compared_part_by_part(heading, title):
    blocks = [*[Heading(2, [Piece(f"{heading}{number}")]) for number in range(8)], TEXT]
    begun = time.process_time()

    assert without_head(blocks, Metadata(title=title)) == blocks
    # Each part from the beginning, it took a minute.
    assert time.process_time() - begun < 3


def test_who_is_known_is_no_text_above_or_below_the_title():
    facts = Metadata(title="The last ferry", authors=("海港电台-财经",))
    portrait = Paragraph([Piece("海港电台-财经", "image", url="https://a.example/me.png")])

    assert without_head([portrait, line("海港电台-财经"), TITLE, TEXT], facts) == [TEXT]
    assert without_head(
        [TITLE, portrait, Heading(2, [Piece("海港电台-财经")]), line("关注"), TEXT], facts
    ) == [TEXT]
    assert without_head([PICTURE, TITLE, TEXT], facts) == [PICTURE, TEXT]


def test_a_name_that_heads_a_post_stays_where_others_do():
    facts = Metadata(title="The last ferry", authors=("Ann Lee",))
    posts = [Heading(4, [Piece("Ann Lee")]), TEXT, Heading(4, [Piece("Bo Berg")]), TEXT]

    assert without_head([TITLE, *posts], facts) == posts
