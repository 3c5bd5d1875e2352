"""The archive as it is, in the site generators that people use."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from helpers import demos

pytestmark = pytest.mark.end_to_end

BASE = "https://site.example/archive/"


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("sites") / "demo"
    assert demos.run("demo", directory).returncode == 0
    return directory / "archive"


def tool(name: str) -> str:
    found = os.environ.get(name) or shutil.which(name.lower())
    if not found:
        pytest.skip(f"{name} names no program")
    return found


class Images(HTMLParser):
    """Collect where pictures of a page are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs) -> None:
        values = dict(attrs)
        if tag == "img" and values.get("src"):
            self.found.append(values["src"])
        if tag == "meta" and values.get("property") == "og:image":
            self.found.append(values.get("content") or "")


def broken_images(site: Path) -> list[str]:
    """Return every local picture that a page shows and the site does not have."""
    broken = []
    for page in site.rglob("*.html"):
        images = Images()
        images.feed(page.read_text(encoding="utf-8"))
        address = urljoin(BASE, page.relative_to(site).as_posix())
        for source in images.found:
            target = urljoin(address, source)
            if not target.startswith(BASE):
                continue
            if not (site / unquote(urlsplit(target).path).removeprefix("/archive/")).is_file():
                broken.append(f"{page.relative_to(site)}: {source}")
    return broken


def pages_with(site: Path, text: str) -> list[Path]:
    return [page for page in site.rglob("*.html") if text in page.read_text(encoding="utf-8")]


LAYOUT = """<!doctype html><html><head><title>{{ .Title }}</title>
{{ template "_internal/opengraph.html" . }}</head>
<body><time>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</time>{{ .Content }}</body></html>
"""
PARTIAL = LAYOUT.replace('template "_internal/opengraph.html" .', 'partial "opengraph.html" .')
LIST = "<!doctype html><html><head><title>{{ .Title }}</title></head><body>{{ range .Pages }}"
LIST += '<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</body></html>\n'


def test_hugo_builds_the_archive_unchanged(archive, tmp_path):
    hugo = tool("HUGO")
    (tmp_path / "layouts" / "_default").mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text(
        f'baseURL = "{BASE}"\ntitle = "T"\ncontentDir = "{archive}"\n', encoding="utf-8"
    )
    version = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout
    modern = tuple(map(int, re.search(r"v(\d+)\.(\d+)", version).groups())) >= (0, 146)
    layout = PARTIAL if modern else LAYOUT
    (tmp_path / "layouts" / "_default" / "single.html").write_text(layout, encoding="utf-8")
    (tmp_path / "layouts" / "_default" / "list.html").write_text(LIST, encoding="utf-8")

    built = subprocess.run(
        [hugo, "--source", tmp_path, "--panicOnWarning"],
        capture_output=True,
        text=True,
        check=False,
    )

    site = tmp_path / "public"
    assert built.returncode == 0, built.stdout + built.stderr
    articles = list(archive.rglob("index.md"))
    assert len(articles) == 6
    for article in articles:
        title = re.search(r"^title: (.*)$", article.read_text(encoding="utf-8"), re.MULTILINE)[1]
        assert pages_with(site, title.strip("\"'").split("&")[0]), title
    assert broken_images(site) == []
    assert pages_with(site, 'property="og:image"')
    assert not [page for page in site.rglob("*") if "revisions" in page.name]
    assert pages_with(site, "T21:40:00+08:00")


def test_mkdocs_builds_the_archive_unchanged(archive, tmp_path):
    mkdocs = tool("MKDOCS")
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: T\nsite_url: {BASE}\ndocs_dir: {archive}\ntheme: mkdocs\n", encoding="utf-8"
    )

    built = subprocess.run(
        [mkdocs, "build", "--strict", "-f", tmp_path / "mkdocs.yml", "-d", tmp_path / "site"],
        capture_output=True,
        text=True,
        check=False,
    )

    site = tmp_path / "site"
    assert built.returncode == 0, built.stdout + built.stderr
    assert len(list(site.rglob("20*/*/*/index.html"))) == 6
    assert broken_images(site) == []
    assert not [page for page in site.rglob("*") if "revisions" in page.name]
