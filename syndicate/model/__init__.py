"""The values that cross rooms: immutable, keyword-only, compared by content.

One word per thing (docs/glossary.md). A source *announces* entries; an entry leads to a page;
a page gives an extraction; both together make an article, which is archived in versions and
announced again by our own feeds. All instants are aware datetimes; those that Syndicate mints
itself are UTC. "Unknown" is None or empty, never a made-up value.
"""

from __future__ import annotations

from syndicate.model.altered import (
    AddTags,
    Filter,
    Hooks,
    Mended,
    Pattern,
    Remove,
    Replace,
    Rewrite,
    Subject,
)
from syndicate.model.announced import (
    Details,
    Document,
    Enclosure,
    Entry,
    FullText,
    Generator,
    Inferred,
    Link,
    Page,
    Person,
    Publish,
    Request,
    Select,
    Source,
    SourceKind,
    Tag,
    Text,
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
    "AddTags",
    "Article",
    "Asset",
    "Carried",
    "Claim",
    "Condition",
    "Details",
    "Document",
    "Enclosure",
    "Entry",
    "Extraction",
    "Feed",
    "FeedFormat",
    "Filter",
    "Fragment",
    "FullText",
    "Generator",
    "Hints",
    "Hooks",
    "Host",
    "Identity",
    "Images",
    "Inferred",
    "Link",
    "Mended",
    "Outcome",
    "Page",
    "Pattern",
    "Pending",
    "Person",
    "Publish",
    "Remove",
    "Replace",
    "Request",
    "Revision",
    "Rewrite",
    "Select",
    "Site",
    "Source",
    "SourceKind",
    "Standing",
    "Subject",
    "Tag",
    "Text",
    "Tombstone",
    "Turn",
    "Validators",
    "Verdict",
]
