"""The pages of the benchmark: an article among all that surrounds one, about 30 kB, made up.

A page is a function of its number: every other one is Chinese, and each has what a news site
puts around a text (menus, teasers, comments, scripts) in about the usual proportion to it.
"""

from __future__ import annotations

import json
import random
import re

PARAGRAPHS = 14
TEASERS = 40
COMMENTS = 12
SCRIPT = 12_000

_ENGLISH = re.findall(
    r"\w+",
    "the harbour council ferry winter morning report found that new boats cost more than they "
    "save although every crossing was on time and nobody asked why bridges stay closed after dark",
)
_CHINESE = list("清晨渡船开往湖心岛茶园工人说今年雨水多价格比去年高市场很安静城里新桥还没有修好")


def page(number: int) -> bytes:
    """Return the page with this number."""
    chance = random.Random(number)
    chinese = bool(number % 2)
    title = _sentence(chance, 8, chinese)
    return f"""<!doctype html>
<html lang="{"zh-CN" if chinese else "en"}"><head><meta charset="utf-8"><title>{title} | Lake Press</title>
<meta property="og:title" content="{title}"><meta property="og:type" content="article">
<meta property="article:published_time" content="2026-02-{number % 28 + 1:02}T08:30:00+08:00">
<meta name="author" content="Ada Brook"><link rel="canonical" href="https://example.com/{number}">
<script>{_script(chance)}</script></head>
<body><header><nav><ul>{_menu(chance, chinese)}</ul></nav></header>
<main><article class="story"><h1>{title}</h1><p class="byline">Ada Brook</p>
{_story(chance, chinese)}</article>
<section class="comments">{_comments(chance, chinese)}</section></main>
<aside class="related"><ul>{_teasers(chance, chinese)}</ul></aside>
<footer><p>All rights reserved.</p><ul>{_menu(chance, chinese)}</ul></footer></body></html>
""".encode()


def _story(chance: random.Random, chinese: bool) -> str:
    blocks = [f"<p>{_paragraph(chance, chinese)}</p>" for _ in range(PARAGRAPHS)]
    blocks.insert(2, f'<figure><img src="/p/{chance.randrange(9**6)}.jpg" alt=""></figure>')
    blocks.insert(5, f"<h2>{_sentence(chance, 4, chinese)}</h2>")
    blocks.insert(
        8, f"<ul>{''.join(f'<li>{_sentence(chance, 9, chinese)}</li>' for _ in 'abc')}</ul>"
    )
    blocks.insert(11, f"<blockquote><p>{_paragraph(chance, chinese)}</p></blockquote>")
    return "\n".join(blocks)


def _paragraph(chance: random.Random, chinese: bool) -> str:
    link = f'<a href="/{chance.randrange(999)}">{_sentence(chance, 3, chinese)}</a>'
    return (
        f"{_sentence(chance, 30, chinese)} <strong>{_sentence(chance, 4, chinese)}</strong> {link}"
    )


def _comments(chance: random.Random, chinese: bool) -> str:
    return "".join(
        f'<div class="comment"><b>reader {n}</b><p>{_sentence(chance, 14, chinese)}</p></div>\n'
        for n in range(COMMENTS)
    )


def _teasers(chance: random.Random, chinese: bool) -> str:
    return "".join(
        f'<li class="teaser"><a href="/{n}"><img src="/t/{n}.jpg" width="80" height="60" alt="">'
        f"<span>{_sentence(chance, 9, chinese)}</span></a></li>\n"
        for n in range(TEASERS)
    )


def _menu(chance: random.Random, chinese: bool) -> str:
    entries = (_sentence(chance, 2, chinese) for _ in range(TEASERS))
    return "".join(
        f'<li class="menu"><a href="/s/{n}">{text}</a></li>\n' for n, text in enumerate(entries)
    )


def _script(chance: random.Random) -> str:
    state = {"ids": [chance.randrange(9**9) for _ in range(SCRIPT // 11)]}
    return f"window.state = {json.dumps(state)}"


def _sentence(chance: random.Random, words: int, chinese: bool) -> str:
    if chinese:
        return "".join(chance.choices(_CHINESE, k=words * 2)) + "。"
    return " ".join(chance.choices(_ENGLISH, k=words)).capitalize() + "."
