"""What one turn has come to so far: one value for all who work in it.

Checking and archiving note here what they meet, and the turn reads at its end what its host
must be told, when it may go on, and whether something has to be published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from syndicate.model import Article


@dataclass(slots=True, kw_only=True)
class Course:
    """Hold the course of one turn; it ends with the turn."""

    not_before: datetime | None = None
    """When the turn's own host may be asked again, once it has asked for a pause."""
    put_off: datetime | None = None
    """When the last of the entries comes again that another host had no time for."""
    left: bool = False
    """Whether work that is due was left for the next turn."""
    found: bool = False
    """Whether entries were discovered that wait to be archived."""
    changed: bool = False
    """Whether something may have to be published."""
    unread: bool = False
    """Whether what a hub sent could not be read."""
    sources: set[str] = field(default_factory=set)
    """Which sources were checked, or had entries archived."""
    written: list[tuple[Article, str]] = field(default_factory=list)
    """The articles that were written of which a hook is told, with what they are: new, revised."""
    asked: dict[str, datetime] = field(default_factory=dict)
    """Until when servers asked not to be polled, by source."""
    missed: set[str] = field(default_factory=set)
    """Of which sources it was told that their select.content found nothing."""
    hints: dict[str, str] = field(default_factory=dict)
    """What may be done about the sources that failed, where somebody knows."""
