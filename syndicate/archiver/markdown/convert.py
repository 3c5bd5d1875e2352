"""A feed's own HTML → Markdown: cleaned and written as an article is, nothing chosen from it.

html ─ tree.fragment ─▶ tree ─ landmarks.prepare ─ flow.read ─ headlines.without_title ─▶ blocks
                                                                    ─ markdown ─▶ Converted
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from syndicate.archiver.markdown import flow, headlines, landmarks, scan
from syndicate.archiver.markdown.blocks import Block, without_notes
from syndicate.archiver.markdown.writer import markdown
from syndicate.markup import tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """Hold Markdown, and the addresses of the images it shows, once each."""

    markdown: str = ""
    images: tuple[str, ...] = ()


def fragment(html: str, base: str | None, title: str | None = None) -> Converted:
    """Convert a piece of HTML; addresses become absolute against `base`.

    A heading at its start that only repeats `title` goes. Never raises; Markdown is "" when
    nothing is left. Without a base relative addresses stay.
    """
    root = tree.fragment(html)
    notes = landmarks.prepare(root, html)
    text, told = without_notes(flow.read(root, base, notes))
    return convert([*headlines.without_title(text, title), *told])


def convert(blocks: Sequence[Block]) -> Converted:
    """Write blocks that were read before."""
    text = markdown(blocks)
    return Converted(markdown=text, images=scan.images(text))
