"""An article that a page holds in its scripts, for JavaScript to show.

    scripts ─ about? ─▶ values ─ texts ─┬▶ candidates ─ agrees, more than is shown ─▶ the longest
    JSON-LD ─ its article's articleBody ┘

Candidates are texts and trees of rich text in whatever a script writes out; where they stand has
no name here. One is believed if it is prose, holds what the page shows or stands beside the
page's own title (as the text of the article that JSON-LD describes always does), and is well more than what the page shows: a page that shows its whole article
shows it better than its state does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from syndicate.archiver.page import richtext
from syndicate.archiver.page.furniture import Judge
from syndicate.archiver.page.measure import SENTENCE, measure, weigh
from syndicate.markup import hydration, jsontext, literals, tree
from syndicate.markup.jsontext import Json
from syndicate.markup.structured import Linked
from syndicate.markup.text import plain
from syndicate.markup.tree import Element

# An article's least: shorter texts in scripts are descriptions of this one and of others.
_LEAST = 400
# Of a text that is said to be the article's: what is shown has to be as long.
_LEAST_STATED = 100
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
_TAG = re.compile(r"<[^<>]*>|&lt;(?:(?!&[lg]t;).)*+&gt;")
# Code and data have one in ten characters; texts full of footnotes one in three hundred.
_CODE = re.compile(r"[{}\[\]\\=|]")
_RARE = 200
# What code never has: six words in a row. A text has them once in a hundred letters at least.
# From blank to blank is several times as fast as from letter to letter.
_WORDS = re.compile(
    r" (?:(?<=[^\W\d_] )|(?<=[^\W\d_], ))[^\W\d_]++(?:,? [^\W\d_]++){4}(?:,? [^\W\d_]++)?"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{12}")
_ESCAPED = re.compile(r"(?:\\u[0-9a-f]{4}){12}")
_RUNS = 200
_NOT_WORDS = re.compile(r"[\W_]+")


class Shown(NamedTuple):
    """Hold what a page shows and says: the lines of its article, its title and description."""

    lines: Sequence[str]
    title: str | None
    description: str | None


class _Candidate(NamedTuple):
    """Hold a text, whether an object around it bears the page's title, and whether it is said to
    be the article's."""

    value: str | list[Json]
    named: Json
    titled: bool
    stated: bool = False


@dataclass(slots=True)
class _Search:
    """Hold what candidates are looked for with, and how many values may still be looked at."""

    title: str
    least: int
    left: int = _VALUES


class Held(NamedTuple):
    """Hold the article that scripts hold, and how sure that is (0..1)."""

    element: Element
    score: float


def find(scripts: Sequence[str], shown: Shown, linked: Sequence[Linked] = ()) -> Held | None:
    """Return the article that the `scripts` of a page hold, as if the page had shown it.

    `linked` are the articles and pages that its JSON-LD describes.
    """
    weights = [weigh(line)[0] for line in shown.lines]
    prose = [line for line, own in zip(shown.lines, weights, strict=True) if own >= SENTENCE]
    weight = sum(weights)
    best, most = None, 0
    stated = _stated(linked, shown.title or "")
    for candidate in chain(stated, _candidates(scripts, shown, prose, weight)):
        element = _element(candidate)
        own = measure(element, Judge())[id(element)].all_prose
        if own < (_LEAST_STATED if candidate.stated else _LEAST):
            continue
        if own > most and _is_more(element, own, candidate.titled, shown, prose, weight):
            best, most = element, own
    return Held(best, round(min(1.0, most / _SURE), 3)) if best else None


def _is_more(
    element: Element, own: int, titled: bool, shown: Shown, prose: Sequence[str], weight: int
) -> bool:
    if own < _MORE * weight:
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


def _stated(linked: Sequence[Linked], title: str) -> Iterator[_Candidate]:
    """Walk over the texts of the article described: of several only that with the page's title."""
    told = [each for each in linked if each.is_article and each.body]
    for each in told:
        if len(told) == 1 or (title and _bare(each.title) == _bare(title)):
            yield _Candidate(each.body, None, titled=True, stated=True)


def _candidates(
    scripts: Sequence[str], shown: Shown, prose: Sequence[str], weight: int
) -> Iterator[_Candidate]:
    least = max(_LEAST, int(_MORE * weight))
    probes = list(_probes((shown.title, shown.description, *prose[:3])))
    search = _Search(_bare(shown.title or ""), least)
    for script in scripts:
        if _speaks(script, probes, least):
            for value in literals.values(script):
                yield from _texts(hydration.unfolded(value), search)
    stream = hydration.streamed(scripts)
    if _speaks(stream, probes, least):
        for value in hydration.rows(stream):
            yield from _texts(value, search)


def _speaks(script: str, probes: Sequence[str], least: int) -> bool:
    return any(probe in script for probe in probes) and _tells(script, least)


def _tells(script: str, least: int) -> bool:
    """Tell whether there are words enough in a script, one after the other, for an article."""
    runs = chain.from_iterable(each.finditer(script) for each in (_WORDS, _WIDE, _ESCAPED))
    return next(islice(runs, least // _RUNS, None), None) is not None


def _probes(texts: Iterable[str | None]) -> Iterator[str]:
    """Walk over what a script must have one of to speak of the page, as JSON may write it."""
    for text in texts:
        run = max(_RUN.findall(text or ""), key=len, default="")
        if weigh(run)[0] >= _PROBE:
            yield run
            if not run.isascii():
                yield json.dumps(run)[1:-1]


def _texts(value: Json, search: _Search) -> Iterator[_Candidate]:
    """Walk over the candidates in a value."""
    waiting: list[tuple[Json, Json, int, int]] = [(value, None, 0, 0)]
    while waiting and search.left > 0:
        search.left -= 1
        each, around, near, nested = waiting.pop()
        if isinstance(each, str):
            inner = _parsed(each) if nested < _NESTED else None
            if inner is not None:
                waiting.append((inner, None, near, nested + 1))
            elif len(each) * 2 >= search.least and _reads(each, search.least):
                yield _Candidate(each, None, near > 0)
        elif isinstance(each, list):
            if richtext.is_text(each):
                yield _Candidate(each, around, near > 0)
            else:
                waiting += [(item, None, near - 1, nested) for item in reversed(each) if _may(item)]
        elif isinstance(each, dict):
            near = _NEAR if _is_titled(each, search.title) else near - 1
            named = each.get("entityMap")
            inside = reversed(each.values())
            waiting += [(item, named, near, nested) for item in inside if _may(item)]


def _may(value: Json) -> bool:
    """Tell whether a value may be a candidate or hold one."""
    if isinstance(value, str):
        return len(value) * 2 >= _LEAST
    return isinstance(value, (list, dict))


def _reads(text: str, least: int) -> bool:
    """Tell whether a string is text for people, and enough of it."""
    bare = _TAG.sub("", text) if "<" in text else text
    return weigh(bare)[0] >= least and len(_CODE.findall(bare)) * _RARE < len(bare)


def _is_titled(value: Mapping[str, Json], title: str) -> bool:
    """Tell whether an object says the title, however it is punctuated."""
    # One letter is three at most when its case is folded.
    least, most = len(title) / 3, len(title) * 4
    for each in value.values():
        if isinstance(each, str) and least <= len(each) <= most and _bare(each) == title:
            return bool(title)
    return False


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
    lines = [line for each in plain(text).splitlines() if (line := each.strip())]
    if len(lines) > tree.ELEMENTS:
        lines = [*lines[: tree.ELEMENTS], " ".join(lines[tree.ELEMENTS :])]
    return Element("div", {}, [Element("p", {}, [line]) for line in lines])
