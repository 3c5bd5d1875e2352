r"""What note-takers and site generators write into Markdown that is none, and what of it is words.

    ![[pot.png]] · [[Page|label]] · > [!note] Title · {{< figure … >}} · {% include … %}

Pure.
"""

from __future__ import annotations

import re

from syndicate.archiver.foreign.prose import changed

_EMBED = re.compile(r"!\[\[[^\[\]\n]*\]\]")
_LINK = re.compile(r"\[\[(?P<page>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]+))?\]\]")
_CALLOUT = re.compile(r"^(?P<quote>[ ]{0,3}(?:>[ ]?)+)\[![A-Za-z-]+\][+-]?[ \t]*", re.MULTILINE)
_SHORTCODE = re.compile(r"\{\{[<%][^{}\n]*[>%]\}\}|\{%[^{}\n]*%\}|\{\{[^{}\n]*\}\}")


def words(markdown: str) -> str:
    """Return the Markdown with labels for wikilinks, and without embeds, callouts' signs and
    shortcodes; code stays as it is.
    """
    return changed(markdown, _words)


def _words(text: str) -> str:
    text = _SHORTCODE.sub("", _CALLOUT.sub(r"\g<quote>", _EMBED.sub("", text)))
    return _LINK.sub(lambda found: (found["label"] or found["page"]).strip(), text)
