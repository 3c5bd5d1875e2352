"""What others wrote, as a feed may say it: nothing that XML forbids or that is no text. Pure.

Sources send characters that stand for damage (U+FFFD, the controls of ISO 8859-1), UTF-8 read as
if it were Latin-1, and names that are no IRIs. The archive keeps what came; what we publish must
be read by everybody.
"""

from __future__ import annotations

import re
import uuid
from urllib.parse import quote

from syndicate.markup.text import squash, unescape_again, xml_safe

_DAMAGE = re.compile("[\x80-\x9f\ufffd]")
# How the first byte of two, and the second one, look when they are read as Latin-1.
_TWICE = re.compile("[\xc2\xc3][\x80-\xbf]")
_SEEMS_TWICE = re.compile("[\xc2\xc3](?=[\x80-\xbf])")

_TAG = re.compile(
    r"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(?:-\d{2}(?:-\d{2})?)?:[\w;/?:@&=+$.~!*'()%,-]*"
    r"(?:#[\w;/?:@&=+$.~!*'()%,-]*)?",
    re.ASCII,
)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_URN = re.compile(
    r"urn:(?!uuid:)[a-z0-9][a-z0-9-]{1,31}:(?:[\w()+,.:=@;$!*'-]|%[0-9A-F]{2})+", re.ASCII
)
# In the normal form of RFC 3986 §6.2.2: a lower-case host, a path, escapes in capitals and only
# of what needs them, no step up, no port that goes without saying.
_ADDRESS = re.compile(
    r"https?://[a-z0-9.-]+(?::(?!80/|443/)[1-9][0-9]*)?/(?:[\w;/?:@&=+$.~!*'(),-]|%[0-9A-F]{2})*"
    r"(?:#(?:[\w;/?:@&=+$.~!*'(),-]|%[0-9A-F]{2})*)?",
    re.ASCII,
)
_NOT_NORMAL = re.compile(
    r"/\.\.?(?:[/?#]|\Z)|%(?:4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE]|3[0-9]|2[DE])"
)


_ELEMENT = re.compile(r"</?[a-zA-Z][^<>]*>")

_AUTHORITY = re.compile(r"[a-z]+://[^/?#]*")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Square brackets stand around a host that is a number, and nowhere else.
_IN_AUTHORITY = ":@&=+$.-_!~*'()%,;/[]"
_IN_ADDRESSES = ";/?:@&=+$.-_!~*'()%,#"


def line(text: str) -> str:
    """Return text as one line of what people read."""
    if _TWICE.search(text):
        text = _read_once(text)
    return squash(_DAMAGE.sub("", xml_safe(text)))


def name(text: str) -> str:
    """Return a person's name: nobody's holds an element, and readers would look for one."""
    return line(_ELEMENT.sub("", unescape_again(text)))


def markup(html: str) -> str:
    """Return HTML without characters that XML forbids or that only tell of damage.

    What looks like damage and may be meant, such as an author's example of it, is written as a
    reference: who reads HTML sees the same, and nobody who looks at the bytes takes it for ours.
    """
    return _SEEMS_TWICE.sub(_reference, _DAMAGE.sub("", xml_safe(html)))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def iri(given: str) -> str:
    """Return the name as an atom:id (RFC 4287 §4.2.6): itself, or a UUID (version 5) of it.

    What is no address, tag or URN in its normal form is compared otherwise by every reader.
    """
    for form in (_ADDRESS, _TAG, _UUID, _URN):
        if form.fullmatch(given) and not (form is _ADDRESS and _NOT_NORMAL.search(given)):
            return given
    return uuid.uuid5(uuid.NAMESPACE_URL, given).urn


def address(url: str | None) -> str | None:
    """Return an absolute address with what RFC 3986 keeps out of it escaped; None stays None."""
    if not url:
        return None
    found = _AUTHORITY.match(url)
    end = found.end() if found else 0
    rest = _LONE_PERCENT.sub("%25", url[end:])
    return quote(url[:end], safe=_IN_AUTHORITY) + quote(rest, safe=_IN_ADDRESSES)


def _read_once(text: str) -> str:
    """Return what was meant where UTF-8 was read as Latin-1: all of the text must be such."""
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text
