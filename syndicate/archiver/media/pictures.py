"""Whether a picture belongs to the article: it shows something, and neither a person who writes
or comments, nor a sign, an advertisement or a visit counted. Pure.

Evidence is generic: sizes, captions, names of classes and folders; no site has a rule here.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from syndicate.archiver.media import lazy
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

_PERSON = frozenset({"avatar", "avatars", "gravatar", "userpic", "usericon", "userface"})
_PEOPLE = frozenset({"avatar", "avatars", "gravatar", "userpics", "usericons", "profile_images"})
_SIGN = frozenset({"emoji", "emoticon", "emoticons", "smiley", "smileys", "smilies", "twemoji"})
_NOT_ARTICLES = _PERSON | frozenset({
    "ad", "ads", "advert", "advertisement", "badge", "banner", "brand", "button", "icon", "logo",
    "promo", "sponsor", "sprite", "qrcode", "tracking",
})  # fmt: skip
_LINES = frozenset({"div", "p", "span"})
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_EMOJI = re.compile(
    "[\u20e3\u2190-\u2bff\u3030\u3297\u3299\ufe0f\u200d\U0001f000-\U0001faff]{1,10}"
)
# Names of emoji are ":smile:", "[微笑]", ":-)" or a word.
_SPOKEN = 16
# Portraits beside a name are smaller than pictures of an article, which fill a column.
_PORTRAIT = 300
# A picture with a caption may be small, but portraits beside names are smaller still.
_NARROW = 120


def spoken(image: Element) -> str:
    """Return the characters that a picture stands for, as emoji and smileys do; else ""."""
    alt = image.get("alt")
    if _EMOJI.fullmatch(alt):
        return alt
    is_sign = bool(_SIGN & (_words(image) | _folders(image)))
    return alt if is_sign and len(alt) <= _SPOKEN else ""


def is_portrait(image: Element) -> bool:
    """Tell whether the picture shows who wrote or commented, beside the name."""
    if (lazy.side(image, "width") or 0) >= _PORTRAIT:
        return False
    return bool(_PERSON & _words(image) or _PEOPLE & _folders(image))


def is_captioned(element: Element) -> bool:
    """Tell whether a box is one picture and what is said of it; a teaser's words lead where it does."""
    images = [each for each in element.elements() if each.tag in ("img", "amp-img")]
    if len(images) != 1 or not _is_shown(images[0]):
        return False
    if (lazy.side(images[0], "width") or 0) < _NARROW:
        return False
    links = [each for each in element.elements() if each.tag == "a"]
    shown = {each.get("href") for each in links if each.find("img")}
    said = {each.get("href") for each in links if each.text().strip()}
    return bool(shown) and not shown & said


def captions(element: Element) -> frozenset[str]:
    """Return what the figures below an element say of their pictures, blanks folded."""
    told = (each for each in element.elements() if each.tag == "figcaption" or _is_caption(each))
    return frozenset(squash(each.text()) for each in told)


def _is_caption(element: Element) -> bool:
    if element.tag not in _LINES or not element.attrs:
        return False
    return "caption" in _words(element)


def _is_shown(image: Element) -> bool:
    if _NOT_ARTICLES & _words(image) or is_portrait(image) or spoken(image):
        return False
    return bool(lazy.picture(image)) and not lazy.is_icon(image)


def _words(element: Element) -> set[str]:
    names = f"{element.get('class')} {element.get('id')}"
    return {token.lower() for token in _TOKEN.findall(names)} if names.strip() else set()


def _folders(image: Element) -> set[str]:
    try:
        path = urlsplit(image.get("src")).path
    except ValueError:
        return set()
    return set(path.lower().split("/")[:-1])
