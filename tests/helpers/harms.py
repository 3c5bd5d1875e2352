"""Ways in which a state or an archive comes to harm, and a folder that meets them."""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from helpers.feeds import SENTENCE, item, page, rss
from helpers.folders import Folder, Said
from helpers.instances import png
from helpers.origin import Answer, Origin

from syndicate.cli.root import run

MINE = "A line of my own, written by hand."
VICTIM = "Article 2"


class Site:
    """A site of two feeds; what it announces is of one of three editions."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        origin.pages["/chart.png"] = Answer(png(120, 90), type="image/png")
        self.publish(1)

    def publish(self, edition: int) -> None:
        """Announce what there was, something new, and from the second on what was corrected.

        The first article has left the list by the third edition.
        """
        corrected = {2: (1,), 3: (1, 2)}.get(edition, ())
        self._feed("a", range(edition - 1 or 1, edition + 3), corrected)
        self._feed("b", range(1, 3), ())

    def _feed(self, name: str, numbers: range, corrected: tuple[int, ...]) -> None:
        site = self.origin
        items = []
        for number in numbers:
            said = "Corrected: the boat of ten is the last one. " if number in corrected else ""
            text = f"{said}Number {number} of {name}. " + SENTENCE * 8
            chart = f'<p>{SENTENCE}</p><img src="/chart.png" alt="Chart {number}">'
            title = f"Article {number}" if name == "a" else f"Other {number}"
            site.html(f"/{name}/{number}", page(title, text, extra=chart))
            link, guid = f"{site.url}/{name}/{number}", f"tag:test,2026:{name}{number}"
            items.append(item(number, link, title=title, summary=said or "Short.", guid=guid))
        site.feed(f"/{name}", rss(*reversed(items), title=name, link=site.url))


@dataclass(frozen=True)
class Place:
    """Where the harm is done: the folder, and the files of one article."""

    root: Path
    document: Path

    @property
    def folder(self) -> Path:
        return self.document.parent

    @property
    def sidecar(self) -> Path:
        return self.folder / ".index.json"

    @property
    def picture(self) -> Path:
        return next((self.folder / "images").iterdir())

    @property
    def earlier(self) -> Path:
        return place(self.root, "Article 1").folder / ".index.revisions" / "0001.md"

    @property
    def state(self) -> Path:
        return self.root / ".syndicate" / "state.db"


def prepare(root: Path, site: Site) -> Folder:
    """Follow the site for two editions; the state of the first is kept in ``older.db``."""
    root.mkdir()
    folder = Folder(root)
    tables = [f'id = "{name}"\nurl = "{site.origin.url}/{name}"' for name in "ab"]
    folder.follow(*tables, allow=(site.origin,), more='min_delay = "0s"')
    for edition in (1, 2):
        site.publish(edition)
        said = folder("run", "--all")
        assert said.code == 0, said
        if edition == 1:
            shutil.copy(root / ".syndicate" / "state.db", root / "older.db")
    return folder


def place(root: Path, title: str = VICTIM) -> Place:
    found = (
        path
        for path in root.glob("archive/*/*/*/*/index.md")
        if f"title: {title}\n" in path.read_text("utf-8")
    )
    return Place(root, next(found))


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def _noise(path: Path, begin: int, size: int) -> None:
    data = bytearray(path.read_bytes())
    data[begin : begin + size] = random.Random(7).randbytes(size)
    path.write_bytes(data)


def _text(path: Path, change: Callable[[str], str]) -> None:
    path.write_bytes(change(path.read_bytes().decode()).encode())


_ROW = f"(SELECT number FROM article WHERE title = '{VICTIM}')"


def _older(at: Place) -> None:
    shutil.copy(at.root / "older.db", at.state)


def _forget(at: Place) -> None:
    tables = ("alias", "place")
    _sql(
        at.state,
        *(f"DELETE FROM {table} WHERE article IN {_ROW}" for table in tables),
        f"DELETE FROM article WHERE number IN {_ROW}",
    )


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _foreign(at: Place) -> None:
    at.state.unlink()
    _sql(at.state, "CREATE TABLE recipe (name TEXT)")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _body(text: str) -> str:
    return text.replace("Number 2 of a. ", f"Number 2 of a. {MINE} ", 1)


def _front(text: str) -> str:
    return text.replace(f"title: {VICTIM}\n", f"title: {MINE}\n", 1)


def _key(text: str) -> str:
    return text.replace("---\n", "---\nmood: fine\n", 1)


def _no_text(text: str) -> str:
    return "".join(text.partition("\n---\n")[:2])


def _wider(text: str) -> str:
    return text.replace('"width": 120', '"width": 121')


def _no_front(text: str) -> str:
    return text.split("---\n", 2)[2]


def _no_line(name: str) -> Callable[[str], str]:
    def without(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith(f"{name}:"))

    return without


@dataclass(frozen=True)
class Way:
    """One harm, and what is to come of it.

    `finds` is the class of finding of `verify`, None where it is no harm to it; `code` the exit
    code of a run, of which something `says`; `lasts` tells whether a person has to mend it.
    """

    harm: Callable[[Place], object]
    finds: str | None = None
    code: int = 0
    says: str = ""
    lasts: bool = False


def _unsound(harm: Callable[[Place], object]) -> Way:
    return Way(harm, "state-damaged", says="put aside as state.db.damaged")


def _unread(harm: Callable[[Place], object]) -> Way:
    return Way(harm, "document-damaged", 5, "is damaged", lasts=True)


_AGAIN = "made again from the archive"
_MISSING = "is missing beside its sidecar"
_CARD = "archive/.syndicate/sources/a.json"

STATE = {
    "deleted": Way(lambda at: at.state.unlink(), says=_AGAIN),
    "emptied": Way(lambda at: at.state.write_bytes(b""), says=_AGAIN),
    "cut in half": _unsound(lambda at: _cut(at.state)),
    "noise over its head": _unsound(lambda at: _noise(at.state, 0, 1024)),
    "noise in the middle": _unsound(lambda at: _noise(at.state, at.state.stat().st_size // 2, 8192)),
    "nothing but noise": _unsound(lambda at: _noise(at.state, 0, at.state.stat().st_size)),
    "a table lost": _unsound(lambda at: _sql(at.state, "DROP TABLE entry")),
    "of another program": _unsound(_foreign),
    "of an older version": Way(
        lambda at: _sql(at.state, *(f"DROP TABLE {name}" for name in ("brought", "earlier", "once", "tally", "stale"))), says=_AGAIN
    ),
    "of a newer version": Way(
        lambda at: _sql(at.state, "PRAGMA user_version = 99"),
        "state-damaged", 1, "a newer Syndicate wrote it", lasts=True,
    ),
    "a copy of before": Way(_older, "row-missing", says="taken up: 1"),
    "an article's rows lost": Way(_forget, "row-missing", says="taken up: 1"),
    "all articles' rows lost": Way(
        lambda at: _sql(at.state, "DELETE FROM article"), "row-missing", says="taken up: 6"
    ),
    "a folder in its place": Way(
        lambda at: _folder(at.state), "state-damaged", 1, "unable to open", lasts=True
    ),
}  # fmt: skip

FILES = {
    "text edited": Way(lambda at: _text(at.document, _body), says="you edited it"),
    "title edited": Way(lambda at: _text(at.document, _front)),
    "a key added": Way(lambda at: _text(at.document, _key)),
    "cut in half": Way(lambda at: _cut(at.document), says="you edited it"),
    "emptied": _unread(lambda at: at.document.write_bytes(b"")),
    "text emptied": Way(
        lambda at: _text(at.document, _no_text), "document-emptied", says="you edited it", lasts=True
    ),
    "a byte-order mark": _unread(
        lambda at: at.document.write_bytes(b"\xef\xbb\xbf" + at.document.read_bytes())
    ),
    "CRLF": _unread(lambda at: _text(at.document, lambda text: text.replace("\n", "\r\n"))),
    "UTF-16": _unread(
        lambda at: at.document.write_bytes(at.document.read_text("utf-8").encode("utf-16"))
    ),
    "without front matter": _unread(lambda at: _text(at.document, _no_front)),
    "front matter broken": _unread(
        lambda at: _text(at.document, lambda text: text.replace("title: ", 'title: "', 1))
    ),
    "zeros": _unread(lambda at: at.document.write_bytes(bytes(at.document.stat().st_size))),
    "noise in its text": _unread(
        lambda at: _noise(at.document, at.document.stat().st_size - 300, 64)
    ),
    "line id removed": Way(lambda at: _text(at.document, _no_line("id")), "record-changed"),
    "line hash removed": Way(lambda at: _text(at.document, _no_line("hash")), "record-changed"),
    "line revision removed": Way(
        lambda at: _text(at.document, _no_line("revision")),
        "document-damaged", 5, "knows nothing", lasts=True,
    ),
    "document renamed": Way(
        lambda at: at.document.rename(at.folder / "mine.md"),
        "document-missing", 5, _MISSING, lasts=True,
    ),
    "document deleted": Way(
        lambda at: at.document.unlink(), "document-missing", 5, _MISSING, lasts=True
    ),
    "folder renamed": Way(lambda at: at.folder.rename(at.folder.with_name("01-mine")), "row-missing"),
    "folder moved to another source": Way(
        lambda at: at.folder.rename(at.root / "archive" / "b" / at.folder.name), "row-missing"
    ),
    "folder copied": Way(
        lambda at: shutil.copytree(at.folder, at.folder.with_name("01-copy")),
        "twin", 5, "is the same article as", lasts=True,
    ),
    "folder deleted": Way(lambda at: shutil.rmtree(at.folder), says="deleted by hand"),
    "sidecar deleted": Way(
        lambda at: at.sidecar.unlink(),
        "sidecar-missing", 5, "is missing beside its document", lasts=True,
    ),
    "sidecar emptied": Way(
        lambda at: at.sidecar.write_bytes(b""), "sidecar-damaged", 5, "is damaged", lasts=True
    ),
    "sidecar edited": Way(lambda at: _text(at.sidecar, _wider), "sidecar-changed"),
    "picture deleted": Way(lambda at: at.picture.unlink(), "image-missing", lasts=True),
    "picture overwritten": Way(
        lambda at: at.picture.write_bytes(png(90, 90, 3)), "image-damaged", lasts=True
    ),
    "an earlier version deleted": Way(
        lambda at: at.earlier.unlink(), "revision-missing", 5, "is missing", lasts=True
    ),
    "an earlier version edited": Way(
        lambda at: _text(at.earlier, lambda text: text.replace("Number 1", "Number one")),
        "revision-damaged", lasts=True,
    ),
    "card deleted": Way(lambda at: (at.root / _CARD).unlink(), "card-missing"),
    "card cut in half": Way(
        lambda at: _cut(at.root / _CARD), "card-damaged", 5, "a.json is damaged", lasts=True
    ),
    "a source's tree deleted": Way(
        lambda at: shutil.rmtree(at.root / "archive" / "a"),
        "source-missing", 5, "all of a is missing", lasts=True,
    ),
    "the archive moved away": Way(
        lambda at: (at.root / "archive").rename(at.root / "moved"),
        "source-missing", 5, "is not there, and state remembers one", lasts=True,
    ),
    "what is published deleted": Way(lambda at: shutil.rmtree(at.root / "public")),
    "a feed overwritten": Way(lambda at: (at.root / "public/feeds/a.atom").write_bytes(b"noise")),
}  # fmt: skip


@dataclass(frozen=True)
class Course:
    """What was said and done after a harm, and what of it is wrong."""

    found: str
    said: str
    codes: tuple[int, int]
    left: str
    wrong: tuple[str, ...]


def course(root: Path, site: Site, way: Way) -> Course:
    """Do a harm to a folder; check it, run it twice, with news the second time, and check again."""
    site.publish(2)
    way.harm(place(root))
    there = _sums(root)
    found = typed(root, "verify")
    runs = [typed(root, "run", "--all")]
    site.publish(3)
    runs += [typed(root, "run", "--all") for _ in range(2)]
    left, listed = typed(root, "verify"), typed(root, "list")
    said = next((run.err for run in runs if way.says in run.err), "") if way.says else runs[0].err
    codes = (max(run.code for run in runs), left.code)
    says = (f"[{way.finds}]" in found.out) if way.finds else found.code == 0
    wrong = {
        "verify did not find it": says,
        "a run did not say it": bool(said) == bool(way.says),
        "exit codes": codes == (way.code, 5 if way.lasts else 0),
        "the last run was silent": runs[-1].code == way.code,
        "files are lost": there <= _sums(root),
        "list fails": listed.code == (1 if way.code == 1 else 0),
        "an article is there twice": way.finds == "twin" or not _twice(root),
    }
    amiss = tuple(name for name, right in wrong.items() if not right)
    return Course(found.out, said, codes, left.out, amiss)


def typed(root: Path, *arguments: str) -> Said:
    """Run a command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["-C", str(root), *arguments])
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read())
    return Said(code, *texts)


def _sums(root: Path) -> set[str]:
    """Return what texts and pictures there are, of which none may be lost."""
    folders = ("archive", "moved", ".syndicate/lost+found")
    paths = (path for folder in folders for path in (root / folder).rglob("*"))
    return {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.suffix in (".md", ".png") and path.name != "_index.md" and path.is_file()
    }


def _twice(root: Path) -> list[str]:
    """Return the keys that two sidecars have, and the titles that a feed has twice."""
    keys = Counter(
        json.loads(path.read_bytes() or b"{}").get("key")
        for path in root.glob("archive/**/.index.json")
    )
    feed = root / "public" / "feeds" / "all.json"
    shown = json.loads(feed.read_bytes())["items"] if feed.exists() else []
    titles = Counter(each["title"] for each in shown)
    return [str(each) for each, count in (keys + titles).items() if count > 1]
