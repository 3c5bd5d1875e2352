"""Who is who: the names of entries and articles (DESIGN §4.3), pure.

An *entry's name* tells it apart inside its source. An *article's key* tells it apart in the
archive, across sources. An *article's id* is what our feeds call it, for ever.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from syndicate import urls
from syndicate.model import Entry

PASSED = "-"
"""The fingerprint of an entry that was passed over: it is not taken up when it changes."""

KEPT = 16
"""Digits of a fingerprint that the archive keeps, so that a rebuilt state tells news from old."""

ADOPT = ""
"""The fingerprint of an entry known only from the archive: its next one is taken as is."""

OPML_NAMESPACE = "urn:x-syndicate:opml"
"""The XML namespace of what an OPML list of ours says to ourselves: a source's id."""

_INNER_PAGE = re.compile(r"https?://[^/]+/.")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")


def digest(*parts: str | None | Sequence[str | None]) -> str:
    """Return sha256 (hex) over the parts, unambiguous whatever they hold."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def short(name: str) -> str:
    """Return the 16 hex digits under which a source's card keeps the name of an entry."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def fingerprint(entry: Entry) -> str:
    """Return a digest that changes when what the source announces of the entry changes."""
    moments = [str(date) for date in (entry.published, entry.updated)]
    dates = moments if entry.edition is None else [entry.edition]
    files = [f"{file.url} {file.type} {file.length}" for file in entry.enclosures]
    texts = [entry.url, entry.title, entry.summary, entry.content, entry.image, entry.rights]
    # Archives keep fingerprints: those of entries without a page must stay what they were.
    texts += [entry.page] if entry.page else []
    return digest(texts, dates, entry.authors, entry.tags, files)


def ambiguous(entries: Iterable[Entry]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the guids and the canonical URLs that name different entries of one document.

    A guid given twice identifies nothing. Nor does a URL shared by entries that differ in guid
    or, where the guid says nothing, in what they say: sites whose every link is one page.
    """
    entries = tuple(entries)
    counted = Counter(entry.guid for entry in entries if entry.guid)
    guids = frozenset(guid for guid, count in counted.items() if count > 1)
    sharing: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.url:
            sharing[urls.canonical(entry.url)].append(entry)
    shared = {
        url for url, sharers in sharing.items() if len(sharers) > 1 and _differ(sharers, guids)
    }
    return guids, frozenset(shared)


def _differ(entries: Sequence[Entry], guids: frozenset[str]) -> bool:
    def own(entry: Entry) -> str:
        return entry.guid if entry.guid and entry.guid not in guids else fingerprint(entry)

    return len({own(entry) for entry in entries}) > 1


def twin(name: str) -> str:
    """Return an address with http for https, or the other way round; any other name as it is.

    Sites move from one to the other, and what stands there is the same.
    """
    if name.startswith("https://"):
        return f"http://{name[8:]}"
    return f"https://{name[7:]}" if name.startswith("http://") else name


def is_front_page(url: str) -> bool:
    """Tell whether a URL is its site's front page, which is nobody's article."""
    return not _INNER_PAGE.match(urls.canonical(url))


def name(entry: Entry, *, guid: bool, url: bool) -> str:
    """Return the entry's name: its guid, else its canonical URL, else a digest of all it says.

    `guid` and `url` say whether these tell entries apart. An entry that neither names becomes
    a new one when it changes: better twice than lost in another's place.
    """
    if guid and entry.guid:
        return entry.guid
    if url and entry.url:
        return urls.canonical(entry.url)
    return "sha256:" + fingerprint(entry)


def is_iri(guid: str) -> bool:
    """Tell whether a guid is an absolute IRI, and so means the same everywhere."""
    return bool(_IRI.match(guid))


def folded(path: str) -> str:
    """Return what all paths share that a disk which knows no case takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def key(source: str, entry_name: str, url: str | None) -> str:
    """Return the article's key: its canonical URL, else the source and the entry's name."""
    return urls.canonical(url) if url else f"{source}\n{entry_name}"


def ids(entry: Entry, *, guid: bool, article_key: str) -> tuple[str, ...]:
    """Return candidates for the article's id, best first.

    The source's own id where it is an absolute IRI (RFC 4287 §4.2.6), else a name-based UUID
    of the key (RFC 9562 §5.5), which two machines agree on.
    """
    own = (entry.guid,) if guid and entry.guid and is_iri(entry.guid) else ()
    return (*own, uuid.uuid5(uuid.NAMESPACE_URL, article_key).urn)
