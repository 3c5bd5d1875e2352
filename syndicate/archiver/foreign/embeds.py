r"""Local pictures in other programs' Markdown: what a document shows, where that lies in its tree.

    ![alt](path "title") · ![alt]({{ site.baseurl }}/path) · ![[name|alt]] · <img src="path">
    {{< figure src="path" alt="alt" >}}

Pure: the tree is a set of keys. Nothing outside of it is ever looked for, and what is on the web
stays as it is.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from urllib.parse import unquote

from syndicate.archiver.foreign.prose import changed
from syndicate.archiver.markdown.escape import destination

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp")

ROOTS = ("", "static", "assets", "content", "source", "docs", "public")
"""Folders of a site's sources that its generator publishes at its root."""

_ATTRIBUTE = r"[^<>\n]{0,300}?"
_EMBED = re.compile(
    r"!\[(?P<alt>[^\[\]\n]*)\]\((?P<to><[^<>\n]*>|(?:\{[{%][^{}\n]*[%}]\})*[^\s()<>{}]*)"
    r"(?P<title>[ \t]+\"[^\"\n]*\")?\)"
    r"|!\[\[(?P<wiki>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]*))?\]\]"
    rf"|<img\b{_ATTRIBUTE}\ssrc=\"(?P<src>[^\"<>\n]+)\"(?P<more>[^<>\n]{{0,1000}})>"
    r"|\{\{[<%]\s*figure\s(?P<figure>[^{}\n]{0,1000})[>%]\}\}"
)
_LIQUID = re.compile(
    r"\{\{\s*['\"](?P<quoted>[^'\"]*)['\"][^}]*\}\}|\{%\s*link\s+(?P<link>\S+)\s*%\}"
)
_VARIABLE = re.compile(r"\{\{[^}]*\}\}")
_ATTRIBUTES = re.compile(r"([A-Za-z-]+)=\"([^\"]*)\"")
_SIZE = re.compile(r"\d+(?:x\d+)?")
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|$")


class Tree:
    """Know what lies in a tree, and by which of a document's references it is meant."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = {key for key in keys if key.lower().endswith(PICTURES)}
        self._named: Mapping[str, list[str]] = _by_name(self._keys)

    def find(self, reference: str, document: str) -> str | None:
        """Return the key of the picture that a document refers to, None where there is none.

        As browsers, Hugo and Jekyll resolve it; then, as Obsidian does, by its name alone.
        """
        path = unquote(re.split(r"[?#]", _static(reference))[0])
        folder, stem = posixpath.split(document)
        near = [folder, posixpath.join(folder, stem.rpartition(".")[0])]
        starts = ROOTS if path.startswith("/") else (*near, *ROOTS)
        for start in starts:
            key = posixpath.normpath(posixpath.join(start, path.lstrip("/")))
            if key in self._keys:
                return key
        known = self._named.get(posixpath.basename(path).casefold(), [])
        fitting = [key for key in known if _ends(key, path)]
        return fitting[0] if fitting else None


def _by_name(keys: Collection[str]) -> Mapping[str, list[str]]:
    """Return the keys by their last names, those nearest to the root first."""
    named: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys, key=lambda key: (key.count("/"), key)):
        named[posixpath.basename(key).casefold()].append(key)
    return named


def _ends(key: str, path: str) -> bool:
    """Tell whether a key ends with what the reference says of its folders."""
    tail = "/".join(name for name in path.casefold().split("/") if name not in ("", ".", ".."))
    return f"/{key.casefold()}".endswith(f"/{tail}")


def _static(reference: str) -> str:
    """Return a reference without Liquid: what it quotes, and nothing for the site's address."""
    text = _LIQUID.sub(lambda found: found["quoted"] or found["link"] or "", reference)
    return _VARIABLE.sub("", text).strip("<> ")


def local(reference: str) -> bool:
    """Tell whether a reference is a path, and no address on the web."""
    return not _REMOTE.match(_static(reference))


def rewritten(markdown: str, place: Callable[[str], str | None]) -> str:
    """Return the Markdown with each local picture shown from where `place` says it is now.

    `place` gets a reference as it stands; None leaves it. Code stays.
    """

    def write(found: re.Match[str]) -> str:
        alt, reference = _shown(found)
        if not local(reference) or (to := place(reference)) is None:
            return found[0]
        return f"![{alt}]({destination(to)}{found['title'] or ''})"

    return changed(markdown, lambda text: _EMBED.sub(write, text))


def _shown(found: re.Match[str]) -> tuple[str, str]:
    """Return the alternative text, escaped, and the reference of what was found."""
    if found["to"] is not None:
        return found["alt"], found["to"]
    if found["wiki"] is not None:
        label = found["label"] or ""
        return ("" if _SIZE.fullmatch(label) else _label(label)), found["wiki"].partition("#")[0]
    if found["src"] is not None:
        attributes = dict(_ATTRIBUTES.findall(found[0]))
        return _label(html.unescape(attributes.get("alt", ""))), html.unescape(found["src"])
    attributes = dict(_ATTRIBUTES.findall(found["figure"]))
    return _label(attributes.get("alt") or attributes.get("caption", "")), attributes.get("src", "")


def _label(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text.strip())
