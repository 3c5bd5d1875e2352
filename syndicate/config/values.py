"""What one value of config.toml may be: functions from what TOML gives to what the product uses.

Each raises BadValue with the end of a sentence whose beginning is the key and the value as
written ("interval = \"1 parsec\" …"): no message here repeats the value, which may be a secret
from the environment.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from syndicate import addresses, urls

T = TypeVar("T")

_DURATION = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
_UNITS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
# Longer than this is a slip of the pen, and adding it to a date may overflow.
_LONGEST = timedelta(days=3660)
_SIZE = re.compile(r"(\d{1,4})\s?(kB|MB|GB|TB)", re.ASCII)
_SIZES = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
ROOM = 2 * _SIZES["GB"]
"""Bytes of captures that are kept: where an article's page takes 57 kB packed, those of 35,000."""

MEDIA = 500 * _SIZES["MB"]
"""Bytes of one media file that is downloaded: nearly six hours of speech at 192 kbit/s."""

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_OF_DOCUMENTS = (".atom", ".rss", ".json", ".html")
_LANG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# Not str.isprintable: the ideographic space U+3000 is an ordinary character of titles.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class BadValue(ValueError):
    """Say why a value may not stand there, as the end of a sentence."""


def text(value: object) -> str:
    """Accept one line of text that is not blank."""
    if not isinstance(value, str):
        raise BadValue("is not text: put it in quotes")
    if not value.strip() or _CONTROL.search(value):
        raise BadValue("is not one line of text")
    return value.strip()


def checked(check: Callable[[str], object] | None, what: str) -> Callable[[object], str]:
    """Return a reader for texts on which `check` raises no ValueError; `what` they then are."""

    def read(value: object) -> str:
        found = text(value)
        try:
            if check:
                check(found)
        except ValueError as wrong:
            raise BadValue(f"is no {what}: {wrong}") from wrong
        return found

    return read


def flag(value: object) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise BadValue("is neither true nor false (without quotes)")
    return value


def one_of(*options: T) -> Callable[[object], T]:
    """Return a reader that accepts exactly one of the options."""

    def read(value: object) -> T:
        for option in options:
            if option == value:
                return option
        raise BadValue("is not one of " + ", ".join(f'"{option}"' for option in options))

    return read


