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
    Inferred,
    Page,
    Publish,
    Request,
    Select,
    Source,
    SourceKind,
    Validators,
)
from syndicate.model.detailed import (
    Chapter,
    Generator,
    Link,
    Person,
    Picture,
    Tag,
    Text,
    TextInput,
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
from syndicate.model.pushed import Mode, Offer, Subscription
from syndicate.model.turns import (
    Carried,
    Claim,
    Hints,
    Host,
    Identity,
    Outcome,
    Pending,
    Standing,
    Turn,
    Verdict,
)
from syndicate.model.watched import (
    Baseline,
    Change,
    Condition,
    Facts,
    Fault,
    Finding,
)

__all__ = [
    "AddTags",
    "Article",
    "Asset",
    "Baseline",
    "Carried",
    "Change",
    "Chapter",
    "Claim",
    "Condition",
    "Details",
    "Document",
    "Enclosure",
    "Entry",
    "Extraction",
    "Facts",
    "Fault",
    "Feed",
    "FeedFormat",
    "Filter",
    "Finding",
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
    "Mode",
    "Offer",
    "Outcome",
    "Page",
    "Pattern",
    "Pending",
    "Person",
    "Picture",
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
    "Subscription",
    "Tag",
    "Text",
    "TextInput",
    "Tombstone",
    "Turn",
    "Validators",
    "Verdict",
]
