"""Break ten sources in every way that sources break, and score what Syndicate says of it.

    python benchmarks/faults.py [--days 30] [--faults captcha,login]

A loopback site has five feeds and five list pages, steady, bursty and quiet ones, in three
languages. Each fault is put on after a few good visits, on lists and articles alike: is it told
within three polls, under the right condition, and did anything of it reach the archive? Then a
month without faults, in which nothing is to be told.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from syndicate import config
from syndicate.app import open_app

BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
STEP = timedelta(hours=2)
GOOD = 6
"""Visits before a fault."""
POLLS = 3
MARK = "Zauberlehrling"
"""A word that no article has: where it is found, a fault reached the archive."""

WORDS = {
    "en": "the ferry leaves harbour at seven and whoever is late walks round lake under tall old "
    "pines while keeper counts boats lamps ropes nets barrels stories café naïve",
    "de": "die Fähre verlässt Hafen um sieben wer später kommt läuft über Brücke größer schöner "
    "Wärter zählt Boote Lampen Seile Netze Fässer Geschichten für Männer Übung",
    "zh": "渡船 早上 七点 离开 码头 迟到 的人 沿着 湖边 行走 灯塔 看守 清点 小船 缆绳 渔网 木桶 故事 风浪 平静",
}


@dataclass(frozen=True)
class Item:
    """One article of a source."""

    number: int
    at: datetime
    title: str
    text: str


@dataclass(frozen=True)
class Kind:
    """How a source publishes: its form, language, rhythm, and how many items it shows."""

    name: str
    form: str
    lang: str
    rhythm: str
    shows: int


KINDS = (
    Kind("harbour", "rss", "en", "steady", 20), Kind("bote", "atom", "de", "bursty", 15),
    Kind("zhou", "rss", "zh", "steady", 25), Kind("notes", "json", "en", "quiet", 10),
    Kind("weekly", "excerpts", "en", "bursty", 12), Kind("plain", "ul", "en", "steady", 15),
    Kind("cards", "cards", "de", "bursty", 12), Kind("portal", "table", "zh", "steady", 30),
    Kind("board", "ul", "zh", "quiet", 20), Kind("club", "cards", "en", "quiet", 8),
)  # fmt: skip
FEEDS = ("rss", "atom", "json", "excerpts")
SELECT = {
    "ul": {"items": "ul.news > li", "title": "a", "link": "a", "date": "time"},
    "cards": {"items": "div.card", "title": "h3", "link": "h3 a", "date": ".date"},
    "table": {"items": "table.list tr", "title": "td.t a", "link": "td.t a", "date": "td.d"},
}


def published(kind: Kind, now: datetime) -> Sequence[Item]:
    """Return all that a source has published by an instant, the newest first."""
    rand = random.Random(kind.name)
    at = BEGIN - timedelta(days=60)
    found: list[Item] = []
    while True:
        burst = rand.randrange(2, 7) if kind.rhythm == "bursty" else 1
        mean = {"steady": 9.0, "bursty": 60.0, "quiet": 140.0}[kind.rhythm]
        at += timedelta(hours=rand.expovariate(1 / mean) + 0.5)
        if at > now:
            return found[::-1]
        for _ in range(burst):
            found.append(_item(kind, len(found) + 1, at + timedelta(minutes=len(found) % 9), rand))


def _item(kind: Kind, number: int, at: datetime, rand: random.Random) -> Item:
    words, gap = WORDS[kind.lang].split(), "" if kind.lang == "zh" else " "
    title = gap.join(rand.choices(words, k=rand.randrange(5, 11))) + f" {number}"
    text = ". ".join(gap.join(rand.choices(words, k=14)) for _ in range(12)) + "."
    return Item(number, at.replace(microsecond=0), title, text)


# Ways to break. A page stands in for everything; the data of a list goes wrong.

Page = tuple[int, str, bytes]


def _page(head: str, body: str, status: int = 200) -> Page:
    text = f"<!doctype html><html><head><title>{head}</title></head><body>{body}</body></html>"
    return status, "text/html; charset=utf-8", text.encode()


PAGES: Mapping[str, tuple[str, Page]] = {
    "captcha": ("blocked", _page(
        "Just a moment...", f"<h1>Verify you are human</h1><p>{MARK} needs to review the security"
        ' of your connection.</p><div class="cf-turnstile"></div>')),
    "login": ("blocked", _page(
        "Members", f"<h1>{MARK}</h1><form>Please log in <input name=u><input type=password name=p>"
        "<button>Log in</button></form>")),
    "forbidden": ("blocked", _page("403 Forbidden", f"<h1>Forbidden</h1><p>{MARK}</p>", 403)),
    "denied": ("blocked", _page("Access Denied", f"<h1>Access denied</h1><p>{MARK} #18.2</p>")),
    "consent wall": ("blocked", _page(
        "Welcome", f"<h1>Before you continue to {MARK}</h1><p>We and our partners use cookies."
        "</p><button>Accept all</button><button>Manage options</button>")),
    "soft 404": ("failing", _page(
        "Page not found", f"<h1>Page not found</h1><p>{MARK}: sorry, try the search.</p>"
        "<ul class=news><li><a href=/>Home</a></li></ul>")),
    "parked domain": ("failing", _page(
        "harbour.example", f"<p>This domain is for sale! {MARK}</p><ul class=news><li>"
        "<a href=/x>Related searches</a></li></ul>")),
    "empty page": ("failing", _page("", "<div></div>")),
    "script shell": ("failing", _page(
        "App", f'<noscript>{MARK}: enable JavaScript</noscript><div id="root"></div>')),
    "maintenance": ("failing", _page(
        "Maintenance", f"<h1>Down for maintenance</h1><p>{MARK} is back soon.</p>")),
}  # fmt: skip

DATA: Mapping[str, Callable[[Kind, Sequence[Item]], Sequence[Item]]] = {
    "list empty": lambda kind, items: (),
    "titles equal": lambda kind, items: [replace(each, title=MARK) for each in items],
    "links equal": lambda kind, items: [replace(each, number=0) for each in items],
    "dates equal": lambda kind, items: [replace(each, at=BEGIN) for each in items],
    "dates gone": lambda kind, items: [
        replace(each, at=datetime(1970, 1, 1, tzinfo=UTC)) for each in items
    ],
    "items halved": lambda kind, items: items[: max(1, len(items) // 2 - 1)],
}
OTHERS = ("encoding", "redesign")
FAULTS = (*PAGES, *DATA, *OTHERS)


class Site:
    """Serve the sources, whole or broken."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.fault: str | None = None
        self.spares_lists = False
        self.edition = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.place = f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str) -> Page:
        """Return what the site says to a path: ``/<source>/`` or ``/<source>/<number>``."""
        name, _, rest = path.strip("/").partition("/")
        if self.fault and self.fault in PAGES and (rest or not self.spares_lists):
            return PAGES[self.fault][1]
        kind = next((each for each in KINDS if each.name == name), None)
        if kind is None or (rest and not rest.isdigit()):
            return _page("Not found", "", 404)
        items = published(kind, self.now)
        if rest:
            return self._article(kind, next(each for each in items if each.number == int(rest)))
        shown: Sequence[Item] = items[: kind.shows]
        if self.edition:
            shown = [replace(each, title=each.title + self.edition) for each in shown]
        if self.fault and self.fault in DATA:
            shown = DATA[self.fault](kind, shown)
        return self._list(kind, shown)

    def _article(self, kind: Kind, item: Item) -> Page:
        paragraphs = "".join(f"<p>{part}.</p>" for part in item.text.split(". "))
        return _page(item.title, f"<article><h1>{item.title}</h1>{paragraphs * 2}</article>")

    def _list(self, kind: Kind, items: Sequence[Item]) -> Page:
        if kind.form in FEEDS and self.fault == "redesign":
            return _page("Our new site", "".join(f"<p>{each.text}</p>" for each in items))
        written = _FORMS[kind.form](kind, items).replace("{PLACE}", self.place)
        if self.fault == "redesign":
            written = written.replace("class=", "data-was=").replace("<ul", "<ol")
        if self.fault == "encoding":
            written = written.encode().decode("latin-1")
        types = {"json": "application/feed+json"}
        usual = "application/xml" if kind.form in FEEDS else "text/html"
        return 200, f"{types.get(kind.form, usual)}; charset=utf-8", written.encode()

    def _handler(site) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            wbufsize = 65_536

            def do_GET(self) -> None:
                status, type_, body = site.answer(self.path)
                self.send_response_only(status)
                self.send_header("Content-Type", type_)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def _rss(kind: Kind, items: Sequence[Item]) -> str:
    rows = "".join(
        f"<item><title>{each.title}</title><link>http://{{PLACE}}/{kind.name}/{each.number}</link>"
        f"<guid isPermaLink='false'>{kind.name}-{hash_of(each)}</guid>"
        f"<pubDate>{each.at:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
        f"<description>{_told(kind, each)}</description></item>"
        for each in items
    )
    return f'<rss version="2.0"><channel><title>{kind.name}</title>{rows}</channel></rss>'


