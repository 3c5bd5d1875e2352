"""A text apart from its code: looked at, or changed, where Markdown is no code. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from syndicate.archiver.markdown import scan

_HIDDEN = re.compile(r"\0(\d+)\0")


def prose(markdown: str) -> str:
    """Return the Markdown with a letter in the place of each code span and fenced block."""
    if not _may_hold_code(markdown):
        return markdown
    return "".join(
        f"x{_end(part)}" if part.kind in ("code", "fence") else part.raw
        for part in scan.parts(markdown)
    )


def changed(markdown: str, change: Callable[[str], str]) -> str:
    """Return the Markdown with its text changed, code as it is.

    `change` sees NUL, digits, NUL where code was hidden, and must leave them together.
    """
    markdown = markdown.replace("\0", "")
    if not _may_hold_code(markdown):
        return change(markdown)
    kept: list[str] = []

    def hide(part: scan.Part) -> str:
        if part.kind not in ("code", "fence"):
            return part.raw
        kept.append(part.raw.removesuffix(_end(part)))
        return f"\0{len(kept) - 1}\0{_end(part)}"

    text = change("".join(map(hide, scan.parts(markdown))))
    return _HIDDEN.sub(lambda found: kept[int(found[1])], text)


def _may_hold_code(markdown: str) -> bool:
    return "`" in markdown or "~~~" in markdown


def _end(part: scan.Part) -> str:
    """Return the line ends behind a fenced block."""
    return part.raw[len(part.raw.rstrip("\n")) :]
