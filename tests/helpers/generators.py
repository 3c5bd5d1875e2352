"""The site generators that people use, and what is to be seen on the pages that they build."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from helpers.thirty import Piece

BASE = "https://site.example/archive/"
"""Below the root of its host: what is linked from the root is a broken link."""


_TYPOGRAPHY = {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "--"}


def program(*names: str) -> str:
    """Return the first program there is: a variable's value, or a command on the path."""
    for name in names:
        if found := os.environ.get(name) or shutil.which(name):
            return found
    pytest.skip(f"there is no {' and no '.join(names)}")


def build(*command: str | Path, folder: Path) -> None:
    """Run a generator to its end, in UTC: a site's zone is what its configuration says."""
    ended = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, "TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write text files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def version(hugo: str) -> tuple[int, int]:
    """Return the first two numbers of a Hugo's version."""
    said = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout
    major, minor = re.search(r"v(\d+)\.(\d+)", said).groups()
    return int(major), int(minor)


class Site:
    """A built site, and its pages by the title that they show."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pages = {
            page.title: page
            for path in sorted(root.rglob("*.html"))
            for page in [Page(self, path)]
            if page.title
        }

    def file(self, page: Path, link: str) -> Path | None:
        """Return the file that a page's link names, None where the site has no such file."""
        target = urljoin(urljoin(BASE, page.relative_to(self.root).as_posix()), link)
        if not target.startswith(BASE):
            return None
        path = self.root / unquote(urlsplit(target.removeprefix(BASE)).path)
        return path if path.is_file() else None

    def lists(self) -> list[Page]:
        """Return the pages that list articles."""
        pages = (Page(self, path) for path in sorted(self.root.rglob("*.html")))
        return [page for page in pages if page.soup.find("section")]

    def broken_images(self) -> list[str]:
        """Return the pictures that pages show, or name for a preview, and the site has not."""
        return [
            f"{page.path.relative_to(self.root)}: {link}"
            for path in sorted(self.root.rglob("*.html"))
            for page in [Page(self, path)]
            for link in page.images()
            if not self.file(path, link)
        ]


class Page:
    """One built page: an ``<article>`` with ``<h1>``, ``<time>`` and ``class="text"``."""

    def __init__(self, site: Site, path: Path) -> None:
        self.site = site
        self.path = path
        self.soup = BeautifulSoup(path.read_bytes(), "lxml")
        self.article = self.soup.find("article")

    @property
    def title(self) -> str:
        heading = self.article.find("h1") if self.article else None
        return _straight(heading.get_text()).strip() if heading else ""

    @property
    def date(self) -> datetime | None:
        found = self.article.find("time")
        return datetime.fromisoformat(found["datetime"]) if found else None

    @property
    def text(self) -> Tag:
        return self.article.find(class_="text")

    def meta(self, name: str) -> str:
        found = self.soup.find("meta", attrs={"name": name}) or self.soup.find(
            "meta", attrs={"property": name}
        )
        return _straight(found["content"]) if found else ""

    def images(self) -> Iterator[str]:
        """Yield every picture's address."""
        yield from (image.get("src") or "" for image in self.soup.find_all("img"))
        for found in self.soup.find_all("meta", property="og:image"):
            yield found["content"]

    def bytes_of(self, link: str | None) -> bytes:
        """Return the file that a link of the page names, nothing where there is none."""
        path = self.site.file(self.path, link) if link else None
        return path.read_bytes() if path else b""


@dataclass(frozen=True)
class Expected:
    """What a site is able to show besides text: where, and by whom pictures are served."""

    thumbnail: str = "img.thumbnail"
    """Selects what shows the thumbnail on an article's page; empty where nothing does."""
    description: bool = True
    previews: bool = False
    """Whether a link to a page is shown with a picture of the article."""
    hotlinked: str | None = None
    """The address of the origin, where pictures are left with it."""


