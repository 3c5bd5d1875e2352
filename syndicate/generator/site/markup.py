"""An article's HTML, as feeds show it, made fit for a page of its own. Pure.

The fragment was sanitised last, so it is as nh3 writes it: few elements, attributes in double
quotes, text escaped. It is walked tag by tag; an attribute may hold what looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:\s[a-z]+="[^"]*")*)\s*/?>')
_SOURCE = re.compile(r'(\ssrc=")([^"]*)')
_MUTE = ' alt=""'
_LAZY = ' loading="lazy" referrerpolicy="no-referrer"'
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPOKEN = _HEADINGS | {"a", "th"}
_BLANK = "&nbsp;"


def page_html(html: str, *, base_url: str, root: str, told: Mapping[str, str]) -> str:
    """Return the fragment for a page whose way to the site's root is `root`.

    Headings go on from the page's own, our pictures are found wherever the site lies, wide tables
    and code scroll by themselves, and nothing is a link, a heading or a head of a column that
    says nothing.
    """
    return _Walk(base_url, root, told).over(html)


class _Walk:
    def __init__(self, base_url: str, root: str, told: Mapping[str, str]) -> None:
        self._base = base_url
        self._root = root
        self._told = told
        self._last = 1
        self._level = 1
        self._spoken = 0

    def over(self, html: str) -> str:
        out: list[str] = []
        at = 0
        found = list(_TAG.finditer(html))
        silent = _silent(html, found)
        for place, tag in enumerate(found):
            out.append(html[at : tag.start()])
            at = tag.end()
            if place not in silent:
                out.append(self._tag(tag))
            elif tag["name"] == "th":
                out.append(f"<{tag['end']}td>")
        out.append(html[at:])
        return "".join(out)

    def _tag(self, tag: re.Match[str]) -> str:
        name, ends = tag["name"], bool(tag["end"])
        if name in _SPOKEN:
            self._spoken += -1 if ends else 1
        if name in _HEADINGS:
            return self._heading(name, ends)
        if name == "img":
            return self._image(tag["rest"])
        change = _CHANGES.get((name, ends))
        return change(tag[0], self._told) if change else tag[0]

    def _heading(self, name: str, ends: bool) -> str:
        if not ends:
            self._level = self._last = min(int(name[1]) + 1, self._last + 1, 6)
        return f"<{'/' if ends else ''}h{self._level}>"

    def _image(self, rest: str) -> str:
        if self._spoken and _MUTE in rest:
            rest = rest.replace(_MUTE, f' alt="{self._told["picture"]}"', 1)
        return f"<img{_SOURCE.sub(self._local, rest, count=1)}{_LAZY}>"

    def _local(self, source: re.Match[str]) -> str:
        address = source[2]
        below = address.startswith(self._base)
        return source[1] + (self._root + address[len(self._base) :] if below else address)


def _silent(html: str, found: Sequence[re.Match[str]]) -> frozenset[int]:
    """Return the places of the tags of links, headings and heads of columns that say nothing."""
    silent: set[int] = set()
    begun: list[int] = []
    said, at = -1, 0
    for place, tag in enumerate(found):
        # What is said before a tag belongs to whatever began before it.
        if tag["name"] == "img" or html[at : tag.start()].replace(_BLANK, "").strip():
            said = place
        at = tag.end()
        if tag["name"] not in _SPOKEN:
            continue
        if not tag["end"]:
            begun.append(place)
        elif begun and (first := begun.pop()) >= said:
            silent |= {first, place}
    return frozenset(silent)


def _box(tag: str, told: Mapping[str, str]) -> str:
    # A group, not a region: an article of twenty tables is not a page of twenty landmarks.
    return f'<div class="scroll" role="group" aria-label="{told["table"]}" tabindex="0">{tag}'


_CHANGES: Mapping[tuple[str, bool], Callable[[str, Mapping[str, str]], str]] = {
    ("table", False): _box,
    ("table", True): lambda tag, told: f"{tag}</div>",
    ("pre", False): lambda tag, told: '<pre tabindex="0">',
}
