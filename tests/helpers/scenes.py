"""Folders that are about to be crashed: the sample magazine, before its visits and after.

Each function lays out what its command needs and returns the `Scene`, rehearsed.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from helpers import crashes
from helpers.crashes import Scene

from syndicate.sample.server import SampleServer
from syndicate.sample.site import VISITS
from syndicate.wiring.demo import CONFIG, PORT

_FAR = ("river.png", "tea.jpg", "train.webp")
REWRITE = '[[source.rewrite]]\nreplace = "the"\nwith = "THE"\n\n'


@contextlib.contextmanager
def magazine() -> Iterator[Sequence[int]]:
    """Serve the sample as it stands at each of its visits; give the ports."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(SampleServer(at=instant)).port for instant in VISITS]


def configure(root: Path, port: int, change: Callable[[str], str] = str) -> None:
    """Write the demo's config.toml, with the sample where it is."""
    root.mkdir(parents=True, exist_ok=True)
    text = change(CONFIG.replace(str(PORT), str(port)))
    (root / "config.toml").write_text(text, encoding="utf-8")


def visit(folder: Path, ports: Sequence[int], number: int = 0) -> Scene:
    """Return a run at a visit, after those before it."""
    scene = Scene(f"visit {number}", folder / "base", ("run",), (("run",),))
    _visit(scene, ports[:number])
    configure(scene.base, ports[number])
    scene.epoch = int(VISITS[number].timestamp())
    return rehearsed(scene)


def withdrawal(folder: Path, ports: Sequence[int]) -> Scene:
    """Return the removal of an article that has two versions and three pictures."""
    scene = _visited("withdraw", folder, ports)
    gone = ("withdraw", "-y", _path(scene.base, "*river*"))
    scene.command, scene.again = gone, (("run",), gone)
    going = {"sidecar-missing", "image-missing", "revision-missing"}
    scene.midway = crashes.UNDER_WAY | going
    return rehearsed(scene)


def reextraction(folder: Path, ports: Sequence[int]) -> Scene:
    """Return the making anew of every article by a new rule."""
    scene = _visited("reextract", folder, ports)
    configure(scene.base, ports[1], lambda text: text.replace("[[feed]]", f"{REWRITE}[[feed]]"))
    scene.command, scene.again = ("reextract",), (("reextract",),)
    return rehearsed(scene)


def taking_in(folder: Path, ports: Sequence[int]) -> Scene:
    """Return the import of a folder of Markdown, one text with a picture from elsewhere."""
    scene = _visited("import", folder, ports)
    _write_posts(folder / "posts", scene.base)
    scene.command = ("import", str(folder / "posts"), "--source", "mine")
    scene.again = (scene.command, ("run",))
    scene.midway = crashes.UNDER_WAY | {"card-missing"}
    return rehearsed(scene)


def localization(folder: Path, ports: Sequence[int]) -> Scene:
    """Return the fetching of pictures that imported texts show from elsewhere."""
    scene = _visited("localize", folder, ports)
    _write_posts(folder / "posts", scene.base)
    crashes.start(scene, scene.base, "import", str(folder / "posts"), "--source", "mine")
    allowed = f'[fetch]\nallow = ["127.0.0.1:{ports[1]}"]'
    configure(scene.base, ports[1], lambda text: text.replace("[fetch]", allowed))
    scene.command, scene.again = ("localize",), (("localize",), ("run",))
    return rehearsed(scene)


def rebuilding(folder: Path, ports: Sequence[int]) -> Scene:
    """Return the making of state, feeds and site from the files alone."""
    scene = _visited("rebuild", folder, ports)
    shutil.rmtree(scene.base / "public")
    for file in (scene.base / ".syndicate").glob("s*.db*"):
        file.unlink()
    scene.command, scene.again = ("rebuild",), (("rebuild",), ("run",))
    return rehearsed(scene)


def repair(folder: Path, ports: Sequence[int]) -> Scene:
    """Return the repair of damage of many kinds."""
    scene = _visited("verify --repair", folder, ports)
    damage(scene.base)
    scene.command, scene.again = ("verify", "--repair"), (("verify", "--repair"), ("run",))
    scene.midway = None
    return rehearsed(scene)


def damage(root: Path) -> None:
    """Spoil an archive in ways that can be mended."""
    documents = sorted(root.glob("archive/sample/*/*/*/index.md"))
    for document in documents[:3]:
        document.write_bytes(b"\xef\xbb\xbf" + document.read_bytes().replace(b"\n", b"\r\n"))
    pictures = sorted(root.glob("archive/sample/*/*/*/images/*"))
    for picture in pictures[:2]:
        picture.write_bytes(picture.read_bytes()[:100])
    pictures[2].unlink()
    (pictures[3].parent / "0123456789abcdef.png").write_bytes(b"nobody names it")
    (root / "archive/sample/.syndicate-0123456789abcdef.tmp").write_bytes(b"half")
    (root / "archive/.syndicate/README.txt").unlink()


def versioned(folder: Path, ports: Sequence[int]) -> Scene:
    """Return a run of an archive that is kept in git: what other checkouts must know."""
    scene = _visited("git mode", folder, ports, 1)
    git = "[archive]\ngit = true\n\n[fetch]"
    configure(scene.base, ports[1], lambda text: text.replace("[fetch]", git))
    scene.epoch = int(VISITS[1].timestamp())
    scene.command, scene.again = ("run",), (("run",),)
    scene.folders = (*scene.folders, ".syndicate/sources.jsonl", ".gitignore")
    return rehearsed(scene)


COMMANDS = (withdrawal, reextraction, taking_in, localization, rebuilding, repair, versioned)


def rehearsed(scene: Scene) -> Scene:
    """Return the scene with what its uninterrupted run does."""
    return crashes.rehearse(scene, Path(tempfile.mkdtemp(dir=scene.base.parent)))


def _visited(name: str, folder: Path, ports: Sequence[int], visits: int = 2) -> Scene:
    folder.mkdir(parents=True, exist_ok=True)
    scene = Scene(name, folder / "base", (), ())
    _visit(scene, ports[:visits])
    return scene


def _visit(scene: Scene, ports: Sequence[int]) -> None:
    for port, instant in zip(ports, VISITS, strict=False):
        configure(scene.base, port)
        scene.epoch = int(instant.timestamp())
        ended = crashes.start(scene, scene.base, "run")
        assert ended.returncode == 0, ended.stderr


def _path(root: Path, name: str) -> str:
    (found,) = root.glob(f"archive/sample/*/*/{name}")
    return found.relative_to(root / "archive").as_posix()


def _write_posts(folder: Path, root: Path) -> None:
    """Write a small tree of Markdown with pictures beside it and elsewhere."""
    images = sorted({path.name: path for path in root.glob("public/images/*")}.values())
    for number in range(6):
        post = folder / f"post-{number}"
        post.mkdir(parents=True)
        shutil.copy(images[number], post / "own.png")
        text = f"---\ntitle: Post {number}\ndate: 2025-01-0{number + 1}\n---\n\nText of it.\n\n"
        text += f"![own](own.png)\n\n![far](http://sample.example/images/{_FAR[number % 3]})\n"
        (post / "index.md").write_text(text, encoding="utf-8")
