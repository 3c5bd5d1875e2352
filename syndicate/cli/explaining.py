"""``syndicate extract --explain``: each fact of an article, and who said so.

What no signal is named for was read as `docs/explanation/extraction.md` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from syndicate.cli.text import moment, table
from syndicate.model import Extraction

_FACTS = (
    "title", "authors", "date", "modified", "site", "lang", "description", "image", "tags",
    "canonical_url", "rights", "next_page", "single_page",
)  # fmt: skip
_VALUE = 60
_UNKNOWN = "—"


def lines(found: Extraction) -> Iterator[str]:
    """Yield the lines of a table: field, value, what chose it; then what found nothing."""
    rows = [_row(found, name) for name in _FACTS]
    rows.append(("content", _content(found), found.reasons.get("content", "")))
    known = {*_FACTS, "content"}
    rows += [(name, "yes", why) for name, why in found.reasons.items() if name not in known]
    yield from table(("FIELD", "VALUE", "CHOSEN BY"), [_fitted(row) for row in rows])
    yield from (f"found nothing: {missed}" for missed in found.missed)


def reasons(found: Extraction) -> dict[str, object]:
    """Return what the table says and the fields don't, for programs."""
    return {
        "next_page": found.next_page,
        "single_page": found.single_page,
        "reasons": found.reasons,
        "missed": found.missed,
    }


def _row(found: Extraction, name: str) -> tuple[str, str, str]:
    value = getattr(found, name)
    if isinstance(value, tuple):
        shown = ", ".join(value)
    else:
        shown = (value or "") if isinstance(value, str | None) else moment(value)
    return name, shown or _UNKNOWN, found.reasons.get(name, "")


def _content(found: Extraction) -> str:
    size, images = len(found.markdown), len(found.images)
    return f"{size:,} characters, images: {images}, score {found.score:.2f}"


def _fitted(row: Sequence[str]) -> tuple[str, ...]:
    name, value, why = row
    short = value if len(value) <= _VALUE else f"{value[: _VALUE - 1]}…"
    return name, short, why
