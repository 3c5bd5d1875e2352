"""What the address of a picture tells: whether it is one, of which file, and how wide. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote

from syndicate.archiver.media.links import resolve

_KIND = r"\.(?:avif|gif|jpe?g|png|webp)"
_FILE = re.compile(rf"\S+{_KIND}(?:[?!@]\S*)?$", re.IGNORECASE)
# What names of stand-ins say more: a size, a colour, a shape; "lazy-river" is a picture of one.
_MORE = (
    r"(?:[_.-]?(?:\d[\dx]{0,11}|bg|black|gif|gr[ae]y|icon|ima?ge?|load(?:er|ing)?|picture|pixel|png|small"
    r"|square|thumb(?:nail)?|tile|white))?"
)
_STAND_IN = re.compile(
    r"/(?:(?:[\w.-]*[_.-])?place-?_?holder"
    + _MORE
    + r"|(?:1x1|blank|empty|lazy(?:load)?|loading|spacer|transparent)"
    + _MORE
    +
    # These are words of pictures too, but hardly in the two formats of spacers.
    r"|(?:clear|dot|grey|gray|pixel|space|trans)"
    + _MORE
    + r"(?=\.(?:gif|png)))"
    r"\.(?:gif|png|jpe?g|svg|webp)$",
    re.IGNORECASE,
)
_PHOTOGRAPH = re.compile(r"^(?!.*placeholder).*\.(?:avif|jpe?g|png|webp)$", re.IGNORECASE)
_COUNTER = re.compile(
    r"/(?:beacon|collect|count(?:er)?|hit|imp(?:ression)?|ping|pixel|track(?:er|ing)?"
    r"|(?:matomo|piwik)\.php)/?$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:[/_,-]|[?&](?:[a-z]+)?)(?:w|width|max|resize|size|scale-to-width(?:-down)?)[/_=:-]?(\d{2,4})"
    r"(?!\d|[a-z])|[/_-](\d{2,4})x\d{2,4}(?!\d)|/(\d{2,4})px-",
    re.IGNORECASE,
)
# What scaling adds to a file's name: -300x200, -scaled, _thumb, -small.
_SCALED = re.compile(
    r"^\d{2,4}px-|(?:[-_.](?:\d{2,4}x\d{2,4}|\d{2,4}w|scaled|thumb(?:nail)?|small|medium|large))+$",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_NUMBERED = re.compile(r"[-_.]\d{2,4}")
# Other names are of no one picture: galleries have a 1.jpg in every folder, ratings their stars.
_TELLING = re.compile(r".{12}|.*\d{4}")
# File systems allow names of 255 bytes; longer ones are looked at from their end.
_LONGEST = 255


def usable(url: str, base: str | None) -> str:
    """Return an address that may show a picture, absolute; "" for a stand-in or a counter."""
    name = f"/{_file_name(url)}"
    if not url or url[:5].lower() == "data:" or _STAND_IN.search(name) or _COUNTER.search(name):
        return ""
    resolved = resolve(url, base)
    return "" if resolved.startswith(("mailto:", "#")) else resolved


def is_photograph(url: str) -> bool:
    """Tell whether an address is that of a file of the kinds that stand-ins seldom are."""
    return bool(_PHOTOGRAPH.search(_file_name(url)))


def _file_name(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2][-_LONGEST:]


def told_width(url: str) -> int:
    """Return the width that an address names, as those of scaled files do; 0 without one."""
    found = _TOLD.search(url)
    return int(next(filter(None, found.groups()))) if found else 0


def is_file(address: str) -> bool:
    """Tell whether an address ends as a picture's file does."""
    return bool(_FILE.fullmatch(address))


def stem(url: str) -> str:
    """Return a file's name without its kind, and without what scaling adds to it."""
    return _SCALED.sub("", _bare(url))


def _bare(url: str) -> str:
    name = unquote(_file_name(url))
    return name.rpartition(".")[0] or name


def same(one: str, other: str) -> bool:
    """Tell whether two addresses are those of one picture, perhaps of two sizes of it."""
    name = stem(one)
    if name != stem(other) or _place(one) != _place(other):
        return False
    both_scaled = all(name != _bare(each) for each in (one, other))
    return bool(name) and (both_scaled or bool(_TELLING.match(name)))


def _place(url: str) -> str:
    """Return where a file lies, without the numbers that may be its size."""
    return _SIZE.sub("#", url.partition("?")[0].rpartition("/")[0])


def is_enlarged(address: str) -> bool:
    """Tell whether a link leads to a picture's file; pages about files have a colon before it."""
    path = address.partition("?")[0]
    return is_file(path) and ":" not in path.rpartition("/")[2]


def enlarged(url: str, address: str) -> str:
    """Return the `address` that a picture links to if that is the same one, and no smaller."""
    if not is_enlarged(address):
        return ""
    large, small = stem(address), stem(url)
    if small != large and not (large and _NUMBERED.fullmatch(small.removeprefix(large))):
        return ""
    told = told_width(address)
    is_scaled = 0 < told and (told < told_width(url) or not told_width(url))
    return "" if is_scaled else usable(address, None)
