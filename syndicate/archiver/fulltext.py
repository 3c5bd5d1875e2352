"""Whose text becomes the article: the feed's own, or the page's. Pure decisions.

Feeds carry whole articles, first paragraphs or nothing, and rarely say which. A content element
without a "read more" tail is *probably* whole; the first pages of a source are read beside it,
and after `VOTES` agreeing comparisons the verdict on the source stands.
"""

from __future__ import annotations

import re
from typing import Literal

from syndicate.model import Entry, Source, Verdict

Want = Literal["feed", "page", "compare"]

VOTES = 3
"""Comparisons that must agree before a source's pages are no longer read."""

_TAIL = re.compile(
    r"(?:\[(?:…|\.\.\.|&hellip;)\]|…|\.\.\.|"
    r"(?:read more|continue reading|read the (?:full|rest)[^<]{0,40}|"
    r"阅读(?:全文|更多|原文)|查看(?:全文|更多|原文)|继续阅读|点击(?:查看|阅读)[^<]{0,8})"
    r"[\s.…»›→>\])]*)\s*\Z",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<[^<>]*>")


def want(source: Source, entry: Entry, learned: Verdict | None, *, has_page: bool = True) -> Want:
    """Say which texts to get for an entry; "compare" means both.

    Without `has_page` the entry's link is not the address of its own page. Whoever picks the
    content of pages wants pages; of an API it is a path.
    """
    if entry.url is None or not has_page or source.full_text == "feed":
        return "feed"
    picks = source.select.content is not None and source.kind != "json"
    if picks or source.full_text == "page" or entry.content is None or is_cut(entry.content):
        return "page"
    return learned or "compare"


def is_cut(html: str) -> bool:
    """Tell whether the text ends the way teasers do."""
    return bool(_TAIL.search(_TAGS.sub(" ", html[-600:]).strip()))


def judge(feed: int, page: int) -> Verdict:
    """Compare the lengths of the feed's own text and of the page's article.

    A feed that has four fifths of the page's text is whole: pages add captions, bylines and
    boxes to it. One that is longer than twice the page's met a page that we read badly.
    """
    return "feed" if feed * 5 >= page * 4 else "page"


def tally(votes: int, verdict: Verdict) -> tuple[Verdict | None, int]:
    """Add one comparison to the `votes` for "feed" in a row; return what is learned, and them.

    Only "feed" is ever learned: reading a page too many costs a request, one too few the text.
    """
    votes = votes + 1 if verdict == "feed" else 0
    return ("feed" if votes >= VOTES else None), votes


def prefers_feed(feed: int, page: int) -> bool:
    """Tell whether the page's text is under half of the feed's: then the feed's wins."""
    return page * 2 < feed
