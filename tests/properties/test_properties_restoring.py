"""The law of revisions: whatever happened, every version is had again, byte for byte."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from helpers.articles import ARTICLE, NOW, PATH
from helpers.storages import InMemory
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.profiles import BUILT_IN, Files, Profile, load
from syndicate.model import Article, Asset

LAID_OUT = pytest.mark.parametrize("name", BUILT_IN)
LINES = (
    "The ferry leaves at seven, and whoever is late walks round the lake.",
    "渡船七点开，迟到的人只好绕湖走一整天。",
    "Twelve people came to the harbour on Monday, said the harbour master.",
    "Nobody had told them that the timetable had changed in the winter.",
    "“我们会再来的”，他说，“也许在明年春天。”",
    "A second boat has been ordered from a yard on the other shore.",
)
NOISE = ("14 comments", "Read 3,201 times", "Updated 5 minutes ago", "[More news](https://e.org/)")


@dataclass(frozen=True)
class Sent:
    """What a source says at one time."""

    lines: tuple[int, ...]
    title: int
    pots: tuple[int, ...]
    noise: int | None
    known: bool
    status: str = "whole"


SENT = st.builds(
    Sent,
    lines=st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=5, unique=True).map(tuple),
    title=st.integers(0, 2),
    pots=st.lists(st.integers(0, 3), max_size=3, unique=True).map(tuple),
    noise=st.none() | st.integers(0, len(NOISE) - 1),
    known=st.booleans(),
    status=st.sampled_from(("whole", "whole", "whole", "partial")),
)
EDITS = st.sampled_from(("first line", "last line", "title", "own key", "undo", "blanks"))
HISTORIES = st.lists(SENT | EDITS, min_size=2, max_size=14)


def pot(number: int) -> tuple[Asset, bytes]:
    data = b"\x89PNG pot %d" % number
    digest = hashlib.sha256(data).hexdigest()
    url = f"https://tea.example/{number}.png"
    asset = Asset(
        url=url, name=f"{digest[:16]}.png", type="image/png", size=len(data), sha256=digest, alt="p"
    )
    return asset, data


def article_of(sent: Sent) -> tuple[Article, dict[str, bytes]]:
    pots = [pot(number) for number in sent.pots]
    pictures = [f"![p](images/{asset.name})" for asset, _ in pots]
    noise = [] if sent.noise is None else [NOISE[sent.noise]]
    text = "\n\n".join((*(LINES[line] for line in sent.lines), *pictures, *noise))
    article = replace(
        ARTICLE,
        title=f"Title {sent.title}",
        markdown=text,
        assets=tuple(asset for asset, _ in pots),
        status=sent.status,
    )
    return article, {asset.name or "": data for asset, data in pots}


@dataclass
class World:
    """An archive, and an oracle that kept every byte that ever was a version's."""

    profile: Profile
    storage: InMemory = field(default_factory=InMemory)
    versions: dict[int, bytes] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    last: Article | None = None
    hour: int = 0

    def __post_init__(self) -> None:
        self.files = Files(PATH, self.profile)
        self.archive = Archive(self.storage, self.profile)

    def send(self, sent: Sent) -> None:
        article, pictures = article_of(sent)
        at = NOW + timedelta(hours=self.hour)
        done = self.archive.put(
            article, PATH, now=at, announce=at, assets=pictures, extractor="test/1",
            before=self.last if sent.known else None,
        )  # fmt: skip
        self.last = article
        self.images |= pictures
        if done.saved:
            newest = self.archive.versions(PATH)[-1].number
            self.versions[newest] = self.storage.values[done.saved]
        self.see()

    def edit(self, how: str) -> None:
        main = self.files.main
        written = self.storage.values[main]
        self.storage.values[main] = self.edited(how, written.decode()).encode()
        self.see()

    def edited(self, how: str, text: str) -> str:
        front, mark, body = text.partition("\n---\n")
        if how == "title":
            return text.replace("Title ", f"My {self.hour} ", 1)
        if how == "own key":
            return f"{front}\nmine{self.hour}: {self.hour}{mark}{body}"
        if how == "blanks":
            return f"{front}{mark}{body.replace('.', '.  ')}\n\n"
        if how == "undo":
            return text.replace("Mine. ", "").replace("\nMine too.\n", "")
        if how == "first line":
            return f"{front}{mark}{body.replace('The ', 'Mine. The ', 1)}"
        return f"{text}\nMine too.\n"

    def see(self) -> None:
        """Remember the bytes of the version that stands now."""
        number = self.archive.get(PATH).revision
        assert number is not None
        self.versions[number] = self.storage.values[self.files.main]
        self.hour += 1


@LAID_OUT
@settings(max_examples=25, deadline=None)
@given(first=SENT, history=HISTORIES)
def test_every_version_is_had_again_with_its_images(name, first, history):
    world = World(load(name))
    world.send(first)

    for step in history:
        if isinstance(step, Sent):
            world.send(step)
        else:
            world.edit(step)

    archive = world.archive
    records = {record.number: record for record in archive.versions(PATH)}
    assert records.keys() == world.versions.keys() == set(range(1, len(records) + 1))
    for number, kept in world.versions.items():
        assert archive.raw(PATH, number) == kept
        there = archive.version(PATH, number)
        for image in records[number].images:
            assert archive.asset(PATH, image) == world.images[image]
        shown = {asset.name for asset in there.assets if asset.name in there.markdown}
        assert shown <= set(records[number].images)