def listing(read: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """Return a reader for lists whose items `read` accepts, none of them twice."""

    def read_all(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise BadValue("is not a list: write [ … ]")
        items = tuple(_item(read, number, item) for number, item in enumerate(value, 1))
        if len(set(items)) < len(items):
            raise BadValue("names something twice")
        return items

    return read_all


def _item(read: Callable[[object], T], number: int, value: object) -> T:
    try:
        return read(value)
    except BadValue as wrong:
        raise BadValue(f"holds an item ({number}) that {wrong}") from wrong


def whole(least: int, most: int) -> Callable[[object], int]:
    """Return a reader for whole numbers between two bounds, both included."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise BadValue(f"is not a whole number from {least} to {most}")
        return value

    return read


def backfill(value: object) -> int | None:
    """Accept how many entries a first run takes; "all" is None."""
    if value == "all":
        return None
    try:
        return whole(0, 1_000_000)(value)
    except ValueError:
        raise BadValue('is neither a number of entries nor "all"') from None


def duration(value: object) -> timedelta:
    """Accept "30m", "1h30m", "2d": units w d h m s, longest first."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) and len(value) < 40 else None
    if match is None or not match[0]:
        raise BadValue('is not a duration such as "30m" or "1h30m" (units w, d, h, m, s)')
    sizes = (seconds for _, seconds in _UNITS)
    seconds = sum(int(n or 0) * size for n, size in zip(match.groups(), sizes, strict=True))
    if seconds > _LONGEST.total_seconds():
        raise BadValue("is longer than ten years")
    return timedelta(seconds=seconds)


def span(value: object) -> timedelta:
    """Accept a duration that is not zero."""
    length = duration(value)
    if not length:
        raise BadValue("must be longer than nothing")
    return length


def pause(value: object) -> timedelta | Literal["auto"]:
    """Accept a duration that is not zero, or "auto"."""
    if value == "auto":
        return "auto"
    if not isinstance(value, str) or not any(letter.isdigit() for letter in value):
        raise BadValue('is neither a duration such as "30m" or "1h30m" nor "auto"')
    return span(value)


def write_duration(length: timedelta) -> str:
    """Write whole seconds as `duration` reads them."""
    left, words = int(length.total_seconds()), ""
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        words += f"{count}{unit}" if count else ""
    return words or "0s"


def room(value: object) -> int:
    """Accept how many bytes may be taken, as `size`; true is 2 GB, false none."""
    if isinstance(value, bool):
        return ROOM if value else 0
    try:
        return size(value)
    except BadValue as error:
        raise BadValue(f"is neither true, false nor{error.args[0][6:]}") from error


def size(value: object) -> int:
    """Accept a number of bytes: "2GB" (units kB, MB, GB, TB), or the number itself."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise BadValue('is not a size such as "500MB" or "2GB"')
    return int(match[1]) * _SIZES[match[2]]


def share(value: object) -> float:
    """Accept a part of a whole, 0 to 1 or "0%" to "100%"."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,3}(?:\.\d+)?%", value, re.ASCII):
        value = float(value[:-1]) / 100
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BadValue('is not a share such as "10%" or 0.1')
    return float(value)


def identifier(value: object) -> str:
    """Accept the id of a source or feed: it names folders and files."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadValue(
            "is no id: lower-case letters, digits, dots, dashes and underscores,"
            " 63 at most, a letter or digit first"
        )
    if value.endswith(_OF_DOCUMENTS):
        raise BadValue("ends as a feed's documents do: one of another feed would have its name")
    return value


def language(value: object) -> str:
    """Accept what looks like a BCP 47 language tag."""
    if not isinstance(value, str) or not _LANG.fullmatch(value):
        raise BadValue('is not a language tag such as "en" or "zh-CN"')
    return value


def zone(value: object) -> str:
    """Accept the name of an IANA time zone."""
    try:
        return ZoneInfo(text(value)).key
    except (ValueError, OSError, KeyError):  # no name, the name of a folder, an unknown name
        raise BadValue('is not a time zone such as "Europe/Berlin" or "Asia/Shanghai"') from None


def url(value: object) -> str:
    """Accept an http or https address without user and password; return it absolute."""
    address = text(value)
    if "@" in address and "@" in urlsplit(address).netloc:
        raise BadValue('holds a user name or password: a source has credentials = "user:password"')
    found = urls.absolute(None, address)
    if found is None:
        raise BadValue("is not an http or https address")
    return found


def hub(value: object) -> str:
    """Accept a hub's address; "" or false, which come out as "": there is none."""
    if value is False or value == "":
        return ""
    if not isinstance(value, str):
        raise BadValue("is neither an http or https address nor false")
    address = url(value)
    if urlsplit(address).fragment:
        raise BadValue("must not hold a fragment")
    return address


def base_url(value: object) -> str:
    """Accept where the published site's root is served; the answer ends in a slash."""
    address = url(value)
    parts = urlsplit(address)
    if parts.query or parts.fragment:
        raise BadValue("must not hold a query or a fragment")
    return address if address.endswith("/") else address + "/"


def allowance(value: object) -> str:
    """Accept what [fetch] allow may name: a network, or an address or host with or without port."""
    name = text(value)
    try:
        addresses.rule(name)
    except ValueError:
        raise BadValue(
            'is no network, address or host:port, such as "10.0.0.0/8" or "nas.lan:8000"'
        ) from None
    return name


def detours(value: object) -> Mapping[str, str]:
    """Accept a table of "host:port" = "address:port", as curl's --connect-to."""
    if not isinstance(value, dict):
        raise BadValue('is not a table: write { "host:port" = "address:port" }')
    return {name: _target(name, target) for name, target in value.items()}


def _target(name: str, value: object) -> str:
    target = text(value)
    try:
        addresses.route(name, target)
    except ValueError:
        raise BadValue(
            'must map "host:port" to the "address:port" of an IP address, such as "127.0.0.1:8000"'
        ) from None
    return target


def command(value: object) -> tuple[str, ...]:
    """Accept a program with its arguments, as a list or as one line with shell quotes."""
    words = _listed(value) if isinstance(value, list) else _words(text(value))
    if not words:
        raise BadValue("names no program")
    return tuple(words)


def _listed(value: list[object]) -> list[str]:
    words = [word for word in value if isinstance(word, str) and "\0" not in word]
    if len(words) < len(value):
        raise BadValue("is not a list of texts")
    return words


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as wrong:
        raise BadValue(f"is not a command line: {wrong}") from wrong


def proxy(value: object) -> str:
    """Accept the http or https address of a proxy, with or without user and password."""
    address = text(value)
    wrong = BadValue('is not the address of a proxy such as "http://proxy.lan:3128"')
    try:
        parts = urlsplit(address)
        named = parts.hostname and parts.port != 0
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not named:
        raise wrong
    return address
