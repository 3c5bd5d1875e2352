"""A page as its next design might write it: other tags, other names, half of its items new."""

from __future__ import annotations

import re
from html import escape

TAGS = {
    "article": "section", "section": "div", "ul": "div", "ol": "div", "li": "article",
    "h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h4", "p": "div", "main": "section",
    "table": "div", "tbody": "div", "thead": "div", "tr": "section", "td": "div", "th": "div",
    "dl": "div", "dt": "p", "dd": "div", "small": "em", "b": "strong", "cite": "i",
    "relative-time": "time", "center": "div", "font": "span",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)(?=[\s>/])")
_NAMES = re.compile(r"(?<=\s)(class|id)=(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")


def redesigned(html: str, items: list[dict[str, str]]) -> tuple[str, list[dict[str, str]]]:
    """Return a page in its next design, every second item a new one, and its items."""
    scripts: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        scripts.append(found[0])
        return f"<script-{len(scripts) - 1}>"

    html, items = _with_news(html, items)
    html = re.sub(r"<script\b.*?</script>", put_by, html, flags=re.DOTALL)
    html = _TAG.sub(lambda tag: f"<{tag[1]}{TAGS.get(tag[2], tag[2])}", html)
    html = _NAMES.sub(_renamed, html)
    return re.sub(r"<script-(\d+)>", lambda found: scripts[int(found[1])], html), items


def _with_news(html: str, items: list[dict[str, str]]) -> tuple[str, list[dict[str, str]]]:
    """Return the page with other titles and addresses in the place of every second item."""
    new = []
    for number, item in enumerate(items):
        if number % 2:
            new.append(item)
            continue
        title = f"{item['title'][::-1].strip()} ({number + 700})"
        tail = re.search(r"[^/]+/?$", item["url"])[0]
        new_tail = re.sub(r"[^/.?=&]+(?=\.|/?$)", rf"\g<0>x{number + 70}", tail, count=1)
        html = re.sub(
            rf">([^<]*){re.escape(escape(item['title']))}",
            lambda found, title=title: f">{found[1]}{escape(title)}",
            html,
        )
        html = html.replace(f'"{item["title"]}"', f'"{title}"')
        html = re.sub(rf"(?<=[\"/.=?]){re.escape(tail)}(?=[\"#?&/])", new_tail, html)
        new.append({"title": title, "url": item["url"][: -len(tail)] + new_tail})
    return html, new


def _renamed(found: re.Match[str]) -> str:
    names = found[2].strip("\"'").split()
    renamed = " ".join(f"r-{name[::-1]}" for name in names)
    return f'{found[1]}="{renamed}"'
