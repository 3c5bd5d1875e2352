"""An article's images: what a downloaded body is, and where the Markdown shows it. Pure.

Bodies are told by their first bytes, never by name or header, and never decoded: a picture that
would fill memory is refused by the size its header states. An SVG, which can carry scripts, is
kept as what is left of it once it is harmless.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import imagesize

from syndicate.archiver.markdown import scan
from syndicate.archiver.markdown.escape import destination
from syndicate.model import Asset, Page

MAX_PIXELS = 50_000_000
"""A picture of 50 megapixels takes 200 MB once a reader decodes it; cameras make less."""

UNASKED = "not asked for yet: syndicate localize"
"""Why an image is missing that no run was to bring home."""

_MAGIC = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", "png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", "jpg"),
    (re.compile(rb"GIF8[79]a"), "image/gif", "gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp", "webp"),
    (re.compile(rb".{4}ftyp(?:avif|avis|.{8,32}?avif)", re.DOTALL), "image/avif", "avif"),
)
_SVG = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE svg|!--|svg\b)", re.IGNORECASE)
_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_LINKED = re.compile(r"(?<!\\)\[\s*(?:\0\s*)+\]\(" + scan.DESTINATION + r"\)")


class Picture(NamedTuple):
    """Hold what an image's bytes say: its type, its file extension, its size in pixels."""

    type: str
    ext: str
    width: int | None
    height: int | None


def sniff(body: bytes) -> Picture:
    """Tell what picture `body` is. Raises ValueError with the reason when it may not be kept."""
    picture, kept = _read(body)
    if kept != body:
        raise ValueError("is an SVG picture that was not made harmless")
    return picture


def _read(body: bytes) -> tuple[Picture, bytes]:
    """Tell what picture `body` is, and which bytes of it may be kept."""
    for magic, kind, ext in _MAGIC:
        if magic.match(body):
            width, height = _size(body, kind)
            return Picture(kind, ext, width, height), body
    if _SVG.match(body[:512]) and b"<svg" in body[:4096].lower():
        from syndicate.archiver import svg  # loads the XML engine: only for who keeps an SVG

        kept, across, down = svg.harmless(body)
        return Picture("image/svg+xml", "svg", across, down), kept
    if _HTML.match(body[:512]):
        raise ValueError("is an HTML page, not an image")
    raise ValueError("is no PNG, JPEG, GIF, WebP, AVIF or SVG image")


def _size(body: bytes, kind: str) -> tuple[int, int]:
    try:
        width, height = imagesize.get(io.BytesIO(body))
    except Exception as error:
        # The reader of headers promises no set of exceptions, and the bytes are a stranger's.
        raise ValueError(f"is a damaged {kind} file: its header can't be read") from error
    width, height = int(width), int(height)
    if width <= 0 or height <= 0:
        raise ValueError(f"is a damaged {kind} file: its header states no size")
    if width * height > MAX_PIXELS:
        raise ValueError(f"has {width} × {height} pixels, more than {MAX_PIXELS:,}")
    return width, height


def asset(page: Page, url: str, alt: str | None = None) -> Asset:
    """Make the asset of a downloaded image; `url` is the address that the Markdown shows.

    Raises ValueError with the reason when the body is no picture that may be kept.
    """
    picture, body = _read(page.body)
    digest = hashlib.sha256(body).hexdigest()
    return Asset(
        url=url,
        name=f"{digest[:16]}.{picture.ext}",
        type=picture.type,
        size=len(body),
        width=picture.width,
        height=picture.height,
        sha256=digest,
        alt=alt or None,
        body=body,
    )


def remote_images(markdown: str) -> tuple[str, ...]:
    """Return the addresses of the images on the web, in order and once each."""
    shown = scan.images(markdown)
    return tuple(url for url in shown if url.lower().startswith(("http://", "https://")))


def localize(markdown: str, names: Mapping[str, str]) -> str:
    """Show the images that have a name from ``images/<name>``; the others stay where they are."""
    return "".join(
        f"![{part.alt}]({destination(f'images/{names[part.url]}')}{part.title})"
        if part.kind == "image" and part.url in names
        else part.raw
        for part in scan.parts(markdown)
    )


def drop_images(markdown: str, gone: Callable[[str], bool] = lambda url: True) -> str:
    """Take images out, all or those whose address is `gone`, and the lines that only they stood on."""
    kept: list[str] = []
    for part in scan.parts(markdown):
        kept.append("\0" if part.kind == "image" and gone(part.url) else part.raw)
    text = _LINKED.sub("\0", "".join(kept))
    return "\n".join(_without_gaps(text.split("\n"))) if "\0" in text else text


def _without_gaps(lines: list[str]) -> list[str]:
    """Drop lines on which only images stood, and one of the two blank lines round them."""
    kept: list[str] = []
    gap = False
    for line in lines:
        bare = line.replace("\0", "")
        if bare != line and not bare.strip(" >-+"):
            gap = True
        elif not (gap and _is_blank(bare) and (not kept or _is_blank(kept[-1]))):
            gap = gap and _is_blank(bare)
            kept.append(bare)
    return kept


def _is_blank(line: str) -> bool:
    return not line.strip(" >")
