"""What a source's card keeps of the entries that were passed over, and when one is taken up again.

A filter or a hook passes over for good, the limit of a first run until it is raised. The card is written
before memory hears of it: what memory calls passed over, and the card no longer, is on its way
back and was kept from it by a crash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from syndicate.archiver.files.cards import Card
from syndicate.fetcher.history import Older
from syndicate.fetcher.intake import Beyond, Intake
from syndicate.identity import PASSED, short
from syndicate.model import Document, Source


def known(card: Card | None, remembered: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is known of a source's entries: name → fingerprint, passed ones by card."""
    if card is None:
        return remembered
    passed = frozenset(card.passed)
    sound = {
        name: print_
        for name, print_ in remembered.items()
        if print_ != PASSED or name[1:] in passed or short(name) in passed
    }
    return {**{f"#{name}": PASSED for name in card.passed}, **sound}


def beyond(card: Card | None) -> Beyond | None:
    """Return what the first run left, None when it left nothing that is known."""
    if card is None or card.backfill is None:
        return None
    return Beyond(names=frozenset(card.passed).difference(card.refused), taken=card.backfill)


def card(source: Source, document: Document, old: Card | None, found: Intake) -> Card:
    """Return what the archive keeps of the source: what it last said of itself."""
    before = old or Card(source=source.id)
    resumed = {short(name) for name in found.resumed}
    passed = {*before.passed, *map(short, found.skipped)} - resumed
    return Card(
        source=source.id,
        title=source.title or document.title,
        link=document.link,
        feed=source.label,
        rights=document.rights,
        lang=source.lang or document.lang,
        image=document.image,
        passed=tuple(sorted(passed)),
        refused=tuple(sorted({*before.refused, *map(short, found.refused)})),
        backfill=_taken(source, old, found),
    )


def dropped(card: Card, names: Sequence[str]) -> Card:
    """Return the card after a hook dropped entries: like those that the filter does not want."""
    gone = set(map(short, names))
    return replace(
        card,
        passed=tuple(sorted(gone.union(card.passed))),
        refused=tuple(sorted(gone.union(card.refused))),
    )


def taken_up(card: Card, older: Older) -> Card:
    """Return the card after a document of the source's history was sorted out."""
    resumed, refused = map(short, older.resumed), set(map(short, older.refused))
    passed = ({*card.passed} | refused).difference(resumed)
    return replace(
        card,
        passed=tuple(sorted(passed)),
        refused=tuple(sorted({*card.refused, *refused})),
    )


def _taken(source: Source, old: Card | None, found: Intake) -> int | None:
    """Return how many entries the first run has taken by now, None when it left none."""
    if source.backfill is None:
        return None
    if old is not None and old.backfill is not None:
        return max(old.backfill, source.backfill)
    return source.backfill if len(found.skipped) > len(found.objections) else None
