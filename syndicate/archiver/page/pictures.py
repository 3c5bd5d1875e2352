"""Whether a picture belongs to the article: it shows something, and neither a person who writes
or comments, nor a sign, an advertisement or a visit counted. Pure.

Evidence is generic: sizes, captions, names of classes and folders; no site has a rule here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from syndicate.archiver.page import lazy
from syndicate.archiver.page.addresses import is_enlarged, told_width
from syndicate.archiver.page.candidates import best, offered
from syndicate.markup.tree import Element

_PERSON = frozenset({"avatar", "avatars", "gravatar", "userpic", "usericon", "userface"})
_PEOPLE = frozenset({"avatar", "avatars", "gravatar", "userpics", "usericons", "profile_images"})
_SIGN = frozenset({"emoji", "emoticon", "emoticons", "smiley", "smileys", "smilies", "twemoji"})
_NOT_ARTICLES = _PERSON | frozenset({
    "ad", "ads", "advert", "advertisement", "badge", "banner", "brand", "button", "icon", "logo",
    "promo", "sponsor", "sprite", "qrcode", "tracking",
})  # fmt: skip
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_EMOJI = re.compile(
    "[\u20e3\u2190-\u2bff\u3030\u3297\u3299\ufe0f\u200d\U0001f000-\U0001faff]{1,10}"
)
# Names of emoji are ":smile:", "[微笑]", ":-)" or a word.
_SPOKEN = 16
# Portraits beside a name are smaller than pictures of an article, which fill a column.
_PORTRAIT = 300
# Teasers stand up to about 200 pixels wide beside their headlines, pictures over a column.
_WIDE = 250
# A figure with a caption may be small, but portraits in figures are smaller still.
_NARROW = 120
# A title has one picture, or one and its second cut for another screen.
_LEADS = 2
_AROUND = 3


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


def is_articles(element: Element, base: str | None = None) -> bool:
    """Tell whether all that an element shows is a picture of the article, and its caption.

    `element` is an ``<img>``, ``<picture>``, ``<figure>`` or a box round one of them. A link
    round it to anything but a picture's file makes it a teaser.
    """
    if _NOT_ARTICLES & _words(element):
        return False
    images = list(_images(element))
    shown = [each for each in images if _is_shown(each, base)]
    if len(shown) != 1 or _leads_elsewhere(element):
        return False
    width = _width(shown[0], element, base)
    if element.tag == "figure" or element.find("figcaption") is not None:
        return width >= _NARROW
    return not element.text().strip() and width >= _WIDE


def is_captioned(element: Element) -> bool:
    """Tell whether a box is one picture and what is said of it; a teaser's words lead where it does."""
    images = list(_images(element))
    if len(images) != 1 or not _is_shown(images[0], None):
        return False
    if (lazy.side(images[0], "width") or 0) < _NARROW:
        return False
    links = [each for each in element.elements() if each.tag == "a"]
    shown = {each.get("href") for each in links if each.find("img")}
    said = {each.get("href") for each in links if each.text().strip()}
    return bool(shown) and not shown & said


def leads(body: Element, chosen: Element, base: str | None = None) -> list[Element]:
    """Return the article's pictures that `body` shows shortly before its `chosen` element.

    They stand beside the title, in a header next to the text: in one of the three elements
    round the chosen one. More than `_LEADS` of them in one place are other stories'.
    """
    found: list[Element] = []
    inner = chosen
    for parent in _path(body, chosen)[: -_AROUND - 1 : -1]:
        at = next(at for at, child in enumerate(parent.children) if child is inner)
        here = [each for child in parent.children[:at] for each in _articles(child, base)]
        found = here + found if len(here) <= _LEADS else found
        inner = parent
    return found[:_LEADS]


def _path(root: Element, element: Element) -> list[Element]:
    """Return the elements that `element` lies in, from `root` on."""
    for child in root.children:
        if child is element:
            return [root]
        if isinstance(child, Element) and (below := _path(child, element)):
            return [root, *below]
    return []


def _articles(node: Element | str, base: str | None) -> Iterator[Element]:
    """Walk over the article's pictures in a box; those deep in it must be figures."""
    if isinstance(node, str):
        return
    if is_articles(node, base):
        yield node
        return
    for each in node.elements():
        if each.tag == "figure" and is_articles(each, base):
            yield each


def _images(element: Element) -> Iterator[Element]:
    if element.tag in ("img", "amp-img"):
        yield element
    for each in element.elements():
        if each.tag in ("img", "amp-img"):
            yield each


def _is_shown(image: Element, base: str | None) -> bool:
    if _NOT_ARTICLES & _words(image) or is_portrait(image) or spoken(image):
        return False
    return bool(lazy.picture(image, (), base)) and not lazy.is_icon(image)


def _leads_elsewhere(element: Element) -> bool:
    links = [each for each in element.elements() if each.tag == "a" and each.find("img")]
    return any(not is_enlarged(each.get("href")) for each in links)


def _width(image: Element, element: Element, base: str | None) -> float:
    """Return the greatest width that is told for a picture; what tells none fills its column."""
    sources = [each for each in element.elements() if each.tag == "source"]
    offers = best(each for one in (image, *sources) for each in offered(one, base)).width
    given = lazy.side(image, "width") or told_width(lazy.picture(image, (), base))
    return max(offers, given) or _WIDE


def _words(element: Element) -> set[str]:
    names = f"{element.get('class')} {element.get('id')}"
    return {token.lower() for token in _TOKEN.findall(names)} if names.strip() else set()


def _folders(image: Element) -> set[str]:
    try:
        path = urlsplit(image.get("src")).path
    except ValueError:
        return set()
    return set(path.lower().split("/")[:-1])
