"""Text that template engines leave alone, and its way back."""

from __future__ import annotations

import pytest

from syndicate.archiver.files.guards import protect, restore

HUGO = {
    "`{{< x >}}`": "`{{</* x */>}}`",
    "`{{% x %}}`": "`{{%/* x */%}}`",
    "`{{</* x */>}}`": "`{{</*/* x */*/>}}`",
    "`{{< a {{% b >}}`": "`{{</* a {{% b */>}}`",
    "`{{< a` and `{{% b %}}` end": "`{{</* a` and `{{% b %}}` end\n\n[//]: # '*/>}}'",
    "`<!--more-->`": "<!--more-->\n\n`<!--more-->`",
    "{{ .Title }} stays": "{{ .Title }} stays",
    "{{\\< x >}} is safe": "{{\\< x >}} is safe",
}
LIQUID = {
    "`{{ x }}`": "`{% raw %}{{{% endraw %} x }}`",
    "{% if %}": "{% raw %}{%{% endraw %} if %}",
    "{{{% raw %}": "{% raw %}{{{% endraw %}{% raw %}{%{% endraw %} raw %}",
    "{ a }": "{ a }",
}
OBSIDIAN = {
    "$5 and $6": "\\$5 and \\$6",
    "#tag, # no, a#b": "\\#tag, # no, a#b",
    "## Heading": "## Heading",
    "%%hidden%%": "%\\%hidden%\\%",
    "x ==marked== y": "x =\\=marked=\\= y",
    "[[Note]]": "\\[\\[Note]]",
    "\\[[Note]]": "\\[[Note]]",
    "`$x$ #tag`": "`$x$ #tag`",
    "```\n$x$\n```": "```\n$x$\n```",
    "```dataviewjs\nrun()\n```": "```\u2060dataviewjs\nrun()\n```",
    "> ~~~ Query x\n> a\n> ~~~": "> ~~~ \u2060Query x\n> a\n> ~~~",
    "```\u2060tasks\n```": "```\u2060\u2060tasks\n```",
    "```queryable\n```": "```queryable\n```",
    "```python\nquery\n```": "```python\nquery\n```",
    "`= this.file` `` $= x ``": "`\u2060= this.file` `` \u2060$= x ``",
    "`a = b` `query`": "`a = b` `query`",
    "[a](https://e.example/?x=$1==)": "[a](https://e.example/?x=$1==)",
    "<https://e.example/$1>": "<https://e.example/$1>",
    "Title\n=====": "Title\n=====",
}
ROWS = [
    *(("hugo", *row) for row in HUGO.items()),
    *(("liquid", *row) for row in LIQUID.items()),
    *(("obsidian", *row) for row in OBSIDIAN.items()),
]


@pytest.mark.parametrize(("escape", "text", "safe"), ROWS)
def test_text_is_protected_and_restored(escape: str, text: str, safe: str) -> None:
    assert protect(text, escape) == safe
    assert restore(safe, escape) == text


def test_without_an_escape_text_stays() -> None:
    text = "{{< x >}} {% y %} $z$"

    assert protect(text, "none") == restore(text, "none") == text
