import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.markdown.kramdown import protect, restore


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        ("plain $5 and $6", "plain $5 and $6"),
        ("by Ada | in print", "by Ada &#124; in print"),
        ("- by Ada | in print", "- by Ada &#124; in print"),
        ("so $$ x $$ is", "so &#36;$ x &#36;$ is"),
        ("![a | b](c)", "![a &#124; b](c)"),
        ("[a | b](c$$d)", "[a &#124; b](c$$d)"),
        ("<https://e.org/$$>", "<https://e.org/$$>"),
        (r"\| stays, \\ | does not", r"\| stays, \\ &#124; does not"),
        ("`a | b` $$\n\n```\na | $$\n```", "`a | b` &#36;$\n\n```\na | $$\n```"),
        ("an &#124; of its own", "an &#0124; of its own"),
        ("**a**{: onclick='x'}", "**a**&#123;: onclick='x'}"),
        ("| a{:x} | b |", "| a&#123;:x} | b |"),
        ("a {::nomarkdown}`<b>`{:/}", "a &#123;::nomarkdown}`<b>`&#123;:/}"),
        (r"\{: x} `{: x}` {x} &#123;", r"\{: x} `{: x}` {x} &#0123;"),
    ],
)
def test_what_kramdown_alone_takes_for_markup_is_written_as_entities(markdown, written):
    assert protect(markdown) == written
    assert restore(written) == markdown


@pytest.mark.parametrize("formula", ["$$a_{1}|b$$", r"> $$\$5 &#36; \|x\|$$", "- $$x$$"])
def test_a_formula_on_its_own_line_stays_one(formula):
    markdown = f"Text $$\n\n{formula}\n\n{formula}"

    assert protect(markdown) == f"Text &#36;$\n\n{formula}\n\n{formula}"
    assert restore(protect(markdown)) == markdown


@pytest.mark.parametrize("text", ["$$x$$ and y", "$$x$$`y`", "`y` $$x$$", "$$x $$ y$$", "$$$$"])
def test_dollar_signs_in_a_line_of_text_are_no_formula(text):
    assert "&#36;$" in protect(text)
    assert restore(protect(text)) == text


@pytest.mark.parametrize("row", ["| a | `b` | c |", "> | a | b |", "- | a `b|` | c |"])
def test_a_table_stays_a_table(row):
    table = f"{row}\n| --- | --- | --- |\n| $$ | \\| | x |\n\nand | text"

    assert protect(table).splitlines()[:2] == table.splitlines()[:2]
    assert protect(table).splitlines()[2:] == [r"| &#36;$ | \| | x |", "", "and &#124; text"]
    assert restore(protect(table)) == table


@given(
    st.lists(st.sampled_from(["$$", "|", "\n", "> ", "- ", "x", "`", "\\", "&#36;", "![", "]("]))
)
def test_formulas_are_restored_among_text(pieces):
    assert restore(protect("".join(pieces))) == "".join(pieces)


@given(st.text(alphabet="|${\\&#012346;`[]()<>!:x \n"))
def test_what_was_protected_is_restored(markdown):
    assert restore(protect(markdown)) == markdown


@pytest.mark.parametrize("text", ["|" * 50_000, "$" * 50_000, "`a`|" * 20_000, "&#0" * 30_000])
def test_a_flood_of_bars_and_signs_takes_linear_time(text):
    assert restore(protect(text)) == text
