"""Players of sound and film: a link to what they play."""

from __future__ import annotations

import re

from syndicate.archiver.markdown.blocks import Paragraph
from syndicate.archiver.markdown.links import resolve
from syndicate.archiver.markdown.pieces import PLAIN, Piece, tidy
from syndicate.archiver.markdown.stream import Flow, Style
from syndicate.markup.tree import Element

_PLAYER = re.compile(r"/(?:embed|player)\b|[/.]player\.|[?&](?:vid|video)=", re.IGNORECASE)


def media(element: Element, style: Style, flow: Flow) -> None:
    """Leave a link where a player was: to the file, or to the player's own page."""
    source = element.find("source")
    address = element.get("src") or element.get("data-src") or (source.get("src") if source else "")
    url = resolve(address, style.base)
    if element.tag == "iframe" and not _is_player(element, url):
        return
    if url:
        name = element.get("title") or element.get("aria-label") or url
        flow.put(Paragraph(tidy([Piece(name, "text", PLAIN, url)])))


def _is_player(element: Element, url: str) -> bool:
    return "allowfullscreen" in element.attrs or bool(_PLAYER.search(url))
