"""The labels of footnotes in Markdown of ours, when several documents become one. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from syndicate.archiver.markdown import scan

_LABEL = re.compile(r"(?<!\\)\[\^(\d{1,9})\]")
_DEFINITION = re.compile(r"^\[\^\d{1,9}\]:", re.MULTILINE)


class Told(NamedTuple):
    """Hold a document's text, its notes, and the largest number that labels one, or `after`."""

    text: str
    notes: str
    largest: int


def apart(markdown: str, after: int = 0) -> Told:
    """Cut a document before its notes, all labels made larger by `after`; code stays code."""
    written: list[str] = []
    length, cut, largest = 0, -1, after
    for part in scan.parts(markdown):
        raw = part.raw
        if part.kind == "text":
            found = _DEFINITION.search(raw)
            if found and cut < 0 and (found.start() or not written or written[-1].endswith("\n")):
                cut = length + len(_raised(raw[: found.start()], after))
            largest = max([largest, *(int(each) + after for each in _LABEL.findall(raw))])
            raw = _raised(raw, after)
        written.append(raw)
        length += len(raw)
    text = "".join(written)
    return Told(text, "", largest) if cut < 0 else Told(text[:cut], text[cut:], largest)


def _raised(text: str, by: int) -> str:
    return _LABEL.sub(lambda found: f"[^{int(found[1]) + by}]", text)
