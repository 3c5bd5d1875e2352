"""Four sources of one site that live: what they announce changes from day to day, by a seed.

A story is known by its number, which its title names and nothing changes; all else of it may
change: text, title, guid, address, scheme, date. `Story.edits` counts what is news.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from helpers.origin import Answer, Origin

HOST = "secure.example"
SOURCES = ("harbour", "bote", "wire", "notes")
SHOWN = 25
"""How many stories a feed shows."""
WORDS = (
    "ferry", "harbour", "lamp", "keeper", "rope", "barrel", "net", "tide", "pier", "lake", "boat",
    "seven", "morning", "letter", "story", "walk", "pine", "stone", "bridge", "market", "bell",
    "garden", "river", "window", "paper", "train", "winter", "summer", "bread", "salt", "copper",
    "glass", "wheel", "road", "field", "north", "island", "paint", "sail", "captain", "ledger",
    "cloud", "roof", "engine",
)  # fmt: skip


@dataclass
class Story:
    """One story of a source, as it is today."""

    number: int
    source: str
    at: datetime
    title: str
    text: list[str]
    guid: str
    path: str
    scheme: str = "http"
    edits: int = 0
    back: datetime | None = None
    """Until then it is neither in the feed nor at its address."""
    also: bool = field(default=False)
    """Whether another source announces it too."""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{HOST}{self.path}"


class World:
    """Publish, correct, move and lose stories, a day at a time."""

    def __init__(self, seed: int, *servers: Origin) -> None:
        self._chosen = random.Random(seed)
        self._servers = servers
        self.stories: list[Story] = []
        self.today = datetime.min

    def live(self, now: datetime) -> None:
        """Let a day pass, and have the servers answer accordingly."""
        self.today = now
        for source in SOURCES:
            if self._happens(0.3) or not self.of(source):
                self._write(source)
        for chance, change in (
            (0.3, self._correct), (0.06, self._retitle), (0.06, self._rename), (0.08, self._move),
            (0.06, self._redate), (0.06, self._lose),
        ):  # fmt: skip
            there = [story for story in self.stories[-60:] if not self._is_away(story)]
            if there and self._happens(chance):
                change(self._chosen.choice(there))
        self._serve()

    def new_guids(self, source: str) -> None:
        """Have a source name all its stories anew, as a new publishing system does."""
        for story in self.of(source):
            story.guid = f"https://{HOST}/?p={story.number}"

    def secure(self, source: str) -> None:
        """Have a source send everybody from http to https."""
        for story in self.of(source):
            self._redirect(story.path, f"https://{HOST}{story.path}", self._servers[0])
            story.scheme = "https"

    def of(self, source: str) -> list[Story]:
        """Return the stories of a source, oldest first."""
        return [story for story in self.stories if story.source == source]

    def _happens(self, chance: float) -> bool:
        return self._chosen.random() < chance

    def _is_away(self, story: Story) -> bool:
        return story.back is not None and story.back > self.today

    def _sentence(self) -> str:
        words = self._chosen.choices(WORDS, k=self._chosen.randrange(9, 16))
        return f"{' '.join(words).capitalize()}."

    def _paragraph(self) -> str:
        return " ".join(self._sentence() for _ in range(self._chosen.randrange(3, 6)))

    def _write(self, source: str) -> None:
        # A title that begins with 403 or 404 is taken for that of an error.
        number = len(self.stories) + 1001
        scheme = next((story.scheme for story in self.of(source)), "http")
        self.stories.append(
            Story(
                number=number,
                source=source,
                at=self.today - timedelta(hours=self._chosen.randrange(1, 9)),
                title=f"Story {number}: {self._sentence()[:-1]}",
                text=[self._paragraph() for _ in range(self._chosen.randrange(3, 7))],
                guid=f"tag:{HOST},2026:{number}",
                path=f"/{source}/{number}",
                scheme=scheme,
                also=source == "harbour" and self._happens(0.4),
            )
        )

    def _correct(self, story: Story) -> None:
        at = self._chosen.randrange(len(story.text))
        story.text[at] = f"{self._sentence()} {story.text[at]}"
        story.edits += 1

    def _retitle(self, story: Story) -> None:
        story.title = f"Story {story.number}: {self._sentence()[:-1]}"
        story.edits += 1

    def _rename(self, story: Story) -> None:
        story.guid = f"{story.guid}-{self._chosen.randrange(10**6)}"

    def _redate(self, story: Story) -> None:
        story.at += timedelta(minutes=self._chosen.randrange(1, 3000))
        story.edits += 1

    def _lose(self, story: Story) -> None:
        story.back = self.today + timedelta(days=self._chosen.randrange(3, 30))

    def _move(self, story: Story) -> None:
        old, story.path = story.path, f"/{story.source}/{story.number}-{self.today:%m%d}"
        for server in self._servers:
            self._redirect(old, story.url, server)

    def _redirect(self, path: str, url: str, server: Origin) -> None:
        server.pages[path] = Answer(status=301, headers={"Location": url})

    def _serve(self) -> None:
        for story in self.stories:
            gone = Answer(b"gone", status=404)
            answer = gone if self._is_away(story) else Answer(self._page(story).encode())
            for server in self._servers[story.scheme == "https" :]:
                server.pages[story.path] = answer
        for source in SOURCES:
            for server in self._servers:
                server.feed(f"/{source}.xml", self._feed(source))

    def _page(self, story: Story) -> str:
        """Return a story's page, with the noise of today round it."""
        count = self._chosen.randrange(10**5)
        others = "".join(
            f'<li><a href="/x/{n}">{escape(self._sentence())}</a></li>' for n in range(4)
        )
        text = "".join(f"<p>{paragraph}</p>" for paragraph in story.text)
        return (
            f'<!doctype html><html lang="en"><head><title>{story.title}</title>'
            f'<link rel="canonical" href="{story.url}"></head><body><nav><a href="/">Home</a></nav>'
            f"<article><h1>{story.title}</h1>{text}</article>"
            f"<aside>Read {count} times<ul>{others}</ul></aside><footer>Imprint</footer></body></html>"
        )

    def _feed(self, source: str) -> str:
        """Return the newest stories of a source; the wire has some of the harbour's as well."""
        there = [
            story
            for story in self.stories
            if not self._is_away(story)
            and (story.source == source or (source == "wire" and story.also))
        ]
        items = "".join(self._item(source, story) for story in reversed(there[-SHOWN:]))
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>{source}</title><link>http://{HOST}/{source}</link>"
            f"<description>d</description>{items}</channel></rss>"
        )

    def _item(self, source: str, story: Story) -> str:
        """Announce a story: the wire tracks who reads it, the notes come whole, the harbour's guids
        are addresses.
        """
        query = f"?utm_source=wire&utm_campaign={self.today:%W}" if source == "wire" else ""
        guid = story.guid if source == story.source else f"wire-{story.number}"
        if story.source == source == "harbour":
            guid = f"{story.scheme}://{HOST}/harbour/{story.number}"
        whole = "".join(f"<p>{paragraph}</p>" for paragraph in story.text)
        content = f"<content:encoded>{escape(whole)}</content:encoded>"
        return (
            f"<item><title>{escape(story.title)}</title><link>{escape(story.url + query)}</link>"
            f'<guid isPermaLink="false">{escape(guid)}</guid>'
            f"<pubDate>{format_datetime(story.at)}</pubDate>"
            f"<description>{escape(story.text[0])} ({story.edits})</description>"
            f"{content if source == 'notes' else ''}</item>"
        )
