"""A fake App with the real one's surface, and a way to type a command line."""

import io
import json
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from syndicate import app, clock
from syndicate.cli.root import run
from syndicate.clock import FixedClock
from syndicate.model import Article, Document, Entry, Page, Source
from syndicate.report import (
    Backfilled,
    Built,
    Diagnosis,
    Draft,
    Examined,
    Exported,
    Found,
    Imported,
    Localized,
    Preview,
    Summary,
    nobody,
)
from syndicate.state.base import Row

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@dataclass
class FakeApp:
    """Answer what the test laid out, and remember what was asked."""

    summary: Summary = field(default_factory=Summary)
    events: tuple = ()
    standings: tuple = ()
    rows: tuple = ()
    hits: tuple = ()
    articles: dict = field(default_factory=dict)
    published: tuple = ()
    cards: tuple = ()
    built: Built = field(default_factory=Built)
    imported: Imported = field(default_factory=lambda: Imported(tree="hugo"))
    exported: Exported = field(default_factory=Exported)
    localized: Localized = field(default_factory=Localized)
    backfilled: Backfilled = field(
        default_factory=lambda: Backfilled(
            source="lake", way="archive", pages=3, entries=41, is_whole=True
        )
    )
    diagnosis: Diagnosis = field(default_factory=lambda: Diagnosis(articles=0))
    examined: Examined = field(default_factory=lambda: Examined(source="tea", condition="ok"))
    found: dict = field(default_factory=dict)
    drafts: tuple = ()
    previewed: Source | None = None
    seen: Preview = field(
        default_factory=lambda: Preview(
            document=Document(format="rss", title="T"), page=Page(url="u", body=b"")
        )
    )
    pages: dict = field(default_factory=dict)
    calls: list = field(default_factory=list)
    raises: Exception | None = None
    config: object = None

    def open(self, config, *, clock=None, lock):
        self.calls.append(("open", lock))
        self.config = config
        if self.raises:
            raise self.raises
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.calls.append(("close",))

    def run(self, only=None, *, due_only=True, force=False, dry=False, report=nobody):
        self.calls.append(("run", only, due_only, force, dry))
        for event in self.events:
            report(event)
        return self.summary

    def diagnose(self, source, *, accept=False):
        self.calls.append(("diagnose", source.id, accept))
        return self.examined

    def daemon(self, report=nobody, *, serve=False):
        self.calls.append(("daemon", serve))

    def serve(self, host, port, on_ready):
        self.calls.append(("serve", host, port))
        on_ready(f"http://{host}:{port}/")

    def status(self):
        return self.standings

    def list(self, selection):
        self.calls.append(("list", selection))
        return self.rows

    def search(self, query, selection, limit, order="newest"):
        self.calls.append(("search", query, selection, limit, order))
        return self.hits[:limit]

    def find(self, name):
        return [row for row in self.rows if row.path.startswith(name) or row.id == name]

    def file(self, path):
        return self.config.archive.path / path / "index.md"

    def unfollowed(self):
        return self.cards

    def article(self, path, revision=None):
        return self.articles[path, revision]

    def versions(self, path):
        numbers = sorted(number for at, number in self.articles if at == path and number)
        return [SimpleNamespace(number=number) for number in numbers]

    def raw(self, path, revision=None):
        return b"---\ntitle: raw\n---\n\xff\n"

    def feeds(self):
        return self.published

    def subscriptions(self, sources):
        self.calls.append(("subscriptions", *(source.id for source in sources)))
        return b"<opml/>\n"

    def build(self, *, check=False):
        self.calls.append(("build", check))
        return self.built

    def bring(self, folder, *, profile=None, source=None, in_place=False, dry=False):
        self.calls.append(("bring", folder.name, profile, source, in_place, dry))
        return self.imported

    def export(self, folder, *, profile=None, sources=(), history=False, bag=False, dry=False):
        self.calls.append(("export", folder.name, profile, sources, history, dry, bag))
        return self.exported

    def stream(self, form, sources, damaged):
        self.calls.append((form, sources))
        yield from (b"{}\n" for _ in self.rows)

    def backfill(self, source, wish, *, dry, report=nobody):
        self.calls.append(("backfill", source.id, wish.since, wish.most, dry))
        return self.backfilled

    def localize(self, names=(), *, sources=(), dry=False, retry=False, report=nobody):
        self.calls.append(("localize", names, sources, dry))
        return self.localized

    def examine(self, folder=None):
        self.calls.append(("examine", folder and folder.name))
        return self.diagnosis

    def mend(self, *, dry=False):
        self.calls.append(("mend", dry))
        return self.diagnosis

    def lists(self, url):
        self.calls.append(("lists", url))
        answer = self.found[url]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def discover(self, url):
        self.calls.append(("discover", url))
        answer = self.found[url]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def adopt(self, source, page):
        known = self.config.source(source.id) == source
        self.calls.append(("adopt", source.id, page.url, known))

    def preview(self, source, limit=3):
        self.calls.append(("preview", source.url, limit))
        self.previewed = source
        return replace(self.seen, drafts=tuple(Draft(article=each) for each in self.drafts[:limit]))

    def fetch(self, url):
        self.calls.append(("fetch", url))
        return self.pages[url]

    def extract(self, url, read, rules=None):
        self.calls.append(("extract", url, rules))
        return read(self.pages[url]), None

    def asked(self, name):
        return [call[1:] for call in self.calls if call[0] == name]


