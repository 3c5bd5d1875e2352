"""The name of the extractor says what it writes: other Markdown has another name."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from syndicate.archiver.page.extract import extract
from syndicate.errors import ExtractError
from syndicate.turns.archiving import EXTRACTOR

TESTS = Path(__file__).parent.parent.parent
RECORDED = TESTS / "golden" / "extractor.json"
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def written() -> str:
    """Return a digest of what becomes of every page of the corpus, lists too."""
    digest = hashlib.sha256()
    for path in sorted((TESTS / "corpus").rglob("*.html")):
        try:
            text = extract(path.read_bytes(), "https://a.example/story", now=NOW).markdown
        except ExtractError as error:
            text = type(error).__name__
        digest.update(f"{len(text)}\n{text}".encode())
    return digest.hexdigest()


def test_other_output_of_the_extractor_has_another_name():
    found = {"extractor": EXTRACTOR, "pages": written()}

    recorded = json.loads(RECORDED.read_text("utf-8"))

    assert found == recorded, f"raise EXTRACTOR, then write {found} to {RECORDED.name}"
