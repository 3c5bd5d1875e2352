"""The Sample's RSS: stories in, an XML document out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from string import Template

from syndicate.sample.magazine import ORIGIN, Story, data, text


def rss(
    stories: Sequence[Story], *, path: str, title: str, lang: str | None, updated: datetime
) -> str:
    """Return an RSS 2.0 document that says it lives at `path`; None is a feed in many languages."""
    return Template(text("templates/feed.xml")).substitute(
        title=escape(title),
        origin=ORIGIN,
        url=f"{ORIGIN}{path.lstrip('/')}",
        language=f"<language>{lang}</language>\n" if lang else "",
        updated=format_datetime(updated),
        items="\n".join(_item(story) for story in stories),
    )


def _item(story: Story) -> str:
    return Template(text("templates/item.xml")).substitute(
        title=escape(story.title),
        url=story.url,
        guid=story.guid,
        published=format_datetime(story.published),
        author=escape(story.author),
        lang=story.lang,
        extras="\n".join(_extras(story)),
        summary=escape(_absolute(story.html) if story.body == "excerpt" else story.summary),
    )


def _extras(story: Story) -> list[str]:
    found = [f"<category>{escape(tag)}</category>" for tag in story.tags]
    if story.modified > story.published:
        found.append(f"<atom:updated>{story.modified.isoformat()}</atom:updated>")
    if story.body == "full":
        found.append(f"<content:encoded><![CDATA[{_absolute(story.html)}]]></content:encoded>")
    if (file := story.enclosure) is not None:
        size = len(data(file.path.lstrip("/")))
        url = f"{ORIGIN}{file.path.lstrip('/')}"
        found.append(f'<enclosure url="{url}" length="{size}" type="{file.type}"/>')
    return found


def _absolute(html: str) -> str:
    """Return the story's HTML as feeds need it: readers have no page to resolve links against."""
    return html.replace('="/', f'="{ORIGIN}')
