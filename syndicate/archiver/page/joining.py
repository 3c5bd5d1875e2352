"""The pages of one article → one article: in order, each part once. Pure.

What the pages have in common stands once: a head that a page repeats, a foot that all have, the
last paragraph of the page before. The facts are those of the first page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from syndicate.archiver.markdown import labels
from syndicate.archiver.markdown.labels import Told
from syndicate.model import Extraction

# Blocks that pages repeat: a title, a standfirst, a picture, a contents list; a note at the end.
_HEAD = 8
_TAIL = 3
_FENCE = re.compile(r"^(?:[ >]|[-+*] |\d{1,9}[.)] )*(?:`{3,}|~{3,})", re.MULTILINE)


def join(pages: Sequence[Extraction]) -> Extraction:
    """Return one article of the pages of it, the first of which is the first."""
    first = pages[0]
    if len(pages) == 1:
        return first
    told = _told(pages)
    texts = [_blocks(each.text) for each in told]
    foot = _foot(texts)
    joined: list[str] = []
    for number, blocks in enumerate(texts):
        is_last = number == len(texts) - 1
        body = blocks if is_last or not foot else blocks[:-foot]
        joined += body[_repeated(body, {*texts[0][:_HEAD], *joined[-_TAIL:]}) :] if number else body
    joined += [notes for each in told if (notes := each.notes.strip("\n"))]
    images = (image for page in pages for image in page.images)
    return replace(
        first,
        markdown="\n\n".join(joined) + "\n",
        images=tuple(dict.fromkeys(images)),
        image=first.image or next((page.image for page in pages if page.image), None),
        noarchive=any(page.noarchive for page in pages),
        score=min(page.score for page in pages),
        next_page=None,
        single_page=None,
    )


def _told(pages: Sequence[Extraction]) -> list[Told]:
    """Return the pages' texts and notes, numbered from the first page to the last."""
    told: list[Told] = []
    for page in pages:
        told.append(labels.apart(page.markdown, told[-1].largest if told else 0))
    return told


def says_the_same(page: Extraction, pages: Sequence[Extraction]) -> bool:
    """Tell whether a page only repeats one before: a site's answer for a page that is not there."""
    return any(page.markdown == each.markdown for each in pages)


def _blocks(markdown: str) -> list[str]:
    """Cut Markdown at its blank lines, but for those in a fence."""
    blocks: list[str] = []
    is_open = False
    for part in markdown.strip("\n").split("\n\n"):
        if is_open:
            blocks[-1] += f"\n\n{part}"
        else:
            blocks.append(part)
        is_open ^= len(_FENCE.findall(part)) % 2 == 1
    return blocks


def _repeated(blocks: Sequence[str], known: set[str]) -> int:
    """Return how many blocks at the start are known."""
    return next((at for at, block in enumerate(blocks) if block not in known), len(blocks))


def _foot(texts: Sequence[Sequence[str]]) -> int:
    """Return how many blocks all pages end with."""
    least = min(map(len, texts))
    ends = (len({text[-at] for text in texts}) == 1 for at in range(1, least + 1))
    return next((at for at, same in enumerate(ends) if not same), least)
