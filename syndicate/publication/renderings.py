"""What documents say of each announcement, made once and put into all that show it.

    said ─▶ at hand? ─▶ kept by state? ─▶ archive ─▶ content ─▶ announce ─▶ entries

State keeps those of the last documents, so that a feed of fifty entries into which one is put has
one made. Those of closed documents are made when these are, in the order of time, so that the
feeds that show them find them at hand.
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from syndicate import __version__, identity
from syndicate.archiver.files.cards import Card
from syndicate.errors import ArchiveError
from syndicate.generator import content, select
from syndicate.generator.announcement import Item, Origin, announce, language
from syndicate.generator.entries import Entries, written
from syndicate.generator.headlines import Headline, headline
from syndicate.generator.paths import IMAGES
from syndicate.model import Article, Feed, Shown
from syndicate.model.listed import Said
from syndicate.parts import Parts
from syndicate.publication.output import Output

SUMMARY = 300
"""Characters of an entry's summary: what readers show in a list of articles."""

_AT_HAND = 48_000_000
"""Characters of entries at hand: those of some two thousand articles."""

_READ = 200
"""Articles at hand: a document and the pages of what it shows."""


@dataclass(frozen=True, slots=True)
class Made:
    """Hold an announcement as documents show it, and how pages list it."""

    entries: Entries
    headline: Headline
    lang: str | None


class Renderings:
    """Give announcements as entries; `cards` say what sources call themselves.

    `own` are the feeds of single sources, by the source.
    """

    def __init__(
        self, output: Output, cards: Mapping[str, Card], feeds: Iterable[Feed] = ()
    ) -> None:
        self.own = {feed.sources[0]: feed for feed in feeds if feed.kind == "source"}
        self._output = output
        self._parts: Parts = output.parts
        self._made: OrderedDict[tuple[str, int, str], Made | None] = OrderedDict()
        self._articles: OrderedDict[tuple[str, int], Article | None] = OrderedDict()
        self._size = 0
        self._known: dict[tuple[str, int, str], Shown] = {}
        self._cards = cards
        self._origins: dict[str, Origin] = {}
        self._digests: dict[str, str] = {}
        self._place = identity.digest(__version__, repr(self._parts.site))
        self.fresh: list[Shown] = []

    def know(self, shown: Iterable[Shown]) -> None:
        """Take what state kept; what is not valid any more is made anew."""
        self._known |= {(each.path, each.number, each.way): each for each in shown}

    def of(self, said: Sequence[Said], feed: Feed, *, keep: bool) -> list[Made]:
        """Return how a feed shows announcements; one of which nothing can be made is left out.

        With `keep` state is to keep what had to be made.
        """
        asked = feed.content + (f" {feed.folder}" if feed.private else "")
        return [made for each in said if (made := self._one(each, feed, asked, keep)) is not None]

    def origin(self, name: str) -> Origin:
        """Return what is said of a source."""
        if name not in self._origins:
            self._origins[name] = _origin(name, self._cards.get(name), self._parts)
        return self._origins[name]

    def digest(self, name: str) -> str:
        """Return what changes whenever anything that is said of a source does.

        Pages link the feed of a source, where it has one.
        """
        if name not in self._digests:
            source, own = self._parts.sources.get(name), self.own.get(name)
            policy = str(source.publish if source else None)
            formats = own.formats if own else None
            self._digests[name] = identity.digest(repr(self.origin(name)), policy, formats)
        return self._digests[name]

    def article(self, said: Said) -> Article | None:
        """Return the version that was announced; what can't be read is complained of."""
        key = (said.path, said.number)
        if key not in self._articles:
            self._articles[key] = self._read(said)
            while len(self._articles) > _READ:
                self._articles.popitem(last=False)
        self._articles.move_to_end(key)
        return self._articles[key]

    def item(self, article: Article, feed: Feed) -> Item:
        """Return what a feed shows of an article, its pictures in place."""
        source = self._parts.sources.get(article.source)
        way = select.way(feed, source, self._parts.site, article)
        folder = f"{feed.folder}/{IMAGES}" if feed.private else IMAGES
        images_url = self._parts.site.base_url + folder if way == "full" else None
        if images_url:
            self._images(article, folder)
        html, summary = "", ""
        if way == "full":
            html, summary = content.both(article, SUMMARY, images_url=images_url)
        elif way == "summary":
            summary = content.summary(article, SUMMARY)
        return Item(
            article=article,
            html=html,
            summary=summary,
            way=way,
            source=self.origin(article.source),
            images_url=images_url,
        )

    def _one(self, said: Said, feed: Feed, asked: str, keep: bool) -> Made | None:
        at = (said.path, said.number, asked)
        if at in self._made:
            self._made.move_to_end(at)
            return self._made[at]
        key = identity.digest(self._place, self.digest(said.source), said.digest)
        known = self._known.get(at)
        if known is not None and known.key == key:
            made: Made | None = _unpacked(known.packed)
        else:
            article = self.article(said)
            made = self._make(said, article, feed) if article else None
            if made is not None and keep:
                packed = _packed(made)
                self.fresh.append(
                    Shown(path=at[0], number=at[1], way=asked, key=key, packed=packed)
                )
        self._keep(at, made)
        return made

    def _make(self, said: Said, article: Article, feed: Feed) -> Made | None:
        try:
            announced = announce(self.item(article, feed), self._parts.site)
        except (ValueError, OverflowError) as error:
            reason = f"feed {feed.id}: {said.path}: left out, {error}"
            self._output.complain(None, reason)
            return None
        return Made(written(announced), headline(announced, article), language(article.lang))

    def _read(self, said: Said) -> Article | None:
        archive = self._parts.archive
        try:
            article = archive.get(said.path)
            if article.revision != said.number:
                article = archive.version(said.path, said.number)
        except ArchiveError as error:
            named = error.message.startswith(error.path)
            reason = error.message if named else f"{error.path}: {error.message}"
            self._output.complain(said.source, reason, said.path, error)
            return None
        return article

    def _images(self, article: Article, folder: str) -> None:
        """Put the article's images beside the feeds; a name is its content's hash."""
        public = self._parts.public
        for name in dict.fromkeys(asset.name for asset in article.assets if asset.name):
            if public.exists(folder + name):
                continue
            body = self._parts.archive.asset(article.path or "", name)
            if body is None:
                reason = f"{article.path}: images/{name} is missing"
                self._output.complain(article.source, reason, article.path)
            else:
                self._output.write(folder + name, body)

    def _keep(self, at: tuple[str, int, str], made: Made | None) -> None:
        self._made[at] = made
        self._size += _weight(made)
        while self._size > _AT_HAND and len(self._made) > 1:
            _, oldest = self._made.popitem(last=False)
            self._size -= _weight(oldest)


def _weight(made: Made | None) -> int:
    return sum(map(len, made.entries.values())) if made else 0


def _packed(made: Made) -> bytes:
    told = [dict(made.entries), asdict(made.headline), made.lang]
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode(errors="surrogatepass"), 1)


def _unpacked(packed: bytes) -> Made:
    entries, told, lang = json.loads(zlib.decompress(packed).decode(errors="surrogatepass"))
    return Made(entries, Headline(**{**told, "tags": tuple(told["tags"])}), lang)


def _origin(name: str, card: Card | None, parts: Parts) -> Origin:
    source = parts.sources.get(name)
    card = card or Card(source=name)
    return Origin(
        id=name,
        title=(source.title if source else None) or card.title or name,
        feed=(source.label if source else None) or card.feed or parts.site.base_url,
        link=card.link,
        rights=card.rights,
    )
