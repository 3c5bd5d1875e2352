"""A page that was redesigned → the list that was followed there, by what it has shown before.

Pure. Titles and addresses of what is in the archive are looked for in all that repeats: a list
that has some of them is the old one, however it is written now. A list of the most read may have
as many; so the lists are weighed as those of a new page are, by what each has of the known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from syndicate import urls
from syndicate.fetcher.readers.inference import infer
from syndicate.fetcher.readers.pieces import Context
from syndicate.model import Inferred

LEAST = 2
"""Known items from which on a list is the old one: a single one may be linked from anywhere."""

# Characters at a title's beginning that tell it from others: pages cut them, archives do not.
_HEAD = 20
# The known that make a list as likely as not the old one.
_DOUBT = 1.0


class Known(NamedTuple):
    """Hold what is known of an article that the list has shown."""

    title: str | None
    url: str | None


def refind(text: str, context: Context, url: str, known: Sequence[Known]) -> Inferred | None:
    """Return the list of a page that has what is known, None where none has enough of it."""
    addresses = {urls.canonical(each.url) for each in known if each.url}
    titles = {bare for each in known if (bare := _bare(each.title))}
    heads = {title[:_HEAD] for title in titles if len(title) >= _HEAD}

    def knows(address: str | None, title: str | None) -> bool:
        if address and urls.canonical(address) in addresses:
            return True
        bare = _bare(title)
        return bool(bare) and (bare in titles or bare[:_HEAD] in heads)

    counted = [
        (sum(knows(entry.url, entry.title) for entry in each.document.entries), each)
        for each in infer.infer(text, context, url, knows)
    ]
    likely = [(count, each) for count, each in counted if count >= LEAST]
    if not likely:
        return None
    count, best = max(likely, key=lambda pair: pair[1].confidence)
    sure = count / (count + _DOUBT) * (0.5 + 0.5 * best.confidence)
    why = f"{count} of its {len(best.document.entries)} items are in the archive"
    return replace(best, confidence=round(sure, 2), why=why)


def _bare(title: str | None) -> str:
    return "".join(filter(str.isalnum, title or "")).casefold()
