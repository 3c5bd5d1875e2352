"""What is no Markdown in notes and sites, and what of it is words."""

from __future__ import annotations

import pytest

from syndicate.archiver.foreign.notation import words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("![[pot.png]] Tea.", " Tea."),
        ("![[pot.png|300]] Tea.", " Tea."),
        ("See [[Cup]].", "See Cup."),
        ("See [[Cups/Old#Handles|the old cup]].", "See the old cup."),
        ("> [!note] Mind\n> It is hot.", "> Mind\n> It is hot."),
        ("> [!warning]- \n> Hot.", "> \n> Hot."),
        ('A {{< fig src="x" >}} cup.', "A  cup."),
        ("A {{% ref x %}}cup {% include a.html %}.", "A cup ."),
        ("A {{ site.name }} cup.", "A  cup."),
        ("A [link](x) and [!] and [[ or ].", "A [link](x) and [!] and [[ or ]."),
        ("Write `[[Cup]]`.\n\n```\n> [!note]\n```\n", "Write `[[Cup]]`.\n\n```\n> [!note]\n```\n"),
    ],
)
def test_what_is_no_markdown_is_words_or_nothing(written: str, said: str) -> None:
    assert words(written) == said
