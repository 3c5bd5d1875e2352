"""A folder of saved pages as a source: what is there, and one file whole. Reads, never writes.

Nothing outside the folder is read, whatever a link in it points to. Which files there are costs a
look at the folder; only when that has changed are files opened, for where they came from.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from syndicate.errors import FetchError, SourceError, TooLarge
from syndicate.fetcher.readers import saved
from syndicate.fetcher.readers.saved import File, Saved
from syndicate.model import Page, Validators

MOST = 10_000
"""Files of one folder that are looked at, the newest: what the feed reader takes of a feed."""

LARGEST = 64_000_000
"""Bytes of one file: a page with its pictures inline has twenty million at most."""

# Browsers put a page's pictures, scripts and frames into a folder of its name beside it.
_ASIDE = ("_files", ".files", "_fichiers", "-dateien", "_dateien", "_archivos", "_file", "_files~")


def look(url: str, validators: Validators | None) -> tuple[Page, bool]:
    """Return what the folder at a file: URL holds, and whether that is what it held last time.

    Raises FetchError when there is no such folder.
    """
    root = path_of(url)
    try:
        found = sorted(_pages(root), key=lambda item: (-item[1].st_mtime_ns, item[0]))[:MOST]
    except OSError as error:
        raise FetchError(f"the folder {root} cannot be read: {error.strerror}", url=url) from error
    editions = [(name, f"{stat.st_size}-{stat.st_mtime_ns}") for name, stat in found]
    digest = hashlib.blake2b(repr(editions).encode(), digest_size=16).hexdigest()
    now = Validators(url=url, digest=digest)
    if validators and validators.digest == digest:
        return Page(url=url, body=b"", validators=now), True
    files = [_file(root, name, edition) for name, edition in editions]
    return Page(url=url, body=saved.manifest(files), validators=now), False


def page(url: str, name: str) -> Saved:
    """Return one saved page of the folder with its pictures.

    Raises FetchError when it can't be read, ParseError when it holds no page.
    """
    root = path_of(url)
    path = root / name
    return saved.read(_read(root, path, url), name, lambda ref: _beside(root, path, ref))


def path_of(url: str) -> Path:
    """Return the path that a file: URL names."""
    return Path(url2pathname(urlsplit(url).path))


def _pages(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the saved pages below a folder, links and what is hidden left out."""
    for folder in _folders(root):
        with os.scandir(folder) as files:
            for each in files:
                if _is_page(each):
                    name = Path(each.path).relative_to(root).as_posix()
                    yield name, each.stat(follow_symlinks=False)


def _folders(root: Path) -> Iterator[Path]:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        yield folder
        with os.scandir(folder) as files:
            waiting += [Path(each.path) for each in files if _is_shelf(each)]


def _is_shelf(each: os.DirEntry[str]) -> bool:
    is_ours = not each.name.startswith(".") and not each.name.lower().endswith(_ASIDE)
    return is_ours and each.is_dir(follow_symlinks=False) and os.access(each.path, os.R_OK)


def _is_page(each: os.DirEntry[str]) -> bool:
    named = each.name.lower().endswith(saved.ENDINGS) and not each.name.startswith(".")
    return named and each.is_file(follow_symlinks=False)


def _file(root: Path, name: str, edition: str) -> File:
    try:
        with (root / name).open("rb") as file:
            head = file.read(saved.HEAD)
    except OSError as error:
        return File(name=name, edition=edition, problem=error.strerror or "can't be read")
    if not head.strip():
        return File(name=name, edition=edition, problem="is empty")
    return File(name=name, edition=edition, url=saved.origin(head, name))


def _read(root: Path, path: Path, url: str) -> bytes:
    """Return a file of the folder, wherever links in its path may lead: not outside."""
    if not path.resolve().is_relative_to(root.resolve()):
        raise FetchError(f"{path} lies outside of its folder", url=url, transient=False)
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise FetchError(f"{path.name} cannot be read: {why}", url=url) from error
    if len(body) > LARGEST:
        raise TooLarge(f"{path.name} is larger than {LARGEST} bytes", url=url, transient=False)
    return body


def _beside(root: Path, page: Path, reference: str) -> bytes | None:
    path = page.parent / unquote(reference)
    try:
        return _read(root, path, "") if path.is_file() else None
    except (SourceError, OSError, ValueError):
        return None
