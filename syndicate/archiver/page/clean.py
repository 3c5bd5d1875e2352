"""A page's body without its furniture: the measures of what is left, and what they were taken from.

    body ─ measure ─▶ Measures ─ pardon ─▶ what holds most of the text is kept, whatever it is called

Words are believed until they condemn nearly all there is; then the page is measured without them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from syndicate.archiver.markdown.flow import HIDDEN
from syndicate.archiver.page.furniture import Judge, Verdict
from syndicate.archiver.page.measure import Measure, Measures, add_kept, measure
from syndicate.markup.tree import Element

# Words that condemn all but this share of the prose are no words for furniture here.
_CREDIBLE = 0.15
# Half of the text: more than furniture ever has, less than an article with long comments.
_MOST = 0.5
# An article's worth of prose: about 300 words, or 750 Chinese characters.
_SHOWN = 1500
# Two paragraphs are an article beside comments, cookies and other stories, however long they are.
_OWN = 600

NOTHING = Measure()


class Ground(NamedTuple):
    """Hold a body's measures, and whether something was kept that is called furniture."""

    measures: Measures
    pardoned: bool = False

    def of(self, element: Element) -> Measure:
        """Return an element's measure; nothing for what is never shown."""
        return self.measures.get(id(element), NOTHING)

    def keeps(self, element: Element) -> bool:
        """Tell whether an element is part of the text."""
        if element.tag in HIDDEN and element.tag != "source":
            return False
        return self.of(element).verdict is Verdict.KEPT

    def children(self, element: Element) -> list[Element]:
        """Return the elements right below one that are part of the text."""
        return [
            child for child in element.children if isinstance(child, Element) and self.keeps(child)
        ]


def survey(body: Element) -> Ground:
    """Measure a body, believing in words as far as they leave a text."""
    for judge in (Judge(), Judge(words=False), Judge(words=False, foreign=False)):
        ground = _pardoned(body, Ground(measure(body, judge)))
        whole = ground.of(body)
        if whole.prose + whole.cards >= _CREDIBLE * whole.all_prose:
            break
    return ground


def strip(body: Element) -> Element:
    """Return a copy of a body without its furniture."""
    return copied(body, survey(body))


def copied(element: Element, ground: Ground, gone: Collection[int] = ()) -> Element:
    """Return a copy of an element without what is none of its text, and the `id`s in `gone`."""
    children = [
        child if isinstance(child, str) else copied(child, ground, gone)
        for child in element.children
        if isinstance(child, str) or (ground.keeps(child) and id(child) not in gone)
    ]
    return Element(element.tag, element.attrs, children)


def _pardoned(body: Element, ground: Ground) -> Ground:
    """Keep what holds most of the page's text, whatever it is called."""
    whole = ground.of(body)
    most = _MOST * max(whole.plain, 1)
    path = [body]
    while True:
        children = [each for each in path[-1].children if isinstance(each, Element)]
        best = max(children, key=lambda each: ground.of(each).plain, default=None)
        if best is None or (own := ground.of(best)).plain < most:
            return ground
        if own.verdict is not Verdict.KEPT:
            if not _is_pardoned(own, whole):
                return ground
            own.verdict = Verdict.KEPT
            ground = ground._replace(pardoned=True)
            for each in path:
                add_kept(ground.of(each), own)
        path.append(best)


def _is_pardoned(own: Measure, whole: Measure) -> bool:
    # A script shows the text of a page that shows nothing yet; elsewhere it is for search engines.
    if own.verdict is Verdict.UNSEEN:
        return whole.all_prose - own.all_prose < _SHOWN
    if own.verdict is Verdict.FOREIGN:
        return whole.prose < _OWN
    return own.verdict is Verdict.FURNITURE
