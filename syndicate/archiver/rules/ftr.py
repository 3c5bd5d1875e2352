"""A FiveFilters site config (``example.org.txt``) → a rule, and remarks on its lines.

    text ─ lines ─▶ directive, argument, value ─ objection ─▶ good ones ─▶ Rule
                                                          └─▶ remarks

A line is ``directive: value`` or ``directive(argument): value``; ``#`` begins a comment. No line
is passed over in silence: a directive is done, or asks for what is always so here, or is remarked
on. Two things are read as rules use them, not as the format's first program did them. The words
of ``strip_id_or_class`` are whole, because ``ad`` or ``top`` would strip half of a page (``ad-``
is the beginning of one). And a ``find_string`` without ``replace_string`` costs itself alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from syndicate.archiver.rules.rule import Act, Edit, Link, Reading, Remark, Rule, Trial
from syndicate.markup import selection

HARMLESS = frozenset({"accept", "accept-language", "cookie", "referer", "user-agent"})
"""Headers that a rule may set. Others could say who asks, or what for, in the operator's name."""

_YES = frozenset({"yes", "true"})
_NO = frozenset({"no", "false"})
_LINE = re.compile(
    r"(?P<name>[a-z_]+)\s*(?:\((?P<argument>.*?)\)\s*)?:(?P<value>.*)", re.IGNORECASE
)
_TAG = re.compile(r"[a-z][a-z0-9]*", re.IGNORECASE)
_ACTS: dict[str, Act] = {
    "strip": "remove",
    "strip_attr": "remove",
    "strip_id_or_class": "remove",
    "strip_image_src": "remove",
    "dissolve": "dissolve",
    "wrap_in": "wrap",
    "move_into": "move",
    "src_lazy_load_attr": "load",
}
# Each kind finds what the ones before it made, so that a wrapper can be taken for the article.
_ORDER: tuple[Act, ...] = ("wrap", "move", "remove", "dissolve", "load")
_LINKS = ("single_page_link", "next_page_link")
_FLAGS = frozenset({"prune", "autodetect_on_failure", "autodetect_next_page", "skip_json_ld"})
_XPATHS = frozenset({
    "title", "body", "author", "date", "strip", "strip_attr", "dissolve", "wrap_in", "move_into",
    "native_ad_clue", "if_page_contains", *_LINKS,
})  # fmt: skip
_TEXTS = frozenset({
    "strip_id_or_class", "strip_image_src", "src_lazy_load_attr", "find_string", "replace_string",
    "http_header", "test_url", "test_contains",
})  # fmt: skip
_ARGUED = frozenset({"wrap_in", "move_into", "replace_string", "http_header"})
# What they ask for is always so: any HTML is read, two line breaks part paragraphs, an article
# has the pictures that stand in it, footnotes are kept, Markdown has no attributes.
_IDLE = frozenset({
    "convert_double_br_tags", "footnotes", "insert_detected_image", "parser", "post_strip_attr",
    "tidy",
})  # fmt: skip
_UNDONE = {
    "requires_login": "nobody logs in here; give the source a file of cookies",
    "login_uri": "nobody logs in here",
    "login_username_field": "nobody logs in here",
    "login_password_field": "nobody logs in here",
    "login_extra_fields": "nobody logs in here",
    "not_logged_in_xpath": "nobody logs in here",
    "single_page_link_in_feed": "the entry's own address is asked",
    "strip_comments": "whether comments are cut is decided by prune",
}


class _Line(NamedTuple):
    """Hold a directive; `argument` is None where it has no parentheses."""

    number: int
    name: str
    argument: str | None
    value: str


