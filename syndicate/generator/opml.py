"""OPML 2.0, which every reader imports: the feeds that we publish, and those that we follow.

A folder is the first tag of what stands in it; ``category`` holds all tags, but for those with a
comma, which it can't: they are folders too. Our ids go into a namespace of our own, which other
readers pass over: with it, what is read again gets the same folders and feeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from syndicate.generator.paths import feed_url
from syndicate.identity import OPML_NAMESPACE
from syndicate.markup.text import squash, xml_safe
from syndicate.model import Feed, Site, Source


def opml(site: Site, feeds: Sequence[Feed]) -> bytes:
    """Return an outline per feed, in its first format that is XML, else its first one."""
    root, body = _document(site)
    for feed in feeds:
        if feed.formats:
            etree.SubElement(body, "outline", _outline(site, feed))
    return _written(root)


def subscriptions(
    site: Site, sources: Sequence[Source], titles: Mapping[str, str], links: Mapping[str, str]
) -> bytes:
    """Return an outline per source, without secrets; `titles` and `links` are what each says of
    itself, by id.
    """
    root, body = _document(site)
    folders: dict[tuple[str, ...], Any] = {(): body}
    for source in sources:
        folder = _folder(folders, _path(source.tags))
        title = source.title or titles.get(source.id) or source.id
        outline = {
            "type": "rss",
            "text": squash(xml_safe(title)),
            "title": squash(xml_safe(title)),
            "xmlUrl": xml_safe(source.label),
            "htmlUrl": xml_safe(links.get(source.id, "")),
            "category": ",".join(_safe(tag) for tag in source.tags if "," not in tag),
            f"{{{OPML_NAMESPACE}}}id": source.id,
        }
        said = {name: value for name, value in outline.items() if value}
        etree.SubElement(folder, "outline", said)
    return _written(root)


def _path(tags: Sequence[str]) -> tuple[str, ...]:
    return tuple(_safe(tag) for index, tag in enumerate(tags) if index == 0 or "," in tag)


def _folder(folders: dict[tuple[str, ...], Any], path: tuple[str, ...]) -> Any:
    """Return the folder at a path, making it and those around it when they are not there yet."""
    if path not in folders:
        inside = _folder(folders, path[:-1])
        folders[path] = etree.SubElement(inside, "outline", {"text": path[-1]})
    return folders[path]


def _safe(tag: str) -> str:
    return squash(xml_safe(tag))


def _document(site: Site) -> tuple[Any, Any]:
    root = etree.Element("opml", version="2.0", nsmap={"syndicate": OPML_NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = squash(xml_safe(site.title))
    return root, etree.SubElement(root, "body")


def _written(root: Any) -> bytes:
    etree.cleanup_namespaces(root)
    document: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return document


def _outline(site: Site, feed: Feed) -> dict[str, str]:
    # `type` is "rss" for Atom as well: OPML knows no other word for a feed.
    title = squash(xml_safe(feed.title)) or feed.id
    format = next((each for each in feed.formats if each != "json"), feed.formats[0])
    return {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": feed_url(site, feed, format),
        "htmlUrl": site.base_url,
    }
