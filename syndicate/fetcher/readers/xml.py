"""XML text → the head and the entries of a feed, in tiers that each forgive more.

    strict   from the root element on, as it stands
    tidy     repair.tidy
    split    repair.cut, then each entry strict, mended, recovered: a broken one costs itself

Parsing begins at the root element, so a DOCTYPE is never processed: no entity is ever defined,
none is expanded, nothing is fetched, and the parser's own limits on expansion may be lifted
with those on size (`huge_tree`), which long articles pass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from lxml import etree

from syndicate.fetcher.readers import cdf, repair
from syndicate.fetcher.readers.elements import Element, namespace_of

# No feed writes a start tag this long; parsers exist that take minutes for its attributes.
LONGEST_TAG = 65_536
_ITEMS = frozenset({"item", "entry"})


@dataclass(frozen=True, slots=True)
class Tree:
    """Hold a feed's elements: `outer` is the root, `head` the channel or feed, then entries.

    `home` is the namespace of its own vocabulary, `lost` how many entries nothing could mend.
    """

    kind: Literal["rss", "atom", "cdf"]
    outer: Element | None
    head: Element
    items: tuple[Element, ...]
    home: str
    tier: str = "strict"
    lost: int = 0


def parse(text: str, limit: int) -> Tree | None:
    """Return the feed that `text` holds by the least forgiving tier that reads it, or None.

    None also for XML that is no RSS, Atom or CDF. No more than `limit` broken entries are mended.
    """
    found = repair.ROOT.search(text)
    if found is None:
        return None
    text = text[found.start() :]
    root = _strict(text)
    if root is not None:
        return _laid_out(root, "strict")
    text = repair.tidy(text)
    root = _strict(text)
    return _laid_out(root, "tidy") if root is not None else _split(text, limit)


def has_monster_tag(text: str) -> bool:
    """Tell whether a start tag is longer than `LONGEST_TAG` characters.

    A tag holds no other ``<``, so that one that long leaves half its length without any: looking
    at every other stretch finds it, at the cost of a few searches.
    """
    step = LONGEST_TAG // 2
    position = 0
    while position < len(text):
        following = text.find("<", position)
        if following < 0:
            following = len(text)
        if following - position > step and _is_tag(text, position, following):
            return True
        position = max(following, position + step) if following < len(text) else following
    return False


def _is_tag(text: str, position: int, following: int) -> bool:
    """Tell whether the stretch before `following` is one start tag that is too long."""
    start = text.rfind("<", 0, position)
    if start < 0 or following - start <= LONGEST_TAG or text[start + 1 : start + 2] in ("!", "?"):
        return False
    if text.rfind("<![CDATA[", 0, start) > text.rfind("]]>", 0, start):
        return False
    end = text.find(">", start, following)
    return end < 0 or end - start > LONGEST_TAG


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _strict(text: str) -> Element | None:
    return _tree(text, recover=False)


def _tree(text: str, *, recover: bool) -> Element | None:
    try:
        root: Element | None = etree.fromstring(
            text.encode("utf-8", "replace"), _parser(recover=recover)
        )
    except (etree.XMLSyntaxError, ValueError):
        return None
    if recover and root is not None:
        # Only a parser that forgives leaves references to entities that nobody defined.
        etree.strip_tags(root, etree.Entity)
    return root


def _laid_out(root: Element, tier: str) -> Tree | None:
    kind = _local(root)
    if kind == "feed":
        items = _items(root) or _items_below(root)
        return Tree("atom", root, root, items, namespace_of(root), tier)
    if kind == "channel" and cdf.is_channel(root):
        return Tree("cdf", None, root, _items_below(root), namespace_of(root), tier)
    if kind == "channel":
        return Tree("rss", None, root, _items(root), namespace_of(root), tier)
    if kind not in ("rss", "rdf"):
        return None
    channels = [child for child in root if _local(child) == "channel"]
    items = tuple(item for parent in (*channels, root) for item in _items(parent))
    head = channels[0] if channels else root
    return Tree("rss", root, head, items or _items_below(root), namespace_of(head), tier)


def _local(element: Element) -> str:
    return _local_name(element.tag)


@lru_cache(maxsize=1024)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _items(parent: Element) -> tuple[Element, ...]:
    return tuple(child for child in parent if _local(child) in _ITEMS)


def _items_below(root: Element) -> tuple[Element, ...]:
    """Return entries that do not stand where they should."""
    return tuple(element for element in root.iter() if _local(element) in _ITEMS)


def _split(text: str, limit: int) -> Tree | None:
    """Read each entry alone."""
    pieces = repair.cut(text)
    root = _tree(pieces.head, recover=True)
    frame = _laid_out(root, "split") if root is not None else None
    if frame is None:
        return None
    found = [_entry(entry, pieces.wrap) for entry in pieces.entries[:limit]]
    if pieces.truncated and len(pieces.entries) <= limit and found[-1] is not None:
        found[-1] = _whole_children(found[-1], pieces.entries[-1])
    items = tuple(item for item in found if item is not None)
    return replace(frame, items=items, lost=len(pieces.entries) - len(items))


def _entry(entry: str, wrap: str) -> Element | None:
    start = entry[1:].split(">", 1)[0].split(None, 1)[0]
    mended = repair.mend(entry)
    for markup, recover in ((entry, False), (mended, False), (mended, True)):
        root = _tree(f"{wrap}{markup}</{start}></r>", recover=recover)
        if root is not None and len(root):
            return next(iter(root))
    return None


def _whole_children(item: Element, text: str) -> Element | None:
    """Drop the child in the middle of which the document was cut off."""
    children = list(item)
    if children and not text.rstrip().endswith(">"):
        item.remove(children.pop())
    return item if children else None
