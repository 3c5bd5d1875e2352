"""What pages say beside the articles, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

_ENGLISH = {
    "tongue": "en",
    "skip": "Skip to the text",
    "latest": "Latest articles",
    "feeds": "Feeds",
    "sources": "Sources",
    "tags": "Tags",
    "search": "Search",
    "site": "Pages of this site",
    "older": "Older",
    "newer": "Newer",
    "history": "History",
    "empty": "Nothing has been published yet.",
    "follow": "Follow",
    "subscribe": "Copy an address into your feed reader, or import all of them as an OPML list.",
    "complete": "The complete history",
    "complete_how": "A feed shows its newest articles. Each document of it names the one before"
    " (RFC 5005: prev-archive; JSON Feed: next_url): a reader that follows them gets everything.",
    "all": "All articles",
    "of_source": "Source",
    "of_tag": "Tag",
    "original": "Original",
    "read_at": "Read it at {}",
    "only_summary": "This is a summary. The article is published by its source.",
    "by": "By",
    "published": "Published",
    "updated": "Updated",
    "archived": "Archived",
    "rights": "Rights",
    "changed": "changed",
    "media": "Media",
    "versions": "Versions",
    "version": "Version {}",
    "what_changed": "What changed",
    "first": "first version",
    "edited": "edited by hand",
    "partial": "Only a part of this article could be archived.",
    "words": "{} words added, {} removed",
    "added": "added",
    "removed": "removed",
    "same_text": "The text is the same.",
    "before": "before",
    "back": "Back to the article",
    "count": "{} articles",
    "count_one": "1 article",
    "search_label": "Words in titles and summaries",
    "search_go": "Search",
    "search_none": "Nothing was found.",
    "search_script": "This search runs in your browser and needs JavaScript. Without it, look"
    " through the sources, the tags or the history.",
    "missing": "There is no such page",
    "missing_hint": "It may have been withdrawn, or never was here.",
    "home": "To the latest articles",
    "table": "Table",
    "picture": "Picture",
    "private": "This site is private.",
    "footer": "Kept and published by Syndicate",
    "site_of": "Its site",
    "title": "title",
    "date": "date",
    "authors": "authors",
    "status": "status",
    "enclosures": "enclosures",
}

_CHINESE = {
    "tongue": "zh",
    "skip": "跳到正文",
    "latest": "最新文章",
    "feeds": "订阅",
    "sources": "来源",
    "tags": "标签",
    "search": "搜索",
    "site": "本站页面",
    "older": "更早",
    "newer": "更新",
    "history": "历史",
    "empty": "还没有发布任何文章。",
    "follow": "订阅",
    "subscribe": "把地址复制到阅读器中即可订阅，也可以用 OPML 列表一次导入全部。",
    "complete": "完整历史",
    "complete_how": "订阅源显示最新的文章；每份文档都指向更早的一份（RFC 5005 的 prev-archive，"
    "JSON Feed 的 next_url），沿着它们就能得到全部文章。",
    "all": "全部文章",
    "of_source": "来源",
    "of_tag": "标签",
    "original": "原文",
    "read_at": "在 {} 阅读全文",
    "only_summary": "这里只有摘要，全文由来源发布。",
    "by": "作者",
    "published": "发布",
    "updated": "更新",
    "archived": "存档",
    "rights": "版权",
    "changed": "有改动",
    "media": "媒体",
    "versions": "版本",
    "version": "版本 {}",
    "what_changed": "改动",
    "first": "第一版",
    "edited": "手工编辑",
    "partial": "本文只存档了一部分。",
    "words": "增加 {} 词，删去 {} 词",
    "added": "增加",
    "removed": "删去",
    "same_text": "正文没有改动。",
    "before": "之前",
    "back": "回到文章",
    "count": "{} 篇",
    "count_one": "1 篇",
    "search_label": "标题和摘要中的词",
    "search_go": "搜索",
    "search_none": "没有找到。",
    "search_script": "搜索在浏览器中进行，需要 JavaScript。没有它，可以浏览来源、标签或历史。",
    "missing": "没有这个页面",
    "missing_hint": "它可能已被撤下，或从未存在。",
    "home": "最新文章",
    "table": "表格",
    "picture": "图片",
    "private": "本站不公开。",
    "footer": "由 Syndicate 存档并发布",
    "site_of": "来源网站",
    "title": "标题",
    "date": "日期",
    "authors": "作者",
    "status": "状态",
    "enclosures": "附件",
}


# A template asks a dict for its methods first: a word must not be called like one of them.
def words(language: str | None) -> Mapping[str, str]:
    """Return the words for a site in a language: English where there are no others."""
    return _CHINESE if (language or "").lower().startswith("zh") else _ENGLISH


def day(moment: datetime, told: Mapping[str, str]) -> str:
    """Return the day of an instant, in its own offset, as people write it."""
    if told["tongue"] == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
