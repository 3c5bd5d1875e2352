"""Folders of Markdown that other programs keep: whose they are, and which files are articles. Pure.

Told by what lies in them, as a person would: an archive of ours by its `.syndicate`, Jekyll by
`_posts`, a vault by `.obsidian`, Hugo by `content` and its sections. Whatever is none of these is
plain: a folder of Markdown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from syndicate.archiver.foreign.reading import Foreign

Kind = Literal["syndicate", "mainroad", "jekyll", "obsidian", "hugo", "plain"]

SAMPLE = 20
"""Files that are read to tell whose a tree is, where names alone don't say."""

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_MACHINERY = frozenset({
    "archetypes", "layouts", "node_modules", "public", "resources", "themes", "vendor",
    "_includes", "_layouts", "_sass", "_site",
})  # fmt: skip
_MAINROAD = frozenset({"thumbnail", "authorbox", "pager", "mathjax", "sidebar", "widgets"})
_SITES = frozenset({"hugo.toml", "hugo.yaml", "hugo.json", "archetypes", "_index.md"})
_POST = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<slug>.+)")
_REGIONAL = re.compile(r"[a-z]{2,3}-(?:[A-Z][a-z]{3}|[A-Z]{2})")
# ISO 639-1: a folder of two letters may be anything else.
_TWO_LETTERS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da"
    " de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy"
    " hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg"
    " li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or"
    " os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta"
    " te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_LANGUAGES = frozenset(_TWO_LETTERS.split())
_SHELVES = frozenset({"content", "posts", "post", "_posts", "_drafts", "news", "articles", "blog",
                      "docs", "src", "source"})  # fmt: skip
"""Folders that say what their files are, not whose."""


def look(keys: Collection[str], sample: Sequence[Foreign]) -> Kind:
    """Tell whose a tree is, from the names in it and some of its files."""
    names = {name for key in keys for name in key.split("/")}
    if ".syndicate/format" in keys:
        return "syndicate"
    if sample and sum(file.front.keys() >= _MAINROAD for file in sample) * 2 > len(sample):
        return "mainroad"
    if "_posts" in names or ("_config.yml" in keys and "content" not in names):
        return "jekyll"
    if ".obsidian" in names or any("[[" in file.body for file in sample):
        return "obsidian"
    if names & _SITES or any(file.form == "toml" for file in sample):
        return "hugo"
    return "plain"


def documents(keys: Collection[str], kind: Kind) -> tuple[Sequence[str], Mapping[str, str]]:
    """Return the keys that may be articles, and the other Markdown with why it is none."""
    taken, left = [], {}
    inside = kind == "hugo" and any(key.startswith("content/") for key in keys)
    bundles = {posixpath.dirname(key) for key in keys if posixpath.basename(key) == "index.md"}
    for key in keys:
        if not key.lower().endswith(_MARKDOWN) or _is_hidden(key):
            continue
        reason = _why_not(key, kind, bundles)
        if inside and not key.startswith("content/"):
            reason = "it lies outside of content/"
        if reason:
            left[key] = reason
        else:
            taken.append(key)
    return taken, left


def _is_hidden(key: str) -> bool:
    return any(name.startswith(".") for name in key.split("/"))


def _why_not(key: str, kind: Kind, bundles: Collection[str]) -> str | None:
    *folders, name = key.split("/")
    if machinery := _MACHINERY.intersection(folders):
        return f"{min(machinery)}/ holds no articles"
    if name == "_index.md":
        return "it is a section's page"
    if kind == "jekyll" and "_drafts" in folders:
        return "it is a draft"
    if kind == "jekyll" and not _POST.match(name):
        return "it is a page, not a post"
    if kind == "hugo" and name != "index.md" and _is_inside(folders, bundles):
        return "it belongs to the article in its folder"
    return None


def _is_inside(folders: Sequence[str], bundles: Collection[str]) -> bool:
    paths = ("/".join(folders[:depth]) for depth in range(1, len(folders) + 1))
    return any(path in bundles for path in paths)


def stem(key: str) -> str:
    """Return what names the article: its file without extension, language and ``/index``."""
    bare = key.rpartition(".")[0]
    if language_of_name(key):
        bare = bare.rpartition(".")[0]
    return bare.removesuffix("/index")


def language_of_name(key: str) -> str | None:
    """Return the language in a name such as ``index.zh-CN.md``."""
    parts = posixpath.basename(key).split(".")
    return parts[-2] if len(parts) > 2 and _is_language(parts[-2]) else None


def language(key: str) -> str | None:
    """Return the language that a path states, in its name or as one of its first two folders."""
    folders = key.split("/")[:-1][:2]
    return language_of_name(key) or next(filter(_is_language, folders), None)


def _is_language(name: str) -> bool:
    return name in _LANGUAGES or bool(_REGIONAL.fullmatch(name))


def date_in_name(key: str) -> str | None:
    """Return the date in a name such as ``2026-03-01-soft-water.md``."""
    found = _POST.fullmatch(posixpath.basename(stem(key)))
    return found["date"] if found else None


def title_in_name(key: str, kind: Kind) -> str:
    """Return what the name says of the title: all of it in a vault, else its words."""
    name = posixpath.basename(stem(key))
    if kind == "obsidian":
        return name
    found = _POST.fullmatch(name)
    return re.sub(r"[-_]+", " ", found["slug"] if found else name).strip().capitalize()


def shelf(key: str) -> str | None:
    """Return the first folder that says whose the article is, not what it is or in what language."""
    folders = key.split("/")[:-1]
    if posixpath.basename(key).startswith("index."):
        folders = folders[:-1]
    return next((name for name in folders if not _is_shelf(name)), None)


def _is_shelf(name: str) -> bool:
    return name in _SHELVES or _is_language(name) or name.isdigit()
