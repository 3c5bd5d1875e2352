"""Subscription lists of other programs: OPML 1.0-2.0 and newsboat's urls file. Pure."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from lxml import etree

from syndicate import urls
from syndicate.errors import ParseError
from syndicate.fetcher.readers import repair
from syndicate.fetcher.readers.elements import Element
from syndicate.identity import OPML_NAMESPACE
from syndicate.markup.decode import decode
from syndicate.markup.text import squash, unescape, xml_safe

# Folders inside folders become tags; deeper than this nobody sorts, but a bomb nests.
_DEEPEST = 32
_VARIABLE = re.compile(r"\$\{\w+\}")
_OPML = re.compile(r"<opml(?=[\s>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Hold a feed somebody follows: its address, the name he gave it, his folders and tags.

    `id` is what a list of ours calls it.
    """

    url: str
    title: str | None = None
    tags: tuple[str, ...] = ()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold what a list names, and its lines that are no feeds, each with the reason."""

    subscriptions: tuple[Subscription, ...] = ()
    problems: tuple[str, ...] = ()


def read_opml(body: bytes) -> Listed:
    """Return the feeds of an OPML file, folders as tags; raises ParseError for what is none."""
    root = _opml(decode(body))
    found: dict[str, Subscription] = {}
    problems: list[str] = []
    waiting: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        children = [child for child in element if _is(child, "body", "outline")]
        address = _attribute(element, "xmlurl")
        if _VARIABLE.search(address):
            # Taken from the environment it could be anybody's secret, for whoever wrote the list.
            problems.append(f"{squash(address)}: holds a variable: write it into config.toml")
        elif address and (url := urls.absolute(None, address)):
            found.setdefault(url, _subscription(element, url, folders))
        elif address:
            problems.append(f"{squash(address)}: no http or https address")
        name = squash(_attribute(element, "text") or _attribute(element, "title"))
        if not address and name and len(folders) < _DEEPEST:
            folders = (*folders, name)
        waiting += [(child, folders) for child in reversed(children)]
    return Listed(tuple(found.values()), tuple(problems))


def _opml(text: str) -> Element:
    begin = _OPML.search(text)
    if begin is None:
        raise ParseError("the file is no OPML: it has no <opml> element", url="")
    # From the root on, so that a DOCTYPE before it is never read.
    markup = repair.tidy_markup(xml_safe(text[begin.start() :]))
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        root: Element | None = etree.fromstring(repair.quote_values(markup).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"reading the OPML file failed: {error}", url="") from error
    if root is None:
        raise ParseError("the OPML file is broken beyond repair", url="")
    return root


def _is(element: Element, *names: str) -> bool:
    # A comment's tag is no string.
    return isinstance(element.tag, str) and element.tag.lower() in names


def _attribute(element: Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.lower() == name:
            return value.strip()
    return ""


def _subscription(element: Element, url: str, folders: tuple[str, ...]) -> Subscription:
    title = squash(unescape(_attribute(element, "title") or _attribute(element, "text")))
    # OPML 2.0: comma-separated slash-delimited categories.
    named = (part.strip("/ ") for part in _attribute(element, "category").split(","))
    tags = tuple(dict.fromkeys(tag for tag in (*folders, *named) if tag))
    own = _attribute(element, f"{{{OPML_NAMESPACE}}}id")
    return Subscription(url, title if title and title != url else None, tags, own or None)


def read_urls(text: str) -> Listed:
    """Return the feeds of newsboat's urls file: an address, then tags, a title as ``"~Title"``.

    Lines that only newsboat can act on (``query:``, ``exec:``, ``filter:``) are problems.
    """
    found: dict[str, Subscription] = {}
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        address, *words = _words(line)
        if address.startswith(("query:", "exec:", "filter:")):
            kind = address.partition(":")[0]
            problems.append(f"line {number}: {kind}: feeds exist only inside newsboat")
        elif url := urls.absolute(None, address):
            found.setdefault(url, _from_words(url, words))
        else:
            problems.append(f"line {number}: not an http or https address: {squash(address)}")
    return Listed(tuple(found.values()), tuple(problems))


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.quotes = '"'
    lexer.commenters = ""
    try:
        return list(lexer) or [line.strip()]
    except ValueError:
        # A quotation mark that is never closed.
        return line.replace('"', " ").split() or [line.strip()]


def _from_words(url: str, words: list[str]) -> Subscription:
    titles = [squash(word[1:]) for word in words if word.startswith("~")]
    # "!" hides a feed inside newsboat.
    tags = [squash(word) for word in words if not word.startswith(("~", "!"))]
    title = titles[0] if titles else None
    return Subscription(url, title or None, tuple(dict.fromkeys(tag for tag in tags if tag)))