@pytest.fixture
def fake(monkeypatch):
    fake = FakeApp()
    monkeypatch.setattr(app, "open_app", fake.open)
    monkeypatch.setattr(clock, "machine_clock", lambda: FixedClock(NOW))
    return fake


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of our own to work in, without the caller's environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("SYNDICATE_CONFIG", "NO_COLOR", "FORCE_COLOR", "CI", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def config(folder):
    """A config.toml with two sources."""
    path = folder / "config.toml"
    path.write_text(
        '# mine\n[[source]]\nid = "tea"\nurl = "https://tea.example/feed"\ntags = ["leaf"]\n'
        '[[source]]\nid = "maps"\nurl = "https://maps.example/feed"\n'
    )
    return path


@dataclass
class Typed:
    """Hold how a command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def type_in(capsys, monkeypatch):
    """Type a command line; return its code and what it printed."""
    return Keyboard(capsys, monkeypatch)


@dataclass
class Keyboard:
    capsys: object
    monkeypatch: object
    terminal: bool = False

    def __call__(self, *arguments, answer=""):
        if self.terminal:
            for stream in (sys.stdout, sys.stderr):
                self.monkeypatch.setattr(stream, "isatty", lambda: True)
        answers = io.TextIOWrapper(io.BytesIO(answer.encode()))
        answers.isatty = lambda: self.terminal
        self.monkeypatch.setattr(sys, "stdin", answers)
        code = run([str(argument) for argument in arguments])
        captured = self.capsys.readouterr()
        return Typed(code, captured.out, captured.err)


@pytest.fixture
def terminal(type_in, monkeypatch):
    """Make the standard streams look like a terminal, without a bar that moves."""
    type_in.terminal = True
    monkeypatch.setenv("SYNDICATE_NO_PROGRESS", "1")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def row():
    def make(path="tea/2026/03/01-first-abcdef", **fields):
        known = {
            "id": f"urn:{path}",
            "path": path,
            "source": "tea",
            "via": ("tea",),
            "title": "First",
            "url": f"https://tea.example/{path}",
            "date": NOW,
            "announced": NOW,
            "revision": 1,
            "tags": (),
            "status": "whole",
            "digest": "0",
        }
        return Row(**{**known, **fields})

    return make


@pytest.fixture
def article():
    def make(**fields):
        known = {
            "key": "k",
            "id": "urn:1",
            "source": "tea",
            "title": "First",
            "markdown": "Body.\n",
            "date": NOW,
            "revision": 1,
        }
        return Article(**{**known, **fields})

    return make


@pytest.fixture
def found():
    def make(url="https://new.example/feed", *others, titles=("One", "Two")):
        entries = tuple(
            Entry(title=title, published=NOW.replace(day=day))
            for day, title in enumerate(titles, 1)
        )
        document = Document(format="rss", title="New things", entries=entries)
        page = Page(url=url, body=b"<rss/>")
        candidates = tuple(Named(address) for address in (url, *others))
        return Found(url=url, document=document, page=page, candidates=candidates)

    return make


@dataclass(frozen=True)
class Named:
    url: str
    title: str | None = None
    type: str | None = None
