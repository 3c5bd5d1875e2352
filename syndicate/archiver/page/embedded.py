"""An article that a page holds in its scripts, for JavaScript to show.

    scripts ─ about? ─▶ values ─ texts ─▶ candidates ─ agrees, more than is shown ─▶ the longest

Candidates are texts and trees of rich text in whatever a script writes out; where they stand has
no name here. One is believed if it is prose, holds what the page shows or stands beside the
page's own title, and is well more than what the page shows: a page that shows its whole article
shows it better than its state does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from syndicate.archiver.page import richtext
from syndicate.archiver.page.furniture import Judge
from syndicate.archiver.page.measure import SENTENCE, measure, weigh
from syndicate.markup import jsontext, literals, tree
from syndicate.markup.jsontext import Json
from syndicate.markup.text import plain
from syndicate.markup.tree import Element

# An article's least: shorter texts in scripts are descriptions of this one and of others.
_LEAST = 400
# How much more there must be than the page shows, when it holds what is shown and when not.
_MORE = 1.3
_MUCH_MORE = 3
# As `content` has it: about 300 words.
_SURE = 1500
# The share of the shown sentences that a text must hold to be the same one.
_SAME = 0.6
# Sentences that are looked for, and how much of each: the beginning of a page tells.
_LINES = 40
_HEAD = 50
# Values of one page that are looked at; a state of 5 MB has 200,000.
_VALUES = 300_000
# States within states, as texts; levels between an article's title and its text.
_NESTED = 3
_NEAR = 3
_PROBE = 12
_RUN = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|li|section|span|img)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>|&lt;.*?&gt;")
# Code and data have one in ten characters; texts full of footnotes one in three hundred.
_CODE = re.compile(r"[{}\[\]\\=|]")
_RARE = 200
# What code never has: six words in a row. A text has them once in a hundred letters at least.
_WORDS = re.compile(
    r"(?<![^\W\d_])[^\W\d_]++(?:,? [^\W\d_]++){5}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{12}|(?:\\u[0-9a-f]{4}){12}"
)
_RUNS = 200
_NOT_WORDS = re.compile(r"[\W_]+")


class Shown(NamedTuple):
    """Hold what a page shows and says: the lines of its article, its title and description."""

    lines: Sequence[str]
    title: str | None
    description: str | None


class _Candidate(NamedTuple):
    """Hold a text, and whether an object around it bears the page's title."""

    value: str | list[Json]
    named: Json
    titled: bool


class Held(NamedTuple):
    """Hold the article that scripts hold, and how sure that is (0..1)."""

    element: Element
    score: float


def find(scripts: Iterable[str], shown: Shown) -> Held | None:
    """Return the article that the `scripts` of a page hold, as if the page had shown it."""
    prose = [line for line in shown.lines if weigh(line)[0] >= SENTENCE]
    weight = sum(weigh(line)[0] for line in shown.lines)
    best, most = None, 0
    for candidate in _candidates(scripts, shown, prose, weight):
        element = _element(candidate)
        own = measure(element, Judge())[id(element)].all_prose
        if own > most and _is_more(element, own, candidate.titled, shown, prose, weight):
            best, most = element, own
    return Held(best, round(min(1.0, most / _SURE), 3)) if best else None


def _is_more(
    element: Element, own: int, titled: bool, shown: Shown, prose: Sequence[str], weight: int
) -> bool:
    if own < _LEAST or own < _MORE * weight:
        return False
    text = _bare(element.text())
    if prose and _held(prose[:_LINES], text) >= _SAME:
        return True
    described = bool(shown.description) and _starts(shown.description or "", text)
    return (titled or described) and own >= _MUCH_MORE * weight


def _held(lines: Sequence[str], text: str) -> float:
    """Return the share of the lines, by weight, that begin somewhere in a bare text."""
    weights = [(weigh(line)[0], _bare(line)[:_HEAD] in text) for line in lines]
    return sum(own for own, is_held in weights if is_held) / sum(own for own, _ in weights)


def _starts(description: str, text: str) -> bool:
    head = _bare(description)[:_HEAD]
    return len(head) * 2 >= _HEAD and head in text


def _bare(text: str) -> str:
    return _NOT_WORDS.sub("", text).casefold()


def _candidates(
    scripts: Iterable[str], shown: Shown, prose: Sequence[str], weight: int
) -> Iterator[_Candidate]:
    least = max(_LEAST, int(_MORE * weight))
    probes = list(_probes((shown.title, shown.description, *prose[:3])))
    title = _bare(shown.title or "")
    left = _VALUES
    for script in scripts:
        if not any(probe in script for probe in probes) or not _tells(script, least):
            continue
        for value in literals.values(script):
            for candidate in _texts(value, title, least):
                left -= 1
                if left < 0:
                    return
                if candidate:
                    yield candidate


def _tells(script: str, least: int) -> bool:
    """Tell whether there are words enough in a script, one after the other, for an article."""
    runs = islice(_WORDS.finditer(script), least // _RUNS, None)
    return next(runs, None) is not None


def _probes(texts: Iterable[str | None]) -> Iterator[str]:
    """Walk over what a script must have one of to speak of the page, as JSON may write it."""
    for text in texts:
        run = max(_RUN.findall(text or ""), key=len, default="")
        if weigh(run)[0] >= _PROBE:
            yield run
            if not run.isascii():
                yield json.dumps(run)[1:-1]


def _texts(value: Json, title: str, least: int) -> Iterator[_Candidate | None]:
    """Walk over a value; None stands for what is no candidate."""
    waiting: list[tuple[Json, Json, int, int]] = [(value, None, 0, 0)]
    while waiting:
        each, around, near, nested = waiting.pop()
        yield None
        if isinstance(each, str):
            inner = _parsed(each) if nested < _NESTED else None
            if inner is not None:
                waiting.append((inner, None, near, nested + 1))
            elif len(each) * 2 >= least and _reads(each, least):
                yield _Candidate(each, None, near > 0)
        elif isinstance(each, list):
            if richtext.is_text(each):
                yield _Candidate(each, around, near > 0)
            else:
                waiting += [(item, None, near - 1, nested) for item in reversed(each)]
        elif isinstance(each, dict):
            is_titled = any(_is_title(item, title) for item in each.values())
            near = _NEAR if is_titled else near - 1
            named = each.get("entityMap")
            waiting += [(item, named, near, nested) for item in reversed(each.values())]


def _reads(text: str, least: int) -> bool:
    """Tell whether a string is text for people, and enough of it."""
    bare = _TAG.sub("", text) if "<" in text else text
    return weigh(bare)[0] >= least and len(_CODE.findall(bare)) * _RARE < len(bare)


def _is_title(value: Json, title: str) -> bool:
    is_short = isinstance(value, str) and title and 0 < len(value) <= len(title) * 4
    return bool(is_short) and _bare(str(value)) == title


def _parsed(text: str) -> Json:
    """Return the value of a text that is JSON itself, as states within states are."""
    if text[:1] not in ("{", "[") or len(text) < _LEAST // 2:
        return None
    try:
        return jsontext.loads(text)
    except ValueError:
        return None


def _element(candidate: _Candidate) -> Element:
    if not isinstance(candidate.value, str):
        return richtext.read(candidate.value, candidate.named)
    text = candidate.value
    if "&lt;p" in text[:1_000]:
        text = plain(text)
    if _MARKUP.search(text):
        return tree.fragment(text)
    lines = (line.strip() for line in plain(text).splitlines())
    return Element("div", {}, [Element("p", {}, [line]) for line in lines if line])
