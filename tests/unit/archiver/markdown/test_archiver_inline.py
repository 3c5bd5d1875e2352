import pytest

from syndicate.archiver.markdown.inline import write
from syndicate.archiver.markdown.pieces import BREAK, Mark, Piece, tidy


def text(value: str, *marks: Mark, link: str = "") -> Piece:
    return Piece(value, "text", frozenset(marks), link)


def written(*pieces: Piece) -> str:
    return write(tidy(pieces))


@pytest.mark.parametrize(
    ("pieces", "markdown"),
    [
        ([text("a "), text("b", "strong"), text(" c")], "a **b** c"),
        ([text("a", "strong"), text("b", "strong")], "**ab**"),
        ([text("a "), text(" b ", "em"), text(" c")], "a *b* c"),
        ([text("问题：", "strong"), text("文字")], "**问题**：文字"),
        ([text("“x”", "strong"), text("技术")], "“**x**”技术"),
        ([text("问题：", "strong")], "**问题：**"),
        ([text("文"), text("。", "strong"), text("字")], "文。字"),
        ([text("both", "strong", "em")], "***both***"),
        ([text("a ", "strong"), text("b", "strong", "em"), text(" c", "strong")], "**a *b* c**"),
        ([text("a", "strong"), text("b", "em")], "**a**b"),
        ([text("old", "strike"), text(" new")], "~~old~~ new"),
        ([text("10~20 "), text("or", "strong"), text(" 30~40")], "10\\~20 **or** 30\\~40"),
        ([text("10~20 "), text("or", "strong"), text(" 30")], "10~20 **or** 30"),
        ([text("$7"), text("x", "strong"), text("8$")], "&#36;7**x**8$"),
        ([text("$"), text("x", "em"), text("$ is")], "&#36;*x*$ is"),
        ([text("$7"), text("x", "strong"), text("8 $")], "$7**x**8 $"),
        ([text("$7 "), text("or", "strong"), text(" $8")], "$7 **or** $8"),
        ([text("a"), Piece("x`y", "code"), text("b")], "a``x`y``b"),
        ([text("文"), Piece("x", "code", frozenset({"strong"})), text("字")], "文`x`字"),
        (
            [text("see "), text("a ", link="/u"), text("b", "strong", link="/u")],
            "see [a **b**](/u)",
        ),
        ([text("Wow!"), text("x", link="/u")], r"Wow\![x](/u)"),
        ([text("a]b", link="/u")], r"[a\]b](/u)"),
        ([text("a"), BREAK, text("- b")], "a  \n\\- b"),
        ([Piece("a [b]\n", "image", url="/i.png")], r"![a \[b\]](/i.png)"),
        ([text("[x "), Piece("]: y", "code")], "\\[x `]: y`"),
        ([Piece("]: y ", "code", frozenset({"em"}), "/u")], "[*\\]: y*](/u)"),
        ([Piece("]: y", "code", link="/u"), text("*", "strong", link="/u")], "[\\]: y\\*](/u)"),
        ([text("a", link="/u"), text("{: onclick=x}")], r"[a](/u)\{: onclick=x}"),
        ([Piece("a", "code"), text("{x}")], r"`a`\{x}"),
        ([text("a", "strong"), text("{x} b")], r"**a**\{x} b"),
        ([Piece("1", "note"), text("{x}")], r"[^1]\{x}"),
        ([text("a "), text("{x}", "strong")], "a **{x}**"),
        ([text("a", "strong"), BREAK, text("{x} b")], "**a**  \n{x} b"),
    ],
)
def test_pieces_are_written(pieces, markdown):
    assert written(*pieces) == markdown


def test_text_inside_a_line_may_look_like_a_block():
    assert write([Piece("1. x")], starts_line=False) == "1. x"


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([text("  a\n\t b\xa0 ")], "a b"),
        ([text("第一行\n  第二行")], "第一行第二行"),
        ([text("第一行\n"), text("第二行", "em")], "第一行第二行"),
        ([text("한국\n어")], "한국 어"),
        ([text("中\nabc")], "中 abc"),
        ([text("　　缩进")], "缩进"),
        ([text("a "), text(" b")], "a b"),
        ([BREAK, text("a "), BREAK, BREAK, text(" b"), BREAK], "a\nb"),
    ],
)
def test_white_space_is_what_a_reader_sees(pieces, words):
    assert "".join(piece.text for piece in tidy(pieces)) == words


def test_a_picture_without_alternative_text_stays():
    assert written(text("a "), Piece("", "image", url="/i.png"), text(" b")) == "a ![](/i.png) b"
