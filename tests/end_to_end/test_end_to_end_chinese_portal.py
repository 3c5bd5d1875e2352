"""A Chinese portal over TLS: its page, feed and list, and the one file that comes of each."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import pytest
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin

pytestmark = pytest.mark.end_to_end

TLS = Path(__file__).parents[1] / "unit" / "fetcher" / "tls"
SITE = "https://secure.example"
LINK = f"{SITE}/rain/a/20260301T07HAB00"
TITLE = "潮水退去之后，“小港”的第二个春天"
FIRST = "三月的清晨，小港码头的雾还没有散尽，第一班渡轮已经靠岸。"
PARAGRAPHS = [
    FIRST + "船长说，二十年来他从没见过这么多年轻人在这里下船，他们带着画板、相机和孩子。",
    "“他们不是来看海的。”码头管理员Ada Wong（www.harbour.example）笑着说，“他们是来看修船的。”",
    "根据港务局的统计，去年共有41.7万人次到访旧船坞，比前年增长23%，其中六成在这里过夜。",
    "旧船坞的改造从2021年开始，分为三期：先修堤，再修路，最后才修房子。“顺序不能反。”设计师说。",
]
CAPTION = "图源：小港档案馆"
PICTURES = [f"{SITE}/om/first/641", f"{SITE}/om/second/641"]
COVER = f"{SITE}/om/cover_640360/0"
IMAGE = '<p><img alt="图片" class="lazy placeholder" data-src="{0}" src="{0}"></p>'
RELATED = "".join(f'<li><a href="/rain/a/{n}">另一条新闻的标题，第{n}条</a></li>' for n in range(9))

PAGE = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{TITLE}_小港网</title>
<meta name="apub:time" content="2026-03-01 07:15:00"><meta property="og:image" content="{COVER}">
<script>window.STATE = {{"text": "<p>{PARAGRAPHS[0]}</p><!--IMG_1-->"}};</script></head><body>
<div id="head"><a href="/">小港网</a><nav><a href="/tech">科技</a><a href="/money">财经</a></nav></div>
<div class="left"><h1>{TITLE}</h1><div class="info"><a href="/omn/x">小港晚报</a>
<span class="time">2026-03-01 07:15:00</span></div><div class="text-wrap"><div class="rich_content">
<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{IMAGE.format(PICTURES[0])}
<p style="text-align:center"><span>{CAPTION}</span></p><p>{PARAGRAPHS[2]}</p>{IMAGE.format(PICTURES[1])}
<p>{PARAGRAPHS[3].replace("2021年", "<span class=link>2021年</span>")}</p></div></div>
<div class="article-footer">举报 <span>评论 12</span></div></div>
<aside><h3>热门推荐</h3><ul>{RELATED}</ul></aside><footer>Copyright</footer></body></html>"""

FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>harbour</title><link>{SITE}/</link>
<description>x</description><item><title>{TITLE}</title><link>{LINK}</link>
<guid isPermaLink="false">20260301T07HAB</guid><pubDate>Sun, 01 Mar 2026 07:15:00 +0800</pubDate>
</item></channel></rss>"""

LIST = {"data": {"list": [{
    "article_id": "20260301T07HAB", "title": TITLE, "publish_time": "2026-03-01 07:15:00",
    "media_name": "小港晚报", "img": COVER, "url": LINK,
}]}}  # fmt: skip

BODY = "\n\n".join([
    *PARAGRAPHS[:2], f"![图片]({PICTURES[0]})", CAPTION, PARAGRAPHS[2], f"![图片]({PICTURES[1]})",
    PARAGRAPHS[3],
])  # fmt: skip

MAINROAD = f"""---
title: "{TITLE}"
date: "2026-03-01 07:15:00"
summary: "{PARAGRAPHS[0][:50]}..."
categories:
  - "harbour"
lang:
  - "zh-CN"
translations:
  - "zh-CN"
tags:
  - "harbour"
menu: ""
thumbnail: "{COVER}"
lead: ""
comments: false
authorbox: false
pager: true
toc: false
mathjax: false
sidebar: "right"
widgets:
  - "search"
  - "recent"
  - "taglist"
---

{BODY}

[harbour]({LINK})
"""

BY_FEED = f'id = "harbour"\nurl = "{SITE}/feed.xml"\ntimezone = "Asia/Shanghai"'
BY_LIST = f"""id = "harbour"
kind = "json"
url = "{SITE}/api/list"
timezone = "Asia/Shanghai"
[source.select]
items = "data.list"
id = "article_id"
link = "url"
title = "title"
date = "publish_time"
author = "media_name"
image = "img"
"""


@pytest.fixture
def origin():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(TLS / "secure.example.pem")
    with Origin(tls) as site:
        site.html("/rain/a/20260301T07HAB00", PAGE)
        site.feed("/feed.xml", FEED)
        site.pages["/api/list"] = Answer(json.dumps(LIST).encode(), type="application/json")
        for grey, url in enumerate([*PICTURES, COVER]):
            body = png(40, 40, 50 * grey)
            site.pages[url.removeprefix(SITE)] = Answer(body, type="application/octet-stream")
        yield site


@pytest.fixture
def instance(tmp_path, origin):
    return Instance(tmp_path, origin)


def secure(origin: Origin) -> str:
    """Return the keys of [fetch] by which the portal's name leads to the test's own server."""
    return (
        f'ca_file = "{TLS / "authority.pem"}"\n'
        f'connect_to = {{ "secure.example:443" = "127.0.0.1:{origin.port}" }}\n'
    )


@pytest.mark.parametrize("source", [BY_FEED, BY_LIST], ids=["feed", "list"])
def test_the_classic_profile_writes_one_file_byte_for_byte(instance, origin, source):
    layout = '[archive]\nprofile = "mainroad"\ntimezone = "Asia/Shanghai"\n'
    instance.follow(source, more=secure(origin) + layout)

    instance.run()

    written = {name: body for name, body in instance.files().items() if name.endswith(".md")}
    assert list(written) == ["zh-CN/news/harbour/20260301T07HAB.zh-CN.md"]
    assert written["zh-CN/news/harbour/20260301T07HAB.zh-CN.md"].decode() == MAINROAD
    assert not any(path.startswith("/om/") for path in origin.paths())


def test_the_neutral_archive_holds_the_text_whole_and_every_picture(instance, origin):
    instance.follow(BY_FEED, more=secure(origin))

    instance.run()

    article = instance.article(TITLE)
    names = {asset.url: asset.name for asset in article.assets}
    expected = BODY
    for url in PICTURES:
        expected = expected.replace(url, f"images/{names[url]}")
    assert article.markdown == expected
    assert article.image == f"images/{names[COVER]}"
    assert article.date is not None
    assert article.date.isoformat() == "2026-03-01T07:15:00+08:00"
    assert article.lang == "zh-CN"
    assert sum(name.endswith(".png") for name in instance.files()) == 3
    assert instance.run("harbour").new == 0
