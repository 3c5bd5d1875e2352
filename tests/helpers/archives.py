"""A small archive with everything an archive can hold, in any profile; and ways to harm it."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicate import config
from syndicate.archiver import images
from syndicate.archiver.archive import Archive
from syndicate.archiver.files import profiles
from syndicate.archiver.files.cards import Card
from syndicate.config import Config
from syndicate.model import Article, Asset, Page, Tombstone
from syndicate.storage.local import Local

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
_HEAD = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000040000000408020000")


def picture(name: str) -> Asset:
    """Return a picture whose bytes follow from its name."""
    body = _HEAD + hashlib.sha512(name.encode()).digest() * 4
    return images.asset(Page(url=f"https://tea.example/{name}.png", body=body), _url(name), name)


def _url(name: str) -> str:
    return f"https://tea.example/{name}.png"


def article(number: int, text: str = "Soft water, hard leaves.", *shown: Asset) -> Article:
    """Return an article that shows pictures."""
    url = f"https://tea.example/{number}"
    lines = [text, f"Number {number}.", *(f"![](images/{asset.name})" for asset in shown)]
    return Article(
        key=url,
        id=f"urn:uuid:1b4e28ba-2fa1-51d2-883f-{number:012x}",
        source="tea",
        title=f"The water matters {number}: 水",
        markdown="\n\n".join(lines) + "\n",
        date=NOW - timedelta(days=number),
        authors=("Ming Zhao",),
        tags=("tea", "no"),
        lang="en-GB",
        canonical_url=url,
        link=f"{url}?from=feed",
        rights="CC BY 4.0",
        assets=shown,
        guids=(f"tea-{number}",),
        urls=(url,),
        announcements={f"tea\ntea-{number}": "0123456789abcdef"},
    )


def make(root: Path, profile: str = "neutral") -> Config:
    """Write an archive: three versions, pictures, a kept edit, a tombstone, a card."""
    text = f'[archive]\nprofile = "{profile}"\ntimezone = "Asia/Shanghai"\n'
    (root / "config.toml").write_text(text, "utf-8")
    loaded = opened(root)
    archive = _archive(loaded)
    archive.prepare()
    pot, cup, leaf = picture("pot"), picture("cup"), picture("leaf")
    _put(archive, article(1, "First.", pot, cup), 0)
    _put(archive, article(1, "Second.", cup, leaf), 1)
    _put(archive, article(1, "Third.", leaf), 2)
    _put(archive, article(2), 3)
    document = root / "archive" / profiles.Files(_put(archive, article(3), 4), archive.profile).main
    document.write_bytes(document.read_bytes().replace(b"hard leaves", b"harder leaves"))
    _put(archive, article(3, "Another text."), 5)
    archive.put_card(Card(source="tea", title="Tea", link="https://tea.example", passed=("ab",)))
    stone = Tombstone(id="urn:gone", keys=("https://tea.example/9",), guids=(("tea", "9"),))
    archive.bury([stone, Tombstone(id="urn:gone:2")])
    return loaded


def opened(root: Path) -> Config:
    """Return the configuration."""
    return config.load(root / "config.toml", os.environ)


def _archive(loaded: Config) -> Archive:
    from syndicate.wiring import layout

    return Archive(Local(loaded.archive.path), layout.profile(loaded))


def _put(archive: Archive, sent: Article, hours: int) -> str:
    now = NOW + timedelta(hours=hours)
    known = {each.key: each.path for each in archive.articles() if isinstance(each, Article)}
    path = known.get(sent.key) or archive.places(sent, now)[0]
    bodies = {asset.name or "": asset.body for asset in sent.assets}
    archive.put(sent, path, now=now, announce=now, assets=bodies, extractor="test/1")
    return path


Harm = Callable[[Path, random.Random], None]
"""Does something to a file."""


def _flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def _truncate(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(1, len(data))])


def _zero(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    data[at:] = bytes(len(data) - at)
    path.write_bytes(data)


def _double(path: Path, chance: random.Random) -> None:
    del chance
    path.with_name(f"{path.stem} copy{path.suffix}").write_bytes(path.read_bytes())


def _utf16(path: Path, chance: random.Random) -> None:
    del chance
    path.write_bytes(path.read_bytes().decode(errors="replace").encode("utf-16"))


def _latin(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    at = chance.randrange(len(data))
    path.write_bytes(data[:at] + b"\xe9\xe8" + data[at:])


HARMS: dict[str, Harm] = {
    "flip": _flip,
    "truncate": _truncate,
    "zero": _zero,
    "empty": lambda path, chance: path.write_bytes(b"") and None,
    "delete": lambda path, chance: path.unlink(),
    "rename": lambda path, chance: path.rename(path.with_name(f"x{path.name}")) and None,
    "duplicate": _double,
    "mark": lambda path, chance: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()) and None,
    "crlf": lambda path, chance: (
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")) and None
    ),
    "utf-16": _utf16,
    "latin": _latin,
    "append": lambda path, chance: path.write_bytes(path.read_bytes() + b"\0") and None,
}
"""What disks, editors and hands do to one file."""
