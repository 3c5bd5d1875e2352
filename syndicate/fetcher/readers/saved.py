"""Saved web pages → where they came from, what they hold, the pictures saved with them. Pure.

HTML as browsers save it ("saved from url", SingleFile's comment, canonical, og:url), with its
pictures in a folder beside it or inline, and MHTML. Pictures that came along get an address of
their own under `HOME`, by which the rest of the product knows them.
"""

from __future__ import annotations

import base64
import binascii
import email
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from html import escape
from urllib.parse import unquote_to_bytes

from syndicate import urls
from syndicate.errors import ParseError
from syndicate.markup import limits
from syndicate.markup.decode import decode
from syndicate.markup.text import unescape
from syndicate.model import Document, Entry

HEAD = 65_536
"""Bytes of a file in which it says where it came from."""

HOME = "https://saved.invalid/"
"""Where pictures that came along are said to be: a name that no network has (RFC 6761 §6.4)."""

ENDINGS = (".html", ".htm", ".xhtml", ".mhtml", ".mht")

_MOST = 200
_LARGEST = 10_000_000
# What is shorter stands in for a picture that comes later.
_PLACEHOLDER = 1_000
_ORIGINS = (
    re.compile(r"<!-- saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE),
    re.compile(r"Page saved with SingleFile.{0,40}?\burl:\s*(\S+)", re.DOTALL),
)
_CANONICAL = re.compile(r"<link\b(?=[^<>]*\brel\s*=\s*[\"']?canonical\b)[^<>]*>", re.IGNORECASE)
_OG_URL = re.compile(r"<meta\b(?=[^<>]*\bproperty\s*=\s*[\"']?og:url\b)[^<>]*>", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:href|content)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.IGNORECASE
)
_SOURCE = re.compile(
    r"(?<=[\s\"'])(?P<name>src|data-src|data-original)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')",
    re.IGNORECASE,
)
_SETS = re.compile(r"\ssrcset\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saved:
    """Hold a saved page: `files` are the pictures that came along, by their address in it."""

    html: str
    url: str | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Hold what a folder knows of one file: `edition` changes with it, `problem` is why not."""

    name: str
    edition: str
    url: str | None = None
    problem: str | None = None


def origin(head: bytes, name: str) -> str | None:
    """Return the address that a saved page says it came from."""
    if name.lower().endswith((".mhtml", ".mht")):
        message = _message(head)
        stated = message["Snapshot-Content-Location"] or message["Content-Location"] or ""
        return urls.absolute(None, str(stated).strip())
    text = decode(head)
    found = [place[1] for pattern in _ORIGINS if (place := pattern.search(text))]
    for pattern in (_CANONICAL, _OG_URL):
        if (tag := pattern.search(text)) and (value := _ADDRESS.search(tag[0])):
            found.append(unescape(value[1] or value[2] or value[3] or ""))
    addresses = (urls.absolute(None, each.strip()) for each in found)
    return next((url for url in addresses if url), None)


def announce(files: str, *, url: str) -> Document:
    """Return what a folder holds, newest first, of copies of one page the newest."""
    found = [File(**each) for each in json.loads(files)]
    entries: dict[str, Entry] = {}
    for each in found:
        if not each.problem:
            entry = Entry(guid=each.name, url=each.url, edition=each.edition)
            entries.setdefault(urls.canonical(each.url) if each.url else each.name, entry)
    problems = [f"{each.name}: {each.problem}" for each in found if each.problem]
    copies = len(found) - len(problems) - len(entries)
    if copies:
        problems.append(f"{copies} older {'copies' if copies > 1 else 'copy'} of a page")
    return Document(
        format="folder",
        entries=tuple(entries.values()),
        dropped=len(found) - len(entries),
        hits={"items": len(found)},
        notes=tuple(problems[: limits.MANY]),
    )


def manifest(files: Sequence[File]) -> bytes:
    """Write what a folder holds as `announce` reads it."""
    listed = [
        {"name": each.name, "edition": each.edition, "url": each.url, "problem": each.problem}
        for each in files
    ]
    return json.dumps(listed).encode()


def read(body: bytes, name: str, beside: Callable[[str], bytes | None]) -> Saved:
    """Return a saved page; `beside` gives the file at a relative address, None for none.

    Raises ParseError for MHTML without a page.
    """
    url = origin(body[:HEAD], name)
    if not name.lower().endswith((".mhtml", ".mht")):
        return _with_pictures(decode(body), url, {}, beside)
    parts = [part for part in _message(body).walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() in _PAGES), None)
    if page is None:
        raise ParseError(f"{name} holds no web page", url=url or "")
    location = urls.absolute(None, str(page["Content-Location"] or ""))
    inside = {place: part for part in parts for place in _places(part, location or url)}
    text = decode(_payload(page), f"charset={page.get_content_charset() or ''}")
    return _with_pictures(text, url or location, inside, lambda _: None)


def _message(data: bytes) -> Message:
    """Return a MIME message, an empty one where its parts lie in one another a hundred deep."""
    try:
        return email.message_from_bytes(data)
    except RecursionError:
        return Message()


_PAGES = ("text/html", "application/xhtml+xml")


def _places(part: Message, base: str | None) -> Sequence[str]:
    """Return the addresses by which a page calls a part of its MHTML."""
    location = str(part["Content-Location"] or "").strip()
    name = str(part["Content-ID"] or "").strip().strip("<>")
    absolute = urls.absolute(base, location) if location else None
    return [place for place in (location, absolute, f"cid:{name}" if name else None) if place]


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _with_pictures(
    text: str,
    url: str | None,
    inside: Mapping[str, Message],
    beside: Callable[[str], bytes | None],
) -> Saved:
    """Give the pictures that came along addresses of their own."""
    files: dict[str, bytes] = {}

    def found(address: str) -> bytes | None:
        if address[:5].lower() == "data:":
            return _inline(address)
        part = inside.get(address) or inside.get(urls.absolute(url, address) or "")
        return _payload(part) if part is not None else _near(address, beside)

    def moved(place: re.Match[str]) -> str:
        address = unescape(place["double"] or place["single"] or "").strip()
        body = found(address) if address and len(files) < _MOST else None
        if not body or len(body) > _LARGEST:
            return place[0]
        home = f"{HOME}{hashlib.sha256(body).hexdigest()[:16]}"
        files[home] = body
        return f'{place["name"]}="{escape(home)}"'

    html = _SOURCE.sub(moved, text)
    return Saved(_SETS.sub("", html) if files else html, url, files)


def _near(address: str, beside: Callable[[str], bytes | None]) -> bytes | None:
    if ":" in address.partition("/")[0] or address.startswith(("/", "#", "?")):
        return None
    return beside(address.partition("#")[0].partition("?")[0])


def _inline(address: str) -> bytes | None:
    """Return the picture that a data: URL is (RFC 2397), None for one that stands for another."""
    kind, _, data = address[5:].partition(",")
    if not kind.lower().startswith("image/") or len(data) < _PLACEHOLDER:
        return None
    plain = unquote_to_bytes(data)
    if not kind.lower().endswith(";base64"):
        return plain
    try:
        return base64.b64decode(plain)
    except (binascii.Error, ValueError):
        return None
