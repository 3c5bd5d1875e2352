"""The values that cross rooms: immutable, keyword-only, compared by content.

One word per thing (docs/glossary.md). A source *announces* entries; an entry leads to a page;
a page gives an extraction; both together make an article, which is archived in versions and
announced again by our own feeds. All instants are aware datetimes; those that Syndicate mints
itself are UTC. "Unknown" is None or empty, never a made-up value.
"""

from __future__ import annotations

from syndicate.model.announced import (
    Document,
    Enclosure,
    Entry,
    Filter,
    FullText,
    Page,
    Pattern,
    Publish,
    Request,
    Select,
    Source,
    SourceKind,
    Subject,
    Validators,
)
from syndicate.model.kept import (
    Article,
    Asset,
    Extraction,
    Revision,
    Tombstone,
)
from syndicate.model.published import (
    Feed,
    FeedFormat,
    Fragment,
    Images,
    Site,
)
from syndicate.model.turns import (
    Carried,
    Claim,
    Condition,
    Hints,
    Host,
    Identity,
    Outcome,
    Pending,
    Standing,
    Turn,
    Verdict,
)

__all__ = [
    "Article",
    "Asset",
    "Carried",
    "Claim",
    "Condition",
    "Document",
    "Enclosure",
    "Entry",
    "Extraction",
    "Feed",
    "FeedFormat",
    "Filter",
    "Fragment",
    "FullText",
    "Hints",
    "Host",
    "Identity",
    "Images",
    "Outcome",
    "Page",
    "Pattern",
    "Pending",
    "Publish",
    "Request",
    "Revision",
    "Select",
    "Site",
    "Source",
    "SourceKind",
    "Standing",
    "Subject",
    "Tombstone",
    "Turn",
    "Validators",
    "Verdict",
]