def read(text: str, name: str) -> Reading:
    """Return the rule that a file's text says, `name` being the file's."""
    good: list[_Line] = []
    wrong: list[Remark] = []
    undone: list[Remark] = []
    for number, line in _lines(text):
        directive = _directive(number, line)
        objection = _objection(directive) if directive else f"{line[:60]!r} is no directive"
        if objection:
            wrong.append(Remark(number, objection))
        elif directive and directive.name in _UNDONE:
            undone.append(Remark(number, f"{directive.name}: {_UNDONE[directive.name]}"))
        elif directive:
            good.append(directive)
    pairs, lonely = _replacements(good)
    return Reading(
        rule=_rule(name, good, pairs),
        wrong=tuple(sorted((*wrong, *lonely))),
        undone=tuple(undone),
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            yield number, bare


def _directive(number: int, line: str) -> _Line | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    return _Line(number, found["name"].lower(), found["argument"], found["value"].strip())


def _objection(line: _Line) -> str | None:
    """Say why a line can't be done, None when it can."""
    if line.name not in _XPATHS | _TEXTS | _FLAGS | _IDLE | set(_UNDONE):
        return f"{line.name} is no directive that is known"
    if line.argument is not None and line.name not in _ARGUED:
        return f"{line.name} takes nothing in parentheses"
    if not line.value and line.name != "replace_string":
        return f"{line.name} says nothing"
    if line.name in _FLAGS and line.value.lower() not in _YES | _NO:
        return f"{line.name} is yes or no"
    if line.name in _XPATHS and (why := _unreadable(_xpath(line.value))):
        return f"{line.name}: {why}"
    return _wrong_argument(line)


def _wrong_argument(line: _Line) -> str | None:
    argument = (line.argument or "").strip()
    if line.name == "http_header" and argument.lower() not in HARMLESS:
        return f"http_header({argument}) is none that a rule may set"
    if line.name == "http_header" and not line.value.isprintable():
        return f"http_header({argument}) holds what no header may"
    if line.name == "wrap_in" and not _TAG.fullmatch(argument):
        return f"wrap_in({argument}) names no tag"
    if line.name == "move_into" and (why := _unreadable(_target(argument))):
        return f"move_into({argument}): {why}"
    return None


def _unreadable(xpath: str) -> str | None:
    try:
        selection.check(xpath, in_item=False)
    except ValueError as error:
        return str(error)
    return None


def _xpath(value: str) -> str:
    """Return an XPath so that it is taken for one: `html/body` and `id('x')` might be CSS."""
    return value if selection.is_xpath(value) else f"({value})"


def _target(argument: str) -> str:
    return f"//{argument}" if _TAG.fullmatch(argument) else _xpath(argument)


def _rule(name: str, lines: Sequence[_Line], pairs: tuple[tuple[str, str], ...]) -> Rule:
    def all_of(directive: str) -> tuple[str, ...]:
        return tuple(_xpath(line.value) for line in lines if line.name == directive)

    return Rule(
        name=name,
        title=all_of("title"),
        content=all_of("body"),
        author=all_of("author"),
        date=all_of("date"),
        advert=all_of("native_ad_clue"),
        single_page=_links(lines, "single_page_link"),
        next_page=_links(lines, "next_page_link"),
        replace=pairs,
        edits=_edits(lines),
        headers=_headers(lines),
        prunes=_flag(lines, "prune", usual=True),
        guesses=_flag(lines, "autodetect_on_failure", usual=True),
        follows=_flag(lines, "autodetect_next_page", usual=True),
        believes_json_ld=not _flag(lines, "skip_json_ld", usual=False),
        tests=_tests(lines),
    )


def _flag(lines: Iterable[_Line], name: str, *, usual: bool) -> bool:
    """Return what the last line of a name says."""
    said = [line.value.lower() in _YES for line in lines if line.name == name]
    return said[-1] if said else usual


def _headers(lines: Iterable[_Line]) -> tuple[tuple[str, str], ...]:
    said = {
        (line.argument or "").strip().lower(): line.value
        for line in lines
        if line.name == "http_header"
    }
    return tuple(said.items())


def _links(lines: Iterable[_Line], name: str) -> tuple[Link, ...]:
    """Return the links of a name; a condition belongs to the link before it."""
    found: list[tuple[str, Link]] = []
    for line in lines:
        if line.name in _LINKS:
            found.append((line.name, Link(_xpath(line.value))))
        elif line.name == "if_page_contains" and found:
            last, link = found[-1]
            found[-1] = (last, link._replace(condition=_xpath(line.value)))
    return tuple(link for kind, link in found if kind == name)


def _replacements(lines: Iterable[_Line]) -> tuple[tuple[tuple[str, str], ...], list[Remark]]:
    """Pair what is to be found with what replaces it, in order; remark on what has no other."""
    pairs: list[tuple[str, str]] = []
    waiting: list[_Line] = []
    lonely: list[Remark] = []
    for line in lines:
        if line.name == "find_string":
            waiting.append(line)
        elif line.name == "replace_string" and line.argument is not None:
            pairs += [(line.argument, line.value)] if line.argument else []
        elif line.name == "replace_string" and waiting:
            pairs.append((waiting.pop(0).value, line.value))
        elif line.name == "replace_string":
            lonely.append(Remark(line.number, "replace_string: no find_string stands before it"))
    lonely += [Remark(line.number, "find_string: no replace_string follows") for line in waiting]
    return tuple(pairs), lonely


def _edits(lines: Iterable[_Line]) -> tuple[Edit, ...]:
    edits = [_edit(line, _ACTS[line.name]) for line in lines if line.name in _ACTS]
    return tuple(sorted(edits, key=lambda edit: _ORDER.index(edit.act)))


def _edit(line: _Line, act: Act) -> Edit:
    selectors: dict[str, Callable[[str], str]] = {
        "strip_id_or_class": _named,
        "strip_image_src": _pictured,
        "src_lazy_load_attr": _bare,
    }
    into = (line.argument or "").strip()
    into = _target(into) if act == "move" else into.lower()
    return Edit(act, selectors.get(line.name, _xpath)(line.value), into)


def _bare(value: str) -> str:
    """Return a text without its quotes: both kinds at once have no form in XPath 1.0."""
    return re.sub(r"[\"']", "", value).strip()


def _named(value: str) -> str:
    words = " ".join(_bare(value).split())
    sought = f"{'' if words[:1] in '-_' else ' '}{words}{'' if words[-1:] in '-_' else ' '}"
    among = "contains(concat(' ', normalize-space(@{}), ' '), '{}')"
    return f"//*[{among.format('class', sought)} or {among.format('id', sought)}]"


def _pictured(value: str) -> str:
    return f"//img[contains(@src, '{_bare(value)}')]"


def _tests(lines: Iterable[_Line]) -> tuple[Trial, ...]:
    """Return the test pages; a text belongs to the page before it."""
    tests: list[Trial] = []
    for line in lines:
        if line.name == "test_url":
            tests.append(Trial(line.value))
        elif line.name == "test_contains" and tests:
            last = tests[-1]
            tests[-1] = last._replace(contains=(*last.contains, line.value))
    return tuple(tests)