def _atom(kind: Kind, items: Sequence[Item]) -> str:
    rows = "".join(
        f"<entry><title>{each.title}</title><id>urn:x:{kind.name}:{hash_of(each)}</id>"
        f"<link href='http://{{PLACE}}/{kind.name}/{each.number}'/><updated>{each.at.isoformat()}"
        f"</updated><content type='html'>{_told(kind, each)}</content></entry>"
        for each in items
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{kind.name}</title>{rows}</feed>'


def _json(kind: Kind, items: Sequence[Item]) -> str:
    rows = [
        {
            "id": hash_of(each),
            "title": each.title,
            "url": f"http://{{PLACE}}/{kind.name}/{each.number}",
            "date_published": each.at.isoformat(),
            "content_html": f"<p>{each.text}</p>",
        }
        for each in items
    ]
    said = {"version": "https://jsonfeed.org/version/1.1", "title": kind.name, "items": rows}
    return json.dumps(said, ensure_ascii=False)


def _told(kind: Kind, item: Item) -> str:
    return escape(f"<p>{item.text[:80] if kind.form == 'excerpts' else item.text}</p>")


def hash_of(item: Item) -> str:
    """Return what names an item whatever its title and number say by now."""
    return hashlib.sha256(item.text.encode()).hexdigest()[:12]


def _ul(kind: Kind, items: Sequence[Item]) -> str:
    rows = "".join(
        f"<li><a href='/{kind.name}/{each.number}'>{each.title}</a>"
        f"<time datetime='{each.at.isoformat()}'>{each.at:%Y-%m-%d}</time></li>"
        for each in items
    )
    return _whole(kind, f"<ul class='news'>{rows}</ul>")


def _cards(kind: Kind, items: Sequence[Item]) -> str:
    rows = "".join(
        f"<div class='card'><h3><a href='/{kind.name}/{each.number}'>{each.title}</a></h3>"
        f"<span class='date'>{each.at:%Y-%m-%d %H:%M}</span></div>"
        for each in items
    )
    return _whole(kind, rows)


def _table(kind: Kind, items: Sequence[Item]) -> str:
    rows = "".join(
        f"<tr><td class='t'><a href='/{kind.name}/{each.number}'>{each.title}</a></td>"
        f"<td class='d'>{each.at:%Y-%m-%d %H:%M}</td></tr>"
        for each in items
    )
    return _whole(kind, f"<table class='list'>{rows}</table>")


def _whole(kind: Kind, rows: str) -> str:
    links = "".join(f"<a href='/{word}'>{word}</a>" for word in ("home", "about", "contact"))
    return (
        f"<!doctype html><html lang='{kind.lang}'><head><title>{kind.name}</title></head>"
        f"<body><nav>{links}</nav>{rows}<footer>All rights</footer></body></html>"
    )


_FORMS: Mapping[str, Callable[[Kind, Sequence[Item]], str]] = {
    "rss": _rss, "excerpts": _rss, "atom": _atom, "json": _json,
    "ul": _ul, "cards": _cards, "table": _table,
}  # fmt: skip


class Clock:
    """Stand still until somebody waits or the simulation moves it."""

    def __init__(self) -> None:
        self.instant = BEGIN

    def now(self) -> datetime:
        return self.instant

    async def wait(self, until: datetime) -> datetime:
        self.instant = max(self.instant, until)
        return self.instant


class Instance:
    """Follow the site from a folder of its own."""

    def __init__(self, root: Path, site: Site) -> None:
        self.root, self.site, self.clock = root, site, Clock()
        site.now, site.fault, site.spares_lists, site.edition = BEGIN, None, False, ""
        tables = [f'[fetch]\nallow = ["{site.place}"]\n[archive]\nimages = "none"\n']
        for kind in KINDS:
            tables.append(
                f'[[source]]\nid = "{kind.name}"\nurl = "http://{site.place}/{kind.name}/"\n'
            )
            if kind.form not in FEEDS:
                keys = "".join(f"{key} = '{value}'\n" for key, value in SELECT[kind.form].items())
                tables.append(f'kind = "listing"\n[source.select]\n{keys}')
        (root / "config.toml").write_text("".join(tables), encoding="utf-8")

    def visit(self, *, force: bool = True) -> Mapping[str, tuple[str, str | None, int]]:
        """Run, and return condition, reason and failures by source; two hours pass."""
        loaded = config.load(self.root / "config.toml", os.environ)
        with open_app(loaded, clock=self.clock, lock=True) as app:
            app.run(due_only=not force, force=force)
            found = app.status()
        self.clock.instant += STEP
        self.site.now = self.clock.instant
        return {each.id: (each.condition, each.reason, each.failures) for each in found}

    def documents(self) -> Mapping[str, str]:
        """Return every document of the archive by its path."""
        paths = (self.root / "archive").rglob("index.md")
        return {str(path): path.read_text(encoding="utf-8") for path in paths}

    def changes(self) -> int:
        """Return how many changes of condition the health feed tells of."""
        feed = self.root / "public" / "feeds" / "health.json"
        return len(json.loads(feed.read_bytes())["items"]) if feed.exists() else 0


@dataclass(frozen=True)
class Score:
    """What became of one fault: sources that told it, rightly, and what reached the archive."""

    fault: str
    told: int
    rightly: int
    missed: tuple[str, ...]
    overwritten: int
    stray: int


def expected(fault: str, kind: Kind) -> str:
    """Return the condition that a fault should put a source in."""
    if fault in PAGES:
        return PAGES[fault][0]
    return "failing" if kind.form in FEEDS else "broken rule"


def try_fault(root: Path, site: Site, fault: str) -> Score:
    """Let an instance meet one fault, and score it.

    A page stands in for lists and articles first, then for articles alone.
    """
    there = Instance(root, site)
    for _ in range(GOOD):
        there.visit()
    before = there.documents()
    site.fault = fault
    told: dict[str, str] = {}
    seen: Mapping[str, tuple[str, str | None, int]] = {}
    for _ in range(POLLS):
        seen = there.visit()
        told |= {name: said[0] for name, said in seen.items() if said[0] not in ("ok", "quiet")}
    if fault in PAGES:
        # Lists are well again, and all that they announce has changed: every article is asked for.
        site.spares_lists, site.edition = True, " (updated)"
        for _ in range(POLLS):
            there.visit()
    after = there.documents()
    garbled = [text for path, text in after.items() if path not in before and "Ã" in text]
    return Score(
        fault=fault,
        told=len(told),
        rightly=sum(told.get(each.name) == expected(fault, each) for each in KINDS),
        missed=tuple(each.name for each in KINDS if each.name not in told),
        overwritten=sum(_body(after.get(path, "")) != _body(text) for path, text in before.items()),
        stray=sum(MARK in text for text in after.values()) + len(garbled),
    )


def _body(document: str) -> str:
    return document.partition("\n---\n")[2]


def month(root: Path, site: Site, days: float) -> tuple[int, Mapping[str, int]]:
    """Let an instance follow the site without faults; return alarms told, and polls amiss."""
    there = Instance(root, site)
    amiss: dict[str, int] = {}
    while there.clock.now() < BEGIN + timedelta(days=days):
        for name, said in there.visit(force=True).items():
            if said[0] not in ("ok", "quiet"):
                amiss[f"{name}: {said[1]}"] = amiss.get(f"{name}: {said[1]}", 0) + 1
    return there.changes(), amiss


def main() -> None:
    """Print the table; end with 1 when a bar is missed."""
    said = _arguments()
    wanted = [name for name in FAULTS if not said.faults or name in said.faults.split(",")]
    scores = []
    print(
        "| fault | told | rightly | missed | overwritten | in the archive |\n|---|---|---|---|---|---|"
    )
    with Site() as site:
        for fault in wanted:
            with tempfile.TemporaryDirectory() as root:
                score = try_fault(Path(root), site, fault)
            scores.append(score)
            missed = ", ".join(score.missed) or "none"
            print(
                f"| {fault} | {score.told} | {score.rightly} | {missed} |"
                f" {score.overwritten} | {score.stray} |",
                flush=True,
            )
        with tempfile.TemporaryDirectory() as root:
            alarms, amiss = month(Path(root), site, said.days) if said.days else (0, {})
    told, count = sum(each.told for each in scores), len(scores) * len(KINDS)
    print(
        f"\n{told} of {count} told; {alarms} false alarms of {len(KINDS)} sources in {said.days:g} days"
    )
    for name, times in amiss.items():
        print(f"  {times} × {name}")
    reached = sum(each.overwritten + each.stray for each in scores)
    sys.exit(1 if told < 0.95 * count or alarms >= len(KINDS) or reached else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--faults", default="", help="only these, with commas between")
    return parser.parse_args()


if __name__ == "__main__":
    main()