def faults(site: Site, piece: Piece, expected: Expected) -> Iterator[str]:
    """Yield what is wrong with the page of an article."""
    page = site.pages.get(_straight(piece.title))
    if page is None:
        yield f"{piece.title!r} has no page of its own among {sorted(site.pages)}"
        return
    for fault in (*_facts(page, piece, expected), *_body(page, piece, expected)):
        yield f"{page.path.relative_to(site.root)}: {fault}"


def _facts(page: Page, piece: Piece, expected: Expected) -> Iterator[str]:
    if page.date != piece.date:
        yield f"is dated {page.date}, not {piece.date}"
    if expected.description and page.meta("description") != _straight(piece.summary):
        yield f"is described as {page.meta('description')!r}"
    if expected.previews and page.bytes_of(page.meta("og:image")) not in (
        piece.picture,
        piece.thumbnail,
    ):
        yield f"is previewed with {page.meta('og:image')!r}"
    if expected.thumbnail:
        image = page.article.select_one(expected.thumbnail)
        if not _shows(page, image, f"{piece.slug}-thumb.png", piece.thumbnail, expected):
            yield f"has {image} for a thumbnail"


def _shows(page: Page, image: Tag | None, name: str, body: bytes, expected: Expected) -> bool:
    link = image.get("src") if image else None
    if expected.hotlinked:
        return link == f"{expected.hotlinked}/{name}"
    return page.bytes_of(link) == body


def listed(site: Site, piece: Piece, summary: str, expected: Expected) -> Iterator[str]:
    """Yield what is wrong with how lists (``<section>`` each) show an article."""
    title = _straight(piece.title)
    shown = [
        (page, section)
        for page in site.lists()
        for section in page.soup.find_all("section")
        if _straight(section.find("a").get_text()).strip() == title
    ]
    if not shown:
        yield f"{piece.title!r} is in no list"
    for page, section in shown:
        where = f"{page.path.relative_to(site.root)}, {piece.title!r}"
        told = _straight(section.find(class_="summary").get_text()).strip()
        if told != _straight(summary).strip():
            yield f"{where}: is summed up as {told!r}, not {summary!r}"
        image = section.select_one("img.thumbnail")
        if not _shows(page, image, f"{piece.slug}-thumb.png", piece.thumbnail, expected):
            yield f"{where}: has {image} for a thumbnail"


def _body(page: Page, piece: Piece, expected: Expected) -> Iterator[str]:
    codes = [block.get_text().strip("\n") for block in page.text.find_all("pre")]
    if codes != [piece.code]:
        yield f"shows the code {codes}, not {piece.code!r}"
    strong = [element.get_text() for element in page.text.find_all(["strong", "b"])]
    if len(strong) != 1 or piece.strong not in strong[0]:
        yield f"has {strong} in bold"
    images = page.text.find_all("img")
    if len(images) != 1 or not _shows(
        page, images[0], f"{piece.slug}.png", piece.picture, expected
    ):
        yield f"shows the pictures {images}"
    cells = [cell.get_text().strip() for cell in page.text.find_all("td")]
    if cells != ["Ferry | late", f"7:{piece.number:02}"]:
        yield f"has the cells {cells}"
    yield from _prose(page, piece)


def _prose(page: Page, piece: Piece) -> Iterator[str]:
    for code in page.text.find_all("pre"):
        code.extract()
    text = _straight(page.text.get_text())
    for wanted in (piece.prose, f"{piece.title}?", piece.inline):
        if _straight(wanted) not in text:
            yield f"lacks {wanted!r} in {text[text.find('In text') :][:160]!r}"
    if "**" in text.replace(_straight(piece.title), ""):
        yield f"shows asterisks: {text!r}"


def _straight(text: str) -> str:
    """Return the text with the quotes, dots, dashes and blanks that no typographer has made nice."""
    for nice, plain in _TYPOGRAPHY.items():
        text = text.replace(nice, plain)
    return re.sub(r"\s+", " ", text)
