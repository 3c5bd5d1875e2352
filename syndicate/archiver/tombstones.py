"""What was withdrawn: one JSON object a line in `.syndicate/tombstones.jsonl`, only read here.

{"id": "urn:uuid:…", "keys": ["https://…"], "guids": [["source", "guid"]]}
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from syndicate.archiver.shapes import many, mapping, text
from syndicate.errors import ArchiveError
from syndicate.model import Article
from syndicate.storage.base import Storage

KEY = ".syndicate/tombstones.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstones:
    """Hold all names of withdrawn articles; a guid counts together with its source."""

    ids: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    guids: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def read(cls, storage: Storage) -> Tombstones:
        """Read the file, if there is one; raise ArchiveError where a line is damaged."""
        ids, keys, guids = set(), set(), set()
        for number, line in enumerate((storage.read(KEY) or b"").splitlines(), start=1):
            try:
                found = mapping(json.loads(line))
                ids.add(text(found["id"]))
                keys |= set(many(text, found["keys"]))
                guids |= set(many(_guid, found["guids"]))
            except (KeyError, TypeError, ValueError, RecursionError) as error:
                reason = f"{KEY}:{number} is damaged: {error}"
                raise ArchiveError(reason, path=KEY) from error
        return cls(ids=frozenset(ids), keys=frozenset(keys), guids=frozenset(guids))

    def cover(self, article: Article) -> bool:
        """Tell whether the article, under any of its names, was withdrawn."""
        sources = {article.source, *article.via}
        guids = {(source, guid) for source in sources for guid in article.guids}
        names = {article.key, *article.urls}
        return article.id in self.ids or bool(names & self.keys) or bool(guids & self.guids)


def _guid(value: object) -> tuple[str, str]:
    source, guid = many(text, value)
    return source, guid
