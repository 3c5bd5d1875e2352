"""Players of sound and film: a link to what they play, by the title that the page gives it.

What a frame holds is told by its address and by what it may do, for every site alike; frames of
advertisements, comments and buttons are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from syndicate.archiver.markdown import pictures
from syndicate.archiver.markdown.blocks import Paragraph
from syndicate.archiver.markdown.escape import visible
from syndicate.archiver.markdown.pieces import PLAIN, Piece, tidy
from syndicate.archiver.markdown.stream import Flow, Style
from syndicate.archiver.media import lazy
from syndicate.archiver.media.addresses import is_file
from syndicate.archiver.media.candidates import parked
from syndicate.archiver.media.links import resolve
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

_PLAYER = re.compile(
    r"[/.]embed(?:ded)?(?:[/.?-]|player|$)|[/.]player(?:s?[/.?_-]|$)|/v/[\w-]{6,}|/videos?/"
    r"|[?&](?:vid|video)=",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"comment|captcha|log-?in|sign-?(?:in|up)|/like|share|subscri|newsletter|/ads?[/.]|advert",
    re.IGNORECASE,
)
_FULL_SCREEN = ("allowfullscreen", "webkitallowfullscreen", "mozallowfullscreen")
_ALLOWED = re.compile(r"fullscreen|picture-in-picture|encrypted-media", re.IGNORECASE)
# Lists of the pieces of a stream, which only a player with scripts puts together.
_STREAM = re.compile(r"\.(?:m3u8|mpd)(?:\?|$)", re.IGNORECASE)
_FILE = re.compile(r"\.(?:aac|flac|m4[av]|mkv|mov|mp[34]|og[agv]|opus|wav|webm)$", re.IGNORECASE)
_MAP = re.compile(r"[/.]maps?[/.?]", re.IGNORECASE)
_SCRIPT = re.compile(r"\.(?:css|js|json|xml)(?:\?|$)", re.IGNORECASE)
_FRAMES = frozenset({"iframe", "amp-iframe", "embed", "object"})
_INSIDE = ("embed", "iframe", "video", "audio", "img")
_NAMES = ("title", "aria-label", "data-title", "alt")


def media(element: Element, style: Style, flow: Flow) -> None:
    """Leave a link where a player was: to the file, or to the player's own page."""
    frame = element.tag in _FRAMES
    urls = [url for each in _addresses(element) if (url := resolve(each, style.base))]
    if frame:
        urls = [url for url in urls if _is_player(element, url)]
    urls.sort(key=lambda each: bool(_STREAM.search(each)))
    if urls:
        _link(element, urls[0], flow)
    elif element.tag == "object":
        _fallback(element, style, flow)
    elif not frame and (poster := element.get("poster")):
        pictures.image(Element("img", {"src": poster, "alt": _title(element)}), style, flow)


def noscript(element: Element, style: Style, flow: Flow) -> None:
    """Show what a <noscript> holds in the place of pictures and players that scripts load."""
    pictures.noscript(element, style, flow)
    for each in [each for each in element.elements() if each.tag in ("iframe", "video", "audio")]:
        media(each, style, flow)


def stand_in(element: Element, style: Style, flow: Flow) -> None:
    """Leave a link where an empty element waits for a script to make a player of it."""
    if element.children:
        return
    for value in element.attrs.values():
        if value.startswith(("https://", "http://", "//")) and _PLAYER.search(value):
            url = resolve(value, style.base)
            if url and not (is_file(url) or _OTHER.search(url) or _SCRIPT.search(url)):
                _link(element, url, flow)
                return


def _addresses(element: Element) -> Iterator[str]:
    """Walk over the addresses of what an element plays, in the page's own order."""
    for name in ("src", "data", "url"):
        yield element.get(name)
    yield parked(element, None)
    for each in element.elements():
        if each.tag == "source":
            yield each.get("src") or parked(each, None)
        elif each.tag == "param" and each.get("name").lower() in ("movie", "src"):
            yield each.get("value")


def _is_player(element: Element, url: str) -> bool:
    if lazy.is_unseen(element) or _OTHER.search(url):
        return False
    if any(name in element.attrs for name in _FULL_SCREEN):
        return True
    return bool(_ALLOWED.search(element.get("allow")) or _PLAYER.search(url))


def _fallback(element: Element, style: Style, flow: Flow) -> None:
    """Show an object that is a picture, or else what it holds for browsers that can't play it."""
    inside = element.find(*_INSIDE)
    if is_file(element.get("data")):
        image = Element("img", element.attrs | {"src": element.get("data")})
        pictures.image(image, style, flow)
    elif inside and inside.tag == "img":
        pictures.image(inside, style, flow)
    elif inside:
        media(inside, style, flow)


def _link(element: Element, url: str, flow: Flow) -> None:
    if url != flow.played:
        flow.played = url
        name = _title(element) or _name(url)
        flow.put(Paragraph(tidy([Piece(name, "text", PLAIN, url)])))


def _title(element: Element) -> str:
    titles = (squash(visible(element.get(name))) for name in _NAMES)
    return next(filter(None, titles), "")


def _name(url: str) -> str:
    """Return the file's name, or that of the site whose player it is."""
    name = unquote(url.partition("?")[0].rpartition("/")[2])
    host = url.partition("://")[2].partition("/")[0]
    if _FILE.search(name):
        return name
    site = host.removeprefix("www.") or url
    return f"Map ({site})" if _MAP.search(url) else site
